"""The folder against the index."""

import json
import os
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import FolderMissing, IndexDamaged, SettingsInvalid
from indexer.planning import Plan, found_files, plan_update
from indexer.settings import DocumentSettings
from tests.indexing import EXPENSES, Workplace


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """A workplace whose index is built."""
    place = Workplace.at(tmp_path)
    place.update()
    return place


def names(plan: Plan) -> dict[str, list[str]]:
    """The paths of a plan by what happened to them, without those that nothing happened to."""
    found = {kind: [file.document for file in getattr(plan, kind)] for kind in ("new", "changed")}
    found |= {"moved": [f"{move.old} -> {move.file.document}" for move in plan.moved], "removed": list(plan.removed)}
    return {kind: paths for kind, paths in found.items() if paths}


def test_before_the_first_update_everything_is_new(tmp_path: Path) -> None:
    plan = Workplace.at(tmp_path).plan()
    assert names(plan) == {"new": ["expenses.txt", "hr/leave.txt", "travel.txt"]}
    assert plan.base is None


def test_right_after_an_update_nothing_is_to_be_done(place: Workplace) -> None:
    plan = place.plan()
    assert plan.empty
    assert len(plan.same) == 3


def test_every_kind_of_change_is_told_apart(place: Workplace) -> None:
    place.write("new.txt", "New.")
    place.write("expenses.txt", "Changed.")
    (place.folder / "travel.txt").rename(place.folder / "hr/journeys.txt")
    (place.folder / "hr/leave.txt").unlink()
    assert names(place.plan()) == {
        "new": ["new.txt"],
        "changed": ["expenses.txt"],
        "moved": ["travel.txt -> hr/journeys.txt"],
        "removed": ["hr/leave.txt"],
    }


def test_a_file_that_was_only_touched_is_the_same(place: Workplace) -> None:
    os.utime(place.folder / "travel.txt", ns=(1, 1))
    assert place.plan().empty


def test_a_change_of_content_with_the_same_size_is_seen(place: Workplace) -> None:
    place.write("travel.txt", "Planes are booked in second class."[:34])
    os.utime(place.folder / "travel.txt", ns=(1, 1))
    assert names(place.plan()) == {"changed": ["travel.txt"]}


def test_a_copy_is_new_and_not_moved(place: Workplace) -> None:
    place.write("copy.txt", EXPENSES)
    assert names(place.plan()) == {"new": ["copy.txt"]}


def test_equal_names_in_two_folders_are_two_documents(place: Workplace) -> None:
    place.write("sales/leave.txt", "Sales people have 26 days.")
    assert names(place.plan()) == {"new": ["sales/leave.txt"]}


def test_two_equal_files_that_moved_are_two_moves(place: Workplace) -> None:
    place.write("a/x.txt", "Twice the same.")
    place.write("b/x.txt", "Twice the same.")
    place.update()
    for name in "ab":
        (place.folder / name).rename(place.folder / f"new-{name}")
    assert len(place.plan().moved) == 2


def test_hidden_and_excluded_files_are_no_documents(tmp_path: Path) -> None:
    for name in (".hidden", ".git/config", "drafts/a.txt", "keep.bak", "keep.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [file.document for file in found_files(tmp_path, ("drafts/**", "*.bak"))] == ["keep.txt"]


def test_links_are_not_followed_as_another_rule_might_hold_for_their_path(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    (folder / "inner").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("secret")
    (folder / "inner/a.txt").write_text("a")
    (folder / "link.txt").symlink_to(folder / "inner/a.txt")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "outside").symlink_to(tmp_path / "outside")
    (folder / "loop").symlink_to(folder)
    (folder / "broken.txt").symlink_to(folder / "gone.txt")
    (folder / "ring.txt").symlink_to(folder / "ring.txt")
    assert [file.document for file in found_files(folder, ())] == ["inner/a.txt"]


def test_an_index_inside_the_folder_of_documents_is_refused(tmp_path: Path) -> None:
    place = Workplace.at(tmp_path)
    inside = replace(place.settings, index=replace(place.settings.index, folder=place.folder / "index"))
    with pytest.raises(SettingsInvalid, match="outside"):
        plan_update(place.folder, place.generations, inside)


def test_a_pattern_matches_names_however_their_accents_are_stored(tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "Verträge.txt")).write_text("x")
    assert list(found_files(tmp_path, (unicodedata.normalize("NFC", "Verträge.txt"),))) == []


def test_a_name_that_is_no_text_is_left_out_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    assert list(found_files(tmp_path, ())) == []
    assert "not UTF-8; rename it" in caplog.text


def test_a_missing_folder_is_named(place: Workplace, tmp_path: Path) -> None:
    with pytest.raises(FolderMissing, match="nowhere"):
        plan_update(tmp_path / "nowhere", place.generations, place.settings)


def test_the_share_that_would_be_removed_is_counted_in_passages(place: Workplace) -> None:
    (place.folder / "hr/leave.txt").unlink()
    assert place.plan().removed_share == pytest.approx(2 / 5)


def test_a_document_that_becomes_excluded_is_removed(place: Workplace) -> None:
    settings = replace(place.settings, documents=DocumentSettings(place.folder, exclude=("hr/*",)))
    assert names(plan_update(place.folder, place.generations, settings)) == {"removed": ["hr/leave.txt"]}


def test_a_full_rebuild_takes_every_file(place: Workplace) -> None:
    place.write("new.txt", "New.")
    (place.folder / "travel.txt").unlink()
    plan = place.plan(everything=True)
    assert names(plan) == {"new": ["new.txt"], "changed": ["expenses.txt", "hr/leave.txt"], "removed": ["travel.txt"]}
    assert not plan.empty


def test_a_damaged_index_can_only_be_built_anew(place: Workplace) -> None:
    (place.generations.path(1) / "manifest.json").write_text("{")
    place.generations.__init__(place.generations.folder)  # type: ignore[misc]  # forgets what it opened
    with pytest.raises(IndexDamaged, match="update --all"):
        place.plan()
    assert len(place.plan(everything=True).new) == 3


def test_json_and_back_is_the_same(place: Workplace) -> None:
    place.write("new.txt", "New.")
    (place.folder / "travel.txt").rename(place.folder / "journeys.txt")
    plan = place.plan()
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


@pytest.mark.parametrize("time_ns", [-(2**40), 2**62, 2**63 + 5])
def test_a_date_far_away_stops_nothing(place: Workplace, time_ns: int) -> None:
    place.write("new.txt", "New.")
    os.utime(place.folder / "new.txt", ns=(time_ns, time_ns))
    place.update()
    assert place.plan().empty
    assert all(record.modified.year < 2263 for record in place.index().documents())
