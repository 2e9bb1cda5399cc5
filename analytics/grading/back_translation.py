"""Says a training answer in other words by way of another language, if configured.

An OpenAI-compatible endpoint translates an answer and another call brings it back. It is
sent the answer alone, cut of the words by which a student gives a name; without a
configured endpoint nothing leaves this machine. What came back is kept in a file, so a
stopped run goes on where it was and no answer is paid for twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Final

import httpx
from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from analytics.grading.dataset import Example
from analytics.grading.errors import GradingError
from analytics.grading.overlap import without_introduction
from analytics.grading.wording import words

KEPT: Final = Path("var/back_translations.jsonl")
TRIES: Final = 2
_TOO_MANY = 429
_SERVER_FAULT = 500
_LONGEST = 3
"""How many times its length an answer may come back: more is no translation of it."""
_ASK = "Translate the user's text into {}. Keep its mistakes. Reply with the translation only."

log = logging.getLogger(__name__)


class TranslatorRefused(GradingError):
    """Say that the endpoint cannot be used as configured; asking again cannot help."""


class BackTranslationSettings(BaseSettings):
    """The configured endpoint: ``SIGNPOST_TRANSLATION_URL`` and the like.

    Attributes:
        url: Of an OpenAI-compatible API, up to and with its version; none switches it off.
        key: Its bearer token.
        model: Which of its models to ask.
        timeout_s: Of one call.
        through: Languages to go through, each answer through one.
    """

    model_config = SettingsConfigDict(env_prefix="SIGNPOST_TRANSLATION_", frozen=True)

    url: str | None = None
    key: SecretStr = SecretStr("")
    model: str = "gpt-4o-mini"
    timeout_s: float = Field(30.0, gt=0)
    through: tuple[str, ...] = Field(("German", "Chinese"), min_length=1)


class BackTranslationSwitch(BaseModel):
    """Whether training answers go through another language and back.

    Attributes:
        most: Answers in all, those that are kept already among them; 0 for none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    most: int = Field(0, ge=0)


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Message(BaseModel):
    content: _Text


class _Choice(BaseModel):
    message: _Message


class _Reply(BaseModel):
    choices: list[_Choice] = Field(min_length=1)


class _Kept(BaseModel):
    """One answer that came back; none if what came back was of no use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: str
    through: str
    model: str
    said: str | None


@dataclass(slots=True)
class BackTranslator:
    """Asks an endpoint and remembers what it said.

    Args:
        settings: Of the endpoint; its `url` must be set.
        client: Makes the calls.
        kept: The file of what came back, one line of JSON an answer.
    """

    settings: BackTranslationSettings
    client: httpx.Client
    kept: Path = KEPT
    _known: dict[tuple[str, str, str], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lines = self.kept.read_text(encoding="utf-8").splitlines() if self.kept.is_file() else []
        for line in lines:
            self._note(_Kept.model_validate_json(line))

    def said(self, answer: str, through: str) -> str | None:
        """Return an answer in the words that came back, or none if they are of no use.

        Raises:
            TranslatorRefused: The endpoint takes neither this key nor this model.
        """
        plain = without_introduction(answer)
        key = (plain, through, self.settings.model)
        if key not in self._known:
            try:
                back = self._translated(self._translated(plain, through), "English")
            except (httpx.HTTPError, ValidationError) as error:
                log.warning("an answer did not come back: %s", type(error).__name__)
                return None
            self._keep(_kept(plain, through, self.settings.model, back))
        return self._known[key]

    def _translated(self, text: str, language: str) -> str:
        for left in reversed(range(TRIES)):
            try:
                reply = self._post(text, language)
            except httpx.TransportError:
                if not left:
                    raise
                continue
            if left and (reply.status_code == _TOO_MANY or reply.status_code >= _SERVER_FAULT):
                continue
            break
        if reply.status_code in {400, 401, 403, 404}:
            raise TranslatorRefused(f"{self.settings.url} answered {reply.status_code}")
        reply.raise_for_status()
        return _Reply.model_validate_json(reply.content).choices[0].message.content

    def _post(self, text: str, language: str) -> httpx.Response:
        asked = [
            {"role": "system", "content": _ASK.format(language)},
            {"role": "user", "content": text},
        ]
        return self.client.post(
            f"{str(self.settings.url).rstrip('/')}/chat/completions",
            json={"model": self.settings.model, "messages": asked, "temperature": 0},
            headers={"Authorization": f"Bearer {self.settings.key.get_secret_value()}"},
            timeout=self.settings.timeout_s,
        )

    def _note(self, one: _Kept) -> None:
        self._known[one.answer, one.through, one.model] = one.said

    def _keep(self, one: _Kept) -> None:
        self.kept.parent.mkdir(parents=True, exist_ok=True)
        with self.kept.open("a", encoding="utf-8") as lines:
            lines.write(one.model_dump_json() + "\n")
        self._note(one)


def back_translated(
    examples: Sequence[Example], switch: BackTranslationSwitch, translator: BackTranslator
) -> list[Example]:
    """Return extra examples in words that went through another language.

    They keep their gold label. Which answers are taken is always the same.
    """
    through = translator.settings.through
    made: list[Example] = []
    for at, example in enumerate(_spread(examples, switch.most)):
        said = translator.said(example.item[2], through[at % len(through)])
        if said is not None:
            made.append(replace(example, item=(*example.item[:2], said)))
    return made


def _spread(examples: Sequence[Example], most: int) -> list[Example]:
    """Return at most so many examples, evenly from first to last."""
    step = max(1, -(-len(examples) // most)) if most else len(examples) + 1
    return list(examples[::step]) if most else []


def _kept(answer: str, through: str, model: str, back: str) -> _Kept:
    said, had = words(back), words(answer)
    useful = said != had and 0 < len(said) <= _LONGEST * len(had)
    return _Kept(answer=answer, through=through, model=model, said=back if useful else None)
