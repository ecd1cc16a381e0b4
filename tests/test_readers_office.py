"""PPTX, XLSX, CSV, EPUB and OpenDocument: pages, headings, rows."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]  # no types of its own
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from indexer.documents import Reading
from indexer.readers.sheets import cell_text
from indexer.readers.table import read_file
from indexer.settings import ReadingLimits
from tests.office_files import package


def read(path: Path) -> Reading:
    return read_file(path, ReadingLimits())


@pytest.fixture
def slides(tmp_path: Path) -> Reading:
    made = Presentation()
    first = made.slides.add_slide(made.slide_layouts[1])
    first.shapes.title.text = "Phishing"
    first.placeholders[1].text = "Look at the sender\nReport it"
    first.notes_slide.notes_text_frame.text = "Tell the story of 2024."
    second = made.slides.add_slide(made.slide_layouts[6])
    table = second.shapes.add_table(2, 2, 0, 0, Inches(4), Inches(1)).table
    for row, texts in enumerate((("Year", "Reports"), ("2024", "31"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    numbers = CategoryChartData()  # type: ignore[no-untyped-call]  # its stubs lack types here
    numbers.categories = ["Q1", "Q2"]
    numbers.add_series("Clicks", (12, 7))  # type: ignore[no-untyped-call]  # its stubs lack types here
    second.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(4), Inches(3), numbers)
    made.save(str(tmp_path / "a.pptx"))
    return read(tmp_path / "a.pptx")


def test_a_slide_is_a_page_with_its_title_as_heading(slides: Reading) -> None:
    assert slides.paged
    assert slides.title == "Phishing"
    assert slides.pages[0].number == 1
    assert [heading.title for heading in slides.pages[0].headings] == ["Phishing"]


def test_a_slide_has_its_points_and_notes(slides: Reading) -> None:
    assert slides.pages[0].text == "Phishing\n\n- Look at the sender\n- Report it\n\nNotes:\nTell the story of 2024."


def test_a_slide_has_its_tables_and_charts(slides: Reading) -> None:
    assert slides.pages[1].text == "Year | Reports\n2024 | 31\n\n| Clicks\nQ1 | 12\nQ2 | 7"
    assert slides.pages[1].opening == ()


def test_a_sheet_is_parts_with_the_header_row_in_each(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Rates"
    book.active.append(["City", "Rate", "From"])
    for number in range(100):
        book.active.append([f"City {number}", number + 0.5, date(2026, 1, 31)])
    book.save(tmp_path / "a.xlsx")
    made = read(tmp_path / "a.xlsx")
    assert len(made.pages) > 1
    assert all(page.text.startswith("City | Rate | From\nCity ") for page in made.pages)
    assert made.pages[0].opening[0].startswith("Rates, rows 1-")
    assert made.pages[-1].opening[0].endswith("-101")
    assert sum(page.text.count("\nCity ") for page in made.pages) == 100


def test_tables_of_a_sheet_are_parted_where_a_row_is_empty(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Rates"], [], ["City", "Rate"], ["Bonn", 90], [], [], ["Contact", "HR"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").pages[0].text == "Rates\n\nCity | Rate\nBonn | 90\n\nContact | HR"


@pytest.mark.parametrize(
    ("value", "format", "expected"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (0.175, "0.0%", "17.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (-1234.5, '"$"#,##0.00', "-$1,234.50"),
        (5, "[$€-407]0", "€5"),
        (0.1 + 0.2, "General", "0.3"),
        (7, "General", "7"),
        (datetime(2026, 1, 31), "yyyy", "2026-01-31"),  # noqa: DTZ001 - cells have no zone
        (datetime(2026, 1, 31, 9, 5), "yyyy", "2026-01-31 09:05"),  # noqa: DTZ001
        ("text", "0.00", "text"),
    ],
)
def test_values_read_as_the_sheet_shows_them(value: object, format: str, expected: str) -> None:
    assert cell_text(value, format) == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_csv_is_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["City", "Note", "Rate"], ["Bonn", '"a, b; c|d\te"', "90"], ["Rome", "x", "80"]]
    (tmp_path / "day_rates.csv").write_text("\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    made = read(tmp_path / "day_rates.csv")
    assert made.title == "day rates"
    assert made.pages[0].text == "City | Note | Rate\nBonn | a, b; c|d e | 90\nRome | x | 80"


def test_a_cell_with_a_line_end_stays_one_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('City,Note\nBonn,"two\nlines"\n', encoding="utf-8")
    assert read(tmp_path / "a.csv").pages[0].text == "City | Note\nBonn | two lines"


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    package_part = """<package xmlns="http://www.idpf.org/2007/opf"><metadata><title>Guide</title></metadata><manifest>
    <item id="b" href="b%20two.xhtml"/><item id="a" href="../one.xhtml"/><item id="n" href="nav.xhtml" properties="nav"/>
    </manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>"""
    parts = {
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
        "OPS/book.opf": package_part,
        "OPS/b two.xhtml": "<!DOCTYPE html><html><body><h2>Second</h2><p>More.</p></body></html>",
        "one.xhtml": "<html><body><h1>First</h1><p>Text.</p></body></html>",
    }
    made = read(package(tmp_path / "a.epub", parts))
    assert made.title == "Guide"
    assert [page.text for page in made.pages] == ["First\n\nText.", "Second\n\nMore."]
    assert made.pages[1].opening == ("First",)


ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "draw", "presentation")
)


def open_document(path: Path, body: str) -> Reading:
    content = f"<office:document-content {ODF}><office:body>{body}</office:body></office:document-content>"
    return read(package(path, {"content.xml": content}))


def test_an_odt_has_headings_lists_and_tables(tmp_path: Path) -> None:
    made = open_document(
        tmp_path / "a.odt",
        """<office:text><text:h text:outline-level="2">Leave</text:h>
        <text:p>Up<text:s text:c="2"/>to<text:line-break/>five.</text:p>
        <text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>two</text:p></text:list-item></text:list>
        </text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>
        <table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table></office:text>""",
    )
    assert made.pages[0].text == "Leave\n\nUp  to\nfive.\n\n- one\n  - two\n\na | b"
    assert made.pages[0].headings[0].level == 2


def test_an_ods_with_a_million_repeated_rows_is_read_at_once(tmp_path: Path) -> None:
    made = open_document(
        tmp_path / "a.ods",
        """<office:spreadsheet><table:table table:name="Rates"><table:table-row>
        <table:table-cell><text:p>City</text:p></table:table-cell><table:table-cell><text:p>Rate</text:p></table:table-cell>
        </table:table-row><table:table-row table:number-rows-repeated="1048000">
        <table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table></office:spreadsheet>""",
    )
    assert made.pages[0].text == "City | Rate"


def test_an_odp_has_a_page_for_each_slide(tmp_path: Path) -> None:
    box = '<draw:frame presentation:class="title"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>'
    slides = "".join(f"<draw:page>{box.format(title)}</draw:page>" for title in ("One", "Two"))
    made = open_document(tmp_path / "a.odp", f"<office:presentation>{slides}</office:presentation>")
    assert [(page.number, page.text, page.headings[0].title) for page in made.pages] == [(1, "One", "One"), (2, "Two", "Two")]


def test_notes_and_boxes_nested_without_end_are_read_once(tmp_path: Path) -> None:
    note = box = "<text:p>deep</text:p>"
    for _ in range(60):
        note = f"<text:p><text:note>{note}</text:note></text:p>"
        box = f"<text:p><draw:frame><draw:text-box>{box}</draw:text-box></draw:frame></text:p>"
    made = open_document(tmp_path / "a.odt", f"<office:text>{note}{box}</office:text>")
    assert made.pages[0].text.count("deep") == 2


def test_a_csv_with_a_quote_that_never_ends_is_read(tmp_path: Path) -> None:
    rows = "".join(f"{number},pipe {number}\n" for number in range(15_000))
    (tmp_path / "a.csv").write_text(f'No,Name\n0,"5 inch\n{rows}', encoding="utf-8")
    assert "pipe 14999" in read(tmp_path / "a.csv").pages[-1].text
