"""The usual way to serve a network: Flask, torch, one answer at a time.

Run by the training environment's Python; the weights' values do not change its speed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from flask import Flask, jsonify, request

sys.path.insert(0, str(Path(__file__).parents[2]))

from analytics.grading.network import build_network, encoder_folder
from analytics.grading.overlap import text_pair
from analytics.grading.scorer import open_tokenizer

app = Flask(__name__)
tokenizer = open_tokenizer(encoder_folder() / "tokenizer.json")
network = build_network().eval()


@app.post("/grade")
def grade():
    body = request.get_json()
    pair = text_pair((body["question"], body["references"], body["answer"]))
    encoded = tokenizer.encode(*pair)
    columns = (encoded.ids, encoded.attention_mask, encoded.type_ids)
    with torch.inference_mode():
        logits = network(*(torch.tensor([column]) for column in columns))
    return jsonify(torch.softmax(logits[0], dim=-1).tolist())


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), threaded=False)
