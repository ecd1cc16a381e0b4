"""What a passage costs to index, in time and memory, as the corpus grows. Measures an update of synthetic documents."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.outcome import keep
from bench.synthetic import write_documents

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000, 100_000)  # passages
_KIB = 1024


def measured(folder: Path, index: Path, model: str) -> dict[str, float]:
    """Indexes a folder in this process: seconds, and the memory that it took on top of what a tiny update takes."""
    from indexer.embedding import open_embedder
    from indexer.sandbox import Sandbox
    from indexer.settings import EmbedderSettings, ReadingLimits

    embedder = open_embedder(EmbedderSettings(model=model, folder=ROOT / "data/models"))
    with Sandbox(ReadingLimits()) as sandbox, tempfile.TemporaryDirectory() as tiny:
        write_documents(Path(tiny) / "documents", 10)
        updated(Path(tiny) / "documents", Path(tiny) / "index", embedder, sandbox)
        before = peak_bytes()
        started = time.perf_counter(), time.process_time()
        chunks = updated(folder, index, embedder, sandbox)
        wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
    return {"chunks": chunks, "seconds": wall, "cpu_s": cpu, "bytes": peak_bytes() - before, "peak": peak_bytes()}


def updated(folder: Path, index: Path, embedder: object, sandbox: object) -> int:
    """Updates an index; its number of passages."""
    from indexer.planning import plan_update
    from indexer.settings import DocumentSettings, IndexerSettings, IndexSettings
    from indexer.store import Generations
    from indexer.updating import update

    settings, generations = IndexerSettings(DocumentSettings(folder), index=IndexSettings(index)), Generations(index)
    plan = plan_update(folder, generations, settings)
    for _ in update(plan, generations=generations, settings=settings, embedder=embedder, sandbox=sandbox):  # type: ignore[arg-type]  # opened by the caller
        pass
    return generations.open().count


def peak_bytes() -> int:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB


def in_a_process_of_its_own(size: int, model: str) -> dict[str, object]:
    """The row of one size."""
    with tempfile.TemporaryDirectory() as root:
        write_documents(Path(root) / "documents", size)
        command = [sys.executable, "-m", "bench.growth", "--measure", root, "--model", model]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        stored = sum(path.stat().st_size for path in (Path(root) / "index/generations").rglob("*") if path.is_file())
    found = json.loads(done.stdout)
    chunks = found["chunks"]
    return {
        "passages": chunks,
        "seconds": round(found["seconds"], 1),
        "ms a passage": round(found["seconds"] / chunks * 1000, 2),
        "cpu ms a passage": round(found["cpu_s"] / chunks * 1000, 2),
        "memory KB a passage": round(found["bytes"] / chunks / 1000, 1),
        "peak MB": round(found["peak"] / 1e6),
        "disk KB a passage": round(stored / chunks / 1000, 1),
    }


def main(argv: list[str]) -> None:
    """Prints a row for each size and writes bench/results/growth.json."""
    parser = argparse.ArgumentParser(prog="python -m bench growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    parser.add_argument("--model", default="hashed", help="embedder; the default is cheap, so that the index itself is seen")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.measure is not None:
        print(json.dumps(measured(arguments.measure / "documents", arguments.measure / "index", arguments.model)))
        return
    keep("growth", [in_a_process_of_its_own(size, arguments.model) for size in arguments.sizes], model=arguments.model)


if __name__ == "__main__":
    main(sys.argv[1:])
