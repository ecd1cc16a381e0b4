"""Proof for what a model wrote: each sentence against the passages, by code. Knows nothing of engines, prompts or people."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.answers import Citation, Sentence
from assistant.answering.passages import Passage
from assistant.answering.quoting import Candidate, candidates, citation
from assistant.answering.sentences import sentences, tidy
from assistant.answering.words import content_words, language, numbers
from indexer.embedding import Embedder

LEAST_OVERLAP = 0.5  # of a sentence's words, by weight, that its quote must hold
LEAST_BOTH = 1.15  # overlap and cosine together; a paraphrase may have less of one and more of the other
FEW_WORDS = 5  # of an answer that says nothing without its question
HINT = 0.05  # what the model's own [n] is worth where two passages fit alike
_MARKER = re.compile(r"\s*\[(\d{1,2}(?:\s*[,，]\s*\d{1,2})*)\]")
_NAME = re.compile(r"(?<![.!?。！？:]\s)(?<!^)\b[A-Z][A-Za-z]*[A-Za-z0-9]\b")
_NEGATION = re.compile(r"\b(?:not|no|never|cannot|without|except|unless)\b|n't\b|[不没未非无]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Proved:
    """A written answer after the check."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


def prove(text: str, passages: Sequence[Passage], embedder: Embedder, question: str = "") -> Proved:
    """The sentences of a text, each with the best quote for it, or marked as without support.

    Of an answer of few words ("5", "the manager") the quote is chosen by the `question`, too: many sentences hold the words.
    """
    written = _written(clean(text))
    rows = candidates(passages)
    if not written:
        return Proved((), ())
    found: list[Sentence] = []
    citations: list[Citation] = []
    for body, hints in written:
        told = f"{question} {body}" if len(content_words(body)) <= FEW_WORDS else body
        place, score = _best(body, told, hints, rows, passages, embedder)
        if place is None:
            found.append(Sentence(body, (), False))
            continue
        number = _cited(citations, citation(len(citations) + 1, passages, rows[place], score))
        found.append(Sentence(body, (number,), True))
    return Proved(tuple(found), tuple(citations))


def clean(text: str) -> str:
    """Model output as plain text: no images, links, HTML or addresses; what a link says stays."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|!\[[^\]]*\]\[[^\]]*\]", " ", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<(script|style)\b.*?(?:</\1\s*>|$)", " ", text, flags=re.IGNORECASE | re.DOTALL)
    text = re.sub(r"</?[a-zA-Z!?][^>]*(?:>|$)", " ", text)
    text = re.sub(r"(?:https?|ftp|data|javascript|file):\S+|\bwww\.\S+", " ", text, flags=re.IGNORECASE)
    return re.sub(r"[ \t]+", " ", text).strip()


def _written(text: str) -> list[tuple[str, frozenset[int]]]:
    """The sentences of a text without their markers, and the numbers that the markers named."""
    text = re.sub(r"([.!?。！？])((?:\s*\[\d{1,2}\])+)", r"\2\1", text)  # a marker after the full stop belongs before it
    found: list[tuple[str, frozenset[int]]] = []
    for span in sentences(text):
        body = tidy(text[span.start : span.end])
        hints = frozenset(int(number) for marker in _MARKER.findall(body) for number in re.findall(r"\d+", marker))
        bare = _MARKER.sub("", body).strip()
        if re.search(r"\w", bare):
            found.append((bare, hints))
    return found


def _best(
    body: str, told: str, hints: frozenset[int], rows: Sequence[Candidate], passages: Sequence[Passage], embedder: Embedder
) -> tuple[int | None, float]:
    """The candidate that supports a sentence best, and how well, 0 to 1; None where none does.

    `told` is what its meaning is compared by: the sentence, perhaps with the question before it.
    """
    words = Counter(content_words(body))
    overlaps = {
        place: _overlap(words, set(content_words(f"{row.text} {row.heading} {row.before}"))) for place, row in enumerate(rows)
    }
    places = [
        place
        for place, row in enumerate(rows)
        if overlaps[place] >= LEAST_OVERLAP and _agrees(body, row, passages[row.passage])
    ]
    if not places:
        return None, 0.0
    body_vector, *vectors = embedder.passages([told, *(rows[place].text for place in places)])
    best: tuple[float, int | None, float] = (0.0, None, 0.0)
    for place, vector in zip(places, vectors, strict=True):
        both = overlaps[place] + max(0.0, float(vector @ body_vector))
        hinted = HINT * (rows[place].passage + 1 in hints)
        if both >= LEAST_BOTH and both / 2 + hinted > best[0]:
            best = (both / 2 + hinted, place, min(1.0, both / 2))
    return best[1], best[2]


def _overlap(words: Counter[str], bag: set[str]) -> float:
    """The share of the words in the bag; a longer word says more."""
    weights = {word: count * min(len(word), 6) for word, count in words.items()}
    return sum(weight for word, weight in weights.items() if word in bag) / (sum(weights.values()) or 1)


def _agrees(body: str, row: Candidate, passage: Passage) -> bool:
    """Whether numbers, names and negations of a sentence are those of the quote; names may stand in its heading or title."""
    if not numbers(body) <= numbers(row.text):
        return False
    around = f"{row.text} {row.before} {row.heading} {passage.heading} {passage.title}".lower()
    if language(body) == "en" and not all(name.lower() in around for name in _NAME.findall(body)):
        return False
    return bool(_NEGATION.search(body)) == bool(_NEGATION.search(row.text))


def _cited(citations: list[Citation], new: Citation) -> int:
    """The number of the citation, which is added unless the same quote is there already."""
    for old in citations:
        if (old.document, old.page, old.start, old.end) == (new.document, new.page, new.start, new.end):
            return old.n
    citations.append(new)
    return new.n
