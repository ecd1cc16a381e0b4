"""The measurement of authoring."""

from assistant.learning.authoring import Batch, BatchReport
from bench.authoring import dropped, figures, kinds

REPORT = BatchReport(4, 600, 12, 8, {"guessable": 3, "conflict": 1}, {"cloze": 8}, {"cloze": 11, "numeric": 1}, 30.0)


def test_figures_are_shares_of_pages_words_and_minutes() -> None:
    row = figures("samples", Batch((), REPORT))
    assert (row["kept share"], row["kept a page"], row["kept per 150 words"], row["kept a minute"]) == (0.667, 2.0, 2.0, 16.0)


def test_reasons_are_told_for_every_set_the_commonest_first() -> None:
    other = BatchReport(1, 10, 9, 0, {"conflict": 9}, {}, {"cloze": 9}, 1.0)
    rows = dropped({"samples": Batch((), REPORT), "northwind": Batch((), other)})
    assert rows == [
        {"dropped because": "conflict", "samples": 1, "northwind": 9},
        {"dropped because": "guessable", "samples": 3, "northwind": 0},
    ]


def test_each_kind_shows_what_was_kept_of_what_was_made() -> None:
    row = kinds("samples", Batch((), REPORT))
    assert (row["cloze"], row["numeric"], row["matching"]) == ("8 of 11", "0 of 1", "0 of 0")
