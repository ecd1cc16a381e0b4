"""What choosing questions well is worth, on simulated people: shorter tests, and skills mastered sooner. Knows no files."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from math import exp, log
from random import Random
from statistics import fmean

from assistant.learning.answers import Answered, History
from assistant.learning.choosing import Candidate, Standing, session
from assistant.learning.mastery import TARGET, Item, Scale, learner
from assistant.learning.reviews import cards
from assistant.learning.testing_out import Outcome, Test, next_question, standing
from bench.learner_logs import DAY, START, TrueItem, TruePerson, true_items, true_person

Row = dict[str, object]
FIXED = (5, 10, 15, 20, 25, 30, 40, 60)  # questions of a fixed quiz
CERTAINTIES = (0.8, 0.9, 0.95)
POOL = 100  # questions of the skill that is tested
EACH_DAY = 10  # questions
SECONDS = 30.0  # each
CUT = log(TARGET / (1 - TARGET))
WORLDS = {"mistakes teach more": (0.10, 0.25), "each answer teaches the same": (0.15, 0.15)}  # logits a right, a wrong one


def shortest_test_rows(people: int, seed: int = 11) -> list[Row]:
    """How often fixed quizzes and the adaptive test are wrong about who is above the pass mark, and how much they ask."""
    chance = Random(seed)
    items = {item.name: item for item in true_items(1, POOL, chance)}
    believed = {name: _estimated(item, chance) for name, item in items.items()}
    average = fmean(item.difficulty for item in items.values())
    cut = average + log(TARGET / (1 - TARGET))
    takers = [(chance.gauss(cut, 1.28), chance.uniform(0.01, 0.09)) for _ in range(people)]
    tests = [Test(believed, average, certainty=certainty) for certainty in CERTAINTIES]
    adaptive = [_adaptive(test, items, takers, cut, chance) for test in tests]
    fixed = [_fixed(count, items, takers, cut, chance) for count in FIXED]
    for row in adaptive:
        row["fixed quiz of equal error"] = _equal(float(str(row["wrong"])), fixed)
    return [{**row, "fixed quiz of equal error": "–"} for row in fixed] + adaptive


def _estimated(item: TrueItem, chance: Random) -> Item:
    """What some two hundred answers would have told of an item: its difficulty with an error, its guessing as of its kind."""
    usual = {"single_choice": 1 / 3, "true_false": 0.5}.get(item.kind.value, 0.0)
    return Item(item.difficulty + chance.gauss(0, 0.2), usual, 0.05)


def _right(item: TrueItem, x: float, slip: float, chance: Random) -> float:
    knows = 1 / (1 + exp(item.difficulty - x))
    return float(chance.random() < item.guess + (1 - item.guess - slip) * knows)


Takers = Sequence[tuple[float, float]]  # x and slip


def _adaptive(test: Test, items: Mapping[str, TrueItem], takers: Takers, cut: float, chance: Random) -> Row:
    wrong, asked, undecided, passed_wrongly = 0, 0, 0, 0
    for x, slip in takers:
        replies: list[tuple[str, float]] = []
        while (name := next_question(test, replies, chance)) is not None:
            replies.append((name, _right(items[name], x, slip, chance)))
        end = standing(test, replies)
        wrong += (end.above >= 0.5) != (x >= cut)
        passed_wrongly += end.outcome is Outcome.PASSED and x < cut
        undecided += end.outcome is Outcome.UNDECIDED
        asked += end.asked
    return _row(f"adaptive, certainty {test.certainty}", asked / len(takers), wrong, passed_wrongly, undecided, len(takers))


def _fixed(count: int, items: Mapping[str, TrueItem], takers: Takers, cut: float, chance: Random) -> Row:
    """A quiz of so many questions taken at random, with the pass mark that is wrong least often for these very people."""
    names = sorted(items)
    scored = [
        (sum(_right(items[name], x, slip, chance) for name in chance.sample(names, count)), x >= cut) for x, slip in takers
    ]
    marks = [(sum((score >= mark) != above for score, above in scored), mark) for mark in range(count + 2)]
    wrong, mark = min(marks)
    passed_wrongly = sum(score >= mark and not above for score, above in scored)
    return _row(f"fixed, pass mark {mark} of {count}", count, wrong, passed_wrongly, 0, len(takers))


def _row(name: str, asked: float, wrong: int, passed_wrongly: int, undecided: int, people: int) -> Row:
    return {
        "test": name,
        "questions": f"{asked:.1f}",
        "wrong": f"{wrong / people:.3f}",
        "passed wrongly": f"{passed_wrongly / people:.3f}",
        "undecided": f"{undecided / people:.3f}",
    }


def _equal(wrong: float, fixed: Sequence[Row]) -> str:
    """The questions of a fixed quiz that is wrong as often, read between those measured."""
    points = [(float(str(row["questions"])), float(str(row["wrong"]))) for row in fixed]
    for (few, worse), (many, better) in pairwise(points):
        if worse >= wrong >= better and worse > better:
            return f"{few + (many - few) * (worse - wrong) / (worse - better):.0f}"
    return f"over {points[-1][0]:.0f}" if wrong < points[-1][1] else f"under {points[0][0]:.0f}"


# Time to mastery: each day ten questions, until people truly know; all three ways meet the same people and questions.

Day = Sequence[TrueItem]
Way = Callable[[Sequence[Answered], int], Day]


def mastery_rows(people: int, days: int, skills: int = 12, each: int = 20, seed: int = 21) -> list[Row]:
    """How soon people know so well that they are right on 80 % of a skill's average items, by way of choosing questions."""
    chance = Random(seed)
    items = true_items(skills, each, chance)
    believed = {item.name: _estimated(item, chance) for item in items}
    averages = {f"s{n}": fmean(item.difficulty for item in items if item.skill == f"s{n}") for n in range(skills)}
    names = sorted(averages)
    ways: dict[str, Callable[[Random], Way]] = {
        "random": lambda chance: _random(items, chance),
        "document order": lambda _: _in_order(items),
        "Docent": lambda chance: _chosen(items, Scale(believed, averages), chance),
    }
    found: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    for world, name, number in product(WORLDS, ways, range(people)):
        person = true_person(names, Random(f"{seed}/{number}"))
        person.gains = WORLDS[world]
        way = ways[name](Random(number))
        found[world, name].append(list(_shares(person, way, averages, days, Random(f"{seed}/{number}/a"))))
    return [_mastery_row(world, name, shares) for (world, name), shares in found.items()]


def _shares(person: TruePerson, way: Way, averages: Mapping[str, float], days: int, chance: Random) -> Iterator[float]:
    """The share of skills that the person truly masters, before the first day and after each."""
    answers: list[Answered] = []
    for day in range(days + 1):
        now = START + day * DAY
        yield fmean(person.x(skill, now) - average >= CUT for skill, average in averages.items())
        for item in way(answers, day):
            right = person.answer(item, now, chance)
            answers.append(Answered(len(answers), now, item.name, 1, item.kind, item.skill, float(right), right))


def _mastery_row(world: str, name: str, shares: Sequence[Sequence[float]]) -> Row:
    def until(share: float) -> float:
        return fmean(next((day for day, value in enumerate(one) if value >= share), len(one) - 1) for one in shares) * EACH_DAY

    days = len(shares[0]) - 1
    return {
        "people of whom": world,
        "questions chosen": name,
        "skills known before": f"{fmean(one[0] for one in shares):.3f}",
        **{f"after {n * EACH_DAY}": f"{fmean(one[n] for one in shares):.3f}" for n in (days // 4, days // 2, days)},
        "questions until half the skills": f"{until(0.5):.0f}",
        "questions until 3 of 4": f"{until(0.75):.0f}",
    }


def _random(items: Sequence[TrueItem], chance: Random) -> Way:
    return lambda answers, day: chance.sample(items, EACH_DAY)


def _in_order(items: Sequence[TrueItem]) -> Way:
    return lambda answers, day: [items[(day * EACH_DAY + n) % len(items)] for n in range(EACH_DAY)]


def _chosen(items: Sequence[TrueItem], scale: Scale, chance: Random) -> Way:
    by_name = {item.name: item for item in items}
    offered = [Candidate(item.name, 1, item.skill, "", scale.items[item.name], SECONDS) for item in items]

    def way(answers: Sequence[Answered], day: int) -> Day:
        past, now = History(tuple(answers)), START + day * DAY
        where = Standing(learner(past, scale), cards(answers, {}))
        found = session(offered, where, scale, now, chance, minutes=EACH_DAY * SECONDS / 60)
        return [by_name[one.candidate.question] for one in found]

    return way
