"""What documents consist of: sections, their places and how long they take to read."""

import pytest

from assistant.learning.outlines import outline, outlines, reading_seconds, section_at, sections, word_count
from tests.shelves import MemoryShelf

SHELF = MemoryShelf(
    {
        "leave.md": "# Leave\n\nAll have leave.\n\n## Carry-over\n\nFive days.\fThey lapse in March.\n\n## Sickness\n\nCall.",
        "empty.md": "---\n",
        "pay.md": "No heading here.",
    }
)


def test_sections_know_heading_page_and_place() -> None:
    found = outline(SHELF, SHELF.documents()[1]).sections
    assert [(one.page, one.heading) for one in found] == [
        (1, "Leave"), (1, "Leave > Carry-over"), (2, "Leave > Carry-over"), (2, "Leave > Sickness"),
    ]  # fmt: skip
    for one in found:
        page = SHELF.page("leave.md", one.page)
        assert page is not None
        assert page.text[one.start : one.end] == one.text


def test_every_word_of_a_page_is_in_one_section() -> None:
    page = SHELF.page("leave.md", 1)
    assert page is not None
    assert "".join(one.text for one in sections(page)) == page.text


def test_only_readable_documents_with_text_are_outlined() -> None:
    assert [one.document for one in outlines(SHELF, lambda _: True)] == ["leave.md", "pay.md"]
    assert list(outlines(SHELF, lambda _: False)) == []


def test_the_section_of_a_place_is_the_very_one() -> None:
    page = SHELF.page("leave.md", 1)
    assert page is not None
    found = section_at(page, page.text.index("Five"))
    assert found is not None
    assert found.heading == "Leave > Carry-over"
    assert section_at(page, len(page.text)) is None


@pytest.mark.parametrize(("text", "words"), [("", 0), ("ten-day rule, it's due", 4), ("年假十五天", 3), ("年假 is 15 天", 4)])
def test_words_are_counted_in_both_languages(text: str, words: int) -> None:
    assert word_count(text) == words


def test_reading_takes_as_long_as_it_takes() -> None:
    assert reading_seconds(" ".join(["word"] * 200)) == pytest.approx(60.0)
    assert reading_seconds("字" * 300) == pytest.approx(60.0)
