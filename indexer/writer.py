"""One writer at a time: the lock of an index folder and a note of who holds it. Knows nothing of what is written."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import IndexBusy


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Holds an index folder for writing; the system lets go of it when the process ends, however it ends.

    Raises:
        IndexBusy: somebody else holds it; the message says who.
    """
    from filelock import FileLock, Timeout

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it will hold the text of every document
    note = folder / "writer.json"
    # not a singleton per path and thread-local: two updates of one server exclude one another, too
    lock = FileLock(folder / "writer.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise IndexBusy(f"{folder} is being written by {_said(note)}: wait until it has finished, or end it") from error
    try:
        note.write_text(json.dumps(_who()), encoding="utf-8")
        yield
        note.unlink(missing_ok=True)
    finally:
        lock.release()


def _who() -> dict[str, str | int]:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    return {"pid": os.getpid(), "host": socket.gethostname(), "since": since, "command": command}


def _said(note: Path) -> str:
    try:
        who = json.loads(note.read_text(encoding="utf-8"))
        return f"process {who['pid']} on {who['host']} since {who['since']} ({who['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
