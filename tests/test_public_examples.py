"""Examples of public question sets, from a folder of tiny ones."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.prompts import is_refusal
from finetune.examples import Example, Part, Task, data_hash, part_of
from finetune.public import VALIDATION, Recipe, claimed, document_of, paragraphs, public_examples, read_rows, split_rows

Row = dict[str, Any]  # Any: JSON
TITLES = [f"Town_{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"] + [f"River_{letter}" for letter in "ABCDEFGHIJKLMN"]
RECIPES = (Recipe("xquad_en_public", rounds=2, beside=(2, 3)),)
SEED = 7


def row(title: str, number: int, set_: str = "xquad_en_public", **changed: object) -> Row:
    """One of the four questions on the paragraph of a title."""
    place, letter = title.replace("_", " "), title[-1:]
    text = (
        f"{place} has {len(title)}{ord(letter or '0')} bridges. The mayor is called Mo {letter}. The river is the {letter}ao. "
    )
    questions = (
        (f"How many bridges has {place}?", f"{len(title)}{ord(letter or '0')}"),
        (f"Who is the mayor of {place}?", f"Mo {letter}"),
        (f"Which river flows through {place}?", f"the {letter}ao"),
        (f"What is the mayor of {place} called?", f"Mo {letter}"),
    )
    made: Row = {"id": f"{title}/{number}", "set": set_, "language": "en", "context": [{"title": title, "text": text}]}
    made |= {"question": questions[number][0], "answers": [questions[number][1]], "answerable": True, "answer_type": "span"}
    return made | changed


def write(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of public sets."""
    folder = tmp_path_factory.mktemp("public")
    write(folder / "qa/xquad_en_public.jsonl", [row(title, number) for title in TITLES for number in range(4)])
    options = ["red", "green", "blue", "grey"]
    for name in ("opentrivia", "arc_easy", "openbookqa"):
        asked = [{"question": f"{name} {n}?", "options": options, "correct": "blue"} for n in range(20)]
        write(folder / f"distractors/{name}.jsonl", [*asked, {"question": "True?", "options": ["yes", "no"], "correct": "no"}])
    return folder


@pytest.fixture(scope="module")
def made(public: Path) -> tuple[list[Example], list[Example]]:
    return public_examples(public, SEED, RECIPES)


def test_a_packed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    rows = [row("Town_A", 0)]
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(rows[0]) + "\n\n")
    write(tmp_path / "b.jsonl", rows)
    assert read_rows(tmp_path / "a.jsonl") == read_rows(tmp_path / "b.jsonl") == rows


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="xquad_en_public"):
        public_examples(tmp_path, SEED, RECIPES)


def test_the_document_is_the_title_without_its_section_or_the_id() -> None:
    assert document_of(row("Snow man, section 2", 0)) == "Snow man"
    assert document_of(row("", 3)) == "/3"
    table = row("paragraph 1", 0, "tatqa_dev")
    assert document_of(table) == table["context"][0]["text"]


def test_the_first_seven_tenths_of_the_sorted_titles_may_be_trained_on() -> None:
    ours, tests = split_rows([row(title, number) for title in reversed(TITLES) for number in range(2)])
    sorted_titles = sorted(TITLES)
    assert {document_of(one) for one in ours} == set(sorted_titles[:28])
    assert {document_of(one) for one in tests} == set(sorted_titles[28:])


def test_a_set_for_training_is_trained_on_as_a_whole() -> None:
    rows = [row(title, 0, "fairytale_train") for title in TITLES]
    assert split_rows(rows) == (rows, [])


def test_questions_on_the_same_text_are_of_one_paragraph() -> None:
    one = row("Town_A", 0)
    found = paragraphs([one, row("Town_A", 1), row("Town_B", 1)])
    assert [len(paragraph.asked) for paragraph in found] == [2, 1]
    assert found[0].title == "Town A"


@pytest.mark.parametrize(
    "changed",
    [{"answerable": False, "answers": []}, {"answers": ["word " * 90]}],
    ids=["unanswerable", "too long an answer"],
)
def test_a_question_without_a_usable_answer_leaves_its_paragraph_to_others(changed: Row) -> None:
    assert paragraphs([row("Town_A", 0, **changed)])[0].asked == []


def test_a_paragraph_that_is_too_long_is_left_out() -> None:
    assert paragraphs([row("Town_A", 0, context=[{"title": "Town_A", "text": "word " * 300}])]) == []


def test_instead_of_a_yes_the_sentence_is_taught_that_it_rests_on() -> None:
    asked = row("Town_A", 0, answers=["yes"], answer_type="yesno", question="has Town A many bridges")
    assert paragraphs([asked])[0].asked[0].answer == "Town A has 665 bridges."


def test_a_number_that_was_computed_from_a_table_is_not_taught() -> None:
    asked = row("", 0, "tatqa_dev", answers=["42"], derivation="20+22")
    assert paragraphs([asked])[0].asked == []


def test_the_same_seed_makes_the_same_examples(public: Path, made: tuple[list[Example], list[Example]]) -> None:
    again, other = public_examples(public, SEED, RECIPES), public_examples(public, SEED + 1, RECIPES)
    assert [data_hash(part) for part in again] == [data_hash(part) for part in made]
    assert data_hash(other[0]) != data_hash(made[0])


def test_no_document_is_in_both_parts(made: tuple[list[Example], list[Example]]) -> None:
    training, validation = ({document for one in part for document in one.documents} for part in made)
    assert validation
    assert not training & validation


def test_the_part_of_a_document_is_that_of_its_hash(made: tuple[list[Example], list[Example]]) -> None:
    titles = {one.documents[0].partition("/")[2] for one in made[1] if one.origin != "distractors"}
    assert {part_of(title, VALIDATION, 0.0) for title in titles} == {Part.VALIDATION}


def test_no_document_that_is_for_tests_stands_in_a_prompt(made: tuple[list[Example], list[Example]]) -> None:
    kept = set(sorted(TITLES)[:28])
    seen = {
        document.partition("/")[2] for part in made for one in part for document in one.documents if one.origin != "distractors"
    }
    assert seen <= kept


def test_every_answer_stands_in_the_passage_that_its_number_names(made: tuple[list[Example], list[Example]]) -> None:
    answers = [one for one in made[0] if one.task is Task.ANSWER]
    for one in answers:
        text, number = one.target.rsplit(" [", 1)
        passages = one.messages[-1].content.split("</passage>")
        assert text in passages[int(number.rstrip("]")) - 1]
    assert len({one.target[-2] for one in answers}) > 1  # the right passage is not always the first


def test_some_questions_have_no_answer_in_their_passages(made: tuple[list[Example], list[Example]]) -> None:
    refused = [one for one in made[0] if one.task is Task.REFUSE]
    assert 0.1 < len(refused) / sum(one.task in (Task.ANSWER, Task.REFUSE) for one in made[0]) < 0.4
    assert all(is_refusal(one.target) for one in refused)
    assert any("/miss/" in one.id for one in refused)


def test_options_come_from_questions_with_four_of_them(made: tuple[list[Example], list[Example]]) -> None:
    options = [one for part in made for one in part if one.task is Task.OPTIONS]
    assert len(options) == 60
    assert {one.target for one in options} == {"red\ngreen\ngrey"}
    assert len([one for one in made[1] if one.task is Task.OPTIONS]) == 20


def test_every_example_has_a_name_of_its_own(made: tuple[list[Example], list[Example]]) -> None:
    names = [one.id for part in made for one in part]
    assert len(names) == len(set(names))


def test_a_claim_is_answered_by_the_sentence_of_its_abstract_that_is_nearest(tmp_path: Path) -> None:
    write(
        tmp_path / "queries.jsonl",
        [{"_id": "7", "text": "Green tea lowers blood pressure."}, {"_id": "8", "text": "Owls sing."}],
    )
    text = "We studied tea for a year. Green tea lowers blood pressure in adults. Nothing else changed."
    write(tmp_path / "corpus.jsonl", [{"_id": "1", "title": "Tea", "text": text}, {"_id": "2", "title": "Owls", "text": text}])
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels/train.tsv").write_text("query-id\tcorpus-id\tscore\n7\t1\t1\n8\t2\t1\n", encoding="utf-8")
    found = claimed(tmp_path)
    assert [one.document for one in found] == ["1"]  # no sentence about owls
    assert found[0].asked[0].question == "Is it true that Green tea lowers blood pressure?"
    assert found[0].asked[0].answer == "Green tea lowers blood pressure in adults."


def test_clozes_are_asked_about_a_paragraph_and_never_taught_as_questions(public: Path) -> None:
    recipes = (Recipe("xquad_en_public", rounds=1, beside=(2, 3), clozes=3),)
    training, _ = public_examples(public, SEED, recipes)
    made_by_code = [one for one in training if "/cloze" in one.id]
    assert made_by_code
    assert {one.task for one in made_by_code} <= {Task.ANSWER, Task.REFUSE}
