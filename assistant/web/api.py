"""The JSON API: questions and searches for programs. Knows nothing of pages; the guard has found out who asks."""

from collections import deque
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Body, Query, Request

from assistant.answering.answers import Answer
from assistant.errors import EngineFailed
from assistant.people.person import Person
from assistant.web.assistant import Assistant
from assistant.web.guard import PERSON

MOST_HITS = 50
Field = Body(embed=True)  # of the request's JSON object
Json: TypeAlias = dict[str, Any]  # Any: JSON


def api_routes(assistant: Assistant) -> APIRouter:
    """The routes under /api/v1. They are plain functions, so that they run beside the event loop."""
    router = APIRouter(prefix="/api/v1")

    @router.post("/ask")
    def ask(request: Request, question: Annotated[str, Field], conversation: Annotated[str | None, Field] = None) -> Json:
        """The answer with its citations, in the shape of `ask --json`."""
        # to the very end: the answer comes last
        events = deque(assistant.ask(_person(request), question, conversation), maxlen=1)
        answer = events.pop() if events else None
        if not isinstance(answer, Answer):
            raise EngineFailed("the answer did not come to its end: ask again")
        return answer.to_json()

    @router.get("/search")
    def search(question: str, request: Request, count: Annotated[int, Query(ge=1, le=MOST_HITS)] = 5) -> Json:
        """The best passages that one may read, in the shape of `search --json`."""
        return {"question": question, "hits": [hit.to_json() for hit in assistant.search(_person(request), question, count)]}

    return router


def _person(request: Request) -> Person:
    person: Person = request.scope[PERSON]
    return person
