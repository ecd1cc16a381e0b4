"""Signing in and out, forced new passwords, and the language of the pages."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from assistant.people.person import Role
from assistant.settings import ServerSettings
from assistant.web.frame import create_app
from assistant.web.signin import inside
from assistant.web.words import Words
from tests.browsing import PASSWORD, as_page, browser, employee
from tests.fakes import Clock, FakeAssistant, not_drawn

pytestmark = pytest.mark.anyio
EN, ZH = Words("en"), Words("zh")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[FakeAssistant]:
    made = FakeAssistant(tmp_path)
    employee(made, "ada")
    yield made
    made.accounts.close()


@pytest.fixture
async def client(assistant: FakeAssistant, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(create_app(assistant, not_drawn, {}, clock), **as_page()) as opened:
        yield opened


async def sign_in(client: httpx.AsyncClient, name: str = "ada", password: str = PASSWORD, **more: str) -> httpx.Response:
    return await client.post("/signin", data={"name": name, "password": password} | more)


async def test_somebody_signs_in_and_is_sent_to_the_page_for_questions(client: httpx.AsyncClient) -> None:
    response = await sign_in(client)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert (await client.get("/")).headers["location"] == "/en/ask/"


async def test_the_cookie_is_for_this_server_and_no_script(client: httpx.AsyncClient) -> None:
    cookie = (await sign_in(client)).headers["set-cookie"]
    assert cookie.startswith("docent=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


async def test_over_https_the_cookie_says_so(tmp_path: Path, clock: Clock) -> None:
    assistant = FakeAssistant(tmp_path, server=ServerSettings(secure_cookies=True))
    employee(assistant)
    async with browser(create_app(assistant, not_drawn, {}, clock)) as client:
        response = await sign_in(client)
    assistant.accounts.close()
    assert response.headers["set-cookie"].startswith("__Host-docent=")
    assert "Secure" in response.headers["set-cookie"]
    assert "strict-transport-security" in response.headers


async def test_a_new_sign_in_brings_a_new_token_and_ends_the_old_one(
    client: httpx.AsyncClient, assistant: FakeAssistant, clock: Clock
) -> None:
    await sign_in(client)
    first = client.cookies["docent"]
    await sign_in(client)
    assert client.cookies["docent"] != first
    assert assistant.sessions.person(first, clock.now) is None


async def test_a_token_that_somebody_else_chose_is_never_taken(client: httpx.AsyncClient) -> None:
    client.cookies.set("docent", "chosen", domain="docent.example")
    await sign_in(client)
    assert "chosen" not in [cookie.value for cookie in client.cookies.jar]


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD), ("", ""), ("ada", "x" * 5000)])
async def test_a_refusal_says_the_same_whatever_was_wrong(client: httpx.AsyncClient, name: str, password: str) -> None:
    response = await sign_in(client, name, password)
    assert response.status_code == 401
    assert EN("signin.refused") in response.text
    assert "set-cookie" not in response.headers
    assert name not in response.text or name == ""


async def test_after_five_failures_even_the_right_password_waits(client: httpx.AsyncClient, clock: Clock) -> None:
    for _ in range(5):
        await sign_in(client, password="wrong")
    assert (await sign_in(client)).status_code == 401
    clock.forward(seconds=31)
    assert (await sign_in(client)).status_code == 303


async def test_signing_out_ends_the_session_on_the_server(
    client: httpx.AsyncClient, assistant: FakeAssistant, clock: Clock
) -> None:
    await sign_in(client)
    token = client.cookies["docent"]
    response = await client.post("/logout")
    assert response.headers["location"] == "/signin"
    assert "docent" not in client.cookies
    assert assistant.sessions.person(token, clock.now) is None


async def test_a_session_ends_by_itself(client: httpx.AsyncClient, clock: Clock) -> None:
    await sign_in(client)
    clock.forward(minutes=31)
    assert (await client.get("/")).headers["location"] == "/signin"


async def test_one_is_sent_to_where_one_wanted_to_go(client: httpx.AsyncClient) -> None:
    page = await client.get("/signin", params={"next": "/zh/admin/"})
    assert 'name="next" value="/zh/admin/"' in page.text
    assert (await sign_in(client, next="/zh/admin/")).headers["location"] == "/zh/admin/"
    assert (await client.get("/signin?next=/zh/ask/")).headers["location"] == "/zh/ask/"


FOREIGN = ["//evil.example", "https://evil.example", "/\\evil.example", "/ /evil", "javascript:alert(1)", "", "/a\r\nX: y"]


@pytest.mark.parametrize("address", FOREIGN)
async def test_nobody_is_sent_to_another_site(client: httpx.AsyncClient, address: str) -> None:
    assert inside(address) == "/"
    assert (await sign_in(client, next=address)).headers["location"] == "/"


@pytest.mark.parametrize("address", ["/", "/en/ask/", "/en/ask", "/en/ask/?c=12ab", "/zh/admin/"])
def test_an_address_of_ours_is_kept(address: str) -> None:
    assert inside(address) == address


async def test_a_one_time_password_has_to_be_changed(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    once = assistant.accounts.add("new", Role.ADMIN).one_time_password
    assert once is not None
    assert (await sign_in(client, "new", once)).headers["location"] == "/password"
    assert (await client.get("/")).headers["location"] == "/password"
    assert EN("signin.must_change") in (await client.get("/password")).text
    changed = await client.post("/password", data={"old": once, "new": PASSWORD, "again": PASSWORD})
    assert changed.headers["location"] == "/"
    assert (await client.get("/")).headers["location"] == "/en/ask/"


async def test_changing_the_password_ends_all_other_sessions(
    client: httpx.AsyncClient, assistant: FakeAssistant, clock: Clock
) -> None:
    elsewhere = assistant.sessions.open(assistant.accounts.named("ada"), clock.now)
    await sign_in(client)
    new = "another good sentence"
    await client.post("/password", data={"old": PASSWORD, "new": new, "again": new})
    assert assistant.sessions.person(elsewhere, clock.now) is None
    assert (await client.get("/")).headers["location"] == "/en/ask/"


@pytest.mark.parametrize(
    ("old", "new", "again", "key"),
    [
        (PASSWORD, "another good sentence", "yet another sentence", "signin.differ"),
        ("wrong", "another good sentence", "another good sentence", "signin.wrong_old"),
        (PASSWORD, "short", "short", "signin.weak"),
        (PASSWORD, PASSWORD, PASSWORD, "signin.weak"),
    ],
)
async def test_why_a_password_was_not_changed(client: httpx.AsyncClient, old: str, new: str, again: str, key: str) -> None:
    await sign_in(client)
    response = await client.post("/password", data={"old": old, "new": new, "again": again})
    assert response.status_code == 400
    assert EN(key, shortest=15, longest=128) in response.text
    assert new not in response.text


async def test_the_sign_in_page_speaks_the_language_that_was_chosen_before(client: httpx.AsyncClient) -> None:
    assert EN("signin.name") in (await client.get("/signin")).text
    assert ZH("signin.name") in (await client.get("/signin?lang=zh")).text
    page = (await client.get("/signin")).text
    assert ZH("signin.name") in page
    assert '<html lang="zh">' in page


async def test_the_sign_in_page_speaks_the_browsers_language(client: httpx.AsyncClient) -> None:
    assert ZH("signin.name") in (await client.get("/signin", headers={"Accept-Language": "zh-CN,en;q=0.5"})).text


async def test_the_language_chosen_at_sign_in_is_remembered(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    await sign_in(client, lang="zh")
    assert assistant.accounts.named("ada").language == "zh"
    assert (await client.get("/")).headers["location"] == "/zh/ask/"


async def test_the_language_is_switched_and_remembered(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    await sign_in(client)
    assert (await client.get("/?lang=zh")).headers["location"] == "/zh/ask/"
    assert (await client.get("/admin?lang=en")).headers["location"] == "/en/admin/"
    await client.get("/password?lang=zh")
    assert ZH("signin.new_password") in (await client.get("/password")).text
    assert assistant.accounts.named("ada").language == "zh"
    await client.post("/logout")
    assert ZH("signin.name") not in (await client.get("/signin")).text  # the cookie remembers the last switch of a page: en


async def test_a_language_we_have_not_changes_nothing(client: httpx.AsyncClient, assistant: FakeAssistant) -> None:
    await sign_in(client, lang="xx")
    assert (await client.get("/?lang=xx")).headers["location"] == "/en/ask/"
    assert (await client.get("/signin?lang=xx")).status_code == 303


@pytest.mark.parametrize("path", ["/signin", "/password"])
async def test_every_field_of_a_form_has_a_label(client: httpx.AsyncClient, path: str) -> None:
    from bs4 import BeautifulSoup

    if path == "/password":
        await sign_in(client)
    page = BeautifulSoup((await client.get(path)).text, "lxml")
    fields = [field for field in page.find_all("input") if field.get("type") != "hidden" and not field.has_attr("hidden")]
    labels = {label["for"] for label in page.find_all("label")}
    assert fields
    assert {field["id"] for field in fields} == labels
    assert all(field.get("autocomplete") for field in fields)
    assert len(page.find_all("h1")) == len(page.find_all("main")) == 1


async def test_a_problem_is_announced_and_described(client: httpx.AsyncClient) -> None:
    page = (await sign_in(client, password="wrong")).text
    assert 'role="alert" id="problem"' in page
    assert 'aria-describedby="problem"' in page


async def test_what_is_typed_is_escaped(client: httpx.AsyncClient) -> None:
    page = (await client.get("/signin", params={"next": '"><script>', "lang": '"><script>'})).text
    assert "<script>" not in page


async def test_these_pages_run_no_script(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/signin")).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
