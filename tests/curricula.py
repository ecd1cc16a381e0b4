"""A company with two documents, a few questions and people, for tests of courses and what comes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.answering.conversation import Conversations
from assistant.coaching import Coach
from assistant.curriculum import Chance, Curriculum
from assistant.learning.assignments import Assignments
from assistant.learning.bank import Bank
from assistant.learning.course_progress import PartState
from assistant.learning.courses import Course, Courses, Part, Quiz, Reading
from assistant.learning.grading import Grader
from assistant.learning.mail import Post
from assistant.learning.questions import Kind
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsMap, Target
from assistant.people.journal import Journals
from assistant.people.person import Person, Role
from assistant.settings import PracticeSettings
from assistant.web.words import all_words
from indexer.documents import Page
from tests.bank_questions import evidence, question
from tests.fakes import fast_accounts

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHECKED = {"grounded": True, "guessable": 0.3}
PAY = "The director gets 900000 euros."
LEAVE = "\n".join(f"Rule {number} of leave gives {number} days." for number in range(60))
SKILLS = SkillsMap(
    (Skill("leave", Name("Leave", "休假"), (Place("leave.md"),)), Skill("pay", Name("Pay"), (Place("pay.md"),))),
    (JobRole("clerk", Name("Clerk", "职员"), ("office",), (Target("leave", 1, mandatory=True),)),),
)
PARTS: tuple[Part, ...] = (Reading(Place("leave.md")), Quiz(("leave",), 2))


@dataclass(frozen=True)
class Record:
    """A document of the index."""

    document: str
    version: str = "v1"
    title: str = ""
    pages: int = 1


class Documents:
    """The index: two documents of a page."""

    generation = 1

    def __init__(self) -> None:
        self.versions = {"leave.md": "v1", "pay.md": "v1"}

    def documents(self) -> Sequence[Record]:
        return [Record(name, version) for name, version in self.versions.items()]

    def page(self, document: str, number: int, /) -> Page | None:
        return Page(number, LEAVE if document == "leave.md" else PAY)


@dataclass
class Clock:
    """A clock that tests turn."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Company:
    """All of it, on disk in a folder."""

    folder: Path
    post: Post | None = None
    clock: Clock = field(default_factory=Clock)
    library: Documents = field(default_factory=Documents)
    skills: SkillsMap = SKILLS
    asked: int = 0  # questions so far
    forbidden: set[str] = field(default_factory=lambda: {"pay.md"})  # to all but admins

    def __post_init__(self) -> None:
        self.accounts = fast_accounts(self.folder / "people")
        self.bank = Bank(self.folder / "questions.db")
        self.journals = Journals(self.folder / "progress", self.clock)
        self.coach = Coach(
            self.bank, self.journals, lambda: self.skills, Grader(), drafts=True, retention=0.9, clock=self.clock
        )
        self.conversations = Conversations(self.folder / "conversations", self.clock)
        self.curriculum = self.opened()
        if not self.accounts.list():
            self.accounts.add("ada", groups=["office"], mail="ada@example.com")
            self.accounts.add("bob", groups=["office"], language="zh")
            self.accounts.add("tina", Role.TRAINER, groups=["office"])
            self.accounts.add("otto", Role.TRAINER, groups=["plant"])
            self.accounts.add("boss", Role.ADMIN)

    def opened(self) -> Curriculum:
        """The curriculum as another process would open it."""
        settings = PracticeSettings(certificate_key=self.folder / "certificates.key", signer="Lindenhof")
        return Curriculum(
            self.coach, self.accounts, Courses(self.folder / "courses.db"), Assignments(self.folder / "assignments.db"),
            settings=settings, skills=lambda: self.skills, library=lambda: self.library, may_read=self.may_read,
            words=all_words(), post=self.post, clock=self.clock,
            questions=self.conversations,
        )  # fmt: skip

    def may_read(self, person: Person, document: str) -> bool:
        return person.role is Role.ADMIN or document not in self.forbidden

    def close(self) -> None:
        self.curriculum.close()
        self.bank.close()
        self.conversations.close()
        self.accounts.close()

    def person(self, name: str) -> Person:
        return self.accounts.named(name)

    def ask(self, *names: str, approved: bool = True, document: str = "leave.md", kind: Kind = Kind.SINGLE_CHOICE) -> None:
        """Questions into the bank; the right answer to a choice is "a"."""
        for name in names:
            self.asked += 1  # each question on a sentence of its own: no quiz asks for one fact twice
            place = evidence(rule(self.asked), text=LEAVE) if document == "leave.md" else evidence(PAY, document, text=PAY)
            self.bank.add(question(name, kind, evidence=place, checks=CHECKED), "", MORNING)
            if approved:
                self.bank.approve(name, "", "", MORNING, expected=1, within=anything)

    def course(self, *parts: Part, **rules: float) -> Course:
        """A course, saved by the admin."""
        made = Course("leave", Name("Leave", "休假制度"), parts or PARTS, **rules)  # type: ignore[arg-type]  # whole numbers
        return self.curriculum.save_course(self.person("boss"), made)

    def read(self, name: str, part: int = 0) -> None:
        """Somebody confirms a reading."""
        self.curriculum.read(self.person(name), "leave", part, 90.0, anything)

    def sit(self, name: str, *replies: object, part: int = 1) -> str:
        """Somebody takes the quiz with these replies and ends it; the id of the quiz."""
        person = self.person(name)
        quiz = self.curriculum.begin(person, "leave", part, anything)
        for reply in replies:
            turn = self.coach.turn(person.id, quiz.id, anything)
            assert turn is not None
            self.coach.reply(person.id, quiz.id, turn.asked.id, reply, anything)
        self.curriculum.finish(person, quiz.id, anything)
        return quiz.id

    def states(self, name: str) -> list[PartState]:
        """How far the parts of the first course are."""
        person = self.person(name)
        return [part.state for part in self.curriculum.courses(person, "en", anything)[0].parts]

    def chance(self, name: str) -> Chance:
        """Whether the first course can be gone on with."""
        return self.curriculum.courses(self.person(name), "en", anything)[0].chance

    def kinds(self, name: str) -> list[str]:
        """The kinds of the events of a journal."""
        return [event.kind.value for event in self.journals.of(self.person(name).id).events()]


def anything(_: str) -> bool:
    """Everything may be read."""
    return True


def not_pay(document: str) -> bool:
    """What most people may read."""
    return document != "pay.md"


def rule(number: int) -> str:
    """A sentence of the page on leave."""
    return f"Rule {number} of leave gives {number} days."
