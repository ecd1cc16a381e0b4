"""Somebody's progress taken away, all but what judges questions. Knows nothing of accounts or of how a journal is kept.

Erasing is decided by one renaming. Killed before it, the person is still there and no answer has been kept; killed after it,
the answers are kept once and the next erasing removes what is left of the folder.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from uuid import uuid4

from assistant.errors import Problem
from assistant.people.journal_events import Event, EventKind, encoded
from indexer.disk import sync_folder, write_atomically

FILE = "erased.jsonl"
MARKER = "erasing.json"  # while answers are being kept: how long the file was before, and what the folder will be named
GONE = "gone-"  # begins the name of a folder that is being removed
CHOICES = frozenset({"single_choice", "multiple_choice", "true_false"})  # their replies are ids of options, nobody's own words

Facts: TypeAlias = dict[str, Any]  # Any: JSON


def facts(events: Iterable[Event]) -> list[Facts]:
    """What stays of a person's answers: question, version, score, correct, and "order" and "attempt", both from 1.

    "order" counts the person's answers, "attempt" those to the same question. The score is the one after a regrade. A
    reply stays where it is options that everybody can choose. No name, id, time, or text of the person stays.
    """
    kept: dict[int, Facts] = {}
    attempts: Counter[str] = Counter()
    for event in events:
        told = event.data
        if event.kind is EventKind.ANSWERED:
            attempts[str(told.get("question"))] += 1
            order = {"order": len(kept) + 1, "attempt": attempts[str(told.get("question"))]}
            kept[event.sequence] = _answer(told) | order
        elif event.kind is EventKind.SCORED and told.get("answer") in kept:
            kept[told["answer"]] |= {name: told[name] for name in ("score", "correct") if name in told}
    return list(kept.values())


def take_away(folder: Path, kept: Sequence[Facts]) -> None:
    """Removes a person's folder and adds what stays to the file beside it; to be called by one process at a time."""
    root = folder.parent
    _finish_earlier(root)
    if not folder.is_dir():
        return
    file, gone = root / FILE, root / f"{GONE}{uuid4().hex}"
    size = file.stat().st_size if file.is_file() else 0
    write_atomically(root / MARKER, encoded({"size": size, "gone": gone.name}), mode=0o600)
    with open(file, "ab", opener=lambda name, flags: os.open(name, flags, 0o600)) as rows:
        rows.writelines(encoded(row) + b"\n" for row in kept)
        rows.flush()
        os.fsync(rows.fileno())
    folder.rename(gone)
    sync_folder(root)
    _finish_earlier(root)


def erased_facts(root: Path) -> list[Facts]:
    """The answers of all people who were erased.

    Raises:
        Problem: the file is not as it was written.
    """
    file = root / FILE
    if not file.is_file():
        return []
    undecided = _undecided_size(root)
    try:
        return [json.loads(line) for line in file.read_bytes()[:undecided].splitlines()]
    except ValueError as error:
        raise Problem(f"{file} cannot be read ({error}): restore it from a backup, or move it away") from error


def _finish_earlier(root: Path) -> None:
    """Ends what an erasing began: takes the answers back where it was not decided, and removes folders where it was."""
    undecided = _undecided_size(root)
    if undecided is not None and (root / FILE).is_file():
        os.truncate(root / FILE, undecided)
    (root / MARKER).unlink(missing_ok=True)
    sync_folder(root)
    for folder in root.glob(f"{GONE}*"):
        shutil.rmtree(folder)


def _undecided_size(root: Path) -> int | None:
    """How many bytes of answers were there before an erasing that is not decided; None where there is no such erasing."""
    try:
        begun = json.loads((root / MARKER).read_bytes())
    except FileNotFoundError:
        return None
    size: int = begun["size"]
    return None if (root / begun["gone"]).is_dir() else size


def _answer(told: Mapping[str, Any]) -> Facts:  # Any: JSON
    names = ("question", "version", "kind", "skill", "score", "correct", "mode")
    row = {name: told[name] for name in names if name in told}
    return row | {"reply": told["reply"]} if told.get("kind") in CHOICES and "reply" in told else row
