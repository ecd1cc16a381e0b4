"""Files of questions in and out of the bank: JSON Lines, CSV, Moodle GIFT. Knows no page and no command.

What comes in is a draft and proves nothing until its quote is found in a document: all checks are dropped, and `quoted` says
whether it was found. A row with the id of a question in the bank is an edit of the version that it names, and is refused where
somebody changed the question since it was exported.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.errors import Problem
from assistant.learning.bank import QUOTED, Added, Bank, Readable
from assistant.learning.entries import Entry, Written
from assistant.learning.gift import write_gift
from assistant.learning.gift_reading import read_gift
from assistant.learning.places import LEAST_WORDS, Documents, found
from assistant.learning.question_csv import read_csv, write_csv
from assistant.learning.questions import Evidence, Question, State


class Format(StrEnum):
    """How a file holds questions."""

    JSON_LINES = "jsonl"
    CSV = "csv"
    GIFT = "gift"


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that was taken into the bank."""

    line: int
    question: str  # its id
    outcome: Added
    quoted: bool  # whether its quote was found in a document


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of the rows of a file."""

    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The report as JSON values."""
        return {
            "taken": [
                {"line": one.line, "id": one.question, "outcome": one.outcome.value, "quoted": one.quoted} for one in self.taken
            ],
            "refused": [{"line": one.line, "reason": one.reason} for one in self.refused],
        }


def write(questions: Iterable[Question], form: Format) -> Written:
    """Questions as the text of a file, with what could not be written."""
    if form is Format.CSV:
        return write_csv(questions)
    return write_gift(questions) if form is Format.GIFT else _write_lines(questions)


def read(text: str, form: Format) -> list[Entry]:
    """The rows of a file, each a question or the reason why it is none.

    Raises:
        Problem: a CSV file whose header cannot be used.
    """
    if form is Format.CSV:
        return list(read_csv(text))
    return list(read_gift(text)) if form is Format.GIFT else list(_read_lines(text))


def take(bank: Bank, entries: Iterable[Entry], by: str, now: datetime, *, within: Readable, documents: Documents) -> Imported:
    """Takes the rows of a file into the bank, each on its own; the report has the lines of those that cannot be taken."""
    taken: list[Taken] = []
    refused: list[Refused] = []
    for entry in entries:
        if entry.question is None:
            refused.append(Refused(entry.line, entry.reason))
            continue
        draft = proved(entry.question, documents, within=within)
        try:
            outcome = bank.submit(draft, by, "imported", now, within=within)
        except Problem as problem:
            refused.append(Refused(entry.line, str(problem)))
        else:
            taken.append(Taken(entry.line, draft.id, outcome, draft.checks[QUOTED] is True))
    return Imported(tuple(taken), tuple(refused))


def proved(question: Question, documents: Documents, *, within: Readable) -> Question:
    """The question as a draft whose quote was looked for in the documents as they are now; other checks are dropped."""
    place = evidence_for(question.evidence, documents, within=within)
    draft = replace(question, state=State.DRAFT, checks={QUOTED: place is not None})
    return draft if place is None else replace(draft, evidence=place)


def evidence_for(evidence: Evidence, documents: Documents, *, within: Readable) -> Evidence | None:
    """Where a quote stands now: in the document that it names, else, if it has a few words, in another that may be read."""
    names: Sequence[str] = [evidence.document]
    if len(evidence.quote.split()) >= LEAST_WORDS or len(evidence.quote) >= 2 * LEAST_WORDS:
        names = [evidence.document, *(name for name in documents.names() if name != evidence.document)]
    for name in names:
        edition = documents.edition(name) if within(name) else None
        place = None if edition is None else found(replace(evidence, document=name), edition)
        if place is not None:
            return place
    return None


def _write_lines(questions: Iterable[Question]) -> Written:
    rows = [json.dumps(one.to_json(), ensure_ascii=False) + "\n" for one in questions]
    return Written("".join(rows), len(rows))


def _read_lines(text: str) -> Iterator[Entry]:
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):  # a line separator inside a text ends no line
        if line.strip():
            try:
                yield Entry(number, Question.from_json(json.loads(line)))
            except Problem as problem:
                yield Entry(number, None, str(problem))
            except (ValueError, RecursionError) as error:
                yield Entry(number, None, f"the line is no JSON object ({error}): give rows as 'quiz make' writes them")
