"""Training examples: messages and the text that should follow. Knows nothing of where they come from or of models."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.answering.generation import Message


class Task(StrEnum):
    """What a writer is taught to do."""

    ANSWER = "answer"  # from numbered passages, with the passage's number after each sentence
    REFUSE = "refuse"  # the passages do not hold the answer
    FOLLOW_UP = "follow_up"  # a question that leans on the conversation, made self-contained
    ASK = "ask"  # a question whose answer is a given phrase
    OPTIONS = "options"  # three wrong options
    EXPLAIN = "explain"  # why an answer is right, in one sentence


class Part(StrEnum):
    """What an example is used for; all examples of a document are in the same part."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Example:
    """One prompt with its target."""

    id: str
    task: Task
    messages: tuple[Message, ...]  # as assistant.answering.prompts builds them
    target: str
    documents: tuple[str, ...]  # every document whose text stands in the prompt; the first one names the part
    origin: str  # the set, or the kind of company material

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of an examples file."""
        turns = [[message.role, message.content] for message in self.messages]
        return {"id": self.id, "task": self.task.value, "messages": turns, "target": self.target,
                "documents": list(self.documents), "origin": self.origin}  # fmt: skip

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Example":  # Any: JSON
        """The example of a row."""
        turns = tuple(Message(role, content) for role, content in row["messages"])
        return cls(row["id"], Task(row["task"]), turns, row["target"], tuple(row["documents"]), row["origin"])


def part_of(document: str, validation: float = 0.1, test: float = 0.1) -> Part:
    """The part of a document, from its name's hash: the same on every machine and whatever else is in the set."""
    share = int.from_bytes(hashlib.sha256(document.encode()).digest()[:8]) / 2**64
    if share < test:
        return Part.TEST
    return Part.VALIDATION if share < test + validation else Part.TRAIN


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """Writes one example a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(example.to_json(), ensure_ascii=False) + "\n" for example in examples)


def read_examples(path: Path) -> list[Example]:
    """The examples of a file, in its order."""
    with path.open(encoding="utf-8") as file:
        return [Example.from_json(json.loads(line)) for line in file if line.strip()]


def data_hash(examples: Sequence[Example]) -> str:
    """A hash of the examples and their order: what a run was trained on."""
    digest = hashlib.sha256()
    for line in _lines(examples):
        digest.update(line)
    return digest.hexdigest()


def _lines(examples: Sequence[Example]) -> Iterator[bytes]:
    for example in examples:
        yield json.dumps(example.to_json(), ensure_ascii=False, sort_keys=True).encode() + b"\n"
