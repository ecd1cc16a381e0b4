"""Java files out of an archive."""

import zipfile
from pathlib import Path

import pytest

from assistant.errors import Problem
from finetune.java_sources import ARCHIVE, LARGEST_BYTES, tagged_sources


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "src.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for number in range(6):
            opened.writestr(f"java.base/pack{number % 2}/A{number}.java", f"class A{number} {{ int x; }}")
        opened.writestr("java.base/pack0/New.java", "record New(int x) { }")
        opened.writestr("java.base/pack0/package-info.txt", "words")
        opened.writestr("java.base/pack0/Empty.java", "// nothing")
        opened.writestr("java.base/pack0/Large.java", "class L { }" + " " * LARGEST_BYTES)
        opened.writestr("other/pack0/B.java", "class B { }")
    return path


def test_files_come_tagged_with_their_package_as_group(archive: Path) -> None:
    found = {one.source: one for one in tagged_sources(archive, 100, ("java.base",))}
    one = found["java.base/pack1/A1.java"]
    assert one.words == ("class", "A1", "{", "int", "x", ";", "}")
    assert one.tags == ("keyword", "other", "other", "keyword", "variable", "other", "other")
    assert one.group == "java.base/pack1"


def test_unreadable_empty_large_and_foreign_files_are_left_out(archive: Path) -> None:
    found = [one.source for one in tagged_sources(archive, 100, ("java.base",))]
    assert sorted(found) == [f"java.base/pack{n % 2}/A{n}.java" for n in (0, 2, 4, 1, 3, 5)]


def test_the_same_files_are_chosen_each_time(archive: Path) -> None:
    first = [one.source for one in tagged_sources(archive, 3, ("java.base",))]
    assert len(first) == 3
    assert [one.source for one in tagged_sources(archive, 3, ("java.base",))] == first


def test_a_missing_archive_names_the_package_to_install(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="apt-get install openjdk-17-source"):
        list(tagged_sources(tmp_path / "src.zip", 1))


def test_a_file_that_is_no_archive_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "src.zip").write_text("no", encoding="utf-8")
    with pytest.raises(Problem, match="is no zip file"):
        list(tagged_sources(tmp_path / "src.zip", 1))


def test_the_sources_of_the_jdk_can_be_read() -> None:
    if not ARCHIVE.is_file():
        pytest.skip("openjdk-17-source is not installed")
    found = list(tagged_sources(ARCHIVE, 3))
    assert len(found) == 3
    assert all({"keyword", "function", "variable", "other"} & set(one.tags) for one in found)
