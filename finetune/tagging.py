"""What a tagger finds in the words of a text. Knows nothing of how it was trained."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.errors import Problem
from finetune import java_tokens
from finetune.classifier import Classifier
from finetune.labelled import TaggedWords

Splitting = Literal["spaces", "java"]


@dataclass(frozen=True, slots=True)
class WordTag:
    """One word with the tag that was found."""

    word: str
    tag: str
    probability: float  # calibrated

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One word of a row of `predict --json`."""
        return {"word": self.word, "tag": self.tag, "probability": round(self.probability, 4)}


def words_of(text: str, splitting: Splitting) -> list[str]:
    """The words of a text: what stands between spaces, or the tokens of a piece of Java.

    Raises:
        JavaUnreadable: it should be Java and is not.
    """
    readers: dict[Splitting, Callable[[str], list[str]]] = {"spaces": str.split, "java": java_tokens.words}
    return readers[splitting](text)


def tagged_words(classifier: Classifier, texts: Sequence[Sequence[str]]) -> list[list[WordTag]]:
    """The tags of the words of each text; a text without words has none.

    Raises:
        Problem: the classifier is one of texts.
    """
    card = classifier.card
    if card.kind != "tag":
        raise Problem("this model classifies texts, expected one that tags words: train one with 'python -m finetune tag'")
    if not texts:
        return []
    items = [TaggedWords(tuple(words), ("",) * len(words), "") for words in texts if words]
    table = classifier.probabilities(classifier.logits(items)) if items else np.empty((0, len(card.labels)))
    ends = np.cumsum([len(words) for words in texts])[:-1]
    return [
        [_tag(word, row, card.labels) for word, row in zip(words, rows, strict=True)]
        for words, rows in zip(texts, np.split(table, ends), strict=True)
    ]


def _tag(word: str, chances: NDArray[np.float64], labels: Sequence[str]) -> WordTag:
    return WordTag(word, labels[int(chances.argmax())], float(chances.max()))
