"""A folder of tuning for tests: finished runs, and a tiny child in the place of `python -m finetune`."""

import math
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answering.registry import Candidate, Registry
from assistant.tuning import RunFolder

STARTED = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOSTILE = '<img src=x onerror="alert(1)">'

# `train` writes its state and says when it has begun; then it waits until it is told to stop, or obeys nobody
CHILD = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from assistant.settings import load_settings
from assistant.tuning import RunFolder

command, *words = sys.argv[1:]
folder = load_settings().tuning.folder
print(command, *words)
if command == "promote" and not any(word.startswith("--force") for word in words):
    sys.exit("the gate refuses: f1 is not better")
if command == "train":
    run = RunFolder(folder / "runs" / words[0])
    run.begin("writer", 100, sys.argv, Path(words[4]).read_text(), datetime.now(UTC))
    run.change(step=40)
    if "crash" in words[0]:
        sys.exit("out of memory")
    if "deaf" in words[0]:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with (folder / "said").open("w") as pipe:
        pipe.write(f"{os.getppid()} {os.getpgid(0)} {os.getpriority(os.PRIO_PROCESS, 0)}")
    signal.pause()
    signal.pause()
"""


def child_program(folder: Path) -> tuple[str, ...]:
    """What runs the tiny child, as TrainingRuns takes it."""
    program = folder / "finetune.py"
    program.write_text(CHILD, encoding="utf-8")
    return (sys.executable, str(program))


def tuning_folder(folder: Path) -> Path:
    """A folder of tuning with examples called handbook, and the pipe through which a child says that it has begun."""
    tuning = folder / "tuning"
    (tuning / "data/handbook").mkdir(parents=True)
    (tuning / "data/handbook/train.jsonl").touch()
    os.mkfifo(tuning / "said")
    return tuning


def heard(tuning: Path) -> list[int]:
    """Waits until a child has begun: its parent, process group and priority."""
    return [int(word) for word in (tuning / "said").read_text(encoding="utf-8").split()]


def metric(before: float, after: float, low: float, high: float, higher: bool = True) -> dict[str, Any]:
    """One metric of a report."""
    values = {"before": before, "after": after, "difference": round(after - before, 4), "low": low, "high": high}
    return {**values, "n": 300, "higher_is_better": higher}


def report(low: float = 0.15, wrong: float = 0.08) -> dict[str, Any]:
    """A report; `low` is the lower end of the main metric's interval, `wrong` how much is refused wrongly after tuning."""
    samples = [
        {
            "question": f"How many days carry over in case {number}? {HOSTILE}",
            "passages": [f"Up to {number} unused days carry over. {HOSTILE}"],
            "reference": str(number),
            "before": f"The old answer {number}. {HOSTILE}",
            "after": f"The new answer {number} [1].",
        }
        for number in range(2)
    ]
    metrics = {
        "exact_match": metric(0.2, 0.21, -0.02, 0.04),
        "f1": metric(0.41, 0.61, low, 0.25),
        "refusal_wrong": metric(0.07, wrong, 0.0, wrong, higher=False),
    }
    return {
        "role": "writer",
        "model": {"name": "first", "hash": "c" * 64},
        "before": {"name": "SmolLM2", "hash": "d" * 64},
        "data": "e" * 64,
        "set": "test",
        "main": "f1",
        "metrics": metrics,
        "by_set": {"policyqa_dev": {"f1": metric(0.4, 0.5, 0.02, 0.2)}},
        "samples": samples,
    }


def measured_run(tuning: Path, name: str = "first", step: int = 700) -> RunFolder:
    """A run of 700 steps with losses and validations up to a step, done where it is the last one, else stopped."""
    run = RunFolder(tuning / "runs" / name)
    run.begin("writer", 700, ["python", "-m", "finetune", "train", name], "[training]\n", STARTED)
    for at in range(5, step + 1, 5):
        run.log({"step": at, "loss": 0.4 + 2.6 * math.exp(-at / 120), "learning_rate": 1e-4, "seconds": 7.0 * at})
        if at % 50 == 0:
            found = {"exact_match": at / 1000, "loss": 0.6 + 2 * math.exp(-at / 130), "exact_match_refuse": at / 800}
            run.log({"step": at, "validation": found, "best": at <= 600})
    run.change(state="done" if step == 700 else "stopped", step=step)
    run.keep("data", {"examples": 4210, "used": 4100, "too_long": 110, "dropped": {f"not for everybody {HOSTILE}": 12}})
    return run


def promoted(registry: Registry, name: str = "first") -> None:
    """Puts a model of a run live."""
    candidate = Candidate("writer", name, ("SmolLM2",), "a" * 64, "b" * 64, "c" * 64, report())

    def fill(folder: Path) -> None:
        (folder / "writer.gguf").write_text(name, encoding="utf-8")

    registry.promote(candidate, fill, by="ada", now=STARTED, instead_of=registry.current("writer").number)
