"""Blind votes on the answers of two models."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.answering.votes import Vote, Votes, sides
from assistant.errors import Problem
from tests.fakes import START, Clock

ROOT = Path(__file__).parents[1]
SAMPLES = [f"s{number}" for number in range(4)]


@pytest.fixture
def votes(tmp_path: Path) -> Votes:
    (tmp_path / "first").mkdir()
    return Votes(tmp_path, Clock())


def test_the_sides_are_shuffled_but_stay_the_same_for_a_person_and_a_sample() -> None:
    seen = [sides(person, sample) for person in ("ada", "bob", "eve") for sample in SAMPLES]
    assert seen == [sides(person, sample) for person in ("ada", "bob", "eve") for sample in SAMPLES]
    assert set(seen) == {("before", "after"), ("after", "before")}


def test_over_many_people_each_answer_stands_left_about_half_of_the_time() -> None:
    left = [sides(f"person {number}", "s1")[0] for number in range(1000)]
    assert 450 < left.count("after") < 550


def test_a_choice_counts_for_the_model_that_stood_on_that_side(votes: Votes) -> None:
    for sample in SAMPLES:
        votes.vote("first", "ada", sample, "left")
        votes.vote("first", "bob", sample, "right")
    assert votes.of("first", "ada") == {sample: sides("ada", sample)[0] for sample in SAMPLES}
    assert votes.of("first", "bob") == {sample: sides("bob", sample)[1] for sample in SAMPLES}


def test_somebody_who_sees_no_difference_votes_for_neither(votes: Votes) -> None:
    votes.vote("first", "ada", "s1", "same")
    assert votes.tally("first", SAMPLES) == {"before": 0, "after": 0, "same": 1}


def test_of_several_votes_of_a_person_the_last_one_counts(votes: Votes) -> None:
    votes.cast("first", "s1", "ada", "before")
    votes.cast("first", "s1", "ada", "after")
    assert votes.tally("first", SAMPLES) == {"before": 0, "after": 1, "same": 0}
    assert votes.of("first", "ada") == {"s1": "after"}


def test_votes_on_answers_that_are_no_longer_shown_do_not_count(votes: Votes) -> None:
    votes.cast("first", "gone", "ada", "before")
    assert votes.tally("first", SAMPLES) == {"before": 0, "after": 0, "same": 0}
    assert votes.result("first", SAMPLES) is None


def test_the_result_is_kept_back_until_all_who_began_have_finished(votes: Votes) -> None:
    for sample in SAMPLES:
        votes.cast("first", sample, "ada", "after")
    assert votes.result("first", SAMPLES) == {"before": 0, "after": 4, "same": 0}
    votes.cast("first", "s1", "bob", "before")
    assert votes.result("first", SAMPLES) is None
    assert votes.tally("first", SAMPLES)["after"] == 4
    for sample in SAMPLES[:1] + SAMPLES[2:]:
        votes.cast("first", sample, "bob", "before")
    assert votes.result("first", SAMPLES) == {"before": 4, "after": 4, "same": 0}


def test_votes_survive_the_way_to_disk_and_are_read_by_another_store(votes: Votes, tmp_path: Path) -> None:
    vote = Vote("s1", "ada", "after", START)
    assert Vote.from_json(json.loads(json.dumps(vote.to_json()))) == vote
    votes.cast("first", "s1", "ada", "after")
    assert Votes(tmp_path).of("first", "ada") == {"s1": "after"}


def test_a_torn_line_is_reported_and_costs_no_other_vote(
    votes: Votes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    votes.cast("first", "s1", "ada", "after")
    path = tmp_path / "first/votes.jsonl"
    path.write_text(path.read_text() + '{"format": 1, "sam', encoding="utf-8")
    votes.cast("first", "s2", "ada", "before")
    with caplog.at_level(logging.WARNING):
        assert votes.of("first", "ada") == {"s1": "after", "s2": "before"}
    assert "is no vote and does not count" in caplog.text


def test_lines_of_another_format_do_not_count(votes: Votes, tmp_path: Path) -> None:
    row = Vote("s1", "ada", "after", START).to_json()
    lines = [json.dumps(row | {"format": 2}), json.dumps(row | {"winner": "both"}), "[]", json.dumps(row)]
    (tmp_path / "first/votes.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert votes.tally("first", ["s1"])["after"] == 1


@pytest.mark.parametrize("run", ["", "..", "gone", "../first", "first/.."])
def test_there_are_votes_only_on_runs(votes: Votes, run: str) -> None:
    with pytest.raises(Problem, match="there is no run called"):
        votes.cast(run, "s1", "ada", "after")


MANY = """
import sys
from pathlib import Path
from assistant.answering.votes import Votes
for number in range(50):
    Votes(Path(sys.argv[1])).cast("first", f"s{number}", sys.argv[2], "after")
"""


def test_people_who_vote_at_once_lose_no_vote(votes: Votes, tmp_path: Path) -> None:
    people = [subprocess.Popen([sys.executable, "-c", MANY, str(tmp_path), name], cwd=ROOT) for name in ("ada", "bob")]
    assert [process.wait(60) for process in people] == [0, 0]
    assert votes.tally("first", [f"s{number}" for number in range(50)])["after"] == 100
