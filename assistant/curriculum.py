"""Courses, assignments, paths, recommendations, certificates and reminders, wired together. Knows no page or command.

Whoever asks for a person gets what that person may read: nothing else is named, and nothing else counts.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from assistant.certified import Certified, Held, Sentences
from assistant.coaching import Coach
from assistant.course_taking import NOT_THERE, Chance, CourseTaking, Hindrance
from assistant.errors import AccessDenied, AccountInvalid, JournalDamaged, Problem, Refused, Why
from assistant.guiding import Guide, Library, Questions
from assistant.learning.assignments import Assignment, Assignments, Audience, State, Status, concerns, status
from assistant.learning.bank import Readable
from assistant.learning.certificates import Seal
from assistant.learning.course_progress import PartStanding, PartState
from assistant.learning.courses import Course, Courses, Quiz, Reading
from assistant.learning.mail import Post
from assistant.learning.objections import Outcome
from assistant.learning.outcomes import Verdict
from assistant.learning.path import Difference, Path
from assistant.learning.rechecking import Rechecked
from assistant.learning.recommendation import Recommendation
from assistant.learning.record import Quiz as Sitting
from assistant.learning.reminders import Digest
from assistant.learning.skills import JobRole, SkillsMap
from assistant.people.accounts import Accounts
from assistant.people.journal import EventKind
from assistant.people.person import Person, Role
from assistant.reminding import Digests, Reminding
from assistant.requizzing import Requizzes
from assistant.settings import PracticeSettings
from assistant.testing import Testing

# for the pages, which ask a curriculum for these
__all__ = [
    "Chance", "CourseStanding", "Curriculum", "Finished", "Held", "Hindrance", "PartStanding", "PartState", "Quiz", "Reading",
    "Verdict",
]  # fmt: skip

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CourseStanding:
    """A course, or a short quiz after a document changed, as one person stands to it."""

    id: str  # of the course, or of the re-quiz's assignment
    name: str  # in the person's language; of a re-quiz: the document
    course: Course | None  # None: a re-quiz
    status: Status | None  # of the assignment that matters most; None: not assigned
    parts: tuple[PartStanding, ...]
    chance: Chance  # whether it can be gone on with now, from when, and how many attempts are left
    passed: datetime | None = None
    valid_until: datetime | None = None  # None: for ever, or not passed


@dataclass(frozen=True, slots=True)
class Finished:
    """What came of a quiz that has ended."""

    quiz: Sitting
    verdict: Verdict | None  # None: it decides nothing
    standing: CourseStanding | None  # of its course or re-quiz
    certificate: Held | None  # where it was earned by this quiz
    skills: tuple[str, ...]  # ids of the path's steps that are finished since


class Curriculum:
    """What people should learn, and how far they are. Whoever asks says which documents the person may read."""

    def __init__(
        self,
        coach: Coach,
        accounts: Accounts,
        courses: Courses,
        assignments: Assignments,
        *,
        settings: PracticeSettings,
        skills: Callable[[], SkillsMap],
        library: Callable[[], Library | None],
        may_read: Callable[[Person, str], bool],
        words: Mapping[str, Sentences],
        post: Post | None,
        clock: Callable[[], datetime],
        questions: Questions,
    ) -> None:
        self._coach = coach
        self._accounts = accounts
        self._courses = courses
        self._assignments = assignments
        self._skills = skills
        self._library = library
        self._may_read = may_read
        self._words = words
        self._clock = clock

        def seal() -> Seal:  # made when the first certificate is issued
            return Seal.of(settings.certificate_key)

        self._taking = CourseTaking(coach, courses, seal, settings.signer, clock)
        self._testing = Testing(coach, settings, clock)
        self._requizzes = Requizzes(coach, clock, settings.requiz_days)
        self._certified = Certified(coach.journals, seal, clock)
        self._guide = Guide(coach, accounts, skills, library, settings.explored, clock, questions)
        self._reminding = Reminding(accounts, assignments, self.statuses, self.named, post, words)

    def close(self) -> None:
        """Closes the files of courses and assignments."""
        self._courses.close()
        self._assignments.close()

    # what a person takes

    def courses(self, person: Person, language: str, within: Readable) -> tuple[CourseStanding, ...]:
        """The courses that the person may take, and their re-quizzes: what is assigned and due first, then by name."""
        self.catch_up(person)
        return self._standings(person, language, within)

    def _standings(self, person: Person, language: str, within: Readable) -> tuple[CourseStanding, ...]:
        statuses = self.statuses(person)
        found = [
            self._standing(person, course, statuses, language) for course in self._courses.list() if course.open_to(within)
        ]
        found += [
            self._requiz(person, one, within)
            for one in statuses
            if not one.assignment.course and within(one.assignment.document)
        ]
        return tuple(sorted(found, key=_urgency))

    def begin(self, person: Person, course_id: str, part: int, within: Readable) -> Sitting:
        """Begins the quiz of a part of a course or of a re-quiz, or gives the one that runs; the Practise page shows it.

        Two clicks, tabs or processes begin one quiz. Its questions are approved ones before drafts, on documents that the
        person may read, and the same for nobody else.

        Raises:
            AccessDenied: there is no such part for this person.
            Problem: its time has not come (passed, cool-down, no attempt left, a trainer decides), or there are no questions.
        """
        statuses = self.statuses(person)
        requiz = _requiz_of(statuses, course_id)
        if requiz is not None:
            return self._requizzes.begin(person.id, requiz, within)
        return self._taking.begin(person, self._open_course(course_id, within), part, statuses, within)

    def read(self, person: Person, course_id: str, part: int, seconds: float, within: Readable) -> None:
        """Notes that the person confirmed a reading of a course, or read again what a re-quiz is about.

        Raises:
            AccessDenied: there is no such part for this person, or its document is not there.
            Problem: other parts come first.
        """
        requiz = _requiz_of(self.statuses(person), course_id)
        if requiz is not None:
            self._requizzes.read(person.id, requiz, self._version(requiz.document), seconds, within)
            self.catch_up(person)
            return
        course = self._open_course(course_id, within)
        chosen = course.parts[part] if 0 <= part < len(course.parts) else None
        if not isinstance(chosen, Reading):
            raise AccessDenied(NOT_THERE)
        self._taking.read(person, course, part, self._version(chosen.place.document), seconds)

    def opened(self, person: Person, document: str) -> None:
        """Notes that the person looked at a document, once a day: what people of a role look at is recommended to others."""
        name = hashlib.sha256(document.encode()).hexdigest()[:16]
        try:
            told = {"document": document, "version": self._version(document), "seconds": 0.0}
            journal, day = self._coach.journals.of(person.id), f"{self._clock():%Y-%m-%d}"
            journal.append(EventKind.EXPERIENCED, told, f"open/{day}/{name}")
        except Problem as problem:  # looking at it must not fail for that
            logger.warning("it is not noted that a document was opened: %s", problem)

    def finish(self, person: Person, session: str, within: Readable) -> Finished:
        """Ends any quiz, where it has not ended, and writes what came of it, once; call it after each quiz.

        Raises:
            AccessDenied: the person has no such quiz.
        """
        quiz = self._coach.practice.end(person.id, session)
        before = {one.certificate.id for one in self.certificates(person)}
        self.catch_up(person)
        skills = self._guide.finish_steps(person, within)
        standing = next((one for one in self._standings(person, person.language, within) if one.id == quiz.course), None)
        verdict = None
        if standing is not None and standing.course is not None:
            verdict = self._taking.verdict(quiz)
        new = next((one for one in self.certificates(person) if one.certificate.id not in before), None)
        return Finished(quiz, verdict, standing, new, skills)

    def catch_up(self, person: Person) -> None:
        """Brings the person's journal up to date: quizzes whose time ran out, and what a trainer decided since."""
        self._taking.catch_up(person)
        self._testing.catch_up(person.id)
        self._requizzes.catch_up(person.id, [one for one in self._concerning(person) if not one.course])

    def catch_up_all(self) -> None:
        """The same for everybody; a journal that is damaged is left out and logged."""
        for person in self._accounts.list():
            try:
                self.catch_up(person)
            except JournalDamaged as problem:
                logger.warning("one journal is not brought up to date: %s", problem)

    # what is asked of a person, and where they stand

    def statuses(self, person: Person) -> tuple[Status, ...]:
        """How far the person is with each assignment that concerns them, on documents that they may read."""
        now, events = self._clock(), self._coach.journals.of(person.id).events()
        mine = self._concerning(person)
        joined = self._assignments.joined(person.id, [one.id for one in mine], now)
        return tuple(
            status(one, self._courses.get(one.course) if one.course else None, events, now, joined.get(one.id)) for one in mine
        )

    def named(self, person: Person, one: Status) -> str:
        """What an assignment is called to the person: the course, or the document that changed."""
        course = self._courses.get(one.assignment.course) if one.assignment.course else None
        return one.assignment.document if course is None else course.name.told(person.language)

    def path(self, person: Person, within: Readable, roles: Sequence[str] | None = None) -> Path:
        """The person's path to their roles, or to these ones; `skill_names` tells what its skills are called.

        Raises:
            Problem: the map has no such role.
        """
        return self._guide.path(person, within, roles)

    def what_if(self, person: Person, within: Readable, role: str) -> Difference:
        """What would change on the path if the person had this role, and everybody's, instead of their own.

        Raises:
            Problem: the map has no such role.
        """
        return self._guide.what_if(person, within, role)

    def roles_with(self, role: str) -> tuple[str, ...]:
        """The ids of a role and of those that everybody holds: what `what_if` compares with."""
        return self._guide.roles_with(role)

    def roles(self) -> tuple[JobRole, ...]:
        """All roles of the skills map."""
        return self._skills().roles

    def roles_of(self, person: Person) -> tuple[JobRole, ...]:
        """The roles that the person holds."""
        return self._guide.roles_of(person)

    def recommendations(self, person: Person, within: Readable) -> tuple[Recommendation, ...]:
        """What the person should do next, with reasons, the most urgent first."""
        return self._guide.recommendations(person, within, self.statuses(person), self._courses.list())

    def certificates(self, person: Person) -> tuple[Held, ...]:
        """The person's certificates, the last one first."""
        return self._certified.of(person.id)

    def certificate_pdf(self, person: Person, certificate_id: str, language: str) -> bytes:
        """A certificate of the person as a PDF.

        Raises:
            AccessDenied: they have none with that id.
        """
        return self._certified.pdf(person.id, certificate_id, self._words[language])

    def verify(self, code: str) -> Held | None:
        """The certificate with that code; None where there is none."""
        return self._certified.verify(code)

    def reminders(self, person: Person) -> Digest | None:
        """What the person is to be reminded of at the moment, for the pages."""
        return self._reminding.of(person, self._clock())

    def digests(self, now: datetime) -> Digests:
        """Reminds everybody of what is new, once a day; see `Reminding.digests`."""
        self.catch_up_all()
        return self._reminding.digests(now)

    # what trainers do

    def may_manage(self, by: Person, audience: Audience, name: str) -> bool:
        """Whether somebody may assign to an audience: admins to all, trainers within their own groups."""
        if by.role is not Role.TRAINER:
            return by.role is Role.ADMIN
        if audience is Audience.PERSON:
            return not by.groups.isdisjoint(self._accounts.get(name).groups)
        groups = {name} if audience is Audience.GROUP else set(self._skills().role(name).groups)
        return bool(groups) and groups <= by.groups

    def assign(
        self,
        by: Person,
        audience: Audience,
        name: str,
        course_id: str,
        days: int,
        mandatory: bool = True,
        *,
        start: datetime | None = None,
        grace_days: int = 0,
    ) -> Assignment:
        """Assigns a course; `name` is the id of a person or role, or a group; `days` count from `start` where that is later.

        Raises:
            AccessDenied: the audience is not one of theirs, or they may not read the course.
            Problem: there is no such person, group or role, or nobody in it may take the course.
        """
        if audience is Audience.ROLE:
            self._skills().role(name)
        if not self.may_manage(by, audience, name):
            raise AccessDenied("only trainers of that group and admins assign courses to it")
        course = self._open_course(course_id, partial(self._may_read, by))
        now = self._clock()
        made = Assignment(uuid4().hex, audience, name, by.id, now, days, course.id, start, mandatory, grace_days)
        active = [one for one in self._accounts.list() if one.active]
        people = [one for one in active if concerns(made, one.id, one.memberships, self._roles_of(one))]
        able = [one for one in people if course.open_to(partial(self._may_read, one))]
        if not able:
            raise Refused(
                Why.NOBODY,
                f"{audience.value} {name!r} has {len(people)} active people, and none may read all documents of course "
                f"{course.id!r}: assign another course, or change who may read these documents",
            )
        self._assignments.add(made)
        self._assignments.join([one.id for one in able], [made.id], now)
        return made

    def assignments(self, by: Person) -> tuple[Assignment, ...]:
        """The assignments that somebody may manage, without re-quizzes."""
        return tuple(one for one in self._assignments.list() if one.course and self._manages(by, one))

    def all_assignments(self) -> tuple[Assignment, ...]:
        """All assignments, also re-quizzes: for commands, which have no person."""
        return self._assignments.list()

    def withdraw(self, by: Person, assignment_id: str) -> None:
        """Takes an assignment back.

        Raises:
            AccessDenied: there is none that they may manage.
        """
        if assignment_id not in {one.id for one in self.assignments(by)}:
            raise AccessDenied("there is no such assignment, or it is not for you to take back")
        self._assignments.withdraw(assignment_id)

    def course_list(self, within: Readable) -> tuple[Course, ...]:
        """All courses on readable documents, by id, to be edited."""
        return tuple(one for one in self._courses.list() if one.open_to(within))

    def save_course(self, by: Person, course: Course) -> Course:
        """Keeps a course as its next version.

        Raises:
            AccessDenied: only trainers and admins do this, and only with documents that they may read.
            Problem: documents or skills are not there, or somebody else saved a version meanwhile.
        """
        self._refuse_employee(by, course)
        self._refuse_unknown(by, course)
        return self._courses.save(course, by.id, self._clock())

    def withdraw_course(self, by: Person, course_id: str) -> None:
        """Takes a course off the list; what people did for it stays.

        Raises:
            AccessDenied: there is none that they may change.
        """
        self._refuse_employee(by, self._open_course(course_id, partial(self._may_read, by)))
        self._courses.withdraw(course_id, by.id, self._clock())

    def settle(self, number: int, outcome: Outcome, by: Person, reason: str) -> int:
        """Settles an objection or a doubt of the grader's, as `Coach.settle`; what follows for courses is written at once.

        Raises:
            AccessDenied, Problem: as of `Coach.settle`.
        """
        count = self._coach.settle(number, outcome, by.id, reason, partial(self._may_read, by))
        if count:
            self.catch_up_all()
        return count

    def requizzes(self, rechecked: Mapping[str, Rechecked]) -> int:
        """Assigns short quizzes after documents changed to those who passed what was retired; how many are new."""
        if not any(one.retired for one in rechecked.values()):
            return 0
        library = self._library()
        versions = {} if library is None else {one.document: one.version for one in library.documents()}
        assigned = self._requizzes.assigned(rechecked, versions, self._within_of)
        return sum(self._assignments.add(one) for one in list(assigned))

    def forget(self, person_id: str) -> None:
        """Removes what is kept here of a person: their own assignments and reminders. Their journal is not kept here."""
        self._assignments.forget(person_id)

    def _roles_of(self, person: Person) -> tuple[str, ...]:
        return tuple(role.id for role in self._guide.roles_of(person))

    def _concerning(self, person: Person) -> list[Assignment]:
        """The assignments of the person on what they may read."""
        within, roles = partial(self._may_read, person), self._roles_of(person)
        mine = [one for one in self._assignments.list() if concerns(one, person.id, person.memberships, roles)]
        listed = {one.id: one for one in self._courses.list()} if mine else {}

        def readable(one: Assignment) -> bool:
            return one.course in listed and listed[one.course].open_to(within) if one.course else within(one.document)

        return list(filter(readable, mine))

    def _standing(self, person: Person, course: Course, statuses: Sequence[Status], language: str) -> CourseStanding:
        progress = self._taking.progress(person, course)
        mine = [one for one in statuses if one.assignment.course == course.id]
        # one that was assigned anew after all attempts of an earlier one were used takes its place
        first = min(mine, key=lambda one: (one.state is State.FAILED, not one.assignment.mandatory, one.due), default=None)
        chance, name = self._taking.chance(progress, mine), course.name.told(language)
        return CourseStanding(course.id, name, course, first, progress.parts, chance, progress.passed, progress.valid_until)

    def _requiz(self, person: Person, one: Status, within: Readable) -> CourseStanding:
        part = self._requizzes.standing(person.id, one.assignment, within)
        chance = Chance(Hindrance.PASSED if one.state is State.PASSED else None)
        return CourseStanding(one.assignment.id, one.assignment.document, None, one, (part,), chance)

    def _open_course(self, course_id: str, within: Readable) -> Course:
        found = next((one for one in self._courses.list() if one.id == course_id and one.open_to(within)), None)
        if found is None:
            raise AccessDenied(NOT_THERE)
        return found

    def _version(self, document: str) -> str:
        library = self._library()
        found = next((one.version for one in library.documents() if one.document == document), None) if library else None
        if found is None:
            raise AccessDenied(NOT_THERE)
        return found

    def _within_of(self, person_id: str) -> Readable:
        try:
            return partial(self._may_read, self._accounts.get(person_id))
        except AccountInvalid:  # a journal without an account
            return lambda _: False

    def _manages(self, by: Person, one: Assignment) -> bool:
        try:
            return self.may_manage(by, one.audience, one.name)
        except Problem:  # the role or the account is gone
            return by.role is Role.ADMIN

    def _refuse_employee(self, by: Person, course: Course) -> None:
        within, before = partial(self._may_read, by), self._courses.get(course.id) or course
        if by.role is Role.EMPLOYEE or not (course.open_to(within) and before.open_to(within)):
            raise AccessDenied("only trainers and admins change courses, with documents that they may read")

    def _refuse_unknown(self, by: Person, course: Course) -> None:
        library = self._library()
        there = set() if library is None else {one.document for one in library.documents() if one.pages}
        known = {one.id for one in self._skills().skills}
        known |= {one.skill for one in self._coach.questions(partial(self._may_read, by))}
        gone, strange = [one for one in course.documents if one not in there], sorted(course.skills - known)
        missing = [f"document {one!r} is not in the index" for one in gone]
        missing += [f"skill {one!r} is not in the skills map" for one in strange]
        if missing:
            raise Refused(
                Why.COURSE_UNFIT,
                f"course {course.id!r} cannot be saved: {'; '.join(missing)}; name documents as 'python -m indexer status' "
                "does, and skills as 'python -m assistant skills show' does",
                names=", ".join([*gone, *strange]),
            )


def _urgency(one: CourseStanding) -> tuple[bool, bool, str, str]:
    """Unpassed assignments first, mandatory ones before others, the next due first; then the rest by name."""
    open_one = one.status is not None and one.status.state is not State.PASSED
    due = one.status.due.isoformat() if one.status is not None and open_one else ""
    return not open_one, not (one.status is not None and one.status.assignment.mandatory), due, one.name


def _requiz_of(statuses: Sequence[Status], course_id: str) -> Assignment | None:
    return next((one.assignment for one in statuses if one.assignment.id == course_id and not one.assignment.course), None)
