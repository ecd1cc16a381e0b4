"""python -m assistant skills, over a small index."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.learning.coverage import coverage
from assistant.learning.outlines import outlines
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsMap
from tests.desk import Desk
from tests.shelves import MemoryShelf


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capsys)


def test_a_first_draft_is_written_and_passes_its_check(desk: Desk) -> None:
    row = desk.json("skills", "draft")
    assert (row["added"], row["removed"], row["roles"]) == (["expenses", "hr-leave", "travel"], [], 2)
    assert desk.run("skills", "check") == "3 skill(s), 2 role(s)\n"


def test_drafting_again_keeps_what_a_trainer_edited(desk: Desk) -> None:
    desk.run("skills", "draft")
    text = desk.file.path.read_text(encoding="utf-8")
    desk.file.path.write_text(text.replace("{en = ", "{zh = ", 1), encoding="utf-8")
    edited = desk.file.read()
    assert "0 new, 0 gone" in desk.run("skills", "draft")
    assert desk.file.read() == edited


def test_a_map_that_was_moved_away_is_drafted_anew(desk: Desk) -> None:
    desk.run("skills", "draft")
    desk.file.path.unlink()
    assert len(desk.json("skills", "draft")["added"]) == 3


def test_a_check_tells_missing_places_and_documents_without_a_skill(desk: Desk) -> None:
    desk.file.write(SkillsMap((Skill("pay", Name("Pay"), (Place("pay.txt"), Place("travel.txt"))),)))
    told = desk.run("skills", "check", code=1)
    assert "pay: no document has pay.txt" in told
    assert "belongs to no skill: expenses.txt" in told
    assert desk.json("skills", "check", code=1)["untaught"] == ["expenses.txt", "hr/leave.txt"]


def test_a_map_that_does_not_fit_together_is_a_problem(desk: Desk) -> None:
    desk.file.path.parent.mkdir(parents=True, exist_ok=True)
    text = 'format = 1\n[[skill]]\nid = "a"\nname.en = "A"\nrequires = ["a"]\n'
    desk.file.path.write_text(text, encoding="utf-8")
    assert "prerequisites go in a circle: a -> a" in desk.run("skills", "check", code=1)


def test_the_map_is_shown_whole_or_for_a_role(desk: Desk) -> None:
    assert "python -m assistant skills draft" in desk.run("skills", "show")
    desk.run("skills", "draft")
    assert len(desk.json("skills", "show")) == 3
    (row,) = desk.json("skills", "show", "--role", "hr")
    assert (row["id"], row["roles"]) == ("hr-leave", {"hr": 2})
    assert "no role 'pilot'" in desk.run("skills", "show", "--role", "pilot", code=1)


def test_roles_and_groups_that_do_not_fit_are_told(desk: Desk) -> None:
    desk.run("skills", "draft")
    skills = desk.file.read()
    odd = JobRole("pilot", Name("Pilot"), ("air",))
    desk.file.write(replace(skills, roles=(*(one for one in skills.roles if one.id != "hr"), odd)))
    told = desk.run("skills", "check", code=1)
    assert "ada has no role: none is of hr; add one of these groups to a role" in told
    assert "pilot: nobody is in group air" in told
    assert desk.json("skills", "check", code=1)["people_without_role"] == [{"person": "ada", "groups": ["hr"]}]


def test_a_section_that_is_gone_is_missing_and_one_that_is_there_is_not() -> None:
    shelf = MemoryShelf({"a.md": "# A\n\nText.\n\n## B\n\nText.", "wiki/b.md": "Text."})
    places = (Place("a.md", "A > B"), Place("a.md", "A > C"), Place("wiki/"), Place("old/"))
    found = coverage(SkillsMap((Skill("s", Name("S"), places),)), outlines(shelf, lambda _: True))
    assert [place for _, place in found.missing] == [Place("a.md", "A > C"), Place("old/")]
    assert found.untaught == ()


@pytest.mark.parametrize("command", [["skills", "draft"], ["skills", "check"], ["skills", "show"]])
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert " ".join(command) in capsys.readouterr().out
