"""Tests of finetune.dialogues: files in, items that public documents prove out."""

import json
from pathlib import Path

import pytest

from assistant.errors import Problem
from finetune.dialogues import Dialogue, dialogue_items, read_dialogues
from finetune.material import Item, Tally
from tests.company_index import LEAVE, SECRET, shelf

TEXTS = {"leave.md": LEAVE, "secret/pay.md": SECRET}
ASKED = "How many unused days may employees carry over?"
TOLD = "Employees may carry over up to 5 unused days."


def items(*dialogues: Dialogue, tally: Tally | None = None) -> list[Item]:
    return list(dialogue_items(dialogues, shelf(TEXTS), tally or Tally()))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("d.csv", f'id,question,answer\n1,{ASKED},"{TOLD}"\n'),
        ("d.csv", f"Question;Answer\n{ASKED};{TOLD}\n"),
        ("d.jsonl", json.dumps({"question": ASKED, "answer": TOLD}) + "\n"),
        ("d.json", json.dumps([{"customer": ASKED, "agent": TOLD}])),
        ("d.json", json.dumps({"dialogues": [{"question": ASKED, "answer": TOLD}]})),
        ("d.json", json.dumps({"messages": [{"role": "user", "content": ASKED}, {"role": "assistant", "content": TOLD}]})),
    ],
)
def test_csv_json_and_json_lines_are_read(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert read_dialogues(tmp_path / name) == [Dialogue(ASKED, TOLD)]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [("d.json", "{", "cannot be read"), ("d.csv", "a,b\n1,2\n", "no question"), ("d.jsonl", "", "no question")],
)
def test_a_file_without_dialogues_says_what_was_expected(tmp_path: Path, name: str, content: str, found: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(Problem, match=found):
        read_dialogues(tmp_path / name)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="cannot be read"):
        read_dialogues(tmp_path / "none.csv")


def test_an_answer_that_a_public_passage_proves_is_used() -> None:
    (found,) = items(Dialogue(ASKED, TOLD))
    assert (found.question, found.answer) == (ASKED, TOLD)
    assert found.proof[0].document == "leave.md"
    assert TOLD in found.proof[0].text


def test_politeness_and_names_are_taken_off() -> None:
    (found,) = items(
        Dialogue(f"Hi Karen,\nMy name is Tom Birkett. {ASKED}", f"Thanks for asking! {TOLD}\nBest regards,\nTom Birkett")
    )
    assert (found.question, found.answer) == (ASKED, TOLD)


def test_an_answer_that_no_public_passage_proves_is_dropped_with_its_reason() -> None:
    tally = Tally()
    assert items(Dialogue("Who pays for the hotel?", "The finance desk in Paris pays for every hotel."), tally=tally) == []
    assert tally.dropped("no document for everybody proves the answer") == 1


def test_a_withheld_document_proves_nothing() -> None:
    tally = Tally()
    secret = Dialogue("What bonus does the board pay the director?", "The board pays the director a bonus of EUR 900000.")
    assert items(secret, tally=tally) == []
    assert tally.dropped("no document for everybody proves the answer") == 1


def test_the_same_question_is_used_once() -> None:
    tally = Tally()
    assert len(items(Dialogue(ASKED, TOLD), Dialogue(ASKED.upper(), TOLD), tally=tally)) == 1
    assert tally.dropped("the same question was there before") == 1


def test_a_question_about_a_person_is_dropped_and_the_name_counted() -> None:
    tally = Tally()
    assert items(Dialogue(f"I am Ravi Sandhu from Leeds, {ASKED}", TOLD), tally=tally) == []
    assert tally.to_json()["personal_data"] == {"name": 1}


def test_a_question_with_a_card_or_a_telephone_number_is_dropped() -> None:
    tally = Tally()
    assert items(Dialogue(f"My card is 4111 1111 1111 1111. {ASKED}", TOLD), tally=tally) == []
    assert tally.dropped("the question holds personal data") == 1


def test_an_address_that_public_documents_name_stays() -> None:
    texts = {"help.md": "# Help\n\nQuestions about leave go to people@lindqvale.example every day."}
    told = "Questions about leave go to people@lindqvale.example every day."
    (found,) = dialogue_items([Dialogue("Where do questions about leave go?", told)], shelf(texts), Tally())
    assert found.answer == told
