"""What admins see as HTML: documents and their verdicts, a plan, an update's progress, search hits. Knows nothing of events."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup

from assistant.reindexing import ReindexState
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words
from indexer.content import DocumentRecord
from indexer.errors import Verdict
from indexer.planning import Plan
from indexer.searching import Hit

ROWS = 300  # documents shown at once; the filter finds the others
FILES = 200  # files of one kind that a plan names
HIT_CHARACTERS = 420  # of a passage in the test bench


def cards_view(facts: Iterable[tuple[str, str, str]]) -> Markup:
    """Facts side by side: value, what it is, and a further line that may be empty."""
    cards = joined(
        html(
            '<div class="d-card{wide}"><span>{label}</span><strong>{value}</strong>{more}</div>',
            wide=" d-wide" if more else "",
            label=label,
            value=value,
            more=html("<span>{more}</span>", more=more) if more else NOTHING,
        )
        for value, label, more in facts
    )
    return html('<div class="d-cards">{cards}</div>', cards=cards)


def note_view(text: str, kind: str = "good") -> Markup:
    """A sentence set off from the rest; `kind` is "good", "bad" or "warn"."""
    return html('<p class="d-note d-{kind}-note" data-announce="">{text}</p>', kind=kind, text=text)


def documents_view(records: Sequence[DocumentRecord], total: int, words: Words) -> Markup:
    """A table of documents with their verdicts."""
    names = ("document", "verdict", "pages", "chunks", "modified", "indexed_at", "todo")
    rows = joined(_document(record, words) for record in records[:ROWS])
    shown = words("admin.shown", shown=min(len(records), ROWS), total=total)
    return html('<p class="d-where" role="status">{shown}</p>{table}', shown=shown, table=_table(names, rows, words))


def matching(records: Sequence[DocumentRecord], text: str, verdict: str) -> list[DocumentRecord]:
    """The records whose path or title holds the text and whose verdict is the one chosen; refused files come first."""
    wanted = text.strip().lower()
    found = [
        record
        for record in records
        if (wanted in record.document.lower() or wanted in record.title.lower()) and verdict in ("", record.verdict.value)
    ]
    return sorted(found, key=lambda record: (record.verdict is Verdict.INDEXED, record.document))


def verdict_name(verdict: Verdict, words: Words) -> str:
    """The verdict in the language of the page."""
    return words("admin.verdict_" + verdict.value.replace(" ", "_"))


def plan_view(plan: Plan, words: Words) -> Markup:
    """What an update would do, file by file."""
    kinds: list[tuple[str, list[str]]] = [
        ("new", [file.document for file in plan.new]),
        ("changed", [file.document for file in plan.changed]),
        ("moved", [f"{move.old} → {move.file.document}" for move in plan.moved]),
        ("removed", list(plan.removed)),
    ]
    counts = joined(
        html("<span><strong>{n}</strong> {name}</span>", n=n, name=words(f"admin.plan_{kind}"))
        for kind, n in [*((kind, len(files)) for kind, files in kinds), ("same", len(plan.same))]
    )
    nothing = note_view(words("admin.plan_nothing")) if plan.empty else NOTHING
    lists = joined(_files(kind, files, words) for kind, files in kinds if files)
    return html('<div class="d-plan" role="status">{counts}</div>{nothing}{lists}', counts=counts, nothing=nothing, lists=lists)


def state_view(state: ReindexState, lines: Sequence[str], words: Words) -> Markup:
    """The update that runs, or how the last one ended, with its log."""
    log = html(
        "<details{opened}><summary>{label}</summary>"
        '<div class="d-log" tabindex="0" role="log" aria-label="{label}">{lines}</div></details>',
        opened=Markup(" open") if state.running else "",
        label=words("admin.log"),
        lines="\n".join(reversed(lines)),
    )
    return html(
        "{head}{log}", head=_running(state, words) if state.running else _ended(state, words), log=log if lines else NOTHING
    )


def rollback_view(words: Words) -> Markup:
    """The button that goes back one generation, and the question before it does."""
    return html(
        '<details class="d-pop d-ask-first"><summary class="d-button">{name}</summary><div><p>{sure}</p>'
        '<button class="d-button" type="button" data-do="rollback">{confirm}</button></div></details>',
        name=words("admin.rollback"),
        sure=words("admin.rollback_sure"),
        confirm=words("admin.confirm"),
    )


def hits_view(hits: Sequence[Hit], words: Words) -> Markup:
    """What the search found, ranked, with both scores."""
    if not hits:
        return note_view(words("admin.bench_none"), "warn")
    return _table(("rank", "where", "text", "score", "vector", "keyword"), joined(_hit(hit, words) for hit in hits), words)


def _table(names: Sequence[str], rows: Markup, words: Words) -> Markup:
    numbers = {"pages", "chunks", "rank", "score", "vector", "keyword"}
    heads = joined(
        html(
            '<th scope="col"{kind}>{name}</th>',
            kind=Markup(' class="d-number"') if name in numbers else "",
            name=words(f"admin.{name}"),
        )
        for name in names
    )
    return html(
        '<div class="d-table" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>{heads}</tr></thead>'
        "<tbody>{rows}</tbody></table></div>",
        label=words("admin.table"),
        heads=heads,
        rows=rows,
    )


def _document(record: DocumentRecord, words: Words) -> Markup:
    indexed = record.verdict is Verdict.INDEXED
    return html(
        '<tr><td>{document}</td><td class="d-verdict{bad}">{sign} {verdict}</td><td class="d-number">{pages}</td>'
        '<td class="d-number">{chunks}</td><td class="d-day">{modified}</td>'
        '<td class="d-day">{indexed_at}</td><td>{remedy} {detail}</td></tr>',
        document=record.document,
        bad="" if indexed else " d-bad",
        sign="✓" if indexed else "✗",
        verdict=verdict_name(record.verdict, words),
        pages=record.pages,
        chunks=record.chunks,
        modified=_day(record.modified),
        indexed_at=_day(record.indexed_at),
        remedy="" if indexed else words("admin.todo_" + record.verdict.value.replace(" ", "_")),
        detail=record.detail,
    )


def _hit(hit: Hit, words: Words) -> Markup:
    chunk, also = hit.chunk, ", ".join(twin.document for twin in hit.also)
    text = chunk.text if len(chunk.text) <= HIT_CHARACTERS else chunk.text[:HIT_CHARACTERS] + " …"
    return html(
        '<tr><td class="d-number">{rank}</td><td>{document}, {page}<br>{heading}{also}</td><td>{text}</td>'
        '<td class="d-number">{score:.2f}</td><td class="d-number">{vector:.3f}</td>'
        '<td class="d-number">{keyword:.2f}</td></tr>',
        rank=hit.rank,
        document=chunk.document,
        page=words("ask.page", n=chunk.page),
        heading=chunk.heading,
        also=html("<br>= {also}", also=also) if also else NOTHING,
        text=text,
        score=hit.score,
        vector=hit.vector,
        keyword=hit.keyword,
    )


def _files(kind: str, files: Sequence[str], words: Words) -> Markup:
    rows = joined(html("<li>{file}</li>", file=file) for file in files[:FILES])
    return html(
        '<details open><summary>{name} ({n})</summary><ul class="d-plan-list">{rows}</ul>{more}</details>',
        name=words(f"admin.plan_{kind}"),
        n=len(files),
        rows=rows,
        more=html("<p>… + {n}</p>", n=len(files) - FILES) if len(files) > FILES else NOTHING,
    )


def _running(state: ReindexState, words: Words) -> Markup:
    step = state.progress
    bar = html('<progress aria-label="{label}"></progress>', label=words("admin.progress"))
    if step is not None:
        bar = html(
            '<progress aria-label="{label}" max="{total}" value="{done}"></progress>'
            '<p class="d-where">{name}: {done} / {total} {document}</p>',
            label=words("admin.progress"),
            name=words("admin.step_" + step.step) if step.step in STEPS else step.step,
            done=step.done,
            total=max(step.total, 1),
            document=step.document,
        )
    started = words("admin.running", by=state.by, started=_moment(state.started))
    return html("<p>{started}</p>{bar}", started=started, bar=bar)


STEPS = ("reading", "embedding", "vectors", "keywords", "checksums")  # those that have a name in the messages


def _ended(state: ReindexState, words: Words) -> Markup:
    if state.finished is None:
        return html('<p class="d-where">{text}</p>', text=words("admin.idle"))
    if state.problem:
        return note_view(words("admin.failed", problem=state.problem), "bad")
    return note_view(words("admin.finished", finished=_moment(state.finished)))


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d}"
