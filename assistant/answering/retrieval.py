"""From a question to the passages that may answer it, and how sure that is. Knows nothing of prompts, models or pages."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answering.confidence import confidence, evidence, model_for
from assistant.answering.followups import Turn, standing_alone
from assistant.answering.judging import Uses, reordered, surer
from assistant.answering.passages import Passage
from assistant.answering.words import language
from assistant.settings import AnsweringSettings
from indexer.documents import Chunk, Page
from indexer.embedding import Embedder
from indexer.searching import Hit, Searchable, search
from indexer.selection import Selection

HITS = 8  # passages that are looked at to judge whether there is an answer
CLOSEST = 3  # documents named where nothing relevant was found
logger = logging.getLogger(__name__)


class PassageIndex(Searchable, Protocol):
    """What answering needs of an index."""

    @property
    def generation(self) -> int:
        """The generation's number."""

    def chunk(self, row: int) -> Chunk:
        """The chunk of a row."""

    def row_range(self, document: str, page: int) -> range:
        """The rows of a page, in order."""

    def page(self, document: str, number: int) -> Page | None:
        """A page's text."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages for one question."""

    question: str  # made self-contained
    passages: tuple[Passage, ...]
    confidence: float  # 0 to 1: how sure it is that the passages hold the answer
    closest: tuple[str, ...]  # the nearest documents, best first


def retrieve(
    question: str,
    history: Sequence[Turn],
    *,
    within: Selection,
    may_read: Callable[[str], bool],
    index: PassageIndex,
    embedder: Embedder,
    settings: AnsweringSettings,
    uses: Uses | None = None,
) -> Retrieved:
    """The passages within the selection that may answer the question, within the token budget of the settings.

    `may_read` is asked again of every document that was found: a mistake in the selection must not reach a prompt.
    `uses` is the judge that has a say in their order and in how sure it is; None where there is none.
    """
    whole = standing_alone(question, history)
    looked = max(HITS, settings.passages)  # the confidence is calibrated on this many
    found = search(index, embedder, whole, within=within, count=max(looked, uses.looks if uses is not None else 0))
    hits = [hit for hit in found if may_read(hit.chunk.document)]
    if len(hits) < len(found):
        logger.error("the search found %d passages that the second check withholds", len(found) - len(hits))
    sure = confidence(evidence(whole, hits[:looked], index, within), model_for(whole, embedder.name)) if hits else 0.0
    relevance = uses.reads(whole, hits) if uses is not None else None
    if uses is not None and relevance is not None:
        sure = surer(sure, relevance) if uses.settings.refuse else sure
        hits = reordered(hits, relevance) if uses.settings.rank else hits
    closest = tuple(dict.fromkeys(hit.chunk.document for hit in hits))[:CLOSEST]
    return Retrieved(whole, tuple(_passages(hits, index, within, settings)), sure, closest)


def count_tokens(text: str) -> int:
    """About how many tokens a model sees: four characters each in English, one in Chinese. For budgets, without a model."""
    return len(text) if language(text) == "zh" else -(-len(text) // 4)


def _passages(hits: Sequence[Hit], index: PassageIndex, within: Selection, settings: AnsweringSettings) -> list[Passage]:
    """The best hits within the budget, neighbours on a page as one; what is left of the budget widens the best of them."""
    passages: list[Passage] = []
    left = settings.passage_tokens
    for hit in hits:
        cost = count_tokens(hit.chunk.text)
        if len(passages) == settings.passages or (cost > left and passages):
            break
        left -= cost
        _add(passages, _passage(hit), index)
    return [_widened(passage, index, within, left) if number == 0 else passage for number, passage in enumerate(passages)]


def _passage(hit: Hit) -> Passage:
    chunk = hit.chunk
    also = tuple(dict.fromkeys(twin.document for twin in hit.also if twin.document != chunk.document))
    return Passage(
        chunk.document, chunk.version, chunk.title, chunk.page, chunk.heading, chunk.start, chunk.end, chunk.text,
        hit.score, hit.vector, hit.keyword, also,
    )  # fmt: skip


def _add(passages: list[Passage], new: Passage, index: PassageIndex) -> None:
    """Adds a passage, or joins it with the one that it touches on the same page."""
    for number, old in enumerate(passages):
        if (old.document, old.page) == (new.document, new.page) and _touch(old, new, index):
            passages[number] = _joined(old, new.start, new.end, index)
            return
    passages.append(new)


def _touch(one: Passage, other: Passage, index: PassageIndex) -> bool:
    first, second = sorted((one, other), key=lambda passage: passage.start)
    if second.start <= first.end:
        return True
    page = index.page(one.document, one.page)
    return page is not None and not page.text[first.end : second.start].strip()


def _joined(passage: Passage, start: int, end: int, index: PassageIndex) -> Passage:
    page = index.page(passage.document, passage.page)
    if page is None:
        return passage
    begin, finish = min(passage.start, start), max(passage.end, end)
    heading = passage.heading
    if begin < passage.start:
        rows = [index.chunk(row) for row in index.row_range(passage.document, passage.page)]
        heading = next((chunk.heading for chunk in rows if chunk.start == begin), heading)
    return replace(passage, start=begin, end=finish, text=page.text[begin:finish], heading=heading)


def _widened(passage: Passage, index: PassageIndex, within: Selection, left: int) -> Passage:
    """The passage with the chunk after it, where the budget allows it: answers run on over the border."""
    after = (row for row in index.row_range(passage.document, passage.page) if index.chunk(row).start >= passage.end)
    row = next(after, None)
    if row is None or row not in within or count_tokens(index.chunk(row).text) > left:
        return passage
    return _joined(passage, index.chunk(row).start, index.chunk(row).end, index)
