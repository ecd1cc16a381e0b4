"""What a file of questions holds, entry by entry, and what could not be written to one. Knows no format and no bank."""

from dataclasses import dataclass

from assistant.learning.questions import Question


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a file that was read: a question, or why there is none."""

    line: int  # from 1, where the entry begins
    question: Question | None
    reason: str = ""  # why it is refused; empty where there is a question


@dataclass(frozen=True, slots=True)
class Written:
    """Questions as the text of a file."""

    text: str
    count: int  # questions in it
    left_out: tuple[tuple[str, str], ...] = ()  # id of a question that the format cannot hold, and why
