"""Finished runs of tiny models with reports that pass the gate. Knows nothing of real training."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answering.merged import merge
from assistant.answering.merging import Quantisation
from assistant.settings import Settings, TuningSettings, WriterSettings
from assistant.tuning import RunFolder
from indexer.disk import sha256
from indexer.settings import EmbedderSettings
from tests.tiny_writer import adapter_parts, base_weights, write_adapter, write_gguf

Row = dict[str, Any]  # Any: JSON


def metric(before: float, after: float, spread: float = 0.05, higher_is_better: bool = True) -> Row:
    """A metric of a report; its interval reaches `spread` to both sides."""
    difference = after - before
    return {
        "before": before, "after": after, "difference": difference, "low": difference - spread, "high": difference + spread,
        "n": 300, "higher_is_better": higher_is_better,
    }  # fmt: skip


def passing(**changed: object) -> Row:
    """A report that the gate lets pass; `changed` are keys of it."""
    row = {
        "role": "writer",
        "model": {"name": "after", "hash": "a" * 64},
        "before": {"name": "before", "hash": "b" * 64},
        "data": "d" * 64,
        "set": "test",
        "main": "f1",
        "metrics": {
            "f1": metric(0.4, 0.6),
            "citation": metric(0.95, 0.96),
            "refusal_wrong": metric(0.08, 0.06, higher_is_better=False),
        },
        "by_set": {},
        "speed": {"before": {"seconds": 1.0, "tokens_per_second": 60.0}, "after": {"seconds": 1.1, "tokens_per_second": 55.0}},
        "samples": [{"question": "How many days?", "passages": [], "reference": "5", "before": "2", "after": "5"}],
    }
    return row | changed


def settings_of(folder: Path) -> Settings:
    """Settings whose writer and base of every run is a tiny model."""
    base = folder / "models/tiny.gguf"
    if not base.is_file():
        write_gguf(base, base_weights())
    return Settings(
        embedder=EmbedderSettings("hashed", folder / "models"),
        tuning=TuningSettings(folder / "tuning"),
        writer=WriterSettings(model=str(base)),
    )


def writer_run(settings: Settings, name: str = "first", seed: int = 1) -> RunFolder:
    """A finished run of a writer, with its measured file and a report that compares it with the base."""
    run = RunFolder(settings.tuning.folder / "runs" / name)
    base = Path(settings.writer.model)
    run.begin("writer", 10, ["finetune", "train"], f'[training]\nbase = "{base}"\n', datetime.now(UTC))
    run.change(state="done")
    run.keep("data", {"hash": "t" * 64})
    write_adapter(run.adapter, adapter_parts(seed))
    merge(base, run.adapter, Quantisation.Q8_0, run.folder / "writer.gguf")
    reported(
        run, model={"name": name, "hash": sha256(run.folder / "writer.gguf")}, before={"name": "tiny", "hash": sha256(base)}
    )
    return run


def reported(run: RunFolder, **changed: object) -> None:
    """Writes a passing report; `changed` are keys of it."""
    run.keep("report", passing(**changed))


def changed_report(run: RunFolder, **changed: object) -> None:
    """Changes keys of the report that is there."""
    run.keep("report", json.loads((run.folder / "report.json").read_text()) | changed)


def made_older(path: Path, seconds: float = 60.0) -> None:
    """Sets a file's time back."""
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))
