"""The limits of STYLE that no other tool checks: lengths, depth, docstrings, names, import cycles."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("indexer", "assistant", "bench", "tools")
FILES = sorted([*ROOT.glob("*.py"), *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))])
VAGUE_FILES = {"utils", "util", "helpers", "helper", "common", "misc"}
VAGUE_CLASS = re.compile(r"[^_].*(Manager|Helpers?|Utils?)")
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, Function)]


def length(function: Function) -> int:
    """Lines without decorators and docstring."""
    first = function.body[0]
    docstring = 0
    if ast.get_docstring(function) is not None and first.end_lineno is not None:
        docstring = first.end_lineno - first.lineno + 1
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1 - docstring


def limit(path: Path, function: Function) -> int:
    builds_a_page = function.name == "build" and path.parent.name == "web"
    return 100 if builds_a_page else 60


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500
    assert [function.name for function in functions(path) if length(function) > limit(path, function)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_says_what_it_is(path: Path) -> None:
    assert not tree(path).body or ast.get_docstring(tree(path))


def test_most_functions_are_very_short() -> None:
    lengths = sorted(length(function) for path in FILES for function in functions(path))
    assert median(lengths) <= 10
    assert lengths[int(0.9 * len(lengths))] <= 30


def test_public_functions_have_docstrings() -> None:
    public = [f for path in FILES for f in functions(path) if not f.name.startswith("_")]
    bare = [function.name for function in public if ast.get_docstring(function) is None]
    assert len(bare) <= 0.05 * len(public), bare


def test_names_are_not_vague() -> None:
    classes = [node.name for path in FILES for node in tree(path).body if isinstance(node, ast.ClassDef)]
    assert not {path.stem for path in FILES} & VAGUE_FILES
    assert not [name for name in classes if VAGUE_CLASS.fullmatch(name)]


def test_folders_are_at_most_two_deep() -> None:
    assert max(len(path.relative_to(ROOT).parts) - 1 for path in FILES) <= 2


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    names = {module_name(path): path for path in FILES}
    edges = {name: {target for target in loaded(tree(path)) if target in names} - {name} for name, path in names.items()}
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def loaded(node: ast.AST) -> Iterator[str]:
    """The modules that are imported when a module is loaded: not within functions, nor for the type checker alone."""
    if isinstance(node, Function | ast.Lambda) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)):
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from loaded(child)
