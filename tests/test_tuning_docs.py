"""docs/tuning.md: every command in it exists, and every setting is told with its default."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from finetune.__main__ import main
from finetune.settings import TrainingSettings, as_toml

PAGE = (Path(__file__).parents[1] / "docs/tuning.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"-m finetune ([a-z][^`\n]*)", PAGE.replace("finetune\n  ", "finetune "))))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_exists_with_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = command.split()[: 2 if command.startswith("exercises") else 1]
    with pytest.raises(SystemExit) as ended:
        main([*names, "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert [option for option in re.findall(r" (--[a-z-]+)", command) if option not in told] == []


@pytest.mark.parametrize("name", [one.name for one in fields(TrainingSettings)])
def test_a_setting_is_told_with_its_default(name: str) -> None:
    told = re.search(rf"^\| `{name}` \| `([^`]+)` \| (.+) \|$", PAGE, re.MULTILINE)
    assert told is not None
    default = as_toml({"training": {name: getattr(TrainingSettings(), name)}}).splitlines()[1].partition(" = ")[2]
    assert told[1] in (default, "8e-4" if name == "learning_rate" else default)
    assert told[2].strip()
