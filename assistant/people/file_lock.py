"""One at a time, among threads and processes: whose turn it is to write. Knows nothing of what is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import Problem

WAIT_S = 30.0  # for one's turn; a write takes milliseconds
ASK_EVERY_S = 0.005


@contextmanager
def held(lock: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Waits for one's turn and keeps it; the system gives it on when the process ends, however it ends.

    Raises:
        Problem: it did not come in time.
    """
    from filelock import FileLock, Timeout

    lock.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the mode is that of the last folder made only
    lock.parent.mkdir(mode=0o700, exist_ok=True)
    # not thread-local: threads of one server exclude one another, too
    turn = FileLock(lock, timeout=wait_s, mode=0o600, thread_local=False, poll_interval=ASK_EVERY_S)
    try:
        turn.acquire()
    except Timeout as error:
        raise Problem(f"{lock} was held by somebody else for {wait_s:g} s: try again; if that lasts, restart Docent") from error
    try:
        yield
    finally:
        turn.release()
