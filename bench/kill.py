"""Updates killed at random: whether the index always opens, and answers as before or as after. Measures nothing else."""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from bench.outcome import keep
from indexer.embedding import HashedEmbedder
from indexer.errors import Problem
from indexer.planning import plan_update
from indexer.settings import DocumentSettings, IndexerSettings, IndexSettings
from indexer.splitting import embedded_text
from indexer.store import Generations, Index

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT.parent / "shared/data/documents/sourcegraph"
QUESTION = "how many days of vacation does an employee have"


class Trial:
    """A copy of a folder with its index, changed and updated again and again."""

    def __init__(self, root: Path, source: Path, files: int, seed: int) -> None:
        self.folder, self.index = root / "documents", root / "index"
        self.chance = random.Random(seed)
        self.settings = IndexerSettings(DocumentSettings(self.folder), index=IndexSettings(self.index))
        found = sorted(path for path in source.rglob("*") if path.is_file())
        for path in self.chance.sample(found, min(files, len(found))):
            target = self.folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)

    def start(self) -> subprocess.Popen[bytes]:
        """Starts the update command in a process group of its own."""
        command = [sys.executable, "-m", "indexer", "update", "--yes", "--folder", str(self.folder), "--index", str(self.index)]
        environment = os.environ | {"DOCENT_EMBEDDER_MODEL": "hashed", "OMP_NUM_THREADS": "1"}
        silent = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stdout=silent, stderr=silent)

    def finished_s(self) -> float:
        """Lets an update finish; seconds."""
        started = time.perf_counter()
        if self.start().wait() != 0:
            raise RuntimeError("an update that nobody killed has failed")
        return time.perf_counter() - started

    def change(self) -> None:
        """Changes, removes and adds some documents."""
        files = sorted(path for path in self.folder.rglob("*") if path.is_file())
        for path in self.chance.sample(files, len(files) // 5):
            path.write_text(path.read_text(encoding="utf-8", errors="replace") + f"\n\nRule {self.chance.random()}.\n")
        self.chance.choice(files).unlink()
        (self.folder / f"new-{self.chance.random()}.md").write_text(f"# New\n\nA new rule, {self.chance.random()}.\n")

    def opened(self) -> Index:
        """The index as the next process finds it."""
        return Generations(self.index).open()

    def answers(self) -> list[object]:
        """What the index answers and holds."""
        index = self.opened()
        vector = HashedEmbedder().question(QUESTION)
        hits = index.search_vectors(vector, within=index.everything(), count=5)
        words = index.search_keywords(QUESTION, within=index.everything(), count=5)
        return [hits, words, index.chunks([row for row, _ in hits]), [record.version for record in index.documents()]]

    def is_whole(self) -> bool:
        """Whether the index is what the folder is, with the right vector for every passage."""
        index = self.opened()
        plan = plan_update(self.folder, Generations(self.index), self.settings)
        expected = HashedEmbedder().passages([embedded_text(chunk) for chunk in index.chunks(range(index.count))])
        return plan.empty and bool(np.allclose(index.vectors(range(index.count)), expected, atol=1e-6))


def killed_once(trial: Trial, longest_s: float) -> str:
    """Changes the folder, kills an update after a random time, and says what the index is then."""
    before = trial.answers()
    trial.change()
    process = trial.start()
    try:
        process.wait(trial.chance.uniform(0, longest_s))
        ended = "finished first"
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        ended = "killed"
    try:
        if trial.answers() == before:
            return f"{ended}, as before"
        return f"{ended}, as after" if trial.is_whole() else "MIXED"
    except Problem as problem:
        print(problem, file=sys.stderr)
        return "DOES NOT OPEN"


def main(argv: list[str]) -> None:
    """Prints how often the index was as before and as after, and writes bench/results/kill.json."""
    parser = argparse.ArgumentParser(prog="python -m bench kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--files", type=int, default=60, help="documents of the folder that are used")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as root:
        trial = Trial(Path(root), arguments.folder, arguments.files, arguments.seed)
        trial.finished_s()
        trial.change()
        longest_s = trial.finished_s()
        outcomes = Counter(killed_once(trial, longest_s) for _ in range(arguments.kills))
        trial.finished_s()
        outcomes["whole after the last update"] = int(trial.is_whole())
        leftovers = len(list(trial.index.rglob("*.building")))
    rows = [{"outcome": outcome, "times": times} for outcome, times in sorted(outcomes.items())]
    keep("kill", [*rows, {"outcome": "half-built folders left", "times": leftovers}], kills=arguments.kills, update_s=longest_s)


if __name__ == "__main__":
    main(sys.argv[1:])
