"""The learner model: how well it foretells answers, how fast it is, and what choosing questions by it is worth.

Without a file, people are simulated (bench/learner_logs.py says how: they guess, slip, learn and forget otherwise than the
model believes). Models learn from some of the people and foretell the others' answers one by one, each from those before it.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.learning.answers import History
from assistant.learning.mastery import item_of_kind, learner, success, updated
from bench.learner_logs import Log, read_log, simulated
from bench.learner_mastery import mastery_rows
from bench.learner_models import Average, Bkt, Contender, Elo, Ours, RunningAccuracy
from bench.learner_paths import shortest_test_rows
from bench.learner_scores import auc, calibration_error, log_loss
from bench.outcome import keep

Row = dict[str, object]
WINDOWS = {"after 3": (3, 8), "after 5": (5, 10), "after 10": (10, 20), "all": (0, 10**9)}  # answers of a person before


def contenders() -> list[Contender]:
    """The models that are compared."""
    return [Average(), RunningAccuracy(), Bkt(), Elo(), Ours("Docent, not calibrated", calibrated=False), Ours()]


def rows(train: Log, test: Log) -> list[Row]:
    """A row for each model: AUC, log-loss and calibration error in each window."""
    return [_row(model, train, test) for model in contenders()]


def _row(model: Contender, train: Log, test: Log) -> Row:
    model.fit(train)
    told = [
        (number, share, answer.correct)
        for one in test.people.values()
        for number, (share, answer) in enumerate(zip(model.foretell(one), one.answers, strict=True))
    ]
    found: Row = {"model": model.name}
    for name, (first, end) in WINDOWS.items():
        shares = [share for number, share, _ in told if first <= number < end]
        right = [correct for number, _, correct in told if first <= number < end]
        values = (auc(shares, right), log_loss(shares, right), calibration_error(shares, right)) if shares else ()
        found[f"{name}: AUC / log-loss / ECE"] = " / ".join(f"{value:.3f}" for value in values)
    return found


def speed(past: History, model: Ours) -> list[Row]:
    """Microseconds of processor time that a step of the model takes, for a person with these answers."""
    who, item = learner(past, model.scale), item_of_kind(past.answers[0].kind)
    skill, now = past.answers[-1].skill, past.answers[-1].time

    def microseconds(work: Callable[[], object], times: int = 2000) -> float:
        begun = time.process_time()
        for _ in range(times):
            work()
        return round((time.process_time() - begun) / times * 1e6, 1)

    return [
        {"step": "update after an answer", "microseconds": microseconds(lambda: updated(who, skill, item, 1.0, now))},
        {"step": "probability of the next", "microseconds": microseconds(lambda: success(who, skill, item, now))},
        {
            "step": f"replay of {len(past.answers)} answers",
            "microseconds": microseconds(lambda: learner(past, model.scale), 20),
        },
    ]


def main(argv: Sequence[str]) -> None:
    """Measures on a file or on simulated people."""
    parser = argparse.ArgumentParser(prog="python -m bench learner", description=__doc__)
    parser.add_argument("--answers", type=Path, help="CSV with the columns user, item, skill, correct, time")
    parser.add_argument("--people", type=int, default=3000, help="simulated people (default 3000)")
    parser.add_argument("--share", type=float, default=0.3, help="of the people that models learn from (default 0.3)")
    parser.add_argument("--days", type=int, default=40, help="of practice in the measurement of mastery (default 40)")
    parser.add_argument("--seed", type=int, default=1107, help="of the simulations (default 1107)")
    told = parser.parse_args(argv)
    log = read_log(told.answers) if told.answers else simulated(told.people, 60, seed=told.seed)
    train, test = log.split(told.share)
    conditions = {"people": len(log.people), "answers": log.answers, "learned from": len(train.people)}
    keep("learner_file" if told.answers else "learner", rows(train, test), **conditions)
    ours = Ours(calibrated=False)
    ours.fit(train)
    keep("learner_speed", speed(max(test.people.values(), key=lambda one: len(one.answers)), ours))
    if not told.answers:
        keep("learner_test_out", shortest_test_rows(told.people // 2, told.seed), people=told.people // 2)
        keep("learner_mastery", mastery_rows(max(2, told.people // 75), told.days, told.seed), people=max(2, told.people // 75))
