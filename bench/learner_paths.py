"""What an adaptive test is worth on simulated people: how few questions decide, at which error. Knows no files."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import exp, log
from random import Random
from statistics import fmean

from assistant.learning.mastery import TARGET
from assistant.learning.testing_out import Outcome, Test, next_question, standing
from bench.learner_logs import TrueItem, true_items
from bench.learner_mastery import estimated

Row = dict[str, object]
FIXED = (5, 10, 15, 20, 25, 30, 40, 60)  # questions of a fixed quiz
CERTAINTIES = (0.8, 0.9, 0.95)
POOL = 100  # questions of the skill that is tested


def shortest_test_rows(people: int, seed: int = 11) -> list[Row]:
    """How often fixed quizzes and the adaptive test are wrong about who is above the pass mark, and how much they ask."""
    chance = Random(seed)
    items = {item.name: item for item in true_items(1, POOL, chance)}
    believed = {name: estimated(item, chance) for name, item in items.items()}
    average = fmean(item.difficulty for item in items.values())
    cut = average + log(TARGET / (1 - TARGET))
    takers = [(chance.gauss(cut, 1.28), chance.uniform(0.01, 0.09)) for _ in range(people)]
    tests = [Test(believed, average, certainty=certainty) for certainty in CERTAINTIES]
    adaptive = [_adaptive(test, items, takers, cut, chance) for test in tests]
    fixed = [_fixed(count, items, takers, cut, chance) for count in FIXED]
    for row in adaptive:
        row["fixed quiz of equal error"] = _equal(float(str(row["wrong"])), fixed)
    return [{**row, "fixed quiz of equal error": "–"} for row in fixed] + adaptive


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
