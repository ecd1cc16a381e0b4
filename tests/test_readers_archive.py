"""Packed documents and whole files that mean harm, or are not what they say: each gets its verdict before it is opened."""

import stat
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import FileRefused, Verdict
from indexer.readers.archive import check_archive
from indexer.readers.table import READERS, modules, read_file, read_json
from indexer.settings import ReadingLimits

LIMITS = ReadingLimits()
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def refusal(path: Path, limits: ReadingLimits = LIMITS) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_file(path, limits)
    return caught.value


def archive(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return path


def test_a_bomb_is_too_large(tmp_path: Path) -> None:
    refused = refusal(archive(tmp_path / "a.docx", x=bytes(50_000_000)))
    assert refused.verdict is Verdict.TOO_LARGE
    assert "100 times its size" in refused.found


def test_an_archive_that_unpacks_to_more_than_the_limit_is_too_large(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.xlsx", x=bytes(3_000_000))
    assert refusal(path, replace(LIMITS, archive_mb=2, archive_ratio=10_000)).verdict is Verdict.TOO_LARGE


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.docx", x=bytes(5_000_000))
    data = path.read_bytes().replace((5_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(data)
    assert refusal(path).verdict is Verdict.DAMAGED


def test_too_many_members_are_too_large(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.pptx", **{f"part{number}": b"x" for number in range(20)})
    assert refusal(path, replace(LIMITS, archive_members=10)).verdict is Verdict.TOO_LARGE


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:\\x", "..\\x"])
def test_names_that_point_outside_are_refused(tmp_path: Path, name: str) -> None:
    assert "outside" in refusal(archive(tmp_path / "a.docx", **{name: b"x"})).found


def test_links_are_refused(tmp_path: Path) -> None:
    member = zipfile.ZipInfo("link")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as made:
        made.writestr(member, "/etc/passwd")
    assert "link" in refusal(tmp_path / "a.odt").found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_xml_part(tmp_path: Path, encoding: str) -> None:
    evil = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://x.example/x.dtd"><x/>'.encode(encoding)
    assert "document type" in refusal(archive(tmp_path / "a.xlsx", **{"xl/workbook.xml": evil})).found


def test_a_book_may_name_its_document_type(tmp_path: Path) -> None:
    check_archive(archive(tmp_path / "a.epub", **{"x.xml": b"<!DOCTYPE html><html/>"}), LIMITS)


def test_a_locked_document_needs_a_password(tmp_path: Path) -> None:
    name = "EncryptedPackage".encode("utf-16-le")
    (tmp_path / "a.docx").write_bytes(OLE + bytes(1000) + name)
    assert refusal(tmp_path / "a.docx").verdict is Verdict.NEEDS_PASSWORD


def test_an_old_document_with_a_new_name_is_unsupported(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(OLE + bytes(1000))
    assert refusal(tmp_path / "a.xlsx").verdict is Verdict.UNSUPPORTED


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx", ".odt", ".epub", ".pdf"])
@pytest.mark.parametrize("content", [b"", b"plain text", b"PK\x03\x04 cut off", b"%PDF-1.7\n1 0 obj <</Type/Cat"])
def test_a_file_that_is_not_what_its_name_says_is_damaged(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    refused = refusal(path)
    assert refused.verdict is Verdict.DAMAGED
    assert refused.remedy


@pytest.mark.parametrize(
    ("name", "remedy"), [("a.xls", ".xlsx"), ("a.doc", ".docx"), ("a.msg", ".html"), ("a.png", "OCR"), ("a", ".txt")]
)
def test_what_nobody_reads_is_unsupported_with_a_remedy(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    refused = refusal(tmp_path / name)
    assert refused.verdict is Verdict.UNSUPPORTED
    assert remedy in refused.remedy


def test_a_file_over_the_size_limit_is_too_large(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 1_100_000)
    assert refusal(tmp_path / "a.txt", replace(LIMITS, file_mb=1)).verdict is Verdict.TOO_LARGE


def test_a_file_that_is_gone_is_damaged(tmp_path: Path) -> None:
    assert "cannot be opened" in refusal(tmp_path / "a.txt").found


def test_suffixes_are_told_apart_without_their_case(tmp_path: Path) -> None:
    (tmp_path / "A.MD").write_text("# Leave", encoding="utf-8")
    assert read_file(tmp_path / "A.MD", LIMITS).title == "Leave"
    assert modules(tmp_path / "A.MD") == ("indexer.readers.marked",)
    assert modules(tmp_path / "a.xls") == ()


def test_every_reader_is_there() -> None:
    assert all(name.startswith(".") for name in READERS)
    assert {".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".html", ".md", ".txt", ".py", ".epub", ".odt"} <= set(READERS)


def test_reading_as_json_takes_and_gives_json(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    assert read_json(str(tmp_path / "a.txt"), {"pages": 1})["pages"] == [
        {"number": 1, "text": "Text.", "headings": [], "opening": []}
    ]
