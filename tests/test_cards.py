"""The card of an adapter."""

import json
from pathlib import Path

import pytest

from assistant.answering.cards import Card, read_card, write_card
from assistant.errors import Problem

CARD = Card("docent-writer", "tiny", "ab" * 32, "Apache-2.0", {"train": "cd"}, {"training": {"rank": 4}}, 7, {"f1": 0.6})


def test_a_card_reads_as_it_was_written(tmp_path: Path) -> None:
    write_card(tmp_path, CARD)
    assert read_card(tmp_path) == CARD
    assert json.loads((tmp_path / "card.json").read_text())["format"] == 1


def test_an_adapter_without_a_card_has_none(tmp_path: Path) -> None:
    assert read_card(tmp_path) is None


def test_a_card_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text('{"format": 9}')
    with pytest.raises(Problem, match="has format 9, this version reads 1: export the run again"):
        read_card(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"format": 1}'])
def test_what_is_no_card_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "card.json").write_text(text)
    with pytest.raises(Problem, match="is not the card of an adapter"):
        read_card(tmp_path)
