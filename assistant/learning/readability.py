"""How hard a text is to read: length of sentences and words. Knows nothing of questions."""

import re
from dataclasses import dataclass

from assistant.answering.words import language

_VOWELS = re.compile(r"[aeiouy]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Readability:
    """What makes a text hard: the longest sentence, and the grade at school from which it is understood."""

    longest: int  # words, of a Chinese text characters
    grade: float  # Flesch-Kincaid (Kincaid and others 1975); of a Chinese text 0.0


def readability(text: str) -> Readability:
    """How hard a text is; an empty one is not."""
    parts = [part for part in re.split(r"(?<=[.!?])\s+|(?<=[。！？；])|\n+", text) if part.strip()]
    if language(text) == "zh":
        return Readability(max((len(_CHINESE.findall(part)) for part in parts), default=0), 0.0)
    counts = [len(_words(part)) for part in parts]
    spoken = [syllables(word) for word in _words(text)]
    if not spoken:
        return Readability(0, 0.0)
    grade = 0.39 * len(spoken) / len(parts) + 11.8 * sum(spoken) / len(spoken) - 15.59
    return Readability(max(counts), round(grade, 2))


def syllables(word: str) -> int:
    """About how many syllables an English word has; a number or an abbreviation counts as one."""
    word = word.lower()
    if not word.isalpha() or not _VOWELS.search(word):
        return 1
    count = len(_VOWELS.findall(word))
    mute = word.endswith("e") and not word.endswith(("le", "ee", "ye"))
    silent = mute or re.search(r"[^tdi]ed$|[^sxzc]es$", word) is not None
    return max(1, count - silent)


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d[\d.,]*", text)
