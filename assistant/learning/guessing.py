"""How far somebody gets who knows no document: by length, detail, echo of the stem and likeness. Knows no passages."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from assistant.answering.words import content_words
from assistant.learning.check_context import CheckContext
from assistant.learning.questions import CHOICES, Kind, Question
from assistant.learning.reasons import Finding, Reason
from indexer.embedding import Embedder

BANK = 0.10  # what a guesser may be better than chance over a whole bank
_DETAIL = re.compile(r"\d|[(（,，;；%]|\b[A-Z]")
_ABSOLUTE = re.compile(r"\b(?:always|never|all|none|only|every|not|need not)\b|总是|从不|所有|只|不", re.IGNORECASE)
Scores = Sequence[float]  # of the options, in their order: the highest is taken


class Likeness:
    """Takes the option that is nearest to the stem: what a closed book still tells an embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def __call__(self, stem: str, options: Sequence[str]) -> Scores:
        """The cosine of each option to the stem."""
        vector, *vectors = self._embedder.passages([stem, *options])
        return [round(float(one @ vector), 4) for one in vectors]


def length(_: str, options: Sequence[str]) -> Scores:
    """How long each option is."""
    return [len(option) for option in options]


def detail(_: str, options: Sequence[str]) -> Scores:
    """How much detail each option has: digits, capitals, brackets, parts."""
    return [len(_DETAIL.findall(option)) for option in options]


def echo(stem: str, options: Sequence[str]) -> Scores:
    """How many words of the stem each option repeats."""
    words = set(content_words(stem))
    return [len(words & set(content_words(option))) for option in options]


def middle(_: str, options: Sequence[str]) -> Scores:
    """Between two extremes: the number in the middle is often right."""
    values = [re.search(r"\d[\d.]*", option) for option in options]
    numbers = [float(found.group().rstrip(".")) if found else 0.0 for found in values]
    return [-abs(sorted(numbers).index(number) - (len(numbers) - 1) / 2) if all(values) else 0.0 for number in numbers]


Guesser = Callable[[str, Sequence[str]], Scores]  # the stem and the options
PLAIN: Mapping[str, Guesser] = {
    "length": length,
    "detail": detail,
    "echo": echo,
    "middle": middle,
}


@dataclass(frozen=True, slots=True)
class Guessed:
    """How often a guesser took the key over a bank, and what chance gives."""

    guesser: str
    questions: int
    share: float
    chance: float

    @property
    def passed(self) -> bool:
        """Whether it is no better than chance and the margin, with two standard errors allowed for a small bank."""
        error = math.sqrt(self.chance * (1 - self.chance) / self.questions) if self.questions else 0.0
        return self.share <= self.chance + BANK + 2 * error


def guessable(question: Question, context: CheckContext) -> Finding:
    """The mean share of the guessers that take the key; too high where they nearly all do. Stored as a number."""
    if question.kind not in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE):
        return Finding()
    shares = list(taken(question, context.embedder).values())
    share = round(mean(shares), 3)
    limit = chance(question) + context.limits.guess_margin
    return Finding({"guessable": share}, (Reason.GUESSABLE,) if share > limit else ())


def taken(question: Question, embedder: Embedder) -> dict[str, float]:
    """The probability that each guesser takes the key of a single choice; ties are shared."""
    if question.kind is Kind.TRUE_FALSE:
        says_false = _ABSOLUTE.search(question.question) is not None
        return {"absolute": float(question.key == ("false",)) if says_false else 0.5}
    texts = [option.text for option in question.options]
    place = [option.id for option in question.options].index(question.key[0])
    guessers: dict[str, Guesser] = {**PLAIN, "likeness": Likeness(embedder)}
    return {name: _share(guesser(question.question, texts), place) for name, guesser in guessers.items()}


def over_bank(questions: Sequence[Question], embedder: Embedder) -> list[Guessed]:
    """Each guesser over the choices of a bank."""
    asked = [one for one in questions if one.kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE)]
    shares: dict[str, list[tuple[float, float]]] = {}
    for one in asked:
        for name, share in taken(one, embedder).items():
            shares.setdefault(name, []).append((share, chance(one)))
    return [
        Guessed(name, len(pairs), round(mean(share for share, _ in pairs), 4), round(mean(even for _, even in pairs), 4))
        for name, pairs in shares.items()
    ]


def chance(question: Question) -> float:
    """The chance that a blind guess is right."""
    return 1 / len(question.options) if question.kind in CHOICES else 0.0


def position_p(questions: Sequence[Question], options: int = 3) -> float:
    """The p value of a chi-square test that keys of single choices with so many options stand everywhere alike."""
    places = [
        [option.id for option in one.options].index(one.key[0])
        for one in questions
        if one.kind is Kind.SINGLE_CHOICE and len(one.options) == options
    ]
    if not places:
        return 1.0
    even = len(places) / options
    statistic = sum((places.count(place) - even) ** 2 / even for place in range(options))
    return _chi_square_tail(statistic, options - 1)


def _share(scores: Scores, key: int) -> float:
    best = max(scores)
    return float(scores[key] == best) / list(scores).count(best)


def _chi_square_tail(statistic: float, freedom: int) -> float:
    """The upper tail of the chi-square distribution, by its closed forms for even and odd degrees of freedom."""
    half = statistic / 2
    if freedom % 2 == 0:
        return math.exp(-half) * math.fsum(half**k / math.factorial(k) for k in range(freedom // 2))
    terms = math.fsum(half ** (k + 0.5) / math.gamma(k + 1.5) for k in range((freedom - 1) // 2))
    return math.erfc(math.sqrt(half)) + math.exp(-half) * terms
