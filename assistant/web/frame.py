"""The application: our routes, the mounted Gradio pages, and the guard in front. Knows nothing of what the pages do."""

import importlib
import importlib.util
import logging
import os
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4
from zlib import crc32

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from assistant.errors import AccessDenied, Problem, QueueFull, SignInRefused
from assistant.people.person import Person, Role
from assistant.people.tokens import Tokens
from assistant.settings import LANGUAGES
from assistant.web import style
from assistant.web.api import api_routes
from assistant.web.assistant import Assistant
from assistant.web.evidence import Draw, Evidence
from assistant.web.guard import PERSON, Doors, Guard, Mount
from assistant.web.pages import Pages
from assistant.web.problems import OWN, told
from assistant.web.signin import SignIn, language_of, remember_language, session_cookie
from assistant.web.words import Words, all_words
from indexer.errors import IndexMissing

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

logger = logging.getLogger(__name__)

VERSION = "0.1.0"
STATIC = Path(__file__).parent / "static"
QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
    "LANGSMITH_TRACING": "false",
    "DO_NOT_TRACK": "1",
    # Gradio summarises its latest 10,000 events after each one, for a page that is switched off here
    "GRADIO_ANALYTICS_MAX_EVENTS": "1",
    "GRADIO_ANALYTICS_CACHE_FREQUENCY": "1000000000",
}
PAGES = ("ask", "practise", "progress", "team", "skills", "review", "admin", "tuning")
EVERY_ROLE = frozenset(Role)
TRAINERS = frozenset({Role.ADMIN, Role.TRAINER})
ROLES = {
    "admin": frozenset({Role.ADMIN}),
    "tuning": TRAINERS,
    "review": TRAINERS,
    "team": TRAINERS,
    "skills": TRAINERS,
}  # who may open a page; else all
QUESTION = "ask"  # the api_name of every event that asks a question; Gradio adds _1, _2 to further ones
PEOPLE_AT_ONCE = 32  # events of one page handled at the same time; the line for the model is kept elsewhere

Build: TypeAlias = Callable[[Assistant, Words], "gr.Blocks"]


def create_app(
    assistant: Assistant,
    draw: Draw,
    builds: Mapping[str, Build] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ASGIApp:
    """The whole server behind its guard. `builds` are the Gradio pages by name, the real ones where none are given."""
    keep_quiet()
    words = all_words()
    server = assistant.settings.server
    pages = Pages(server.name)
    # no documentation pages: they would load scripts from elsewhere
    app = FastAPI(title=server.name, version=VERSION, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    app.add_middleware(CORSMiddleware, allow_origins=[])  # its presence keeps Gradio from answering other origins
    app.include_router(SignIn(assistant, pages, words, clock).router)
    app.include_router(Evidence(assistant, words, draw).router)
    app.include_router(api_routes(assistant))
    _add_routes(app, assistant)
    _add_problems(app, pages, words)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    mounts = _mount_pages(app, assistant, words, page_builds() if builds is None else builds)
    doors = Doors(
        cookie=session_cookie(server.secure_cookies),
        by_cookie=assistant.sessions.person,
        by_token=Tokens(assistant.accounts).person,
        clock=clock,
        refusal=lambda scope, status: _refusal(pages, words, scope, status),
        https=server.secure_cookies,
    )
    return Guard(app, doors, mounts, server.questions_per_min)


def keep_quiet() -> None:
    """Keeps libraries from calling out. Has to run before they are imported."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


def page_builds() -> dict[str, Build]:
    """The Gradio pages there are, by name."""
    names = [name for name in PAGES if importlib.util.find_spec(f"assistant.web.{name}") is not None]
    return {name: importlib.import_module(f"assistant.web.{name}").build for name in names}


def _mount_pages(app: FastAPI, assistant: Assistant, words: dict[str, Words], builds: Mapping[str, Build]) -> list[Mount]:
    mounts = []
    for name, build in builds.items():
        roles = ROLES.get(name, EVERY_ROLE)
        for language in LANGUAGES:
            blocks = build(assistant, words[language])
            path = f"/{language}/{name}"
            mount_page(app, blocks, path, language)
            mounts.append(Mount(path, roles, _questions(blocks)))
    return mounts


def mount_page(app: FastAPI, blocks: "gr.Blocks", path: str, language: str) -> None:
    """Mounts one Gradio page with everything off that Docent does not use."""
    import gradio as gr

    blocks.queue(max_size=64, default_concurrency_limit=PEOPLE_AT_ONCE, api_open=False)
    blocks.delete_cache = (3600, 86400)  # seconds: look every hour, delete what is a day old
    # as launch() does, which nobody calls here: Gradio's own checks of files wait for it
    blocks.has_launched = True
    gr.mount_gradio_app(
        app,
        blocks,
        path,
        auth_dependency=_user,
        show_error=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size="1mb",
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        theme=style.theme(),
        head=_head(language),
    )


def _head(language: str) -> str:
    # Gradio's page always says lang="en"; a script given as its `js` would need unsafe-eval.
    # The addresses change with the files, so that no browser goes on with an old one.
    sheet, script = (f"/static/{name}?v={crc32((STATIC / name).read_bytes()):x}" for name in ("docent.css", "docent.js"))
    return (
        f'<script>document.documentElement.lang = "{language}"</script>'
        f'<link rel="stylesheet" href="{sheet}"><script src="{script}" defer></script>'
    )


def _user(request: Request) -> str | None:
    person: Person | None = request.scope[PERSON]
    return None if person is None else person.id


def _questions(blocks: "gr.Blocks") -> frozenset[int]:
    return frozenset(
        number for number, event in blocks.fns.items() if str(event.api_name).rstrip("0123456789").rstrip("_") == QUESTION
    )


def _add_routes(app: FastAPI, assistant: Assistant) -> None:
    async def healthz() -> dict[str, str]:
        """Says that the process is alive."""
        return {"status": "ok"}

    def readyz() -> Response:
        """Says whether questions can be answered: 200 with an index, else 503."""
        try:
            assistant.index()
        except Problem:
            return JSONResponse({"ready": False}, 503)
        return JSONResponse({"ready": True})

    async def version() -> dict[str, str]:
        """The version of Docent."""
        return {"version": VERSION}

    async def favicon() -> Response:
        """The picture in a browser's tab."""
        return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")

    own = APIRouter(include_in_schema=False)
    for name in PAGES:
        own.get("/" if name == "ask" else f"/{name}", response_model=None)(_door(assistant, name))
    own.get("/healthz")(healthz)
    own.get("/readyz", response_model=None)(readyz)
    own.get("/version")(version)
    own.get("/favicon.ico", response_model=None)(favicon)
    app.include_router(own)


def _door(assistant: Assistant, name: str) -> Callable[..., Coroutine[Any, Any, Response]]:  # Any: as FastAPI calls it
    async def door(request: Request, lang: str = "") -> Response:
        """Sends people to the page in their language."""
        return _to_page(assistant, request, name, lang)

    return door


def _to_page(assistant: Assistant, request: Request, name: str, lang: str) -> Response:
    person: Person = request.scope[PERSON]
    language = lang if lang in LANGUAGES else person.language
    response = RedirectResponse(f"/{language}/{name}/", 303)
    if lang in LANGUAGES:
        assistant.accounts.set_language(person.id, language)
        remember_language(response, language, assistant.settings.server.secure_cookies)
    return response


def status_of(problem: Problem) -> int:
    """The HTTP status of a problem that a person can fix."""
    if isinstance(problem, AccessDenied):
        return 404  # the same as for what does not exist
    if isinstance(problem, SignInRefused):
        return 401
    if isinstance(problem, QueueFull):
        return 429
    return 409 if isinstance(problem, IndexMissing) else 400


def _add_problems(app: FastAPI, pages: Pages, words: dict[str, Words]) -> None:
    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        if _wants_page(request.scope):
            return _refusal(pages, words, request.scope, status_of(error))
        return JSONResponse({"problem": _said(request.scope, error, words)}, status_of(error))

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, StarletteHTTPException)
        return _refusal(pages, words, request.scope, error.status_code)

    async def unexpected(request: Request, error: Exception) -> Response:
        code = uuid4().hex[:8]
        logger.error("request failed, id %s", code, exc_info=error)
        return _refusal(pages, words, request.scope, 500, code)

    async def invalid(request: Request, error: Exception) -> Response:
        return _refusal(pages, words, request.scope, 400)  # without what was sent, which may be anything

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(StarletteHTTPException, refused)
    app.add_exception_handler(Exception, unexpected)


def _refusal(pages: Pages, words: dict[str, Words], scope: Scope, status: int, code: str = "") -> Response:
    request = Request(scope)
    spoken = words[language_of(request.headers, scope.get(PERSON))]
    if _wants_page(scope) and status == 401:
        return RedirectResponse(f"/signin?next={scope['path']}" if scope["path"] != "/" else "/signin", 303)
    if _wants_page(scope) and status == 403 and _must_change(scope):
        return RedirectResponse("/password", 303)
    text = spoken(f"frame.{status}" if status in (401, 403, 404, 405, 409, 413, 429, 500) else "frame.400", code=code)
    if _wants_page(scope):
        return pages.page("refusal.html", spoken, spoken("frame.refused"), status=status, problem=text)
    if "/gradio_api/" in scope["path"]:
        return JSONResponse({"detail": text}, status)  # the name under which Gradio's script looks for what to show
    return JSONResponse({"problem": text}, status)


def _said(scope: Scope, problem: Problem, words: dict[str, Words]) -> str:
    """A problem in its own words, but for what only the operator can mend: that may name paths and addresses."""
    person: Person | None = scope.get(PERSON)
    if isinstance(problem, OWN):
        return str(problem)
    spoken = words[language_of(Request(scope).headers, person)]
    return told(problem, spoken, to_admin=person is not None and person.role is Role.ADMIN)


def _must_change(scope: Scope) -> bool:
    person: Person | None = scope.get(PERSON)
    return person is not None and person.must_change_password


def _wants_page(scope: Scope) -> bool:
    return "text/html" in Request(scope).headers.get("accept", "") and not scope["path"].startswith("/api/")
