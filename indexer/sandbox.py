"""Reads files in processes of their own, with limits on time, memory and output. Knows no file format."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from indexer.documents import Reading
from indexer.errors import FileRefused, Verdict
from indexer.readers.table import modules, read_json
from indexer.settings import ReadingLimits

_BYTES_A_CHARACTER = 8  # of an answer: up to 4 for the character, as much again for JSON's escapes
_SPARE_BYTES = 50_000_000  # for the picture of a page
_SPARE_S = 10.0  # the far side keeps the time itself; this is for when it does not
_ROOT = Path(__file__).resolve().parent.parent
HAS_FORK = sys.platform == "linux"  # on macOS forked processes may not use the system's libraries
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "HOME", "SYSTEMROOT", "TEMP", "TMP", "VIRTUAL_ENV")
Function = Callable[..., Any]  # Any: each function has its own arguments and result


class Sandbox:
    """Calls functions in children of helper processes; every call has a child of its own, `workers` run at once.

    Use it as a context manager, from any number of threads. Where there is no fork, every call starts a process: slower, and
    without a limit of memory, but with the same end.
    """

    def __init__(self, limits: ReadingLimits, workers: int = 2, forks: bool = HAS_FORK) -> None:
        self._limits = limits
        self._workers = workers
        self._forks = forks
        self._helpers: queue.SimpleQueue[_Helper] = queue.SimpleQueue()
        for _ in range(workers):
            self._helpers.put(_Helper(forks))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the helper processes, when the calls that are under way are over."""
        for _ in range(self._workers):
            self._helpers.get().end()
        for _ in range(self._workers):
            self._helpers.put(_Helper(self._forks))  # started again only if somebody calls

    def call(self, function: Function, *arguments: object, imports: tuple[str, ...] = ()) -> Any:  # Any: JSON or bytes
        """The result of a function of a module, called with JSON values and paths; it must be JSON or bytes too.

        Raises:
            FileRefused: the function raised it, or was ended: over a limit (too large) or crashed (damaged).
        """
        request = {
            "module": function.__module__,
            "function": function.__name__,
            "arguments": [str(argument) if isinstance(argument, Path) else argument for argument in arguments],
            "imports": imports,
            "cpu_s": self._limits.cpu_s,
            "wall_s": 2 * self._limits.cpu_s,
            "memory_bytes": self._limits.memory_mb * 1_000_000,
            "output_bytes": self._limits.characters * _BYTES_A_CHARACTER + _SPARE_BYTES,
        }
        helper = self._helpers.get()
        try:
            outcome, data = helper.ask(request)
        finally:
            self._helpers.put(helper)
        return _result(outcome, data, self._limits)

    def read(self, path: Path) -> Reading:
        """The text of a file.

        Raises:
            FileRefused: it cannot be indexed; the verdict says why.
        """
        return Reading.from_json(self.call(read_json, path.absolute(), asdict(self._limits), imports=modules(path)))

    def read_many(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Reading | FileRefused]]:
        """Each file with its text, or with why it has none, in the order in which they are done."""
        with ThreadPoolExecutor(self._workers, thread_name_prefix="reading") as pool:
            waiting: set[Future[tuple[Path, Reading | FileRefused]]] = set()
            try:
                for path in paths:
                    waiting.add(pool.submit(self._read_or_refusal, path))
                    if len(waiting) > 2 * self._workers:  # not all at once: readings that nobody has taken fill the memory
                        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                        yield from (future.result() for future in done)
                while waiting:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            finally:
                for future in waiting:
                    future.cancel()

    def _read_or_refusal(self, path: Path) -> tuple[Path, Reading | FileRefused]:
        try:
            return path, self.read(path)
        except FileRefused as refused:
            return path, refused


def _result(outcome: str, data: bytes, limits: ReadingLimits) -> Any:  # Any: JSON or bytes
    """The result that an outcome stands for.

    Raises:
        FileRefused: for every outcome but a result.
    """
    split = "Split the file into smaller ones"
    match outcome:
        case "json":
            return json.loads(data)
        case "bytes":
            return data
        case "refused":
            verdict, found, remedy = json.loads(data)
            raise FileRefused(Verdict(verdict), str(found), str(remedy))
        case "time":
            raise FileRefused(
                Verdict.TOO_LARGE, f"reading took more than {limits.cpu_s} s", f"{split}, or raise cpu_s in [reading]"
            )
        case "memory":
            found = f"reading needed more than {limits.memory_mb} MB of memory"
            raise FileRefused(Verdict.TOO_LARGE, found, f"{split}, or raise memory_mb in [reading]")
        case "output":
            raise FileRefused(Verdict.TOO_LARGE, "reading gave more text than the limit allows", split)
        case "crash":
            found = f"its reader was ended ({data.decode('ascii', errors='replace')[:40]})"
        case _:
            found = f"its reader failed ({data.decode(errors='replace')[:300]})"
    raise FileRefused(Verdict.DAMAGED, found, "Open the file in the program that made it, save it again, and replace this copy")


class _Helper:
    """One process of `indexer.confined`, started when it is first asked."""

    def __init__(self, forks: bool) -> None:
        self._forks = forks
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, Any]) -> tuple[str, bytes]:  # Any: JSON
        """The outcome of a request and the bytes that belong to it; never takes longer than the request's wall clock allows."""
        process = self._started()
        watch = threading.Timer(request["wall_s"] + _SPARE_S, _kill, [process])
        watch.daemon = True
        watch.start()
        try:
            outcome, data = _exchange(process, request)
        except (BrokenPipeError, EOFError, ValueError):
            self.end()
            return ("crash", b"the helper process ended") if watch.is_alive() else ("time", b"")
        finally:
            watch.cancel()
        if not self._forks:
            self.end()
        return outcome, data

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.end()
            command = [sys.executable, "-m", "indexer.confined", *([] if self._forks else ["--once"])]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(), start_new_session=True
            )
        return self._process

    def end(self) -> None:
        """Ends the process, and the child it may have."""
        process, self._process = self._process, None
        if process is None:
            return
        _kill(process)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            try:
                pipe.close()
            except BrokenPipeError:
                continue  # what was left in the buffer has nobody to read it


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Ends a helper and the child it may have, which belong to a group of their own."""
    if sys.platform == "win32":
        process.kill()
    elif process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _exchange(process: subprocess.Popen[bytes], request: dict[str, Any]) -> tuple[str, bytes]:  # Any: JSON
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    head = json.loads(_whole(process.stdout.readline()))
    data = process.stdout.read(int(head["bytes"]))
    if len(data) != head["bytes"]:
        raise EOFError
    return str(head["outcome"]), data


def _whole(line: bytes) -> bytes:
    if not line.endswith(b"\n"):
        raise EOFError
    return line


def _environment() -> dict[str, str]:
    """What the helper may know of this process: no keys, no settings. Libraries get one thread each, or fork is not safe."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    folders = os.pathsep.join([str(_ROOT), *(folder for folder in sys.path if folder)])
    return kept | {"PYTHONPATH": folders, "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
