"""Quizzes that a person takes: begun, answered one question at a time, ended, objected to, scored anew. Knows no page.

Everything lies in the journal: a quiz goes on after a reload, on another machine, and after a restart of the server.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from types import MappingProxyType
from typing import Any

from assistant.errors import AccessDenied, JournalDamaged, Problem, Refused, Why
from assistant.learning.answers import Answered, Mode
from assistant.learning.grades import Grade
from assistant.learning.questions import Kind, Option, Question
from assistant.learning.record import Quiz, Records, quizzes, running
from assistant.learning.test_sessions import to_json
from assistant.learning.testing_out import Test
from assistant.people.journal import EventKind, Journals

__all__ = ["Asked", "Practice", "Quiz", "asked", "quizzes", "running"]

logger = logging.getLogger(__name__)

LONGEST_S = 600.0  # seconds that a reply may take; who took longer was away
LONGEST_OBJECTION = 1000  # characters

Grader = Callable[[Question, Any], Grade]  # Any: a reply as JSON


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is shown: nothing in it tells the key. Matching pairs `options` with `others`."""

    id: str
    version: int
    kind: Kind
    text: str
    options: tuple[Option, ...]
    others: tuple[Option, ...] = ()
    language: str = "en"


def asked(question: Question, seed: str) -> Asked:
    """The question with its options in an order that depends on `seed` alone: the same after a reload, another for others.

    True and false, and options that are numbers, stay in their natural order.
    """
    lefts = {pair.partition("=")[0] for pair in question.key} if question.kind is Kind.MATCHING else set()
    options = [option for option in question.options if option.id in lefts or not lefts]
    others = [option for option in question.options if lefts and option.id not in lefts]
    if question.kind is not Kind.TRUE_FALSE and not _ordered_numbers(options):
        chance = Random(hashlib.sha256(f"{seed}/{question.id}".encode()).digest())  # noqa: S311 - an order, not a secret
        chance.shuffle(options)
        chance.shuffle(others)
    return Asked(
        question.id, question.version, question.kind, question.question, tuple(options), tuple(others), question.language
    )


class Practice:
    """The quizzes of everybody."""

    def __init__(self, journals: Journals, grade: Grader) -> None:
        self.records = Records(journals)
        self._journals = journals
        self._grade = grade

    def begin(
        self,
        person: str,
        questions: Sequence[Question],
        mode: Mode,
        *,
        course: str = "",
        part: int = 0,
        course_version: int = 0,
        minutes: float | None = None,
        wish: str = "",
        test: Test | None = None,
    ) -> Quiz:
        """Begins a quiz with these questions, or a test that chooses among them.

        The same `wish` again (a second click, another tab) gives the quiz of the first.

        Raises:
            Problem: there are no questions, or one comes twice.
        """
        named = [[question.id, question.version] for question in questions]
        if not named or len({question.id for question in questions}) != len(named):
            raise Problem(f"a quiz needs questions, each once: found {len(named)}")
        journal = self._journals.of(person)
        session = hashlib.sha256(f"{person}/{wish or self.records.of(person).last}".encode()).hexdigest()[:16]
        data: dict[str, Any] = {"session": session, "mode": mode.value, "questions": named}  # Any: JSON
        data |= {"course": course, "part": part, "course_version": course_version} if course else {}
        data |= {"minutes": minutes} if minutes is not None else {}
        data |= {"test": to_json(test)} if test is not None else {}
        journal.append(EventKind.INITIALIZED, data, key=f"begin/{session}")
        return self.quiz(person, session)

    def quiz(self, person: str, session: str) -> Quiz:
        """A quiz of a person.

        Raises:
            AccessDenied: they have none with that id.
        """
        found = self.records.of(person).quizzes.get(session)
        if found is None:
            raise AccessDenied("there is no such quiz, or it is not yours")
        return found

    def reply(
        self,
        person: str,
        session: str,
        question: Question,
        reply: Any,  # Any: JSON, as the kind of question wants it
        now: datetime,
        *,
        certain: bool | None = None,
        hinted: bool = False,
    ) -> tuple[Grade, Answered]:
        """Grades a reply and keeps it, once: a second reply to the same question gets what the first one got.

        Raises:
            AccessDenied: the question is not the one that comes now, and was not answered.
            Problem: the reply is none to such a question, or the time is over.
        """
        quiz, journal = self.quiz(person, session), self._journals.of(person)
        given = next((answer for answer in quiz.answers if answer.question == question.id), None)
        if given is not None:
            return self._grade(question, given.reply), given
        if quiz.next != (question.id, question.version):
            raise AccessDenied("that question is not the one that is asked now")
        if quiz.late(now):
            raise Refused(Why.TIME_OVER, "the time for this quiz is over: your replies until then count")
        grade = self._grade(question, reply)
        data = _answer_data(quiz, question, reply, grade, now) | {"certain": certain, "hinted": hinted}
        event = journal.append(EventKind.ANSWERED, data, key=f"answer/{session}/{question.id}")
        kept = self._answer(person, event.sequence)
        return (grade if kept.reply == reply else self._grade(question, kept.reply)), kept

    def end(self, person: str, session: str, told: Mapping[str, Any] = MappingProxyType({})) -> Quiz:  # Any: JSON
        """Ends a quiz, once; what was not answered counts as wrong in its score. `told` is kept with its end."""
        self.quiz(person, session)
        self._journals.of(person).append(EventKind.TERMINATED, {**told, "session": session}, key=f"end/{session}")
        return self.quiz(person, session)

    def leave(self, person: str, but: str) -> None:
        """Ends the quizzes without a result that the person is in the middle of, but for one."""
        for one in self.records.of(person).left(but):
            self.end(person, one)

    def object(self, person: str, answer: int, text: str) -> Answered:
        """Notes that a person disagrees with the score of an answer, which is named by its event's number; once for each.

        Raises:
            AccessDenied: there is no such answer of theirs.
            Problem: nothing is said, or too much.
        """
        if not 0 < len(text.strip()) <= LONGEST_OBJECTION:
            text_wanted = f"say what is wrong with the question, in {LONGEST_OBJECTION} characters at most"
            raise Refused(Why.OBJECTION, text_wanted, n=LONGEST_OBJECTION)
        found = self._answer(person, answer)
        self._journals.of(person).append(EventKind.OBJECTED, {"answer": answer, "text": text.strip()}, key=f"object/{answer}")
        return found

    def regrade(self, question: str, decision: str, by: str, why: str, score: Callable[[Answered], float | None]) -> int:
        """Gives the answers to a question, of everybody, another score by new events; how many there were.

        `score` says what an answer is worth after the decision, None where it stays. A score that nobody stood for yet is
        written also where it stays the same. The same decision again changes nothing.
        A journal that is damaged is left out and logged; after it was restored the same decision reaches it, too.
        """
        count = 0
        for person in self._journals.people():
            try:
                answers = self.records.once(person).history.answers
            except JournalDamaged:
                logger.exception("decision %s does not reach one journal", decision)
                continue
            for answer in answers:
                new = score(answer) if answer.question == question else None
                if new is None or (new == answer.score and answer.decided):
                    continue
                data = {"answer": answer.sequence, "score": new, "correct": new >= 1.0, "by": by, "why": why}
                self._journals.of(person).append(EventKind.SCORED, data, key=f"regrade/{decision}/{answer.sequence}")
                count += 1
        return count

    def _answer(self, person: str, sequence: int) -> Answered:
        found = self.records.of(person).answer(sequence)
        if found is None:
            raise AccessDenied("there is no such answer, or it is not yours")
        return found


def _answer_data(quiz: Quiz, question: Question, reply: Any, grade: Grade, now: datetime) -> dict[str, Any]:  # Any: JSON
    seconds = min(LONGEST_S, max(0.0, (now - quiz.last).total_seconds()))
    return {
        "session": quiz.id, "question": question.id, "version": question.version, "kind": question.kind.value,
        "skill": question.skill, "document": question.evidence.document, "reply": reply, "score": grade.score,
        "correct": grade.correct, "seconds": round(seconds, 1), "mode": quiz.mode.value, "sure": grade.certain,
        "grader": grade.grader,
    }  # fmt: skip


def _ordered_numbers(options: Sequence[Option]) -> bool:
    """Whether the options are amounts of one thing, which are shown from the least to the most."""
    starts = [option.text.split()[0].strip("$€£%").replace(",", "") for option in options if option.text.split()]
    return len(starts) == len(options) and all(start.replace(".", "", 1).isdigit() for start in starts)
