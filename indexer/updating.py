"""From a plan to the next generation: reads, splits, embeds and publishes. Knows nothing of people or of how files are read."""

import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from indexer.ahead import ahead
from indexer.building import Building
from indexer.content import DocumentRecord
from indexer.documents import Page, Reading
from indexer.drafting import DraftChunk, key_of
from indexer.embedding import Embedder
from indexer.embedding_log import EmbeddingLog
from indexer.errors import FileRefused, IndexBusy, IndexUnwritten, PlanTooLarge, Verdict
from indexer.keywords import tokens
from indexer.planning import CHANGED_MEANWHILE, FoundFile, Plan, time_ns
from indexer.report import Change, FileReport, Progress, Report
from indexer.settings import IndexerSettings
from indexer.splitting import embedded_text, split
from indexer.store import Generations, Index
from indexer.writer import sole_writer

logger = logging.getLogger(__name__)

_AHEAD = 8  # documents that are read and split before they are needed


class Reads(Protocol):
    """What an update needs of the sandbox."""

    def read_many(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Reading | FileRefused]]:
        """Each path with what was read from it, or why it was refused, in any order."""


@dataclass(frozen=True, slots=True)
class _Read:
    record: DocumentRecord
    pages: tuple[Page, ...] = ()
    chunks: tuple[DraftChunk, ...] = ()


@dataclass(slots=True)
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.perf_counter)

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._since
        self._since = now


def update(
    plan: Plan,
    *,
    generations: Generations,
    settings: IndexerSettings,
    embedder: Embedder,
    sandbox: Reads,
    confirmed: bool = False,
) -> Generator[Progress | Report, None, None]:
    """Does what a plan says and serves the result; the last item is the report.

    Stopped or killed at any point, the old generation stays as it was, and the next update uses the vectors computed so far.

    Raises:
        PlanTooLarge: more than the allowed share of the index would go, removed or no longer readable; not if `confirmed`.
        IndexBusy: somebody else is writing, or has published a generation since the plan was made.
        IndexIncompatible: the index was built with another embedder, and the plan is not to read everything again.
        IndexUnwritten: the disk is full or cannot be written.
    """
    _refuse_large(plan, settings.index.removed_share, confirmed)
    with sole_writer(generations.folder):
        if generations.current() != plan.base:
            raise IndexBusy(f"generation {generations.current()} was published since this plan was made: plan again")
        base = None if plan.everything or plan.base is None else generations.open()
        if base is not None:
            base.require(embedder.name)
        if plan.empty and base is not None:
            yield _report(plan, base.generation, base.documents(), read=0, embedded=0, seconds={"total": 0.0})
        else:
            try:
                yield from _built(plan, base, generations, settings, embedder, sandbox, confirmed)
            except (OSError, sqlite3.OperationalError) as error:
                raise IndexUnwritten(
                    f"the update could not be written to {generations.folder} ({error}): look whether its disk is full or "
                    "read-only, then update again; what was served before is served still"
                ) from error


def _built(
    plan: Plan,
    base: Index | None,
    generations: Generations,
    settings: IndexerSettings,
    embedder: Embedder,
    sandbox: Reads,
    confirmed: bool,
) -> Iterator[Progress | Report]:
    clock = _Clock()
    number, folder = generations.start()
    log = EmbeddingLog(generations.folder / "embedded.log", embedder.name, embedder.dimensions)
    with closing(log):
        building = Building(folder, base, embedder, log, settings.embedder.batch)
        with closing(building):
            files = _prepared(plan, base, building)
            clock.lap("copying")
            yield from _read_and_embedded(plan, files, building, sandbox, clock)
            yield from _finished(building, number, settings.index.quantise_above, clock)
        if base is not None and not confirmed:
            _refuse_unreadable(base, building.records, settings.index.removed_share)
        generations.publish(number, folder, settings.index.keep_generations)
    log.discard()
    clock.lap("publishing")
    seconds = clock.seconds | {"total": sum(clock.seconds.values())}
    logger.info("generation %d is served", number)
    yield _report(plan, number, building.records, read=len(files), embedded=building.embedded, seconds=seconds)


def _prepared(plan: Plan, base: Index | None, building: Building) -> list[FoundFile]:
    """Takes over what stays and out what goes; returns the files to read."""
    if base is None:
        return [*plan.new, *plan.changed]
    files = [*plan.new, *plan.changed]
    building.draft.remove([*plan.removed, *(file.document for file in plan.changed)])
    for move in plan.moved:
        if _reads_otherwise(base, Path(move.old), Path(move.file.document)):
            building.draft.remove([move.old])
            files.append(move.file)
        else:
            building.draft.move(move.old, move.file.document, move.file.mtime_ns)
    touched = [(file.document, file.mtime_ns) for file in plan.same if _time(base, file) != file.mtime_ns]
    building.draft.touch(touched)
    return files


def _reads_otherwise(base: Index, old: Path, new: Path) -> bool:
    """Whether the same bytes make another document under the new name."""
    if old.suffix.lower() != new.suffix.lower():  # another reader, or a reader at last
        return True
    record = base.content.record(old.as_posix())
    # a title made from the name: every one of its passages is embedded with it
    return old.stem != new.stem and record is not None and _letters(record.title) == _letters(old.stem)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _time(base: Index, file: FoundFile) -> int:
    record = base.content.record(file.document)
    return file.mtime_ns if record is None else record.mtime_ns


def _read_and_embedded(
    plan: Plan, files: list[FoundFile], building: Building, sandbox: Reads, clock: _Clock
) -> Iterator[Progress]:
    with ahead(_readings(plan.folder, files, sandbox), _AHEAD) as readings:
        for done, (file, read) in enumerate(readings, 1):
            clock.lap("reading")
            if read is not None:
                building.add(read.record, read.pages, read.chunks)
            clock.lap("writing")
            yield Progress("reading", done, len(files), file.document)
            for _ in building.embed(rest=False):
                yield Progress("reading", done, len(files), file.document)
            clock.lap("embedding")
    total, done = building.waiting, 0
    for count in building.embed(rest=True):
        done += count
        yield Progress("embedding", done, total)
    clock.lap("embedding")


def _finished(building: Building, generation: int, quantise_above: int, clock: _Clock) -> Iterator[Progress]:
    before = "embedding"
    for step in building.finish(generation, quantise_above):
        clock.lap(before)
        before = step
        yield Progress(step, 0, 1)
    clock.lap(before)


def _readings(folder: Path, files: list[FoundFile], sandbox: Reads) -> Iterator[tuple[FoundFile, _Read | None]]:
    """Each file with what is to be kept of it; None where it is gone again."""
    by_path = {folder / file.document: file for file in files}
    for path, result in sandbox.read_many(by_path):
        file = by_path[path]
        try:
            status = path.stat()
        except OSError:
            yield file, None
            continue
        if (status.st_size, time_ns(status)) != (file.size_bytes, file.mtime_ns):
            file = replace(file, mtime_ns=CHANGED_MEANWHILE)
        yield file, _kept(file, result)


def _kept(file: FoundFile, result: Reading | FileRefused) -> _Read:
    if isinstance(result, FileRefused):
        return _refused(file, result)
    try:
        return _read(file, result)
    except UnicodeEncodeError:  # halves of surrogate pairs
        found = "its text holds codes that are no characters"
        return _refused(file, FileRefused(Verdict.DAMAGED, found, "Open it in the program that made it and save it again"))


def _read(file: FoundFile, reading: Reading) -> _Read:
    chunks = split(reading, file.document, file.version)
    texts = [embedded_text(chunk) for chunk in chunks]
    drafts = tuple(DraftChunk(chunk, Counter(tokens(text)), key_of(text)) for chunk, text in zip(chunks, texts, strict=True))
    record = _record(
        file, Verdict.INDEXED, title=reading.title, paged=reading.paged, pages=len(reading.pages), chunks=len(chunks)
    )
    return _Read(record, reading.pages, drafts)


def _refused(file: FoundFile, refusal: FileRefused) -> _Read:
    return _Read(_record(file, refusal.verdict, detail=f"{refusal.found}. {refusal.remedy}"))


def _record(
    file: FoundFile,
    verdict: Verdict,
    *,
    title: str = "",
    paged: bool = False,
    pages: int = 0,
    chunks: int = 0,
    detail: str = "",
) -> DocumentRecord:
    now = datetime.now(UTC)
    return DocumentRecord(
        file.document, file.version, title, paged, pages, chunks, file.size_bytes, file.mtime_ns, now, verdict, detail
    )


def _refuse_large(plan: Plan, allowed: float, confirmed: bool) -> None:
    if confirmed or plan.removed_share <= allowed:
        return
    raise PlanTooLarge(
        f"this update would remove {len(plan.removed)} documents, {plan.removed_share:.0%} of the index "
        f"({allowed:.0%} is allowed): look whether {plan.folder} is complete, then run it again with --yes"
    )


def _refuse_unreadable(base: Index, records: list[DocumentRecord], allowed: float) -> None:
    """A share that came back encrypted or cut off must not empty the index."""
    refused = {record.document for record in records if record.verdict is not Verdict.INDEXED}
    lost = [record for record in base.documents() if record.document in refused and record.chunks]
    share = sum(record.chunks for record in lost) / max(base.count, 1)
    if share > allowed:
        raise PlanTooLarge(
            f"{len(lost)} documents that were indexed cannot be read any more, {share:.0%} of the index ({allowed:.0%} is "
            f"allowed), {lost[0].document} among them: look at them, then run the update again with --yes"
        )


def _report(
    plan: Plan, generation: int, records: list[DocumentRecord], *, read: int, embedded: int, seconds: dict[str, float]
) -> Report:
    changes = {file.document: Change.NEW for file in plan.new} | {file.document: Change.CHANGED for file in plan.changed}
    changes |= {move.file.document: Change.MOVED for move in plan.moved}
    files = tuple(
        FileReport(
            record.document,
            changes.get(record.document, Change.SAME),
            record.verdict,
            record.pages,
            record.chunks,
            record.detail,
        )
        for record in records
    )
    chunks = sum(record.chunks for record in records)
    return Report(generation, generation != plan.base, files, plan.removed, chunks, read, embedded, seconds)
