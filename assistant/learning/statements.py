"""How a reply in free text stands to a statement that it should make: about twenty numbers. Knows no weights and no scores."""

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.answering.words import content_words, language
from assistant.learning import forms
from assistant.learning.overlap import words
from assistant.learning.polarity import spelled_out, wavers
from assistant.learning.quantities import Comparison, compared, plain, quantities
from assistant.learning.spelling import distance, limit

FEATURES = (
    "new_recall", "new_precision", "new_f1", "recall", "precision", "f1", "pairs", "letters", "order", "length_ratio", "length",
    "denials_differ", "number_conflict", "numbers_found", "echo", "new_words", "statement_words", "lead_same", "lead_differs",
    "wavers", "other_statements", "recall_and_precision",
)  # fmt: skip
# Words (Chinese: characters) from which a reply counts as no longer: length alone must not look like knowledge.
LONG = {"en": 60, "zh": 200}
_LEAD = re.compile(r"^(yes|no|true|false|[a-h](?=[.,: )]|$)|对|错|是|否|不|可以|不可以|不能|能)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """A text taken apart once: stems that carry meaning in order, all words, letters in runs of four."""

    text: str
    stems: tuple[str, ...]
    all: tuple[str, ...]
    runs: frozenset[str]
    denials: int


@functools.lru_cache(maxsize=2048)
def taken_apart(text: str) -> Words:
    """The words of a text (clean)."""
    body = spelled_out(plain(text))
    joined = " ".join(words(body))
    size = 4 if language(body) == "en" else 2
    runs = frozenset(joined[at : at + size] for at in range(max(0, len(joined) - size + 1)))
    return Words(body, tuple(content_words(body)), tuple(words(body)), runs, forms.negations(forms.tokens(text)))


def features(question: str, statement: str, reply: str, others: Sequence[str] = ()) -> NDArray[np.float64]:
    """The numbers of `FEATURES` (n,); `others` are statements that would do as well."""
    asked, said, given = taken_apart(question), taken_apart(statement), taken_apart(reply)
    question_stems = set(asked.stems)
    wanted, offered = set(said.stems), set(given.stems)
    new, added = wanted - question_stems, offered - question_stems
    if not new:
        new = wanted
    hits, new_hits = _found(wanted, offered), _found(new, offered)
    recall, new_recall = _share(hits, wanted), _share(new_hits, new)
    precision, new_precision = _share(_found(offered, wanted), offered), _share(_found(added, wanted), added)
    conflict, found = _numbers(said.text, given.text, asked.text)
    most = LONG[language(statement)]
    lead, led = _lead(said.text), _lead(given.text)
    rest = [f1(question, other, reply) for other in others]
    return np.array(
        [
            new_recall,
            new_precision,
            _harmonic(new_recall, new_precision),
            recall,
            precision,
            _harmonic(recall, precision),
            _pairs(said.all, given.all),
            _dice(said.runs, given.runs),
            _in_order(said.stems, given.stems),
            max(-2.0, min(2.0, math.log((1 + len(given.all)) / (1 + len(said.all))))),
            math.log(1 + min(most, len(given.all))),
            min(2, abs(said.denials - given.denials)),
            conflict,
            found,
            _share(offered & question_stems, offered),
            math.log(1 + min(most // 2, len(added))),
            math.log(1 + len(new)),
            float(lead is not None and lead == led),
            float(lead is not None and led is not None and lead != led),
            float(wavers(given.text) and not wavers(said.text)),
            sum(rest) / len(rest) if rest else _harmonic(new_recall, new_precision),
            new_recall * new_precision,
        ]
    )


def own_share(question: str, statement: str, reply: str) -> float:
    """The share of a statement's own words, those that the question has not, that a reply has; 1 where it has no words."""
    asked, said, given = (set(taken_apart(text).stems) for text in (question, statement, reply))
    own = said - asked or said
    return _share(_found(own, given), own) if own else 1.0


def f1(question: str, statement: str, reply: str) -> float:
    """Harmonic mean of how much of a statement's own words a reply has and how much of the reply's they are, 0 to 1."""
    asked = set(taken_apart(question).stems)
    wanted, offered = set(taken_apart(statement).stems), set(taken_apart(reply).stems)
    new, added = wanted - asked or wanted, offered - asked
    return _harmonic(_share(_found(new, offered), new), _share(_found(added, wanted), added))


def _found(wanted: set[str], offered: set[str]) -> set[str]:
    """The wanted stems that are offered, spelling mistakes allowed."""
    exact = wanted & offered
    left = [word for word in offered - wanted if word.isascii() and word.isalpha() and len(word) >= 5]
    return exact | {
        word for word in wanted - exact if len(word) >= 5 and word.isalpha() and any(_alike(word, one) for one in left)
    }


def _alike(word: str, other: str) -> bool:
    most = limit(word)
    return word[0] == other[0] and most > 0 and distance(word, other, most) <= most


def _share(part: set[str], whole: set[str]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _pairs(said: Sequence[str], given: Sequence[str]) -> float:
    wanted = set(pairwise(said))
    return len(wanted & set(pairwise(given))) / len(wanted) if wanted else 0.0


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def _in_order(said: Sequence[str], given: Sequence[str]) -> float:
    """The longest common subsequence over the statement's length."""
    last = [0] * (len(given) + 1)
    for mine in said:
        now = [0]
        for at, yours in enumerate(given, 1):
            now.append(last[at - 1] + 1 if mine == yours else max(last[at], now[at - 1]))
        last = now
    return last[-1] / len(said) if said else 0.0


def _numbers(said: str, given: str, asked: str) -> tuple[float, float]:
    """Whether a number of the reply is in neither text, and the share of the statement's numbers that it has."""
    wanted, offered, known = (quantities(text) for text in (said, given, asked))
    if not wanted:
        return 0.0, 1.0
    strange = [one for one in offered if all(compared(key, one) is Comparison.OTHER for key in (*wanted, *known))]
    there = [key for key in wanted if any(compared(key, one) is Comparison.SAME for one in offered)]
    return float(bool(strange)), len(there) / len(wanted)


def _lead(text: str) -> str | None:
    found = _LEAD.match(text)
    return None if found is None else found[1].lower()
