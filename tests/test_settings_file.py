"""settings.toml at the root is the documentation of every setting: nothing missing, nothing else, defaults as in the code."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.settings import AccessSettings, Settings, groups_of, load_settings

FILE = Path(__file__).parents[1] / "settings.toml"
SECTIONS = [section.name for section in fields(Settings)]


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_of_the_file_names_every_setting_and_no_other(name: str) -> None:
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))[name]
    assert list(written) == [entry.name for entry in fields(type(getattr(Settings(), name)))]


@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "access"])
def test_a_section_of_the_file_has_the_defaults(name: str) -> None:
    section, default = getattr(load_settings(FILE, {}), name), getattr(Settings(), name)
    for entry in fields(default):
        value = getattr(section, entry.name)
        plain = value.relative_to(FILE.parent) if isinstance(value, Path) else value
        assert plain == getattr(default, entry.name), entry.name


def test_the_file_has_no_section_that_nobody_knows() -> None:
    assert list(tomllib.loads(FILE.read_text(encoding="utf-8"))) == SECTIONS


def test_every_setting_or_its_section_is_explained() -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if re.match(r"\w+ = ", line) and "#" not in line]
    assert {line.split(" = ")[0] for line in bare} <= {"pages", "conversations", "host", "port", "refusal_en", "refusal_zh"}


def test_the_rules_for_the_samples_open_all_but_one_folder() -> None:
    rules = load_settings(FILE, {}).access.rules
    assert groups_of("security/acceptable-use.md", rules) == {"everyone"}
    assert groups_of("hr/confidential/salary-bands.xlsx", rules) == {"hr"}


def test_the_first_rule_is_the_default() -> None:
    rules = dict(load_settings(FILE, {}).access.rules)
    del rules["hr/confidential/**"]
    assert rules == AccessSettings().rules
