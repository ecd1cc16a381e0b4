"""The folder of a tuning run: settings, state, metrics and reports. Knows nothing of how models are trained.

runs/NAME/  settings.toml  what was asked for          command.txt   the exact command
            data.json      what was used, and why not  state.json    running, done, stopped or failed
            metrics.jsonl  losses and metrics by step  report.json   before and after on held-out documents
            adapter/       the best adapter            checkpoint-N/ what a killed run goes on from
            events.*       the same metrics for TensorBoard
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from indexer.disk import write_atomically

State = Literal["running", "done", "stopped", "failed"]
Row = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class RunState:
    """Where a run stands."""

    state: State
    kind: str  # writer, judge, classify, tag
    process: int  # the process that runs it, or did
    step: int
    steps: int  # in all, as planned
    started: datetime
    changed: datetime
    message: str = ""  # what it is doing, or why it ended

    def to_json(self) -> Row:
        """The content of state.json."""
        return asdict(self) | {"started": self.started.isoformat(), "changed": self.changed.isoformat()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "RunState":  # Any: JSON
        """The state of a state.json."""
        times = {key: datetime.fromisoformat(row[key]) for key in ("started", "changed")}
        return cls(**{**row, **times})


class RunFolder:
    """One run on disk; the process that trains writes it, pages and commands read it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """The run's name."""
        return self.folder.name

    @property
    def adapter(self) -> Path:
        """Where the best adapter lies."""
        return self.folder / "adapter"

    def begin(self, kind: str, steps: int, command: Sequence[str], settings: str, now: datetime) -> None:
        """Makes the folder, or goes on in one that a killed run left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self.folder / "settings.toml", settings.encode())
        write_atomically(self.folder / "command.txt", (" ".join(command) + "\n").encode())
        self.set_state(RunState("running", kind, os.getpid(), 0, steps, now, now))

    def set_state(self, state: RunState) -> None:
        """Replaces state.json."""
        write_atomically(self.folder / "state.json", json.dumps(state.to_json()).encode())

    def change(self, now: datetime | None = None, **changes: Any) -> None:  # Any: fields of RunState
        """Changes some of the state."""
        self.set_state(replace(self.state(), changed=now or datetime.now(UTC), **changes))

    def state(self) -> RunState:
        """Where the run stands; a run whose process is gone without a word is "failed"."""
        state = RunState.from_json(json.loads((self.folder / "state.json").read_text(encoding="utf-8")))
        if state.state == "running" and not _alive(state.process):
            return replace(state, state="failed", message=state.message or "its process ended: start it again to go on")
        return state

    def log(self, row: Row) -> None:
        """Adds a row of metrics."""
        with (self.folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    def metrics(self) -> list[Row]:
        """The rows of metrics; a torn last line is left out."""
        rows: list[Row] = []
        path = self.folder / "metrics.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            try:
                rows.append(json.loads(line))
            except json.JSONDecodeError:
                continue
        return rows

    def forget_after(self, step: int) -> None:
        """Drops the rows of metrics after a step: a run that goes on from there writes them again."""
        kept = [row for row in self.metrics() if row.get("step", 0) <= step]
        if (self.folder / "metrics.jsonl").is_file():
            write_atomically(self.folder / "metrics.jsonl", "".join(json.dumps(row) + "\n" for row in kept).encode())

    def keep(self, name: Literal["data", "report"], content: Row) -> None:
        """Writes data.json or report.json."""
        write_atomically(self.folder / f"{name}.json", json.dumps(content, ensure_ascii=False, indent=1).encode())

    def kept(self, name: Literal["data", "report"]) -> Row | None:
        """The content of data.json or report.json, None where it is not there."""
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def runs(folder: Path) -> list[RunFolder]:
    """The runs of a folder, the newest first."""
    found = [RunFolder(path.parent) for path in folder.glob("*/state.json")]
    return sorted(found, key=lambda run: run.state().started, reverse=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
