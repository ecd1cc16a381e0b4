"""The application as a whole: its routes, how Gradio pages are mounted, and who an event comes from."""

import os
import tomllib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import ASGIApp

from assistant.errors import AccessDenied, AccountInvalid, EngineFailed, Problem, QueueFull, SignInRefused
from assistant.people.person import Role
from assistant.web.frame import QUIET, VERSION, create_app, keep_quiet, mount_page, page_builds, status_of
from assistant.web.who import admin_of, person_of
from assistant.web.words import Words
from indexer.errors import IndexMissing
from tests.browsing import as_page, browser, chat, employee, running
from tests.fakes import Clock, FakeAssistant, FakeIndex, not_drawn

if TYPE_CHECKING:
    import gradio as gr

pytestmark = pytest.mark.anyio


class Assistant(FakeAssistant):
    """Whose index can be taken away."""

    indexed = True

    def index(self) -> FakeIndex:
        if not self.indexed:
            raise IndexMissing("there is no index: python -m indexer update")
        return super().index()


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    made = Assistant(tmp_path_factory.mktemp("docent"))
    employee(made)
    yield made
    made.accounts.close()


@pytest.fixture(scope="module")
async def app(assistant: Assistant, anyio_backend: str) -> AsyncIterator[ASGIApp]:
    made = create_app(assistant, not_drawn, {"ask": chat}, Clock())
    async with running(made):
        yield made


@pytest.fixture
async def client(app: ASGIApp, assistant: Assistant) -> AsyncIterator[httpx.AsyncClient]:
    token = assistant.sessions.open(assistant.accounts.named("ada"), Clock().now)
    async with browser(app, token, **as_page()) as opened:
        yield opened


def event_of(username: str | None) -> "gr.Request":
    return cast("gr.Request", SimpleNamespace(username=username))


async def test_the_server_says_that_it_lives_and_whether_it_is_ready(app: ASGIApp, assistant: Assistant) -> None:
    async with browser(app) as nobody:
        assert (await nobody.get("/healthz")).json() == {"status": "ok"}
        assert (await nobody.get("/readyz")).json() == {"ready": True}
        assistant.indexed = False
        response = await nobody.get("/readyz")
        assistant.indexed = True
    assert (response.status_code, response.json()) == (503, {"ready": False})


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


async def test_the_version_is_for_those_who_are_signed_in(client: httpx.AsyncClient) -> None:
    assert list((await client.get("/version")).json()) == ["version"]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_page_is_there_in_every_language(client: httpx.AsyncClient, language: str) -> None:
    page = (await client.get(f"/{language}/ask/")).text
    assert Words(language)("signin.title") in page
    assert rf"documentElement.lang = \"{language}\"" in page  # inside the page's configuration, which is JSON


async def test_a_page_loads_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    from bs4 import BeautifulSoup

    page = BeautifulSoup((await client.get("/en/ask/")).text, "lxml")
    loaded = [str(tag.get("src") or tag.get("href") or "/") for tag in page.find_all(["script", "link", "img"])]
    assert [address for address in loaded if not address.startswith(("/", "./", "http://docent.example/"))] == []


async def test_what_is_not_there_is_said_in_the_persons_language(client: httpx.AsyncClient) -> None:
    response = await client.get("/nothing")
    assert response.status_code == 404
    assert Words("en")("frame.404") in response.text
    assert (await client.get("/nothing", headers={"Accept": "application/json"})).json() == {
        "problem": Words("en")("frame.404")
    }


async def test_style_and_script_of_the_pages_are_served(client: httpx.AsyncClient) -> None:
    for path in ("/static/frame.css", "/static/docent.css", "/static/docent.js", "/favicon.ico"):
        assert (await client.get(path)).status_code == 200
    assert (await client.get("/static/../frame.py")).status_code == 404


async def test_a_page_is_mounted_with_everything_off_that_is_not_used(assistant: Assistant) -> None:
    page = chat(assistant, Words("en"))
    mount_page(FastAPI(), page, "/en/ask", "en")
    assert page.has_launched is True
    assert page.enable_monitoring is False
    assert page.show_error is False
    assert page.run_history is False
    assert page.mcp_server is False
    assert page.pwa is False
    assert page.ssr_mode is False
    assert page.api_open is False
    assert page.share is False
    assert page.footer_links == []
    assert page.allowed_paths == []
    assert page.max_file_size == 1024 * 1024
    assert page.delete_cache == (3600, 86400)
    assert page._queue.max_size == 64
    assert page.analytics_enabled is False


def test_libraries_are_told_to_keep_quiet_but_an_operator_may_overrule(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in QUIET:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    keep_quiet()
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["HF_HUB_OFFLINE"] == "0"


def test_an_event_comes_from_the_person_of_its_session(assistant: Assistant) -> None:
    ada = assistant.accounts.named("ada")
    assert person_of(event_of(ada.id), assistant) == ada


@pytest.mark.parametrize("username", [None, "", "ada", "0" * 32])
def test_an_event_from_nobody_is_refused(assistant: Assistant, username: str | None) -> None:
    with pytest.raises(AccessDenied):
        person_of(event_of(username), assistant)


def test_an_event_that_waited_while_its_account_was_disabled_is_refused(assistant: Assistant) -> None:
    assistant.accounts.add("root", Role.ADMIN)
    eve = employee(assistant, "eve")
    assistant.accounts.disable(eve.id)
    with pytest.raises(AccessDenied):
        person_of(event_of(eve.id), assistant)


def test_an_event_from_somebody_with_a_one_time_password_is_refused(assistant: Assistant) -> None:
    new = assistant.accounts.add("new").person
    with pytest.raises(AccessDenied):
        person_of(event_of(new.id), assistant)


def test_only_an_admins_event_is_an_admins(tmp_path: Path) -> None:
    assistant = FakeAssistant(tmp_path)
    root = assistant.accounts.add("root", Role.ADMIN, password="a sentence to remember").person
    trainer = assistant.accounts.add("tom", Role.TRAINER, password="a sentence to remember").person
    assert admin_of(event_of(root.id), assistant) == root
    with pytest.raises(AccessDenied):
        admin_of(event_of(trainer.id), assistant)
    assistant.accounts.close()


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (AccessDenied(), 404),
        (SignInRefused(), 401),
        (QueueFull(), 429),
        (IndexMissing(), 409),
        (AccountInvalid(), 400),
        (EngineFailed(), 400),
    ],
)
def test_every_problem_has_a_status_of_those_that_a_caller_can_mend(problem: Problem, status: int) -> None:
    assert status_of(problem) == status


def test_the_pages_there_are_have_a_builder_each() -> None:
    assert all(callable(build) for build in page_builds().values())
