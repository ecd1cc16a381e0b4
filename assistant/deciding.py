"""Replies on which pass or fail hangs and that the grader cannot decide: shown to trainers, and decided. Knows no page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.coaching import Coach
from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Answered
from assistant.learning.bank import Readable
from assistant.learning.course_progress import over
from assistant.learning.courses import Courses
from assistant.learning.outcomes import Verdict, doubtful, verdict
from assistant.learning.questions import Question
from assistant.people.journal import EventKind
from assistant.people.person import Person


@dataclass(frozen=True, slots=True)
class Undecided:
    """A reply that a trainer has to decide on. It names nobody but by an id."""

    person: str  # id of who replied
    course: str  # id
    answer: Answered
    question: Question

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The reply as commands print it."""
        return {
            "person": self.person, "course": self.course, "answer": self.answer.sequence, "reply": self.answer.reply,
            "score": self.answer.score, "question": self.question.to_json(),
        }  # fmt: skip


class Deciding:
    """The replies of everybody that wait for a decision."""

    def __init__(self, coach: Coach, courses: Courses, clock: Callable[[], datetime]) -> None:
        self._coach = coach
        self._courses = courses
        self._clock = clock

    def of(self, person: Person, within: Readable) -> Iterator[Undecided]:
        """The replies of a person that wait, to questions on documents that the trainer may read."""
        for quiz in self._coach.practice.records.of(person.id).quizzes.values():
            course = self._courses.get(quiz.course, quiz.course_version) if quiz.course else None
            if course is None or not over(quiz, self._clock()) or verdict(quiz, course.pass_mark) is not Verdict.WAITING:
                continue
            for answer in filter(doubtful, quiz.answers):
                if within(answer.document):
                    question = self._coach.bank.get(answer.question, version=answer.version, within=within)
                    yield Undecided(person.id, course.id, answer, question)

    def decide(self, by: Person, person: Person, answer: int, score: float, why: str, within: Readable) -> None:
        """Gives a reply that waits the score that a trainer says, by a new event.

        Raises:
            AccessDenied: there is no such reply.
            Problem: the score is not between 0 and 1, or there is no reason.
        """
        if not 0.0 <= score <= 1.0 or not why.strip():
            raise Problem(f"a decision takes a score from 0 to 1 and a reason: found {score:g} and {why.strip()!r}")
        if answer not in {one.answer.sequence for one in self.of(person, within)}:
            raise AccessDenied("there is no such reply that waits for a decision, or it is not for you")
        data = {"answer": answer, "score": score, "correct": score >= 1.0, "by": by.id, "why": why.strip()}
        self._coach.journals.of(person.id).append(EventKind.SCORED, data, key=f"decide/{answer}")
