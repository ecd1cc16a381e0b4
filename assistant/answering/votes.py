"""Which of two answers people prefer who do not know whose they are, kept beside a run. Knows nothing of pages or models.

runs/NAME/votes.jsonl   a vote a line; of several votes of a person on the same answers the last one counts
"""

import hashlib
import json
import logging
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from assistant.errors import Problem

logger = logging.getLogger(__name__)
FORMAT = 1
Side = Literal["before", "after"]
Winner = Literal["before", "after", "same"]
Choice = Literal["left", "right", "same"]
WINNERS: tuple[Winner, ...] = ("before", "after", "same")


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's choice."""

    sample: str  # what two answers it is about; other answers have another id
    person: str  # the person's id
    winner: Winner
    at: datetime  # UTC

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One line of the file."""
        return {"format": FORMAT, **asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Vote":  # Any: JSON
        """The vote of a line."""
        if row["format"] != FORMAT or row["winner"] not in WINNERS:
            raise ValueError(f"format {row['format']}, winner {row['winner']}")
        return cls(row["sample"], row["person"], row["winner"], datetime.fromisoformat(row["at"]))


class Votes:
    """The votes on all runs of a folder."""

    def __init__(self, runs: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._runs, self._clock = runs, clock

    def vote(self, run: str, person: str, sample: str, choice: Choice) -> None:
        """Keeps a person's choice between the sides that `sides` gave.

        Raises:
            Problem: there is no such run.
        """
        left, right = sides(person, sample)
        self.cast(run, sample, person, "same" if choice == "same" else left if choice == "left" else right)

    def cast(self, run: str, sample: str, person: str, winner: Winner) -> None:
        """Keeps a person's vote on a sample; it is on the disk when this returns.

        Raises:
            Problem: there is no such run.
        """
        from filelock import FileLock

        path = self._file(run)
        line = json.dumps(Vote(sample, person, winner, self._clock()).to_json(), ensure_ascii=False)
        with FileLock(path.with_name("votes.lock"), thread_local=False), path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")  # on a line of its own, whatever a kill left of the one before
            file.flush()
            os.fsync(file.fileno())

    def of(self, run: str, person: str) -> dict[str, Winner]:
        """What a person has voted, by sample."""
        return {sample: winner for (voter, sample), winner in self._last(run).items() if voter == person}

    def tally(self, run: str, samples: Collection[str]) -> dict[Winner, int]:
        """How many votes on these samples each side has, whoever is still voting."""
        found = Counter(winner for (_, sample), winner in self._last(run).items() if sample in samples)
        return {winner: found[winner] for winner in WINNERS}

    def result(self, run: str, samples: Collection[str]) -> dict[Winner, int] | None:
        """The tally, None until somebody has voted and all who have voted have done so on every sample."""
        voted = Counter(person for person, sample in self._last(run) if sample in samples)
        finished = bool(voted) and all(count == len(samples) for count in voted.values())
        return self.tally(run, samples) if finished else None

    def _last(self, run: str) -> dict[tuple[str, str], Winner]:
        """The vote that counts of each (person, sample)."""
        return {(vote.person, vote.sample): vote.winner for vote in self._all(run)}

    def _all(self, run: str) -> Iterator[Vote]:
        path = self._file(run)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.is_file() else (), 1):
            if not line.strip():
                continue
            try:
                yield Vote.from_json(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                logger.warning("%s, line %s is no vote and does not count: %s", path, number, error)

    def _file(self, run: str) -> Path:
        folder = self._runs / run
        if folder.parent != self._runs or run in ("", "..") or not folder.is_dir():
            raise Problem(f"there is no run called {run}: choose one of the list")
        return folder / "votes.jsonl"


def sides(person: str, sample: str) -> tuple[Side, Side]:
    """Whose answer stands left and whose right: by chance, but for the same person and sample always the same."""
    swapped = hashlib.sha256(f"{sample} {person}".encode()).digest()[0] & 1
    return ("after", "before") if swapped else ("before", "after")
