"""python -m assistant course, assign, assignments, certificate, remind and path, over a small index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.learning.questions import Evidence, Kind, Option, Question
from assistant.learning_assembly import Learning, open_learning
from assistant.people.journal import EventKind, Journals
from assistant.settings import load_settings
from tests.desk import Desk

COURSE = """
id = "travel"
name = {en = "Travel", zh = "差旅"}
pass_mark = 1.0
validity_months = 12
parts = [{kind = "reading", document = "travel.txt"}, {kind = "quiz", skills = ["travel"], questions = 1}]
"""
CHECKED = {"grounded": True, "guessable": 0.3}


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    made = Desk(tmp_path, capsys)
    made.run("skills", "draft")
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    return made


@contextmanager
def learning(desk: Desk) -> Iterator[Learning]:
    with open_learning(load_settings(desk.folder / "settings.toml")) as opened:
        yield opened


def pass_course(desk: Desk) -> None:
    """Ada reads, and answers the one question rightly."""
    quote = desk.place.generations.open().page("travel.txt", 1)
    assert quote is not None
    place = Evidence("travel.txt", "v1", 1, quote.text[:9], 0, 9)
    options = (Option("a", "yes"), Option("b", "no"))
    asked = Question("q1", 1, Kind.SINGLE_CHOICE, "Is it?", place, options, ("a",), checks=CHECKED)
    with learning(desk) as opened:
        opened.coach.bank.add(asked, "", datetime.now(UTC))
        within = opened.within(desk.ada)
        opened.curriculum.read(desk.ada, "travel", 0, 60.0, within)
        quiz = opened.curriculum.begin(desk.ada, "travel", 1, within)
        opened.coach.reply(desk.ada.id, quiz.id, "q1", "a", within)
        opened.curriculum.finish(desk.ada, quiz.id, within)


def test_a_course_is_saved_from_toml_shown_as_json_and_saved_again(desk: Desk) -> None:
    assert desk.run("course", "save", "course.toml") == "travel: version 1 saved\n"
    assert desk.run("course", "list") == "travel  version 1  Travel\n"
    (desk.folder / "again.json").write_text(desk.run("course", "show", "travel"), encoding="utf-8")
    assert desk.json("course", "save", "again.json")["version"] == 2
    assert [row["version"] for row in desk.json("course", "list")] == [2]


def test_a_withdrawn_course_is_not_listed(desk: Desk) -> None:
    desk.run("course", "save", "course.toml")
    desk.run("course", "withdraw", "travel")
    assert desk.run("course", "list") == "there are no courses\n"
    assert "course list" in desk.run("course", "show", "travel", code=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "cannot be read"),
        ('id = "x"', "give id, name and parts"),
        (COURSE.replace("travel.txt", "trvel.txt"), "document 'trvel.txt' is not in the index"),
        (COURSE.replace('["travel"]', '["trvel"]'), "skill 'trvel' is not in the skills map"),
        (COURSE.replace("1.0", "2.0"), "pass mark 2.0 is not above 0 and at most 1"),
    ],
)
def test_a_file_that_is_no_course_is_refused_with_what_is_wrong(desk: Desk, text: str, said: str) -> None:
    (desk.folder / "course.toml").write_text(text, encoding="utf-8")
    assert said in desk.run("course", "save", "course.toml", code=1)


def test_a_file_that_is_not_there_or_holds_a_list_is_refused(desk: Desk) -> None:
    assert "cannot be read" in desk.run("course", "save", "none.json", code=1)
    (desk.folder / "list.json").write_text("[]", encoding="utf-8")
    assert "holds list, a course was expected" in desk.run("course", "save", "list.json", code=1)


def test_an_assignment_is_made_shown_and_taken_back(desk: Desk) -> None:
    desk.run("course", "save", "course.toml")
    made = desk.json("assign", "travel", "--person", "ada", "--days", "14")
    assert (made["name"], made["mandatory"], made["days"]) == (desk.ada.id, True, 14)
    assert "optional" in desk.run("assign", "travel", "--group", "hr", "--days", "30", "--optional")
    assert len(desk.json("assignments")) == 2
    assert "Travel: due, " in desk.run("assignments", "ada")
    assert desk.run("assignments", "bob") == "nothing is assigned\n"
    desk.run("assignments", "--withdraw", made["id"])
    assert [row["assignment"] for row in desk.json("assignments", "ada")] != [made["id"]]


def test_an_assignment_may_begin_later_and_have_days_of_grace(desk: Desk) -> None:
    desk.run("course", "save", "course.toml")
    desk.run("assign", "travel", "--person", "ada", "--days", "10", "--start", "2099-01-01", "--grace", "5")
    (row,) = desk.json("assignments", "ada")
    assert (row["state"], row["due"]) == ("current", "2099-01-11T00:00:00+00:00")
    assert "write it as 2026-09-01" in desk.run("assign", "travel", "--group", "hr", "--days", "1", "--start", "soon", code=1)


def test_a_role_is_assigned_to_by_its_id(desk: Desk) -> None:
    desk.run("course", "save", "course.toml")
    assert desk.json("assign", "travel", "--role", "hr", "--days", "14")["audience"] == "role"
    assert "no role 'pilot'" in desk.run("assign", "travel", "--role", "pilot", "--days", "14", code=1)


def test_who_is_named_acts_with_their_own_rights(desk: Desk) -> None:
    assert "only trainers and admins" in desk.run("course", "save", "course.toml", "--as", "bob", code=1)
    desk.run("course", "save", "course.toml")
    assert "only trainers" in desk.run("assign", "travel", "--person", "ada", "--days", "14", "--as", "bob", code=1)
    assert "no account called eve" in desk.run("assign", "travel", "--person", "eve", "--days", "14", code=1)


def test_a_certificate_is_listed_printed_and_verified(desk: Desk) -> None:
    desk.run("course", "save", "course.toml")
    assert desk.run("certificate", "list", "ada") == "no certificate\n"
    pass_course(desk)
    (row,) = desk.json("certificate", "list", "ada")
    assert (row["course"], row["validity"], row["score"]) == ("travel", "valid", 1.0)
    desk.run("certificate", "pdf", "ada", row["id"], "ada.pdf")
    assert (desk.folder / "ada.pdf").read_bytes().startswith(b"%PDF")
    assert desk.run("certificate", "verify", row["code"]).startswith("ada: ")
    assert desk.json("certificate", "verify", row["code"].replace("-", "").upper())["valid"] is True
    assert "no certificate of this installation" in desk.run("certificate", "verify", "0000-1111", code=1)
    assert "there is no such certificate" in desk.run("certificate", "pdf", "bob", row["id"], "bob.pdf", code=1)
    assert "name another file" in desk.run("certificate", "pdf", "ada", row["id"], "none/ada.pdf", code=1)


def test_reminders_are_counted(desk: Desk) -> None:
    desk.run("course", "save", "course.toml")
    desk.run("assign", "travel", "--person", "ada", "--days", "14")
    assert desk.run("remind") == "0 digest(s) sent, 1 shown in the pages only\n"
    assert [row["person"] for row in desk.json("remind")["shown"]] == [desk.ada.id]


def test_erasing_takes_away_all_but_the_account_and_nameless_answers(desk: Desk) -> None:
    desk.run("course", "save", "course.toml")
    desk.run("assign", "travel", "--person", "ada", "--days", "14")
    pass_course(desk)
    with learning(desk) as opened:
        talk = opened.conversations.start(desk.ada.id)
        opened.coach.object(desk.ada.id, 4, "I think not", opened.within(desk.ada))
    assert desk.json("progress", "ada", "--erase", "--yes")["answers_kept_without_name"] == 1
    with learning(desk) as opened:
        assert opened.accounts.get(desk.ada.id) == desk.ada
        assert opened.curriculum.all_assignments() == ()
        assert opened.curriculum.certificates(desk.ada) == ()
        assert opened.coach.journals.of(desk.ada.id).events() == ()
        (objection,) = opened.coach.bank.objections.all(within=lambda _: True)
        assert (objection.by, objection.text) == ("", "")
        assert [row["question"] for row in opened.coach.journals.erased()] == ["q1"]
        with pytest.raises(Exception, match="conversation"):
            opened.conversations.get(desk.ada.id, talk)
    left = b"".join(
        file.read_bytes() for file in (desk.folder / "data").rglob("*") if file.is_file() and "people" not in str(file)
    )
    assert desk.ada.id.encode() not in left


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


@pytest.mark.parametrize(
    "command",
    [
        ["course"], ["course", "list"], ["course", "show"], ["course", "save"], ["course", "withdraw"], ["assign"],
        ["assignments"], ["certificate"], ["certificate", "list"], ["certificate", "pdf"], ["certificate", "verify"],
        ["remind"], ["path"],
    ],
)  # fmt: skip
def test_every_command_explains_itself(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    assert " ".join(command) in capsys.readouterr().out
