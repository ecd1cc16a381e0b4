"""Journals whose writers are killed at random, and how long a long one takes to go through. Measures nothing else."""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from assistant.learning.followed import Common, Following
from assistant.learning.record import Records
from assistant.people.journal import Event, EventKind, Journal, Journals
from assistant.people.journal_events import hash_of, line_of
from assistant.people.progress import NUMBERS
from assistant.people.snapshots import FOLDER, replay
from bench.outcome import keep

ROOT = Path(__file__).resolve().parents[1]
PERSON = "0123456789abcdef0123456789abcdef"
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
TABS = ("a", "b")  # two processes write to the same journal
LONGEST_S = 0.05  # after the first event that was acknowledged, for the kill


def write(folder: Path, tab: str, first: int) -> None:
    """Answers one question after the other until it is killed, and prints what it was told is saved."""
    journal = Journals(folder).of(PERSON)
    chance = random.Random(f"{tab}{first}")
    for number in range(first, first + 1_000_000):
        data = answer(number) | {"reply": "x" * chance.randrange(20_000)}
        event = journal.append(EventKind.ANSWERED, data, f"{tab}:{number}")
        print(event.sequence, event.key, flush=True)


def answer(number: int) -> dict[str, Any]:
    """The data of an answer as a quiz writes them."""
    return {
        "session": f"{number // 10:016x}", "question": f"{number % 700:016x}", "version": 1, "kind": "single_choice",
        "skill": f"skill-{number % 40}", "document": "handbook/leave.pdf", "reply": "a1", "score": 1.0,
        "correct": number % 3 > 0, "seconds": 12.5, "mode": "practice", "hinted": False, "certain": None, "sure": True,
        "grader": "code",
    }  # fmt: skip


class Killing:
    """Two writers of one journal, started and killed again and again; what they were not told is saved they write again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.told: set[tuple[int, str]] = set()  # sequence and key of what was acknowledged
        self._chance = random.Random(seed)

    def once(self) -> None:
        """Starts both, waits for the first sign of each, and kills both, each at a time of its own."""
        writers = [self._start(tab) for tab in self._chance.sample(TABS, 2)]
        for writer in writers:
            assert writer.stdout is not None
            self._note(writer.stdout.readline())
        for writer in writers:
            time.sleep(self._chance.uniform(0, LONGEST_S))
            writer.kill()
        for writer in writers:
            for line in writer.communicate()[0].splitlines(keepends=True):
                self._note(line)

    def outcome(self) -> dict[str, Any]:
        """What became of everything that was acknowledged."""
        journal = Journals(self.folder).of(PERSON)
        events, check = journal.events(), journal.check()
        keys = Counter(event.key for event in events)
        kept = {(event.sequence, event.key) for event in events}
        return {
            "acknowledged": len(self.told),
            "acknowledged and lost": sum(one not in kept for one in self.told),
            "doubled": sum(count > 1 for count in keys.values()),
            "left out between": sum(max(numbers(keys, tab)) + 1 - len(numbers(keys, tab)) for tab in TABS),
            "written, killed before it was acknowledged": len(events) - len(self.told),
            "lines cut off and set aside": len(check.torn),
            "lines with a flaw": len(check.flaws),
        }

    def _start(self, tab: str) -> "subprocess.Popen[str]":
        first = sum(key.startswith(tab) for _, key in self.told)  # the one that got no answer comes again
        command = [sys.executable, "-m", "bench.journal", "--write", tab, str(first), "--folder", str(self.folder)]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def _note(self, line: str) -> None:
        if line.endswith("\n"):
            sequence, key = line.split()
            self.told.add((int(sequence), key))


def numbers(keys: Counter[str], tab: str) -> list[int]:
    """The numbers of a writer's events."""
    return [int(key.partition(":")[2]) for key in keys if key.startswith(tab)]


def long_journal(folder: Path, count: int) -> Journal:
    """A journal of many answers, written at once."""
    journal = Journals(folder).of(PERSON)
    journal.folder.mkdir(parents=True)
    before, lines = "", []
    for number in range(count):
        time_of = BEGIN + timedelta(seconds=number)
        event = Event(number + 1, time_of, EventKind.ANSWERED, answer(number), before, f"answer/{number:x}")
        lines.append(line_of(event))
        before = hash_of(lines[-1][:-1])
    journal.file.write_bytes(b"".join(lines))
    return journal


def seconds(work: Callable[[], object]) -> dict[str, float]:
    """How long something takes: by the wall and of the processor, the best of three."""
    found = []
    for _ in range(3):
        wall, processor = time.perf_counter(), time.process_time()
        work()
        found.append((round(time.perf_counter() - wall, 4), round(time.process_time() - processor, 4)))
    return {"s": min(wall for wall, _ in found), "processor_s": min(processor for _, processor in found)}


def replaying(folder: Path, count: int) -> list[dict[str, Any]]:
    """Times for a journal of so many events, each as a process that has just started needs them."""
    journal = long_journal(folder, count)
    snapshot = journal.folder / FOLDER / f"{NUMBERS.name}.json"

    def anew() -> Journal:
        return Journals(folder).of(PERSON)

    def without() -> object:
        snapshot.unlink(missing_ok=True)
        return replay(anew(), NUMBERS, every=count + 1)

    rows = [{"what": "all events read and their chain checked", **seconds(lambda: anew().events())}]
    rows.append({"what": "numbers without a snapshot", **seconds(without)})
    replay(anew(), NUMBERS)
    rows.append({"what": "numbers with a snapshot", **seconds(lambda: replay(anew(), NUMBERS))})
    known = anew()
    known.events()
    append = seconds(lambda: known.append(EventKind.ANSWERED, answer(0), f"new/{time.perf_counter_ns()}"))
    rows.append({"what": "one event appended, with fsync", **append})
    return [{"events": count, "size_mb": round(journal.file.stat().st_size / 1e6, 1), **row} for row in rows]


def clicking(folder: Path, count: int) -> dict[str, Any]:
    """Milliseconds of the processor that a reply takes somebody with so many answers, and what the first click pays more."""
    journals = Journals(folder)
    long_journal(folder, count)
    following, common = Following(Records(journals)), Common()
    times: dict[str, list[float]] = {"reply kept": [], "where they stand": []}

    def milliseconds(work: Callable[[], object]) -> float:
        begun = time.process_time()
        work()
        return (time.process_time() - begun) * 1e3

    first = milliseconds(lambda: following.of(PERSON, common))
    for number in range(30):
        data = answer(count + number)
        times["reply kept"].append(milliseconds(partial(journals.of(PERSON).append, EventKind.ANSWERED, data, f"new/{number}")))
        times["where they stand"].append(milliseconds(lambda: following.of(PERSON, common)))
    again = milliseconds(lambda: Following(Records(Journals(folder))).of(PERSON, common))
    medians = {f"{name}, ms": round(median(found), 2) for name, found in times.items()}
    return {"answers": count, **medians, "first click, ms": round(first, 1), "after a restart, ms": round(again, 1)}


def main(argv: list[str]) -> None:
    """Prints what kills lost or doubled and how long a replay takes, and writes bench/results/journal*.json."""
    parser = argparse.ArgumentParser(prog="python -m bench journal", description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--events", type=int, default=100_000, help="of the journal that is replayed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", nargs=2, metavar=("TAB", "FIRST"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    if arguments.write is not None:
        write(arguments.folder, arguments.write[0], int(arguments.write[1]))
    with tempfile.TemporaryDirectory() as root:
        killing = Killing(Path(root) / "killed", arguments.seed)
        for _ in range((arguments.kills + 1) // 2):
            killing.once()
        outcome: dict[str, Any] = {"kills": 2 * ((arguments.kills + 1) // 2), **killing.outcome()}
        rows = replaying(Path(root) / "long", arguments.events)
        clicks = [clicking(Path(root) / f"click-{count}", count) for count in (100, 1_000, 10_000)]
    keep("journal_kills", [{"what": what, "times": times} for what, times in outcome.items()])
    keep("journal", rows)
    keep("journal_clicks", clicks)
    print(json.dumps({"killing": outcome, "replaying": rows, "clicking": clicks}))


if __name__ == "__main__":
    main(sys.argv[1:])
