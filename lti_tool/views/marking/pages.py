"""The blueprint of the marking desk, and what its forms carry."""

from uuid import UUID

from flask import request

from lti_tool.errors import NotFound, Refused
from lti_tool.services.marking.deciding import Seen
from lti_tool.views.guard import launch_pages
from lti_tool.views.marking_words import (
    alarm_words,
    decision_words,
    group_words,
    moved_words,
    outcome_words,
)
from lti_tool.views.watch_words import drift_words, kappa_words, remedy_words, trouble_words

pages = launch_pages("marking", __name__)

_WORDS = (alarm_words, decision_words, group_words, moved_words, outcome_words)
_WATCH_WORDS = (drift_words, kappa_words, remedy_words, trouble_words)


@pages.app_context_processor
def _words() -> dict[str, object]:
    """Let the desk's templates, and what the stream renders of them, find words."""
    return {word.__name__: word for word in (*_WORDS, *_WATCH_WORDS)}


ANSWERS_MAX = 2_000


def score_of_form() -> float:
    """Return the score of a pressed key, or the exact one written beside, 0 to 1.

    Raises:
        Refused: it is no number.
    """
    chosen = request.form.get("score", "")
    written = request.form.get("exact", "") if chosen == "exact" else chosen
    try:
        return float(written.strip().rstrip("%").replace(",", ".")) / 100
    except ValueError as error:
        raise Refused("score_invalid", "exact") from error


def answers_of_form() -> list[Seen]:
    """Return the answers that a form marks: `id:version`, several by commas.

    Raises:
        NotFound: it was not one of our forms.
        Refused: none is ticked.
    """
    said = [one for field in request.form.getlist("answers") for one in field.split(",") if one]
    if not said:
        raise Refused("no_answer_ticked", "answers")
    if len(said) > ANSWERS_MAX:
        raise NotFound
    try:
        return [_seen(one) for one in said]
    except ValueError as error:
        raise NotFound from error


def wants_json() -> bool:
    """Tell whether the page's script asks, and not a form by itself."""
    return request.accept_mimetypes.best == "application/json"


def _seen(text: str) -> Seen:
    attempt_id, _, version = text.partition(":")
    return Seen(UUID(attempt_id), int(version))
