"""How well proposed passages fit a question: by vectors, keywords and where its words stand. Knows nothing of indexes."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from indexer.documents import Chunk
from indexer.keywords import asked_words, words_in

# Round numbers, chosen on every other question about Northwind and on SciFact (bench/retrieval.py reports the others apart).
# Any one of them may be halved or doubled: hit@1 and hit@5 then change by less than 0.01.
KEYWORD = 0.5  # weight of the BM25 score, as a share of the best candidate's; the cosine has weight 1
TITLE = 0.2  # of the question's words in the document's title or file name: tells near twins apart, such as two insurance plans
HEADING = 0.1  # of the question's words in the heading path
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
    headings = [words_in(candidate.chunk.heading, words) for candidate in candidates]
    texts = [words_in(candidate.chunk.text, words) for candidate in candidates]
    wholes = [title | heading | text for title, heading, text in zip(titles, headings, texts, strict=True)]
    documents = {candidate.chunk.document: title for candidate, title in zip(candidates, titles, strict=True)}
    titled = shares(words, titles, among=documents.values())
    headed = shares(words, headings, among=headings)
    covered = shares(words, wholes, among=wholes)
    fits = [
        Fit(
            candidate,
            vector * candidate.cosine + KEYWORD * candidate.keyword / best + TITLE * title + HEADING * heading + COVERED * all_,
            all_,
        )
        for candidate, title, heading, all_ in zip(candidates, titled, headed, covered, strict=True)
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
