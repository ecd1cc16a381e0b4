"""Signing in and out, and changing one's password: routes and pages. Knows nothing of what people do afterwards."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Form, Request
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response

from assistant.errors import AccountInvalid, SignInRefused
from assistant.people.passwords import LONGEST
from assistant.people.person import Person
from assistant.settings import LANGUAGES
from assistant.web.assistant import Assistant
from assistant.web.guard import PERSON, cookie_value
from assistant.web.pages import Pages
from assistant.web.words import Words

LANGUAGE_COOKIE = "docent_language"
YEAR_S = 365 * 24 * 3600
INSIDE = re.compile(r"/(?:[\w.~%-]+(?:/[\w.~%-]+)*/?)?(?:\?[\w.~%=&-]*)?", re.ASCII)  # an address of our own, nobody else's

Text = Annotated[str, Form()]


class SignIn:
    """The routes /signin, /logout and /password."""

    def __init__(self, assistant: Assistant, pages: Pages, words: Mapping[str, Words], clock: Callable[[], datetime]) -> None:
        self._assistant = assistant
        self._pages = pages
        self._words = words
        self._clock = clock
        self._secure = assistant.settings.server.secure_cookies
        self._shortest = assistant.settings.people.password_length
        self._turns = CapacityLimiter(2)  # passwords looked at beside the event loop, two at a time
        self.router = APIRouter(include_in_schema=False)
        self.router.get("/signin")(self.show)
        self.router.post("/signin")(self.sign_in)
        self.router.post("/logout")(self.sign_out)
        self.router.get("/password")(self.show_password)
        self.router.post("/password")(self.change_password)

    async def show(self, request: Request, next: str = "/", lang: str = "") -> Response:
        """The sign-in page; who is signed in already is sent on."""
        if request.scope[PERSON] is not None:
            return RedirectResponse(inside(next), 303)
        response = self._form(request, next, lang)
        self._remember(response, lang)
        return response

    async def sign_in(
        self, request: Request, name: Text = "", password: Text = "", next: Text = "/", lang: Text = ""
    ) -> Response:
        """Begins a session, with a token that nobody has had before."""
        address = "" if request.client is None else request.client.host
        try:
            person = await to_thread.run_sync(
                self._assistant.accounts.check, name, password, address, self._clock(), limiter=self._turns
            )
        except SignInRefused:
            return self._form(request, next, lang, refused=True)
        if lang in LANGUAGES and lang != person.language:
            self._assistant.accounts.set_language(person.id, lang)
        elsewhere = cookie_value(request.headers, session_cookie(self._secure))
        if elsewhere is not None:
            self._assistant.sessions.close(elsewhere)
        return self._begin(person, "/password" if person.must_change_password else inside(next))

    async def sign_out(self, request: Request) -> Response:
        """Ends the session."""
        token = cookie_value(request.headers, session_cookie(self._secure))
        if token is not None:
            self._assistant.sessions.close(token)
        response = RedirectResponse("/signin", 303)
        response.delete_cookie(session_cookie(self._secure), secure=self._secure, httponly=True, samesite="strict")
        return response

    async def show_password(self, request: Request, lang: str = "") -> Response:
        """The page for choosing a new password."""
        if lang in LANGUAGES:
            self._assistant.accounts.set_language(request.scope[PERSON].id, lang)
            return RedirectResponse("/password", 303)
        return self._password_form(request)

    async def change_password(self, request: Request, old: Text = "", new: Text = "", again: Text = "") -> Response:
        """Changes the password, ends all sessions of this person and begins one anew."""
        person: Person = request.scope[PERSON]
        if new != again:
            return self._password_form(request, "signin.differ")
        address = "" if request.client is None else request.client.host
        try:
            await to_thread.run_sync(
                self._assistant.accounts.change_password, person.id, old, new, address, self._clock(), limiter=self._turns
            )
        except SignInRefused:
            return self._password_form(request, "signin.wrong_old")
        except AccountInvalid:
            return self._password_form(request, "signin.weak")
        return self._begin(person, "/")

    def _begin(self, person: Person, where: str) -> Response:
        response = RedirectResponse(where, 303)
        response.set_cookie(
            session_cookie(self._secure),
            self._assistant.sessions.open(person, self._clock()),
            secure=self._secure,
            httponly=True,
            samesite="strict",
        )
        return response

    def _form(self, request: Request, next: str, lang: str, refused: bool = False) -> Response:
        words = self._words[lang if lang in LANGUAGES else language_of(request.headers)]
        where = inside(next)
        return self._pages.page(
            "signin.html",
            words,
            words("signin.title"),
            status=401 if refused else 200,
            problem=words("signin.refused") if refused else "",
            here="/signin",
            and_next=f"&next={quote(where, safe='/')}",
            next=where,
            chosen=lang if lang in LANGUAGES else "",
        )

    def _password_form(self, request: Request, problem: str = "") -> Response:
        person: Person = request.scope[PERSON]
        words = self._words[person.language]
        return self._pages.page(
            "password.html",
            words,
            words("signin.change_title"),
            status=400 if problem else 200,
            problem=words(problem, shortest=self._shortest, longest=LONGEST) if problem else "",
            here="/password",
            must=person.must_change_password,
            name=person.name,
            shortest=self._shortest,
        )

    def _remember(self, response: Response, lang: str) -> None:
        if lang in LANGUAGES:
            remember_language(response, lang, self._secure)


def session_cookie(secure: bool) -> str:
    """The name of the session's cookie; browsers take __Host- only over https, and then from this host alone."""
    return "__Host-docent" if secure else "docent"


def remember_language(response: Response, language: str, secure: bool) -> None:
    """Keeps the language for the next time that nobody is signed in."""
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR_S, secure=secure, httponly=True, samesite="lax")


def language_of(headers: Headers, person: Person | None = None) -> str:
    """The language for a request: the person's, else the one remembered here, else what the browser prefers."""
    if person is not None:
        return person.language
    remembered = cookie_value(headers, LANGUAGE_COOKIE)
    if remembered in LANGUAGES:
        return remembered
    preferred = headers.get("accept-language", "").lower()
    return "zh" if preferred.startswith("zh") else "en"


def inside(address: str) -> str:
    """The address where it leads to a page of ours, else "/"."""
    return address if INSIDE.fullmatch(address) else "/"
