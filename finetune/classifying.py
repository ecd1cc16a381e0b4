"""What a classifier of texts finds in them: label, probability, outside or not. Knows nothing of how it was trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import Problem
from finetune.classifier import Classifier
from finetune.labelled import LabelledText

NEXT = 3  # labels that are shown with their probability


@dataclass(frozen=True, slots=True)
class Prediction:
    """What was found in one text."""

    labels: tuple[str, ...]  # one, or none to all of them where there may be many
    probability: float  # calibrated, of the likeliest class
    outside: bool  # it belongs to no class; `labels` then holds the label for that
    likeliest: tuple[tuple[str, float], ...]  # classes with their probabilities, the likeliest first

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of `predict --json`."""
        return {
            "labels": list(self.labels),
            "probability": round(self.probability, 4),
            "outside": self.outside,
            "likeliest": [{"label": label, "probability": round(chance, 4)} for label, chance in self.likeliest],
        }


def classified(classifier: Classifier, texts: Sequence[str]) -> list[Prediction]:
    """What a classifier finds in each text.

    Raises:
        Problem: it tags words.
    """
    card = classifier.card
    if card.kind != "classify":
        raise Problem("this model tags words, expected one that classifies texts: train one with 'python -m finetune classify'")
    if not texts:
        return []
    chances = classifier.probabilities(classifier.logits([LabelledText(text, (), "") for text in texts]))
    found = []
    for row, flags in zip(chances, classifier.decided(chances), strict=True):
        labels = tuple(label for label, on in zip(card.decisions, flags, strict=True) if on)
        best = sorted(zip(card.labels, row.tolist(), strict=True), key=lambda one: -one[1])[:NEXT]
        found.append(Prediction(labels, best[0][1], bool(card.outside) and labels == (card.outside,), tuple(best)))
    return found
