"""python -m assistant progress: shown, checked, exported, erased."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.people.journal import EventKind, Journal, Journals
from tests.fakes import Clock, fast_accounts


class Terminal:
    """Runs `progress` in a folder with one account and its journal, and keeps what is printed."""

    def __init__(self, folder: Path, printed: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        (folder / "settings.toml").write_text('[people]\nfolder = "people"\nprogress = "progress"\n', encoding="utf-8")
        accounts = fast_accounts(folder / "people")
        self.id = accounts.add("Ada", password="a sentence to remember").person.id
        accounts.close()
        self._printed = printed

    @property
    def journal(self) -> Journal:
        return Journals(self.folder / "progress", Clock()).of(self.id)

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command prints; its problem where it ends with a code."""
        assert main(["progress", *arguments, "--settings", str(self.folder / "settings.toml")]) == code
        printed = self._printed.readouterr()
        return printed.out or printed.err

    def json(self, *arguments: str, code: int = 0) -> Any:
        """What a command prints with --json."""
        return json.loads(self.run(*arguments, "--json", code=code))


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)  # erasing opens all that is kept of people, where the settings name no other place
    found = Terminal(tmp_path, capsys)
    for skill, correct in (("leave", True), ("leave", False), ("travel", False)):
        data = {"question": "q", "version": 1, "kind": "cloze", "skill": skill, "score": float(correct), "correct": correct}
        found.journal.append(EventKind.ANSWERED, data)
    found.journal.append(EventKind.SCORED, {"answer": 3, "score": 1.0, "correct": True, "by": "t", "why": "w"})
    return found


def damage(journal: Journal) -> None:
    journal.file.write_bytes(journal.file.read_bytes().replace(b'"travel"', b'"trivia"'))


def test_progress_counts_events_and_right_answers_by_skill_after_regrades(terminal: Terminal) -> None:
    assert terminal.json("ada") == {
        "person": "ada", "id": terminal.id, "events": 4, "last": "2026-03-02T09:00:00+00:00",
        "kinds": {"answered": 3, "scored": 1},
        "skills": {"leave": {"right": 1, "asked": 2}, "travel": {"right": 1, "asked": 1}}, "torn": [],
    }  # fmt: skip


def test_progress_as_text_says_when_and_how_much(terminal: Terminal) -> None:
    said = terminal.run("Ada")
    assert "Ada: 4 event(s), last on 2026-03-02 09:00 UTC" in said
    assert "leave: 1 of 2 right" in said


def test_who_has_done_nothing_has_no_events(terminal: Terminal) -> None:
    terminal.run("Ada", "--erase", "--yes")
    assert "0 event(s), nothing yet" in terminal.run("Ada")


def test_an_unknown_name_is_a_problem(terminal: Terminal) -> None:
    assert "there is no account called Bob" in terminal.run("Bob", code=1)


def test_a_journal_without_an_account_is_found_by_its_id(terminal: Terminal) -> None:
    Journals(terminal.folder / "progress").of("b" * 32).append(EventKind.RATED, {"up": True})
    assert terminal.json("b" * 32)["events"] == 1
    assert terminal.json(terminal.id)["events"] == 4


def test_verify_tells_good_from_damaged_by_its_exit_code(terminal: Terminal) -> None:
    assert "good, 4 event(s)" in terminal.run("Ada", "--verify")
    damage(terminal.journal)
    found = terminal.json("Ada", "--verify", code=1)
    assert (found["good"], [flaw["line"] for flaw in found["flaws"]]) == (False, [4])


def test_verify_all_tells_of_everybody(terminal: Terminal) -> None:
    assert "1 journal(s), 0 damaged" in terminal.run("--all", "--verify")
    damage(terminal.journal)
    assert "line 4: does not follow the line before" in terminal.run("--all", "--verify", code=1)
    assert terminal.json("--all", "--verify", code=1)[0]["person"] == terminal.id


def test_a_damaged_journal_is_not_shown_but_explained(terminal: Terminal) -> None:
    damage(terminal.journal)
    assert "line 4" in terminal.run("Ada", code=1)


def test_a_line_cut_off_is_told(terminal: Terminal) -> None:
    with terminal.journal.file.open("ab") as file:
        file.write(b'{"half')
    assert "6 bytes of a line that was never saved" in terminal.run("Ada", "--verify")
    terminal.journal.append(EventKind.RATED, {"up": True})
    assert "torn-" in terminal.run("Ada")
    assert "torn-" in terminal.run("Ada", "--verify")


def test_an_export_holds_everything_and_is_private(terminal: Terminal) -> None:
    file = terminal.folder / "ada.json"
    terminal.run("Ada", "--export", str(file))
    found = json.loads(file.read_text(encoding="utf-8"))
    assert (found["account"]["name"], len(found["journal"]["events"])) == ("Ada", 4)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_export_that_cannot_be_written_is_a_problem(terminal: Terminal) -> None:
    assert "name another file" in terminal.run("Ada", "--export", str(terminal.folder / "none/ada.json"), code=1)


def test_erasing_asks_for_yes(terminal: Terminal) -> None:
    assert "add --yes" in terminal.run("Ada", "--erase", code=1)
    assert len(terminal.journal.events()) == 4


def test_erasing_tells_how_many_answers_stay(terminal: Terminal) -> None:
    assert terminal.json("Ada", "--erase", "--yes")["answers_kept_without_name"] == 3
    assert not terminal.journal.folder.exists()


@pytest.mark.parametrize("arguments", [(), ("--all",), ("Ada", "--all", "--verify")])
def test_arguments_that_say_nothing_are_refused(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    assert "--all" in terminal.run(*arguments, code=1)


def test_the_commands_of_the_documentation_exist(terminal: Terminal) -> None:
    text = (Path(__file__).parents[1] / "docs/progress.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("python -m assistant progress")]
    commands = [line.partition("#")[0].split()[4:] for line in lines]
    assert len(commands) == 5
    for arguments in commands:
        given = {"NAME": "Ada", "FILE": str(terminal.folder / "ada.json")}
        terminal.run(*(given.get(word, word) for word in arguments))
