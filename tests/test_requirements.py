"""requirements.txt names what the code imports, and nothing else; every line is pinned and says what it is for."""

import ast
import re
import sys
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")]
ROOMS = ("indexer", "assistant", "finetune")
PRODUCT = [*ROOT.glob("*.py"), *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
OWN = {*ROOMS, "app", "tools", "bench", "tests"}
USED_BY_OTHERS = {"python-multipart", "accelerate", "tensorboard"}  # by fastapi for forms, by transformers' Trainer
BROUGHT = {"starlette", "anyio"}  # by a package that is named and pins what it works with


def lines(name: str) -> list[str]:
    return [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def required(name: str) -> set[str]:
    return {line.split("==")[0].lower() for line in lines(name)}


def imported(paths: Iterable[Path], named: set[str]) -> set[str]:
    """The distributions of every module that the files import, in functions too."""
    found: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            found |= {name.split(".")[0] for name in names}
    known = packages_distributions()
    choices = [[distribution.lower() for distribution in known[name]] for name in found - OWN - sys.stdlib_module_names]
    return {next((choice for choice in several if choice in named), several[0]) for several in choices}


def test_every_import_is_named() -> None:
    named = required("requirements.txt")
    assert imported(PRODUCT, named) - named - BROUGHT == set()


def test_everything_named_is_imported() -> None:
    named = required("requirements.txt")
    assert named - imported(PRODUCT, named) - USED_BY_OTHERS == set()


def test_what_tests_and_tools_import_is_named_too() -> None:
    named = required("requirements.txt") | required("requirements-dev.txt")
    assert imported(TESTS, named) - named - BROUGHT == set()


def test_every_line_is_pinned_and_says_what_it_is_for() -> None:
    for line in lines("requirements.txt") + lines("requirements-dev.txt"):
        assert re.fullmatch(r"[\w-]+==[\w.]+ +# .+", line), line


def test_torch_comes_first() -> None:
    assert lines("requirements.txt")[0].startswith("torch==2.13.0 ")
