"""The JSON API: with a session or a token, problems in words, errors without details."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from assistant.answering.answers import Answer
from assistant.people.tokens import Tokens
from assistant.web.frame import create_app
from assistant.web.words import Words
from tests.browsing import browser, employee
from tests.fakes import Clock, FakeAssistant, not_drawn

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[FakeAssistant]:
    made = FakeAssistant(tmp_path)
    employee(made, "ada")
    employee(made, "hal", "hr")
    yield made
    made.accounts.close()


@pytest.fixture
def app(assistant: FakeAssistant) -> ASGIApp:
    return create_app(assistant, not_drawn, {}, Clock())


@pytest.fixture
async def client(app: ASGIApp, assistant: FakeAssistant) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(app, assistant.sessions.open(assistant.accounts.named("ada"), Clock().now)) as opened:
        yield opened


def program(app: ASGIApp, token: str) -> httpx.AsyncClient:
    """A program with a token: no cookie, no origin."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(
        transport=transport, base_url="http://docent.example", headers={"Authorization": f"Bearer {token}"}
    )


async def test_an_answer_comes_in_the_shape_of_the_design(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/ask", json={"question": "days?"})
    assert response.status_code == 200
    answer = response.json()
    assert answer["citations"][0]["document"] == "leave.md"
    assert Answer.from_json(answer).to_json() == Answer.from_json(answer).to_json() | {"question": "days?"}


async def test_a_search_finds_only_what_one_may_read(client: httpx.AsyncClient, app: ASGIApp, assistant: FakeAssistant) -> None:
    hits = (await client.get("/api/v1/search", params={"question": "pay"})).json()["hits"]
    assert [hit["document"] for hit in hits] == ["leave.md"]
    async with program(app, Tokens(assistant.accounts).create(assistant.accounts.named("hal"), Clock().now)) as hal:
        hits = (await hal.get("/api/v1/search", params={"question": "pay"})).json()["hits"]
    assert [hit["document"] for hit in hits] == ["leave.md", "hr/pay.md"]


async def test_a_program_asks_with_a_token_until_it_is_revoked(app: ASGIApp, assistant: FakeAssistant) -> None:
    tokens, ada = Tokens(assistant.accounts), assistant.accounts.named("ada")
    async with program(app, tokens.create(ada, Clock().now)) as client:
        assert (await client.post("/api/v1/ask", json={"question": "days?"})).status_code == 200
        tokens.revoke(ada, tokens.list(ada)[0].id)
        assert (await client.post("/api/v1/ask", json={"question": "days?"})).status_code == 401


async def test_a_token_opens_the_api_and_nothing_else(app: ASGIApp, assistant: FakeAssistant) -> None:
    async with program(app, Tokens(assistant.accounts).create(assistant.accounts.named("ada"), Clock().now)) as client:
        for path in ("/", "/documents/open?document=leave.md", "/version"):
            assert (await client.get(path)).status_code == 401
        assert (await client.post("/logout")).status_code == 403


async def test_a_token_nobody_has_is_refused_even_beside_a_session(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/search", params={"question": "a"}, headers={"Authorization": "Bearer docent_x"})
    assert response.status_code == 401
    assert response.json() == {"problem": "Sign in first."}


async def test_a_problem_is_told_in_words(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/ask", json={"question": "  "})
    assert response.status_code == 400
    assert response.json() == {"problem": "the question is empty: write one"}


async def test_what_only_the_operator_can_mend_names_no_path(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/ask", json={"question": "damaged"})
    assert response.status_code == 400
    assert response.json() == {"problem": Words("en")("error.IndexDamaged")}


@pytest.mark.parametrize("body", [{}, {"question": 5}, [], {"question": "a", "conversation": {}}])
async def test_a_body_of_another_shape_is_refused_without_repeating_it(client: httpx.AsyncClient, body: object) -> None:
    response = await client.post("/api/v1/ask", json=body)
    assert response.status_code == 400
    assert list(response.json()) == ["problem"]


@pytest.mark.parametrize("count", ["0", "51", "many"])
async def test_a_count_out_of_bounds_is_refused(client: httpx.AsyncClient, count: str) -> None:
    assert (await client.get("/api/v1/search", params={"question": "a", "count": count})).status_code == 400


async def test_an_error_is_answered_with_an_id_that_the_log_has(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = await client.post("/api/v1/ask", json={"question": "break"})
    assert response.status_code == 500
    assert "secret detail" not in response.text
    code = response.json()["problem"].rsplit(maxsplit=1)[-1].rstrip(".")
    assert len(code) == 8
    assert any(code in record.getMessage() for record in caplog.records)


async def test_the_description_of_the_api_loads_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    described = (await client.get("/api/v1/openapi.json")).json()
    assert set(described["paths"]) == {"/api/v1/ask", "/api/v1/search"}
    (asked,) = [shape for name, shape in described["components"]["schemas"].items() if "ask" in name]
    assert (set(asked["properties"]), asked["required"]) == ({"question", "conversation"}, ["question"])
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert (await client.get(path)).status_code == 404
