"""From a finished run to the registry: its report is checked and its model goes live. Knows no rule about metrics."""

import shutil
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.answering.registry import JUDGE, WRITER, Candidate, Entry, Registry, files_of, hash_of
from assistant.answering.writers import follows_registry, writes
from assistant.errors import Problem
from assistant.gate import quotes
from assistant.settings import Settings
from assistant.tuning import RunFolder
from finetune.gate import compared_with, objections
from indexer.disk import sha256
from indexer.errors import ModelMissing

Row = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Proposal:
    """A measured model that may go live, or may not."""

    candidate: Candidate
    objections: tuple[str, ...]  # of the rule; a reason can outweigh them
    place: Path  # the file or folder that was measured
    instead_of: int  # the entry that serves


def proposal(run: RunFolder, registry: Registry, settings: Settings, role: str = "") -> Proposal:
    """What a run proposes, with everything that speaks against it; `role` is needed where several classifiers serve.

    Raises:
        Problem: there is no report, or it is not of this very model, of its questions, or older than the model. No reason
            outweighs that.
        ModelMissing: the base model is not on this machine.
    """
    if run.state().state == "running":
        raise Problem(f"{run.name} is still running: wait until it has ended")
    report, role = _report(run, role)
    place = _measured(run, report, settings)
    _require_own_questions(run, report)
    serving = registry.current(role)
    found = objections(report)
    mark = _unlike_serving(report, serving.entry, role, registry, settings)
    data = run.kept("data") or {}
    candidate = Candidate(
        role=role,
        name=run.name,
        parents=_parents(run),
        source=_hashes(run.adapter)[0],
        data=str(data.get("hash", "")),
        settings=sha256(run.folder / "settings.toml"),
        metrics={key: value for key, value in report.items() if key != "samples"},  # these stay beside the run
    )
    return Proposal(candidate, found if mark is None else (*found, mark), place, serving.number)


def promote(proposed: Proposal, registry: Registry, *, by: str, now: datetime, reason: str = "") -> Entry:
    """Lets a proposed model go live; against objections only with a reason, which is kept.

    Raises:
        Problem: there are objections and no reason, or something else serves by now.
        IndexBusy: another process changes the registry.
    """
    if proposed.objections and not reason.strip():
        raise Problem(
            "\n".join(
                [
                    f"{proposed.candidate.name} does not go live:",
                    *(f"- {one}" for one in proposed.objections),
                    "with --force --reason TEXT it goes live all the same, and the registry keeps the reason",
                ]
            )
        )

    def fill(folder: Path) -> None:
        if proposed.place.is_dir():
            shutil.copytree(proposed.place, folder, dirs_exist_ok=True)
        else:
            shutil.copyfile(proposed.place, folder / proposed.place.name)

    kept = reason.strip() if proposed.objections else ""
    return registry.promote(proposed.candidate, fill, by=by, now=now, instead_of=proposed.instead_of, reason=kept)


def serves_now(settings: Settings, entry: Entry) -> str:
    """Whether the product uses an entry, in a sentence for whoever promoted it."""
    if entry.role == JUDGE:
        return f"{entry.label} is live from the next start of the server, for what [judge] uses a judge"
    if entry.role != WRITER:
        return f"{entry.label} is in the registry"
    if not follows_registry(settings):
        return (
            f'{entry.label} is in the registry, but [writer] model is "{settings.writer.model}": '
            'set it to "docent-writer" to let the registry decide'
        )
    if not writes(settings, entry):
        return f'{entry.label} is in the registry, but [answering] mode is "quoted": nothing is written'
    return f"{entry.label} is live: a running server takes it for its next questions"


def _report(run: RunFolder, role: str) -> tuple[Row, str]:
    report = run.kept("report")
    remedy = f"run 'python -m finetune evaluate {run.name}'"
    if report is None:
        raise Problem(f"{run.name} has no report.json: {remedy}")
    if not isinstance(report.get("role"), str) or not isinstance(report.get("model"), dict):
        raise Problem(f"{run.folder / 'report.json'} names no role or no model: {remedy}")
    weights = [path.stat().st_mtime for path in run.adapter.rglob("*") if path.is_file()]
    if not weights:
        raise Problem(f"{run.adapter} is not there: train {run.name} to its end")
    if (run.folder / "report.json").stat().st_mtime < max(weights):
        raise Problem(f"the report of {run.name} is older than its model: {remedy} again")
    return report, role or report["role"]


def _measured(run: RunFolder, report: Row, settings: Settings) -> Path:
    """The file or folder that the report is about; a writer's file is merged again where it is no longer there."""
    wanted = str(report["model"].get("hash", ""))
    if report["role"] != WRITER:
        place, found = run.adapter, _hashes(run.adapter)
    else:
        place = _writer_file(run, wanted, settings)
        found = (sha256(place), *_hashes(run.adapter))
    if wanted not in found:
        raise Problem(
            f"the report of {run.name} is about a model with the hash {wanted or 'none'}, expected {found[0]}: "
            f"run 'python -m finetune evaluate {run.name}' again"
        )
    return place


def _writer_file(run: RunFolder, wanted: str, settings: Settings) -> Path:
    from assistant.answering.lora import adapter_hash
    from assistant.answering.merged import made_of
    from assistant.answering.merging import Quantisation
    from finetune.exporting import export_gguf, found_source

    adapter = adapter_hash(run.adapter)
    for path in sorted(run.folder.glob("*.gguf")):
        made = made_of(path)
        if made is not None and made.adapter == adapter and wanted in (sha256(path), *_hashes(run.adapter)):
            return path
    out = run.folder / "writer.gguf"
    export_gguf(found_source(str(run.folder), settings), Quantisation.Q8_0, out, settings.embedder.folder)
    return out


def _require_own_questions(run: RunFolder, report: Row) -> None:
    """Refuses a report on other questions than those that were set aside for the run, where it is known which those are."""
    expected, measured = _set_aside(run, report["role"]), report.get("data")
    if expected is not None and measured != expected:
        raise Problem(
            f"the report of {run.name} is about other questions (hash {measured}) than those set aside for it ({expected}): "
            f"run 'python -m finetune evaluate {run.name}' without naming any"
        )


def _set_aside(run: RunFolder, role: str) -> str | None:
    """The hash of what a run is measured on; None where it is measured on questions that are named by hand."""
    data = run.kept("data") or {}
    if role == "classifier":
        return str(data.get("hash"))  # of all its texts, with the parts that they are in
    held_out = Path(str(data.get("folder", ""))) / "test.jsonl"
    if role != WRITER or "folder" not in data or not held_out.is_file():
        return None
    from finetune.evaluation import questions_hash
    from finetune.held_out import read_questions

    return questions_hash(read_questions(held_out))


def _unlike_serving(report: Row, entry: Entry | None, role: str, registry: Registry, settings: Settings) -> str | None:
    """Why the comparison was not made with what serves; None where it was, or where that cannot be known."""
    if role == WRITER and not follows_registry(settings):
        entry = None  # the product uses the model that the settings name, whatever the registry holds
    if role == WRITER and not writes(settings, entry) and quotes(report):
        return None  # nothing is written now: sentences are quoted
    if entry is not None:
        return compared_with(report, {entry.hash, entry.source, *_hashes(registry.place(entry))}, entry.label)
    return compared_with(report, _shipped(settings) if role == WRITER else (), settings.writer.model)


def _shipped(settings: Settings) -> tuple[str, ...]:
    """The hashes of the writer that the settings name; none where it is not on this machine."""
    from assistant.answering.engines import writer_place

    if settings.writer.engine == "remote":
        return ()
    try:
        return _hashes(writer_place(settings.writer.model, settings.embedder.folder))
    except ModelMissing:
        return ()


def _hashes(place: Path) -> tuple[str, ...]:
    """The hashes by which reports name a model: of its file, or of its folder in the ways that are in use."""
    from assistant.answering.lora import CONFIG, WEIGHTS, adapter_hash
    from finetune.writing import files_hash

    if place.is_file():
        return (sha256(place),)
    plain = (adapter_hash(place),) if (place / CONFIG).is_file() and (place / WEIGHTS).is_file() else ()
    weights = tuple(sha256(path) for path in sorted(place.glob("*.safetensors")))
    return (*plain, hash_of(files_of(place)), files_hash(place), *weights) if place.is_dir() else ()


def _parents(run: RunFolder) -> tuple[str, ...]:
    """What the run's settings name as what it was tuned from."""
    tables = tomllib.loads((run.folder / "settings.toml").read_text(encoding="utf-8")).values()
    named = [table.get(key) for table in tables if isinstance(table, dict) for key in ("base", "encoder")]
    return tuple(name for name in named if isinstance(name, str))
