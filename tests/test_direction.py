"""Imports point one way, and commands start without the heavy libraries."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# each may import those before it; those in one line may not import each other
ORDER = (
    ("indexer",),
    ("assistant.errors", "assistant.settings"),
    ("assistant.web.words",),  # the sentences: mails and certificates need them, too
    ("assistant.database",),
    ("assistant.people",),
    ("assistant.answering",),
    ("assistant.learning",),
    ("assistant.insight",),
    ("assistant.tuning", "assistant.gate"),
    ("assistant.reindexing", "assistant.training_runs", "assistant.coaching", "assistant.making"),
    (
        "assistant.certified",
        "assistant.course_taking",
        "assistant.guiding",
        "assistant.profiles",
        "assistant.requizzing",
        "assistant.skills_desk",
        "assistant.testing",
    ),
    ("assistant.reminding",),
    ("assistant.curriculum",),
    ("assistant.learning_assembly",),
    ("assistant.assembly",),
    ("assistant.course_commands", "assistant.quiz_taking"),
    ("assistant.web", "assistant.__main__", "finetune"),
    ("app",),
)
HEAVY = frozenset(
    """
    torch transformers sentence_transformers openvino openvino_genai faiss gradio docx pptx openpyxl jieba bm25s pypdfium2
    peft gguf optuna matplotlib javalang tensorboard reportlab fsrs
    """.split()  # noqa: SIM905 - easier to read and to add to than a list of strings
)


def modules() -> list[Path]:
    return [
        *sorted(ROOT.glob("indexer/**/*.py")),
        *sorted(ROOT.glob("assistant/**/*.py")),
        *sorted(ROOT.glob("finetune/*.py")),
        *ROOT.glob("app.py"),
    ]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path, at_load: bool) -> Iterator[str]:
    """The modules that a file imports; with `at_load` only those imported as soon as it is."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            # "from assistant import errors" imports assistant.errors
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        later = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _for_types_only(node)
        if not (at_load and later):
            waiting.extend(ast.iter_child_nodes(node))


def _for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def place(module: str) -> tuple[int, str] | None:
    """Where a module stands in the order: its line and its room; None for libraries."""
    for line, rooms in enumerate(ORDER):
        for room in rooms:
            if f"{module}.".startswith(f"{room}."):
                return line, room
    return None


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_stands_before_it(path: Path) -> None:
    here = place(name_of(path))
    if here is None:
        assert name_of(path) == "assistant"
        return
    for module in imported(path, at_load=False):
        there = place(module)
        allowed = there is None or there[0] < here[0] or there == here
        assert allowed, f"{name_of(path)} imports {module}"


@pytest.mark.parametrize(
    "start", ["indexer.__main__", "indexer.store", "assistant.__main__", "assistant.assembly", "finetune.__main__", "app"]
)
def test_nothing_heavy_is_imported_before_it_is_needed(start: str) -> None:
    known = {name_of(path): path for path in modules()}
    reached, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name in known and name not in reached:
            reached.add(name)
            for module in imported(known[name], at_load=True):
                assert module.partition(".")[0] not in HEAVY, f"{name} imports {module}"
                waiting += [module, module.rpartition(".")[0]]
    assert start in reached


@pytest.mark.parametrize(
    "command",
    [["-m", "indexer"], ["-m", "assistant"], ["-m", "finetune"], ["app.py"]],
    ids=["indexer", "assistant", "finetune", "app"],
)
def test_help_comes_without_the_heavy_libraries(command: list[str]) -> None:
    code = (
        "import runpy, sys\n"
        "module, name = sys.argv[1:3]\n"
        "sys.argv = ['x', '--help']\n"
        "try: runpy.run_module(name, run_name='__main__') if module == '-m' else runpy.run_path(name, run_name='__main__')\n"
        "except SystemExit as end: assert end.code == 0, end.code\n"
        f"assert not {set(HEAVY)!r} & set(sys.modules), 'heavy'\n"
    )
    arguments = command if len(command) == 2 else ["", *command]
    result = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("usage:")
