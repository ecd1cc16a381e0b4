"""Questions from the pages that may be read: drafts of every kind, checked, and a report of what became of them.

A key is a span, number or list copied from one passage; a writer may reword a stem and suggest wrong options, nothing else.
"""

import re
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self

import numpy as np

from assistant.answering.clues import is_superseded
from assistant.answering.generation import Generator
from assistant.answering.passages import Passage
from assistant.answering.reader import Scorer
from assistant.answering.retrieval import PassageIndex
from assistant.learning.asked_for import rank
from assistant.learning.checks import CheckContext, CheckResult, DocumentConflict, check, checked
from assistant.learning.contacts import public
from assistant.learning.distractors import Distractors
from assistant.learning.forming import Maker
from assistant.learning.makers import drafts
from assistant.learning.material import Material, Sheet, material, sheet
from assistant.learning.outlines import Record
from assistant.learning.questions import Evidence, Json, Kind, Question
from assistant.learning.rewording import reworded
from assistant.learning.round_trip import JudgeReader, QuotingReader
from assistant.learning.worth import worth
from indexer.documents import Chunk, Page
from indexer.embedding import Embedder
from indexer.remembering import RememberingEmbedder
from indexer.selection import Selection

KINDS = tuple(Kind)


class Library(Protocol):
    """What authoring needs of a generation of the index."""

    def chunk(self, row: int) -> Chunk:
        """The chunk of a row."""

    def page(self, document: str, number: int) -> Page | None:
        """A page as it was read."""


class Gate(Protocol):
    """Decides whether a draft may be kept."""

    def __call__(self, question: Question, others: Sequence[Question], draft: str) -> CheckResult:
        """What the checks say, beside the `others` that are kept already; `draft` is the stem before it was reworded, or ""."""


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of a batch of drafts."""

    pages: int
    words: int  # of these pages; Chinese characters count half
    made: int
    kept: int
    dropped: Mapping[str, int]  # by the first reason
    kinds: Mapping[str, int]  # kept, by kind
    made_kinds: Mapping[str, int]
    seconds: float

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The report as JSON."""
        mappings = {name: dict(getattr(self, name)) for name in ("dropped", "kinds", "made_kinds")}
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | mappings

    @classmethod
    def from_json(cls, row: Json) -> Self:
        """The report that `to_json` gave."""
        return cls(**row)


@dataclass(frozen=True, slots=True)
class Batch:
    """The questions that passed, the conflicts between documents that were met, and the report."""

    questions: tuple[Question, ...]
    report: BatchReport
    conflicts: tuple[DocumentConflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: at most `count` questions (all, where None) of the kinds, on the places (all, where None)."""

    count: int | None = None
    kinds: tuple[Kind, ...] = KINDS
    places: tuple[tuple[str, int], ...] | None = None  # document and page, what matters most first
    taken: tuple[Question, ...] = ()  # questions that are there already


def no_skill(_: Evidence) -> str:
    """No skill is known."""
    return ""


@dataclass(frozen=True, slots=True)
class Author:
    """What authoring works with."""

    embedder: Embedder
    gate: Gate
    writer: Generator | None = None  # suggests wrong options and rewords stems
    skill: Callable[[Evidence], str] = field(default=no_skill)

    def write(self, library: Library, within: Selection, wish: Wish) -> Batch:
        """Questions that pass every check, from pages within the selection; the worthiest first, kinds in turn."""
        started = time.perf_counter()
        documents = list(_documents(library, within, wish.places))
        order = {place: rank for rank, place in enumerate(wish.places)} if wish.places is not None else {}
        made = self._drafts(documents, wish, order)
        kept, dropped, conflicts = self._checked(made, wish)
        sheets = [each for one in documents for each in one.sheets if _asked_about(each, wish)]
        report = BatchReport(
            len(sheets), sum(_words(each.page.text) for each in sheets), sum(dropped.values()) + len(kept), len(kept),
            dict(dropped.most_common()), _by_kind(kept), _by_kind(made), round(time.perf_counter() - started, 3),
        )  # fmt: skip
        return Batch(tuple(kept), report, tuple(dict.fromkeys(conflicts)))

    def _drafts(self, documents: Sequence[Material], wish: Wish, order: Mapping[tuple[str, int], int]) -> list[Question]:
        """The drafts of the wanted kinds, each once, by the order of their pages and then by worth."""
        found: list[Question] = []
        for one in documents:
            maker = Maker(one, Distractors(one, self.embedder, self.writer), self.skill)
            wanted = [each for each in one.sheets if _asked_about(each, wish)]
            found += [draft for each in wanted for draft in drafts(each, maker) if draft.kind in wish.kinds]
        known = {question.id for question in wish.taken}
        unique = {draft.id: draft for draft in found if draft.id not in known}
        return sorted(unique.values(), key=lambda one: (order.get((one.evidence.document, one.evidence.page), 0), -worth(one)))

    def _checked(self, made: Sequence[Question], wish: Wish) -> tuple[list[Question], Counter[str], list[DocumentConflict]]:
        kept: list[Question] = []
        dropped: Counter[str] = Counter()
        conflicts: list[DocumentConflict] = []
        for draft in _in_turn(made, kept, wish.taken):
            if wish.count is not None and len(kept) == wish.count:
                break
            question = draft if self.writer is None else reworded(draft, self.writer, self.embedder)
            told = draft.question if question.question != draft.question else ""
            result = self.gate(question, (*wish.taken, *kept), told)
            conflicts += result.conflicts
            if result.passed:
                kept.append(checked(question, result))
            else:
                dropped[result.reasons[0].value] += 1
        return kept, dropped, conflicts


def _asked_about(one: Sheet, wish: Wish) -> bool:
    return wish.places is None or (one.document, one.page.number) in wish.places


class WholeLibrary(PassageIndex, Library, Protocol):
    """What an author of questions on all documents needs of a generation of the index."""

    def documents(self) -> Sequence[Record]:
        """Every file of the folder."""


def author(
    library: WholeLibrary, within: Selection, embedder: Embedder, judge: Scorer | None = None,
    skill: Callable[[Evidence], str] = no_skill,
) -> Author:  # fmt: skip
    """An author whose questions pass the checks: asked back by the reader that quotes, then, where there is one, by the judge.

    `within` is what the people who will be asked may read.
    """
    remembering = RememberingEmbedder(embedder)
    texts = (
        (record.document, page.text)
        for record in library.documents()
        for number in range(1, (record.pages or 0) + 1)
        if (page := library.page(record.document, number)) is not None
    )
    second = None if judge is None else JudgeReader(judge)
    context = CheckContext(library, within, remembering, QuotingReader(remembering), (), public(texts), second=second)
    return Author(remembering, gate(context), skill=skill)


def gate(context: CheckContext) -> Gate:
    """The checks of assistant/learning/checks.py as a gate."""

    def through(question: Question, others: Sequence[Question], draft: str) -> CheckResult:
        return check(question, replace(context, others=(*context.others, *others)), draft)

    return through


def _documents(library: Library, within: Selection, places: Sequence[tuple[str, int]] | None) -> Iterator[Material]:
    """The documents that may be read, with all their pages; of the wanted places only theirs, withdrawn ones left out."""
    wanted = None if places is None else {document for document, _ in places}
    first: dict[str, dict[int, Chunk]] = {}
    for row in np.flatnonzero(within.mask):
        chunk = library.chunk(int(row))
        if wanted is None or chunk.document in wanted:
            first.setdefault(chunk.document, {}).setdefault(chunk.page, chunk)
    for pages in first.values():
        sheets = [one for chunk in pages.values() if not _withdrawn(chunk) for one in _sheet(library, chunk)]
        if sheets:
            yield material(sheets)


def _sheet(library: Library, chunk: Chunk) -> Iterable[Sheet]:
    page = library.page(chunk.document, chunk.page)
    return [] if page is None else [sheet(chunk.document, chunk.version, named(chunk), page)]


def named(chunk: Chunk) -> str:
    """The title of a document; of one whose title only says what kind of file it is, its folder."""
    folder = chunk.document.rpartition("/")[0].rpartition("/")[2]
    told = chunk.title.casefold() in ("index", "readme", "overview", "introduction", "home", "main") and bool(folder)
    return re.sub(r"[-_]+", " ", folder).strip().capitalize() if told else chunk.title


def _withdrawn(chunk: Chunk) -> bool:
    return is_superseded(
        Passage(chunk.document, chunk.version, chunk.title, chunk.page, chunk.heading, chunk.start, chunk.end, chunk.text, 0.0)
    )


def _in_turn(made: Sequence[Question], kept: Sequence[Question], taken: Sequence[Question]) -> Iterator[Question]:
    """The drafts, kinds in turn, the best of each sentence first; none on a place that one of `taken` or `kept` asks about."""
    for layer in _layers(made):
        waiting = [deque(draft for draft in layer if draft.kind is kind) for kind in KINDS]
        while any(waiting):
            for queue in waiting:
                while queue and _same_place(queue[0], (*taken, *kept)):
                    queue.popleft()
                if queue:
                    yield queue.popleft()


def _layers(made: Sequence[Question]) -> list[list[Question]]:
    """The best draft of each sentence, then the second best of each, and so on."""
    layers: list[list[Question]] = []
    met: Counter[tuple[str, int, int]] = Counter()
    for draft in sorted(made, key=rank):
        place = (draft.evidence.document, draft.evidence.page, draft.evidence.start)
        layers += [[]] if met[place] == len(layers) else []
        layers[met[place]].append(draft)
        met[place] += 1
    order = {draft.id: number for number, draft in enumerate(made)}
    return [sorted(layer, key=lambda draft: order[draft.id]) for layer in layers]


def _same_place(draft: Question, kept: Sequence[Question]) -> bool:
    """Whether a sentence of the draft is asked about already: a quiz asks for a fact once."""
    mine = draft.evidence
    return any(
        (mine.document, mine.version, mine.page) == (one.evidence.document, one.evidence.version, one.evidence.page)
        and mine.start < one.evidence.end
        and one.evidence.start < mine.end
        for one in kept
    )


def _by_kind(questions: Sequence[Question]) -> dict[str, int]:
    return dict(Counter(question.kind.value for question in questions).most_common())


def _words(text: str) -> int:
    return len(text.split()) if text.isascii() else len(text.split()) + sum("\u4e00" <= sign <= "\u9fff" for sign in text) // 2
