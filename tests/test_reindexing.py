"""Updates in the background: one at a time, with a log that outlives the server."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from assistant.reindexing import Reindexing
from indexer.errors import IndexBusy, IndexDamaged, Verdict
from indexer.report import Change, FileReport, Progress, Report

REFUSED = FileReport("scan.pdf", Change.NEW, Verdict.NO_TEXT, pages=3, chunks=0, detail="run OCR first")
REPORT = Report(
    generation=2, published=True, files=(REFUSED,), removed=(), chunks=9, read=1, embedded=9, seconds={"total": 1.0}
)


def short_update() -> Iterator[Progress | Report]:
    yield Progress("reading", 0, 1, "scan.pdf")
    yield Progress("reading", 1, 1, "scan.pdf")
    yield REPORT


def test_the_report_is_in_the_state_once_the_update_has_finished(tmp_path: Path) -> None:
    reindexing = Reindexing(tmp_path / "update.log")
    reindexing.start(short_update, "ada").join()
    assert not reindexing.state.running
    assert reindexing.state.report == REPORT
    assert reindexing.state.finished is not None


def test_progress_is_seen_while_the_update_runs(tmp_path: Path) -> None:
    reached, go_on = Event(), Event()

    def update() -> Iterator[Progress | Report]:
        yield Progress("embedding", 3, 9)
        reached.set()
        go_on.wait()
        yield REPORT

    reindexing = Reindexing(tmp_path / "update.log")
    thread = reindexing.start(update, "ada")
    reached.wait()
    assert reindexing.state.running
    assert reindexing.state.progress == Progress("embedding", 3, 9)
    go_on.set()
    thread.join()


def test_a_second_update_is_told_who_started_the_first(tmp_path: Path) -> None:
    go_on = Event()

    def update() -> Iterator[Progress | Report]:
        go_on.wait()
        yield REPORT

    reindexing = Reindexing(tmp_path / "update.log")
    thread = reindexing.start(update, "ada")
    with pytest.raises(IndexBusy, match="ada"):
        reindexing.start(update, "grace")
    go_on.set()
    thread.join()


def test_the_log_names_refused_files_and_is_there_for_the_next_server(tmp_path: Path) -> None:
    Reindexing(tmp_path / "update.log").start(short_update, "ada").join()
    text = "\n".join(Reindexing(tmp_path / "update.log").lines())
    assert "started by ada" in text
    assert "scan.pdf: no text: run OCR first" in text
    assert text.count(" reading") == 1


def test_a_problem_is_told_as_it_is(tmp_path: Path) -> None:
    def update() -> Iterator[Progress | Report]:
        yield Progress("reading", 0, 1)
        raise IndexDamaged("vectors.faiss does not match its checksum")

    reindexing = Reindexing(tmp_path / "update.log")
    reindexing.start(update, "ada").join()
    assert reindexing.state.problem == "vectors.faiss does not match its checksum"
    assert reindexing.lines()[-1].endswith("checksum")


def test_a_bug_is_told_by_its_number_only(tmp_path: Path) -> None:
    def update() -> Iterator[Progress | Report]:
        raise RuntimeError("secret detail")
        yield REPORT

    reindexing = Reindexing(tmp_path / "update.log")
    reindexing.start(update, "ada").join()
    assert "secret detail" not in reindexing.state.problem
    assert "server's log" in reindexing.state.problem
    assert not reindexing.state.running


def test_a_missing_log_has_no_lines(tmp_path: Path) -> None:
    assert Reindexing(tmp_path / "update.log").lines() == []


def test_an_update_whose_log_cannot_be_written_still_comes_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "update.log").mkdir()  # stands for a full disk
    reindexing = Reindexing(tmp_path / "update.log")
    reindexing.start(short_update, "ada").join()
    assert not reindexing.state.running
    assert reindexing.state.report == REPORT
