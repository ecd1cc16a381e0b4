"""Logs of answers: from a file, or of simulated people. Knows nothing of the models that are measured with them."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import exp, log
from pathlib import Path
from random import Random

from assistant.learning.answers import Answered, History
from assistant.learning.mastery import DIFFICULTY, Item, item_of_kind
from assistant.learning.questions import Kind
from indexer.errors import Problem

COLUMNS = ("user", "item", "skill", "correct", "time")
START = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAY = timedelta(days=1)
LN2 = log(2)


@dataclass(frozen=True, slots=True)
class Log:
    """Histories of people, and what is known of the items before anybody has answered."""

    people: Mapping[str, History]
    priors: Mapping[str, Item]  # by the id of the question

    @property
    def answers(self) -> int:
        """How many answers there are."""
        return sum(len(one.answers) for one in self.people.values())

    def split(self, share: float, seed: int = 1) -> tuple["Log", "Log"]:
        """Two logs of different people, the first with this share of them."""
        names = sorted(self.people)
        Random(seed).shuffle(names)
        at = round(len(names) * share)
        first, second = ({name: self.people[name] for name in part} for part in (names[:at], names[at:]))
        return Log(first, self.priors), Log(second, self.priors)


def read_log(path: Path) -> Log:
    """The log in a CSV file with the columns user, item, skill, correct (0 to 1) and time (ISO 8601, or seconds).

    Raises:
        Problem: a column is missing, or a row cannot be read.
    """
    found: defaultdict[str, list[Answered]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        missing = set(COLUMNS) - set(rows.fieldnames or ())
        if missing:
            raise Problem(f"{path} lacks the columns {', '.join(sorted(missing))}: give {', '.join(COLUMNS)}")
        for number, row in enumerate(rows, start=1):
            try:
                found[row["user"]].append(_answer(number, row))
            except ValueError as error:
                raise Problem(
                    f"{path}, row {number} cannot be read ({error}): correct is 0 to 1, time ISO 8601 or seconds"
                ) from error
    people = {name: History(tuple(sorted(answers, key=lambda one: one.time))) for name, answers in found.items()}
    items = {answer.question for one in people.values() for answer in one.answers}
    return Log(people, {name: Item(slip=0.02) for name in items})


def _answer(number: int, row: Mapping[str, str]) -> Answered:
    score, told = float(row["correct"]), row["time"]
    seconds = told.replace(".", "", 1).isdigit()
    time = START + timedelta(seconds=float(told)) if seconds else datetime.fromisoformat(told).astimezone(UTC)
    return Answered(number, time, row["item"], 1, Kind.CLOZE, row["skill"], score, score >= 0.5)


# Simulated people. They differ from what the model believes: guessing depends on the wrong options, people slip differently,
# learn from each answer, remember single questions, and forget both.


@dataclass(frozen=True, slots=True)
class TrueItem:
    """A simulated question."""

    name: str
    skill: str
    kind: Kind
    difficulty: float  # logits
    guess: float


@dataclass(slots=True)
class TruePerson:
    """A simulated person: x is `base` plus what practice has added, which halves in `half_life` days."""

    base: dict[str, float]  # logits, by skill
    slip: float
    half_life: float  # days
    added: dict[str, float]
    last: dict[str, datetime]
    seen: dict[str, datetime]
    gains: tuple[float, float] = (0.10, 0.25)  # logits that a right and a wrong answer teach at first

    def x(self, skill: str, now: datetime) -> float:
        """Ability in a skill, logits."""
        gone = (now - self.last.get(skill, now)) / DAY
        return self.base[skill] + self.added.get(skill, 0.0) * exp(-LN2 * gone / self.half_life)

    def chance_of(self, item: TrueItem, now: datetime) -> float:
        """The probability of being right."""
        memory = 1.2 * exp(-LN2 * ((now - self.seen[item.name]) / DAY) / 20) if item.name in self.seen else 0.0
        knows = 1 / (1 + exp(item.difficulty - self.x(item.skill, now) - memory))
        return item.guess + (1 - item.guess - self.slip) * knows

    def answer(self, item: TrueItem, now: datetime, chance: Random) -> bool:
        """Answers an item and learns from the feedback, the less the more was learned before."""
        right = chance.random() < self.chance_of(item, now)
        added = self.x(item.skill, now) - self.base[item.skill]
        gain = self.gains[not right] * max(0.0, 1 - added / 2.5)
        self.added[item.skill], self.last[item.skill] = added + gain, now
        self.seen[item.name] = now
        return right


KINDS = {Kind.SINGLE_CHOICE: 0.4, Kind.TRUE_FALSE: 0.1, Kind.CLOZE: 0.25, Kind.NUMERIC: 0.1, Kind.SHORT_ANSWER: 0.15}


def true_items(skills: int, each: int, chance: Random) -> list[TrueItem]:
    """Questions of unequal difficulty, some kinds of which can be guessed."""
    return [_true_item(skill, number, chance) for skill in range(skills) for number in range(each)]


def _true_item(skill: int, number: int, chance: Random) -> TrueItem:
    (kind,) = chance.choices(list(KINDS), list(KINDS.values()))
    usual = item_of_kind(kind).guess
    guess = min(0.6, max(0.0, chance.gauss(usual, 0.08))) if usual else 0.0
    return TrueItem(f"s{skill}-{number}", f"s{skill}", kind, chance.gauss(DIFFICULTY[kind], 0.9), guess)


def true_person(skills: Sequence[str], chance: Random) -> TruePerson:
    """Somebody with strong and weak skills."""
    general = chance.gauss(0.3, 1.0)
    base = {skill: general + chance.gauss(0.0, 0.8) for skill in skills}
    return TruePerson(base, chance.uniform(0.01, 0.09), chance.uniform(20, 90), {}, {}, {})


def practised(person: TruePerson, items: Mapping[str, list[TrueItem]], answers: int, chance: Random) -> Iterator[Answered]:
    """Answers in sessions of about ten questions on one to three skills, some days or, seldom, months apart."""
    now, number = START, 0
    skills = chance.sample(sorted(items), k=min(len(items), 8))
    while number < answers:
        now += DAY * (chance.expovariate(1 / 3) if chance.random() < 0.9 else chance.uniform(30, 120))
        topics = chance.sample(skills, k=min(len(skills), chance.randint(1, 3)))
        for _ in range(min(answers - number, chance.randint(6, 14))):
            number += 1
            now += timedelta(seconds=chance.uniform(10, 60))
            item = chance.choice(items[chance.choice(topics)])
            right = person.answer(item, now, chance)
            yield Answered(number, now, item.name, 1, item.kind, item.skill, float(right), right)


def simulated(people: int, answers: int, seed: int, skills: int = 12, each: int = 25) -> Log:
    """A log of simulated people with so many answers each."""
    chance = Random(seed)
    items = true_items(skills, each, chance)
    by_skill: defaultdict[str, list[TrueItem]] = defaultdict(list)
    for item in items:
        by_skill[item.skill].append(item)
    found = {
        f"p{n}": History(tuple(practised(true_person(sorted(by_skill), chance), by_skill, answers, chance)))
        for n in range(people)
    }
    return Log(found, {item.name: item_of_kind(item.kind) for item in items})
