"""The server's command: where it listens, and what a first start does."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

import app
from assistant.people.person import Role
from assistant.settings import ServerSettings
from indexer.errors import SettingsInvalid
from tests.fakes import START, fast_accounts


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_an_address_of_this_machine_alone_is_served(host: str) -> None:
    app.refuse_network(ServerSettings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "docent.example", ""])
def test_an_address_that_others_reach_is_refused_until_allowed(host: str) -> None:
    with pytest.raises(SettingsInvalid, match="proxy with TLS"):
        app.refuse_network(ServerSettings(host=host))
    app.refuse_network(ServerSettings(host=host, allow_network=True))


def test_a_refused_address_is_a_problem_on_stderr(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[server]\nhost = "0.0.0.0"\n', encoding="utf-8")
    assert app.main(["--settings", str(file)]) == 1
    assert "put a proxy with TLS in front" in capsys.readouterr().err


def test_a_wrong_setting_is_a_problem_on_stderr(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert app.main(["--settings", str(tmp_path / "missing.toml")]) == 1
    assert "is not a file" in capsys.readouterr().err


def test_the_first_start_makes_an_admin_and_says_the_password_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    accounts = fast_accounts(tmp_path)
    assistant = cast(Any, SimpleNamespace(accounts=accounts))  # Any: all that is asked of it
    app.first_admin(assistant)
    password = capsys.readouterr().out.split()[-1]
    admin = accounts.check("admin", password, "here", START)
    assert (admin.role, admin.must_change_password) == (Role.ADMIN, True)
    app.first_admin(assistant)
    accounts.close()
    assert capsys.readouterr().out == ""
