"""Testing out, wired together: tests that let one person off a skill. Knows no page or command.

A test asks as few questions as decide whether somebody knows the skill, and tells nothing of the keys before its end. Passed,
it counts as a finished step of every path that needs the skill up to the level that was tested.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.coaching import Coach
from assistant.errors import AccessDenied, Refused, Why
from assistant.learning.answers import Mode
from assistant.learning.bank import Readable
from assistant.learning.practice import Quiz
from assistant.learning.questions import Question
from assistant.learning.test_sessions import again_from, level, pool, skill_test, stands
from assistant.learning.testing_out import Outcome, Test
from assistant.people.journal import EventKind
from assistant.settings import PracticeSettings

_NONE = "there are too few questions on that to decide with certainty: practise it, or ask your trainer to make more"


@dataclass(frozen=True, slots=True)
class Result:
    """What a test came to."""

    skill: str  # id
    outcome: Outcome
    certainty: float  # probability of what the outcome says; of one that is undecided that the skill is known
    asked: int
    level: int  # of the skill that somebody has shown, 0 where none


class Testing:
    """The tests of everybody. Whoever asks says which documents the person may read; there is no default."""

    __test__ = False  # for pytest: not a test of ours

    def __init__(self, coach: Coach, rules: PracticeSettings, clock: Callable[[], datetime]) -> None:
        self._coach = coach
        self._rules = rules
        self._clock = clock

    def offers(self, person: str, within: Readable) -> Mapping[str, datetime | None]:
        """The skills that can be tested with certainty, and from when on again; None: now."""
        now, past = self._clock(), self._coach.practice.records.of(person).history
        by_skill: dict[str, list[Question]] = {}
        for question in self._coach.questions(within):
            by_skill.setdefault(question.skill, []).append(question)
        waiting = {skill: again_from(past.answers, skill, now) for skill in by_skill}
        return {
            skill: waiting[skill]
            for skill, found in by_skill.items()
            if waiting[skill] is not None or self._test(pool(found, past.answers, now), skill) is not None
        }

    def begin(self, person: str, skill: str, within: Readable, click: str = "") -> Quiz:
        """Begins a test of a skill; the same click again gives the test of the first.

        Raises:
            Problem: there are too few questions, or the skill was tested less than a day ago.
        """
        now, past = self._clock(), self._coach.practice.records.of(person).history
        again = again_from(past.answers, skill, now)
        if again is not None:
            when = f"{again:%Y-%m-%d %H:%M} UTC"
            raise Refused(Why.TESTED, f"that was tested already: it can be tested again from {when} on", when=when)
        found = pool((one for one in self._coach.questions(within) if one.skill == skill), past.answers, now)
        test = self._test(found, skill)
        if test is None:
            raise Refused(Why.TEST_QUESTIONS, _NONE)
        asked = [one for one in found if one.id in test.items]
        return self._coach.practice.begin(person, asked, Mode.TEST_OUT, wish=click, test=test)

    def finish(self, person: str, session: str) -> Result:
        """Ends a test and keeps what it came to, once; passed, its skill counts as completed.

        Raises:
            AccessDenied: the person has no such test.
        """
        result = self.result(person, session)
        told = {"skill": result.skill, "outcome": result.outcome.value, "certainty": round(result.certainty, 4)}
        # before the end: after a kill between the two it is ended again, and nothing is doubled
        self._keep(person, session, result)
        self._coach.practice.end(person, session, told)
        return result

    def catch_up(self, person: str) -> None:
        """Writes what came of the person's tests since a trainer decided on answers of theirs."""
        for quiz in self._coach.practice.records.of(person).quizzes.values():
            if quiz.test is not None and quiz.ended and quiz.answers:
                self._keep(person, quiz.id, self.result(person, quiz.id))

    def result(self, person: str, session: str) -> Result:
        """How a test stands; one that was left before it was decided is undecided.

        Raises:
            AccessDenied: the person has no such test.
        """
        quiz = self._coach.practice.quiz(person, session)
        if quiz.test is None:
            raise AccessDenied("there is no such test, or it is not yours")
        found = stands(quiz.test, quiz.answers)
        outcome = Outcome.UNDECIDED if found.outcome is Outcome.OPEN else found.outcome
        skill = quiz.answers[0].skill if quiz.answers else ""
        certainty = 1 - found.above if outcome is Outcome.FAILED else found.above
        return Result(skill, outcome, certainty, len(quiz.answers), level(quiz.test.target))

    def _keep(self, person: str, session: str, result: Result) -> None:
        """Writes that a skill counts as completed by a test, or does no longer, where the journal says otherwise."""
        journal, kinds = self._coach.journals.of(person), (EventKind.COMPLETED, EventKind.FAILED)
        said = [one for one in journal.events() if one.kind in kinds and one.data.get("session") == session]
        passed = result.outcome is Outcome.PASSED and result.level > 0
        if passed == (bool(said) and said[-1].kind is EventKind.COMPLETED):
            return
        data = {"skill": result.skill, "level": result.level, "session": session}
        key = f"test/{session}/{len(said)}" if said else f"test/{session}"
        journal.append(EventKind.COMPLETED if passed else EventKind.FAILED, data, key)

    def _test(self, found: list[Question], skill: str) -> Test | None:
        rules = self._rules
        return skill_test(
            found,
            skill,
            self._coach.scale(),
            share=rules.test_out_share,
            certainty=rules.test_out_certainty,
            most=rules.test_out_most,
        )
