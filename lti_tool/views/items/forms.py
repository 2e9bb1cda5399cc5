"""Reads a question's form as a draft, and gives it room for more rows."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from pydantic import ValidationError
from werkzeug.datastructures import FileStorage, MultiDict

from analytics.content.pictures import ALT_MAX, BYTES_MAX, PICTURES_MAX, Picture
from lti_tool.services.items.drafts import (
    CriterionRow,
    GapRow,
    ItemDraft,
    OptionRow,
    PartRow,
    SkillRow,
    TermRow,
)
from lti_tool.services.items.pictures import Sent

FORM_MAX = 12 * BYTES_MAX
"""How many bytes a form may have: with a picture for each option, some too big by some."""

SKILLS_MAX, ROWS_MAX, PARTS_MAX, GAPS_MAX = 4, 8, 10, 10
_CRITERIA, _TERMS, _OPTIONS, _PARTS, _GAPS = 2, 1, 4, 4, 2
_OF_AN_OPTION = ("option", "feedback", "option_id", "option_alt", "option_picture")
_OF_A_GAP = ("gap_answers", "gap_wrong", "gap_tolerance", "gap_weight")


def draft_of(form: MultiDict[str, str]) -> ItemDraft:
    """Return the draft in a form, as it was typed."""

    def rows(*names: str) -> list[tuple[str, ...]]:
        lists = (form.getlist(name)[:20] for name in names)
        return list(zip_longest(*lists, fillvalue=""))

    def said(name: str, usual: str = "") -> str:
        return form.get(name, usual)

    return ItemDraft(
        kind=said("kind"),
        prompt=said("prompt"),
        level=said("level", "0"),
        hint=said("hint"),
        worked=said("worked"),
        tries=said("tries", "2"),
        skills=tuple(SkillRow(*row) for row in rows("skill", "weight")),
        references=said("references"),
        criteria=tuple(CriterionRow(*row) for row in rows("criterion", "points", "phrases")),
        terms=tuple(TermRow(*row) for row in rows("term", "variants")),
        most_without_terms=said("most_without_terms", "50"),
        number=said("number"),
        tolerance=said("tolerance"),
        tolerance_percent=said("tolerance_percent"),
        unit=said("unit"),
        convert="convert" in form,
        figures=said("figures"),
        formula=said("formula"),
        form=said("form", "any"),
        options=_options(form, rows(*_OF_AN_OPTION)),
        correct=" ".join(form.getlist("correct")[:ROWS_MAX]),
        parts=tuple(PartRow(*row) for row in rows("part", "part_id")),
        gaps=tuple(GapRow(*row) for row in rows(*_OF_A_GAP)),
        pictures=_pictures(form),
        new_alt=said("new_picture_alt"),
    )


def handed_in(files: MultiDict[str, FileStorage]) -> Sent:
    """Return the pictures that come with a form, a byte too many of one that is too big.

    A form names a file of each option, an empty one where none is chosen.
    """
    under = files.get("new_picture")
    each = enumerate(files.getlist("option_file")[:ROWS_MAX], 1)
    options = {n: raw for n, one in each if (raw := one.read(BYTES_MAX + 1))}
    return Sent(under.read(BYTES_MAX + 1) if under else b"", options)


def _options(form: MultiDict[str, str], rows: Iterable[tuple[str, ...]]) -> tuple[OptionRow, ...]:
    """Return the options of a form, without the pictures that are ticked to be left out."""
    left_out = set(form.getlist("option_picture_out"))
    found = []
    for n, (text, feedback, option_id, alt, facts) in enumerate(rows, 1):
        picture = _described(facts, alt) if str(n) not in left_out else None
        found.append(OptionRow(text, feedback, option_id, alt, picture))
    return tuple(found)


def _pictures(form: MultiDict[str, str]) -> tuple[Picture, ...]:
    """Return the pictures that a form carries, without those that are ticked to be left out."""
    left_out = set(form.getlist("picture_out"))
    rows = zip_longest(form.getlist("picture"), form.getlist("picture_alt"), fillvalue="")
    found = [_described(facts, alt) for facts, alt in list(rows)[:PICTURES_MAX]]
    return tuple(one for one in found if one is not None and one.digest not in left_out)


def _described(facts: str, alt: str) -> Picture | None:
    """Return a picture with its description; None where the form was tampered with."""
    try:
        said = Picture.model_validate_json(facts)
    except ValidationError:
        return None
    return said.model_copy(update={"alt": " ".join(alt.split())[:ALT_MAX]})


def padded(draft: ItemDraft, grow: str = "") -> ItemDraft:
    """Return a draft with the empty rows that a form begins with, and one that is asked for."""
    skills = _count(len(draft.skills), 1, SKILLS_MAX, grow == "skills")
    criteria = _count(len(draft.criteria), _CRITERIA, ROWS_MAX, grow == "criteria")
    terms = _count(len(draft.terms), _TERMS, ROWS_MAX, grow == "terms")
    options = _count(len(draft.options), _OPTIONS, ROWS_MAX, grow == "options")
    gaps = _count(len(draft.gaps), _GAPS, GAPS_MAX, grow == "gaps")
    parts = _count(len(draft.parts), _PARTS, PARTS_MAX, grow == "parts")
    return replace(
        draft,
        skills=(*draft.skills, *[SkillRow()] * (skills - len(draft.skills))),
        criteria=(*draft.criteria, *[CriterionRow()] * (criteria - len(draft.criteria))),
        terms=(*draft.terms, *[TermRow()] * (terms - len(draft.terms))),
        options=(*draft.options, *[OptionRow()] * (options - len(draft.options))),
        parts=(*draft.parts, *[PartRow()] * (parts - len(draft.parts))),
        gaps=(*draft.gaps, *[GapRow()] * (gaps - len(draft.gaps))),
    )


def _count(present: int, least: int, most: int, more: bool) -> int:  # noqa: FBT001 -- see padded
    return max(present, min(max(present + more, least), most))
