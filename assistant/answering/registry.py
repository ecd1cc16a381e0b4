"""The promoted models on disk: what each is, which one serves, who put it there. Knows nothing of training or engines.

    registry/  registry.jsonl        every change of what serves, each line with the hash of the line before
               ROLE/CURRENT          the last change: its entry serves; 0 is the model that comes with Docent
               ROLE/0003/entry.json  what the third model of the role is, with the hash of each file
               ROLE/0003/model/      its files

A folder 0003 appears by a rename once it is complete, and serves from the moment when CURRENT is replaced. CURRENT says all
that the line in registry.jsonl will say: a line that a kill prevented is added by the next change.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from assistant.errors import Problem
from indexer.disk import sha256, sync_file, sync_folder, write_atomically
from indexer.manifest import Checksum
from indexer.writer import sole_writer

FORMAT = 1  # of everything in the folder
WRITER = "writer"
JUDGE = "judge"
SHIPPED = 0  # the number of the model that comes with Docent
NEW = ".new"  # the folder in which an entry is made
ROLE = re.compile(r"[a-z][a-z0-9_-]{0,40}")  # it names a folder
Json = dict[str, Any]  # Any: JSON


class State(StrEnum):
    """Where an entry stands."""

    CURRENT = "current"
    EARLIER = "earlier"  # a rollback leads to it, or past it
    WITHDRAWN = "withdrawn"  # taken back, or never live because its promotion was interrupted


class Event(StrEnum):
    """How what serves was changed."""

    PROMOTED = "promoted"
    ROLLED_BACK = "rolled back"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a model before it has a place in the registry."""

    role: str  # "writer", "judge", or the name of a classifier
    name: str  # of the run that made it
    parents: tuple[str, ...]  # what it was tuned from, such as "SmolLM2-135M-Instruct" and an earlier entry's label
    source: str  # hash of the adapter or model folder of the run
    data: str  # hash of what it was tuned on
    settings: str  # hash of the run's settings
    metrics: Mapping[str, Any]  # Any: JSON; the report that let it pass


@dataclass(frozen=True, slots=True)
class Entry(Candidate):
    """A promoted model."""

    number: int  # within its role, from 1
    files: Mapping[str, Checksum]  # by path below `model/`, with forward slashes
    hash: str  # of the only file, else of all names and hashes together
    by: str
    at: datetime  # UTC
    before: int  # the entry that served until then, SHIPPED for the model that comes with Docent
    reason: str = ""  # why it was promoted although the rule refused it; "" where the rule let it pass

    @property
    def label(self) -> str:
        """How answers and pages name it."""
        return f"docent-{self.role}-{self.number} {self.hash[:8]}"

    def to_json(self) -> Json:
        """The content of entry.json."""
        return {"format": FORMAT, **asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:  # Any: JSON
        """The entry that `to_json` gave."""
        values = {name: value for name, value in data.items() if name != "format"}
        files = {name: Checksum(**checksum) for name, checksum in data["files"].items()}
        at, parents = datetime.fromisoformat(data["at"]), tuple(data["parents"])
        return cls(**{**values, "files": files, "at": at, "parents": parents})


@dataclass(frozen=True, slots=True)
class Change:
    """One change of what serves."""

    role: str
    event: Event
    entry: int  # what serves from then on
    instead_of: int
    by: str
    at: datetime  # UTC
    reason: str
    sha256: str  # of entry.json, "" for SHIPPED

    def to_json(self) -> Json:
        """The content of CURRENT, and most of a line of registry.jsonl."""
        return {"format": FORMAT, **asdict(self), "event": self.event.value, "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:  # Any: JSON
        """The change of such a row."""
        values = {name: value for name, value in data.items() if name not in ("format", "line", "before")}
        return cls(**{**values, "event": Event(data["event"]), "at": datetime.fromisoformat(data["at"])})


@dataclass(frozen=True, slots=True)
class Serving:
    """What serves in a role."""

    entry: Entry | None  # None: the model that comes with Docent
    change: Change | None  # the last one; None where nothing was ever promoted
    problems: tuple[str, ...] = ()  # why what should serve does not

    @property
    def number(self) -> int:
        """The entry's number, SHIPPED for the model that comes with Docent."""
        return SHIPPED if self.entry is None else self.entry.number


class Registry:
    """The registry of one folder. One process at a time changes it; any number read it meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def pointer(self, role: str) -> bytes:
        """What changes whenever something else serves; a look costs one small file."""
        try:
            return (self._role(role) / "CURRENT").read_bytes()
        except FileNotFoundError:
            return b""

    def current(self, role: str) -> Serving:
        """What serves: the entry that CURRENT names, or the one before it as long as its files are not what they were."""
        problems: list[str] = []
        try:
            change = self._change(role)
        except Problem as problem:
            return Serving(None, None, (str(problem),))
        number = SHIPPED if change is None else change.entry
        while number != SHIPPED:
            try:
                self._require_as_logged(role, number, change)
                entry = self.entry(role, number)
                self.require_sound(entry)
            except Problem as problem:
                problems.append(str(problem))
                number = self._before(role, number)
            else:
                return Serving(entry, change, tuple(problems))
        return Serving(None, change, tuple(problems))

    def place(self, entry: Entry) -> Path:
        """What an engine opens: the entry's only file, or the folder of its files."""
        folder = self._entry_folder(entry.role, entry.number) / "model"
        return folder / next(iter(entry.files)) if len(entry.files) == 1 else folder

    def promote(
        self, candidate: Candidate, fill: Callable[[Path], None], *, by: str, now: datetime, instead_of: int, reason: str = ""
    ) -> Entry:
        """Puts a model live. `fill` writes its files into a folder; `instead_of` serves, as the caller knows.

        Raises:
            IndexBusy: another process changes the registry.
            Problem: something else serves by now, nothing was written by `fill`, or the registry cannot be read or written.
        """
        role = self._role(candidate.role)
        with _writing(self.folder):
            self._catch_up(candidate.role)
            served = self.current(candidate.role).number
            if served != instead_of:
                raise Problem(
                    f"{candidate.role} {served} serves, but the comparison was made with {instead_of}: "
                    "compare with what serves now ('python -m finetune evaluate'), then promote"
                )
            entry = self._enter(candidate, role, fill, by=by, now=now, before=served, reason=reason)
            self._serve(
                Change(candidate.role, Event.PROMOTED, entry.number, served, by, now, reason, self._manifest_hash(entry))
            )
        return entry

    def rollback(self, role: str, by: str, now: datetime, reason: str = "") -> Serving:
        """Puts what served before live again, past entries whose files are damaged; past the first one what comes with Docent.

        Raises:
            IndexBusy: another process changes the registry.
            Problem: nothing was promoted, everything was taken back already, or the registry cannot be read or written.
        """
        with _writing(self.folder):
            self._catch_up(role)
            change = self._change(role)
            if change is None or change.entry == SHIPPED:
                raise Problem(f"there is nothing to go back to: the {role} that comes with Docent serves already")
            entry = self._sound_before(role, change.entry)
            number, found = (SHIPPED, "") if entry is None else (entry.number, self._manifest_hash(entry))
            self._serve(Change(role, Event.ROLLED_BACK, number, change.entry, by, now, reason, found))
        return self.current(role)

    def roles(self) -> tuple[str, ...]:
        """The roles in which something was promoted."""
        return tuple(sorted(path.parent.name for path in self.folder.glob("*/CURRENT")))

    def entries(self, role: str) -> tuple[tuple[Entry, State], ...]:
        """Every entry of a role with its state, the newest first; those whose entry.json cannot be read are left out."""
        change, readable = self._change(role), dict(self._readable(role))
        number = SHIPPED if change is None else change.entry
        current, chain = number, set[int]()
        while number != SHIPPED:
            chain.add(number)
            number = self._before(role, number)
        states = {one: State.CURRENT if one == current else State.EARLIER for one in chain}
        return tuple((readable[one], states.get(one, State.WITHDRAWN)) for one in sorted(readable, reverse=True))

    def history(self, role: str) -> tuple[Change, ...]:
        """Every change of what serves in a role, the latest first."""
        logged = [Change.from_json(row) for row in self._rows() if row["role"] == role]
        last = self._change(role)
        if last is not None and (not logged or logged[-1] != last):
            logged.append(last)
        return tuple(reversed(logged))

    def problems(self) -> tuple[str, ...]:
        """What is wrong: lines that do not follow from the line before, entries that are not what was logged, damaged files."""
        found = [*self._broken_lines()]
        for role in self.roles():
            found += self.current(role).problems
            try:
                for change in self.history(role):
                    self._require_as_logged(role, change.entry, change)
            except Problem as problem:
                found.append(str(problem))
        return tuple(dict.fromkeys(found))

    def entry(self, role: str, number: int) -> Entry:
        """An entry.

        Raises:
            Problem: it is not there, has another format or cannot be read.
        """
        path = self._entry_folder(role, number) / "entry.json"
        data = self._json(path)
        try:
            return Entry.from_json(data)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Problem(f"{path} is no entry ({error!r}): restore it from a backup") from error

    def sound_before(self, entry: Entry) -> Entry | None:
        """What served before an entry and is not damaged; None for the model that comes with Docent."""
        return self._sound_before(entry.role, entry.number)

    def require_sound(self, entry: Entry) -> None:
        """Compares every file with its hash.

        Raises:
            Problem: a file is missing or differs.
        """
        folder = self._entry_folder(entry.role, entry.number) / "model"
        for name, expected in entry.files.items():
            path = folder / name
            found = sha256(path) if path.is_file() else "no file"
            if found != expected.sha256:
                raise Problem(
                    f"{path}: found {found}, expected SHA-256 {expected.sha256}: restore it from a backup, or go back with "
                    f"'python -m finetune rollback --role {entry.role}'"
                )

    def _enter(
        self,
        candidate: Candidate,
        role: Path,
        fill: Callable[[Path], None],
        *,
        by: str,
        now: datetime,
        before: int,
        reason: str,
    ) -> Entry:
        model = role / NEW / "model"
        files = _filled(model, fill)
        if not files:
            raise Problem(f"{candidate.name} has no files: train it again")
        number = max(self._numbers(candidate.role), default=SHIPPED) + 1
        known = {name: getattr(candidate, name) for name in Candidate.__dataclass_fields__}
        entry = Entry(**known, number=number, files=files, hash=hash_of(files), by=by, at=now, before=before, reason=reason)
        for path in (model / name for name in files):
            sync_file(path)
        for folder in [model, *(path for path in model.rglob("*") if path.is_dir())]:
            sync_folder(folder)
        write_atomically(role / NEW / "entry.json", _bytes(entry.to_json()))
        (role / NEW).rename(self._entry_folder(candidate.role, number))
        sync_folder(role)
        return entry

    def _serve(self, change: Change) -> None:
        write_atomically(self._role(change.role) / "CURRENT", _bytes(change.to_json()))
        self._catch_up(change.role)

    def _catch_up(self, role: str) -> None:
        """Adds the line of the last change where a kill prevented it; a torn last line is kept aside first."""
        self._role(role).mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.folder / "registry.jsonl"
        raw = path.read_bytes() if path.is_file() else b""
        whole = raw[: raw.rfind(b"\n") + 1]
        if whole != raw:
            with (self.folder / "registry.torn").open("ab") as aside:
                aside.write(raw[len(whole) :] + b"\n")
            write_atomically(path, whole)
        lines = whole.splitlines()
        change = self._change(role)
        ours = [row for row in self._rows() if row["role"] == role]
        if change is None or (ours and Change.from_json(ours[-1]) == change):
            return
        before = hashlib.sha256(lines[-1]).hexdigest() if lines else ""
        with path.open("ab") as file:
            file.write(_bytes({**change.to_json(), "line": len(lines) + 1, "before": before}) + b"\n")
        sync_file(path)

    def _rows(self) -> Iterator[Json]:
        """The lines of registry.jsonl that can be read."""
        path = self.folder / "registry.jsonl"
        for line in path.read_bytes().splitlines(keepends=True) if path.is_file() else ():
            try:
                row = json.loads(line)
                Change.from_json(row)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
            if line.endswith(b"\n"):
                yield row

    def _broken_lines(self) -> Iterator[str]:
        path, before = self.folder / "registry.jsonl", ""
        for number, line in enumerate(path.read_bytes().splitlines() if path.is_file() else (), 1):
            try:
                row = json.loads(line)
                follows = row["before"] == before and row["line"] == number
            except (ValueError, KeyError, TypeError):
                follows = False
            if not follows:
                yield f"{path}, line {number} does not follow from the line before: it was changed, restore it from a backup"
            before = hashlib.sha256(line).hexdigest()

    def _change(self, role: str) -> Change | None:
        """The last change of a role, from registry.jsonl where CURRENT was lost.

        Raises:
            Problem: CURRENT cannot be read, or has another format.
        """
        path = self._role(role) / "CURRENT"
        if not path.is_file():
            logged = [Change.from_json(row) for row in self._rows() if row["role"] == role]
            return logged[-1] if logged else None
        data = self._json(path)
        try:
            return Change.from_json(data)
        except (ValueError, KeyError, TypeError) as error:
            raise Problem(f"{path} is no pointer ({error!r}): restore it, or remove it to follow registry.jsonl") from error

    def _json(self, path: Path) -> Json:
        remedy = "restore it from a backup"
        try:
            data: Json = json.loads(path.read_text(encoding="utf-8"))
            found = data["format"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Problem(f"{path} cannot be read ({error!r}): {remedy}") from error
        if found != FORMAT:
            raise Problem(f"{path} has format {found}, this version reads {FORMAT}: use the version that wrote it")
        return data

    def _readable(self, role: str) -> Iterator[tuple[int, Entry]]:
        for number in self._numbers(role):
            try:
                yield number, self.entry(role, number)
            except Problem:
                continue

    def _before(self, role: str, number: int) -> int:
        """What served before an entry: as it says, or as the history says where it cannot be read; lower than `number`."""
        try:
            before = self.entry(role, number).before
        except Problem:
            changes = [one for one in self.history(role) if one.event is Event.PROMOTED and one.entry == number]
            before = changes[-1].instead_of if changes else SHIPPED
        return before if before < number else SHIPPED

    def _sound_before(self, role: str, number: int) -> Entry | None:
        while (number := self._before(role, number)) != SHIPPED:
            try:
                entry = self.entry(role, number)
                self.require_sound(entry)
            except Problem:
                continue
            return entry
        return None

    def _require_as_logged(self, role: str, number: int, change: Change | None) -> None:
        path = self._entry_folder(role, number) / "entry.json"
        if change is None or change.entry != number or not change.sha256 or not path.is_file():
            return  # nothing to compare; a file that is missing has a problem of its own
        if sha256(path) != change.sha256:
            raise Problem(f"{path} is not what {change.by} put live: restore it from a backup")

    def _manifest_hash(self, entry: Entry) -> str:
        return sha256(self._entry_folder(entry.role, entry.number) / "entry.json")

    def _numbers(self, role: str) -> list[int]:
        folder = self._role(role)
        return sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit()) if folder.is_dir() else []

    def _entry_folder(self, role: str, number: int) -> Path:
        return self._role(role) / f"{number:04}"

    def _role(self, role: str) -> Path:
        if ROLE.fullmatch(role) is None:
            raise Problem(f"{role!r} is no role: take small letters, digits, - and _, a letter first")
        return self.folder / role


def files_of(folder: Path) -> dict[str, Checksum]:
    """The hash and size of every file below a folder, by path with forward slashes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): Checksum(sha256(path), path.stat().st_size) for path in paths}


def hash_of(files: Mapping[str, Checksum]) -> str:
    """One hash for a model: that of its only file, else of the names and hashes of all of them."""
    if len(files) == 1:
        return next(iter(files.values())).sha256
    lines = "".join(f"{name} {checksum.sha256}\n" for name, checksum in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        with sole_writer(folder):
            yield
    except OSError as error:
        raise Problem(
            f"{folder} cannot be written ({error.strerror or error}): free some space, or change its rights; "
            "what served before still does"
        ) from error


def _filled(model: Path, fill: Callable[[Path], None]) -> dict[str, Checksum]:
    """The files that `fill` wrote into a new folder; where it fails, nothing is left."""
    shutil.rmtree(model.parent, ignore_errors=True)  # what a kill left
    model.mkdir(mode=0o700, parents=True)
    try:
        fill(model)
    except BaseException:
        shutil.rmtree(model.parent, ignore_errors=True)
        raise
    return files_of(model)


def _bytes(row: Json) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()
