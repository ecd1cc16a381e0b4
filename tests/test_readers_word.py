"""DOCX: headings by style, lists, tables, notes, boxes, and what is not read."""

from pathlib import Path

import pytest

from indexer.documents import Reading
from indexer.errors import FileRefused, Verdict
from indexer.readers.table import read_file
from indexer.settings import ReadingLimits
from tests.office_files import W, cell, numbering, package, paragraph, style, table, word

STYLES = (
    style("T", "Title")
    + style("H1", "heading 1")
    + style("H2", "Heading 2")
    + style("My", "Clause", "H2")
    + style("C", "toc 1")
)


def read(path: Path) -> Reading:
    return read_file(path, ReadingLimits())


def text(folder: Path, body: str, **parts: str) -> str:
    return read(word(folder / "a.docx", body, **parts)).pages[0].text


def test_headings_come_from_styles_and_from_what_these_are_based_on(tmp_path: Path) -> None:
    body = paragraph("Leave policy", "T") + paragraph("Leave", "H1") + paragraph("Clause one", "My") + paragraph("Text.")
    made = read(word(tmp_path / "a.docx", body, styles=STYLES))
    assert made.title == "Leave policy"
    assert [(heading.level, heading.title) for heading in made.pages[0].headings] == [
        (1, "Leave policy"),
        (1, "Leave"),
        (2, "Clause one"),
    ]


def test_styles_based_on_one_another_in_a_ring_do_not_hang(tmp_path: Path) -> None:
    assert text(tmp_path, paragraph("Text.", "A"), styles=style("A", "a", "B") + style("B", "b", "A")) == "Text."


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((("bullet", "•"), ("bullet", "o")), "- one\n  - two\n  - three\n- four"),
        ((("decimal", "%1."), ("lowerLetter", "%2)")), "1. one\n  a) two\n  b) three\n2. four"),
        ((("decimal", "%1"), ("decimal", "%1.%2")), "1 one\n  1.1 two\n  1.2 three\n2 four"),
        ((("upperRoman", "%1."), ("lowerRoman", "(%2)")), "I. one\n  (i) two\n  (ii) three\nII. four"),
        ((("chineseCounting", "第%1条"), ("decimalZero", "%2")), "第一条 one\n  01 two\n  02 three\n第二条 four"),
        ((("none", ""), ("upperLetter", "%2.")), "one\n\n  A. two\n  B. three\n\nfour"),
    ],
)
def test_list_items_have_the_markers_that_people_see(
    tmp_path: Path, levels: tuple[tuple[str, str], ...], expected: str
) -> None:
    items = [("one", 0), ("two", 1), ("three", 1), ("four", 0)]
    body = "".join(paragraph(item, list_id="1", depth=depth) for item, depth in items)
    assert text(tmp_path, body, numbering=numbering(*levels)) == expected


def test_tables_become_rows_and_merged_cells_say_it_again(tmp_path: Path) -> None:
    start, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        cell("Plan") + cell("Year") + cell("Cost"),
        cell("Basic", start) + cell("2025") + cell("$5"),
        cell("", more) + cell("2026") + cell("$6"),
        cell("All plans", '<w:gridSpan w:val="2"/>') + cell("$7"),
    )
    assert text(tmp_path, body) == "Plan | Year | Cost\nBasic | 2025 | $5\nBasic | 2026 | $6\nAll plans |  | $7"


def test_a_table_of_one_column_is_a_frame_around_text(tmp_path: Path) -> None:
    assert text(tmp_path, table(cell("Note"), cell("Ask first."))) == "Note\n\nAsk first."


def test_deleted_hidden_and_doubled_text_is_not_read(tmp_path: Path) -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>Up to 5</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> secret</w:t></w:r><w:r><w:t> days</w:t><w:br/><w:t>a year</w:t></w:r>"
        "<w:r><w:instrText>PAGEREF x</w:instrText></w:r></w:p>"
    )
    assert text(tmp_path, body) == "Up to 5 days\na year"


def test_the_table_of_contents_is_left_out(tmp_path: Path) -> None:
    assert text(tmp_path, paragraph("Leave 3", "C") + paragraph("Text."), styles=STYLES) == "Text."


def test_text_in_content_controls_and_boxes_is_read(tmp_path: Path) -> None:
    box = f"<w:p><w:r><w:t>Beside</w:t></w:r><w:r><w:txbxContent>{paragraph('In the box')}</w:txbxContent></w:r></w:p>"
    body = f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{paragraph('Controlled')}</w:sdtContent></w:sdt>{box}"
    assert text(tmp_path, body) == "Controlled\n\nBeside\n\nIn the box"


def test_footnotes_stand_at_the_end_with_their_marks(tmp_path: Path) -> None:
    body = '<w:p><w:r><w:t>Five days</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    line = f'<w:footnote w:id="0" w:type="separator">{paragraph("-")}</w:footnote>'
    note = f'<w:footnote w:id="2">{paragraph("At most.")}</w:footnote>'
    assert text(tmp_path, body, footnotes=line + note) == "Five days[1]\n\n[1] At most."


def test_page_headers_are_read_once_and_page_numbers_not(tmp_path: Path) -> None:
    header = paragraph("Policy HR-12, version 3") + paragraph("Page 1")
    assert text(tmp_path, paragraph("Text."), header=header) == "Policy HR-12, version 3\n\nText."


def test_equations_are_one_line(tmp_path: Path) -> None:
    m = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    fraction = "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    assert text(tmp_path, f"<w:p><m:oMath {m}>{power}<m:r><m:t>=</m:t></m:r>{fraction}</m:oMath></w:p>") == "x^2=(a+b)/2"


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    parts = {"word/document.xml": f'<!DOCTYPE x [<!ENTITY e "boom">]><w:document {W}><w:body/></w:document>'}
    with pytest.raises(FileRefused) as caught:
        read(package(tmp_path / "a.docx", parts))
    assert caught.value.verdict is Verdict.DAMAGED
    assert "document type" in caught.value.found


@pytest.mark.parametrize("parts", [{"x.xml": "<x/>"}, {"word/document.xml": "<broken"}, {"word/document.xml": "<w/>"}])
def test_a_package_without_a_document_is_damaged(tmp_path: Path, parts: dict[str, str]) -> None:
    with pytest.raises(FileRefused) as caught:
        read(package(tmp_path / "a.docx", parts))
    assert caught.value.verdict is Verdict.DAMAGED


def test_boxes_inside_boxes_are_read_once(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>deepest</w:t></w:r></w:p>"
    for _ in range(60):
        body = f"<w:p><w:r><w:txbxContent>{body}</w:txbxContent></w:r></w:p>"
    assert text(tmp_path, body) == "deepest"


def test_tables_inside_tables_are_read_once(tmp_path: Path) -> None:
    inner = table(cell("a") + cell("b"))
    outer = f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc>{paragraph('c')}</w:tc></w:tr></w:tbl>"
    assert text(tmp_path, outer) == "a b | c"
