"""Functions that the sandbox's tests call in a child: good ones and bad ones. Knows no documents."""

import os
import socket
import subprocess
import sys
from pathlib import Path


def echo(value: object) -> object:
    """The value itself."""
    return value


def picture() -> bytes:
    """Bytes that are no text."""
    return bytes(range(256))


def loop_forever() -> None:
    """Never returns, and uses the processor all the time."""
    while True:
        pass


def sleep_forever() -> None:
    """Never returns, and uses nothing."""
    import threading

    threading.Event().wait()


def crash() -> None:
    """Ends the process as a fault in a library would."""
    os.abort()


def exit_at_once() -> None:
    """Ends the process without an answer."""
    os._exit(0)


def take_memory(size_mb: int) -> int:
    """Takes so much memory and uses it."""
    return len(bytearray(size_mb * 1_000_000))


def write_much(size_mb: int) -> str:
    """Gives a large answer."""
    return "x" * (size_mb * 1_000_000)


def connect() -> None:
    """Opens a connection."""
    socket.create_connection(("127.0.0.1", 9), timeout=1)


def start_program() -> None:
    """Starts another program."""
    subprocess.run([sys.executable, "-c", ""], check=True)


def write_file(path: str) -> None:
    """Writes a file."""
    Path(path).write_text("x", encoding="utf-8")


def interfaces() -> list[str]:
    """The names of the network's interfaces as this process sees them."""
    lines = Path("/proc/net/dev").read_text(encoding="ascii").splitlines()[2:]
    return [line.partition(":")[0].strip() for line in lines]


def environment() -> dict[str, str]:
    """The environment of the process."""
    return dict(os.environ)


def print_nonsense() -> None:
    """Writes to stdout and stderr, as a library might."""
    os.write(1, b'{"outcome": "json", "bytes": 2}\n{}')
