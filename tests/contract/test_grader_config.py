"""What the client sends is what `config.pbtxt` declares."""

from __future__ import annotations

import filecmp
from pathlib import Path

import pytest
from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

from analytics.grading import scorer
from analytics.grading.server import MODELS
from analytics.grading.triton import INPUTS, MODEL, OUTPUTS
from analytics.grading.types import LABELS

REPOSITORY = Path(__file__).parents[2] / "model_repository"


@pytest.fixture(scope="module")
def config() -> model_config_pb2.ModelConfig:
    text = (REPOSITORY / MODEL / "config.pbtxt").read_text(encoding="utf-8")
    return text_format.Parse(text, model_config_pb2.ModelConfig())


def test_the_inputs_are_the_texts_that_the_client_sends(
    config: model_config_pb2.ModelConfig,
) -> None:
    assert tuple(tensor.name for tensor in config.input) == INPUTS
    for tensor in config.input:
        assert tensor.data_type == model_config_pb2.TYPE_STRING
        assert list(tensor.dims) == [1]


def test_the_outputs_are_what_the_client_reads(config: model_config_pb2.ModelConfig) -> None:
    shapes = {tensor.name: (tensor.data_type, list(tensor.dims)) for tensor in config.output}
    assert shapes == {
        OUTPUTS[0]: (model_config_pb2.TYPE_FP32, [len(LABELS)]),
        OUTPUTS[1]: (model_config_pb2.TYPE_INT32, [1]),
    }


def test_the_served_model_batches_on_processors_without_delay(
    config: model_config_pb2.ModelConfig,
) -> None:
    assert config.name in MODELS
    assert config.HasField("dynamic_batching")
    assert config.dynamic_batching.max_queue_delay_microseconds == 0
    assert config.max_batch_size == 4
    [group] = config.instance_group
    assert (group.kind, group.count) == (model_config_pb2.ModelInstanceGroup.KIND_CPU, 2)


def test_the_served_scorer_is_the_one_that_was_measured() -> None:
    served = REPOSITORY / MODEL / "1" / "scorer.py"
    assert filecmp.cmp(served, scorer.__file__, shallow=False)


def test_every_folder_of_the_repository_is_a_model() -> None:
    folders = {p.name for p in REPOSITORY.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == set(MODELS)
