"""What becomes of questions when their document changes. Knows nothing of people; who is quizzed again is decided elsewhere.

The quote stands where it stood        -> kept: the same version of the question, resting on the document's new version
it stands elsewhere in the document    -> moved: the next version of the question, in the state that it had
it is gone, or does not read the same  -> retired, with the sentence that is like it now, where there is one
the document was withdrawn             -> retired
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.answering.sentences import sentences, tidy
from assistant.learning.bank import QUOTED, Action, Bank, Step
from assistant.learning.overlap import token_f1
from assistant.learning.places import Documents, Edition, found, stands
from assistant.learning.questions import Question, State

ALIKE = 0.6  # F1 over words from which a sentence is the quote in other words


class Why(StrEnum):
    """Why a question was retired."""

    CHANGED = "changed"  # the document says something like it
    GONE = "gone"
    WITHDRAWN = "withdrawn"  # there is no such document any more


@dataclass(frozen=True, slots=True)
class Retired:
    """A question that its document proves no longer."""

    question: Question  # as it was, with the version that people were asked
    why: Why
    now: str = ""  # the sentence that stands there now, where it is like the quote


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What becomes of the questions of a document."""

    kept: tuple[Question, ...] = ()  # as they are now
    moved: tuple[Question, ...] = ()  # as they are now
    retired: tuple[Retired, ...] = ()

    @property
    def retired_ids(self) -> tuple[str, ...]:
        """The ids of the retired questions, for a short quiz of those who passed them."""
        return tuple(one.question.id for one in self.retired)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """Ids, and of retired ones why."""
        return {
            "kept": [one.id for one in self.kept],
            "moved": [one.id for one in self.moved],
            "retired": [{"id": one.question.id, "why": one.why.value, "now": one.now} for one in self.retired],
        }


def recheck(questions: Sequence[Question], edition: Edition | None) -> Rechecked:
    """What becomes of the questions of one document, whose new edition this is; None: it was withdrawn.

    Retired questions, and those that rest on this edition already, are passed over, so that doing it twice is doing it once.
    A question whose evidence was never found in a document has nothing to lose: it moves if its quote stands in this edition.
    """
    kept, moved, gone = [], [], []
    for one in questions:
        proved = one.checks.get(QUOTED) is not False
        if one.state is State.RETIRED or (edition is not None and proved and one.evidence.version == edition.version):
            continue
        place = None if edition is None else found(one.evidence, edition)
        if place is None:
            gone += [one] if proved else []
        elif proved and edition is not None and stands(one.evidence, edition.pages):
            kept.append(replace(one, evidence=place))
        else:
            moved.append(one.next_version(evidence=place, checks={**one.checks, QUOTED: True}))
    return Rechecked(tuple(kept), tuple(moved), tuple(_retired(gone, edition)))


def steps(rechecked: Rechecked, version: str) -> list[Step]:
    """The same as steps of the bank; `version` is that of the document, "" where it was withdrawn."""
    found = [Step(one, one.version, Action.KEPT, version) for one in rechecked.kept]
    found += [Step(one, one.version - 1, Action.MOVED, version) for one in rechecked.moved]
    for gone in rechecked.retired:
        reason = f"{gone.why} {version}".strip() + (f": {gone.now}" if gone.now else "")
        found.append(Step(replace(gone.question, state=State.RETIRED), gone.question.version, Action.OUTDATED, reason))
    return found


def recheck_document(bank: Bank, document: str, edition: Edition | None, now: datetime) -> Rechecked:
    """Rechecks the questions of a document and writes what became of them, in one transaction."""
    result: list[Rechecked] = []

    def decide(questions: Sequence[Question]) -> list[Step]:
        result.append(recheck(questions, edition))
        return steps(result[-1], "" if edition is None else edition.version)

    bank.revise(document, decide, now)
    return result[-1]


def recheck_all(bank: Bank, documents: Documents, now: datetime) -> dict[str, Rechecked]:
    """Rechecks the questions of every document that changed or was withdrawn; what became of them, by document.

    A document whose file could not be read is left alone: that is no reason to think that it says something else.
    """
    found: dict[str, Rechecked] = {}
    for document in bank.documents():
        edition = documents.edition(document)
        if edition is None or edition.pages:
            result = recheck_document(bank, document, edition, now)
            if result != Rechecked():
                found[document] = result
    return found


def _retired(gone: Sequence[Question], edition: Edition | None) -> Iterator[Retired]:
    if edition is None:
        yield from (Retired(one, Why.WITHDRAWN) for one in gone)
    elif gone:
        told = [tidy(page.text[span.start : span.end]) for page in edition.pages for span in sentences(page.text)]
        for one in gone:
            best = max(told, key=lambda sentence: token_f1(sentence, one.evidence.quote), default="")
            alike = token_f1(best, one.evidence.quote) >= ALIKE
            yield Retired(one, Why.CHANGED, best) if alike else Retired(one, Why.GONE)
