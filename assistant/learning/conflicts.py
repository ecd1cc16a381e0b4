"""Two documents that say different things about the same: a report for their owner. Knows nothing of how it was found."""

from dataclasses import asdict, dataclass
from typing import Any, Self

from assistant.errors import Problem
from assistant.learning.questions import Json


@dataclass(frozen=True, slots=True)
class Statement:
    """What a document says: `quote` stands on `page` from `start` to `end` and gives `value`."""

    document: str
    version: str  # SHA-256 of the file's bytes, hexadecimal
    page: int
    quote: str
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class DocumentConflict:
    """A question that two places answer differently. It is not asked; whoever owns the documents says which one holds."""

    question: str
    a: Statement
    b: Statement

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The shape of a line of the conflict report."""
        return asdict(self)

    @classmethod
    def from_json(cls, row: Json) -> Self:
        """The conflict that `to_json` gave.

        Raises:
            Problem: something is missing.
        """
        try:
            return cls(str(row["question"]), _statement(row["a"]), _statement(row["b"]))
        except (KeyError, TypeError, ValueError) as error:
            raise Problem(
                f"a document conflict cannot be read ({error}): give lines as the conflict report has them"
            ) from error


def _statement(row: Json) -> Statement:
    return Statement(
        str(row["document"]), str(row["version"]), int(row["page"]), str(row["quote"]), int(row["start"]), int(row["end"]),
        str(row["value"]),
    )  # fmt: skip
