"""How well proposed passages fit a question: by vectors, keywords and where its words stand. Knows nothing of indexes."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indexer.documents import Chunk
from indexer.keywords import asked_words, words_in

# Round numbers; the cosine has weight 1. A grid tuned on one half of the Northwind questions and judged on the other, both ways
# round, gives hit@1 0.80 and hit@5 0.95 on questions it did not see; these give 0.81 and 0.95 on all of them. Any one of them
# halved changes those by less than 0.01, and SciFact's nDCG@10 by 0.003.
KEYWORD = 0.5  # weight of the BM25 score, as a share of the best candidate's
TITLE = 0.2  # of the question's words in the document's title or file name: tells near twins apart, such as two insurance plans
COVERED = 0.2  # of the question's words anywhere in the passage, its title and its headings
_NAME_BORDER = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")  # PlanDetails_2024.pdf


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that one of the two searches proposed."""

    row: int
    chunk: Chunk
    cosine: float
    keyword: float  # BM25, 0.0 where the passage shares no word with the question


@dataclass(frozen=True, slots=True)
class Fit:
    """A candidate and what it is worth: `total` ranks the candidates of one question, `covered` compares between questions."""

    candidate: Candidate
    total: float
    covered: float  # share of the question's words, by rarity, that stand in the passage, 0 to 1


def ranked(question: str, candidates: Sequence[Candidate], *, vector: float = 1.0) -> list[Fit]:
    """The candidates, the best first; `vector` is the weight of the cosine."""
    words = asked_words(question)
    best = max((candidate.keyword for candidate in candidates), default=0.0) or 1.0
    titles = [words_in(_names(candidate.chunk), words) for candidate in candidates]
    wholes = [
        title | words_in(f"{candidate.chunk.heading}\n{candidate.chunk.text}", words)
        for candidate, title in zip(candidates, titles, strict=True)
    ]
    documents = {candidate.chunk.document: title for candidate, title in zip(candidates, titles, strict=True)}
    titled = shares(words, titles, among=documents.values())
    covered = shares(words, wholes, among=wholes)
    fits = [
        Fit(
            candidate,
            vector * candidate.cosine + KEYWORD * candidate.keyword / best + TITLE * title + COVERED * whole,
            whole,
        )
        for candidate, title, whole in zip(candidates, titled, covered, strict=True)
    ]
    return sorted(fits, key=lambda fit: (-fit.total, fit.candidate.row))


def shares(words: Sequence[str], bags: Sequence[frozenset[str]], among: Collection[frozenset[str]]) -> list[float]:
    """The share of `words` in each bag, 0 to 1; a word in few of the bags `among` weighs more, one in none of them nothing."""
    counts = {word: sum(word in bag for bag in among) for word in words}
    weights = {word: math.log((len(among) + 1) / count) for word, count in counts.items() if count}
    total = sum(weights.values()) or 1.0
    return [sum(weight for word, weight in weights.items() if word in bag) / total for bag in bags]


def _names(chunk: Chunk) -> str:
    return f"{chunk.title} {_NAME_BORDER.sub(' ', chunk.document)}"
