"""How much two short texts have in common, word by word. Knows nothing of what they are."""

import re
import string
import unicodedata
from collections import Counter

YES_NO = frozenset({"yes", "no", "是", "否"})
_PUNCTUATION = re.compile(f"[{re.escape(string.punctuation)}，。！？；：、“”‘’（）《》【】…—·]")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")


def token_f1(text: str, reference: str) -> float:
    """The harmonic mean of precision and recall over words, as for SQuAD; Chinese counts by character.

    Against "yes" or "no" only the first word counts: what follows it is the reason.
    """
    one, other = Counter(_compared(text, reference)), Counter(words(reference))
    common = (one & other).total()
    return 2 * common / (one.total() + other.total()) if common else 0.0


def exact(text: str, reference: str) -> bool:
    """Whether two texts are the same but for case, punctuation and articles."""
    return _compared(text, reference) == words(reference)


def contains(text: str, answer: str) -> bool:
    """Whether a text holds an answer word for word, punctuation and articles aside."""
    wanted = " ".join(words(answer))
    return bool(wanted) and f" {wanted} " in f" {' '.join(words(text))} "


def words(text: str) -> list[str]:
    """The words of a text as SQuAD compares them: lower case, without punctuation and articles; Chinese characters singly."""
    plain = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).lower())
    return _WORD.findall(_ARTICLES.sub(" ", plain))


def _compared(text: str, reference: str) -> list[str]:
    found = words(text)
    return found[:1] if len(words(reference)) == 1 and words(reference)[0] in YES_NO else found
