"""A whole folder indexed, then again after one changed file at a time, in one process. Measures nothing of other libraries."""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.outcome import keep
from indexer.embedding import Embedder, open_embedder
from indexer.planning import plan_update
from indexer.report import Report
from indexer.sandbox import Sandbox
from indexer.settings import DocumentSettings, EmbedderSettings, IndexerSettings, IndexSettings
from indexer.store import Generations
from indexer.updating import update

ROOT = Path(__file__).resolve().parents[1]


def timed(settings: IndexerSettings, embedder: Embedder, sandbox: Sandbox) -> dict[str, object]:
    """One plan and update: seconds, processor seconds of this process, files read, texts embedded, chunks in the index."""
    wall, processor = time.perf_counter(), time.process_time()
    generations = Generations(settings.index.folder)
    plan = plan_update(settings.documents.folder, generations, settings)
    *_, report = update(plan, generations=generations, settings=settings, embedder=embedder, sandbox=sandbox)
    assert isinstance(report, Report)
    return {
        "seconds": round(time.perf_counter() - wall, 2),
        "processor s": round(time.process_time() - processor, 2),
        "read": report.read,
        "embedded": report.embedded,
        "chunks": report.chunks,
    }


def main(argv: Sequence[str]) -> None:
    """Measures, prints a table and writes bench/results/reindexing.json."""
    parser = argparse.ArgumentParser(prog="python -m bench reindexing", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared/data/documents/sourcegraph")
    parser.add_argument("--changes", type=int, default=5, help="files that are changed, one after the other")
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, Sandbox(IndexerSettings().reading) as sandbox:
        documents = Path(folder) / "documents"
        shutil.copytree(arguments.folder, documents, copy_function=shutil.copyfile)
        settings = IndexerSettings(
            DocumentSettings(documents),
            index=IndexSettings(Path(folder) / "index"),
            embedder=EmbedderSettings(arguments.model, ROOT / "data/models"),
        )
        embedder = open_embedder(settings.embedder)
        rows = [{"what": "everything", **timed(settings, embedder, sandbox)}]
        for number, file in zip(range(arguments.changes), sorted(documents.rglob("*.md")), strict=False):
            file.write_text(f"{file.read_text(encoding='utf-8')}\n\nOne more sentence.\n", encoding="utf-8")
            rows.append({"what": f"one changed file, {number + 1}", **timed(settings, embedder, sandbox)})
    again = statistics.median(float(str(row["seconds"])) for row in rows[1:])
    keep("reindexing", rows, ratio=round(float(str(rows[0]["seconds"])) / again))
