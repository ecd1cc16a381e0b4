"""Whether a statement says what a quote says, as far as code can tell. Knows nothing of questions."""

import re
from difflib import SequenceMatcher

from assistant.answering.words import content_words, language
from assistant.learning.negation import denials
from assistant.learning.overlap import words
from assistant.learning.polarity import modalities, opposites
from assistant.learning.quantities import signature
from assistant.learning.values import values

MOST_NEW = 0.25  # share of a statement's words that need not be in the quote: it may be put in other words
_DIRECTION = re.compile(
    r"\b(?:before|after|above|below|over|under|at least|at most|up to|more|less|fewer|first|last|only|all|some|any|every"
    r"|internal|external)\b|之前|之后|以前|以后|以上|以下|至少|至多|最多|最少|超过|少于|全部|所有|部分|只",
    re.IGNORECASE,
)


def says_same(statement: str, quote: str, heading: str = "", passage: str = "") -> bool:
    """Whether a statement follows from a quote below a heading.

    Numbers, denials, rules and directions must be those of the quote or heading; nearly all words, and their order, too, but
    some may be added from the passage around.
    """
    return not differences(statement, quote, heading, passage)


def differences(statement: str, quote: str, heading: str = "", passage: str = "") -> list[str]:
    """What a statement says and the quote does not: the names of the tests it fails."""
    told = f"{quote} {heading}"
    tests = (
        ("numbers", not _values(statement) <= _values(told)),
        ("denial", _denies(statement, quote)),
        ("rule", not modalities(statement.lower()) <= modalities(quote.lower())),
        ("direction", not _directions(statement) <= _directions(told)),
        ("opposite", _opposed(statement, quote)),
        ("words", _new_words(statement, f"{told} {passage}") > MOST_NEW),
        ("replaced", _replaced(statement, quote, told)),
        ("order", _reordered(statement, quote)),
    )
    return [name for name, failed in tests if failed]


def _values(text: str) -> set[str]:
    return {signature(one) for one in values(text)}


def _denies(statement: str, quote: str) -> bool:
    """Whether the statement denies what the nearest part of the quote does not, or the other way round."""
    sentences = [part for part in re.split(r"(?<=[.!?])\s+|(?<=[。！？；])", quote) if part.strip()]
    told = set(content_words(statement))
    near = max(sentences, key=lambda part: len(told & set(content_words(part))), default=quote)
    return denials(statement) % 2 != denials(near) % 2


def _directions(text: str) -> set[str]:
    return {found.lower() for found in _DIRECTION.findall(text)}


def _opposed(statement: str, quote: str) -> bool:
    told, quoted = set(re.findall(r"[a-z-]+", statement.lower())), set(re.findall(r"[a-z-]+", quote.lower()))
    return any(opposites(word) & (quoted - told) for word in told - quoted)


def _new_words(statement: str, text: str) -> float:
    told = content_words(statement)
    known = set(content_words(text))
    return sum(word not in known for word in told) / len(told) if told else 1.0


def _replaced(statement: str, quote: str, told: str) -> bool:
    """Whether a word that the quote lacks stands where the quote has another: "by the customer" for "by us"."""
    first, second = words(statement), words(quote)
    known = set(content_words(told))
    steps = SequenceMatcher(a=second, b=first, autojunk=False).get_opcodes()
    new = [" ".join(first[start:end]) for name, _, _, start, end in steps if name == "replace"]
    if language(statement) == "zh":
        return False  # single characters are no words
    return any(word not in known for part in new for word in content_words(part))


def _reordered(statement: str, quote: str) -> bool:
    """Whether the words that both have stand in another order: who informs whom."""
    told, quoted = content_words(statement), content_words(quote)
    shared = set(told) & set(quoted)
    first, second = [word for word in told if word in shared], [word for word in quoted if word in shared]
    if len(shared) < 3:
        return False
    least = 0.8 if language(statement) == "en" else 0.7
    matched = sum(block.size for block in SequenceMatcher(a=first, b=second, autojunk=False).get_matching_blocks())
    return matched < least * len(first)
