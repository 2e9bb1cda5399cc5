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
    PictureRows,
    SkillRow,
    TermRow,
)
from lti_tool.services.items.pictures import Sent

FORM_MAX = 22 * BYTES_MAX
"""How many bytes a form may have: with two pictures for each option, some too big by some."""

SKILLS_MAX, ROWS_MAX, PARTS_MAX, GAPS_MAX = 4, 8, 10, 10
_CRITERIA, _TERMS, _OPTIONS, _PARTS, _GAPS = 2, 1, 4, 4, 2
_OF_AN_OPTION = ("option", "feedback", "option_id", "option_alt", "feedback_alt")
_SHOWN_BY_AN_OPTION = ("option_picture", "feedback_picture")
_UNDER, _OF_OPTIONS = (
    ("picture", "hint_picture", "worked_picture"),
    ("option_file", "feedback_file"),
)
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
        options=_options(form, rows(*_OF_AN_OPTION, *_SHOWN_BY_AN_OPTION)),
        correct=" ".join(form.getlist("correct")[:ROWS_MAX]),
        parts=tuple(PartRow(*row) for row in rows("part", "part_id")),
        gaps=tuple(GapRow(*row) for row in rows(*_OF_A_GAP)),
        **{f"{name}s": _pictures(form, name) for name in _UNDER},
    )


def handed_in(files: MultiDict[str, FileStorage]) -> Sent:
    """Return the pictures that come with a form, a byte too many of one that is too big.

    A form names a file of each option, an empty one where none is chosen.
    """
    under = {at: one for name in _UNDER if (one := files.get(at := f"new_{name}"))}
    options = {
        f"{name}-{n}": one
        for name in _OF_OPTIONS
        for n, one in enumerate(files.getlist(name)[:ROWS_MAX], 1)
    }
    return {at: raw for at, one in {**under, **options}.items() if (raw := one.read(BYTES_MAX + 1))}


def _options(form: MultiDict[str, str], rows: Iterable[tuple[str, ...]]) -> tuple[OptionRow, ...]:
    """Return the options of a form, without the pictures that are ticked to be left out."""
    out, told_out = (set(form.getlist(f"{name}_out")) for name in _SHOWN_BY_AN_OPTION)
    found = []
    for n, (text, told, option_id, alt, told_alt, facts, told_facts) in enumerate(rows, 1):
        picture = _described(facts, alt) if str(n) not in out else None
        of_told = _described(told_facts, told_alt) if str(n) not in told_out else None
        found.append(OptionRow(text, told, option_id, alt, told_alt, picture, of_told))
    return tuple(found)


def _pictures(form: MultiDict[str, str], name: str) -> PictureRows:
    """Return the pictures under a text, without those that are ticked to be left out."""
    left_out = set(form.getlist(f"{name}_out"))
    rows = zip_longest(form.getlist(name), form.getlist(f"{name}_alt"), fillvalue="")
    found = [_described(facts, alt) for facts, alt in list(rows)[:PICTURES_MAX]]
    kept = tuple(one for one in found if one is not None and one.digest not in left_out)
    return PictureRows(kept, form.get(f"new_{name}_alt", ""))


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
