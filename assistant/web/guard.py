"""The guard in front of every page: who may send what, from where, how often. Knows nothing of what the pages say.

Pure ASGI, so that streams pass through it piece by piece. In this order: our own route or one that a mounted page needs;
a session (or a token, for the API); same origin for whatever changes something; the role; for Gradio's events a body
without files whose session belongs to this person; no more questions than the settings allow.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from typing import Any

from anyio import fail_after
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.people.person import Person, Role
from assistant.web.events import Bindings, EventRefused, event_in, session_in_address, session_named

BODY_BYTES = 64 * 1024
BODY_S = 30.0
PERSON = "docent.person"  # the key of the request's scope that holds who sent it

PUBLIC = re.compile(r"/(signin|healthz|readyz|favicon\.ico|static/.*)")
WITHOUT_NEW_PASSWORD = re.compile(r"/(password|logout)")
API = "/api/v1/"
ASK = "/api/v1/ask"

READ = re.compile(
    r"/|/config|/theme\.css|/manifest\.json|/favicon\.ico|/(assets|static|svelte)/(?!.*\.\.)[\w./@+-]+"
    r"|/gradio_api/(info|theme\.css|queue/data|heartbeat/[\w-]+)"
)
WRITE = re.compile(r"/gradio_api/(queue/join|run/predict|cancel)")
EVENT = re.compile(r"/gradio_api/(queue/join|run/predict)")
HASHED_NAME = re.compile(r".*/(assets|svelte)/.*")  # their names change with their content
MARKED = re.compile(rb"v=[0-9a-f]+")  # and so do these addresses
STATIC = re.compile(r".*/static/.*|.*/theme\.css")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'self'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers send "Origin: null" from forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
HSTS = "max-age=31536000"


class Refused(Exception):
    """A request that goes no further: its HTTP status, which also names the message that is shown."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Mount:
    """A mounted Gradio page, the roles that may use it and those of its events that ask a question."""

    path: str  # such as "/en/ask"
    roles: frozenset[Role]
    questions: frozenset[int]


class Allowance:
    """So many in any minute for one person."""

    def __init__(self, per_min: int) -> None:
        self._per_min = per_min
        self._taken: dict[str, deque[float]] = {}

    def take(self, person_id: str, now: datetime) -> bool:
        """Whether one more is allowed; if so, it is counted."""
        moment = now.timestamp()
        taken = self._taken.setdefault(person_id, deque())
        while taken and taken[0] <= moment - 60:
            taken.popleft()
        if len(taken) >= self._per_min:
            return False
        taken.append(moment)
        return True


@dataclass(frozen=True, slots=True)
class Doors:
    """What the guard asks of others: who a cookie or a token stands for, the time, and how a refusal looks."""

    cookie: str  # its name
    by_cookie: Callable[[str, datetime], Person | None]
    by_token: Callable[[str], Person | None]
    clock: Callable[[], datetime]
    refusal: Callable[[Scope, int], Response]
    https: bool


class Guard:
    """Wraps the application; every request passes here first."""

    def __init__(self, app: ASGIApp, doors: Doors, mounts: Iterable[Mount], questions_per_min: int) -> None:
        self._app = app
        self._doors = doors
        self._mounts = tuple(mounts)
        self._bindings = Bindings()
        self._allowance = Allowance(questions_per_min)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through with a body that was looked at, or answers it with a refusal."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        shielded = self._with_headers(scope, send)
        try:
            admitted = await self._admitted(scope, receive)
        except Refused as refused:
            await self._doors.refusal(scope, refused.status)(scope, receive, shielded)
            return
        await self._app(scope, admitted, shielded)

    async def _admitted(self, scope: Scope, receive: Receive) -> Receive:
        path, headers = scope["path"], Headers(scope=scope)
        mount = next((mount for mount in self._mounts if f"{path}/".startswith(f"{mount.path}/")), None)
        inner = "" if mount is None else path.removeprefix(mount.path) or "/"
        _refuse_unknown_route(scope, inner, mount)
        person, by_token = self._identified(path, headers)
        scope[PERSON] = person
        if not by_token:
            _refuse_other_origins(scope["method"], headers)
        if person is None and not PUBLIC.fullmatch(path):
            raise Refused(401)
        if person is not None and person.must_change_password and not _open_before_new_password(path):
            raise Refused(403)
        if person is not None and mount is not None and person.role not in mount.roles:
            raise Refused(403)
        body = await _body(scope, receive)
        if person is not None:
            try:
                self._look_at(scope, inner, mount, person, body)
            except EventRefused as refused:
                raise Refused(400) from refused
        return receive if body is None else _replayed(body, receive)

    def _identified(self, path: str, headers: Headers) -> tuple[Person | None, bool]:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if path.startswith(API) and scheme.lower() == "bearer":
            return self._doors.by_token(token.strip()), True
        cookie = cookie_value(headers, self._doors.cookie)
        return (None if cookie is None else self._doors.by_cookie(cookie, self._doors.clock())), False

    def _look_at(self, scope: Scope, inner: str, mount: Mount | None, person: Person, body: bytes | None) -> None:
        """Whose Gradio session it is, whether files are in it, whether it is a question too many."""
        question = scope["path"] == ASK and scope["method"] == "POST"
        if mount is not None:
            session = session_in_address(scope["query_string"], inner)
            if body is not None:
                event = event_in(body)
                session = session_named(event.get("session_hash"))
                if EVENT.fullmatch(inner) and type(event.get("fn_index")) is not int:
                    raise EventRefused
                question = bool(EVENT.fullmatch(inner)) and event["fn_index"] in mount.questions
            if session is not None and not self._bindings.claim(session, person.id):
                raise Refused(403)
        if question and not self._allowance.take(person.id, self._doors.clock()):
            raise Refused(429)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def shielded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if message["status"] == 200:
                    headers["Cache-Control"] = _caching(scope)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._doors.https:
                    headers["Strict-Transport-Security"] = HSTS
            await send(message)

        return shielded


def cookie_value(headers: Headers, name: str) -> str | None:
    """The value of a cookie; None where the browser sent none of that name."""
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return None if found is None else found.value


def _caching(scope: Scope) -> str:
    path, query = scope["path"], scope["query_string"]
    if HASHED_NAME.fullmatch(path) or (STATIC.fullmatch(path) and MARKED.fullmatch(query)):
        return "public, max-age=31536000, immutable"
    return "public, max-age=3600" if STATIC.fullmatch(path) else HEADERS["Cache-Control"]


def _refuse_unknown_route(scope: Scope, inner: str, mount: Mount | None) -> None:
    method = scope["method"]
    if method not in ("GET", "HEAD", "POST"):
        raise Refused(405)
    if mount is not None and not (WRITE if method == "POST" else READ).fullmatch(inner):
        raise Refused(404)


def _refuse_other_origins(method: str, headers: Headers) -> None:
    site, mode = headers.get("sec-fetch-site"), headers.get("sec-fetch-mode")
    if method in ("GET", "HEAD"):
        if site in ("cross-site", "same-site") and mode not in (None, "navigate"):
            raise Refused(403)
        return
    origin = headers.get("origin")
    if origin is None and site is None:
        raise Refused(403)
    if site not in (None, "same-origin"):
        raise Refused(403)
    # the host only: behind a proxy that ends TLS this server sees http where the browser sees https
    if origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower():
        raise Refused(403)


def _open_before_new_password(path: str) -> bool:
    return bool(WITHOUT_NEW_PASSWORD.fullmatch(path) or PUBLIC.fullmatch(path))


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    if scope["method"] != "POST":
        return None
    try:
        with fail_after(BODY_S):
            return await _whole(receive)
    except TimeoutError as error:
        raise Refused(408) from error


async def _whole(receive: Receive) -> bytes:
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refused(400)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_BYTES:
            raise Refused(413)
    return body


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> MutableMapping[str, Any]:  # Any: an ASGI message
        nonlocal given
        if given:
            return await receive()  # so that a stream learns that its reader has gone
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
