"""The command that exports a tuned writer and checks the export. Knows nothing of files' formats."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from assistant.answering.generation import Generator
from assistant.errors import Problem
from assistant.settings import Settings, load_settings
from finetune.agreement import Agreement, Pair, agreement, pairs
from finetune.examples import Example, read_examples
from finetune.exporting import Format, Source, export_adapter, export_folder, export_gguf, found_source
from finetune.held_out import spread
from finetune.subcommands import Subcommands

PROMPTS = 50
LEAST_F1 = 0.6  # four bits change some answers, a wrong export changes nearly all
EACH = 10  # prompts between two lines of progress
Row = dict[str, Any]  # Any: JSON


def add_commands(commands: Subcommands) -> None:
    """`export`."""
    exporting = commands.add_parser("export", help="write a run's writer as a GGUF file, a PEFT adapter or a folder")
    exporting.add_argument("name", metavar="RUN", help="a run, or the folder of one of its checkpoints")
    exporting.add_argument("--format", type=Format, choices=list(Format), default=Format.Q8_0, help="default: q8_0")
    exporting.add_argument("--out", type=Path, required=True, metavar="PATH", help="the file, or the folder, to write")
    exporting.add_argument("--as", dest="shown", metavar="NAME", help="the name on an adapter's card; default: the run's")
    exporting.add_argument(
        "--check", type=int, default=PROMPTS, metavar="N", help=f"prompts on which a GGUF file is compared ({PROMPTS}); 0: none"
    )
    exporting.add_argument(
        "--prompts", type=Path, metavar="FILE", help="examples to compare on; default: the run's held-out ones"
    )
    exporting.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    exporting.add_argument("--json", action="store_true", help="print what was written as JSON")
    exporting.set_defaults(run=_export)


def _export(given: argparse.Namespace) -> int:
    settings = load_settings(given.settings)
    source, begun = found_source(given.name, settings), time.monotonic()
    models, quantisation = settings.embedder.folder, given.format.quantisation
    row: Row = {"out": str(given.out), "format": given.format.value}
    if given.format is Format.ADAPTER:
        row["tensors"] = export_adapter(source, given.out, given.shown or source.run.name, models)
    elif given.format is Format.FOLDER:
        export_folder(source, given.out, models)
    else:
        examples = spread(prompts(source, given.prompts), given.check) if given.check else []
        assert quantisation is not None  # all other formats are GGUF files
        row["sha256"] = export_gguf(source, quantisation, given.out, models).sha256
    row |= {"size_bytes": _size(given.out), "seconds": round(time.monotonic() - begun, 1)}
    if quantisation is not None and given.check:
        row["check"] = checked(source, given.out, examples, settings).to_json()
    sys.stdout.write((json.dumps(row, ensure_ascii=False) if given.json else _shown(row)) + "\n")
    return 0


def prompts(source: Source, file: Path | None) -> list[Example]:
    """The examples of a file, or those that were set aside when the run's data were prepared.

    Raises:
        Problem: there are none.
    """
    folder = Path((source.run.kept("data") or {}).get("folder", source.run.folder))
    for path in [file] if file is not None else [folder / "test.jsonl", folder / "validation.jsonl"]:
        found = read_examples(path) if path.is_file() else []
        if found:
            return found
    raise Problem(
        f"found no prompts to compare on ({file or folder}): name a file of examples with --prompts, or leave the comparison "
        "out with --check 0"
    )


def checked(source: Source, out: Path, examples: list[Example], settings: Settings) -> Agreement:
    """Compares a GGUF file in OpenVINO with the merged model in PyTorch.

    Raises:
        Problem: they write such different answers that the file cannot be right.
    """
    with in_pytorch(source, settings.embedder.folder) as reference, closing(_in_openvino(out)) as found:
        return alike(out, reference, found, examples)


def alike(out: Path, reference: Generator, found: Generator, examples: list[Example]) -> Agreement:
    """How much an export, as it runs in one engine, writes the same as the model it was made from.

    Raises:
        Problem: so little that it cannot be right.
    """
    result = agreement(list(_shown_as_they_come(pairs(reference, found, examples), len(examples))))
    if result.f1 < LEAST_F1:
        raise Problem(
            f"{out} writes other answers than the model it was made from: the words shared (F1) are {result.f1:.2f}, "
            f"expected {LEAST_F1:g} at least: do not use it; export as q8_0 or f16"
        )
    return result


@contextmanager
def in_pytorch(source: Source, models: Path) -> Iterator[Generator]:
    """The merged model in transformers, for as long as it is needed."""
    from assistant.answering.transformers_engine import TransformersGenerator
    from indexer.accelerator import accelerator

    with tempfile.TemporaryDirectory(prefix="docent-export-") as scratch:
        export_folder(source, Path(scratch) / "merged", models)
        with closing(TransformersGenerator(Path(scratch) / "merged", "merged", accelerator() or "cpu")) as engine:
            yield engine


def _in_openvino(file: Path) -> Generator:
    from assistant.answering.openvino_engine import OpenVinoGenerator, worker_start

    return OpenVinoGenerator(file.name, worker_start(file, at_once=1))


def _shown_as_they_come(compared: Iterator[Pair], count: int) -> Iterator[Pair]:
    for number, pair in enumerate(compared, 1):
        if number % EACH == 0 or number == count:
            sys.stderr.write(f"compared {number} of {count}\n")
            sys.stderr.flush()
        yield pair


def _size(out: Path) -> int:
    return sum(path.stat().st_size for path in (out.rglob("*") if out.is_dir() else [out]) if path.is_file())


def _shown(row: Row) -> str:
    lines = [f"{row['out']}: {row['format']}, {row['size_bytes'] / 1e6:.1f} MB, {row['seconds']} s"]
    if "tensors" in row:
        lines.append(f"PEFT loads all of its {row['tensors']} tensors")
    if "check" in row:
        check = row["check"]
        lines.append(
            f"OpenVINO against PyTorch on {check['prompts']} prompts: {check['equal']:.0%} of the answers are the same, "
            f"words shared (F1) {check['f1']:.3f}"
        )
    return "\n".join(lines)
