"""What was read of a file, and what was not, place by place.

UnreadableFile    nothing of it can be read; permanent: say its code in words
"""

from dataclasses import dataclass, field
from typing import Literal

FileFault = Literal[
    "file_empty",
    "file_not_text",
    "file_not_json",
    "file_not_known",
    "file_without_skills",
    "file_without_questions",
    "file_not_xml",
    "file_with_dtd",
    "file_not_zip",
    "file_unsafe",
    "file_old_qti",
    "file_too_big",
]
RemarkCode = Literal[
    "left_out_nameless",
    "left_out_broken",
    "edge_unknown",
    "edge_circle",
    "relation_kind",
    "name_cut",
    "name_changed",
    "text_cut",
    "left_out_kind",
    "left_out_unclosed",
    "left_out_empty",
    "left_out_no_answer",
    "left_out_long",
    "left_out_options",
    "left_out_parts",
    "left_out_order",
    "left_out_gap",
    "left_out_gaps",
    "left_out_gift_gaps",
    "left_out_several",
    "left_out_number",
    "left_out_twice",
    "left_out_many",
    "media_missing",
    "picture_kind",
    "picture_svg",
    "picture_broken",
    "picture_big",
    "picture_wide",
    "pictures_many",
    "option_pictures",
    "pictures_heavy",
    "picture_without_alt",
    "partial_marks",
    "weights_even",
    "marks_by_pairs",
    "all_parts_asked",
    "more_numbers",
    "more_answers",
    "more_hints",
    "wildcard",
    "wildcard_gap",
    "case_ignored",
    "feedback_dropped",
    "notes_as_answer",
    "extras_ignored",
]


class UnreadableFile(ValueError):
    """A file of which nothing can be read.

    Attributes:
        code: why.
        place: where in it, such as a line; may be empty.
    """

    def __init__(self, code: FileFault, place: str = "") -> None:
        """Say why."""
        super().__init__(f"{code} {place}".strip())
        self.code: FileFault = code
        self.place = place


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that was left out or simplified.

    Attributes:
        place: a line, an id or a name in the file.
        facts: what the sentence is filled with.
    """

    place: str
    code: RemarkCode
    facts: tuple[str, ...] = ()

    @property
    def is_loss(self) -> bool:
        """Tell whether something is not there at all, rather than simplified."""
        return self.code.startswith(("left_out", "edge", "relation"))


@dataclass(slots=True)
class Report:
    """Remarks in the order of the file."""

    remarks: list[Remark] = field(default_factory=list)

    def note(self, place: str, code: RemarkCode, *facts: str) -> None:
        """Keep one."""
        self.remarks.append(Remark(place, code, facts))


def text_of(raw: bytes) -> str:
    """Return a file's text, UTF-8 or UTF-16 with its mark.

    Raises:
        UnreadableFile: it is empty or in no such encoding.
    """
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile("file_not_text", str(error.start)) from error
    if "\x00" in text:
        raise UnreadableFile("file_not_text", str(text.index("\x00")))
    if not text.strip():
        raise UnreadableFile("file_empty")
    return text
