"""Conversations belong to one person each."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.answering.answers import Answer, Citation, Mode, Seconds, Sentence, without_forbidden
from assistant.answering.conversation import Conversations
from assistant.errors import AccessDenied, Problem

ANN, BOB = "a" * 32, "b" * 32


def everything(_: str) -> bool:
    return True


def answer(number: int = 1, refused: bool = False) -> Answer:
    """An answer of two sentences that rests on two documents."""
    first = Citation(1, "leave.md", "v1", 1, "Leave", "30 days.", 0, 8, 0.9, ("hr/leave.md",))
    second = Citation(2, "hr/pay.md", "v1", 2, "Pay", "Pay is secret.", 0, 14, 0.8)
    sentences = (Sentence("30 days.", (1,), True), Sentence("Pay is secret.", (2,), True))
    return Answer(
        f"answer{number}", "How many?", "30 days. Pay is secret.", refused, Mode.QUOTED, sentences, (first, second), "", 3,
        Seconds(0.1, None, 0.2), 0.75, True, ("hr/pay.md", "leave.md"),
    )  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    ticks = iter(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=minute) for minute in range(1000))
    conversations = Conversations(tmp_path, clock=lambda: next(ticks))
    yield conversations
    conversations.close()


def test_a_turn_is_given_back_as_it_was_kept(kept: Conversations) -> None:
    one = kept.start(ANN)
    kept.append(ANN, one, "How many?", answer())
    turn = kept.get(ANN, one).turns[0]
    assert turn.answer == answer() and turn.question == "How many?" and turn.id == "answer1"


def test_history_survives_a_restart(tmp_path: Path) -> None:
    first = Conversations(tmp_path)
    one = first.start(ANN)
    first.append(ANN, one, "How many?", answer())
    first.close()
    second = Conversations(tmp_path)
    assert [turn.question for turn in second.get(ANN, one).turns] == ["How many?"]
    second.close()


def test_what_is_kept_is_read_by_its_owner_only(tmp_path: Path) -> None:
    Conversations(tmp_path).close()
    assert (tmp_path / "conversations.sqlite").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "attempt",
    [
        lambda kept, one: kept.get(BOB, one),
        lambda kept, one: kept.append(BOB, one, "?", answer(2)),
        lambda kept, one: kept.rate(BOB, one, "answer1", "up"),
        lambda kept, one: kept.rename(BOB, one, "mine"),
        lambda kept, one: kept.delete(BOB, one),
    ],
)
def test_nothing_of_one_person_is_reached_with_anothers_id(
    kept: Conversations, attempt: Callable[[Conversations, str], object]
) -> None:
    one = kept.start(ANN)
    kept.append(ANN, one, "How many?", answer())
    with pytest.raises(AccessDenied):
        attempt(kept, one)
    assert kept.get(ANN, one).turns[0].rating == ""


def test_lists_searches_and_exports_hold_ones_own_only(kept: Conversations) -> None:
    kept.append(ANN, kept.start(ANN), "How many?", answer())
    assert kept.list(BOB) == () and kept.search(BOB, "many") == () and kept.export(BOB, everything)["conversations"] == []
    kept.delete_all(BOB)
    assert len(kept.list(ANN)) == 1


def test_a_rating_needs_the_right_conversation_too(kept: Conversations) -> None:
    one, other = kept.start(ANN), kept.start(ANN)
    kept.append(ANN, one, "How many?", answer())
    with pytest.raises(AccessDenied):
        kept.rate(ANN, other, "answer1", "up")


def test_the_latest_conversation_comes_first_and_empty_ones_are_not_listed(kept: Conversations) -> None:
    first, second, _ = kept.start(ANN), kept.start(ANN), kept.start(ANN)
    kept.append(ANN, first, "One?", answer(1))
    kept.append(ANN, second, "Two?", answer(2))
    kept.append(ANN, first, "Three?", answer(3))
    assert [one.id for one in kept.list(ANN)] == [first, second]


def test_the_first_question_names_a_conversation(kept: Conversations) -> None:
    one, named = kept.start(ANN), kept.start(ANN, "My title")
    for conversation, number in ((one, 1), (named, 2)):
        kept.append(ANN, conversation, "How many\n days? " + "x" * 100, answer(number))
    titles = {entry.id: entry.title for entry in kept.list(ANN)}
    assert titles[one].startswith("How many days?") and len(titles[one]) == 80 and titles[named] == "My title"


def test_search_looks_at_titles_questions_and_answers_and_takes_signs_as_they_are(kept: Conversations) -> None:
    one = kept.start(ANN, "Title")
    kept.append(ANN, one, "100% sure?", answer())
    assert all(kept.search(ANN, text) for text in ("title", "100%", "30 days"))
    assert not kept.search(ANN, "100_") and not kept.search(ANN, "%x")


def test_a_rating_is_kept_replaced_and_taken_back(kept: Conversations) -> None:
    one = kept.start(ANN)
    kept.append(ANN, one, "How many?", answer())
    kept.rate(ANN, one, "answer1", "down", "wrong", "it is 31")
    turn = kept.get(ANN, one).turns[0]
    assert (turn.rating, turn.reason, turn.note) == ("down", "wrong", "it is 31")
    kept.rate(ANN, one, "answer1", "")
    assert kept.get(ANN, one).turns[0].rating == ""
    with pytest.raises(Problem, match="sideways"):
        kept.rate(ANN, one, "answer1", "sideways")


def test_deleting_leaves_no_turns_behind(kept: Conversations, tmp_path: Path) -> None:
    one, other = kept.start(ANN), kept.start(ANN)
    kept.append(ANN, one, "One?", answer(1))
    kept.append(ANN, other, "Two?", answer(2))
    kept.delete(ANN, one)
    assert [entry.id for entry in kept.list(ANN)] == [other]
    kept.delete_all(ANN)
    connection = sqlite3.connect(tmp_path / "conversations.sqlite")
    assert connection.execute("SELECT COUNT(*) FROM turns").fetchone() == (0,)
    connection.close()


def test_renaming_changes_the_title(kept: Conversations) -> None:
    one = kept.start(ANN, "old")
    kept.rename(ANN, one, "new")
    assert kept.get(ANN, one).title == "new"


def test_an_export_holds_questions_answers_and_ratings(kept: Conversations) -> None:
    one = kept.start(ANN)
    kept.append(ANN, one, "How many?", answer())
    kept.rate(ANN, one, "answer1", "up")
    turn = kept.export(ANN, everything)["conversations"][0]["turns"][0]
    assert turn["question"] == "How many?" and turn["rating"] == "up" and turn["answer"] == answer().to_json()


def test_an_export_leaves_out_what_the_person_may_not_read_any_more(kept: Conversations) -> None:
    kept.append(ANN, kept.start(ANN), "How many?", answer())
    exported = kept.export(ANN, lambda document: not document.startswith("hr/"))
    assert "30 days." in str(exported)
    assert "secret" not in str(exported)


def test_counts_are_over_everybody_and_without_names(kept: Conversations) -> None:
    one, other = kept.start(ANN), kept.start(BOB)
    kept.append(ANN, one, "?", answer(1, refused=True))
    kept.append(BOB, other, "?", answer(2))
    kept.rate(BOB, other, "answer2", "down")
    counts = kept.counts()
    assert (counts.questions, counts.refused, counts.up, counts.down) == (2, 1, 0, 1)


def test_what_was_rated_is_told_over_everybody_and_without_names(kept: Conversations) -> None:
    one, other = kept.start(ANN), kept.start(BOB)
    kept.append(ANN, one, "First?", answer(1))
    kept.append(BOB, other, "Second?", answer(2))
    kept.append(BOB, other, "Third?", answer(3))
    kept.rate(BOB, other, "answer2", "up")
    kept.rate(ANN, one, "answer1", "up")
    kept.rate(BOB, other, "answer3", "down")
    assert [turn.question for turn in kept.rated("up")] == ["First?", "Second?"]
    assert ANN not in str(kept.rated("up")) and BOB not in str(kept.rated("up"))


def test_another_format_is_refused(tmp_path: Path) -> None:
    Conversations(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "conversations.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Problem, match="format 99"):
        Conversations(tmp_path)


def test_what_rests_on_a_forbidden_document_is_not_shown_again() -> None:
    shown = without_forbidden(answer(), lambda document: not document.startswith("hr/"))
    assert shown.answer == "30 days." and [cited.document for cited in shown.citations] == ["leave.md"]
    assert shown.citations[0].also == () and shown.closest == ("leave.md",)
    assert "secret" not in str(shown.to_json())


def test_an_answer_that_may_be_read_whole_stays_as_it_is() -> None:
    assert without_forbidden(answer(), lambda _: True) == answer()
    assert Answer.from_json(answer().to_json()) == answer()


def test_a_damaged_file_is_a_problem_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "conversations.sqlite").write_bytes(b"no database at all " * 99)
    with pytest.raises(Problem, match=r"conversations\.sqlite cannot be read .*: restore it from a backup"):
        Conversations(tmp_path)


def test_questions_without_an_answer_are_known_by_the_documents_that_came_closest(kept: Conversations) -> None:
    one, other = kept.start(ANN), kept.start(BOB)
    kept.append(ANN, one, "How many?", answer(1, refused=True))
    middle = kept.get(ANN, one).turns[0].at + timedelta(seconds=1)
    kept.append(ANN, one, "How many?", answer(2))
    kept.append(BOB, other, "How many?", answer(3, refused=True))
    assert kept.unanswered(ANN, middle - timedelta(days=1)) == (("hr/pay.md", "leave.md"),)
    assert kept.unanswered(ANN, middle) == ()


def test_thumbs_are_told_with_each_document_that_was_cited(kept: Conversations) -> None:
    one = kept.start(ANN)
    for number, rating in ((1, "up"), (2, "down"), (3, "")):
        kept.append(ANN, one, "How many?", answer(number))
        kept.rate(ANN, one, f"answer{number}", rating)
    assert kept.thumbs(ANN) == (("leave.md", True), ("hr/pay.md", True), ("leave.md", False), ("hr/pay.md", False))
    assert kept.thumbs(BOB) == ()
