"""Training answers by way of another language, through a scripted endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from analytics.grading.back_translation import (
    BackTranslationSettings,
    BackTranslationSwitch,
    BackTranslator,
    TranslatorRefused,
    back_translated,
)
from analytics.grading.dataset import Example

ANSWER = "The water turns into vapour"
BACK = "Water becomes steam"


class FakeEndpoint:
    """Plays one step of a script a call, and the last for ever."""

    def __init__(self, *script: httpx.Response | Exception) -> None:
        self.script = list(script)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self.script[min(len(self.requests), len(self.script)) - 1]
        if isinstance(step, Exception):
            raise step
        return step


def reply(text: str) -> httpx.Response:
    return httpx.Response(200, json={"choices": [{"message": {"content": text}}]})


@pytest.fixture
def translator_of(tmp_path: Path) -> Callable[[FakeEndpoint], BackTranslator]:
    settings = BackTranslationSettings(
        url="https://translate.example/v1/", key=SecretStr("secret"), model="m", through=("German",)
    )

    def make(endpoint: FakeEndpoint) -> BackTranslator:
        client = httpx.Client(transport=httpx.MockTransport(endpoint))
        return BackTranslator(settings, client, tmp_path / "kept.jsonl")

    return make


Maker = Callable[[FakeEndpoint], BackTranslator]


def test_an_answer_goes_out_and_comes_back(translator_of: Maker) -> None:
    endpoint = FakeEndpoint(reply("Wasser wird zu Dampf"), reply(f" {BACK} "))
    assert translator_of(endpoint).said(ANSWER, "German") == BACK
    sent = [json.loads(request.content) for request in endpoint.requests]
    assert [one["messages"][1]["content"] for one in sent] == [ANSWER, "Wasser wird zu Dampf"]
    assert "German" in sent[0]["messages"][0]["content"]
    assert endpoint.requests[0].url == "https://translate.example/v1/chat/completions"
    assert endpoint.requests[0].headers["Authorization"] == "Bearer secret"


def test_no_name_of_a_student_is_sent(translator_of: Maker) -> None:
    endpoint = FakeEndpoint(reply("Wasser"), reply(BACK))
    translator_of(endpoint).said(f"My name is Priya Nair. {ANSWER}", "German")
    assert "Priya" not in endpoint.requests[0].content.decode()
    assert ANSWER in endpoint.requests[0].content.decode()


def test_what_came_back_is_asked_once_even_by_another_run(translator_of: Maker) -> None:
    assert translator_of(FakeEndpoint(reply("x y"), reply(BACK))).said(ANSWER, "German") == BACK
    silent = FakeEndpoint(httpx.Response(500))
    assert translator_of(silent).said(ANSWER, "German") == BACK
    assert silent.requests == []


@pytest.mark.parametrize(
    "fault", [httpx.Response(429), httpx.Response(503), httpx.ReadTimeout("slow")]
)
def test_a_passing_fault_is_tried_once_more(
    translator_of: Maker, fault: httpx.Response | Exception
) -> None:
    endpoint = FakeEndpoint(fault, reply("Wasser"), reply(BACK))
    assert translator_of(endpoint).said(ANSWER, "German") == BACK
    assert len(endpoint.requests) == 3


@pytest.mark.parametrize(
    "fault",
    [
        httpx.Response(429),
        httpx.ReadTimeout("slow"),
        httpx.Response(200, json={"choices": []}),
        httpx.Response(200, text="<html>"),
    ],
)
def test_a_lasting_fault_leaves_the_answer_out_and_keeps_nothing(
    translator_of: Maker, fault: httpx.Response | Exception
) -> None:
    endpoint = FakeEndpoint(fault)
    translator = translator_of(endpoint)
    assert translator.said(ANSWER, "German") is None
    assert len(endpoint.requests) <= 2
    assert not translator.kept.exists()


@pytest.mark.parametrize("status", [401, 404])
def test_a_refused_key_or_model_ends_the_run(translator_of: Maker, status: int) -> None:
    endpoint = FakeEndpoint(httpx.Response(status))
    with pytest.raises(TranslatorRefused, match=str(status)):
        translator_of(endpoint).said(ANSWER, "German")
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("back", ["the water turns into vapour.", "blah " * 40])
def test_the_same_words_or_a_speech_are_of_no_use(translator_of: Maker, back: str) -> None:
    translator = translator_of(FakeEndpoint(reply("Wasser"), reply(back)))
    assert translator.said(ANSWER, "German") is None
    assert translator.kept.exists()


def test_extra_examples_keep_their_label_and_are_no_more_than_allowed(
    translator_of: Maker,
) -> None:
    examples = [
        Example("s_train", str(n), ("?", ("!",), f"{ANSWER} {n}"), (n % 5,)) for n in range(10)
    ]
    translator = translator_of(FakeEndpoint(reply(BACK)))
    made = back_translated(examples, BackTranslationSwitch(most=4), translator)
    assert 0 < len(made) <= 4
    assert {one.item[2] for one in made} == {BACK}
    assert [one.gold for one in made] == [(int(one.group) % 5,) for one in made]
    assert back_translated(examples, BackTranslationSwitch(), translator) == []


def test_without_a_configured_endpoint_it_is_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGNPOST_TRANSLATION_URL", raising=False)
    assert BackTranslationSettings().url is None


def test_the_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_TRANSLATION_KEY", "very-secret")
    settings = BackTranslationSettings()
    assert settings.key.get_secret_value() == "very-secret"
    assert "very-secret" not in repr(settings)
