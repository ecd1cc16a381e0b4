"""The proof behind a citation: the page as a picture or as text, and the file itself. Knows nothing of answers."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from assistant.errors import AccessDenied
from assistant.people.person import Person
from assistant.web.assistant import Assistant
from assistant.web.guard import PERSON
from assistant.web.words import Words
from indexer.disk import sha256
from indexer.documents import Page
from indexer.errors import FileRefused
from indexer.splitting import heading_path

PICTURES = 32  # kept in memory, about 200 kB each
PDF = ".pdf"
# a document is nobody's program: no script, no form, nothing fetched, whatever a browser takes it for
DOCUMENT_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"

Draw: TypeAlias = Callable[[Path, int, str], bytes]  # (file, page, quote to mark) -> PNG
Number = Annotated[int, Query(ge=0)]
Cited: TypeAlias = tuple[str, int, str]  # version, page, quote


class Pictures:
    """Pictures of pages with a quote marked. Whoever asks has been checked before; the same content is drawn once."""

    def __init__(self, draw: Draw, most: int = PICTURES) -> None:
        self._draw = draw
        self._most = most
        self._kept: OrderedDict[Cited, bytes] = OrderedDict()
        self._lock = Lock()

    def picture(self, file: Path, cited: Cited) -> bytes | None:
        """The page as PNG; None where the file is no longer the version that is cited.

        Raises:
            FileRefused: the page cannot be drawn.
        """
        with self._lock:
            if cited in self._kept:
                self._kept.move_to_end(cited)
                return self._kept[cited]
        version, page, quote = cited
        if file_version(file) != version:
            return None
        picture = self._draw(file, page, quote)
        with self._lock:
            self._kept[cited] = picture
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return picture


class Evidence:
    """The routes /evidence/page.png, /evidence/text and /documents/open; each asks anew whether the person may read."""

    def __init__(self, assistant: Assistant, words: Mapping[str, Words], draw: Draw) -> None:
        self._assistant = assistant
        self._words = words
        self._pictures = Pictures(draw)
        self.router = APIRouter(include_in_schema=False)
        self.router.get("/evidence/page.png", response_model=None)(self.picture)
        self.router.get("/evidence/text", response_model=None)(self.text)
        self.router.get("/documents/open", response_model=None)(self.open)

    def picture(self, request: Request, document: str, version: str, page: Number, start: Number, end: Number) -> Response:
        """The page as a picture with the quote marked."""
        person, file = self._file(request, document)
        if not self._is_current(document, version):
            return self._told(person, "evidence.other_version", 409)
        if file.suffix.lower() != PDF:
            return self._told(person, "evidence.no_picture", 422)
        quote = self._assistant.page(person, document, page).text[start:end]
        try:
            picture = self._pictures.picture(file, (version, page, quote))
        except FileRefused:
            return self._told(person, "evidence.no_picture", 422)
        if picture is None:
            return self._told(person, "evidence.other_version", 409)
        return Response(picture, media_type="image/png")

    def text(self, request: Request, document: str, version: str, page: Number, start: Number, end: Number) -> Response:
        """The page as a piece of HTML with the quote marked."""
        person, _ = self._file(request, document)
        if not self._is_current(document, version):
            return self._told(person, "evidence.other_version", 409)
        shown = self._assistant.page(person, document, page)
        label = self._words[person.language]("evidence.page", number=page)
        return HTMLResponse(fragment(shown, start, end, label), headers={"Content-Security-Policy": DOCUMENT_POLICY})

    def open(self, request: Request, document: str) -> Response:
        """The file itself: a PDF in the browser, anything else as a download."""
        _, file = self._file(request, document)
        is_pdf = file.suffix.lower() == PDF
        return FileResponse(
            file,
            media_type="application/pdf" if is_pdf else "application/octet-stream",
            filename=file.name,
            content_disposition_type="inline" if is_pdf else "attachment",
            headers={"Content-Security-Policy": DOCUMENT_POLICY},
        )

    def _file(self, request: Request, document: str) -> tuple[Person, Path]:
        person: Person = request.scope[PERSON]
        file = self._assistant.document_file(person, document)
        return person, contained(file, self._assistant.settings.documents.folder)

    def _is_current(self, document: str, version: str) -> bool:
        return any(record.document == document and record.version == version for record in self._assistant.index().documents())

    def _told(self, person: Person, key: str, status: int) -> Response:
        return JSONResponse({"problem": self._words[person.language](key)}, status)


def contained(file: Path, folder: Path) -> Path:
    """The file with links resolved.

    Raises:
        AccessDenied: it is not there, or lies outside the folder.
    """
    resolved = file.resolve()
    if not resolved.is_relative_to(folder.resolve()) or not resolved.is_file():
        raise AccessDenied("there is no such document, or it is not for you")
    return resolved


def file_version(file: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    return sha256(file)


def fragment(page: Page, start: int, end: int, label: str) -> str:
    """The text of a page as HTML: its heading above it, the quote marked, everything escaped."""
    heading = heading_path(page, start) or label
    before, quote, after = page.text[:start], page.text[start:end], page.text[max(start, end) :]
    marked = Markup("{}<mark>{}</mark>{}").format(before, quote, after)
    return str(Markup("<section><h2>{}</h2><div>{}</div></section>").format(heading, marked))
