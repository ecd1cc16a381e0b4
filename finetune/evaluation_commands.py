"""The command that measures a writer on files of questions. Knows nothing of how an answer is scored."""

import argparse
import json
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from assistant.gate import QUOTED
from assistant.settings import Settings, load_settings
from assistant.tuning import RunFolder
from finetune.subcommands import Subcommands

if TYPE_CHECKING:
    from finetune.evaluation import Measured, Progress
    from finetune.held_out import Question
    from indexer.embedding import Embedder

EACH = 25  # texts between two lines of progress where there is no terminal
Row = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Chosen:
    """A writer that is to be measured, by its name, and where it runs elsewhere by the address."""

    name: str
    address: str = ""


def add_commands(commands: Subcommands) -> None:
    """`evaluate`."""
    evaluating = commands.add_parser("evaluate", help="measure a writer, before and after", description=_evaluate.__doc__)
    evaluating.add_argument("name", nargs="?", metavar="RUN", help="a run whose writer is measured; its report.json is written")
    evaluating.add_argument(
        "--model", metavar="ID", help='a name, GGUF file, folder or id; "quoted", or "quoted:0.4" to refuse'
    )
    evaluating.add_argument("--before", metavar="ID", help="what it is compared with; a run without it with what serves")
    evaluating.add_argument("--address", metavar="URL", help="an OpenAI-compatible server that runs --model")
    evaluating.add_argument("--qa", type=Path, nargs="+", default=[], metavar="FILE", help="question rows or training examples")
    evaluating.add_argument("--held-out", action="store_true", help="of public sets only what no writer of ours is trained on")
    evaluating.add_argument("--distractors", type=int, default=2, metavar="N", help="passages beside a question's own")
    evaluating.add_argument("--limit", type=int, metavar="N", help="rows of each file at the most, evenly spread")
    evaluating.add_argument("--seed", type=int, default=0, help="of the order of the passages")
    evaluating.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    evaluating.add_argument("--json", action="store_true", help="print the report as JSON")
    evaluating.set_defaults(run=_evaluate)


def _evaluate(given: argparse.Namespace) -> int:
    """Measures a writer on questions whose passages are given: a run's, or any model; against another one with --before."""
    from finetune.evaluation import report
    from indexer.embedding import open_embedder

    settings = load_settings(given.settings)
    run = None if given.name is None else found_run(given.name, settings)
    questions = _questions(given, run)
    embedder = open_embedder(settings.embedder)
    after, before = _chosen(given, run, settings)
    measured = _measured(after, settings, questions, embedder)
    compared = None if before is None else _measured(before, settings, questions, embedder)
    result = report(questions, measured, compared)
    if run is not None:
        run.keep("report", result)
    sys.stdout.write((json.dumps(result, ensure_ascii=False) if given.json else shown(result)) + "\n")
    return 0


def found_run(name: str, settings: Settings) -> RunFolder:
    """The run of that name, or in that folder.

    Raises:
        Problem: there is none.
    """
    for folder in (settings.tuning.folder / "runs" / name, Path(name)):
        if (folder / "state.json").is_file():
            return RunFolder(folder)
    raise Problem(f"{name} is no run: expected a folder in {settings.tuning.folder / 'runs'} with a state.json")


def shown(result: Row) -> str:
    """A report as a table in Markdown."""
    lines = ["| set | metric | before | after | difference | 95 % | n |", "|---|---|---|---|---|---|---|"]
    for name, rows in [("all", result["metrics"]), *result["by_set"].items()]:
        lines += [_line(name, metric, row) for metric, row in rows.items()]
    speed = {side: row for side, row in result["speed"].items() if row is not None}
    said = [f"{side}: {row['seconds']} s an answer, {row['tokens_per_second']} tokens/s" for side, row in speed.items()]
    return "\n".join([*lines, "", *said])


def _line(name: str, metric: str, row: Row) -> str:
    arrow = "" if row["higher_is_better"] else " (lower is better)"
    numbers = ["" if row[key] is None else f"{row[key]:.3f}" for key in ("before", "after", "difference")]
    interval = "" if row["low"] is None else f"{row['low']:.3f} to {row['high']:.3f}"
    return f"| {name} | {metric}{arrow} | {' | '.join(numbers)} | {interval} | {row['n']} |"


def serving(settings: Settings) -> Chosen:
    """What answers in the product now: quotes, the promoted writer, or the one of the settings."""
    from assistant.answering.registry import WRITER
    from assistant.answering.writers import follows_registry, writes
    from assistant.assembly import registry_of, serving_writer

    entry = registry_of(settings).current(WRITER).entry if follows_registry(settings) else None
    if not writes(settings, entry):
        return Chosen(QUOTED)
    return Chosen(serving_writer(settings), settings.writer.address if settings.writer.engine == "remote" else "")


def _chosen(given: argparse.Namespace, run: RunFolder | None, settings: Settings) -> tuple[Chosen, Chosen | None]:
    """The writers after and before; a run is compared with what serves."""
    if given.address and given.model is None:
        raise Problem("--address takes --model: the name of the model on that server")
    before = None if given.before is None else Chosen(given.before)
    if given.model is not None:
        after = Chosen(given.model, given.address or "")
    else:
        after = serving(settings) if run is None else Chosen(str(tuned_writer(run, settings)))
    return after, before or (None if run is None else serving(settings))


def _questions(given: argparse.Namespace, run: RunFolder | None) -> "list[Question]":
    from finetune.held_out import read_questions

    files = given.qa or _test_files(run)
    found = [
        question
        for path in files
        for question in read_questions(path, given.distractors, given.seed, given.limit, given.held_out)
    ]
    if not found:
        raise Problem(f"found no question in {', '.join(map(str, files))}, expected one at least: name another file")
    return found


def _measured(chosen: Chosen, settings: Settings, questions: "list[Question]", embedder: "Embedder") -> "Measured":
    from finetune.evaluation import Measured, measure
    from finetune.writing import open_writer

    kept = settings.tuning.folder / "evaluations"  # of all runs: what the writer before wrote is not written again for each
    with closing(open_writer(chosen.name, settings, kept, embedder, chosen.address)) as writer:
        for event in measure(writer, questions, embedder):
            if isinstance(event, Measured):
                return event
            _show(event)
    raise AssertionError("what was measured comes last")


def _show(progress: "Progress") -> None:
    said, done = f"{progress.writer}: {progress.done} of {progress.of} {progress.what}", progress.done == progress.of
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{said}\033[K" + ("\n" if done else ""))
    elif progress.done % EACH == 0 or done:
        sys.stderr.write(said + "\n")
    sys.stderr.flush()


def tuned_writer(run: RunFolder, settings: Settings) -> Path:
    """The GGUF file of a run, made where its adapter has not been merged yet; the folder where all weights were trained.

    Raises:
        Problem: there is no trained writer, or it cannot be merged.
    """
    from assistant.answering.lora import adapter_hash
    from assistant.answering.merged import made_of
    from assistant.answering.merging import Quantisation
    from finetune.exporting import export_gguf, found_source

    kind = run.state().kind
    if kind != "writer":
        raise Problem(
            f"{run.name} trained a model of the kind {kind}, expected a writer: that kind has a measurement of its own"
        )
    if (run.folder / "model/config.json").is_file():
        return run.folder / "model"
    if not (run.adapter / "adapter_config.json").is_file():
        raise Problem(f"{run.adapter} is not there: let the run end, or name a model with --model")
    place = run.folder / "writer.gguf"
    made = made_of(place)
    if made is None or made.adapter != adapter_hash(run.adapter):
        export_gguf(found_source(str(run.folder), settings), Quantisation.Q8_0, place, settings.embedder.folder)
    return place


def _test_files(run: RunFolder | None) -> list[Path]:
    """The examples that were set aside when a run's data were prepared."""
    data = (run.kept("data") or {}) if run is not None else {}
    path = Path(data["folder"]) / "test.jsonl" if "folder" in data else None
    if path is None or not path.is_file():
        raise Problem("found no questions, expected files of questions or examples: name them with --qa")
    return [path]
