"""Labelled texts and tagged words: reading, splitting, choosing a few."""

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.errors import Problem
from finetune.examples import Part
from finetune.labelled import LabelledText, TaggedWords, few, labels_of, read_rows, rows_hash, split


def texts(count: int, label: str = "leave") -> list[LabelledText]:
    return [LabelledText(f"{label} {number}", (label,), f"{label} {number}") for number in range(count)]


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    return path


def test_a_text_survives_the_round_trip() -> None:
    text = LabelledText("how many days?", ("leave", "pay"), "handbook")
    assert LabelledText.from_json(text.to_json()) == text


def test_tagged_words_survive_the_round_trip() -> None:
    words = TaggedWords(("int", "x"), ("keyword", "variable"), "a.java", "a.java")
    assert TaggedWords.from_json(words.to_json()) == words


def test_one_label_is_a_list_of_one() -> None:
    assert LabelledText.from_json({"text": "a", "label": "b"}).labels == ("b",)


def test_the_same_text_in_other_case_and_spacing_is_of_the_same_group() -> None:
    assert LabelledText.from_json({"text": "How  many", "label": "b"}).group == "how many"


def test_words_without_a_group_are_their_own() -> None:
    assert TaggedWords.from_json({"words": ["a", "b"], "tags": ["x", "y"]}).group == "a b"


def test_a_file_is_read_in_its_order(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", {"text": "one", "label": "x"}, {"text": "two", "labels": []})
    assert [text.labels for text in read_rows(path, LabelledText.from_json)] == [("x",), ()]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": " ", "label": "x"}, '"text" must be a text that is not empty'),
        ({"text": "a"}, '"label" must be a text'),
        ({"text": "a", "labels": [1]}, '"label" must be a text'),
        (["a"], "it is no JSON object"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, row: object, said: str) -> None:
    path = written(tmp_path / "a.jsonl", {"text": "one", "label": "x"}, row)
    with pytest.raises(Problem, match=r"1 row\(s\) are wrong: line 2: ") as found:
        read_rows(path, LabelledText.from_json)
    assert said in str(found.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"words": [], "tags": []}, '"words" must be a list of texts'),
        ({"words": ["a"], "tags": "x"}, '"tags" must be a list of texts'),
        ({"words": ["a", "b"], "tags": ["x"]}, "there are 2 words and 1 tags"),
    ],
)
def test_words_and_tags_have_to_fit(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(Problem) as found:
        read_rows(written(tmp_path / "a.jsonl", row), TaggedWords.from_json)
    assert said in str(found.value)


def test_a_missing_file_and_an_empty_one_say_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="is not there: expected JSONL"):
        read_rows(tmp_path / "a.jsonl", LabelledText.from_json)
    (tmp_path / "a.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="it has no rows"):
        read_rows(tmp_path / "a.jsonl", LabelledText.from_json)


def test_every_label_has_its_share_in_each_part() -> None:
    parts = split([*texts(20, "a"), *texts(40, "b")], validation=0.1, test=0.2)
    counts = {part: Counter(text.stratum for text in found) for part, found in parts.items()}
    assert counts == {Part.TEST: {"a": 4, "b": 8}, Part.VALIDATION: {"a": 2, "b": 4}, Part.TRAIN: {"a": 14, "b": 28}}


def test_a_small_label_is_in_each_part_once_and_a_tiny_one_is_trained_on() -> None:
    parts = split([*texts(3, "a"), *texts(2, "b")], validation=0.1, test=0.1)
    assert {part: [text.stratum for text in found] for part, found in parts.items()} == {
        Part.TEST: ["a"],
        Part.VALIDATION: ["a"],
        Part.TRAIN: ["a", "b", "b"],
    }


def test_a_group_is_never_split_up() -> None:
    items = [LabelledText(f"{n}", (("a", "b")[n % 2],), f"document {n // 4}") for n in range(80)]
    parts = split(items, 0.2, 0.2)
    groups = [{text.group for text in found} for found in parts.values()]
    assert sum(map(len, groups)) == len(set.union(*groups)) == 20


def test_the_split_does_not_depend_on_the_order_but_on_the_seed() -> None:
    items = texts(30)
    ids = {text.text for text in split(items, 0.2, 0.2)[Part.TEST]}
    assert {text.text for text in split(items[::-1], 0.2, 0.2)[Part.TEST]} == ids
    assert {text.text for text in split(items, 0.2, 0.2, seed=1)[Part.TEST]} != ids


def test_no_share_means_an_empty_part() -> None:
    assert split(texts(30), 0.2, 0.0)[Part.TEST] == []


def test_few_takes_as_many_of_every_label() -> None:
    chosen = few([*texts(20, "a"), *texts(3, "b")], 5)
    assert Counter(text.stratum for text in chosen) == {"a": 5, "b": 3}
    assert len(few(texts(20), 0)) == 20


def test_labels_are_those_of_texts_and_words() -> None:
    assert labels_of([LabelledText("a", ("y", "x"), "")]) == ("x", "y")
    assert labels_of([TaggedWords(("a", "b"), ("t", "s"), "")]) == ("s", "t")


def test_the_hash_depends_on_texts_labels_and_order() -> None:
    one, two = texts(2)
    assert rows_hash([one, two]) == rows_hash([one, two])
    assert len({rows_hash([one, two]), rows_hash([two, one]), rows_hash([one])}) == 3
