"""Docent's server: `python app.py`. Reads the settings, opens the assistant and serves its pages and its API."""

import argparse
import ipaddress
import logging
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import ServerSettings, Settings, load_settings
from indexer.errors import Problem, SettingsInvalid

if TYPE_CHECKING:
    from assistant.assembly import Assistant

ADMIN = "admin"


def main(argv: list[str] | None = None) -> int:
    """Serves until it is stopped; 0, or 1 with the problem on stderr."""
    parser = argparse.ArgumentParser(prog="python app.py", description="Serve Docent's pages and its API.")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--host", help="the address to listen at")
    parser.add_argument("--port", type=int)
    arguments = parser.parse_args(argv)
    try:
        settings = load_settings(arguments.settings)
        given = {name: value for name in ("host", "port") if (value := getattr(arguments, name)) is not None}
        settings = replace(settings, server=replace(settings.server, **given))
        refuse_network(settings.server)
        serve(settings, arguments.settings)
    except Problem as problem:
        print(problem, file=sys.stderr)  # noqa: T201 - this is a command
        return 1
    return 0


def refuse_network(server: ServerSettings) -> None:
    """Accepts an address that only this machine reaches, others when the settings allow it.

    Raises:
        SettingsInvalid: they do not.
    """
    if not (is_loopback(server.host) or server.allow_network):
        raise SettingsInvalid(
            f"[server] host is {server.host}, which other machines reach: put a proxy with TLS in front and set "
            "secure_cookies and allow_network, or use 127.0.0.1"
        )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(settings: Settings, file: Path | None) -> None:
    """Opens the assistant, prepares a first start, and serves."""
    from assistant.web.frame import create_app, keep_quiet

    keep_quiet()  # before anything else is imported: libraries look at the environment once
    import uvicorn

    from assistant.assembly import open_assistant
    from indexer.readers.highlight import quote_picture

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("faiss").setLevel(logging.WARNING)  # it tells how it was loaded, which nobody needs to know
    first_index(settings, file)
    with open_assistant(settings) as assistant, assistant.reminders():
        first_admin(assistant)
        recheck(assistant)
        app = create_app(assistant, lambda file, *cited: bytes(assistant.sandbox.call(quote_picture, file, *cited)))
        server = settings.server
        say(f"Docent is at http://{server.host}:{server.port} (Ctrl-C ends it)")
        uvicorn.run(
            app,
            host=server.host,
            port=server.port,
            log_level="warning",
            server_header=False,
            timeout_keep_alive=120,  # seconds; the next question comes over the same connection
            timeout_graceful_shutdown=3,  # open pages listen for ever
        )


def first_index(settings: Settings, file: Path | None) -> None:
    """Indexes the documents, with a progress bar, where there is no index yet; serving begins whatever comes of it."""
    from indexer.__main__ import main as indexer
    from indexer.store import Generations

    if Generations(settings.index.folder).current() is None:
        indexer(["update", *(["--settings", str(file)] if file else [])])


def recheck(assistant: "Assistant") -> None:
    """Compares the questions with an index that was updated while nothing was served."""
    with suppress(Problem):  # there is no index yet, or none that can be read: the pages say so
        assistant.recheck_questions()


def first_admin(assistant: "Assistant") -> None:
    """Makes an admin where there are no accounts yet, and prints the one-time password once."""
    from assistant.people.person import Role

    if not assistant.accounts.list():
        made = assistant.accounts.add(ADMIN, Role.ADMIN)
        say(f"First start. Sign in as {ADMIN} with the one-time password {made.one_time_password}")


def say(text: str) -> None:
    """Prints a line at once, also into a pipe."""
    print(text, flush=True)  # noqa: T201 - this is a command


if __name__ == "__main__":
    sys.exit(main())
