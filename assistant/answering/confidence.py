"""How sure retrieval is that its passages hold the answer, 0 to 1. Knows nothing of people, prompts or sentences.

A logistic model over a few features of one search. Its coefficients are reproduced by `python -m bench refusal --fit`, on the
questions of one half; they are made for all-MiniLM-L6-v2 and English. Others use the model of words only.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answering.words import content_words, language, surface_words
from indexer.searching import Hit
from indexer.selection import Selection

CALIBRATED_EMBEDDER = "all-MiniLM-L6-v2"
UNKNOWN_WORD = 8.0  # the weight of a word that no passage holds: about that of a word in one passage of 3,000


class Keywords(Protocol):
    """What this needs of an index."""

    def search_keywords(self, question: str, *, within: Selection, count: int) -> list[tuple[int, float]]:
        """The best rows with their BM25 scores, best first."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is measured about one search, each between 0 and 1."""

    cosine: float  # of the best hit
    mean_cosine: float  # of the best three
    covered: float  # share of the question's words, by weight, in the best passage for it
    covered_together: float  # share in any of the passages
    known: float  # share of the question's words that occur in the documents at all
    bm25: float  # of the best hit, against the sum of what each word could reach alone

    def values(self) -> tuple[float, ...]:
        """The features in the order of the coefficients."""
        return (self.cosine, self.mean_cosine, self.covered, self.covered_together, self.known, self.bm25)


BIAS = {"vectors": -9.21, "words": -3.95}
COEFFICIENTS: Mapping[str, tuple[float, ...]] = {
    "vectors": (5.75, 6.32, 2.96, 1.45, 0.0, 2.42),
    "words": (0.0, 0.0, 3.47, 1.05, 1.06, 3.37),
}


def confidence(evidence: Evidence, model: str) -> float:
    """The probability that the passages hold the answer; `model` is "vectors" or "words"."""
    logit = BIAS[model] + sum(value * weight for value, weight in zip(evidence.values(), COEFFICIENTS[model], strict=True))
    return 1 / (1 + math.exp(-logit))


def model_for(question: str, embedder: str) -> str:
    """The model that fits a question: "vectors" for English with the embedder it was made for, else "words"."""
    return "vectors" if CALIBRATED_EMBEDDER in embedder and language(question) == "en" else "words"


def evidence(question: str, hits: Sequence[Hit], index: Keywords, within: Selection) -> Evidence:
    """What the hits of a search say about how well they fit the question."""
    if not hits:
        return Evidence(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    weights = word_weights(question, index, within)
    total = sum(weights.values()) or 1.0
    bags = [set(content_words(f"{hit.chunk.title} {hit.chunk.heading} {hit.chunk.text}")) for hit in hits]
    shares = [sum(weight for word, weight in weights.items() if word in bag) / total for bag in bags]
    union = set().union(*bags)
    cosines = sorted((hit.vector for hit in hits), reverse=True)
    return Evidence(
        cosine=max(0.0, cosines[0]),
        mean_cosine=max(0.0, sum(cosines[:3]) / len(cosines[:3])),
        covered=max(shares),
        covered_together=sum(weight for word, weight in weights.items() if word in union) / total,
        known=sum(weight for weight in weights.values() if weight != UNKNOWN_WORD) / total,
        bm25=min(1.0, max(hit.keyword for hit in hits) / total),
    )


def word_weights(question: str, index: Keywords, within: Selection) -> dict[str, float]:
    """What each word of the question is worth: the best BM25 score it reaches alone, in what the person may read."""
    weights: dict[str, float] = {}
    for word in surface_words(question):
        best = index.search_keywords(word, within=within, count=1)
        for stem in content_words(word):
            weights[stem] = best[0][1] if best else UNKNOWN_WORD
    return weights
