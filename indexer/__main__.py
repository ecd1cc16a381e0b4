"""The indexer's commands: arguments in, one call, text or JSON out. Knows nothing of how documents are read or searched."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from indexer.errors import Problem
from indexer.settings import IndexerSettings, load_settings

if TYPE_CHECKING:
    from indexer.embedding import Embedder
    from indexer.planning import Plan
    from indexer.questions import Question
    from indexer.report import Progress, Report
    from indexer.store import Generations, Index

_SHOWN = 20  # files of a kind that a plan lists; --json has all


@dataclass(frozen=True, slots=True)
class Call:
    """A command with its settings."""

    arguments: argparse.Namespace
    settings: IndexerSettings

    @property
    def generations(self) -> "Generations":
        """The index that the command is about."""
        from indexer.store import Generations

        return Generations(self.settings.index.folder)


def plan(call: Call) -> None:
    """Shows what an update would do."""
    from indexer.planning import plan_update

    made = plan_update(call.settings.documents.folder, call.generations, call.settings, everything=call.arguments.all)
    _show(call, made.to_json(), _said_plan(made))


def update(call: Call) -> None:
    """Does what the plan says and serves the result."""
    report = _updated(call, call.generations, _embedder(call), everything=call.arguments.all, confirmed=call.arguments.yes)
    _show(call, report.to_json(), _said_report(report))


def status(call: Call) -> None:
    """Says what is served."""
    index = call.generations.open()
    documents = index.documents()
    manifest = index.manifest.to_json()
    kept = call.generations.list()
    data = manifest | {"kept": kept, "documents": [record.to_json() for record in documents]}
    lines = [
        f"generation {index.generation} of {manifest['created']}, kept: {', '.join(map(str, kept))}",
        f"{len(documents)} documents, {index.count} passages, embedder {index.embedder}",
        *(f"  {record.verdict}: {record.document}: {record.detail}" for record in documents if record.detail),
    ]
    _show(call, data, "\n".join(lines))


def search(call: Call) -> None:
    """Searches everything: the operator's own search, which no access rule limits."""
    from indexer.questions import read_questions

    arguments = call.arguments
    if (arguments.question is None) == (arguments.batch is None) or (arguments.batch is None) != (arguments.out is None):
        raise Problem("search takes a question, or --batch with --out")
    index = call.generations.open()
    embedder = _embedder(call)
    index.require(embedder.name)
    if arguments.batch is not None:
        questions = read_questions(arguments.batch)
        with arguments.out.open("w", encoding="utf-8") as out:
            for row in _bar(questions):
                found = _found(index, embedder, row.id, row.question, arguments.k)
                out.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    found = _found(index, embedder, "", arguments.question, arguments.k)
    _show(call, found, "\n".join(_said_hit(hit) for hit in found["hits"]) or "nothing found")


def rollback(call: Call) -> None:
    """Serves the generation before the current one again."""
    from indexer.writer import sole_writer

    with sole_writer(call.settings.index.folder):
        generation = call.generations.rollback()
    _show(call, {"generation": generation}, f"generation {generation} is served again")


def watch(call: Call) -> None:
    """Updates whenever the folder has settled, until it is interrupted."""
    from threading import Event

    from indexer.planning import plan_update
    from indexer.watching import folder_changes, settled

    folder = call.settings.documents.folder
    embedder, generations = _embedder(call), call.generations
    plan_update(folder, generations, call.settings)  # what is wrong from the start is said at once
    stop = Event()
    with _interrupted_by(signal.SIGINT, stop.set), _interrupted_by(signal.SIGTERM, stop.set):
        for _ in settled(folder_changes(folder, stop), call.settings.index.settle_s):
            _update_while_watching(call, generations, embedder)
    raise KeyboardInterrupt  # Python loses one that comes while an object is thrown away; the event is not lost


COMMANDS = {
    "plan": plan,
    "update": update,
    "status": status,
    "search": search,
    "rollback": rollback,
    "watch": watch,
}


def parser() -> argparse.ArgumentParser:
    """The arguments of all commands."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--folder", type=Path, help="the folder of documents (settings: documents.folder)")
    shared.add_argument("--index", type=Path, help="the folder of the index (settings: index.folder)")
    shared.add_argument("--settings", type=Path, help="a settings file (default: ./settings.toml where there is one)")
    shared.add_argument("--json", action="store_true", help="print JSON")
    top = argparse.ArgumentParser(
        prog="python -m indexer", description="From a folder of documents to an index that is searched."
    )
    commands = top.add_subparsers(dest="command", required=True)
    made = {name: commands.add_parser(name, parents=[shared], help=function.__doc__) for name, function in COMMANDS.items()}
    for name in ("plan", "update"):
        made[name].add_argument("--all", action="store_true", help="read and embed every file again")
    made["update"].add_argument("--yes", action="store_true", help="also when it removes a large share of the index")
    made["search"].add_argument("question", nargs="?", help="what to look for")
    made["search"].add_argument("-k", type=int, default=5, help="passages (default: 5)")
    made["search"].add_argument("--batch", type=Path, help='questions, one JSON object a line: {"id", "question"}')
    made["search"].add_argument("--out", type=Path, help="where their passages go, one JSON object a line")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; 0, or 1 with the problem on stderr."""
    arguments = parser().parse_args(argv)
    try:
        COMMANDS[arguments.command](Call(arguments, _settings(arguments)))
    except (Problem, OSError) as problem:  # OSError: a path that cannot be written, a full disk; its message names it
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the index is as it was", file=sys.stderr)
        return 130
    return 0


def _settings(arguments: argparse.Namespace) -> IndexerSettings:
    settings = load_settings(arguments.settings)
    if arguments.folder is not None:
        settings = replace(settings, documents=replace(settings.documents, folder=arguments.folder))
    if arguments.index is not None:
        settings = replace(settings, index=replace(settings.index, folder=arguments.index))
    return settings


def _embedder(call: Call) -> "Embedder":
    from indexer.embedding import open_embedder

    return open_embedder(call.settings.embedder)


def _updated(
    call: Call, generations: "Generations", embedder: "Embedder", *, everything: bool = False, confirmed: bool = False
) -> "Report":
    from indexer.planning import plan_update
    from indexer.report import Report
    from indexer.sandbox import Sandbox
    from indexer.updating import update as steps

    settings = call.settings
    made = plan_update(settings.documents.folder, generations, settings, everything=everything)
    with Sandbox(settings.reading) as sandbox, _interrupted_by(signal.SIGTERM):
        for item in _shown(
            steps(made, generations=generations, settings=settings, embedder=embedder, sandbox=sandbox, confirmed=confirmed)
        ):
            if isinstance(item, Report):
                return item
    raise AssertionError("an update ends with its report")


def _update_while_watching(call: Call, generations: "Generations", embedder: "Embedder") -> None:
    try:
        report = _updated(call, generations, embedder)
    except (Problem, OSError) as problem:
        print(problem, file=sys.stderr)  # the folder or the disk may be mended; the old generation is served until then
        return
    if report.published:
        _show(call, report.to_json(), _said_report(report))


@contextmanager
def _interrupted_by(number: signal.Signals, first: Callable[[], None] = lambda: None) -> Iterator[None]:
    """A signal ends the command as Ctrl-C does, closing helpers and locks; `first` is called before."""

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        first()
        raise KeyboardInterrupt

    before = signal.signal(number, interrupt)
    try:
        yield
    finally:
        signal.signal(number, before)


def _shown(items: "Iterator[Progress | Report]") -> "Iterator[Progress | Report]":
    """The same items, with a progress bar where stderr is a terminal."""
    from tqdm import tqdm  # type: ignore[import-untyped]  # it has no types

    from indexer.report import Progress

    with tqdm(disable=not sys.stderr.isatty(), leave=False) as bar:
        for item in items:
            if isinstance(item, Progress):
                bar.set_description(item.step, refresh=False)
                bar.total, bar.n = item.total, item.done
                bar.refresh()
            yield item


def _bar(questions: "list[Question]") -> "Iterator[Question]":
    from tqdm import tqdm

    yield from tqdm(questions, unit="question", disable=not sys.stderr.isatty(), leave=False)


def _found(index: "Index", embedder: "Embedder", number: str | int, question: str, count: int) -> dict[str, Any]:  # Any: JSON
    from indexer.searching import search as found

    hits = found(index, embedder, question, within=index.everything(), count=count)
    return {"id": number, "question": question, "hits": [hit.to_json() for hit in hits]}


def _show(call: Call, data: dict[str, Any], text: str) -> None:  # Any: JSON
    print(json.dumps(data, ensure_ascii=False) if call.arguments.json else text)


def _said_hit(hit: dict[str, Any]) -> str:  # Any: JSON
    scores = f"score {hit['score']:.2f}, vector {hit['vector']:.2f}, keyword {hit['keyword']:.2f}"
    place = f"{hit['document']}, page {hit['page']} {hit['heading']}"
    return f"{hit['rank']}. {place} ({scores})\n   {' '.join(hit['text'].split())}"


def _said_plan(made: "Plan") -> str:
    kinds = {
        "new": [file.document for file in made.new],
        "changed": [file.document for file in made.changed],
        "moved": [f"{move.old} -> {move.file.document}" for move in made.moved],
        "removed": list(made.removed),
    }
    lines: list[str] = []
    for kind, names in kinds.items():
        lines.append(f"{kind}: {len(names)}")
        lines += [f"  {name}" for name in names[:_SHOWN]]
        lines += [f"  ... and {len(names) - _SHOWN} more"] if len(names) > _SHOWN else []
    return "\n".join([*lines, f"same: {len(made.same)}", f"share of the index that is removed: {made.removed_share:.0%}"])


def _said_report(report: "Report") -> str:
    if not report.published:
        return f"nothing to do: generation {report.generation} is what the folder is"
    return "\n".join(
        [
            f"generation {report.generation}: {len(report.files)} documents, {report.chunks} passages",
            f"read {report.read} files, embedded {report.embedded} passages, {report.seconds['total']:.1f} s",
            *(f"  {count} {verdict}" for verdict, count in report.verdicts.items()),
            *(f"  {file.verdict}: {file.document}: {file.detail}" for file in report.refused),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
