"""python -m assistant user: accounts from the terminal."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.people.accounts import Accounts
from assistant.people.person import Role
from assistant.people.sessions import Sessions
from assistant.people.tokens import Tokens
from tests.fakes import START

GOOD = "a sentence to remember"


class Terminal:
    """Runs commands in a folder of their own and keeps what they print."""

    def __init__(self, folder: Path, printed: pytest.CaptureFixture[str]) -> None:
        self._settings = folder / "settings.toml"
        self._settings.write_text('[people]\nfolder = "people"\n', encoding="utf-8")
        self._printed = printed
        self.folder = folder / "people"

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command prints; problems where it ends with a code."""
        assert main(["user", *arguments, "--settings", str(self._settings)]) == code
        printed = self._printed.readouterr()
        return printed.err if code else printed.out

    def json(self, *arguments: str) -> Any:  # Any: JSON
        """What a command prints with --json."""
        return json.loads(self.run(*arguments, "--json"))

    def accounts(self) -> Accounts:
        """The accounts as another process sees them; to be closed."""
        return Accounts(self.folder)


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, capsys)


def test_a_new_account_gets_a_one_time_password_that_works(terminal: Terminal) -> None:
    made = terminal.json("add", "Ada", "--role", "trainer", "--groups", "hr, legal", "--language", "zh")
    accounts = terminal.accounts()
    ada = accounts.check("ada", made["one_time_password"], "here", START)
    accounts.close()
    assert (ada.role, ada.groups, ada.language, ada.must_change_password) == (
        Role.TRAINER,
        frozenset({"hr", "legal"}),
        "zh",
        True,
    )


def test_a_one_time_password_is_printed_once(terminal: Terminal) -> None:
    once = terminal.json("add", "ada")["one_time_password"]
    assert once not in terminal.run("list")


def test_a_password_comes_from_the_input_and_is_not_printed(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n"))
    printed = terminal.run("add", "ada", "--password-stdin")
    accounts = terminal.accounts()
    assert not accounts.check("ada", GOOD, "here", START).must_change_password
    accounts.close()
    assert GOOD not in printed
    assert "one_time_password" not in printed


def test_a_password_is_asked_for_at_the_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: GOOD)
    terminal.run("add", "ada", "--ask")
    accounts = terminal.accounts()
    assert accounts.check("ada", GOOD, "here", START).name == "ada"
    accounts.close()


def test_a_password_as_an_argument_is_no_option(terminal: Terminal) -> None:
    with pytest.raises(SystemExit):
        terminal.run("add", "ada", "--password", GOOD)


def test_accounts_are_listed_for_people_and_for_scripts(terminal: Terminal) -> None:
    terminal.run("add", "ada", "--groups", "hr")
    assert "name: ada  role: employee  groups: hr  language: en  active: yes" in terminal.run("list")
    (row,) = terminal.json("list")
    assert (row["name"], row["role"], row["groups"], row["active"]) == ("ada", "employee", ["hr"], True)


def test_role_groups_and_access_change_by_command(terminal: Terminal) -> None:
    terminal.run("add", "root", "--role", "admin")
    terminal.run("add", "ada")
    assert terminal.json("role", "ada", "trainer")["role"] == "trainer"
    assert terminal.json("groups", "ADA", "hr,legal")["groups"] == ["hr", "legal"]
    assert terminal.json("groups", "ada", "")["groups"] == []
    assert terminal.json("disable", "ada")["active"] is False
    assert terminal.json("enable", "ada")["active"] is True


def test_a_new_password_ends_the_sessions_of_a_running_server(terminal: Terminal) -> None:
    terminal.run("add", "ada")
    accounts = terminal.accounts()
    sessions = Sessions(accounts)
    token = sessions.open(accounts.named("ada"), START)
    assert "one_time_password: " in terminal.run("password", "ada")
    assert sessions.person(token, START) is None
    accounts.close()


def test_a_token_is_made_listed_and_revoked(terminal: Terminal) -> None:
    terminal.run("add", "ada")
    token = terminal.json("token", "ada")["token"]
    accounts = terminal.accounts()
    assert Tokens(accounts).person(token) == accounts.named("ada")
    (listed,) = terminal.json("token", "ada", "--list")
    assert token not in str(listed)
    terminal.run("token", "ada", "--revoke", listed["id"])
    assert Tokens(accounts).person(token) is None
    accounts.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["disable", "eve"], "there is no account called eve"),
        (["add", "ada"], "there is an account called ada already"),
        (["token", "ada", "--revoke", "0"], "ada has no token 0"),
    ],
)
def test_problems_are_told_with_the_remedy(terminal: Terminal, arguments: list[str], said: str) -> None:
    terminal.run("add", "ada")
    assert said in terminal.run(*arguments, code=1)


def test_a_weak_password_makes_no_account(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert "at least 15" in terminal.run("add", "ada", "--password-stdin", code=1)
    assert terminal.json("list") == []


@pytest.mark.parametrize("action", ["add", "list", "disable", "enable", "password", "role", "groups", "token"])
def test_every_action_explains_itself(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["user", action, "--help"])
    assert ended.value.code == 0
    assert f"user {action}" in capsys.readouterr().out


def test_a_mail_address_is_given_listed_and_replaced(terminal: Terminal) -> None:
    terminal.run("add", "ada", "--mail", "ada@example.com")
    assert "mail: ada@example.com" in terminal.run("list")
    assert terminal.json("mail", "ada", "")["mail"] == ""
    assert "is no mail address" in terminal.run("mail", "ada", "ada", code=1)
