"""The JSON API: questions and searches for programs. Knows nothing of pages; the guard has found out who asks."""

from collections import deque
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field

from assistant.answering.answers import Answer
from assistant.errors import EngineFailed
from assistant.people.person import Person
from assistant.web.assistant import Assistant
from assistant.web.guard import PERSON

MOST_HITS = 50


class Question(BaseModel):
    """What POST /api/v1/ask takes."""

    question: str
    conversation: str | None = Field(None, description="the id of a conversation of one's own to go on with")


class Hits(BaseModel):
    """What GET /api/v1/search gives."""

    question: str
    hits: list[dict[str, Any]]  # Any: JSON, in the shape of `search --json`


def api_routes(assistant: Assistant) -> APIRouter:
    """The routes under /api/v1. They are plain functions, so that they run beside the event loop."""
    router = APIRouter(prefix="/api/v1")

    @router.post("/ask")
    def ask(asked: Question, request: Request) -> dict[str, Any]:  # Any: JSON
        """The answer with its citations, in the shape of `ask --json`."""
        # to the very end: the turn is stored after the answer has been given
        events = deque(assistant.ask(_person(request), asked.question, asked.conversation), maxlen=1)
        answer = events.pop() if events else None
        if not isinstance(answer, Answer):
            raise EngineFailed("the answer did not come to its end: ask again")
        return answer.to_json()

    @router.get("/search")
    def search(question: str, request: Request, count: Annotated[int, Query(ge=1, le=MOST_HITS)] = 5) -> Hits:
        """The best passages that one may read, in the shape of `search --json`."""
        hits: list[Mapping[str, Any]] = [hit.to_json() for hit in assistant.search(_person(request), question, count)]
        return Hits(question=question, hits=[dict(hit) for hit in hits])

    return router


def _person(request: Request) -> Person:
    person: Person = request.scope[PERSON]
    return person
