"""From a plan to the next generation."""

import json
import os
import random
import shutil
import sqlite3
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

import pytest

from indexer.documents import Page, Reading
from indexer.errors import IndexBusy, IndexIncompatible, IndexUnwritten, PlanTooLarge, Verdict
from indexer.report import Change, Progress, Report
from indexer.settings import EmbedderSettings
from indexer.store import Generations
from indexer.writer import sole_writer
from tests.indexing import EXPENSES, LEAVE, TRAVEL, CountingEmbedder, Workplace, contents


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A workplace whose index is built."""
    place = Workplace.at(tmp_path)
    place.update()
    return place


def rebuilt(place: Workplace, root: Path) -> list[object]:
    """What an index holds that is built from the folder at one go."""
    other = replace(place, generations=Generations(root / "other"))
    shutil.rmtree(root / "other", ignore_errors=True)
    other.update()
    return contents(other.index())


def test_the_first_update_reads_and_embeds_everything(tmp_path: Path) -> None:
    place = Workplace.at(tmp_path)
    report = place.update()
    assert (report.generation, report.published, report.read, report.embedded, report.chunks) == (1, True, 3, 5, 5)
    assert {file.change for file in report.files} == {Change.NEW}
    assert report.verdicts == {"indexed": 3}
    assert set(report.seconds) >= {"reading", "embedding", "vectors", "keywords", "checksums", "total"}


def test_an_empty_folder_gives_an_index_that_finds_nothing(tmp_path: Path) -> None:
    place = Workplace.at(tmp_path)
    shutil.rmtree(place.folder)
    place.folder.mkdir()
    place.update()
    assert place.index().count == 0
    assert place.found("leave") == []


def test_without_a_change_nothing_is_written(place: Workplace) -> None:
    report = place.update()
    assert (report.published, report.generation, report.read, report.embedded) == (False, 1, 0, 0)
    assert place.generations.list() == [1]


def test_only_what_changed_is_read_and_embedded(place: Workplace) -> None:
    place.write("hr/leave.txt", LEAVE.replace("Up to 5", "Up to 7"))
    report = place.update()
    assert place.reader.read == ["leave.txt"]
    assert [text.splitlines()[-1] for text in place.embedder.texts] == ["Up to 7 unused days are carried over to March."]
    assert {file.document: file.change for file in report.files}["hr/leave.txt"] == Change.CHANGED
    assert "Up to 7 unused days are carried over to March." in place.found("unused days carried over")


def test_files_that_all_became_unreadable_do_not_empty_the_index(place: Workplace) -> None:
    for name in ("hr/leave.txt", "expenses.txt", "travel.txt"):
        place.write(name, "broken")
    with pytest.raises(PlanTooLarge, match="cannot be read any more"):
        place.update()
    assert TRAVEL in place.found("trains are booked in second class")
    assert place.update(confirmed=True).verdicts == {"damaged": 3}


def test_what_was_removed_is_not_found_any_more(place: Workplace) -> None:
    (place.folder / "travel.txt").unlink()
    report = place.update()
    index = place.index()
    assert report.removed == ("travel.txt",)
    assert TRAVEL not in place.found("trains are booked in second class", 9)
    assert index.search_keywords("trains", within=index.everything(), count=5) == []


def test_what_was_removed_leaves_no_trace_in_the_files(place: Workplace) -> None:
    place.write("secret.txt", "Project Zanzibar.")
    place.update()
    (place.folder / "secret.txt").unlink()
    place.update()
    files = [path for path in place.generations.path(3).rglob("*") if path.is_file()]
    assert [path.name for path in files if b"zanzibar" in path.read_bytes().lower()] == []


def test_a_moved_file_is_neither_read_nor_embedded(place: Workplace) -> None:
    (place.folder / "travel.txt").rename(place.folder / "hr/journeys.txt")
    report = place.update()
    assert (place.reader.read, report.embedded) == ([], 0)
    assert {file.document: file.change for file in report.files}["hr/journeys.txt"] == Change.MOVED
    index = place.index()
    assert [record.document for record in index.documents()] == ["expenses.txt", "hr/journeys.txt", "hr/leave.txt"]
    assert index.chunk(2).document == "hr/journeys.txt"


def test_a_renamed_file_whose_title_is_its_name_is_read_again(tmp_path: Path) -> None:
    place = Workplace.at(tmp_path)
    place.write("alpha.txt", "alpha and some more")  # the reader's title is its first five letters
    place.update()
    (place.folder / "alpha.txt").rename(place.folder / "omega.txt")
    place.update()
    assert place.reader.read == ["omega.txt"]
    assert place.plan().empty


def test_the_same_text_is_embedded_once(tmp_path: Path) -> None:
    place = Workplace.at(tmp_path)
    place.write("copy.txt", EXPENSES)
    assert place.update().embedded == 5
    assert place.index().count == 7


def test_a_text_that_comes_back_is_not_embedded_again(place: Workplace) -> None:
    place.write("copy.txt", EXPENSES)
    assert place.update().embedded == 0


def test_a_touched_file_is_not_compared_byte_by_byte_for_ever(place: Workplace) -> None:
    os.utime(place.folder / "travel.txt", ns=(10**9, 10**9))
    place.write("new.txt", "New.")
    place.update()
    record = next(record for record in place.index().documents() if record.document == "travel.txt")
    assert record.mtime_ns == 10**9


def test_a_refused_file_has_its_verdict_and_is_not_read_again_until_it_changes(place: Workplace) -> None:
    place.write("bad.txt", "broken beyond repair")
    report = place.update()
    assert [(file.document, file.verdict, file.detail) for file in report.refused] == [
        ("bad.txt", Verdict.DAMAGED, "it begins with broken. Mend it")
    ]
    assert place.plan().empty
    place.write("bad.txt", "whole again")
    assert place.update().verdicts == {"indexed": 4}


def test_a_file_that_becomes_damaged_is_no_longer_found(place: Workplace) -> None:
    place.write("travel.txt", "broken")
    place.update()
    assert TRAVEL not in place.found("trains", 9)


def test_text_that_is_no_text_is_damage(place: Workplace) -> None:
    place.write("new.txt", "HALF of a pair")
    reader = place.reader.read_many

    def halved(paths):  # type: ignore[no-untyped-def]  # as read_many
        for path, _ in reader(paths):
            yield path, Reading("Half", (Page(1, "one half: \ud83d"),), paged=False)

    place.reader.read_many = halved  # type: ignore[method-assign]  # a reader that lets them through
    assert [(file.document, file.verdict) for file in place.update().refused] == [("new.txt", Verdict.DAMAGED)]


def test_a_file_that_goes_away_meanwhile_is_left_out(place: Workplace) -> None:
    place.write("new.txt", "New.")
    plan = place.plan()
    reader = place.reader.read_many

    def gone(paths):  # type: ignore[no-untyped-def]  # as read_many
        for path, result in reader(paths):
            path.unlink()
            yield path, result

    place.reader.read_many = gone  # type: ignore[method-assign]  # a reader during which the file goes away
    assert [file.document for file in place.update(plan).files] == ["expenses.txt", "hr/leave.txt", "travel.txt"]


def test_a_file_that_changes_meanwhile_is_read_again_by_the_next_update(place: Workplace) -> None:
    place.write("new.txt", "New.")
    plan = place.plan()
    place.write("new.txt", "Newer!")
    place.update(plan)
    assert [file.document for file in place.plan().changed] == ["new.txt"]


def test_a_plan_that_removes_too_much_needs_to_be_confirmed(place: Workplace) -> None:
    (place.folder / "hr/leave.txt").unlink()
    with pytest.raises(PlanTooLarge, match=r"1 documents, 40% of the index \(30% is allowed\).*--yes"):
        place.update()
    assert place.index().generation == 1
    assert place.update(confirmed=True).generation == 2


def test_a_second_writer_is_told_so_and_changes_nothing(place: Workplace) -> None:
    place.write("new.txt", "New.")
    with sole_writer(place.generations.folder), pytest.raises(IndexBusy, match="is being written by process"):
        place.update()
    assert place.generations.list() == [1]


def test_a_plan_made_before_the_last_update_is_refused(place: Workplace) -> None:
    place.write("new.txt", "New.")
    plan = place.plan()
    place.update()
    with pytest.raises(IndexBusy, match="generation 2 was published since this plan was made"):
        place.update(plan)


def test_another_embedder_is_refused_until_everything_is_built_anew(place: Workplace) -> None:
    other = replace(place, embedder=CountingEmbedder(32))
    with pytest.raises(IndexIncompatible, match=r"hashed-64.*hashed-32.*update --all"):
        other.update()
    report = other.update(other.plan(everything=True))
    assert (report.read, report.embedded) == (3, 5)
    assert other.index().embedder == "hashed-32"


def test_a_damaged_index_is_built_anew(place: Workplace, tmp_path: Path) -> None:
    (place.generations.path(1) / "vectors.faiss").write_bytes(b"")
    fresh = replace(place, generations=Generations(place.generations.folder))
    assert fresh.update(fresh.plan(everything=True)).generation == 2
    assert contents(fresh.index()) == rebuilt(place, tmp_path)


def test_progress_is_told_by_step_and_document(tmp_path: Path) -> None:
    steps = list(Workplace.at(tmp_path).steps())
    assert isinstance(steps[-1], Report)
    progress = [step for step in steps if isinstance(step, Progress)]
    assert [(step.done, step.total) for step in progress if step.step == "reading"] == [(1, 3), (2, 3), (3, 3)]
    assert {step.document for step in progress if step.document} == {"expenses.txt", "hr/leave.txt", "travel.txt"}
    assert [step.step for step in progress][-4:] == ["embedding", "vectors", "keywords", "checksums"]


def test_stopped_after_any_step_the_old_index_is_served_and_vectors_are_kept(place: Workplace, tmp_path: Path) -> None:
    place.settings = replace(place.settings, embedder=EmbedderSettings(batch=1))
    before = contents(place.index())
    for number in range(40):
        place.write(f"more/{number}.txt", f"Rule {number}: box {number * 7} is on shelf {number * 13}.")
    embedded = 0
    for stop in count(0, 7):
        place.embedder.texts.clear()
        steps = place.steps()
        taken = list(islice(steps, stop))
        steps.close()
        embedded += len(place.embedder.texts)
        if taken and isinstance(taken[-1], Report):
            break
        assert contents(Generations(place.generations.folder).open()) == before
    assert embedded == 40
    assert contents(place.index()) == rebuilt(place, tmp_path)
    assert not list(place.generations.folder.rglob("*.building"))
    assert not (place.generations.folder / "embedded.log").exists()


@pytest.mark.parametrize("seed", range(5))
def test_after_any_changes_the_index_is_what_it_would_be_if_built_at_once(tmp_path: Path, seed: int) -> None:
    place, chance = Workplace.at(tmp_path), random.Random(seed)
    for _ in range(6):
        for _ in range(4):
            changed_at_random(place.folder, chance)
        place.update(confirmed=True)
        assert place.plan().empty
    assert contents(place.index()) == rebuilt(place, tmp_path)


def changed_at_random(folder: Path, chance: random.Random) -> None:
    """Writes, moves or removes a document."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    target = folder / chance.choice("abc") / f"{chance.randrange(9)}.txt"
    target.parent.mkdir(exist_ok=True)
    what = chance.choice(["write", "write", "move", "remove", "break"])
    if what == "move" and files:
        chance.choice(files).replace(target)
    elif what == "remove" and files:
        chance.choice(files).unlink()
    else:
        pages = [f"Rule {chance.randrange(30)} is about {chance.choice(['leave', 'meals'])}." for _ in range(3)]
        target.write_text("broken" if what == "break" else "\f".join(pages))


def test_above_the_threshold_vectors_take_eight_bits_and_stay_when_copied(tmp_path: Path) -> None:
    place = Workplace.at(tmp_path, quantise_above=3)
    place.update()
    assert place.index().manifest.quantised
    before = place.index().vectors([0, 1])
    place.write("zzz.txt", "Something new.")
    place.update()
    assert (place.index().vectors([0, 1]) == before).all()
    assert place.found("trains are booked in second class", 1) == [TRAVEL]


def test_the_report_to_json_and_back_is_the_same(tmp_path: Path) -> None:
    place = Workplace.at(tmp_path)
    place.write("bad.txt", "broken")
    report = place.update()
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_a_file_that_gets_another_suffix_is_read_again(place: Workplace) -> None:
    place.write("bad.dat", "broken under this name")
    place.update()
    (place.folder / "bad.dat").rename(place.folder / "bad.txt")
    place.reader.read.clear()
    place.update()
    assert place.reader.read == ["bad.txt"]


def test_a_file_that_could_not_be_opened_is_read_when_its_rights_are_mended(place: Workplace) -> None:
    place.write("locked.txt", "broken until it can be opened")
    plan = place.plan()
    place.update(replace(plan, new=tuple(replace(file, version="") for file in plan.new)))  # nobody could read its bytes
    assert [file.document for file in place.plan().changed] == ["locked.txt"]


def test_a_file_that_changed_and_changed_back_is_read_again(place: Workplace) -> None:
    place.write("new.txt", "New.")
    plan = place.plan()
    place.write("new.txt", "In between.")
    place.update(plan)
    place.write("new.txt", "New.")
    assert [file.document for file in place.plan().changed] == ["new.txt"]


@pytest.mark.parametrize("error", [sqlite3.OperationalError("database or disk is full"), OSError(28, "No space left")])
def test_a_full_disk_is_a_problem_that_names_the_folder(place: Workplace, error: Exception) -> None:
    place.write("new.txt", "New.")

    def full(_paths):  # type: ignore[no-untyped-def]  # as read_many
        raise error

    place.reader.read_many = full  # type: ignore[method-assign]  # what fails is not asked where
    with pytest.raises(IndexUnwritten, match="disk is full"):
        place.update()
    assert place.index().generation == 1
