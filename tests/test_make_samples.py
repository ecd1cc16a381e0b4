"""The generated samples say what their sources say, and a source is read block by block."""

from pathlib import Path

import pytest

from indexer.readers.table import read_file
from indexer.settings import ReadingLimits
from tools.make_samples import SAMPLES, SOURCES, WORKBOOKS, WRITERS
from tools.sample_office import write_xlsx
from tools.sample_pdf import CHINESE_FONT
from tools.sample_sources import Block, read_source

HEAD = "target: a/b.docx\ntitle: A title\nabout: Owner: Nobody\n\n"


def blocks(folder: Path, text: str) -> tuple[Block, ...]:
    file = folder / "source.md"
    file.write_text(HEAD + text, encoding="utf-8")
    return read_source(file).blocks


def test_a_source_names_its_target_title_and_owner(tmp_path: Path) -> None:
    blocks(tmp_path, "Text")
    source = read_source(tmp_path / "source.md")
    assert (source.target, source.title, source.about) == ("a/b.docx", "A title", "Owner: Nobody")


def test_lines_of_a_paragraph_are_joined(tmp_path: Path) -> None:
    assert blocks(tmp_path, "one\ntwo\n\n一，\n二") == (Block("text", ("one two",)), Block("text", ("一，二",)))


def test_headings_have_levels(tmp_path: Path) -> None:
    assert blocks(tmp_path, "# High\n\n### Low") == (Block("heading", ("High",), 1), Block("heading", ("Low",), 3))


def test_lists_lose_their_marks(tmp_path: Path) -> None:
    kinds = blocks(tmp_path, "- a\n- b\n\n1. c\n2. d\n\n> e\n\n---")
    assert kinds == (Block("bullets", ("a", "b")), Block("steps", ("c", "d")), Block("notes", ("e",)), Block("break"))


def test_a_table_has_cells_without_its_ruler(tmp_path: Path) -> None:
    (table,) = blocks(tmp_path, "| A | B |\n|---|---|\n| | 2 |")
    assert table.cells == [["A", "B"], ["", "2"]]


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.md")), ids=lambda path: path.stem)
def test_the_committed_sample_is_what_its_source_gives(path: Path, tmp_path: Path) -> None:
    source = read_source(path)
    if path.stem.startswith("zh") and source.target.endswith(".pdf") and not CHINESE_FONT.exists():
        pytest.skip("the font for Chinese is not installed: Debian's package fonts-wqy-microhei")
    committed, fresh = SAMPLES / source.target, tmp_path / Path(source.target).name
    WRITERS[fresh.suffix](source, fresh)
    assert read_file(fresh, ReadingLimits()).pages == read_file(committed, ReadingLimits()).pages


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_committed_workbook_is_what_its_source_gives(name: str, tmp_path: Path) -> None:
    fresh = tmp_path / Path(WORKBOOKS[name]).name
    write_xlsx(SOURCES / name, fresh)
    assert read_file(fresh, ReadingLimits()).pages == read_file(SAMPLES / WORKBOOKS[name], ReadingLimits()).pages
