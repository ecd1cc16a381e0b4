"""The engine behind an OpenAI-compatible address, with a transport in place of the network."""

import json
from collections.abc import Callable
from threading import Event

import httpx
import pytest

from assistant.answering.generation import Message, Order
from assistant.answering.remote_engine import RemoteGenerator
from assistant.errors import EngineFailed

ORDER = Order((Message("system", "Quote."), Message("user", "How many?")), max_tokens=9, seed=4)
Handler = Callable[[httpx.Request], httpx.Response]


def stream(*pieces: str, end: str = "data: [DONE]\n\n") -> str:
    rows = [
        {"choices": [{"delta": {"role": "assistant"}}]},
        *({"choices": [{"delta": {"content": piece}}]} for piece in pieces),
    ]
    return ": a comment\n\n" + "".join(f"data: {json.dumps(row)}\n\n" for row in rows) + end


def generator(handler: Handler, key: str | None = None) -> RemoteGenerator:
    return RemoteGenerator("big", "http://127.0.0.1:8000/v1/", key, 10.0, httpx.MockTransport(handler))


def answering(text: str, status: int = 200) -> Handler:
    return lambda _: httpx.Response(status, text=text)


def failure(handler: Handler, key: str | None = None) -> str:
    with pytest.raises(EngineFailed) as caught:
        list(generator(handler, key).write(ORDER, Event()))
    return str(caught.value)


def test_pieces_come_as_the_address_sends_them() -> None:
    engine = generator(answering(stream("Up to ", "5 days.")))
    assert list(engine.write(ORDER, Event())) == ["Up to ", "5 days."]
    assert engine.name == "big"
    engine.close()


def test_the_order_is_sent_whole_to_the_chat_endpoint() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, text=stream("x"))

    order = Order(ORDER.messages, temperature=0.5, stop=("\n",), schema={"type": "object"})
    list(generator(handler, key="secret").write(order, Event()))
    body = json.loads(seen[0].content)
    assert str(seen[0].url) == "http://127.0.0.1:8000/v1/chat/completions"
    assert seen[0].headers["authorization"] == "Bearer secret"
    assert body["model"] == "big"
    assert body["messages"][1] == {"role": "user", "content": "How many?"}
    assert (body["temperature"], body["stop"], body["stream"]) == (0.5, ["\n"], True)
    assert body["response_format"]["json_schema"]["schema"] == {"type": "object"}


def test_without_a_key_none_is_sent() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert "authorization" not in request.headers
        assert "response_format" not in json.loads(request.content)
        return httpx.Response(200, text=stream("x"))

    assert list(generator(handler).write(ORDER, Event())) == ["x"]


def test_a_cancelled_answer_ends_without_an_error() -> None:
    cancelled = Event()
    pieces = generator(answering(stream("a", "b", "c"))).write(ORDER, cancelled)
    assert next(pieces) == "a"
    cancelled.set()
    assert list(pieces) == []


@pytest.mark.parametrize(("status", "remedy"), [(401, "check the key"), (404, "check the address"), (500, "see what it says")])
def test_a_refusal_says_what_was_found_and_never_shows_the_key(status: int, remedy: str) -> None:
    said = failure(answering('{"error": "model big is unknown"}', status), key="secret")
    assert f"answered {status} for the model big" in said
    assert remedy in said
    assert "model big is unknown" in said
    assert "secret" not in said


def test_a_redirect_is_not_followed() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.url.host == "127.0.0.1"
        return httpx.Response(307, headers={"location": "http://elsewhere.example/"})

    assert "answered 307" in failure(handler)


def test_an_address_that_cannot_be_reached_says_so() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("connection refused", request=request)

    assert "cannot be reached (connection refused): start that server" in failure(handler)


def test_an_address_that_is_silent_says_so() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    assert "silent for too long (10 s)" in failure(handler)


@pytest.mark.parametrize("data", ["<html>", "[]", '{"choices": [{"text": "old"}]}'])
def test_an_answer_in_another_form_is_shown(data: str) -> None:
    assert "expected rows of an OpenAI-compatible chat stream" in failure(answering(f"data: {data}\n\n"))


def test_an_error_in_the_middle_is_passed_on() -> None:
    said = failure(answering(stream("a", end='data: {"error": {"message": "out of memory"}}\n\n')))
    assert "stopped: {'message': 'out of memory'}" in said


@pytest.mark.parametrize("address", ["", "127.0.0.1:8000", "ftp://host/v1", "http://"])
def test_an_address_that_is_none_is_refused_before_anything_is_sent(address: str) -> None:
    with pytest.raises(EngineFailed, match="expected a URL such as"):
        RemoteGenerator("big", address, None, 10.0)
