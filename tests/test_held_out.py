"""Questions with passages and known answers."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.prompts import messages
from assistant.errors import Problem
from finetune.builders import Origin, answered, asked, passage, refused
from finetune.examples import write_examples
from finetune.held_out import Question, of_examples, of_rows, read_questions, spread, untrained

Row = dict[str, Any]  # Any: JSON
TEXTS = {
    "Leave": ("Full-time employees get 30 vacation days a year.", "How many vacation days do employees get?", "30"),
    "Carry": ("Unused vacation days of employees lapse on 31 March.", "When do unused days lapse?", "31 March"),
    "Hotel": ("The company pays 150 euros for a hotel night.", "How much is paid for a hotel night?", "150 euros"),
    "Bonus": ("Some employees get 30 bonus vacation days a year.", "What do some employees get?", "bonus"),
}


def row(title: str, **changes: Any) -> Row:  # Any: JSON
    text, question, answer = TEXTS[title]
    return {"id": title.lower(), "set": "demo", "context": [{"title": title, "text": text}], "question": question,
            "answers": [answer], "answerable": True, "answer_type": "span"} | changes  # fmt: skip


ROWS = [row(title) for title in TEXTS]


def put(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in rows), encoding="utf-8")
    return path


def titles(question: Question) -> set[str]:
    return {one.title for one in question.passages}


def test_each_row_gives_a_question_with_its_passage_and_one_without() -> None:
    found = {one.id: one for one in of_rows(ROWS)}
    assert len(found) == 8
    assert "Leave" in titles(found["leave"]) and "Leave" not in titles(found["leave/without"])
    assert found["leave"].answers == ("30",) and found["leave/without"].answers == ()
    assert len(found["carry"].passages) == len(found["carry/without"].passages) == 3


def test_the_right_number_is_that_of_the_passage_after_the_shuffle() -> None:
    for one in of_rows(ROWS):
        assert {one.passages[number - 1].title for number in one.right} == ({one.document} if one.answers else set())


def test_the_order_follows_from_the_seed() -> None:
    assert of_rows(ROWS, seed=1) == of_rows(ROWS, seed=1)
    assert [one.passages for one in of_rows(ROWS, seed=1)] != [one.passages for one in of_rows(ROWS, seed=2)]


def test_the_distractors_are_those_with_the_most_words_in_common() -> None:
    carry = next(one for one in of_rows(ROWS, distractors=1) if one.id == "carry")
    assert titles(carry) == {"Carry", "Leave"} or titles(carry) == {"Carry", "Bonus"}


def test_a_passage_that_holds_an_answer_is_no_distractor() -> None:
    found = {one.id: one for one in of_rows(ROWS, distractors=3)}
    assert "Bonus" not in titles(found["leave"]) | titles(found["leave/without"])  # it says 30, too


def test_a_passage_that_the_same_question_is_asked_of_is_no_distractor() -> None:
    same = {"question": "What do you do with my data?"}
    rows = [row("Leave", **same), row("Hotel", **same), row("Carry")]
    assert titles(of_rows(rows)[0]) == {"Leave", "Carry"}


def test_a_passage_of_the_same_document_is_no_distractor() -> None:
    twin = row("Carry", id="twin")
    twin["context"] = [{"title": "Leave", "text": "Employees plan vacation days."}]
    assert titles(of_rows([ROWS[0], twin])[0]) == {"Leave"}


def test_the_same_text_under_another_id_is_no_distractor() -> None:
    bare = [{"title": "", "text": TEXTS["Hotel"][0]}]
    found = of_rows([row("Hotel", context=bare), row("Hotel", id="again", question="What is paid?", context=bare)])
    assert [len(one.passages) for one in found] == [1, 1]


def test_of_several_own_passages_those_that_hold_the_answer_are_right() -> None:
    parts = [{"title": "a", "text": "We book rooms."}, {"title": "b", "text": "It is 150 euros."}]
    one = of_rows([row("Hotel", context=parts)], distractors=0)[0]
    assert {one.passages[number - 1].title for number in one.right} == {"b"}


def test_where_no_own_passage_holds_the_answer_word_for_word_all_are_right() -> None:
    assert of_rows([row("Hotel", answers=["a hundred and fifty"])], distractors=0)[0].right == {1}


def test_an_unanswerable_row_keeps_its_passage_and_gives_one_question() -> None:
    found = of_rows([row("Hotel", answers=[], answerable=False), ROWS[0]])
    assert [one.id for one in found] == ["hotel", "leave", "leave/without"]
    assert found[0].answers == () and found[0].right == frozenset() and "Hotel" in titles(found[0])


def test_a_limit_is_spread_evenly() -> None:
    assert spread(list(range(10)), 3) == [0, 3, 6]
    assert spread([1, 2], 5) == [1, 2] == spread([1, 2], None)
    assert [one.id for one in of_rows(ROWS, limit=2)] == ["leave", "leave/without", "hotel", "hotel/without"]


def test_what_may_be_trained_on_is_left_out() -> None:
    rows = [row("Leave", set="xquad_en_public", context=[{"title": f"T{number}", "text": "x"}]) for number in range(10)]
    assert [one["context"][0]["title"] for one in untrained(rows)] == ["T7", "T8", "T9"]
    assert untrained([one | {"set": "policyqa_dev"} for one in rows]) == [one | {"set": "policyqa_dev"} for one in rows]
    assert untrained([one | {"set": "fairytale_train"} for one in rows]) == []


def test_a_file_of_rows_is_read_packed_or_not(tmp_path: Path) -> None:
    plain = put(tmp_path / "rows.jsonl", *ROWS)
    packed = tmp_path / "rows.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_questions(plain) == read_questions(packed) == of_rows(ROWS)


def test_a_row_needs_only_question_context_and_answers(tmp_path: Path) -> None:
    bare = {"question": "How many?", "context": [{"text": "It is five."}], "answers": ["five"]}
    one = read_questions(put(tmp_path / "mine.jsonl", bare))[0]
    assert (one.id, one.set, one.right) == ("1", "mine", frozenset({1}))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("{", "no JSON"),
        ('"text"', '"question" None'),
        (row("Leave", question=" "), "\"question\" ' '"),
        (row("Leave", context=[]), "\"context\" '[]'"),
        (row("Leave", context="text"), "\"context\" 'text'"),
        (row("Leave", context=[{"title": "a"}]), 'a "context" without "text"'),
        (row("Leave", answers="30"), "\"answers\" '30'"),
        (row("Leave", answers=[""]), '"answers" "[\'\']"'),
        (row("Leave", answerable=False), '"answerable" False with 1 answers'),
    ],
)
def test_a_bad_row_is_named_with_what_was_found_and_expected(tmp_path: Path, line: object, found: str) -> None:
    path = put(tmp_path / "bad.jsonl", ROWS[0], "", line)
    with pytest.raises(Problem) as problem:
        read_questions(path)
    assert f"{path}, line 3: found {found}" in str(problem.value) and "expected an object" in str(problem.value)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"nothing\.jsonl cannot be read"):
        read_questions(tmp_path / "nothing.jsonl")
    damaged = tmp_path / "damaged.jsonl.gz"
    damaged.write_bytes(b"no gzip")
    with pytest.raises(Problem, match="cannot be read"):
        read_questions(damaged)


def test_examples_become_the_questions_they_were_made_from(tmp_path: Path) -> None:
    shown = [passage("a", "Leave", "You get\n30 days.", "Annual"), passage("b", "Travel", "Book early.")]
    origin = Origin("e1", "company", ("a", "b"))
    made = [
        answered(origin, "How many days?", shown, "30 days", 1),
        refused(origin, "有多少天？", shown),
        asked(origin, shown[0], "How many days?", "30 days"),
    ]
    write_examples(tmp_path / "test.jsonl", made)
    first, second = read_questions(tmp_path / "test.jsonl")
    assert (first.text, first.answers, first.right, first.document) == ("How many days?", ("30 days",), frozenset({1}), "a")
    assert (second.text, second.answers, second.right, second.set) == ("有多少天？", (), frozenset(), "company")
    assert [messages(one.text, one.passages) for one in (first, second)] == [one.messages for one in made[:2]]
    assert of_examples(made) == [first, second]


def test_a_damaged_example_is_named(tmp_path: Path) -> None:
    path = put(tmp_path / "test.jsonl", {"messages": [], "id": "x"})
    with pytest.raises(Problem, match=r"line 1: found KeyError.*expected a training example"):
        read_questions(path)


def test_public_sets_are_read(shared_data: Path) -> None:
    found = read_questions(shared_data / "qa/clapnq_public.jsonl", limit=10)
    assert {bool(one.answers) for one in found} == {True, False}
    assert all(len(one.passages) == 3 for one in found)
