"""Whole characters, and an end before a stop string."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.pieces import Pieces


def by_bytes(tokens: Sequence[int]) -> str:
    """A tokenizer whose tokens are bytes."""
    return bytes(tokens).decode("utf-8", "replace")


def shown(text: str, stop: Sequence[str] = (), size: int = 1) -> list[str]:
    pieces = Pieces(by_bytes, stop)
    tokens = list(text.encode())
    out = [pieces.add(tokens[start : start + size]) for start in range(0, len(tokens), size)]
    return [*out, pieces.rest()]


def test_pieces_come_as_they_are_written() -> None:
    assert shown("days") == ["d", "a", "y", "s", ""]


def test_a_character_is_shown_once_it_is_whole() -> None:
    assert shown("年") == ["", "", "年", ""]


def test_text_ends_before_a_stop_string() -> None:
    assert "".join(shown("5 days.\n\nNext", ["\n\n"])) == "5 days."


def test_what_might_be_a_stop_string_is_held_back_until_it_is_clear() -> None:
    assert shown("a##b", ["###"]) == ["a", "", "", "##b", ""]


def test_the_beginning_of_a_stop_string_at_the_end_is_text() -> None:
    assert "".join(shown("a##", ["###"])) == "a##"


def test_the_earliest_of_several_stop_strings_counts() -> None:
    assert "".join(shown("one END two STOP", ["STOP", "END"], size=16)) == "one "


def test_nothing_is_shown_after_a_stop_string() -> None:
    pieces = Pieces(by_bytes, ["."])
    assert pieces.add(b"a.") == "a"
    assert pieces.stopped
    assert pieces.add(b"b") == ""
    assert pieces.rest() == ""


def test_an_unfinished_character_at_the_end_is_left_out() -> None:
    pieces = Pieces(by_bytes)
    assert pieces.add("年".encode()[:2]) == ""
    assert pieces.rest() == ""


@given(st.text(max_size=40), st.integers(1, 5))
def test_the_pieces_together_are_the_text(text: str, size: int) -> None:
    assert "".join(shown(text.replace("\N{REPLACEMENT CHARACTER}", ""), size=size)) == text.replace(
        "\N{REPLACEMENT CHARACTER}", ""
    )


@given(st.text("ab#", max_size=30), st.integers(1, 4))
def test_a_stop_string_is_never_shown(text: str, size: int) -> None:
    assert "".join(shown(text, ["##"], size)) == text.split("##")[0]
