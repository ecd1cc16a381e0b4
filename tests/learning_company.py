"""A company as the pages about learning ask for it: a skills map of three roles, questions, people, and a clock to turn."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from assistant.learning.answers import Mode
from assistant.learning.crediting import Crediting
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsMap, Target
from assistant.people.person import Person, Role
from assistant.profiles import Profiles
from assistant.settings import Settings
from tests.curricula import Company
from tests.fakes import fast_accounts

if TYPE_CHECKING:
    from assistant.assembly import Assistant

MAP = SkillsMap(
    (
        Skill("leave", Name("Leave", "休假"), (Place("leave.md"),)),
        Skill("advice", Name("Advice", "咨询"), (), ("leave",)),
        Skill("pay", Name("Pay", "薪酬"), (Place("pay.md"),)),
    ),
    (
        JobRole("clerk", Name("Clerk", "职员"), ("office",), (Target("leave", 1, mandatory=True),)),
        JobRole("adviser", Name("Adviser", "顾问"), ("advisers",), (Target("advice", 3), Target("leave", 4))),
        JobRole("payroll", Name("Payroll", "薪资"), ("pay",), (Target("pay", 2),)),
    ),
)


class LearningCompany(Company):
    """Ada, Bob, and the trainer Tina are in the office, the trainer Otto in the plant, boss is an admin."""

    def __init__(self, folder: Path) -> None:
        _enrol(folder)
        super().__init__(folder, skills=MAP)
        self.settings = Settings()
        self.profiles = Profiles(self.coach, lambda: MAP, self.clock)
        self.crediting = Crediting(self.journals)
        self.as_page = cast("Assistant", self)

    def forget(self, person: Person) -> int:
        """Erases the progress."""
        return self.coach.forget(person.id)

    def practise(self, name: str, *replies: object, mode: Mode = Mode.PRACTICE, end: bool = True) -> str:
        """Somebody takes a quiz of all that they may be asked, with these replies; its id."""
        person = self.person(name)
        within = partial(self.may_read, person)
        questions = sorted(self.coach.questions(within), key=lambda one: one.id)
        minutes = 10.0 if mode is Mode.EXAM else None
        quiz = self.coach.practice.begin(person.id, questions, mode, minutes=minutes)
        for reply in replies:
            turn = self.coach.turn(person.id, quiz.id, within)
            assert turn is not None
            self.coach.reply(person.id, quiz.id, turn.asked.id, reply, within)
        if end:
            self.coach.practice.end(person.id, quiz.id)
        return quiz.id


def _enrol(folder: Path) -> None:
    """Accounts that have a password of their own, so that pages let them in."""
    accounts, password = fast_accounts(folder / "people"), "correct horse battery staple"
    for name in ("ada", "bob"):
        accounts.add(name, groups=["office"], password=password)
    accounts.add("tina", Role.TRAINER, groups=["office"], password=password)
    accounts.add("otto", Role.TRAINER, groups=["plant"], password=password)
    accounts.add("boss", Role.ADMIN, password=password)
    accounts.close()
