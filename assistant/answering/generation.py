"""Writing text with a language model: the protocol that every engine fulfils. Knows nothing of documents or people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Order:
    """What an engine is asked to write."""

    messages: tuple[Message, ...]
    max_tokens: int = 256
    seed: int = 0
    temperature: float = 0.0  # 0 always takes the likeliest token
    schema: Mapping[str, Any] | None = None  # Any: a JSON schema that the output must fulfil
    stop: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Other people's answers are written first."""

    place: int  # in line, from 1: the next one to be written


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of an answer as it comes."""

    piece: str


class Generator(Protocol):
    """An engine with a model in it."""

    @property
    def name(self) -> str:
        """The model, as it is written into answers."""

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        """Pieces of text as they come; ends early, without an error, once `cancelled.is_set()`.

        Raises:
            EngineFailed: the engine broke or the address did not answer.
        """

    def close(self) -> None:
        """Lets go of the model and of whatever runs it."""
