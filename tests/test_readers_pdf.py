"""PDF: pages, paragraphs, headings, running lines, cut words, scans, passwords; quotes marked on the picture of a page."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]  # no types of its own
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # no types of its own

from indexer.documents import Reading
from indexer.errors import FileRefused, Verdict
from indexer.readers.highlight import page_picture, quote_boxes, quote_picture
from indexer.readers.layout import blocks, leadings, without_contents, without_running_lines
from indexer.readers.pdf import mender
from indexer.readers.pdf_lines import Line
from indexer.readers.table import read_file
from indexer.sandbox import Sandbox
from indexer.settings import ReadingLimits

Text = tuple[float, float, float, str]  # x and y in points, size, words
LONG = [
    (72.0, 700.0 - 14 * number, 11.0, words)
    for number, words in enumerate(
        [
            "Up to five unused days of leave carry over into the next year, where the employee",
            "asks for it in writing before the end of the year. Days that are not taken until the",
            "end of March are lost without compensation.",
        ]
    )
]


def pdf(
    path: Path, pages: Sequence[Sequence[Text]], password: str | None = None, outline: Sequence[tuple[int, str]] = ()
) -> Path:
    """A PDF with these texts; the outline's entries lead to the page (from 0)."""
    locked = StandardEncryption(password, "owner", canPrint=0) if password is not None else None
    canvas = Canvas(str(path), pagesize=(595, 842), encrypt=locked)
    for number, texts in enumerate(pages):
        for page, title in outline:
            if page == number:
                canvas.bookmarkPage(title)
                canvas.addOutlineEntry(title, title, 0)
        for x, y, size, words in texts:
            canvas.setFont("Helvetica", size)
            canvas.drawString(x, y, words)
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> Reading:
    return read_file(path, ReadingLimits())


def lines(*texts: str, left: float = 72, right: float = 500, size: float = 10, leading: float = 12) -> list[Line]:
    """Lines below one another; a text that ends in a hyphen is one whose last word is cut."""
    return [
        Line(
            text.removesuffix("-"),
            left,
            right if len(text) > 20 else left + 5 * len(text),
            700 - leading * number,
            size,
            cut=text.endswith("-"),
        )
        for number, text in enumerate(texts)
    ]


def texts(found: Sequence[Line], mend: Callable[[str, str], str] = str.__add__) -> list[str]:
    return [block.text for block in blocks(found, leadings([list(found)]), mend)]


def test_lines_of_a_paragraph_are_joined_and_pages_kept_apart(tmp_path: Path) -> None:
    made = read(pdf(tmp_path / "a.pdf", [LONG, [], [(72, 700, 11, "Second text.")]]))
    assert made.paged
    assert [page.number for page in made.pages] == [1, 3]
    assert made.pages[0].text.startswith(
        "Up to five unused days of leave carry over into the next year, where the employee asks for it"
    )
    assert "\n" not in made.pages[0].text


def test_larger_type_is_a_heading_and_the_largest_on_the_first_page_the_title(tmp_path: Path) -> None:
    cover = [(72.0, 760.0, 24.0, "Leave policy"), (72.0, 730.0, 14.0, "Carry-over"), *LONG]
    made = read(pdf(tmp_path / "a.pdf", [cover, LONG]))
    assert made.title == "Leave policy"
    assert [(heading.level, heading.title) for heading in made.pages[0].headings] == [(1, "Carry-over")]
    assert made.pages[1].opening == ("Carry-over",)


def test_headings_come_from_the_outline_where_it_fits(tmp_path: Path) -> None:
    page = [(72.0, 730.0, 11.0, "2.1 Carry-over"), *LONG, (72.0, 600.0, 16.0, "Only large")]
    outline = [(0, "Carry-over"), (1, "Sick leave"), (2, "Travel")]
    made = read(pdf(tmp_path / "a.pdf", [page, [(72, 700, 11, "Sick leave")], [(72, 700, 11, "Travel")]], outline=outline))
    assert [heading.title for page in made.pages for heading in page.headings] == ["2.1 Carry-over", "Sick leave", "Travel"]


def test_heads_feet_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    pages = [
        [(72.0, 815.0, 9.0, "Contoso handbook"), *LONG, (290.0, 20.0, 9.0, f"Page {number} of 4")] for number in range(1, 5)
    ]
    assert {page.text[:10] for page in read(pdf(tmp_path / "a.pdf", pages)).pages} == {"Up to five"}


def test_a_head_that_changes_with_the_chapter_is_left_out() -> None:
    pages = [
        [Line(f"{number} Chapter {'one' if number < 6 else 'two'}", 72, 200, 820, 9), *lines("Text of the page.")]
        for number in range(12)
    ]
    kept = without_running_lines(pages, [842.0] * 12)
    assert {line.text for page in kept for line in page} == {"Text of the page."}


def test_a_line_that_stands_once_at_the_edge_is_kept() -> None:
    pages = [[Line("Draft of May", 72, 200, 820, 9), *lines("Text.")], lines("More."), lines("More.")]
    assert without_running_lines(pages, [842.0] * 3)[0][0].text == "Draft of May"


def test_a_table_of_contents_is_left_out() -> None:
    found = lines("Contents", "Leave ............. 3", "1 Travel 12")
    assert without_contents(found) == []
    assert without_contents(lines("We moved in 2012")) == lines("We moved in 2012")


def test_lines_ended_on_purpose_stay_lines() -> None:
    found = lines("Company: Contoso", "City: Bonn", "The company makes parts for the aircraft industry")
    assert texts(found)[0].startswith("Company: Contoso\nCity: Bonn\nThe company")


def test_items_of_a_list_stand_on_lines_of_their_own() -> None:
    long = "a long item that fills the whole line of the page"
    assert texts(lines(f"• {long}", "and ends here", f"• {long}", f"2. {long}")) == [
        f"• {long} and ends here\n• {long}\n2. {long}"
    ]


def test_a_larger_gap_begins_a_paragraph() -> None:
    found = lines("the first paragraph fills its line to the end,", "and goes on here,", "to its end")
    lower = [Line("another one begins here", 72, 200, 630, 10)]
    assert len(texts([*found, *lower])) == 2


def test_chinese_lines_are_joined_without_a_space() -> None:
    found = [Line("年假可以结转到下一年，但是必须提前", 72, 500, 700, 10), Line("两周申请。", 72, 150, 688, 10)]
    assert texts(found) == ["年假可以结转到下一年，但是必须提前两周申请。"]


def test_the_next_column_goes_on_where_the_sentence_does() -> None:
    left = Line("the days that are not taken until the end", 72, 300, 100, 10)
    right = Line("of March are lost", 320, 500, 700, 10)
    assert texts([left, right]) == ["the days that are not taken until the end of March are lost"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (["a co-payment is due", "the long co-", "payment"], "the long co-payment"),
        (["the payment is due", "the long pay-", "ment"], "the long payment"),
        (["any text there is", "the North-", "South line"], "the North-South line"),
        (["any text " * 40, *["more text there is"] * 40, "the cutting-", "edge tool"], "the cutting-edge tool"),
    ],
)
def test_cut_words_are_mended_as_the_document_writes_them(text: list[str], expected: str) -> None:
    found = lines(*text)
    assert texts(found[-2:], mender([found])) == [expected]


def test_a_scan_has_no_text_and_the_remedy_names_ocr(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read(pdf(tmp_path / "a.pdf", [[], []]))
    assert caught.value.verdict is Verdict.NO_TEXT
    assert "ocrmypdf" in caught.value.remedy


def test_a_password_is_needed_only_where_there_is_one(tmp_path: Path) -> None:
    assert read(pdf(tmp_path / "open.pdf", [LONG], password="")).pages
    with pytest.raises(FileRefused) as caught:
        read(pdf(tmp_path / "locked.pdf", [LONG], password="sesame"))
    assert caught.value.verdict is Verdict.NEEDS_PASSWORD


def test_too_many_pages_are_too_large(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read_file(pdf(tmp_path / "a.pdf", [LONG] * 3), ReadingLimits(pages=2))
    assert caught.value.verdict is Verdict.TOO_LARGE


@pytest.mark.parametrize("damage", [lambda data: b"junk " * 500 + data, lambda data: data.replace(b"%PDF-", b"", 1)])
def test_a_pdf_with_a_spoilt_beginning_is_read(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = pdf(tmp_path / "a.pdf", [LONG])
    path.write_bytes(damage(path.read_bytes()))
    assert "five unused days" in read(path).pages[0].text


def test_a_quote_over_two_lines_has_a_box_for_each(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[], LONG])
    boxes = quote_boxes(path, 2, "where the employee asks for it in writing")
    assert len(boxes) == 2
    left, bottom, right, top = boxes[0]
    assert left > 300 and right < 560 and 695 < bottom < 701 < top < 715


@pytest.mark.parametrize("quote", ["Not on this page at all", "", "…"])
def test_a_quote_that_is_not_there_has_no_box(tmp_path: Path, quote: str) -> None:
    assert quote_boxes(pdf(tmp_path / "a.pdf", [LONG]), 1, quote) == []


def test_a_long_quote_is_found_with_something_in_between(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[LONG[0], (72, 693, 6, "note 4"), *LONG[1:]]])
    assert len(quote_boxes(path, 1, " ".join(words for *_, words in LONG))) >= 3


def test_the_cells_of_a_row_are_found_where_the_file_holds_them_in_another_order(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [[(300, 700, 11, "410 people"), (72, 700, 11, "Leeds, Aire Works")]])
    assert len(quote_boxes(path, 1, "Leeds, Aire Works | 410 people")) == 2


def test_the_picture_of_a_page_shows_the_quote_in_yellow(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [LONG])
    picture = Image.open(io.BytesIO(quote_picture(path, 1, "carry over into the next year", 1.0)))
    assert picture.size == (595, 842)
    left, bottom, right, top = quote_boxes(path, 1, "carry over into the next year")[0]
    red, green, blue = picture.getpixel((int(left) + 1, 842 - int(bottom) - 1))  # type: ignore[misc]  # an RGB picture
    assert red > 240 and green > 220 and blue < 200
    assert picture.getpixel((int(right) + 20, 10)) == (255, 255, 255)
    assert top > bottom


def test_the_picture_is_made_in_the_sandbox_too(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", [LONG])
    with Sandbox(ReadingLimits(), workers=1) as sandbox:
        assert sandbox.call(quote_picture, path, 1, "carry over into the next year", 1.0) == quote_picture(
            path, 1, "carry over into the next year", 1.0
        )
        assert len(sandbox.call(quote_boxes, path, 1, "carry over into the next year")) == 1


def test_a_picture_is_never_larger_than_a_screen_needs(tmp_path: Path) -> None:
    picture = Image.open(io.BytesIO(page_picture(pdf(tmp_path / "a.pdf", [LONG]), 1, [], 100.0)))
    assert max(picture.size) <= 4001


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        page_picture(pdf(tmp_path / "a.pdf", [LONG]), 2, [])


def test_every_paragraph_of_a_real_handbook_is_found_on_its_page(shared_data: Path) -> None:
    path = shared_data / "documents/northwind/PerksPlus.pdf"
    for page in read(path).pages:
        for paragraph in page.text.split("\n\n"):
            assert quote_boxes(path, page.number, paragraph), paragraph
