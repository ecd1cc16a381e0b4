"""Examples: rows of a file, parts of documents and the hash of what a run was trained on."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.generation import Message
from finetune.examples import Example, Part, Task, data_hash, part_of, read_examples, write_examples

ONE = Example(
    "1", Task.ANSWER, (Message("system", "Answer."), Message("user", "多少天？")), "Five [1].", ("leave.pdf", "pay.pdf"), "chat"
)


def test_a_row_brings_the_example_back() -> None:
    assert Example.from_json(ONE.to_json()) == ONE


def test_a_file_brings_its_examples_back_in_their_order(tmp_path: Path) -> None:
    several = [replace(ONE, id=str(number), target=f"line\n{number}") for number in range(3)]
    write_examples(tmp_path / "new/train.jsonl", several)
    assert read_examples(tmp_path / "new/train.jsonl") == several


def test_a_file_holds_one_example_a_line_with_chinese_as_it_is(tmp_path: Path) -> None:
    write_examples(tmp_path / "train.jsonl", [ONE, ONE])
    lines = (tmp_path / "train.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2
    assert "多少天" in lines[0]


def test_an_empty_line_is_no_example(tmp_path: Path) -> None:
    write_examples(tmp_path / "train.jsonl", [ONE])
    with (tmp_path / "train.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert read_examples(tmp_path / "train.jsonl") == [ONE]


def test_an_unknown_task_is_not_read() -> None:
    with pytest.raises(ValueError, match="sing"):
        Example.from_json(ONE.to_json() | {"task": "sing"})


def test_the_hash_is_that_of_the_content_and_the_order() -> None:
    other = replace(ONE, id="2")
    assert data_hash([ONE, other]) == data_hash([ONE, other])
    assert len({data_hash([ONE, other]), data_hash([other, ONE]), data_hash([ONE]), data_hash([])}) == 4


def test_the_hash_of_given_examples_never_changes() -> None:
    assert data_hash([ONE]) == "2b298727900a198b242cbaeefbeabb4ccaf3c719f637d8381fc3ee5d78883182"


def test_a_document_is_in_the_same_part_wherever_it_is_asked_about() -> None:
    assert [part_of("leave.pdf") for _ in range(3)] == [part_of("leave.pdf")] * 3


def test_documents_fall_into_the_parts_by_their_shares() -> None:
    found = [part_of(f"document {number}", validation=0.2, test=0.1) for number in range(3000)]
    assert abs(found.count(Part.TEST) / 3000 - 0.1) < 0.03
    assert abs(found.count(Part.VALIDATION) / 3000 - 0.2) < 0.03


def test_without_shares_everything_is_trained_on() -> None:
    assert {part_of(f"document {number}", 0.0, 0.0) for number in range(100)} == {Part.TRAIN}
