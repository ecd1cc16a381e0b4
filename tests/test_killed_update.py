"""An update that is killed, or told to stop, as a process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.store import Generations

ROOT = Path(__file__).parents[1]
KILLED_AFTER = """
import os, signal, sys
from itertools import islice
from pathlib import Path
from tests.indexing import Workplace
place = Workplace.at(Path(sys.argv[1]))
place.update()
for number in range(30):
    place.write(f"{number}.txt", f"Rule {number}: box {number * 7} is on shelf {number * 13}.")
print("building", flush=True)
for _ in islice(place.steps(), int(sys.argv[2])):
    pass
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(("steps", "generation"), [(5, 1), (34, 1), (1000, 2)])
def test_a_killed_update_leaves_a_whole_index_and_its_lock_free(tmp_path: Path, steps: int, generation: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AFTER, str(tmp_path), str(steps)], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "building\n")
    index = Generations(tmp_path / "index").open()
    assert index.generation == generation
    assert index.search_keywords("receipts", within=index.everything(), count=1) != []
    again = run("update", "--folder", str(tmp_path / "documents"), "--index", str(tmp_path / "index"), "--all")
    assert again.returncode == 0, again.stderr
    assert list((tmp_path / "index").rglob("*.building")) == []


def test_watching_updates_when_the_folder_settles_and_ends_when_interrupted(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents/leave.md").write_text("# Leave\n\n25 days a year.\n")
    arguments = ["watch", "--folder", str(tmp_path / "documents"), "--index", str(tmp_path / "index")]
    with subprocess.Popen(command(*arguments), cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert reported(watching.stdout.readline()) == 1
        (tmp_path / "documents/meals.md").write_text("# Meals\n\n40 euros a day.\n")
        assert next(found for line in watching.stdout if (found := reported(line))) == 2
        watching.send_signal(signal.SIGINT)
        try:
            assert watching.wait(60) == 130
        finally:
            watching.kill()  # else its parent waits for ever where it did not end
    assert len(Generations(tmp_path / "index").open().documents()) == 2


def reported(line: str) -> int | None:
    """The generation that a line of the command speaks of."""
    return int(line.split(":")[0].split()[1]) if line.startswith("generation ") else None


def command(*arguments: str) -> list[str]:
    """The command of the indexer."""
    return [sys.executable, "-m", "indexer", *arguments]


def environment() -> dict[str, str]:
    """Settings for a quick update without a model."""
    return os.environ | {"PYTHONPATH": str(ROOT), "DOCENT_EMBEDDER_MODEL": "hashed", "DOCENT_INDEX_SETTLE_S": "0.2"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that has ended."""
    return subprocess.run(command(*arguments), cwd=ROOT, env=environment(), capture_output=True, text=True)
