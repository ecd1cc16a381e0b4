"""Drafts: clean text, headings with their offsets, the heading path from page to page, limits."""

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import FileRefused, Verdict
from indexer.readers.draft import Draft, clean, no_title, table_rows, title_of_name
from indexer.settings import ReadingLimits

PATH = Path("sick_leave-policy.pdf")


def draft() -> Draft:
    return Draft(ReadingLimits())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("of\ufb01ce \ufb02ow", "office flow"),
        ("co\u00adoperate", "cooperate"),
        ("a\u00a0b\u2009c", "a b c"),
        ("a\x00b\x07c", "abc"),
        ("line  \nnext\t\n\n\n\n\nlast", "line\nnext\n\nlast"),
        ("windows\r\nold mac\rend", "windows\nold mac\nend"),
        ("第一条，内容：５０％", "第一条，内容：５０％"),
    ],
)
def test_text_is_cleaned(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_a_heading_is_a_block_and_knows_its_place() -> None:
    made = draft()
    made.block("Before.")
    made.heading(2, "Carry-over\nof days")
    made.block("After.")
    page = made.finish("", PATH, paged=False).pages[0]
    assert page.text == "Before.\n\nCarry-over of days\n\nAfter."
    assert page.text[page.headings[0].offset :].startswith("Carry-over of days")


def test_a_page_opens_with_the_headings_in_force() -> None:
    made = draft()
    made.heading(1, "Leave")
    made.heading(2, "Carry-over")
    made.page(2)
    made.block("More.")
    made.heading(2, "Sick leave")
    made.page(3)
    made.block("Text.")
    assert [page.opening for page in made.finish("t", PATH, paged=True).pages] == [
        (),
        ("Leave", "Carry-over"),
        ("Leave", "Sick leave"),
    ]


def test_headings_do_not_reach_over_a_page_that_begins_anew() -> None:
    made = draft()
    made.heading(1, "Slide one")
    made.page(2, anew=True)
    made.block("Text.")
    assert made.finish("t", PATH, paged=True).pages[1].opening == ()


def test_pages_without_text_are_left_out_and_numbers_stay() -> None:
    made = draft()
    made.page(1)
    made.page(2)
    made.block("Text.")
    assert [page.number for page in made.finish("t", PATH, paged=True).pages] == [2]


def test_a_title_is_that_of_the_first_heading_else_the_file_name() -> None:
    made = draft()
    made.heading(1, "Leave policy")
    assert made.finish("", PATH, paged=False).title == "Leave policy"
    made = draft()
    made.block("Text.")
    assert made.finish("", PATH, paged=False).title == "sick leave policy"


def test_a_file_without_text_is_refused() -> None:
    made = draft()
    made.block("  \n ")
    with pytest.raises(FileRefused) as caught:
        made.finish("t", PATH, paged=False)
    assert caught.value.verdict is Verdict.NO_TEXT


@pytest.mark.parametrize("limits", [replace(ReadingLimits(), characters=50), replace(ReadingLimits(), pages=2)])
def test_a_file_over_the_limits_is_refused(limits: ReadingLimits) -> None:
    made = Draft(limits)
    with pytest.raises(FileRefused) as caught:
        for number in range(1, 9):
            made.page(number)
            made.block("ten letters")
    assert caught.value.verdict is Verdict.TOO_LARGE


def test_rows_lose_empty_rows_columns_and_ends() -> None:
    rows = [["Plan", "", "Cost", ""], ["", "", "", ""], ["Basic", "", "", ""], ["Plus", "", "$5\n a month", ""]]
    assert table_rows(rows) == ["Plan | Cost", "Basic", "Plus | $5 a month"]


@pytest.mark.parametrize("title", ["", "Untitled", "Microsoft Word - policy.doc", "PowerPoint Presentation", "handbook.docx"])
def test_titles_that_say_nothing_are_known(title: str) -> None:
    assert no_title(title)
    assert not no_title("Leave policy")


def test_a_name_becomes_a_title() -> None:
    assert title_of_name(Path("a/Travel_and--expenses.v2.docx")) == "Travel and expenses.v2"


def test_a_page_of_very_many_blocks_is_made_quickly() -> None:
    made = Draft(replace(ReadingLimits(), characters=10_000_000))
    for _ in range(100_000):
        made.block("Twenty letters here.")
    assert len(made.finish("t", PATH, paged=False).pages[0].text) == 2_199_998
