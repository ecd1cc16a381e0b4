"""What the READMEs say is so: their commands run, the files they name exist, both languages show the same."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
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


def shown(name: str) -> Mapping[str, list[str]]:
    """What each of those commands prints, as it is shown, without its numbers."""
    transcript = "".join(content for language, content in blocks(name) if language == "console")
    parts = re.split(r"^\$ (.+)\n", transcript, flags=re.MULTILINE)[1:]
    return {command: without_numbers(printed).splitlines() for command, printed in zip(parts[::2], parts[1::2], strict=True)}


def without_numbers(printed: str) -> str:
    """Text with every figure, id and one-time password replaced by 0: they differ from run to run."""
    return re.sub(r"\b(?:[0-9a-z]{5}-){3}[0-9a-z]{5}\b|\b[0-9a-f]{32}\b|\d+(?:[.,]\d+)*", "0", printed)


def run_all(folder: Path, embedder: Mapping[str, str]) -> Mapping[str, Run]:
    """Every command of README.md, run in order in a folder like a fresh checkout."""
    shutil.copytree(ROOT / "samples", folder / "samples")
    shutil.copy(ROOT / "settings.toml", folder)
    environment = {**os.environ, **embedder, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return {command: run(command, folder, environment) for command in commands("README.md")}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Run]:
    """The commands with the bundled models where they were fetched, else with an embedder that needs none."""
    models = Path(os.environ.get("DOCENT_EMBEDDER_FOLDER", ROOT / "data/models"))
    embedder = {"DOCENT_EMBEDDER_FOLDER": str(models)} if models.is_dir() else {"DOCENT_EMBEDDER_MODEL": "hashed"}
    return run_all(tmp_path_factory.mktemp("readme"), embedder)


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


@pytest.mark.models
@pytest.mark.usefixtures("models_folder")
def test_the_transcript_is_what_a_reader_gets(runs: Mapping[str, Run]) -> None:
    for command, lines in shown("README.md").items():
        printed = without_numbers(runs[command].stdout).splitlines()
        missing = [line for line in lines if not any(entry.startswith(line.removesuffix("...").rstrip()) for entry in printed)]
        assert missing == [], (command, printed)


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


def test_the_course_of_the_guide_can_be_held() -> None:
    from assistant.learning.courses import Course

    (example,) = (content for language, content in blocks("docs/practising.md") if language == "toml")
    assert Course.from_json(tomllib.loads(example)).name.zh == "休假"
