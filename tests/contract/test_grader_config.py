"""What the client sends is what `config.pbtxt` declares."""

from __future__ import annotations

import filecmp
from pathlib import Path

import pytest
from google.protobuf import text_format
from tritonclient.grpc import model_config_pb2

from analytics.grading import served
from analytics.grading.labels import LABELS
from analytics.grading.served import SERVED_SOURCES
from analytics.grading.server import MODELS
from analytics.grading.wire import INPUTS, MODEL, OUTPUTS, Lane

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
    assert tuple(shapes) == OUTPUTS
    assert shapes["PROBABILITIES"] == (model_config_pb2.TYPE_FP32, [len(LABELS)])
    assert shapes["SIMILARITIES"] == (model_config_pb2.TYPE_FP32, [-1])
    assert shapes["SCORE"] == (model_config_pb2.TYPE_FP32, [1])
    assert shapes["NEAREST_REFERENCE"] == (model_config_pb2.TYPE_INT32, [1])
    for name in ("LABEL", "EVIDENCE", "MODEL"):
        assert shapes[name] == (model_config_pb2.TYPE_STRING, [1])


def test_the_served_model_batches_on_processors_without_delay(
    config: model_config_pb2.ModelConfig,
) -> None:
    assert config.name in MODELS
    assert config.HasField("dynamic_batching")
    assert config.dynamic_batching.max_queue_delay_microseconds == 0
    [group] = config.instance_group
    assert (group.kind, group.count) == (model_config_pb2.ModelInstanceGroup.KIND_CPU, 2)


def test_live_answers_go_first_and_no_queue_grows_without_end(
    config: model_config_pb2.ModelConfig,
) -> None:
    batching = config.dynamic_batching
    assert (batching.priority_levels, batching.default_priority_level) == (2, Lane.LIVE)
    policies = (batching.default_queue_policy, batching.priority_queue_policy[Lane.BULK])
    for policy in policies:
        assert policy.timeout_action == model_config_pb2.ModelQueuePolicy.REJECT
        assert policy.max_queue_size > 0
        assert policy.default_timeout_microseconds > 0


def test_the_model_is_warm_in_both_languages_before_it_is_ready(
    config: model_config_pb2.ModelConfig,
) -> None:
    assert {sample.name for sample in config.model_warmup} == {"english", "chinese"}
    for sample in config.model_warmup:
        assert set(sample.inputs) == set(INPUTS)
        for one in sample.inputs.values():
            assert (REPOSITORY / MODEL / "warmup" / one.input_data_file).is_file()


@pytest.mark.parametrize("source", SERVED_SOURCES)
def test_the_served_sources_are_the_ones_that_were_measured(source: str) -> None:
    house = Path(served.__file__).parent
    assert filecmp.cmp(REPOSITORY / MODEL / "1" / "grading" / source, house / source, shallow=False)


def test_every_folder_of_the_repository_is_a_model() -> None:
    folders = {p.name for p in REPOSITORY.iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert folders == set(MODELS)
