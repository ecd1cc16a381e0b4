"""A workplace with an index, accounts and the commands, in a folder that is the current one."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.__main__ import main
from assistant.learning.skills_file import SkillsFile
from assistant.people.accounts import Accounts
from assistant.people.person import Role
from tests.fakes import FAST
from tests.indexing import Workplace
from tests.shelves import prose

SETTINGS = """
[index]
folder = "index"
[people]
folder = "data/people"
progress = "data/progress"
conversations = "data/conversations"
[practice]
bank = "data/bank"
skills = "data/skills.toml"
courses = "data/courses.db"
assignments = "data/assignments.db"
certificate_key = "data/certificates.key"
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
