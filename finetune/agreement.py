"""How much two engines with the same model write the same. Knows nothing of where the models come from."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from threading import Event
from typing import Any

from assistant.answering.generation import Generator, Order
from assistant.learning.overlap import token_f1
from finetune.examples import Example

TOKENS = 96  # of an answer: a writer that goes on and on is compared as far as this


@dataclass(frozen=True, slots=True)
class Pair:
    """What both wrote."""

    reference: str
    found: str

    @property
    def f1(self) -> float:
        """The words they share; 1 where neither wrote anything."""
        return 1.0 if self.found == self.reference else token_f1(self.found, self.reference)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How much of it is the same."""

    prompts: int
    equal: float  # share of answers that are the same letter by letter
    f1: float  # mean of the words shared

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """A part of a report."""
        return asdict(self)


def pairs(reference: Generator, found: Generator, examples: Sequence[Example]) -> Iterator[Pair]:
    """What both write for each prompt, as soon as they have.

    Raises:
        EngineFailed: one of them broke.
    """
    for example in examples:
        order = Order(example.messages, max_tokens=TOKENS)
        yield Pair(_written(reference, order), _written(found, order))


def agreement(compared: Sequence[Pair]) -> Agreement:
    """The agreement over one pair or more."""
    count = len(compared)
    same = sum(pair.reference == pair.found for pair in compared)
    return Agreement(count, same / count, sum(pair.f1 for pair in compared) / count)


def _written(engine: Generator, order: Order) -> str:
    return "".join(engine.write(order, Event())).strip()
