"""A passage: a run of text on one page that may hold the answer. Knows nothing of how it was found or what is made of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """What is read to answer a question: `text` is the page's text from `start` to `end`."""

    document: str
    version: str
    title: str
    page: int
    heading: str  # the heading path in force where the passage begins
    start: int
    end: int
    text: str
    score: float  # 0 to 1, of the best hit in it
    vector: float = 0.0  # cosine of the best hit to the question
    keyword: float = 0.0  # BM25 of the best hit
    also: tuple[str, ...] = ()  # other documents that hold the same text, among those the person may read
