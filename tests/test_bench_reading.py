"""The measures of reading: words, similarity, verdicts that are wrong, spoilt copies."""

from pathlib import Path

import pytest

from bench.reading import cases_of, f1, ours, ratio, table, words
from bench.robustness_reading import wrong
from indexer.errors import Verdict


def test_words_are_compared_without_marks() -> None:
    assert words("## The **Plan**\n\n| a | [link](http://x.example) |\n|---|---|\n<!-- image --> 年假") == [
        "the",
        "plan",
        "a",
        "link",
        "年",
        "假",
    ]


@pytest.mark.parametrize(
    ("found", "expected", "score"), [("a b", "a b", 1.0), ("a b", "b a", 1.0), ("a", "a b c", 0.5), ("", "", 1.0)]
)
def test_f1_counts_words_without_their_order(found: str, expected: str, score: float) -> None:
    assert f1(found.split(), expected.split()) == score


def test_the_ratio_minds_the_order() -> None:
    assert ratio(["a", "b", "c"], ["a", "b", "c"]) == 1.0
    assert ratio(["c", "b", "a"], ["a", "b", "c"]) < 0.5


def test_cases_are_files_with_what_is_expected_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Text.", encoding="utf-8")
    (tmp_path / "a.md.expected.md").write_text("Expected.", encoding="utf-8")
    assert cases_of(tmp_path) == [(tmp_path / "a.md", "Expected.")]
    assert ours(tmp_path / "a.md") == "Text."
    assert ours(tmp_path / "none.xls") == ""


def test_a_wrong_verdict_is_named() -> None:
    locked, broken, sound = Path("locked.pdf"), Path("broken.pdf"), Path("sound.pdf")
    known = {locked: Verdict.NEEDS_PASSWORD, broken: None, sound: Verdict.INDEXED}
    right = {locked: Verdict.NEEDS_PASSWORD, broken: Verdict.DAMAGED, sound: Verdict.INDEXED}
    assert wrong(right, known) == []
    assert len(wrong(dict.fromkeys(known, Verdict.INDEXED), known)) == 2


def test_rows_are_printed_as_a_table() -> None:
    assert table([{"set": "a", "files": 2}]) == "| set | files |\n| --- | --- |\n| a | 2 |"
