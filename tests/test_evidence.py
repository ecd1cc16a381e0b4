"""Pictures, texts and files behind citations: for those who may read them, of the version that was cited."""

import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from assistant.errors import AccessDenied
from assistant.web.evidence import Pictures, contained, file_version, fragment
from assistant.web.frame import create_app
from indexer.documents import Heading, Page
from tests.browsing import browser, employee
from tests.fakes import Clock, FakeAssistant, FakeIndex, FakeRecord, not_drawn

pytestmark = pytest.mark.anyio


class RealVersions(FakeIndex):
    """An index whose versions are those of the files when it was built."""

    def documents(self) -> Sequence[FakeRecord]:
        return [FakeRecord(name, VERSION[name]) for name in self.names]


TEXTS = {"leave.pdf": "You have 30 days.", "hr/pay.pdf": "Pay is secret.", "notes.html": "<script>alert(1)</script>"}
VERSION = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in TEXTS.items()}


class Assistant(FakeAssistant):
    """With such an index."""

    def index(self) -> FakeIndex:
        return RealVersions(tuple(self.texts))


@dataclass
class Drawing:
    """Draws a page as the words of what it was asked, and counts."""

    drawn: int = 0

    def __call__(self, file: Path, page: int, quote: str) -> bytes:
        self.drawn += 1
        return f"{file.name} {page} {quote}".encode()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    made = Assistant(tmp_path, dict(TEXTS))
    employee(made, "ada")
    employee(made, "hal", "hr")
    yield made
    made.accounts.close()


@pytest.fixture
def drawing() -> Drawing:
    return Drawing()


@pytest.fixture
async def clients(assistant: Assistant, drawing: Drawing) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    app = create_app(assistant, drawing, {}, Clock())
    tokens = {name: assistant.sessions.open(assistant.accounts.named(name), Clock().now) for name in ("ada", "hal")}
    async with browser(app, tokens["ada"]) as ada, browser(app, tokens["hal"]) as hal:
        yield {"ada": ada, "hal": hal}


def cited(document: str, **more: object) -> dict[str, str]:
    found = {"document": document, "version": VERSION.get(document, "v"), "page": 1, "start": 4, "end": 8} | more
    return {name: str(value) for name, value in found.items()}


ROUTES = ("/evidence/page.png", "/evidence/text", "/documents/open")


async def test_a_page_is_shown_as_a_picture(clients: dict[str, httpx.AsyncClient]) -> None:
    response = await clients["ada"].get("/evidence/page.png", params=cited("leave.pdf"))
    assert (response.status_code, response.headers["content-type"]) == (200, "image/png")
    assert response.content == b"leave.pdf 1 have"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("document", ["hr/pay.pdf", "nothing.pdf", "../people/people.sqlite", "/etc/hostname", ""])
async def test_forbidden_and_unknown_look_the_same(clients: dict[str, httpx.AsyncClient], route: str, document: str) -> None:
    response = await clients["ada"].get(route, params=cited(document))
    assert response.status_code == 404
    assert response.json() == {"problem": "there is no such document, or it is not for you"}


async def test_a_picture_drawn_for_one_person_is_not_shown_to_another_who_may_not_see_it(
    clients: dict[str, httpx.AsyncClient], drawing: Drawing
) -> None:
    wanted = cited("hr/pay.pdf")
    assert (await clients["hal"].get("/evidence/page.png", params=wanted)).status_code == 200
    assert (await clients["ada"].get("/evidence/page.png", params=wanted)).status_code == 404
    assert (await clients["hal"].get("/evidence/page.png", params=wanted)).status_code == 200
    assert drawing.drawn == 1


async def test_access_that_was_taken_away_is_gone_at_once(clients: dict[str, httpx.AsyncClient], assistant: Assistant) -> None:
    assert (await clients["hal"].get("/evidence/page.png", params=cited("hr/pay.pdf"))).status_code == 200
    assistant.accounts.set_groups(assistant.accounts.named("hal").id, [])
    for route in ROUTES:
        assert (await clients["hal"].get(route, params=cited("hr/pay.pdf"))).status_code == 404


@pytest.mark.parametrize("route", ROUTES[:2])
async def test_another_version_is_never_shown_as_proof(clients: dict[str, httpx.AsyncClient], route: str) -> None:
    response = await clients["ada"].get(route, params=cited("leave.pdf", version="0" * 64))
    assert response.status_code == 409
    assert "has changed" in response.json()["problem"]


async def test_a_file_that_changed_after_it_was_indexed_is_not_drawn(
    clients: dict[str, httpx.AsyncClient], assistant: Assistant
) -> None:
    (assistant.settings.documents.folder / "leave.pdf").write_text("You have 3 days.", encoding="utf-8")
    assert (await clients["ada"].get("/evidence/page.png", params=cited("leave.pdf"))).status_code == 409


async def test_a_page_that_cannot_be_drawn_is_said_to_be(tmp_path: Path) -> None:
    assistant = Assistant(tmp_path, dict(TEXTS))
    token = assistant.sessions.open(employee(assistant), Clock().now)
    async with browser(create_app(assistant, not_drawn, {}, Clock()), token) as client:
        response = await client.get("/evidence/page.png", params=cited("leave.pdf"))
    assistant.accounts.close()
    assert response.status_code == 422
    assert response.json() == {"problem": "This page cannot be shown as a picture."}


async def test_a_page_is_shown_as_text_with_the_quote_marked(clients: dict[str, httpx.AsyncClient]) -> None:
    response = await clients["ada"].get("/evidence/text", params=cited("leave.pdf"))
    assert response.text == "<section><h2>Page 1</h2><div>You <mark>have</mark> 30 days.</div></section>"
    assert response.headers["content-security-policy"].startswith("sandbox")


async def test_a_document_is_text_whatever_it_holds(clients: dict[str, httpx.AsyncClient]) -> None:
    response = await clients["ada"].get("/evidence/text", params=cited("notes.html", start=0, end=3))
    assert "<script>" not in response.text
    assert "<mark>&lt;sc</mark>ript&gt;" in response.text


def test_the_heading_of_a_page_stands_above_its_text() -> None:
    page = Page(3, "Rest.\nCarry-over\nFive days.", (Heading(6, 2, "Carry-over"),), ("Leave",))
    assert "<h2>Leave &gt; Carry-over</h2>" in fragment(page, 17, 21, "Page 3")
    assert "<h2>Leave</h2>" in fragment(page, 0, 4, "Page 3")


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (100, 200), (0, 10_000)])
def test_offsets_outside_the_page_lose_no_text(start: int, end: int) -> None:
    shown = fragment(Page(1, "You have 30 days."), start, end, "Page 1")
    assert shown.replace("<mark>", "").replace("</mark>", "").count("You have 30 days.") == 1


async def test_a_pdf_opens_in_the_browser_and_anything_else_is_a_download(clients: dict[str, httpx.AsyncClient]) -> None:
    pdf = await clients["ada"].get("/documents/open", params={"document": "leave.pdf"})
    assert pdf.headers["content-disposition"].startswith("inline")
    assert pdf.headers["content-type"] == "application/pdf"
    html = await clients["ada"].get("/documents/open", params={"document": "notes.html"})
    assert html.headers["content-disposition"].startswith("attachment")
    assert html.headers["content-type"] == "application/octet-stream"
    for response in (pdf, html):
        assert response.headers["content-security-policy"].startswith("sandbox")
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"


def test_a_link_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    (tmp_path / "documents/link.pdf").symlink_to(tmp_path / "secret.pdf")
    (tmp_path / "documents/here.pdf").write_bytes(b"here")
    for name in ("link.pdf", "../secret.pdf", "missing.pdf", "."):
        with pytest.raises(AccessDenied):
            contained(tmp_path / "documents" / name, tmp_path / "documents")
    assert contained(tmp_path / "documents/here.pdf", tmp_path / "documents").read_bytes() == b"here"


def test_only_the_latest_pictures_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"a")
    drawing, version = Drawing(), file_version(file)
    pictures = Pictures(drawing, most=2)
    for page in (1, 2, 1, 3, 1, 2):
        pictures.picture(file, (version, page, "a"))
    assert drawing.drawn == 4
