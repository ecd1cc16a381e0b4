"""Digests on their way to people: by SMTP where a server is named, else handed back to be shown. Knows no wording."""

import logging
import smtplib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, Protocol

from assistant.errors import Problem
from assistant.learning.reminders import Digest

logger = logging.getLogger(__name__)


class Post(Protocol):
    """What carries messages."""

    def send(self, to: str, subject: str, body: str) -> None:
        """Sends a message.

        Raises:
            Problem: it could not be sent.
        """


class Server(Protocol):
    """A connection to a mail server, as smtplib has it."""

    def __enter__(self) -> "Server":
        """Itself."""

    def __exit__(self, *_: Any) -> None:  # Any: an exception
        """Ends it."""

    def starttls(self) -> object:
        """Encrypts what follows."""

    def login(self, user: str, password: str) -> object:
        """Signs in."""

    def send_message(self, msg: EmailMessage) -> object:
        """Hands a message over."""


def _connected(host: str, port: int, timeout_s: float) -> Server:
    return smtplib.SMTP(host, port, timeout=timeout_s)


@dataclass(frozen=True, slots=True)
class SmtpPost:
    """A mail server."""

    host: str
    port: int = 587
    sender: str = "docent@localhost"
    user: str = ""  # "" where the server asks for none
    password: str = ""
    starttls: bool = True
    timeout_s: float = 20.0
    connect: Callable[[str, int, float], Server] = field(default=_connected)

    def send(self, to: str, subject: str, body: str) -> None:
        """Sends a message of plain text.

        Raises:
            Problem: the server cannot be reached or refuses it.
        """
        message = EmailMessage()
        try:
            message["From"], message["To"], message["Subject"] = self.sender, to, subject
            message.set_content(body)
            with self.connect(self.host, self.port, self.timeout_s) as server:
                if self.starttls:
                    server.starttls()
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            told = f"{self.host}:{self.port} did not take a mail ({error})"
            raise Problem(f"{told}: check the settings of the server") from error


def deliver(
    digests: Iterable[Digest],
    post: Post | None,
    address: Callable[[str], str | None],
    wording: Callable[[Digest], tuple[str, str]],
) -> tuple[tuple[Digest, ...], tuple[Digest, ...]]:
    """Sends digests; returns those sent and those that are to be shown instead: no server, no address, or it failed.

    `address` gives a person's by their id, `wording` subject and body.
    """
    sent, shown = list[Digest](), list[Digest]()
    for digest in digests:
        to = None if post is None else address(digest.person)
        (sent if post is not None and to is not None and _sent(post, to, *wording(digest)) else shown).append(digest)
    return tuple(sent), tuple(shown)


def _sent(post: Post, to: str, subject: str, body: str) -> bool:
    try:
        post.send(to, subject, body)
    except Problem as problem:
        logger.warning("%s", problem)  # without the address: it is somebody's
        return False
    return True
