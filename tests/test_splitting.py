"""Splitting: chunks keep their place, their page and their headings."""

import time

from indexer.documents import Chunk, Heading, Page, Reading
from indexer.splitting import CHUNK_CHARACTERS, embedded_text, heading_path, split

SENTENCE = "Unused days carry over to the next year. "
LONG = SENTENCE * 100


def chunks(*pages: Page) -> list[Chunk]:
    return split(Reading("Handbook", pages, paged=True), "hr/handbook.pdf", "abc")


def test_a_short_page_is_one_chunk() -> None:
    assert [chunk.text for chunk in chunks(Page(1, "Five days carry over."))] == ["Five days carry over."]


def test_a_chunk_is_the_page_between_its_offsets() -> None:
    page = Page(3, LONG)
    assert all(chunk.text == page.text[chunk.start : chunk.end] for chunk in chunks(page))


def test_chunks_stay_below_the_size() -> None:
    assert max(len(chunk.text) for chunk in chunks(Page(1, LONG))) <= CHUNK_CHARACTERS


def test_every_word_of_a_page_is_in_a_chunk() -> None:
    assert "".join("".join(chunk.text for chunk in chunks(Page(1, LONG))).split()) == "".join(LONG.split())


def test_chunks_end_with_a_sentence_where_they_can() -> None:
    assert all(chunk.text.endswith(".") for chunk in chunks(Page(1, LONG)))


def test_chinese_chunks_end_with_a_sentence() -> None:
    assert all(chunk.text.endswith("。") for chunk in chunks(Page(1, "未使用的假期可以结转到下一年。" * 200)))


def test_text_without_any_border_is_cut() -> None:
    assert max(len(chunk.text) for chunk in chunks(Page(1, "x" * 5000))) <= CHUNK_CHARACTERS


def test_no_chunk_crosses_a_page() -> None:
    found = chunks(Page(1, "Leave is five days."), Page(2, "Sick leave is ten days."))
    assert [(chunk.page, chunk.text) for chunk in found] == [(1, "Leave is five days."), (2, "Sick leave is ten days.")]


def test_an_empty_page_has_no_chunk() -> None:
    assert chunks(Page(1, ""), Page(2, " \n ")) == []


def test_a_chunk_knows_its_document_and_version() -> None:
    chunk = chunks(Page(1, "Five days."))[0]
    assert (chunk.document, chunk.version, chunk.title) == ("hr/handbook.pdf", "abc", "Handbook")


def test_long_sections_are_split_at_their_headings() -> None:
    text = "Leave\n" + SENTENCE * 15 + "\nPay\n" + SENTENCE * 15
    page = Page(1, text, (Heading(0, 1, "Leave"), Heading(text.index("Pay\n"), 1, "Pay")))
    assert [chunk.heading for chunk in chunks(page)] == ["Leave", "Pay"]


def test_short_sections_stay_together() -> None:
    text = "Leave\nFive days.\nPay\nMonthly."
    page = Page(1, text, (Heading(0, 1, "Leave"), Heading(text.index("Pay"), 1, "Pay")))
    assert [chunk.text for chunk in chunks(page)] == [text]


def test_a_page_begins_under_the_headings_before_it() -> None:
    assert heading_path(Page(2, "Five days.", opening=("Leave", "Carry-over")), 0) == "Leave > Carry-over"


def test_a_heading_ends_those_below_it() -> None:
    page = Page(1, "x" * 30, (Heading(0, 1, "Leave"), Heading(5, 2, "Sick"), Heading(10, 1, "Pay"), Heading(20, 2, "Bonus")))
    assert [heading_path(page, offset) for offset in (0, 7, 12, 25)] == ["Leave", "Leave > Sick", "Pay", "Pay > Bonus"]


def test_title_and_headings_are_embedded_with_the_text() -> None:
    chunk = Chunk("a.md", "v", "Handbook", 1, "Leave > Sick", 0, 3, "Ten")
    assert embedded_text(chunk) == "Handbook\nLeave > Sick\nTen"
    assert chunk.text == "Ten"


def test_only_the_nearest_headings_are_embedded() -> None:
    chunk = Chunk("a.md", "v", "Handbook", 1, "Benefits > Leave > Sick > Notes", 0, 3, "Ten")
    assert embedded_text(chunk) == "Handbook\nSick > Notes\nTen"


def test_a_heading_that_begins_the_text_is_embedded_once() -> None:
    chunk = Chunk("a.md", "v", "Handbook", 1, "Leave > SICK: > Sick", 0, 8, "Sick\nTen")
    assert embedded_text(chunk) == "Handbook\nLeave\nSick\nTen"


def test_a_heading_alone_stays_with_what_follows() -> None:
    page = Page(1, "Leave\n\n" + SENTENCE * 30, (Heading(0, 1, "Leave"),))
    assert chunks(page)[0].text.startswith("Leave\n\nUnused")


def test_a_scrap_at_the_end_stays_with_what_precedes() -> None:
    assert chunks(Page(1, SENTENCE * 21 + "\n\nThat is all."))[-1].text.endswith("year. \n\nThat is all.")


def test_thousands_of_headings_on_one_page_take_no_time() -> None:
    entry = f"Version\n\n{SENTENCE * 5}\n\n"
    page = Page(1, entry * 5000, tuple(Heading(place * len(entry), 1, f"Version {place}") for place in range(5000)))
    started = time.process_time()
    made = chunks(page)
    assert time.process_time() - started < 1.5  # 0.15 s here; a walk from the first heading for each chunk takes 3 s
    assert made[-1].heading == heading_path(page, made[-1].start)
