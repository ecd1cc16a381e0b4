"""The far side of the sandbox: a process that forks a child for every call and limits what the child may use.

Speaks one line of JSON a call on stdin and answers on stdout: a line of JSON with the outcome, then as many bytes as it says.
Knows nothing of what the called functions do.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
import time
from typing import IO, Any, NoReturn

from indexer.errors import FileRefused

if sys.platform != "win32":
    import resource

_NEW_USER_AND_NETWORK = (0x10000000, 0x40000000)  # CLONE_NEWUSER, CLONE_NEWNET
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.posix_spawn",
    "os.system",
    "os.fork",
    "os.kill",
    "os.remove",
    "os.rename",
)
_OPEN_FOR_WRITING = frozenset("wax+")
Request = dict[str, Any]  # Any: JSON


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answers requests until there are no more of them, each from a child of its own."""
    cut_network()
    for line in requests:
        request = json.loads(line)
        with contextlib.suppress(ImportError):  # the child meets the same error and reports it
            importlib.import_module(request["module"])
            for name in request["imports"]:
                importlib.import_module(name)
        gc.freeze()  # what is there now is never collected in a child, so that its pages stay shared
        outcome, data = _in_child(request, (requests.fileno(), answers.fileno()))
        answers.write(json.dumps({"outcome": outcome, "bytes": len(data)}).encode() + b"\n" + data)
        answers.flush()


def serve_once(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answers one request in this process: where there is no fork, the sandbox starts a process for every call."""
    request = json.loads(requests.readline())
    _limit(request)
    outcome, data = _outcome(request)
    answers.write(json.dumps({"outcome": outcome, "bytes": len(data)}).encode() + b"\n" + data)
    answers.flush()


def cut_network() -> bool:
    """Moves this process into a network of its own, with nothing in it; False where the system does not allow that."""
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    user, network = _NEW_USER_AND_NETWORK
    # alone first: root may, and in a new user namespace root would lose the right to read other people's files
    return bool(library.unshare(network) == 0 or library.unshare(user | network) == 0)


def _in_child(request: Request, ours: tuple[int, ...]) -> tuple[str, bytes]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        for descriptor in (reading, *ours):  # what a child says otherwise than by its own pipe is not heard
            os.close(descriptor)
        os.dup2(1, 2)
        _run_child(request, writing)
    os.close(writing)
    try:
        data, outcome = _received(reading, time.monotonic() + request["wall_s"], request["output_bytes"])
    finally:
        os.close(reading)
    if outcome:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if outcome:
        return outcome, b""
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return ("time", b"") if name == "SIGXCPU" else ("crash", name.encode())
    head, _, body = data.partition(b"\n")
    return (head.decode("ascii"), body) if os.WEXITSTATUS(status) == 0 and head else ("crash", b"no answer")


def _received(pipe: int, deadline: float, most_bytes: int) -> tuple[bytes, str]:
    """What the child wrote, and why it must be ended before it is done, if so."""
    pieces: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return b"", "time"
        if not select.select([pipe], [], [], left)[0]:
            continue
        piece = os.read(pipe, 1 << 20)
        if not piece:
            return b"".join(pieces), ""
        size += len(piece)
        if size > most_bytes:
            return b"", "output"
        pieces.append(piece)


def _run_child(request: Request, pipe: int) -> NoReturn:
    status = 1
    try:
        _limit(request)
        outcome, data = _outcome(request)
        left = memoryview(outcome.encode() + b"\n" + data)
        while left:
            left = left[os.write(pipe, left) :]
        status = 0
    finally:
        os._exit(status)  # never back into the loop of the parent


def _outcome(request: Request) -> tuple[str, bytes]:
    """Calls the function: its result as bytes, or as JSON, or why there is none."""
    try:
        function = getattr(importlib.import_module(request["module"]), request["function"])
        result = function(*request["arguments"])
        return ("bytes", result) if isinstance(result, bytes) else ("json", json.dumps(result, ensure_ascii=False).encode())
    except FileRefused as refused:
        return "refused", json.dumps([refused.verdict.value, refused.found, refused.remedy]).encode()
    except MemoryError:
        return "memory", b""
    except Exception as error:  # noqa: BLE001 - whatever it was, the process that asked must hear of it
        return "error", f"{type(error).__name__}: {str(error)[:300]}".encode(errors="replace")


def _limit(request: Request) -> None:
    """Limits this process for good: processor time, memory, files, network."""
    if sys.platform != "win32":
        cpu_s = request["cpu_s"]
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 2))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # pipes are not files: the answer still gets out
        if sys.platform == "linux":
            most = _address_space_bytes() + request["memory_bytes"]
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
    sys.addaudithook(_refuse)


def _address_space_bytes() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not imported in this process
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:  # Any: what Python passes depends on the event
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"{event} is not allowed while a document is read")
    if event == "open" and isinstance(arguments[1], str) and _OPEN_FOR_WRITING & set(arguments[1]):
        raise PermissionError("writing a file is not allowed while a document is read")


def main() -> None:
    """Serves on stdin and stdout; what libraries print goes nowhere."""
    answers = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(answers, "wb") as out:
        os.close(0)
        (serve_once if "--once" in sys.argv else serve)(requests, out)


if __name__ == "__main__":
    main()
