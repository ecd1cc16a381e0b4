"""The measurement of wrong options."""

import json
from pathlib import Path

import pytest

from bench.distractors import Asked, at_random, held_out, nearest, scores
from tests.pages import Near

ASKED = Asked("sea", "Which of these swims?", "a shark", ("an eagle", "a horse"))
POOL = ("an eagle", "a horse", "a mule", "a 5 kg stone", "a shark")


def test_every_tenth_question_with_enough_options_is_held_out(tmp_path: Path) -> None:
    rows = [{"question": f"Question {place}?", "options": ["a", "b", "c"], "correct": "a"} for place in range(400)]
    rows.append({"question": "True?", "options": ["True", "False"], "correct": "True"})
    file = tmp_path / "set.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    found = list(held_out(file))
    assert 20 <= len(found) <= 60 and all(one.wrong == ("b", "c") for one in found)
    assert found == list(held_out(file))


def test_random_ones_look_like_the_key_and_are_not_it() -> None:
    chosen = at_random(ASKED, POOL)
    assert len(chosen) == 2 and not {"a shark", "a 5 kg stone"} & set(chosen)


def test_the_nearest_are_the_first_by_their_cosine() -> None:
    assert list(nearest(ASKED, POOL, Near())) == ["an eagle", "a horse"]


def test_scores_are_shares_of_what_was_chosen() -> None:
    row = scores([ASKED], {"sea": POOL}, lambda one, pool: ("an eagle", "a 5 kg stone"), Near(0.5))
    assert (row["served"], row["people's own"], row["number or none unlike the key"]) == (1.0, 0.5, 0.5)
    assert row["nearness to people's"] == pytest.approx(0.75, abs=0.01)


def test_a_way_that_chooses_too_few_serves_nobody() -> None:
    assert scores([ASKED], {"sea": POOL}, lambda one, pool: (), Near())["served"] == 0.0
