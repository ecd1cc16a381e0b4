"""What the READMEs say is so: their commands run, the files they name exist, both languages show the same."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (*READMES, "SECURITY.md", "CHANGELOG.md", "BENCHMARKS.md")
Run = subprocess.CompletedProcess[str]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[tuple[str, str]]:
    """The language and content of every code block."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", text(name), re.MULTILINE | re.DOTALL)


def commands(name: str) -> list[str]:
    """The commands that are shown with what they print."""
    shown = "".join(content for language, content in blocks(name) if language == "console")
    return re.findall(r"^\$ (.+)$", shown, re.MULTILINE)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Run]:
    """Every command of README.md, run in order in a folder like a fresh checkout, with an embedder that needs no model."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "samples", folder / "samples")
    shutil.copy(ROOT / "settings.toml", folder)
    environment = os.environ | {
        "DOCENT_EMBEDDER_MODEL": "hashed",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "PYTHONUTF8": "1",
    }
    return {command: run(command, folder, environment) for command in commands("README.md")}


def run(command: str, folder: Path, environment: Mapping[str, str]) -> Run:
    program, *arguments = shlex.split(command)
    assert program == "python"
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )


@pytest.mark.parametrize("command", commands("README.md"))
def test_a_command_of_the_readme_works(command: str, runs: Mapping[str, Run]) -> None:
    assert runs[command].returncode == 0, runs[command].stderr
    assert runs[command].stdout.strip()


def test_the_plan_of_the_readme_is_what_the_samples_give(runs: Mapping[str, Run]) -> None:
    printed = runs["python -m indexer plan"].stdout.splitlines()
    files = [path for path in (ROOT / "samples").rglob("*") if path.is_file()]
    assert printed[0] == f"new: {len(files)}"


def test_both_readmes_show_the_same_commands() -> None:
    assert blocks("README.zh-CN.md") == blocks("README.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_are_named_exist(name: str) -> None:
    linked: list[str] = re.findall(r"\]\(([^)#:]+)\)", text(name))
    mapped = re.findall(r"^\| `([^`]+)` \|", text(name), re.MULTILINE)
    tests = re.findall(r"`(tests/\w+\.py)`", text(name))
    assert [path for path in linked + mapped + tests if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_the_readme_has_a_map_of_the_files(name: str) -> None:
    assert {"`app.py`", "`indexer/`", "`assistant/web/`", "`samples/`"} <= set(re.findall(r"`[\w./]+`", text(name)))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_figure_is_left_open(name: str) -> None:
    assert re.findall(r"<!-- measured: .*? -->", text(name)) == []


def test_settings_of_the_readme_are_settings(tmp_path: Path) -> None:
    from assistant.settings import load_settings

    for number, content in enumerate(content for language, content in blocks("README.md") if language == "toml"):
        file = tmp_path / f"{number}.toml"
        file.write_text(content, encoding="utf-8")
        load_settings(file, {})


@pytest.mark.parametrize("module", ["app.py", "-m indexer", "-m assistant"])
def test_help_answers(module: str) -> None:
    done = run(f"python {module} --help", ROOT, os.environ)
    assert done.returncode == 0
    assert "usage: python" in done.stdout


def test_make_knows_what_the_readme_says() -> None:
    targets = set(re.findall(r"^(\w+):", text("Makefile"), re.MULTILINE))
    assert {"start", "test", "lint", "bench"} <= targets
    assert set(re.findall(r"^make (\w+)", text("README.md"), re.MULTILINE)) <= targets
