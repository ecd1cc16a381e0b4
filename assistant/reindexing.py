"""Updating the index in the background, with a state and a log that anybody may look at meanwhile. Knows no pages."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from indexer.errors import IndexBusy, Problem
from indexer.report import Progress, Report

logger = logging.getLogger(__name__)

LOG_LINES = 400  # kept of the log, the newest


@dataclass(frozen=True, slots=True)
class ReindexState:
    """The update that runs, or the last one that ran."""

    running: bool = False
    by: str = ""  # who started it
    started: datetime | None = None
    finished: datetime | None = None
    progress: Progress | None = None
    problem: str = ""  # why it stopped, empty where it did not
    report: Report | None = None


Update = Callable[[], Iterator[Progress | Report]]


class Reindexing:
    """One update at a time, in a thread of its own; its log lies in a file and outlives the server."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._state = ReindexState()

    @property
    def state(self) -> ReindexState:
        """The state at this moment."""
        with self._lock:
            return self._state

    def start(self, update: Update, by: str) -> threading.Thread:
        """Starts an update; the thread is returned so that a caller may wait for it.

        Raises:
            IndexBusy: an update is running already.
        """
        with self._lock:
            if self._state.running:
                raise IndexBusy(f"{self._state.by} started an update that is still running: wait until it has finished")
            self._state = ReindexState(running=True, by=by, started=datetime.now(UTC))
        self._write(f"started by {by}")
        thread = threading.Thread(target=self._run, args=(update,), name="reindexing", daemon=True)
        thread.start()
        return thread

    def lines(self, count: int = LOG_LINES) -> list[str]:
        """The newest lines of the log, the oldest of them first."""
        if not self._log.is_file():
            return []
        return self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]

    def _run(self, update: Update) -> None:
        problem, report = "", None
        try:
            for event in update():
                if isinstance(event, Report):
                    report = event
                else:
                    self._note(event)
        except Problem as error:
            problem = str(error)
        except Exception:
            code = uuid4().hex[:8]
            logger.exception("update failed, id %s", code)
            problem = f"an internal error stopped the update (id {code} in the server's log); the old index is still served"
        self._finish(problem, report)

    def _note(self, progress: Progress) -> None:
        with self._lock:
            previous, self._state = self._state.progress, replace(self._state, progress=progress)
        if previous is None or previous.step != progress.step:
            self._write(progress.step)

    def _finish(self, problem: str, report: Report | None) -> None:
        for file in report.refused if report is not None else ():
            self._write(f"{file.document}: {file.verdict.value}: {file.detail}")
        if report is not None:
            self._write(f"generation {report.generation}: {report.read} files read, {report.embedded} passages embedded")
        self._write(f"stopped: {problem}" if problem else "finished")
        with self._lock:
            self._state = replace(
                self._state, running=False, finished=datetime.now(UTC), problem=problem, report=report, progress=None
            )

    def _write(self, line: str) -> None:
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            with self._log.open("a", encoding="utf-8") as file:
                file.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {line}\n")
        except OSError as error:  # a full disk: the update and its state go on without the log
            logger.warning("%s cannot be written (%s): %s", self._log, error, line)
