"""The small parts of readers: parts of packages, equations, charts, encodings, parts of sheets."""

import zipfile
from itertools import pairwise
from pathlib import Path, PurePosixPath

import pytest
from lxml import etree  # type: ignore[import-untyped]  # no types of its own

from indexer.errors import FileRefused, Verdict
from indexer.readers.chart import chart_rows
from indexer.readers.draft import Draft
from indexer.readers.encoding import decoded
from indexer.readers.equation import equation_text
from indexer.readers.package import attribute, core_title, local, main_part, part, relations, resolved
from indexer.readers.tabular import Sheets
from indexer.settings import ReadingLimits
from tests.office_files import OFFICE, RELATIONS, package
from tests.office_files import relations as relations_part

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
PATH = Path("a.xlsx")


def math(content: str) -> str:
    return equation_text(etree.fromstring(f"<m:oMath {MATH}>{content}</m:oMath>"))


def run(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (run("a") + run("=b"), "a=b"),
        (f"<m:f><m:num>{run('1')}</m:num><m:den>{run('2x')}</m:den></m:f>", "1/2x"),
        (f"<m:f><m:num>{run('a+b')}</m:num><m:den>{run('c-d')}</m:den></m:f>", "(a+b)/(c-d)"),
        (f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('n+1')}</m:sup></m:sSup>", "x^(n+1)"),
        (f"<m:sSub><m:e>{run('a')}</m:e><m:sub>{run('i')}</m:sub></m:sSub>", "a_i"),
        (f"<m:rad><m:deg/><m:e>{run('x+1')}</m:e></m:rad>", "√(x+1)"),
        (f"<m:d><m:e>{run('a')}</m:e><m:e>{run('b')}</m:e></m:d>", "(a, b)"),
        (f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{run("i")}</m:sub><m:e>{run("x")}</m:e></m:nary>', "∑_i x"),
    ],
)
def test_equations_read_as_one_line(content: str, expected: str) -> None:
    assert math(content) == expected


def test_an_equation_nested_without_end_is_cut_off() -> None:
    deep = "<m:e>" * 150 + run("x") + "</m:e>" * 150
    assert math(deep) == ""


CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def series(name: str, *values: str, categories: tuple[str, ...] = ()) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(values))
    names = "".join(f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(categories))
    return f"<c:ser><c:tx><c:v>{name}</c:v></c:tx><c:cat>{names}</c:cat><c:val>{points}</c:val></c:ser>"


def chart(content: str) -> list[list[str]]:
    return chart_rows(etree.fromstring(f'<c:chartSpace xmlns:c="{CHART}"><c:chart>{content}</c:chart></c:chartSpace>'))


def test_a_chart_is_a_table_of_its_numbers() -> None:
    content = "<c:title><c:t>Clicks</c:t></c:title>" + series("2024", "12", "7", categories=("Q1", "Q2")) + series("2025", "5")
    assert chart(content) == [["Clicks"], ["", "2024", "2025"], ["Q1", "12", "5"], ["Q2", "7", ""]]


def test_a_chart_without_numbers_is_no_rows() -> None:
    assert chart("") == []


@pytest.mark.parametrize(
    ("folder", "target", "expected"),
    [
        ("word", "styles.xml", "word/styles.xml"),
        ("ppt/slides", "../media/a.png", "ppt/media/a.png"),
        ("word", "/docProps/core.xml", "docProps/core.xml"),
        (".", "word/document.xml", "word/document.xml"),
        ("a", "../../../etc/passwd", "etc/passwd"),
    ],
)
def test_links_inside_a_package_are_followed_and_never_leave_it(folder: str, target: str, expected: str) -> None:
    assert resolved(PurePosixPath(folder), target) == expected


def test_links_to_the_world_outside_are_no_relations(tmp_path: Path) -> None:
    row = f'<Relationship Id="a" Type="{OFFICE}/image" Target="http://x.example/" TargetMode="External"/>'
    parts = {"word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{row}</Relationships>'}
    with zipfile.ZipFile(package(tmp_path / "a.docx", parts)) as archive:
        assert relations(archive, "word/document.xml") == {}
        assert relations(archive, "word/other.xml") == {}


def test_the_main_part_is_the_one_that_the_package_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(
        package(tmp_path / "a.docx", {"_rels/.rels": relations_part(officeDocument="word/doc2.xml")})
    ) as archive:
        assert main_part(archive, "word/document.xml") == "word/doc2.xml"
    with zipfile.ZipFile(package(tmp_path / "b.docx", {"x": ""})) as archive:
        assert main_part(archive, "word/document.xml") == "word/document.xml"


def test_a_part_that_is_not_there_is_none_and_a_title_nothing(tmp_path: Path) -> None:
    with zipfile.ZipFile(package(tmp_path / "a.docx", {"docProps/core.xml": "<c><title> Leave </title></c>"})) as archive:
        assert part(archive, "word/styles.xml") is None
        assert core_title(archive) == "Leave"
    with zipfile.ZipFile(package(tmp_path / "b.docx", {"x": ""})) as archive:
        assert core_title(archive) == ""


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    evil = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]><x>&e;</x>'
    with zipfile.ZipFile(package(tmp_path / "a.docx", {"x.xml": evil})) as archive:
        root = part(archive, "x.xml")
        assert root is not None
        assert "secret" not in "".join(root.itertext())


def test_names_are_compared_without_their_namespace() -> None:
    element = etree.fromstring('<a:p xmlns:a="x" xmlns:b="y" b:val="1" other="2"/>')
    assert (local(element), attribute(element, "val"), attribute(element, "none", "-"), attribute(None, "val")) == (
        "p",
        "1",
        "-",
        "",
    )
    assert local(etree.Comment("note")) == ""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbfmarked", "marked"),
        ("wide".encode("utf-16"), "wide"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><p>caf\xe9</p>', "café"),
        (b'<meta http-equiv="x" content="text/html; charset=windows-1251">\xcf\xf0\xe8\xe2\xe5\xf2', "Привет"),
        (b'<meta charset="no-such-thing">caf\xe9 und M\xfcller', "café und Müller"),
        (
            "年假可以结转到下一年，但是必须提前申请，否则作废。".encode("gb18030"),
            "年假可以结转到下一年，但是必须提前申请，否则作废。",
        ),
        ("名前と年齢と住所を書いてください。".encode("shift_jis"), "名前と年齢と住所を書いてください。"),
    ],
)
def test_bytes_become_text(tmp_path: Path, data: bytes, expected: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert expected in decoded(tmp_path / "a.txt")


def test_a_picture_with_the_name_of_a_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    with pytest.raises(FileRefused) as caught:
        decoded(tmp_path / "a.txt")
    assert caught.value.verdict is Verdict.DAMAGED


def sheet(rows: list[list[str]], name: str = "Rates") -> Draft:
    draft = Draft(ReadingLimits())
    Sheets(draft).write(name, list(enumerate(rows, start=1)))
    return draft


def test_a_small_sheet_is_one_part_with_its_rows_named() -> None:
    page = sheet([["City", "Rate"], ["Bonn", "90"]]).finish("t", PATH, paged=False).pages[0]
    assert (page.opening, page.text) == (("Rates, rows 1-2",), "City | Rate\nBonn | 90")


def test_a_sheet_of_one_row_says_so() -> None:
    assert sheet([["Only", "row"]]).finish("t", PATH, paged=False).pages[0].opening == ("Rates, row 1",)


def test_a_long_sheet_has_parts_that_begin_where_the_one_before_ended() -> None:
    rows = [["City", "Note"], *([f"City {number}", "x" * 60] for number in range(100))]
    pages = sheet(rows).finish("t", PATH, paged=False).pages
    ends = [page.opening[0].removeprefix("Rates, rows ").split("-") for page in pages]
    assert ends[0][0] == "1"
    assert ends[-1][1] == "101"
    assert all(int(after[0]) == int(before[1]) + 1 for before, after in pairwise(ends))


def test_rows_of_numbers_have_no_header_to_repeat() -> None:
    pages = sheet([[str(number), "1" * 40] for number in range(1, 101)]).finish("t", PATH, paged=False).pages
    assert len(pages) > 1
    assert pages[1].text.split(" | ")[0] not in ("1", "0")


def test_a_title_above_a_table_is_not_its_header() -> None:
    rows = [["Rates of 2026"], ["City", "Rate"], *([f"City {number}", "x" * 60] for number in range(60))]
    pages = sheet(rows).finish("t", PATH, paged=False).pages
    assert pages[0].text.startswith("Rates of 2026\nCity | Rate\n")
    assert pages[1].text.startswith("City | Rate\nCity ")


def test_a_very_long_sheet_gets_longer_parts() -> None:
    rows = [["City", "Note"], *([f"City {number}", "x" * 100] for number in range(20_000))]
    draft = Draft(ReadingLimits())
    Sheets(draft).write("Rates", list(enumerate(rows, start=1)))
    assert len(draft.finish("t", PATH, paged=False).pages) < 1500


def test_parts_of_several_sheets_are_numbered_through() -> None:
    draft = Draft(ReadingLimits())
    sheets = Sheets(draft)
    sheets.write("One", [(1, ["a", "b"])])
    sheets.write("Empty", [(1, [""])])
    sheets.write("Two", [(4, ["c", "d"])])
    pages = draft.finish("t", PATH, paged=False).pages
    assert [(page.number, page.opening) for page in pages] == [(1, ("One, row 1",)), (2, ("Two, row 4",))]


def test_many_long_sheets_stay_within_the_pages_of_one_file() -> None:
    draft = Draft(ReadingLimits())
    sheets = Sheets(draft)
    rows = [(number, [str(number), "x" * 120]) for number in range(1, 12_001)]
    for name in ("north", "south", "east"):
        sheets.write(name, rows)
    assert len(draft.finish("t", PATH, paged=False).pages) < ReadingLimits().pages
