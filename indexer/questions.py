"""A batch of questions in a file, one JSON object a line. Knows nothing of how they are answered."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import Problem


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a batch."""

    id: str | int  # given back as it came
    question: str
    fields: dict[str, Any]  # Any: JSON; the whole line, for those who know more fields


def read_questions(path: Path) -> list[Question]:
    """The questions of a batch in their order; empty lines are left out.

    Raises:
        Problem: the file cannot be read, or a line is not a question; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # splitlines() would cut JSON at a U+2028 inside its text
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read ({error}): name a file of questions, one JSON object a line") from error
    return [_question(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _question(path: Path, number: int, line: str) -> Question:
    try:
        fields = json.loads(line)
        known, text = fields["id"], fields["question"]
    except (ValueError, KeyError, TypeError) as error:
        raise Problem(f'{path}, line {number}: found {line[:80]!r}, expected {{"id": ..., "question": "..."}}') from error
    if not isinstance(known, str | int) or not isinstance(text, str):
        raise Problem(f"{path}, line {number}: id is to be text or a number, question is to be text")
    return Question(known, text, fields)
