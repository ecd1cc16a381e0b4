"""What Gradio's requests carry, and whose sessions they are."""

import json

import pytest

from assistant.web.events import SESSIONS_OF_ONE, Bindings, EventRefused, event_in, session_in_address, session_named

DATA = "/gradio_api/queue/data"


def test_a_session_belongs_to_the_first_who_names_it() -> None:
    bindings = Bindings()
    assert bindings.claim("s", "ada")
    assert not bindings.claim("s", "bob")
    assert bindings.claim("s", "ada")


def test_somebody_with_many_pages_only_loses_their_own() -> None:
    bindings = Bindings()
    assert bindings.claim("adas", "ada")
    for number in range(SESSIONS_OF_ONE + 10):
        assert bindings.claim(f"bobs {number}", "bob")
    assert not bindings.claim("adas", "bob")
    assert not bindings.claim(f"bobs {SESSIONS_OF_ONE}", "ada")
    assert bindings.claim("bobs 0", "ada")


def test_an_event_is_what_the_page_sent() -> None:
    sent = {"data": ["days?", {"text": "a", "metadata": {"title": None}}], "fn_index": 3, "session_hash": "s", "event_id": None}
    assert event_in(json.dumps(sent).encode()) == sent


@pytest.mark.parametrize("name", ["path", "url"])
@pytest.mark.parametrize("depth", [0, 1, 30])
def test_a_file_is_found_however_deep_it_lies(name: str, depth: int) -> None:
    data: object = {name: "x"}
    for _ in range(depth):
        data = [{"inner": data}]
    with pytest.raises(EventRefused):
        event_in(json.dumps({"data": [data]}).encode())


def test_a_file_by_its_description_is_one_too() -> None:
    with pytest.raises(EventRefused):
        event_in(b'{"data": [{"meta": {"_type": "gradio.FileData"}}]}')


def test_words_about_files_are_no_files() -> None:
    assert event_in(b'{"data": ["what is a path, what a url?"]}')["data"] == ["what is a path, what a url?"]


@pytest.mark.parametrize(
    "body", [b"", b"5", b"[]", b"{", b"\xff", b'{"a": 1, "a": 2}', b"[" * 20_000, b'{"data": [], "event_id": "x"}']
)
def test_what_is_no_event_is_refused(body: bytes) -> None:
    with pytest.raises(EventRefused):
        event_in(body)


@pytest.mark.parametrize("value", [None, 5, "", "a/b", "a b", "a\n", "x" * 65])
def test_what_is_no_session_is_refused(value: object) -> None:
    with pytest.raises(EventRefused):
        session_named(value)


def test_an_address_names_one_session_where_it_must() -> None:
    assert session_in_address(b"session_hash=ab-c_9", DATA) == "ab-c_9"
    assert session_in_address(b"", "/gradio_api/heartbeat/abc") == "abc"
    assert session_in_address(b"", "/config") is None
    for query in (b"", b"session_hash=", b"session_hash=a&session_hash=b"):
        with pytest.raises(EventRefused):
            session_in_address(query, DATA)
