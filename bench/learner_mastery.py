"""How soon simulated people master skills by way of choosing their questions, in several worlds. Knows no files.

Nobody knows how much a question teaches whom, so the ways are compared in worlds that differ in it:

    flat       each answer teaches the same
    mistakes   a wrong answer teaches 2.5 times as much as a right one
    peaked     a question teaches most where the chance of being right is 0.7, a fifth of that where it is below 0.4 or certain
    chains     as flat, but a skill whose prerequisite is far below the target is learned at three tenths of the speed
    both       peaked and chains
    fast       as flat, and what was learned is forgotten three times as fast

All ways meet the same people and questions. Documents are in the order of the prerequisites.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import log
from random import Random
from statistics import fmean, stdev

from assistant.learning.answers import Answered, History
from assistant.learning.choosing import Candidate, Standing, session
from assistant.learning.followed import Common, Followed
from assistant.learning.mastery import TARGET, Item, Scale
from bench.learner_logs import DAY, START, TrueItem, TruePerson, true_items, true_person

Row = dict[str, object]
EACH_DAY = 10  # questions
SECONDS = 30.0  # each
CUT = log(TARGET / (1 - TARGET))
CHAIN = 3  # skills that each need the one before


@dataclass(frozen=True, slots=True)
class World:
    """How people learn and forget."""

    gains: tuple[float, float] = (0.15, 0.15)  # logits that a right and a wrong answer teach at first
    peaked: bool = False
    chains: bool = False
    forgetting: float = 1.0  # times the speed of the others


WORLDS: Mapping[str, World] = {
    "flat": World(),
    "mistakes": World((0.10, 0.25)),
    "peaked": World((0.25, 0.25), peaked=True),
    "chains": World(chains=True),
    "both": World((0.25, 0.25), peaked=True, chains=True),
    "fast": World(forgetting=3.0),
}


@dataclass(slots=True)
class Pupil:
    """A simulated person who learns as in a world."""

    person: TruePerson
    world: World
    averages: Mapping[str, float]  # difficulty of each skill's average item

    def x(self, skill: str, now_days: float) -> float:
        """Ability in a skill, logits."""
        return self.person.x(skill, START + now_days * DAY)

    def masters(self, skill: str, day: int) -> bool:
        """Whether they are right on the target share of the skill's average items, guesses and slips aside."""
        return self.x(skill, day) - self.averages[skill] >= CUT

    def answer(self, item: TrueItem, day: int, chance: Random) -> bool:
        """Answers an item and learns from it."""
        now = START + day * DAY
        share = self.person.chance_of(item, now)
        right = chance.random() < share
        added = self.x(item.skill, day) - self.person.base[item.skill]
        gain = self.world.gains[not right] * max(0.0, 1 - added / 2.5)
        if self.world.peaked:
            gain *= max(0.2, 1 - abs(share - 0.7) / 0.3)
        needed = required(item.skill) if self.world.chains else ()
        if any(self.x(skill, day) - self.averages[skill] < CUT - 1.0 for skill in needed):
            gain *= 0.3
        self.person.added[item.skill], self.person.last[item.skill], self.person.seen[item.name] = added + gain, now, now
        return right


Day = Sequence[TrueItem]
Way = Callable[[Sequence[Answered], int], Day]
Ways = Mapping[str, Callable[[Pupil, Random], Way]]


def required(skill: str) -> tuple[str, ...]:
    """The skill to learn before another, by their numbers."""
    number = int(skill[1:])
    return (f"s{number - 1}",) if number % CHAIN else ()


def mastery_rows(people: int, days: int, seed: int, worlds: Mapping[str, World] = WORLDS) -> list[Row]:
    """A row for each world and way: the share of skills mastered after some questions, and questions until so many."""
    chance = Random(seed)
    items = true_items(12, 20, chance)
    believed = {item.name: estimated(item, chance) for item in items}
    averages = {f"s{n}": fmean(item.difficulty for item in items if item.skill == f"s{n}") for n in range(12)}
    common = Common(Scale(believed, averages))
    found: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    for (world, told), (name, way), number in product(worlds.items(), ways(items, common).items(), range(people)):
        pupil = Pupil(true_person(sorted(averages), Random(f"{seed}/{number}")), told, averages)
        pupil.person.half_life /= told.forgetting
        asked = way(pupil, Random(f"{seed}/{number}/{name}"))
        found[world, name].append(list(_shares(pupil, asked, days, Random(f"{seed}/{number}/answers"))))
    return [_row(world, name, shares, found[world, "at random"]) for (world, name), shares in found.items()]


def estimated(item: TrueItem, chance: Random) -> Item:
    """What some two hundred answers would have told of an item: its difficulty with an error, its guessing as of its kind."""
    usual = {"single_choice": 1 / 3, "true_false": 0.5}.get(item.kind.value, 0.0)
    return Item(item.difficulty + chance.gauss(0, 0.2), usual, 0.05)


def ways(items: Sequence[TrueItem], common: Common) -> Ways:
    """The ways of choosing. Who knows everything takes the skill that is least below the target: what could be reached."""
    return {
        "at random": lambda pupil, chance: lambda answers, day: chance.sample(items, EACH_DAY),
        "document order": lambda pupil, chance: _in_order(items),
        "Docent": lambda pupil, chance: _chosen(items, common, pupil.world.chains, chance),
        "who knows all": lambda pupil, chance: _knowing(items, pupil, chance),
    }


def _shares(pupil: Pupil, way: Way, days: int, chance: Random) -> Iterator[float]:
    """The share of skills that somebody truly masters, before the first day and after each."""
    answers: list[Answered] = []
    for day in range(days + 1):
        yield fmean(pupil.masters(skill, day) for skill in pupil.averages)
        for item in way(answers, day):
            right, number = pupil.answer(item, day, chance), len(answers) + 1
            now = START + day * DAY
            answers.append(Answered(number, now, item.name, 1, item.kind, item.skill, float(right), right))


def _row(world: str, name: str, shares: Sequence[Sequence[float]], random: Sequence[Sequence[float]]) -> Row:
    days = len(shares[0]) - 1
    better = [fmean(one) - fmean(other) for one, other in zip(shares, random, strict=True)]
    error = stdev(better) / len(better) ** 0.5 if len(better) > 1 else 0.0
    return {
        "world": world,
        "questions chosen": name,
        "before": f"{fmean(one[0] for one in shares):.3f}",
        **{f"after {n * EACH_DAY}": f"{fmean(one[n] for one in shares):.3f}" for n in (days // 8, days // 4, days // 2, days)},
        "mean over time": f"{fmean(fmean(one) for one in shares):.3f}",
        "above chance": f"{fmean(better):+.3f} ± {error:.3f}",
        "questions until half": f"{_until(shares, 0.5):.0f}",
    }


def _until(shares: Sequence[Sequence[float]], share: float) -> float:
    """Questions until so many skills are mastered; who does not get there counts with all of them."""
    return fmean(next((day for day, value in enumerate(one) if value >= share), len(one) - 1) for one in shares) * EACH_DAY


def _in_order(items: Sequence[TrueItem]) -> Way:
    return lambda answers, day: [items[(day * EACH_DAY + n) % len(items)] for n in range(EACH_DAY)]


def _chosen(items: Sequence[TrueItem], common: Common, chains: bool, chance: Random) -> Way:
    by_name = {item.name: item for item in items}
    offered = [Candidate(item.name, 1, item.skill, "", common.scale.items[item.name], SECONDS) for item in items]
    requires = {item.skill: required(item.skill) for item in items} if chains else {}
    where = [Followed.nothing(common)]

    def way(answers: Sequence[Answered], day: int) -> Day:
        where[0] = where[0].after(History(tuple(answers)))
        standing = Standing(where[0].learner, where[0].cards, requires=requires)
        found = session(offered, standing, common.scale, START + day * DAY, chance, minutes=EACH_DAY * SECONDS / 60)
        return [by_name[one.candidate.question] for one in found]

    return way


def _knowing(items: Sequence[TrueItem], pupil: Pupil, chance: Random) -> Way:
    """Each question from the skill that needs least to be mastered, with half a logit to spare, its prerequisites first."""

    def need(skill: str, day: int) -> float:
        short = pupil.averages[skill] + CUT + 0.5 - pupil.x(skill, day)
        held = pupil.world.chains and any(need(one, day) < 1.5 and not pupil.masters(one, day) for one in required(skill))
        return 9.0 + abs(short) if short <= 0 else short + 2.0 * held

    def way(answers: Sequence[Answered], day: int) -> Day:
        order = sorted(pupil.averages, key=lambda skill: need(skill, day))
        return [chance.choice([one for one in items if one.skill == order[n // 5]]) for n in range(EACH_DAY)]

    return way
