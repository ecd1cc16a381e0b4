"""python -m assistant skills and path, over a small index."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.learning.coverage import coverage
from assistant.learning.outlines import outlines
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from assistant.learning.skills_file import SkillsFile
from assistant.people.accounts import Accounts
from assistant.people.journal import EventKind, Journals
from assistant.people.person import Role
from tests.fakes import FAST
from tests.indexing import Workplace
from tests.shelves import MemoryShelf, prose

SETTINGS = """
[index]
folder = "index"
[people]
folder = "data/people"
progress = "data/progress"
[practice]
skills = "data/skills.toml"
[access.rules]
"**" = ["everyone"]
"hr/**" = ["hr"]
"""


class Desk:
    """A workplace with an index, accounts and the commands."""

    def __init__(self, folder: Path, printed: pytest.CaptureFixture[str]) -> None:
        self.place = Workplace.at(folder)
        for name in ("hr/leave.txt", "expenses.txt", "travel.txt"):
            self.place.write(name, f"{name}. {prose(200)}")
        self.place.update()
        (folder / "settings.toml").write_text(SETTINGS, encoding="utf-8")
        self.folder, self._printed = folder, printed
        self.file = SkillsFile(folder / "data/skills.toml")
        accounts = Accounts(folder / "data/people", passwords=FAST)
        self.ada = accounts.add("ada", Role.EMPLOYEE, frozenset({"hr"})).person
        accounts.add("bob")
        accounts.close()

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command prints; problems where it ends with a code and prints nothing else."""
        assert main([*arguments, "--settings", str(self.folder / "settings.toml")]) == code
        printed = self._printed.readouterr()
        return printed.out or printed.err

    def json(self, *arguments: str, code: int = 0) -> Any:  # Any: JSON
        """What a command prints with --json."""
        return json.loads(self.run(*arguments, "--json", code=code))


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
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


def test_a_path_holds_what_the_persons_roles_need(desk: Desk) -> None:
    desk.run("skills", "draft")
    assert [step["skill"] for step in desk.json("path", "bob")["steps"]] == ["expenses", "travel"]
    assert {step["skill"] for step in desk.json("path", "ada")["steps"]} == {"expenses", "travel", "hr-leave"}
    assert "1. Expen: level 2, " in desk.run("path", "bob")


def test_what_if_tells_the_difference_and_hides_what_may_not_be_read(desk: Desk) -> None:
    desk.run("skills", "draft")
    row = desk.json("path", "bob", "--role", "hr")
    assert (row["roles"], row["hidden"], row["added"]) == (["everyone", "hr"], 1, [])
    assert "hr-leave" not in str(row["steps"])
    assert "compared with today" in desk.run("path", "ada", "--role", "everyone")
    assert desk.json("path", "ada", "--role", "everyone")["dropped"] == ["hr-leave"]


def test_a_step_that_the_journal_calls_finished_is_finished(desk: Desk) -> None:
    desk.run("skills", "draft")
    Journals(desk.folder / "data/progress").of(desk.ada.id).append(EventKind.COMPLETED, {"skill": "travel", "level": 2})
    assert {step["skill"]: step["state"] for step in desk.json("path", "ada")["steps"]}["travel"] == "finished"


def test_nobody_is_told_with_the_remedy(desk: Desk) -> None:
    assert "there is no account called eve" in desk.run("path", "eve", code=1)


def test_a_section_that_is_gone_is_missing_and_one_that_is_there_is_not() -> None:
    shelf = MemoryShelf({"a.md": "# A\n\nText.\n\n## B\n\nText.", "wiki/b.md": "Text."})
    places = (Place("a.md", "A > B"), Place("a.md", "A > C"), Place("wiki/"), Place("old/"))
    found = coverage(SkillsMap((Skill("s", Name("S"), places),)), outlines(shelf, lambda _: True))
    assert [place for _, place in found.missing] == [Place("a.md", "A > C"), Place("old/")]
    assert found.untaught == ()


@pytest.mark.parametrize("command", [["skills", "draft"], ["skills", "check"], ["skills", "show"], ["path"]])
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert " ".join(command) in capsys.readouterr().out
