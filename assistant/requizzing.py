"""Short quizzes for those who passed a question that a changed document took the key from. Knows no page or command.

Who has such an assignment answers the questions that stand in for it; where there are none that they may be asked, they
confirm that they read the document again. Doing either is passing it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime

from assistant.answering.sentences import tidy
from assistant.coaching import Coach
from assistant.errors import AccessDenied
from assistant.learning.answers import Mode
from assistant.learning.assignments import Assignment, Retired, requizzes
from assistant.learning.bank import Readable
from assistant.learning.course_progress import PartStanding, PartState, Past, course_past, over
from assistant.learning.courses import Quiz, Reading
from assistant.learning.outcomes import passes
from assistant.learning.questions import Question, State
from assistant.learning.rechecking import Rechecked, Why
from assistant.learning.rechecking import Retired as Gone
from assistant.learning.record import Quiz as Sitting
from assistant.learning.skills import Place
from assistant.people.journal import EventKind

MOST_READING_S = 3600.0  # of one reading: who took longer was away


class Requizzes:
    """Re-quizzes as they are assigned and taken."""

    def __init__(self, coach: Coach, clock: Callable[[], datetime], days: int) -> None:
        self._coach = coach
        self._clock = clock
        self._days = days

    def assigned(
        self, rechecked: Mapping[str, Rechecked], versions: Mapping[str, str], within: Callable[[str], Readable]
    ) -> Iterator[Assignment]:
        """A re-quiz for everybody who passed a retired question and may read its document; `versions` are the new ones.

        `within` says by a person's id what they may read. Of a document that was withdrawn there is nothing to read again.
        """
        retired = [
            Retired(one.question.id, document, versions[document], self._instead(one, document))
            for document, found in rechecked.items()
            for one in found.retired
            if document in versions and one.why is not Why.WITHDRAWN
        ]
        journals = {person: self._coach.journals.of(person).events() for person in self._coach.journals.people()}
        for one in requizzes(retired, journals, self._clock(), self._days) if retired else ():
            if within(one.name)(one.document):
                yield one

    def standing(self, person: str, assignment: Assignment, within: Readable) -> PartStanding:
        """How far a person is with a re-quiz: a quiz where there are questions, else the document to read."""
        past = self._past(person)
        sittings = past.sittings_of(assignment.id)
        done, running = bool(passes(past.events, assignment.id)), bool(sittings) and not over(sittings[-1], self._clock())
        questions = self._questions(assignment, within)
        part = Quiz((), len(questions)) if questions or sittings else Reading(Place(assignment.document))
        state = PartState.DONE if done else PartState.RUNNING if running else PartState.OPEN
        if not sittings:
            return PartStanding(part, state)
        return PartStanding(part, state, sittings[-1].id, None if running else sittings[-1].score)

    def begin(self, person: str, assignment: Assignment, within: Readable) -> Sitting:
        """Begins its quiz, or gives the one that runs.

        Raises:
            AccessDenied: it is passed, or is not a quiz for this person.
        """
        standing, questions = self.standing(person, assignment, within), self._questions(assignment, within)
        if standing.state is PartState.RUNNING:
            return self._coach.practice.quiz(person, standing.session)
        if standing.state is PartState.DONE or not questions:
            raise AccessDenied("there is no such quiz, or it is done already")
        times = len(self._past(person).sittings_of(assignment.id))
        return self._coach.practice.begin(
            person, questions, Mode.PRACTICE, course=assignment.id, wish=f"course/{assignment.id}/{times}"
        )

    def read(self, person: str, assignment: Assignment, version: str, seconds: float, within: Readable) -> None:
        """Notes that the person read the document again, which passes a re-quiz without questions.

        Raises:
            AccessDenied: it is a quiz, or the document is not for this person.
        """
        if not within(assignment.document) or not isinstance(self.standing(person, assignment, within).part, Reading):
            raise AccessDenied("there is no such passage, or it is not for you")
        told = {"course": assignment.id, "part": 0, "document": assignment.document, "heading": "", "version": version}
        told |= {"seconds": round(min(MOST_READING_S, max(0.0, seconds)), 1)}
        self._coach.journals.of(person).append(EventKind.EXPERIENCED, told, f"read/{assignment.id}")

    def catch_up(self, person: str, assignments: Iterable[Assignment]) -> None:
        """Writes that re-quizzes are passed whose questions are all answered, or whose document was read."""
        past = self._past(person)
        read = {event.data["course"] for event in past.events if event.kind == EventKind.EXPERIENCED}
        answered = {one.course: one for one in past.sittings if len(one.answers) == len(one.questions)}
        for assignment in assignments:
            sitting = answered.get(assignment.id)
            if sitting is None and assignment.id not in read:
                continue
            data: dict[str, object] = {"course": assignment.id, "document": assignment.document}
            if sitting is not None:
                asked = [list(one) for one in sitting.questions]
                data |= {"score": round(sitting.score, 4), "sessions": [sitting.id], "questions": asked}
            self._coach.journals.of(person).append(EventKind.PASSED, data, f"passed/{assignment.id}")

    def _questions(self, assignment: Assignment, within: Readable) -> list[Question]:
        """The questions that stand in and may be asked now."""
        return [one for one in self._coach.questions(within) if one.id in assignment.questions]

    def _instead(self, gone: Gone, document: str) -> tuple[str, ...]:
        """The approved questions of the document that rest on the sentence that stands there now."""
        asked = self._coach.bank.list(within=lambda name: name == document, state=State.APPROVED, document=document)
        quotes = [(one.id, tidy(one.evidence.quote)) for one in asked]
        return tuple(name for name, quote in quotes if gone.now and (quote in gone.now or gone.now in quote))

    def _past(self, person: str) -> Past:
        return course_past(self._coach.journals.of(person).events(), self._coach.practice.records.of(person).quizzes.values())
