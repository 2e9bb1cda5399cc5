"""What is said of questions that were read from a file, in the reader's language."""

from collections.abc import Callable, Mapping

from lti_tool.views.tongue import gettext

Sentences = Mapping[str, Callable[[], str]]


def question_remarks(fact: str, more: str) -> Sentences:
    """Return the sentence for each remark on a question; `fact` and `more` fill it."""
    return {**_lost(fact), **_simplified(fact), **_pictures(fact, more)}


def _lost(fact: str) -> Sentences:
    return {
        "left_out_kind": lambda: gettext(
            "Left out: there is no such kind of question here (%(kind)s). Make it anew as one "
            "of the kinds here.",
            kind=fact,
        ),
        "left_out_unclosed": lambda: gettext(
            "Left out: its braces { } do not belong together. Close them, or write \\{ for one "
            "that is part of the text; no empty line may stand between them."
        ),
        "left_out_empty": lambda: gettext("Left out: it has no text. Write the question."),
        "left_out_no_answer": lambda: gettext(
            "Left out: it does not say what a right answer is. Add one that gets all the marks."
        ),
        "left_out_long": lambda: gettext(
            "Left out: a text of it is longer than %(most)s characters. Shorten it.", most=fact
        ),
        "left_out_options": lambda: gettext(
            "Left out: it has %(count)s options, or an empty one; from 2 to 8 fit.", count=fact
        ),
        "left_out_parts": lambda: gettext(
            "Left out: it has %(count)s parts to order, or an empty one, or two alike; from 2 to "
            "10 different ones fit.",
            count=fact,
        ),
        "left_out_order": lambda: gettext(
            "Left out: the right order does not name each part once. Put all parts into it."
        ),
        "left_out_gap": lambda: gettext(
            "Left out: a gap is not of a kind that there is here, or says nothing right: %(what)s",
            what=fact,
        ),
        "left_out_gaps": lambda: gettext(
            "Left out: it has %(count)s gaps, or options of a gap that are alike or too many; "
            "10 gaps of 8 options fit.",
            count=fact,
        ),
        "left_out_gift_gaps": lambda: gettext(
            "Left out: a question in GIFT has one gap at most. Put one that has several into "
            "Moodle XML or QTI."
        ),
        "left_out_several": lambda: gettext(
            "Left out: any one of several options is right. Leave one right, or let all be right "
            "together."
        ),
        "left_out_number": lambda: gettext(
            "Left out: “%(said)s” is not a number alone. Write it like 2.5 or 1.2e3.", said=fact
        ),
        "left_out_twice": lambda: gettext("Left out: the same question stands here before."),
        "left_out_many": lambda: gettext(
            "Left out: %(most)s questions of a file fit. Read the rest from another file.",
            most=fact,
        ),
    }


def _simplified(fact: str) -> Sentences:
    return {
        "media_missing": lambda: gettext(
            "A picture, sound or film is missing (%(kind)s). Say it in words, or leave the "
            "question out.",
            kind=fact,
        ),
        "partial_marks": lambda: gettext(
            "Answers that get a part of the marks get none here: %(what)s", what=fact
        ),
        "weights_even": lambda: gettext("Here each right option counts the same."),
        "marks_by_pairs": lambda: gettext(
            "Here an order is marked by its pairs of parts: some marks for most of them, all for "
            "the exact order."
        ),
        "all_parts_asked": lambda: gettext(
            "The file asks for some of the parts only; here all are asked."
        ),
        "more_numbers": lambda: gettext(
            "One number with its tolerance is right here; not kept: %(what)s", what=fact
        ),
        "more_answers": lambda: gettext(
            "Good answers that do not fit any more: %(what)s", what=fact
        ),
        "more_hints": lambda: gettext("Only the first hint is kept; not kept: %(what)s", what=fact),
        "wildcard": lambda: gettext(
            "“*” for any letters is left out: answers are compared by meaning here."
        ),
        "wildcard_gap": lambda: gettext(
            "“*” for any letters is left out of a gap. List each answer: %(what)s", what=fact
        ),
        "case_ignored": lambda: gettext("Capitals make no difference here."),
        "feedback_dropped": lambda: gettext(
            "What is said to single answers is not kept: feedback is made from the answer here."
        ),
        "notes_as_answer": lambda: gettext(
            "The notes for markers are taken as the good answer. Look whether they are one."
        ),
        "extras_ignored": lambda: gettext(
            "Signpost's note beside it cannot be read; the question is as the file shows it."
        ),
    }


def _pictures(fact: str, more: str) -> Sentences:
    """Return what is said of pictures; the file's name is the last that fills it, maybe empty."""
    return {
        "picture_kind": lambda: gettext(
            "A picture is left out: it is no PNG, JPEG, GIF or WebP, whatever its name says. "
            "%(name)s",
            name=fact,
        ).strip(),
        "picture_svg": lambda: gettext(
            "A picture is left out: SVG can carry programs. Save it as PNG. %(name)s", name=fact
        ).strip(),
        "picture_broken": lambda: gettext(
            "A picture is left out: it is broken or cut off. Save it anew. %(name)s", name=fact
        ).strip(),
        "picture_big": lambda: gettext(
            "A picture is left out: it weighs more than 1 MB. Save it smaller. %(name)s", name=fact
        ).strip(),
        "picture_wide": lambda: gettext(
            "A picture is left out: it has too many points (10,000 a side and 40 million in all "
            "fit). Save it smaller. %(name)s",
            name=fact,
        ).strip(),
        "pictures_many": lambda: gettext(
            "Pictures are left out: a question has %(most)s at most, and so have its hint and "
            "its solution.",
            most=fact,
        ),
        "option_pictures": lambda: gettext(
            "Pictures are left out: an option has one at most, and so has what choosing it "
            "tells. Put them together into one."
        ),
        "pictures_heavy": lambda: gettext(
            "A picture is left out: those of a file may weigh %(most)s MB together. Read the rest "
            "from another file. %(name)s",
            most=fact,
            name=more,
        ).strip(),
        "picture_without_alt": lambda: gettext(
            "A picture has no description for who cannot see it. Say in the question's form what "
            "it shows. %(name)s",
            name=fact,
        ).strip(),
    }
