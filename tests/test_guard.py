"""The guard in front of real Gradio pages: who gets through, with what, from where."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.people.person import Person, Role
from assistant.web.frame import create_app
from assistant.web.guard import BODY_BYTES, Allowance, Doors, Guard
from tests.browsing import HOST, ORIGIN, as_page, browser, chat, employee, running
from tests.fakes import START, Clock, FakeAssistant, not_drawn

pytestmark = pytest.mark.anyio
JOIN = "/en/ask/gradio_api/queue/join"
DATA = "/en/ask/gradio_api/queue/data"
PREDICT = "/en/ask/gradio_api/run/predict"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeAssistant]:
    made = FakeAssistant(tmp_path_factory.mktemp("docent"))
    employee(made, "ada")
    employee(made, "bob")
    made.accounts.add("root", Role.ADMIN, password="a sentence to remember")
    yield made
    made.accounts.close()


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
async def app(assistant: FakeAssistant, clock: Clock, anyio_backend: str) -> AsyncIterator[ASGIApp]:
    made = create_app(assistant, not_drawn, {"ask": chat, "admin": chat}, clock)
    async with running(made):
        yield made


def signed_in(app: ASGIApp, assistant: FakeAssistant, clock: Clock, name: str, **headers: str) -> httpx.AsyncClient:
    return browser(app, assistant.sessions.open(assistant.accounts.named(name), clock.now), **headers)


@pytest.fixture
async def ada(app: ASGIApp, assistant: FakeAssistant, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    clock.forward(minutes=2)  # a fresh allowance of questions
    async with signed_in(app, assistant, clock, "ada") as client:
        yield client


@pytest.fixture
async def bob(app: ASGIApp, assistant: FakeAssistant, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, assistant, clock, "bob") as client:
        yield client


@pytest.fixture
async def nobody(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app) as client:
        yield client


def event(*data: object, number: int = 0, session: str = "s", **more: object) -> dict[str, Any]:
    return {"data": list(data), "event_data": None, "fn_index": number, "trigger_id": 1, "session_hash": session} | more


async def test_a_chat_streams_word_by_word_through_the_guard(ada: httpx.AsyncClient) -> None:
    assert (await ada.post(JOIN, json=event("days?", "", session="stream"))).status_code == 200
    said = (await ada.get(DATA, params={"session_hash": "stream"})).text
    messages = [json.loads(line.removeprefix("data: ")) for line in said.splitlines() if line]
    assert [message["msg"] for message in messages].count("process_generating") == 3
    assert messages[-2]["output"]["data"][0] == "ada days? 2"


async def test_a_stream_passes_piece_by_piece_and_learns_that_its_reader_has_gone() -> None:
    heard: list[Message] = []

    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in (b"one", b"two"):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            assert heard[-1]["body"] == piece
        assert (await receive())["type"] == "http.request"
        assert (await receive())["type"] == "http.disconnect"

    waiting: list[Message] = [{"type": "http.request", "body": b"{}"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return waiting.pop(0)

    async def send(message: Message) -> None:
        heard.append(message)

    person = Person("1" * 32, "ada", Role.EMPLOYEE, frozenset())
    doors = Doors("docent", lambda *_: person, lambda _: None, Clock(), lambda *_: PlainTextResponse("no"), https=False)
    headers = [(b"cookie", b"docent=x"), (b"sec-fetch-site", b"same-origin")]
    scope = {"type": "http", "method": "POST", "path": "/api/v1/ask", "headers": headers, "query_string": b""}
    await Guard(streaming, doors, [], 5)(scope, receive, send)
    assert [message.get("body") for message in heard] == [None, b"one", b"two"]


@pytest.mark.parametrize("path", ["/en/ask/", "/en/ask/config", "/zh/admin/", "/documents/open", "/api/v1/search", "/version"])
async def test_without_a_session_there_is_nothing_to_see(nobody: httpx.AsyncClient, path: str) -> None:
    assert (await nobody.get(path)).status_code == 401
    response = await nobody.get(path, headers=as_page())
    assert response.status_code == (401 if path.startswith("/api") else 303)


async def test_without_a_session_no_event_is_taken(nobody: httpx.AsyncClient) -> None:
    assert (await nobody.post(JOIN, json=event("a", ""))).status_code == 401
    assert (await nobody.get(DATA, params={"session_hash": "s"})).status_code == 401


async def test_who_opens_a_page_without_a_session_is_sent_to_sign_in(nobody: httpx.AsyncClient) -> None:
    response = await nobody.get("/zh/ask/", headers=as_page())
    assert response.headers["location"] == "/signin?next=/zh/ask/"


SENSITIVE = [
    "token", "app_id", "user", "login_check", "startup-events", "monitoring", "monitoring/summary", "deep_link", "runs",
    "openapi.json", "dev/reload", "upload_progress", "vibe-code", "file=/etc/hostname", "file/etc/hostname",
    "proxy=https://example.com", "custom_component/x/client/y/z", "stream/a/b/c/playlist.m3u8", "call/ask/x", "mcp/sse",
]  # fmt: skip


@pytest.mark.parametrize("route", SENSITIVE)
async def test_routes_that_no_page_needs_are_not_there(ada: httpx.AsyncClient, route: str) -> None:
    for prefix in ("/en/ask/gradio_api/", "/en/ask/"):
        assert (await ada.get(prefix + route)).status_code == 404


@pytest.mark.parametrize("route", ["upload", "run/loud", "run/ask", "api/predict", "call/ask", "call/v2/ask", "component_server", "vibe-edit", "reset", "stream/x"])  # fmt: skip  # noqa: E501
async def test_ways_around_the_queue_and_uploads_are_not_there(ada: httpx.AsyncClient, route: str) -> None:
    assert (await ada.post(f"/en/ask/gradio_api/{route}", json=event("a"))).status_code == 404


@pytest.mark.parametrize("path", ["/en/ask/assets/../../../frame.py", "/en/ask/static/..%2f..%2froutes.py", "/en/ask//config"])
async def test_paths_do_not_climb(ada: httpx.AsyncClient, path: str) -> None:
    assert (await ada.get(path)).status_code == 404


async def test_other_methods_are_not_there(ada: httpx.AsyncClient) -> None:
    assert (await ada.put(JOIN, json={})).status_code == 405
    assert (await ada.request("OPTIONS", JOIN)).status_code == 405


EVIL = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": f"http://{HOST}.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
]


@pytest.mark.parametrize("headers", EVIL)
async def test_another_site_changes_nothing_and_is_told_nothing(ada: httpx.AsyncClient, headers: dict[str, str]) -> None:
    for path in (JOIN, "/logout", "/api/v1/ask", "/signin"):
        response = await ada.post(path, json=event("a", ""), headers=headers)
        assert response.status_code == 403
        assert "access-control-allow-origin" not in response.headers


async def test_a_change_that_does_not_say_where_it_comes_from_is_refused(
    app: ASGIApp, assistant: FakeAssistant, clock: Clock
) -> None:
    async with signed_in(app, assistant, clock, "ada") as client:
        del client.headers["Origin"]
        assert (await client.post(JOIN, json=event("a", ""))).status_code == 403
        assert (await client.post(JOIN, json=event("a", ""), headers={"Sec-Fetch-Site": "same-origin"})).status_code == 200


async def test_another_site_does_not_embed_what_is_ours(ada: httpx.AsyncClient) -> None:
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert (await ada.get("/evidence/page.png", headers=embedded)).status_code == 403
    linked = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert (await ada.get("/en/ask/", headers=linked)).status_code == 200


async def test_gradio_never_answers_another_origin(ada: httpx.AsyncClient) -> None:
    response = await ada.get("/en/ask/config", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in response.headers


async def test_one_person_cannot_touch_what_another_one_has_open(ada: httpx.AsyncClient, bob: httpx.AsyncClient) -> None:
    await ada.post(JOIN, json=event("mine", "", session="adas"))
    await ada.get(DATA, params={"session_hash": "adas"})
    kept = event("", number=1, session="adas")
    assert (await ada.post(JOIN, json=kept)).status_code == 200
    assert (await bob.post(JOIN, json=kept)).status_code == 403
    assert (await bob.get(DATA, params={"session_hash": "adas"})).status_code == 403
    assert (await bob.get("/en/ask/gradio_api/heartbeat/adas")).status_code == 403
    assert (await bob.post(PREDICT, json=event("x", number=2, session="adas"))).status_code == 403
    cancel = {"session_hash": "adas", "fn_index": 0, "event_id": "x"}
    assert (await bob.post("/en/ask/gradio_api/cancel", json=cancel)).status_code == 403


async def test_two_people_in_sessions_of_their_own_see_their_own(ada: httpx.AsyncClient, bob: httpx.AsyncClient) -> None:
    for client, name in ((ada, "ada"), (bob, "bob")):
        await client.post(JOIN, json=event("who", "", session=f"of-{name}"))
        said = (await client.get(DATA, params={"session_hash": f"of-{name}"})).text
        assert f"{name} who 2" in said
        assert {"ada": "bob", "bob": "ada"}[name] not in said


@pytest.mark.parametrize("session", [None, "", 5, "a b", "x" * 65, ["s"]])
async def test_an_event_names_its_session(ada: httpx.AsyncClient, session: object) -> None:
    assert (await ada.post(JOIN, json=event("a", "") | {"session_hash": session})).status_code == 400


async def test_a_stream_names_one_session(ada: httpx.AsyncClient) -> None:
    assert (await ada.get(DATA)).status_code == 400
    assert (await ada.get(f"{DATA}?session_hash=mine&session_hash=other")).status_code == 400


async def test_an_event_is_named_by_its_number(ada: httpx.AsyncClient) -> None:
    for number in (None, "0", 0.0, True):
        assert (await ada.post(JOIN, json=event("a", "") | {"fn_index": number})).status_code == 400


async def test_no_file_outside_the_cache_is_ever_served(ada: httpx.AsyncClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    file = {"path": str(secret), "url": None, "meta": {"_type": "gradio.FileData"}}
    for given in (file, {"file": file}, [{"role": "user", "content": [{"type": "file", "file": file}]}]):
        for address in (JOIN, PREDICT):
            response = await ada.post(address, json=event(given, number=3, session="files"))
            assert response.status_code == 400
    for address in (f"/en/ask/gradio_api/file={secret}", f"/en/ask/gradio_api/file/{secret}", f"/en/ask/file={secret}"):
        response = await ada.get(address)
        assert response.status_code == 404
        assert "the secret" not in response.text


BROKEN = [b"", b"[]", b"{", b'{"data": [], "session_hash": "a", "session_hash": "b"}', b"[" * 20_000, b"\xff\xfe"]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
async def test_a_body_that_two_parsers_could_take_differently_is_refused(ada: httpx.AsyncClient, body: bytes) -> None:
    assert (await ada.post(JOIN, content=body, headers={"Content-Type": "application/json"})).status_code == 400


async def test_a_body_that_is_too_long_is_refused_unread(ada: httpx.AsyncClient) -> None:
    assert (await ada.post(JOIN, json=event("x" * BODY_BYTES, ""))).status_code == 413
    assert (await ada.post("/signin", data={"name": "x" * BODY_BYTES})).status_code == 413


async def test_an_event_without_the_queue_works_but_not_around_it(ada: httpx.AsyncClient) -> None:
    assert (await ada.post(PREDICT, json=event("hi", number=2, session="direct"))).json()["data"] == ["HI"]
    assert (await ada.post(PREDICT, json=event("hi", "", number=0, session="direct"))).status_code == 404


async def test_only_questions_are_counted_and_too_many_of_them_refused(
    ada: httpx.AsyncClient, bob: httpx.AsyncClient, assistant: FakeAssistant, clock: Clock
) -> None:
    most = assistant.settings.server.questions_per_min
    for _ in range(most + 5):
        assert (await ada.post(PREDICT, json=event("hi", number=2, session="many"))).status_code == 200
    answers = [(await ada.post("/api/v1/ask", json={"question": "days?"})).status_code for _ in range(most + 1)]
    assert answers == [200] * most + [429]
    assert (await ada.post(JOIN, json=event("days?", "", session="many"))).status_code == 429
    assert (await bob.post(JOIN, json=event("days?", "", session="bobs"))).status_code == 200
    clock.forward(seconds=61)
    assert (await ada.post(JOIN, json=event("days?", "", session="many"))).status_code == 200


async def test_only_admins_reach_the_admin_pages(
    ada: httpx.AsyncClient, app: ASGIApp, assistant: FakeAssistant, clock: Clock
) -> None:
    join = "/zh/admin/gradio_api/queue/join"
    assert (await ada.get("/zh/admin/", headers=as_page())).status_code == 403
    assert (await ada.get("/en/admin/config")).status_code == 403
    assert (await ada.post(join, json=event("a", "", session="admin"))).status_code == 403
    async with signed_in(app, assistant, clock, "root") as root:
        assert (await root.get("/zh/admin/", headers=as_page())).status_code == 200
        assert (await root.post(join, json=event("a", "", session="roots"))).status_code == 200


async def test_who_must_change_the_password_can_do_nothing_else(app: ASGIApp, assistant: FakeAssistant, clock: Clock) -> None:
    assistant.accounts.add("new")
    async with signed_in(app, assistant, clock, "new") as new:
        assert (await new.get("/en/ask/", headers=as_page())).headers["location"] == "/password"
        assert (await new.post(JOIN, json=event("a", "", session="news"))).status_code == 403
        assert (await new.get("/api/v1/search", params={"question": "a"})).status_code == 403
        assert (await new.get("/password", headers=as_page())).status_code == 200


async def test_every_answer_carries_the_headers(ada: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
    for client, path in ((ada, "/en/ask/"), (nobody, "/signin"), (nobody, "/nothing"), (ada, "/api/v1/search")):
        headers = (await client.get(path)).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in headers


async def test_scripts_of_the_pages_are_cached_for_long(ada: httpx.AsyncClient) -> None:
    import gradio

    folder = Path(gradio.__file__).parent / "templates/frontend/assets"
    name = next(path.name for path in sorted(folder.glob("*.js")))
    response = await ada.get(f"/en/ask/assets/{name}")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await ada.get("/static/docent.js?v=0a")).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await ada.get("/static/docent.js")).headers["cache-control"] == "public, max-age=3600"
    assert (await ada.get("/en/ask/assets/missing.js")).headers["cache-control"] == "no-store"


async def test_a_websocket_is_closed_at_once(app: ASGIApp) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app({"type": "websocket", "path": "/en/ask/", "headers": []}, receive, send)
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_over_https_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    doors = Doors("docent", lambda *_: None, lambda _: None, Clock(), lambda *_: PlainTextResponse("no", 401), https=True)
    async with browser(Guard(PlainTextResponse("yes"), doors, [], 5)) as client:
        assert (await client.get("/signin")).headers["strict-transport-security"] == "max-age=31536000"


def test_an_allowance_slides_with_time() -> None:
    allowance, clock = Allowance(2), Clock(START)
    assert allowance.take("ada", clock.now)
    clock.forward(seconds=30)
    assert allowance.take("ada", clock.now)
    assert not allowance.take("ada", clock.now)
    clock.forward(seconds=31)
    assert allowance.take("ada", clock.now)
    assert not allowance.take("ada", clock.now)


def test_the_origin_of_these_tests_is_no_local_one() -> None:
    assert "localhost" not in ORIGIN  # Gradio is stricter for those than for a company's host
