"""Questions of every kind with texts that formats trip over, for round trips."""

from hypothesis import strategies as st

from assistant.learning.questions import BLANK, Evidence, Kind, Option, Question, State

SNAGS = [
    "=",
    "~",
    "#",
    "{",
    "}",
    ":",
    "\\",
    "%",
    "\n",
    "->",
    "//",
    "::",
    "[html]",
    "'",
    '"',
    ",",
    ";",
    "@",
    "+",
    "-",
    "____",
    "年",
    "＝",
]
TEXTS = (
    st.lists(
        st.one_of(
            st.sampled_from(SNAGS), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=4)
        )
    )
    .map(lambda parts: "".join(parts).strip())
    .filter(bool)
)
IDS = st.text("abcxyz019_.", min_size=1, max_size=6)
EVIDENCE = st.builds(Evidence, TEXTS, IDS, st.integers(1, 99), TEXTS, st.integers(0, 9), st.integers(10, 99), st.just("A > B"))


@st.composite
def questions(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> Question:
    """A question that is well formed; numeric answers are a number with a unit."""
    kind = draw(st.sampled_from(kinds))
    options: tuple[Option, ...] = ()
    key: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    stem, tolerance = draw(TEXTS), 0.0
    if kind is Kind.TRUE_FALSE:
        options, key = (Option("true", "Yes"), Option("false", "No")), (draw(st.sampled_from(["true", "false"])),)
    elif kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.ORDERING, Kind.MATCHING):
        texts = draw(st.lists(TEXTS, min_size=2, max_size=5, unique_by=lambda text: text.strip().casefold()))
        names = draw(st.lists(IDS, min_size=len(texts), max_size=len(texts), unique=True))
        options = tuple(Option(name, text) for name, text in zip(names, texts, strict=True))
        key = _key(draw, kind, names)
    elif kind is Kind.NUMERIC:
        number = draw(st.sampled_from(["30", "1,500", "-5", "0.25", "12345678901"]))
        accept = (f"{number} {draw(st.sampled_from(['days', '', '%', '€', '天', 'km:']))}".strip(), "another form")
        tolerance = draw(st.sampled_from([0.0, 0.5, 0.001, 25.0]))
    else:
        accept = tuple(draw(st.lists(TEXTS, min_size=1, max_size=3)))
        points = tuple(draw(st.lists(TEXTS, max_size=2))) if kind is Kind.SHORT_ANSWER else ()
    if kind is Kind.CLOZE:
        stem = f"{stem} {BLANK} x".replace("____ x", "\0").replace("_", "-").replace("\0", "____ x")
    return Question(
        draw(IDS), draw(st.integers(1, 9)), kind, stem, draw(EVIDENCE), options, key, accept, points, tolerance,
        draw(st.one_of(st.just(""), TEXTS)), draw(IDS), draw(st.floats(-3, 3)), draw(st.sampled_from(["en", "zh"])),
        draw(st.dictionaries(IDS, st.one_of(st.booleans(), st.integers(0, 9)), max_size=2)), draw(st.sampled_from(State)),
    )  # fmt: skip


def _key(draw: st.DrawFn, kind: Kind, names: list[str]) -> tuple[str, ...]:
    if kind is Kind.SINGLE_CHOICE:
        return (draw(st.sampled_from(names)),)
    mixed = draw(st.permutations(names))
    if kind is Kind.ORDERING:
        return tuple(mixed)
    count = draw(st.integers(1, len(names)))
    if kind is Kind.MULTIPLE_CHOICE:
        return tuple(mixed[:count])
    half = len(names) // 2
    return tuple(f"{left}={draw(st.sampled_from(mixed[half:]))}" for left in mixed[:half])
