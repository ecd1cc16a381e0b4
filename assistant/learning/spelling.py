"""When a word is another one misspelt, and when it is another word. Knows nothing of sentences, numbers or meanings."""

import functools
import re
from pathlib import Path

# Words of five letters or more of the vocabulary of all-MiniLM-L6-v2 (Apache-2.0), the embedder that comes with Docent, and
# some that are often taken for one another.
_WORDS = Path(__file__).with_name("english_words.txt")
NEGATIVE = ("un", "in", "im", "ir", "il", "dis", "non", "de", "mis", "anti")
PREFIXES = (*NEGATIVE, "ex", "en", "em", "out", "over", "under", "up", "sub")
_ROLES = re.compile(r"(?:er|or)$")  # "employer" is not a misspelt "employee"
_AMERICAN = (
    (r"actis(e[drs]?|ing)$", r"actic\1"),  # before the rule for "-ise"
    (r"is(e[drs]?|ing|ation|ations|ational|able)$", r"iz\1"),
    (r"ys(e[drs]?|ing)$", r"yz\1"),
    (r"(?<=[bdlmnv])our(s|ed|ing|able|al|ful|ite|ly)?$", r"or\1"),
    (r"(?<=[ct])re(s|d)?$", r"er\1"),
    (r"ogue(s?)$", r"og\1"),
    (r"mme(s?)$", r"m\1"),
    (r"(?<=[ae])nc(e[sd]?|ing)$", r"ns\1"),
    (r"ll(ed|ing|er|ers|ment|ments)$", r"l\1"),
    (r"dgement(s?)$", r"dgment\1"),
)


def limit(word: str) -> int:
    """How many letters of a word may be wrong: none below five letters, one up to eight, two from nine."""
    return 0 if len(word) < 5 else 1 if len(word) < 9 else 2


def same_word(key: str, word: str) -> bool:
    """Whether two words are one but for American spelling and a simple plural."""
    return key == word or standard(key) == standard(word)


def misspelt(key: str, word: str) -> bool:
    """Whether a word is the key with a forgivable typing mistake.

    Never where a digit is touched, where the word or a form of it is another English word, where the beginning differs (it
    turns "authorised" into "unauthorised"), or where a negative prefix stands before one of them.
    """
    most = min(limit(key), limit(word))
    if not most or not (key.isascii() and key.isalpha() and word.isascii() and word.isalpha()):
        return False
    if key[0] != word[0] and key[:2] != word[1::-1]:
        return False
    if _prefixed(key, word) or _prefixed(word, key) or _swapped_role(key, word):
        return False
    return 0 < distance(key, word, most) <= most and not _is_english(word)


@functools.lru_cache(maxsize=4096)
def standard(word: str) -> str:
    """A word in American spelling and, by simple rules, in the singular."""
    for form, instead in _AMERICAN:
        word, changed = re.subn(form, instead, word) if len(word) > 5 else (word, 0)
        if changed:
            break
    return singular(word)


def singular(word: str) -> str:
    """A word without a simple plural ending: "policies" is "policy", "boxes" "box"; "access" stays."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "zes", "ches", "shes")) else word[:-1]


def distance(one: str, other: str, most: int) -> int:
    """Damerau-Levenshtein distance (neighbours swapped count once), `most` + 1 where it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, mine in enumerate(one, 1):
        now = [row]
        for column, yours in enumerate(other, 1):
            best = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (mine != yours))
            if row > 1 and column > 1 and mine == other[column - 2] and one[row - 2] == yours:
                best = min(best, before[column - 2] + 1)
            now.append(best)
        if min(now) > most and (not before or min(last) > most):
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def negative_of(one: str, other: str) -> bool:
    """Whether one of two words is the other with a negative prefix: "unauthorised", "authorised"."""
    short, long = sorted((standard(one), standard(other)), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in NEGATIVE)


def _prefixed(one: str, other: str) -> bool:
    """Whether one is a prefix with something that could be the other."""
    return any(
        one.startswith(prefix) and not other.startswith(prefix) and distance(one[len(prefix) :], other, 1) <= 1
        for prefix in PREFIXES
    )


def _swapped_role(key: str, word: str) -> bool:
    return bool(_ROLES.search(key) and word.endswith("ee")) or bool(_ROLES.search(word) and key.endswith("ee"))


def _is_english(word: str) -> bool:
    return word in _english() or standard(word) in _english()


@functools.cache
def _english() -> frozenset[str]:
    return frozenset(_WORDS.read_text(encoding="utf-8").split())
