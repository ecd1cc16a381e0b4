"""How fast a folder is indexed, and again after one change, beside LangChain and LlamaIndex with the same embedder."""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # the package has no types

from bench.outcome import keep

ROOT = Path(__file__).resolve().parents[1]
CHARACTERS = 900  # of a chunk, for all; the libraries are also run with their own sizes
PEERS = ("langchain", "llamaindex")
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Ran:
    """One process and everything it started."""

    seconds: float
    processor_s: float  # of all processes of the tree: tells more than seconds where a machine has other work
    peak_mb: float  # resident memory, all processes of the tree together
    out: str


def ran(command: Sequence[str], environment: dict[str, str]) -> Ran:
    """Runs a command to its end, looking at its memory ten times a second."""
    begun, spent, peak = time.perf_counter(), _spent(), 0
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        tree = psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _memory(tree))
            time.sleep(POLL_S)
        out = process.stdout.read() if process.stdout is not None else ""
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Ran(time.perf_counter() - begun, _spent() - spent, peak / 1e6, out)


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _memory(tree: psutil.Process) -> int:
    total = 0
    for process in [tree, *_children(tree)]:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _children(tree: psutil.Process) -> list[psutil.Process]:
    try:
        return list(tree.children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def copied(source: Path, target: Path, suffixes: Sequence[str], limit: int | None) -> tuple[int, int]:
    """Copies the files of those suffixes, the first `limit` of them; how many they are, and their bytes."""
    files = [path for path in sorted(source.rglob("*")) if path.is_file() and path.suffix in suffixes][:limit]
    for path in files:
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return len(files), sum(path.stat().st_size for path in files)


def ours(documents: Path, index: Path) -> Ran:
    """`python -m indexer update`, start included."""
    command = [sys.executable, "-m", "indexer", "update", "--folder", str(documents), "--index", str(index), "--json"]
    return ran(command, dict(os.environ))


def peer(name: str, python: Path, job: dict[str, Any], scratch: Path) -> tuple[Ran, dict[str, Any]]:  # Any: JSON
    """A library's own way, with what it says about itself."""
    file = scratch / f"{name}.json"
    file.write_text(json.dumps(job), encoding="utf-8")
    offline = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "true"}
    done = ran([str(python), str(ROOT / f"bench/peers/{name}_indexing.py"), str(file)], offline)
    said: dict[str, Any] = json.loads(done.out.splitlines()[-1])  # Any: as above
    return done, said


def measured(source: Path, suffixes: Sequence[str], limit: int | None, python: Path, model: Path) -> list[dict[str, object]]:
    """One row a system; a library's start is left out of its rate, ours is counted in."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        documents = scratch / "documents"
        files, size = copied(source, documents, suffixes, limit)
        first = ours(documents, scratch / "index")
        chunks = json.loads(first.out.splitlines()[-1]).get("chunks", "")
        rows = [_row(source.name, "Docent", files, size, first, first.seconds, 0.0, chunks)]
        changed = next(path for path in sorted(documents.rglob("*.md")))
        changed.write_text(changed.read_text(encoding="utf-8") + "\n\nOne more sentence.\n", encoding="utf-8")
        again = ours(documents, scratch / "index")
        rows.append(_row(source.name, "Docent, one file changed", files, size, again, again.seconds, 0.0, chunks))
        for characters in (CHARACTERS, None):
            for name in PEERS:
                job = {"folder": str(documents), "model": str(model), "out": str(scratch / name), "characters": characters}
                done, said = peer(name, python, job, scratch)
                label = f"{name}, {'own chunk size' if characters is None else f'{characters} characters'}"
                start = float(said["start_s"])
                rows.append(_row(source.name, label, files, size, done, said["work_s"], start, said["chunks"]))
    return rows


def _row(
    corpus: str, system: str, files: int, size: int, done: Ran, seconds: float, start: float, chunks: object
) -> dict[str, object]:
    row: dict[str, object] = {
        "corpus": corpus,
        "system": system,
        "chunks": chunks,
        "seconds": round(seconds, 1),
        "start left out, s": round(start, 1),
        "files/s": round(files / seconds, 2),
        "MB/s": round(size / 1e6 / seconds, 4),
        "processor s, start included": round(done.processor_s, 1),
        "peak MB": round(done.peak_mb),
    }
    print(row, file=sys.stderr)  # a full run takes long, and what is measured must survive its end
    return row


def main(argv: Sequence[str]) -> None:
    """Measures each corpus named, and keeps the rows."""
    data = ROOT.parent / "shared/data/documents"
    parser = argparse.ArgumentParser(prog="python -m bench indexing", description=__doc__)
    parser.add_argument("corpora", nargs="*", type=Path, default=[data / "sourcegraph", data / "18f_handbook"])
    parser.add_argument("--limit", type=int, help="only the first so many files")
    parser.add_argument("--suffixes", default=".md,.pdf", help="which files; all systems get the same")
    parser.add_argument("--python", type=Path, required=True, help="Python of an environment with bench/requirements.txt")
    parser.add_argument("--model", type=Path, default=ROOT / "data/models/all-MiniLM-L6-v2", help="the embedder's folder")
    given = parser.parse_args(argv)
    rows = [
        row
        for corpus in given.corpora
        for row in measured(corpus, given.suffixes.split(","), given.limit, given.python, given.model.resolve())
    ]
    keep("indexing", rows, limit=given.limit, suffixes=given.suffixes)
