"""Many texts from one writer, kept so that a killed evaluation goes on. Knows nothing of what the texts are worth."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Event, Lock
from time import perf_counter
from typing import Any, Protocol

from assistant.answering.engines import open_generator, writer_place
from assistant.answering.generation import Generator, Message, Order
from assistant.answering.prompts import REFUSAL, messages
from assistant.answering.quoting import quoted
from assistant.answering.sentences import tidy
from assistant.answering.words import language
from assistant.errors import Problem
from assistant.gate import QUOTED
from assistant.settings import Settings
from finetune.held_out import Question
from indexer.disk import sha256
from indexer.embedding import Embedder

WARM_UP = Order((Message("user", "Hello."),), max_tokens=1)  # loads the model, which is no part of the first answer's time


@dataclass(frozen=True, slots=True)
class Written:
    """One text and what it cost."""

    text: str
    pieces: int  # of text as they came; nearly always one token each
    seconds: float  # of the clock on the wall since the text before it was finished: they add up to the whole time


class Writer(Protocol):
    """What is measured: a model, or the sentences of the passages."""

    @property
    def name(self) -> str:
        """As it is shown."""

    @property
    def hash(self) -> str:
        """Of everything that its texts depend on."""

    def answer(self, questions: Sequence[Question]) -> Iterator[tuple[int, Written]]:
        """The answer to each question with the question's place, in any order.

        Raises:
            EngineFailed: the engine broke; what was written until then is kept.
        """

    def reply(self, orders: Sequence[Order]) -> Iterator[tuple[int, Written]]:
        """What is written for each order with its place, in any order; nothing where it cannot write freely.

        Raises:
            EngineFailed: as `answer`.
        """

    def close(self) -> None:
        """Lets go of the model."""


class KeptTexts:
    """The texts of one writer in a file, by the hashes of their orders."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._texts: dict[str, Written] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            try:
                row = json.loads(line)
                key = row.pop("order")
                self._texts[key] = Written(**row)
            except (ValueError, KeyError, TypeError):  # torn by a kill: it is written again
                continue

    def find(self, order: Order) -> Written | None:
        """What was written for an order."""
        return self._texts.get(order_hash(order))

    def add(self, order: Order, written: Written) -> None:
        """Keeps a text, on disk at once."""
        key = order_hash(order)
        self._texts[key] = written
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            # begins on a line of its own, whatever a kill left of the line before
            file.write("\n" + json.dumps({"order": key, **asdict(written)}, ensure_ascii=False))


def order_hash(order: Order) -> str:
    """A hash of everything that is asked for."""
    turns = [[message.role, message.content] for message in order.messages]
    limits: list[Any] = [order.max_tokens, order.seed, order.temperature, list(order.stop)]  # Any: JSON
    return hashlib.sha256(json.dumps([turns, limits], ensure_ascii=False).encode()).hexdigest()


class ModelWriter:
    """A language model, several orders at a time."""

    def __init__(self, generator: Generator, model_hash: str, folder: Path, at_once: int = 1, answer_tokens: int = 256) -> None:
        """`folder` keeps what is written, in a file for each model."""
        self._generator, self._hash = generator, model_hash
        self._kept = KeptTexts(folder / f"{model_hash[:32]}.jsonl")
        self._at_once, self._tokens = at_once, answer_tokens
        self._lock, self._finished = Lock(), 0.0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._generator.name

    @property
    def hash(self) -> str:
        """Of the model's files."""
        return self._hash

    def answer(self, questions: Sequence[Question]) -> Iterator[tuple[int, Written]]:
        """As `Writer.answer`, with the prompts of the product."""
        return self.reply([Order(messages(one.text, one.passages), self._tokens) for one in questions])

    def reply(self, orders: Sequence[Order]) -> Iterator[tuple[int, Written]]:
        """As `Writer.reply`; what was written before is not written again."""
        waiting: list[int] = []
        for place, order in enumerate(orders):
            kept = self._kept.find(order)
            if kept is None:
                waiting.append(place)
            else:
                yield place, kept
        if waiting:
            list(self._generator.write(WARM_UP, Event()))
            yield from self._fresh(orders, waiting)

    def close(self) -> None:
        """Lets go of the model."""
        self._generator.close()

    def _fresh(self, orders: Sequence[Order], places: Sequence[int]) -> Iterator[tuple[int, Written]]:
        cancelled = Event()
        pool = ThreadPoolExecutor(self._at_once)
        self._finished = perf_counter()
        try:
            running = {pool.submit(self._write, orders[place], cancelled): place for place in places}
            for future in as_completed(running):
                yield running[future], future.result()
        finally:  # also where the caller stops half way
            cancelled.set()
            pool.shutdown(cancel_futures=True)

    def _write(self, order: Order, cancelled: Event) -> Written:
        """In a thread of the pool, and kept there: if another order fails meanwhile, this one is not lost."""
        pieces = list(self._generator.write(order, cancelled))
        with self._lock:
            now = perf_counter()
            written = Written("".join(pieces).strip(), len(pieces), round(now - self._finished, 4))
            self._finished = now
            if not cancelled.is_set():  # else the text may be half of one
                self._kept.add(order, written)
        return written


class QuotedWriter:
    """The sentences of the passages that answer best, word for word, with their passages' numbers."""

    def __init__(self, embedder: Embedder, refuse_below: float = 0.0) -> None:
        """Refuses where the best sentence's score (0 to 1) is below `refuse_below`; never with 0."""
        self._embedder, self._refuse_below = embedder, refuse_below

    @property
    def name(self) -> str:
        """What it is, and where it refuses."""
        return QUOTED + (f":{self._refuse_below:g}" if self._refuse_below else "")

    @property
    def hash(self) -> str:
        """Of the rule and the embedder's name."""
        return hashlib.sha256(f"{self.name} {self._embedder.name}".encode()).hexdigest()

    def answer(self, questions: Sequence[Question]) -> Iterator[tuple[int, Written]]:
        """As `Writer.answer`, in the order of the questions."""
        for place, one in enumerate(questions):
            began = perf_counter()
            text = self._quotes(one)
            yield place, Written(text, len(text.split()), round(perf_counter() - began, 4))

    def reply(self, orders: Sequence[Order]) -> Iterator[tuple[int, Written]]:
        """Nothing: it only quotes."""
        yield from ()

    def close(self) -> None:
        """Does nothing: the embedder is not its own."""

    def _quotes(self, question: Question) -> str:
        # the page stands for the passage's number, which a citation does not hold
        numbered = [replace(one, page=number) for number, one in enumerate(question.passages, 1)]
        found = quoted(question.text, numbered, self._embedder)
        if max((one.score for one in found), default=-1.0) < self._refuse_below:
            return REFUSAL[language(question.text)]
        return " ".join(f"{tidy(one.quote)} [{one.page}]" for one in found)


def open_writer(name: str, settings: Settings, kept: Path, embedder: Embedder, address: str = "") -> Writer:
    """The writer that a name stands for: "quoted", "quoted:0.4" (refuses below), or a model, behind an address if one is given.

    `kept` is the folder in which a model's texts are kept.

    Raises:
        ModelMissing: the model is not on this machine.
        EngineFailed: no engine runs it.
        Problem: the score after "quoted:" is none.
    """
    kind, _, rule = name.partition(":")
    if kind == QUOTED:
        return QuotedWriter(embedder, _score(rule))
    chosen = replace(settings.writer, model=name, engine="remote" if address else "auto", address=address)
    hashed = hashlib.sha256(f"{address} {name}".encode()).hexdigest() if address else _hash(name, settings)
    generator = open_generator(chosen, settings.embedder.folder)
    return ModelWriter(generator, hashed, kept, chosen.at_once, settings.answering.answer_tokens)


def files_hash(place: Path) -> str:
    """A hash of a model: of its file, or of the weights and descriptions in its folder."""
    if place.is_file():
        return sha256(place)
    files = sorted(path for pattern in ("*.safetensors", "*.json", "*.xml", "*.bin") for path in place.glob(pattern))
    return hashlib.sha256("".join(f"{path.name} {sha256(path)}\n" for path in files).encode()).hexdigest()


def _hash(name: str, settings: Settings) -> str:
    return files_hash(writer_place(name, settings.embedder.folder))


def _score(rule: str) -> float:
    try:
        return float(rule or 0)
    except ValueError:
        raise Problem(f"found {QUOTED}:{rule}, expected a score from 0 to 1 after the colon, such as {QUOTED}:0.4") from None
