"""Whether every awkward file gets a verdict, the right one where it is known, and in how much time."""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.reading import DATA, RESULTS, table
from indexer.errors import FileRefused, Verdict
from indexer.sandbox import Sandbox
from indexer.settings import ReadingLimits

SETS = (
    "parsing/damaged",
    "parsing/docling",
    "parsing/pypdf_samples",
    "documents/office",
    "documents/18f_handbook",
    "documents/chinese",
)
_NOT_DOCUMENTS = (".expected.md", "expectations.jsonl", "files.json")


def verdicts(paths: Iterable[Path], sandbox: Sandbox) -> Iterator[tuple[Path, Verdict, str]]:
    """Each file with how its reading ended, and what was found where it was refused."""
    for path, result in sandbox.read_many(paths):
        if isinstance(result, FileRefused):
            yield path, result.verdict, result.found
        else:
            yield path, Verdict.INDEXED, ""


def expected() -> dict[Path, Verdict | None]:
    """What each damaged PDF has to end as; None where any refusal is right."""
    known: dict[Path, Verdict | None] = {}
    folder = DATA / "parsing/damaged"
    for line in (folder / "expectations.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        readable = Verdict.INDEXED if row["reference_characters"] > 0 else None
        known[folder / row["file"]] = Verdict.NEEDS_PASSWORD if row["needs_password"] else readable
    return known


def wrong(found: dict[Path, Verdict], known: dict[Path, Verdict | None]) -> list[str]:
    """The files whose verdict is not the known one."""
    return [
        f"{path.name}: {found[path]}, expected {verdict or 'a refusal'}"
        for path, verdict in known.items()
        if (found[path] is not verdict if verdict is not None else found[path] is Verdict.INDEXED)
    ]


def documents(name: str) -> list[Path]:
    """The documents of a set."""
    return sorted(path for path in (DATA / name).rglob("*") if path.is_file() and not path.name.endswith(_NOT_DOCUMENTS))


def mutated(folder: Path, count: int, seed: int = 7) -> list[Path]:
    """Copies of documents with bytes changed, cut out or doubled at random."""
    chance = random.Random(seed)
    sources = [path for name in SETS[1:4] for path in documents(name) if 0 < path.stat().st_size < 500_000]
    made = []
    for number in range(count):
        source = chance.choice(sources)
        data = bytearray(source.read_bytes())
        for _ in range(chance.choice((1, 4, 32))):
            place = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randrange(200)]
                case 2:
                    data[place:place] = data[place : place + chance.randrange(200)]
                case _:
                    data[place : place + 8] = bytes(chance.randrange(256) for _ in range(8))
            data = data or bytearray(b"x")
        made.append(folder / f"{number}{source.suffix}")
        made[-1].write_bytes(data)
    return made


def main(argv: list[str]) -> None:
    """Prints how many files ended with which verdict and the wrong ones; writes bench/results/robustness_reading.json."""
    parser = argparse.ArgumentParser(prog="python -m bench robustness_reading", description=__doc__)
    parser.add_argument("--mutations", type=int, default=500, help="documents spoilt at random that are read as well")
    count = parser.parse_args(argv).mutations
    rows: list[dict[str, object]] = []
    found: dict[Path, Verdict] = {}
    with tempfile.TemporaryDirectory() as folder, Sandbox(ReadingLimits()) as sandbox:
        for name, paths in [*((name, documents(name)) for name in SETS), ("spoilt at random", mutated(Path(folder), count))]:
            started = time.perf_counter()
            results = list(verdicts(paths, sandbox))
            seconds = time.perf_counter() - started
            found |= {path: verdict for path, verdict, _ in results}
            counts = Counter(verdict for _, verdict, _ in results)
            row: dict[str, object] = {"set": name, "files": len(paths), "without_verdict": len(paths) - len(results)}
            rows.append(row | {str(verdict): counts[verdict] for verdict in Verdict} | {"s": round(seconds, 1)})
            crashes = [f"{path.name}: {why}" for path, _, why in results if "its reader" in why]
            print(*(f"  {name}: {crash}" for crash in crashes), sep="\n", end="\n" if crashes else "")
    mistakes = wrong(found, expected())
    print(table(rows), "", f"wrong verdicts of {len(expected())} damaged PDFs: {len(mistakes)}", *mistakes, sep="\n")
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"sets": rows, "wrong": mistakes}, indent=1)
    (RESULTS / "robustness_reading.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
