"""What somebody has learned on the server of tests.serving: a skills map, questions, and the journal of some days."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.coaching import Coach, Wish
from assistant.learning.bank import Bank
from assistant.learning.grading import Grader
from assistant.learning.questions import Evidence, Kind, Question
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsMap, Target
from assistant.learning.skills_file import SkillsFile
from assistant.people.accounts import Accounts
from assistant.people.journal import Journals
from indexer.store import Generations
from tests.practise_questions import CHECKED, on

MAP = SkillsMap(
    (
        Skill("leave", Name("Annual leave", "年假"), (Place("handbook.pdf"),)),
        Skill("travel", Name("Travel", "差旅"), (Place("travel.md"),), requires=("leave",)),
        Skill("hotels", Name("Hotels", "酒店"), (Place("travel.md", "Travel > Hotels"),), requires=("travel",)),
        Skill("canteen", Name("Canteen", "食堂"), (Place("canteen.txt"),)),
        Skill("pay", Name("Salary bands", "薪资等级"), (Place("hr/salaries.md"),)),
    ),
    (
        JobRole("everyone", Name("Everybody", "全体员工"), ("everyone",), (Target("leave", 2, 0.9, True), Target("travel", 1))),
        JobRole("travel-desk", Name("Travel desk", "差旅专员"), ("desk",), (Target("hotels", 3), Target("travel", 4))),
        JobRole("hr", Name("Human resources", "人力资源"), ("hr",), (Target("pay", 2),)),
    ),
)


@dataclass
class Days:
    """A clock that goes on by itself, a step each time it is asked."""

    now: datetime
    step: timedelta = timedelta(seconds=3)

    def __call__(self) -> datetime:
        self.now += self.step
        return self.now


def for_all(document: str) -> bool:
    """Salaries are for few."""
    return not document.startswith("hr/")


def furnish(folder: Path, *learners: str) -> None:
    """Writes the skills map and questions, and lets these people practise for some days until yesterday."""
    SkillsFile(folder / "data/skills.toml").write(MAP)
    bank = Bank(folder / "data/bank/questions.db")
    bank.add_all(_questions(folder), "trainer", datetime.now(UTC))
    clock = Days(datetime.now(UTC) - timedelta(days=6))
    journals = Journals(folder / "data/progress", clock)
    coach = Coach(bank, journals, lambda: MAP, Grader(), drafts=True, retention=0.9, clock=clock)
    accounts = Accounts(folder / "people")
    for name in learners:
        clock.now = datetime.now(UTC) - timedelta(days=6)
        for day in range(4):
            _practise(coach, accounts.named(name).id, day)
            clock.now += timedelta(days=1)
    accounts.close()
    bank.close()


def _practise(coach: Coach, person: str, day: int) -> None:
    """A quiz with right and wrong replies."""
    quiz = coach.begin(person, Wish(3.0, click=f"day-{day}"), for_all)
    while (turn := coach.turn(person, quiz.id, for_all)) is not None:
        coach.reply(person, quiz.id, turn.asked.id, _reply(turn.asked.kind, day), for_all)
    coach.practice.end(person, quiz.id)


def _reply(kind: Kind, day: int) -> object:
    """Right from the third day on where that is easily said."""
    right: dict[Kind, object] = {
        Kind.SINGLE_CHOICE: "q", Kind.MULTIPLE_CHOICE: ["p", "q"], Kind.TRUE_FALSE: "true", Kind.CLOZE: "31 March",
        Kind.NUMERIC: "5 days", Kind.ORDERING: ["m", "n", "o"], Kind.MATCHING: {"e": "g", "f": "h"},
        Kind.SHORT_ANSWER: "up to 5 days carry over",
    }  # fmt: skip
    wrong: dict[Kind, object] = {Kind.NUMERIC: "7 days", Kind.CLOZE: "1 May", Kind.SINGLE_CHOICE: "p"}
    return wrong.get(kind, right[kind]) if day < 2 else right[kind]


def _questions(folder: Path) -> list[Question]:
    index = Generations(folder / "index").open()
    versions = {record.document: record.version for record in index.documents()}
    page = index.page("handbook.pdf", 3)
    assert page is not None
    made = on("handbook.pdf", versions["handbook.pdf"], 3, page.text)
    for number, (document, quote, question, value) in enumerate(
        (
            ("travel.md", "A hotel room is paid up to 140 euros a night.", "Up to how much is a hotel room paid?", "140 euros"),
            ("hr/salaries.md", "Salary band 7 starts at 71,300 euros a year.", "Where does band 7 start?", "71,300 euros"),
        )
    ):
        text = index.page(document, 1)
        assert text is not None
        start, heading = text.text.index(quote), "Travel > Hotels" if document == "travel.md" else ""
        place = Evidence(document, versions[document], 1, quote, start, start + len(quote), heading)
        made.append(
            Question(f"n-{number}", 1, Kind.NUMERIC, question, evidence=place, accept=(value,), checks=CHECKED, skill="x")
        )
    return made
