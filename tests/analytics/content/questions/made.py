"""Any item that a teacher may have made."""

from hypothesis import strategies as st

from analytics.content import (
    ClozeItem,
    Criterion,
    ExpressionItem,
    Gap,
    Item,
    KeyTerm,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    Option,
    OrderingItem,
    Part,
    ShortAnswerItem,
    Skill,
)
from analytics.content.gap_marks import marked_gaps

SKILLS = {
    one: Skill(id=one, name=name)
    for one, name in (("heat", "Heat and temperature"), ("forces", "Forces / motion"), ("z", "热"))
}
_MARKS = r"""\~=#{}:%*<>&;"'[]()->.,/$!? aAnbT1²中ß"""
WORDS = ("->", "[html]", "%50%", "&lt;", "<p>", "a < b", "]]>", "// no", "::", "\\n", "--", "T")


def lines(most: int) -> st.SearchStrategy[str]:
    """Return texts of one line with every mark that some format takes for its own."""
    drawn = st.lists(st.one_of(st.text(_MARKS, max_size=8), st.sampled_from(WORDS)), max_size=8)
    joined = drawn.map(lambda parts: " ".join(" ".join(parts).split())[:most].strip())
    return joined.filter(bool)


def texts(most: int) -> st.SearchStrategy[str]:
    """Return texts of some lines."""
    several = st.lists(lines(most), min_size=1, max_size=3, unique=True)
    return several.map(lambda found: "\n".join(found)[:most].strip())


def or_empty(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), texts)


_NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)
_SKILLS = st.sampled_from([{"heat": 1.0}, {"forces": 0.25, "heat": 0.75}, {"z": 1 / 3}])
_HEAD = {
    "id": st.from_regex(r"\Aown-[a-z0-9]{12}\Z"),
    "skills": _SKILLS,
    "prompt": texts(300),
    "difficulty": st.floats(-3, 3),
    "hint": or_empty(texts(100)),
    "worked": or_empty(texts(200)),
    "tries": st.integers(1, 5),
}


@st.composite
def _short_answers(draw: st.DrawFn) -> ShortAnswerItem:
    said = draw(st.lists(lines(200), min_size=1, max_size=4, unique=True))
    apart = draw(st.booleans())
    phrases = st.lists(lines(50), min_size=1, max_size=3).map(tuple) if apart else st.just(())
    criterion = st.builds(Criterion, text=lines(60), points=st.floats(0.5, 9), references=phrases)
    terms = draw(st.lists(lines(30), max_size=3, unique_by=str.casefold))
    return ShortAnswerItem(
        **draw(st.fixed_dictionaries(_HEAD)),
        references=tuple(said),
        rubric=tuple(draw(st.lists(criterion, min_size=1, max_size=3))),
        key_terms=tuple(KeyTerm(term=one, variants=(one,)) for one in terms),
        most_without_terms=draw(st.floats(0, 1)),
    )


@st.composite
def _choices(draw: st.DrawFn) -> MultipleChoiceItem | MultipleSelectItem:
    said = draw(st.lists(lines(60), min_size=2, max_size=5, unique=True))
    told = [draw(or_empty(lines(60))) for _ in said]
    ids = draw(st.permutations(["a", "b", "o1", "o2", "o3"]))
    options = [Option(id=i, text=t, feedback=f) for i, t, f in zip(ids, said, told, strict=False)]
    head = draw(st.fixed_dictionaries(_HEAD))
    if draw(st.booleans()):
        several = draw(st.sets(st.sampled_from([one.id for one in options]), min_size=1))
        correct = tuple(one.id for one in options if one.id in several)
        return MultipleSelectItem(**head, options=tuple(options), correct=correct)
    right = draw(st.sampled_from(options)).id
    return MultipleChoiceItem(**head, options=tuple(options), correct=right)


@st.composite
def _orders(draw: st.DrawFn) -> OrderingItem:
    said = draw(st.lists(lines(60), min_size=2, max_size=5, unique_by=str.casefold))
    ids = draw(st.permutations(["a", "b", "p1", "p2", "p3"]))
    parts = tuple(Part(id=i, text=text) for i, text in zip(ids, said, strict=False))
    return OrderingItem(**draw(st.fixed_dictionaries(_HEAD)), parts=parts)


@st.composite
def _gaps(draw: st.DrawFn) -> Gap:
    weight = draw(st.integers(1, 100))
    kind = draw(st.sampled_from(["words", "choice", "number"]))
    if kind == "number":
        said = draw(st.lists(_NUMBERS.map(repr), min_size=1, max_size=2, unique=True))
        return Gap(answers=tuple(said), tolerance=draw(st.floats(0, 1e6)), weight=weight)
    said = draw(st.lists(lines(40), min_size=2, max_size=4, unique_by=str.casefold))
    if kind == "words":
        return Gap(answers=tuple(said), weight=weight)
    first, *others = said
    return Gap(answers=(first,), wrong=tuple(sorted(others)), weight=weight)


@st.composite
def _clozes(draw: st.DrawFn) -> ClozeItem:
    gaps = draw(st.lists(_gaps(), min_size=1, max_size=3))
    unmarked = texts(60).filter(lambda text: not marked_gaps(text))
    before = [draw(unmarked) for _ in gaps]
    between = draw(st.sampled_from([" ", "\n", ""]))
    text = between.join(f"{one}{between}[{n}]" for n, one in enumerate(before, 1))
    return ClozeItem(**{**draw(st.fixed_dictionaries(_HEAD)), "prompt": text}, gaps=tuple(gaps))


_numbers = st.builds(
    NumericItem,
    **_HEAD,
    answer=_NUMBERS,
    tolerance=st.floats(0, 1e6),
    relative_tolerance=st.one_of(st.just(0.0), st.floats(0, 0.5)),
    unit=st.sampled_from(["", "g/cm3", "°C"]),
    convert=st.booleans(),
    significant_figures=st.one_of(st.none(), st.integers(1, 10)),
)
_formulas = st.builds(
    ExpressionItem,
    **_HEAD,
    answer=st.sampled_from(["2x + 6", "y = 2*x", "a/b", "x^2 - 1", "2**x", "-x"]),
    form=st.sampled_from(["any", "expanded", "factored"]),
)
items: st.SearchStrategy[Item] = st.one_of(
    _short_answers(), _choices(), _orders(), _clozes(), _numbers, _formulas
)
banks = st.lists(items, min_size=1, max_size=4, unique_by=lambda item: item.id)
