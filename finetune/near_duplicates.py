"""Texts that are nearly the same, by the word sequences that they share. Knows nothing of models or company material."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from assistant.answering.standard import normal
from finetune.examples import Example

ALIKE = 0.8  # Jaccard index of two texts' shingles from which they are near-duplicates
_PASSAGE = re.compile(r"<passage number=\"\d+\" from=\"[^\"]*\">\n(.*?)\n</passage>", re.DOTALL)
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
Shingles = frozenset[str]


def without_near_duplicates(examples: Sequence[Example], held_out: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """(kept, removed): an example is removed if its question or one of its passages nearly stands in a held-out example."""
    lookup = Lookup(text for example in held_out for text in texts(example))
    known: dict[str, bool] = {}
    kept: list[Example] = []
    removed: list[Example] = []
    for example in examples:
        near = False
        for text in texts(example):
            if text not in known:
                known[text] = lookup.holds(text)
            near = near or known[text]
        (removed if near else kept).append(example)
    return kept, removed


def texts(example: Example) -> list[str]:
    """The passages of an example's prompt, and what is asked about them."""
    prompt = example.messages[-1].content
    return [*(found for found in _PASSAGE.findall(prompt)), _PASSAGE.sub("", prompt).strip()]


def shingles(text: str, length: int = 3) -> Shingles:
    """The sequences of three words, or of Chinese characters, of a text without case and punctuation; a short text is one."""
    words = _WORD.findall(normal(text))
    return frozenset(" ".join(words[at : at + length]) for at in range(max(1, len(words) - length + 1)))


def jaccard(one: Shingles, other: Shingles) -> float:
    """What two texts share of what either holds, 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 1.0


class Lookup:
    """Texts, and whether another one is nearly one of them; exact, by prefix filtering.

    Two sets with a Jaccard index of at least t share one of the first |A| - ceil(t |A|) + 1 elements of either one in any
    fixed order; so only texts that share such a shingle are compared. Rare shingles stand first: few texts share them.
    """

    def __init__(self, texts: Iterable[str], alike: float = ALIKE) -> None:
        self._alike = alike
        self._sets = list({shingles(text) for text in texts})
        self._counts: defaultdict[str, int] = defaultdict(int)
        for one in self._sets:
            for shingle in one:
                self._counts[shingle] += 1
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._sets):
            for shingle in self._prefix(one):
                self._places[shingle].append(place)

    def holds(self, text: str) -> bool:
        """Whether the text is nearly one of the texts."""
        asked = shingles(text)
        places = {place for shingle in self._prefix(asked) for place in self._places.get(shingle, ())}
        return any(jaccard(asked, self._sets[place]) >= self._alike for place in places)

    def _prefix(self, one: Shingles) -> list[str]:
        ordered = sorted(one, key=lambda shingle: (self._counts.get(shingle, 0), shingle))
        return ordered[: len(ordered) - math.ceil(self._alike * len(ordered)) + 1]
