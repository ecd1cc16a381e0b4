"""From a question to an answer with its proof: standard, quoted or generated. Knows nothing of people, pages or storage."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Event
from time import perf_counter
from typing import Protocol
from uuid import uuid4

from assistant.answering.answers import Answer, Citation, Mode, Seconds, Sentence
from assistant.answering.citations import Proved, prove
from assistant.answering.followups import Turn, standing_alone
from assistant.answering.generation import Order, Text, Waiting
from assistant.answering.judging import Uses, doubted, pointed
from assistant.answering.prompts import is_refusal, messages
from assistant.answering.quoting import quoted
from assistant.answering.retrieval import PassageIndex, Retrieved, retrieve
from assistant.answering.sentences import tidy
from assistant.answering.standard import StandardAnswer
from assistant.answering.words import language
from assistant.errors import QuestionRefused
from assistant.settings import Settings
from indexer.embedding import Embedder
from indexer.selection import Selection

Happening = Waiting | Text | Answer


class WritingLine(Protocol):
    """The line before the engine that writes."""

    @property
    def name(self) -> str:
        """The model, as it is written into answers."""

    def write(self, order: Order, cancelled: Event, person: str = "") -> Iterator[Waiting | Text]:
        """The place in line while others are written, then the text as it comes.

        Raises:
            QueueFull: too many people wait.
            EngineFailed: the engine broke.
        """


@dataclass(slots=True)
class _Watch:
    """When things happened while one question was answered."""

    begun: float = field(default_factory=perf_counter)
    retrieved: float | None = None
    first: float | None = None

    def seconds(self) -> Seconds:
        now = perf_counter()
        retrieved = (now if self.retrieved is None else self.retrieved) - self.begun
        first = None if self.first is None else round(self.first - self.begun, 4)
        return Seconds(round(retrieved, 4), first, round(now - self.begun, 4))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question and what it may be answered from."""

    question: str
    history: Sequence[Turn]
    within: Selection
    may_read: Callable[[str], bool]
    index: PassageIndex
    cancelled: Event
    person: str
    watch: _Watch


def _nothing_approved(_: str) -> StandardAnswer | None:
    return None


class Answerer:
    """Answers questions from an index, within a selection; written where there is a line whose writer knows the language."""

    def __init__(self, settings: Settings, line: WritingLine | None, embedder: Embedder, uses: Uses | None = None) -> None:
        """Takes the writer and the judge where there is one."""
        self._settings = settings
        self._line = line
        self._embedder = embedder
        self._uses = uses

    def ask(
        self,
        question: str,
        history: Sequence[Turn],
        *,
        within: Selection,
        may_read: Callable[[str], bool],
        index: PassageIndex,
        approved: Callable[[str], StandardAnswer | None] = _nothing_approved,
        cancelled: Event | None = None,
        person: str = "",
    ) -> Iterator[Happening]:
        """What happens while a question is answered, the answer last; no answer where it was cancelled before any text.

        `approved` finds the answer that a trainer approved for a question, among those the person may see. `person` is
        whatever tells people apart, so that nobody's many questions keep others waiting; "" is nobody in particular.

        Raises:
            QuestionRefused: the question is empty or too long; at once, not when the first event is taken.
            QueueFull, EngineFailed: from the line of the writer.
        """
        taken = accepted(question, self._settings.answering.question_characters)
        asked = _Asked(taken, history, within, may_read, index, cancelled or Event(), person, _Watch())
        return self._events(asked, approved)

    def _events(self, asked: _Asked, approved: Callable[[str], StandardAnswer | None]) -> Iterator[Happening]:
        standard = approved(standing_alone(asked.question, asked.history))
        if standard is not None and _is_current(standard, asked.index):
            yield from self._standard(asked, standard)
            return
        settings = self._settings.answering
        retrieved = retrieve(
            asked.question,
            asked.history,
            within=asked.within,
            may_read=asked.may_read,
            index=asked.index,
            embedder=self._embedder,
            settings=settings,
            uses=self._uses,
        )
        asked.watch.retrieved = perf_counter()
        if not retrieved.passages or retrieved.confidence < settings.refuse_below:
            yield from self._refused(asked, retrieved, self.mode(asked.question), "")
        elif self.mode(asked.question) is Mode.GENERATED:
            yield from self._generated(asked, retrieved)
        else:
            yield from self._quoted(asked, retrieved)

    def mode(self, question: str) -> Mode:
        """How a question is answered: by the writer only where there is one that knows the language."""
        willing = self._line is not None and self._settings.answering.mode != "quoted"
        return Mode.GENERATED if willing and language(question) in self._settings.writer.languages else Mode.QUOTED

    def _standard(self, asked: _Asked, standard: StandardAnswer) -> Iterator[Happening]:
        asked.watch.first = perf_counter()
        yield Text(standard.answer)
        numbers = tuple(cited.n for cited in standard.citations)
        sentences = (Sentence(standard.answer, numbers, True),)
        yield self._answer(asked, None, Mode.STANDARD, Proved(sentences, standard.citations))

    def _refused(self, asked: _Asked, retrieved: Retrieved, mode: Mode, model: str) -> Iterator[Happening]:
        settings = self._settings.answering
        text = settings.refusal_zh if language(asked.question) == "zh" else settings.refusal_en
        yield Text(text)
        yield Answer(
            id=uuid4().hex,
            question=asked.question,
            answer=text,
            refused=True,
            mode=mode,
            sentences=(),
            citations=(),
            model=model,
            generation=asked.index.generation,
            seconds=asked.watch.seconds(),
            confidence=round(retrieved.confidence, 4),
            weak=True,
            closest=retrieved.closest,
        )

    def _quoted(self, asked: _Asked, retrieved: Retrieved) -> Iterator[Happening]:
        sentences: list[Sentence] = []
        citations: list[Citation] = []
        for number, cited in enumerate(quoted(retrieved.question, retrieved.passages, self._embedder), 1):
            if asked.cancelled.is_set():
                break
            text = tidy(cited.quote)
            asked.watch.first = asked.watch.first or perf_counter()
            yield Text(text if number == 1 else _joint(sentences[-1].text) + text)
            sentences.append(Sentence(text, (number,), True))
            citations.append(cited)
        if sentences:
            yield self._answer(asked, retrieved, Mode.QUOTED, Proved(tuple(sentences), tuple(citations)))
        elif not asked.cancelled.is_set():
            yield from self._refused(asked, retrieved, Mode.QUOTED, "")

    def _generated(self, asked: _Asked, retrieved: Retrieved) -> Iterator[Happening]:
        assert self._line is not None
        order = Order(messages(retrieved.question, retrieved.passages), self._settings.answering.answer_tokens)
        written = ""
        for event in self._line.write(order, asked.cancelled, asked.person):
            if isinstance(event, Text):
                asked.watch.first = asked.watch.first or perf_counter()
                written += event.piece
            yield event
        if not written and asked.cancelled.is_set():
            return
        if is_refusal(written):
            yield from self._refused(asked, retrieved, Mode.GENERATED, self._line.name)
            return
        proved = prove(written, retrieved.passages, self._embedder, retrieved.question)
        if self._uses is not None and self._uses.settings.support:
            proved = doubted(proved, retrieved.question, retrieved.passages, self._uses.judge)
        if self._settings.answering.unsupported == "drop":
            proved = Proved(tuple(sentence for sentence in proved.sentences if sentence.supported), proved.citations)
        if proved.sentences:
            yield self._answer(asked, retrieved, Mode.GENERATED, proved)
        else:  # nothing that the model wrote has support: the documents speak for themselves
            yield from self._quoted(asked, retrieved)

    def _answer(self, asked: _Asked, retrieved: Retrieved | None, mode: Mode, proved: Proved) -> Answer:
        sure = 1.0 if retrieved is None else retrieved.confidence
        citations, text = proved.citations, ""
        if retrieved is not None and self._uses is not None and self._uses.settings.point:
            citations = pointed(citations, retrieved.question, self._uses.judge)
        for sentence in proved.sentences:
            text += _joint(text) + sentence.text
        return Answer(
            id=uuid4().hex,
            question=asked.question,
            answer=text,
            refused=False,
            mode=mode,
            sentences=proved.sentences,
            citations=citations,
            model=self._line.name if self._line is not None and mode is Mode.GENERATED else "",
            generation=asked.index.generation,
            seconds=asked.watch.seconds(),
            confidence=round(sure, 4),
            weak=sure < self._settings.answering.weak_below,
        )


def accepted(question: str, longest: int) -> str:
    """The question without blanks around it; `longest` is in characters.

    Raises:
        QuestionRefused: it is empty or too long.
    """
    if not question.strip():
        raise QuestionRefused("the question is empty: write one")
    if len(question) > longest:
        raise QuestionRefused(f"the question has {len(question)} characters, {longest} are allowed: shorten it")
    return question.strip()


def _joint(before: str) -> str:
    """What stands between two sentences: nothing after a Chinese full stop."""
    return "" if not before or before.endswith(("。", "！", "？", "；")) else " "


def _is_current(standard: StandardAnswer, index: PassageIndex) -> bool:
    """Whether every page that an approved answer cites still holds the text that was approved."""
    for cited in standard.citations:
        rows = index.row_range(cited.document, cited.page)
        if not rows or index.chunk(rows[0]).version != cited.version:
            return False
    return True
