"""The metrics of runs, each file read on from where it was left. Knows nothing of how they are shown."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.tuning import Row, RunFolder

KEPT = 8  # runs whose rows are remembered
RECENT = 20  # rows of losses from which the speed is told


@dataclass
class _Read:
    """How far a file was read, and what was in it."""

    file: int  # its number on the disk: a run that is gone on with writes the file anew
    offset: int = 0
    rows: list[Row] = field(default_factory=list)


class Metrics:
    """The rows of runs, for any number of pages that look at them as they grow."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[Path, _Read] = {}

    def rows(self, run: RunFolder) -> list[Row]:
        """Every row by now; a last line that is still being written is left for the next time."""
        path = run.folder / "metrics.jsonl"
        with self._lock:
            number, size = (path.stat().st_ino, path.stat().st_size) if path.is_file() else (0, 0)
            read = self._read.pop(path, None)
            if read is None or read.file != number or size < read.offset:
                read = _Read(number)
            if size > read.offset:
                _read_on(path, read)
            self._read[path] = read  # at the end: the one looked at least recently goes first
            while len(self._read) > KEPT:
                del self._read[next(iter(self._read))]
            return _latest(read.rows)


def losses(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """(step, training loss)."""
    return [(row["step"], row["loss"]) for row in rows if isinstance(row.get("loss"), int | float)]


def validations(rows: Sequence[Row]) -> dict[str, list[tuple[float, float]]]:
    """(step, value) of each validation metric, in the order in which they first came."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        for name, value in (row.get("validation") or {}).items():
            if isinstance(value, int | float):
                found.setdefault(name, []).append((row["step"], value))
    return found


def best_step(rows: Sequence[Row]) -> int | None:
    """The step of the best validation so far."""
    return next((row["step"] for row in reversed(rows) if row.get("best")), None)


def seconds_left(rows: Sequence[Row], step: int, steps: int) -> float | None:
    """How long a run will take at the pace of its latest rows; None as long as there is none."""
    timed = [row for row in rows if "seconds" in row and "loss" in row][-RECENT:]
    # after a restart the clock begins anew
    first = next((place for place in range(len(timed) - 1, 0, -1) if timed[place]["seconds"] < timed[place - 1]["seconds"]), 0)
    timed = timed[first:]
    if len(timed) < 2 or timed[-1]["step"] <= timed[0]["step"]:
        return None
    pace = (timed[-1]["seconds"] - timed[0]["seconds"]) / (timed[-1]["step"] - timed[0]["step"])
    return float(max(0.0, pace * (steps - step)))


def _read_on(path: Path, read: _Read) -> None:
    with path.open("rb") as file:
        file.seek(read.offset)
        data = file.read()
    whole = data[: data.rfind(b"\n") + 1]
    read.offset += len(whole)
    for line in whole.splitlines():
        row = _parsed(line)
        if row is not None:
            read.rows.append(row)


def _parsed(line: bytes) -> Row | None:
    try:
        row: Any = json.loads(line)  # Any: JSON
    except ValueError:
        return None
    return row if isinstance(row, dict) and isinstance(row.get("step"), int) else None


def _latest(rows: Sequence[Row]) -> list[Row]:
    """The rows without those that a run which was gone on with has made anew: its steps go back to the checkpoint."""
    kept: list[Row] = []
    for row in rows:
        while kept and _replaces(row, kept[-1]):
            kept.pop()
        kept.append(row)
    return kept


def _replaces(row: Row, earlier: Row) -> bool:
    same_kind = ("loss" in row) == ("loss" in earlier)  # a loss and a validation of one step belong together
    return bool(earlier["step"] > row["step"] or (earlier["step"] == row["step"] and same_kind))
