"""A browser of sorts for tests: requests to the whole application, guard included, as one person."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx
from starlette.types import ASGIApp, Message, Scope

from assistant.people.person import Person
from assistant.web.assistant import Assistant
from assistant.web.words import Words

if TYPE_CHECKING:
    import gradio as gr

HOST = "docent.example"
ORIGIN = f"http://{HOST}"
PASSWORD = "a sentence to remember"


def chat(assistant: Assistant, words: Words) -> "gr.Blocks":
    """A page with the least there can be: a question, streamed words, a state, and an event without the queue."""
    import gradio as gr

    from assistant.web.who import person_of

    def ask(question: str, state: str, request: gr.Request):  # type: ignore[no-untyped-def]  # gr is not imported at module level
        person = person_of(request, assistant)
        for number in range(3):
            yield f"{person.name} {question} {number}", question

    page: gr.Blocks
    with gr.Blocks(title=words("signin.title")) as page:
        question, state, said = gr.Textbox(), gr.State(""), gr.Chatbot(visible=False)
        answer = gr.Textbox()
        gr.Button().click(ask, [question, state], [answer, state], api_name="ask")
        gr.Button().click(lambda kept: kept, state, answer, api_name="kept")
        gr.Button().click(lambda text: text.upper(), question, answer, api_name="loud", queue=False)
        gr.Button().click(lambda history: str(len(history)), said, answer, api_name="count")
    return page


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[None]:
    """The application between its start and its end, as a server would run it."""
    import anyio

    sent, received = anyio.create_memory_object_stream[Message](4), anyio.create_memory_object_stream[Message](4)

    async def receive() -> Message:
        return await sent[1].receive()

    async def send(message: Message) -> None:
        await received[0].send(message)

    async def run() -> None:
        scope: Scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        await app(scope, receive, send)

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        await sent[0].send({"type": "lifespan.startup"})
        assert (await received[1].receive())["type"] == "lifespan.startup.complete"
        try:
            yield
        finally:
            await sent[0].send({"type": "lifespan.shutdown"})
            assert (await received[1].receive())["type"] == "lifespan.shutdown.complete"
            for stream in (*sent, *received):
                stream.close()


def browser(app: ASGIApp, token: str | None = None, **headers: str) -> httpx.AsyncClient:
    """A browser at our own page; with a token, somebody's who is signed in."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False),
        base_url=ORIGIN,
        headers={"Origin": ORIGIN, "Accept": "application/json"} | headers,
        cookies={} if token is None else {"docent": token},
    )


def as_page(**headers: str) -> dict[str, str]:
    """The headers of somebody who opens a page."""
    return {"Accept": "text/html"} | headers


def employee(assistant: Assistant, name: str = "ada", *groups: str) -> Person:
    """Somebody with an account and the password above."""
    return assistant.accounts.add(name, groups=groups, password=PASSWORD).person
