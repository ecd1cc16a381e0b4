"""Writing on CPUs with OpenVINO GenAI, in a process of its own. Knows nothing of documents or people."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import IO, Any

from assistant.answering.generation import Order
from assistant.errors import EngineFailed

logger = logging.getLogger(__name__)
POLL_S = 0.05  # how soon a cancelled order stops
START_S = 300.0  # a large model on a slow disk
ROOT = Path(__file__).parents[2]
Row = dict[str, Any]  # Any: JSON
Start = Callable[[], "subprocess.Popen[str]"]


@dataclass(slots=True)
class _Run:
    """One life of the process, and the orders that wait for its rows."""

    process: "subprocess.Popen[str]"
    ready: Event = field(default_factory=Event)
    orders: dict[int, "SimpleQueue[Row]"] = field(default_factory=dict)
    failure: str | None = None  # why it ended, once it has

    @property
    def input(self) -> IO[str]:
        assert self.process.stdin is not None  # opened with a pipe
        return self.process.stdin


class OpenVinoGenerator:
    """A model that runs in a process of its own: started by the first order, and again by the next one after it broke."""

    def __init__(self, name: str, start: Start) -> None:
        """`start` starts the process; `worker_start` gives the real one."""
        self._name, self._start = name, start
        self._lock = Lock()
        self._run: _Run | None = None
        self._orders = 0

    @property
    def name(self) -> str:
        """The model, as it is written into answers."""
        return self._name

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        """Pieces of text as they come; ends early, without an error, once `cancelled.is_set()`.

        Raises:
            EngineFailed: the model cannot be loaded, or the process ended.
        """
        run = self._running()
        with self._lock:
            self._orders += 1
            number = self._orders
            rows = run.orders[number] = SimpleQueue()
        try:
            self._send(run, _row(number, order))
            yield from self._pieces(run, rows, cancelled)
        finally:
            with self._lock:
                run.orders.pop(number, None)
            if run.failure is None:  # a finished order is unknown there, and cancelling it does nothing
                self._send(run, {"id": number, "cancel": True})

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            run, self._run = self._run, None
        if run is not None:
            run.failure = run.failure or "it was closed"
            run.process.kill()
            run.process.wait()
            _close(run.input)

    def _running(self) -> _Run:
        with self._lock:
            if self._run is None or self._run.failure is not None:
                self._run = _Run(self._start())
                Thread(target=_listen, args=(self._run, self._name), daemon=True).start()
            run = self._run
        if not run.ready.wait(START_S):
            raise EngineFailed(f"{self._name} was not loaded within {START_S:g} s: choose a smaller model")
        if run.failure is not None:
            raise EngineFailed(f"{self._name} cannot be loaded: {run.failure}")
        return run

    def _pieces(self, run: _Run, rows: "SimpleQueue[Row]", cancelled: Event) -> Iterator[str]:
        while not cancelled.is_set():
            try:
                row = rows.get(timeout=POLL_S)
            except Empty:
                if run.failure is not None and rows.empty():
                    raise EngineFailed(f"{self._name} stopped while it was writing ({run.failure}): ask again") from None
                continue
            if "failed" in row:
                raise EngineFailed(f"{self._name} cannot write this: {row['failed']}")
            if "done" in row:
                return
            yield row["text"]

    def _send(self, run: _Run, row: Row) -> None:
        with self._lock:
            try:
                run.input.write(json.dumps(row, ensure_ascii=False) + "\n")
                run.input.flush()
            except (OSError, ValueError):  # it has ended, or was closed: whoever waits for rows is told by `failure`
                run.failure = run.failure or "its process has ended"


def worker_start(model: Path, at_once: int) -> Start:
    """What starts the worker with a GGUF file, or a folder with a model in OpenVINO's own format."""

    def start() -> "subprocess.Popen[str]":
        return started([sys.executable, "-m", "assistant.answering.openvino_worker", str(model.absolute()), str(at_once)])

    return start


def started(command: Sequence[str]) -> "subprocess.Popen[str]":
    """A process that is spoken to in lines and finds Docent's own modules."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(  # noqa: S603 - our own arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path},
    )


def _listen(run: _Run, name: str) -> None:
    try:
        said = _heard(run)
    except (ValueError, AttributeError, TypeError):  # no row of ours: nothing that follows can be relied on
        said = "it sent what is no row"
        run.process.kill()
    code = run.process.wait()
    _close(run.input)
    if run.failure is None:
        run.failure = said or f"its process ended with {code}"
        logger.warning("%s: %s", name, run.failure)
    run.ready.set()


def _heard(run: _Run) -> str | None:
    """Hands out rows until there are no more; why the process says it ended, if it does."""
    said: str | None = None
    assert run.process.stdout is not None  # opened with a pipe
    with run.process.stdout as lines:
        for line in lines:
            row = json.loads(line)
            if "id" not in row:
                said = row.get("failed")
                if said is None:
                    run.ready.set()
                continue
            rows = run.orders.get(row["id"])  # looked up once: the order may be cancelled at this moment
            if rows is not None:
                rows.put(row)
    return said


def _close(pipe: IO[str]) -> None:
    with suppress(OSError):  # what was still in it can no longer be sent
        pipe.close()


def _row(number: int, order: Order) -> Row:
    return {
        "id": number,
        "messages": [[message.role, message.content] for message in order.messages],
        "max_tokens": order.max_tokens,
        "seed": order.seed,
        "temperature": order.temperature,
        "schema": None if order.schema is None else dict(order.schema),
        "stop": list(order.stop),
    }
