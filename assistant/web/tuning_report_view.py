"""A model before and after tuning as HTML: metrics, the gate's verdict, answers side by side. Knows nothing of events."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from assistant.gate import gain, loss, too_much, too_slow
from assistant.tuning import Row
from assistant.web.admin_view import note_view
from assistant.web.markup import NOTHING, html, joined
from assistant.web.tuning_plot import interval
from assistant.web.tuning_view import ask_first, metric_name, number, table
from assistant.web.words import Words

SIGNS = {"better": "▲", "worse": "▼", "same": "=", "unknown": "–"}


def report_view(report: Row, promote: Markup, words: Words) -> Markup:
    """The verdict with what can be done about it, the table of metrics, one for each set, and answers side by side."""
    before, after = (report.get(key) or {} for key in ("before", "model"))
    named = words("tune.compared", before=before.get("name") or words("tune.nothing_before"), after=after.get("name", ""))
    main, samples = str(report.get("main", "")), report.get("samples") or ()
    sets = joined(_folded(name, _metrics(metrics, main, words)) for name, metrics in (report.get("by_set") or {}).items())
    return html(
        '<h3>{title}</h3><p class="d-where">{named}</p>{verdict}{table}<div class="d-bar">{promote}</div>{sets}{samples}',
        title=words("tune.before_after"),
        named=named,
        verdict=verdict_view(report, words),
        table=_metrics(report.get("metrics") or {}, main, words),
        promote=promote,
        sets=html("<h4>{title}</h4>{sets}", title=words("tune.by_set"), sets=sets) if sets else NOTHING,
        samples=_folded(f"{words('tune.side_by_side')} ({len(samples)})", samples_view(samples, words)) if samples else NOTHING,
    )


def refusals(report: Row, words: Words) -> list[str]:
    """Why the gate will refuse a model, in sentences; none where it will let it pass."""
    main, metrics = str(report.get("main", "")), report.get("metrics") or {}
    found = metrics.get(main)
    if found is None or found.get("low") is None:
        return [words("tune.not_compared")]
    name = metric_name(main, words)
    reasons = [] if direction(found) == "better" else [words("tune.main_not_better", metric=name, **_bounds(found))]
    for other, values in metrics.items():
        compared = other != main and values.get("difference") is not None
        if compared and too_much(loss(values)):
            points = f"{100 * loss(values):.1f}"
            reasons.append(words("tune.other_worse", metric=metric_name(other, words), points=points))
    speeds = too_slow(report)
    return reasons if speeds is None else [*reasons, words("tune.slower", before=f"{speeds[0]:g}", after=f"{speeds[1]:g}")]


def verdict_view(report: Row, words: Words) -> Markup:
    """Whether the model may go live, and why not."""
    reasons = refusals(report, words)
    if not reasons:
        found = report["metrics"][report["main"]]
        name = metric_name(str(report["main"]), words)
        return note_view(words("tune.passes", metric=name, **_bounds(found)))
    listed = joined(html("<li>{reason}</li>", reason=reason) for reason in reasons)
    return html(
        '<div class="d-note d-bad-note"><p>{refused}</p><ul>{listed}</ul></div>', refused=words("tune.refused"), listed=listed
    )


def promote_view(run: str, report: Row, words: Words) -> Markup:
    """The button that lets a model go live; where the gate refuses it, only with a reason."""
    if refusals(report, words):
        return force_view(run, words)
    return ask_first("promote", words("tune.promote"), words("tune.promote_sure", name=run), words, run=run)


def force_view(run: str, words: Words) -> Markup:
    """The way past the gate, which asks for a reason."""
    return html(
        '<details class="d-force"><summary class="d-button">{name}</summary><div data-form><p>{sure}</p>'
        '<label>{reason}<textarea name="reason" rows="3" maxlength="500" required></textarea></label>'
        '<button class="d-button d-danger" type="button" data-do="promote" data-run="{run}" data-forced="yes">{force}</button>'
        "</div></details>",
        name=words("tune.force"),
        sure=words("tune.force_sure"),
        reason=words("tune.force_reason"),
        run=run,
        force=words("tune.force_do"),
    )


def refused_view(said: str, run: str, words: Words) -> Markup:
    """What the gate objected to, line by line, and the way past it."""
    return html(
        '<div class="d-note d-bad-note" data-announce=""><p>{refused}</p><div class="d-text" lang="en">{said}</div></div>'
        "{force}",
        refused=words("tune.refused"),
        said=said,
        force=force_view(run, words),
    )


def promoted_view(said: str, run: str, words: Words) -> Markup:
    """What the gate let pass."""
    return html(
        '<p class="d-note d-good-note" data-announce="">{live} <span lang="en">{said}</span></p>',
        live=words("tune.live", name=run),
        said=said,
    )


def samples_view(samples: Sequence[Row], words: Words) -> Markup:
    """Answers before and after, side by side."""
    return joined(_sample(sample, place, words) for place, sample in enumerate(samples, 1))


def passages_view(passages: Sequence[object], words: Words) -> Markup:
    """The passages that an answer was to draw on, folded."""
    rows = joined(html("<li>{text}</li>", text=text) for text in passages)
    return html(
        '<details><summary>{name} ({n})</summary><ol class="d-passages">{rows}</ol></details>',
        name=words("tune.passages"),
        n=len(passages),
        rows=rows,
    )


def direction(metric: Mapping[str, Any]) -> str:  # Any: JSON
    """Whether a metric is "better", "worse" or the "same" by its interval; "unknown" where nothing was compared."""
    if metric.get("low") is None or metric.get("high") is None:
        return "unknown"
    low, high = gain(metric)
    return "better" if low > 0 else "worse" if high < 0 else "same"


def _folded(name: str, content: Markup) -> Markup:
    return html('<details data-keep="{name}"><summary>{name}</summary>{content}</details>', name=name, content=content)


def _metrics(metrics: Mapping[str, Any], main: str, words: Words) -> Markup:  # Any: JSON
    ends = [abs(row[end]) for row in metrics.values() for end in ("low", "high") if row.get(end) is not None]
    reach = max(ends, default=0.0) or 1.0
    ordered = sorted(metrics.items(), key=lambda item: item[0] != main)
    rows = joined(_metric(name, row, name == main, reach, words) for name, row in ordered)
    heads = [words("tune.metric"), *(f"#{words(f'tune.{key}')}" for key in ("before", "after", "difference"))]
    heads += ["", words("tune.verdict"), f"#{words('tune.count')}"]
    return table(heads, rows, words("tune.before_after"))


def _metric(name: str, row: Mapping[str, Any], main: bool, reach: float, words: Words) -> Markup:  # Any: JSON
    kind, compared = direction(row), row.get("low") is not None
    note = "" if row.get("higher_is_better", True) else words("tune.lower_is_better")
    return html(
        '<tr><th scope="row">{name}{main} {note}</th><td class="d-number">{before}</td><td class="d-number">{after}</td>'
        '<td class="d-number">{difference}</td><td>{drawn}</td><td class="d-verdict{bad}">{sign} {verdict}</td>'
        '<td class="d-number">{n}</td></tr>',
        name=metric_name(name, words),
        main=words("tune.main") if main else "",
        note=html("<small>{note}</small>", note=note) if note else NOTHING,
        before=number(row.get("before")),
        after=number(row.get("after")),
        difference=words("tune.interval", difference=f"{row['difference']:+.3f}", **_bounds(row)) if compared else "–",
        drawn=interval(row["low"], row["difference"], row["high"], reach) if compared else NOTHING,
        bad=" d-bad" if kind == "worse" else "",
        sign=SIGNS[kind],
        verdict=words(f"tune.is_{kind}"),
        n=row.get("n", ""),
    )


def _bounds(row: Mapping[str, Any]) -> dict[str, str]:  # Any: JSON
    return {"low": f"{row['low']:+.3f}", "high": f"{row['high']:+.3f}"}


def _sample(sample: Row, place: int, words: Words) -> Markup:
    return html(
        '<section class="d-sample"><h3>{place}. {question}</h3><p class="d-where">{reference}</p>'
        '<div class="d-sides"><div><h4>{before}</h4><p class="d-text">{old}</p></div>'
        '<div><h4>{after}</h4><p class="d-text">{new}</p></div></div>{passages}</section>',
        place=place,
        question=sample.get("question", ""),
        reference=words("tune.reference", text=sample.get("reference") or words("tune.no_answer")),
        before=words("tune.before"),
        old=sample.get("before") or "–",
        after=words("tune.after"),
        new=sample.get("after") or "–",
        passages=passages_view(sample.get("passages") or (), words),
    )
