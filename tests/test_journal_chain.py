"""The lines of a journal, each fixed by the next."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.people.journal_chain import Place, followed, keyed, whole
from assistant.people.journal_events import Event, EventKind, hash_of, line_of
from tests.fakes import START


def chain(count: int) -> list[bytes]:
    """Lines that follow one another."""
    lines: list[bytes] = []
    for number in range(1, count + 1):
        before = hash_of(lines[-1][:-1]) if lines else ""
        time = START + timedelta(seconds=number)
        lines.append(line_of(Event(number, time, EventKind.ANSWERED, {"n": number, "text": "三天"}, before, f"k{number}")))
    return lines


LINES = chain(5)
CONTENT = b"".join(LINES)


def test_whole_lines_that_follow_one_another_have_no_flaw() -> None:
    found = followed(CONTENT)
    assert [event.sequence for event in found.events] == [1, 2, 3, 4, 5]
    assert found.flaws == ()
    assert found.place == Place(len(CONTENT), len(CONTENT) - len(LINES[-1]), 5, hash_of(LINES[-1][:-1]))


def test_of_nothing_nothing_is_read() -> None:
    assert followed(b"") == followed(b"half a line")
    assert followed(b"").place == Place()


@given(st.integers(0, 5))
def test_reading_on_from_any_line_comes_to_the_same_as_reading_at_once(lines: int) -> None:
    first = followed(b"".join(LINES[:lines]))
    rest = followed(b"".join(LINES[lines:]), first.place)
    assert (*first.events, *rest.events) == followed(CONTENT).events
    assert rest.place == followed(CONTENT).place


@given(st.integers(0, len(CONTENT)))
def test_a_cut_anywhere_leaves_the_lines_before_it(bytes_left: int) -> None:
    cut = CONTENT[:bytes_left]
    assert len(followed(cut).events) == cut.count(b"\n")
    assert followed(cut).flaws == ()
    assert whole(cut) == cut.rfind(b"\n") + 1


@given(st.integers(0, len(CONTENT) - len(LINES[-1]) - 1), st.integers(1, 255))
def test_a_byte_changed_in_any_line_but_the_last_is_noticed(place: int, change: int) -> None:
    changed = bytearray(CONTENT)
    changed[place] ^= change
    assert followed(bytes(changed)).flaws


def test_a_line_put_in_or_taken_out_is_named_by_its_number() -> None:
    assert [flaw.line for flaw in followed(b"".join(LINES[:2] + LINES[3:])).flaws] == [3]
    assert [flaw.line for flaw in followed(b"".join([*LINES[:2], b"{}\n", *LINES[2:]])).flaws] == [3, 4]


def test_a_line_that_is_earlier_than_the_one_before_is_a_flaw() -> None:
    late = Event(2, START, EventKind.ANSWERED, {}, hash_of(LINES[0][:-1]))
    (flaw,) = followed(LINES[0] + line_of(late)).flaws
    assert (flaw.line, flaw.why) == (2, "is earlier than the line before")


def test_a_number_left_out_is_a_flaw_though_the_hash_fits() -> None:
    gap = Event(3, START + timedelta(days=1), EventKind.ANSWERED, {}, hash_of(LINES[0][:-1]))
    (flaw,) = followed(LINES[0] + line_of(gap)).flaws
    assert "has sequence 3, expected 2" in flaw.why


def test_what_is_nested_too_deep_to_read_is_a_flaw_and_the_next_line_is_tried() -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    found = followed(deep + b"\n" + LINES[0])
    assert [flaw.line for flaw in found.flaws] == [1, 2]


@pytest.mark.parametrize("rest", [b"{\n", b"\x00\x00\n", b"\xff\n", b"\n"])
def test_a_last_line_that_is_no_json_is_not_whole(rest: bytes) -> None:
    assert whole(CONTENT + rest) == len(CONTENT)


def test_a_line_without_its_end_is_not_whole() -> None:
    assert whole(CONTENT[:-1]) == len(CONTENT) - len(LINES[-1])
    assert whole(b"") == whole(b"{}") == 0


def test_an_event_is_found_by_its_key() -> None:
    found = keyed(CONTENT, "k3")
    assert found is not None
    assert found.sequence == 3
    assert keyed(CONTENT, "k") is None
    assert keyed(b"", "k1") is None


def test_words_that_look_like_a_key_are_passed_over() -> None:
    lines = [line_of(Event(1, START, EventKind.ANSWERED, {"key": "wanted"}, "", "other"))]
    lines.append(line_of(Event(2, START, EventKind.ANSWERED, {}, hash_of(lines[0][:-1]), "wanted")))
    assert keyed(lines[0], "wanted") is None
    found = keyed(b"".join(lines), "wanted")
    assert found is not None
    assert found.sequence == 2


def test_a_key_of_a_broken_line_is_not_taken_for_one_that_is_not_there() -> None:
    with pytest.raises(ValueError):
        keyed(b'{"key":"wanted"\n', "wanted")


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=12))
def test_a_key_of_any_characters_is_found_again(key: str) -> None:
    line = line_of(Event(1, START, EventKind.ANSWERED, {}, "", key))
    found = keyed(line, key)
    assert found is not None
    assert found.key == key


def test_a_place_as_json_is_the_same_place() -> None:
    place = followed(CONTENT).place
    assert Place.from_json(json.loads(json.dumps(place.to_json()))) == place
    assert replace(place, sequence=4) != place
    for broken in ({}, {"offset": "x", "start": 0, "sequence": 0, "last": ""}, {"offset": None}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            Place.from_json(broken)
