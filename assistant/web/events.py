"""What a Gradio page's requests carry: whose session, which event, and never a file. Knows nothing of who may do what."""

import json
import re
from collections import OrderedDict
from typing import Any, TypeAlias
from urllib.parse import parse_qs

SESSIONS_OF_ONE = 200  # Gradio sessions (open pages) remembered for a person
HEARTBEAT = re.compile(r"/gradio_api/heartbeat/([\w-]+)")
SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")

Json: TypeAlias = Any  # what json.loads gives


class EventRefused(Exception):
    """A request that no page of ours sends."""


class Bindings:
    """Which person each Gradio session belongs to: the first who names it. Their ids come from the browser."""

    def __init__(self, most: int = SESSIONS_OF_ONE) -> None:
        self._most = most
        self._owner: dict[str, str] = {}
        self._of_person: dict[str, OrderedDict[str, None]] = {}

    def claim(self, session: str, person_id: str) -> bool:
        """Whether the session is this person's, now or from now on."""
        owner = self._owner.setdefault(session, person_id)
        if owner != person_id:
            return False
        own = self._of_person.setdefault(person_id, OrderedDict())
        own[session] = None
        own.move_to_end(session)
        if len(own) > self._most:  # only a person's own pages push each other out
            del self._owner[own.popitem(last=False)[0]]
        return True


def event_in(body: bytes) -> dict[str, Json]:
    """The event in a request's body, where every parser would see the same one and no file is in it.

    Raises:
        EventRefused: it is no such event.
    """
    try:
        event = json.loads(body, object_pairs_hook=_without_files)
    except (ValueError, RecursionError) as error:
        raise EventRefused from error
    if not isinstance(event, dict) or (event.get("event_id") is not None and "data" in event):
        raise EventRefused
    return event


def _without_files(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    names = [name for name, _ in pairs]
    # two of the same name: another parser might take the other one
    if len(set(names)) != len(names) or not {"path", "url"}.isdisjoint(names):
        raise ValueError
    found = dict(pairs)
    if isinstance(found.get("meta"), dict) and "_type" in found["meta"]:
        raise ValueError
    return found


def session_in_address(query: bytes, inner: str) -> str | None:
    """The Gradio session that an address names; None where it needs none.

    Raises:
        EventRefused: it names several, or none where it must.
    """
    heartbeat = HEARTBEAT.fullmatch(inner)
    if heartbeat:
        return session_named(heartbeat[1])
    named = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("session_hash", [])
    if inner == "/gradio_api/queue/data" or named:
        if len(named) != 1:
            raise EventRefused
        return session_named(named[0])
    return None


def session_named(value: Json) -> str:
    """The value as a session's id.

    Raises:
        EventRefused: it is none.
    """
    if not isinstance(value, str) or not SESSION.fullmatch(value):
        raise EventRefused
    return value
