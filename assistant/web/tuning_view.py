"""What admins see of models and runs as HTML: what serves, what ran, how far it is. Knows nothing of events or reports."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from markupsafe import Markup

from assistant.answering.registry import SHIPPED, Change, Entry, Serving
from assistant.training_runs import Job
from assistant.tuning import Row, RunState
from assistant.web.admin_view import note_view
from assistant.web.markup import NOTHING, html, joined
from assistant.web.tuning_metrics import best_step, losses, validations
from assistant.web.tuning_plot import Line, plot
from assistant.web.words import Words

SIGNS = {"running": "▶", "done": "✓", "stopped": "■", "failed": "✗"}
ROWS = 60  # of the table beside the plots
HISTORY = 50  # changes shown
NUMBERS = ("loss",)  # validation metrics that are drawn with the training loss


def table(heads: Sequence[str], rows: Markup, label: str) -> Markup:
    """A table that scrolls on its own; a head that begins with # is over numbers."""
    cells = joined(
        html(
            '<th scope="col"{kind}>{name}</th>',
            kind=Markup(' class="d-number"') if head.startswith("#") else NOTHING,
            name=head.removeprefix("#"),
        )
        for head in heads
    )
    return html(
        '<div class="d-table" tabindex="0" role="region" aria-label="{label}"><table><thead><tr>{cells}</tr></thead>'
        "<tbody>{rows}</tbody></table></div>",
        label=label,
        cells=cells,
        rows=rows,
    )


def models_view(serving: Mapping[str, Serving], entries: Sequence[Entry], changes: Sequence[Change], words: Words) -> Markup:
    """What serves in each role, with the way back, and what served before."""
    known = {(entry.role, entry.number): entry for entry in entries}
    cards = joined(_serves(role, one, words) for role, one in serving.items())
    rows = joined(_change(one, known.get((one.role, one.entry)), words) for one in changes[:HISTORY])
    heads = [words(f"tune.{key}") for key in ("when", "role", "change", "model", "by", "result", "reason")]
    history = table(heads, rows, words("tune.history")) if changes else NOTHING
    return html('<div class="d-cards">{cards}</div>{history}', cards=cards, history=history)


def role_name(role: str, words: Words) -> str:
    """A role in the language of the page; a classifier's is its own name."""
    return words(f"tune.role_{role}") if words.has(f"tune.role_{role}") else role


def metric_name(name: str, words: Words) -> str:
    """A metric in the language of the page; what is measured task by task is named after its task."""
    if words.has(f"tune.metric_{name}"):
        return words(f"tune.metric_{name}")
    task = name.removeprefix("exact_match_")
    if task != name and words.has(f"tune.task_{task}"):
        return words("tune.metric_of", metric=words("tune.metric_exact_match"), task=words(f"tune.task_{task}"))
    return name.replace("_", " ")


def job_view(job: Job | None, working: bool, words: Words) -> Markup:
    """What runs at this moment, with the button that stops it; or how what ran last has ended, where that is known."""
    if job is None:
        return NOTHING
    what = words(f"tune.kind_{job.kind}", name=job.name)
    if not working:
        return NOTHING if job.code is None or job.stopping is not None else _ended(what, job.code, words)
    told = words("tune.job_by", what=what, by=job.by, at=moment(job.started)) if job.by else words("tune.job", what=what)
    return html(
        '<div class="d-job"><p class="d-progress" data-announce="">{told} {stopping}</p>{stop}</div>',
        told=told,
        stopping="" if job.stopping is None else words("tune.stopping"),
        stop=ask_first("stop", words("tune.stop"), words("tune.stop_sure"), words),
    )


def log_view(lines: Sequence[str], words: Words) -> Markup:
    """The end of what a process said, the newest line first."""
    if not lines:
        return NOTHING
    return html(
        '<details data-keep="log"><summary>{label}</summary>'
        '<div class="d-log" tabindex="0" role="log" aria-label="{label}">{lines}</div></details>',
        label=words("tune.log"),
        lines="\n".join(reversed(lines)),
    )


def runs_view(runs: Iterable[tuple[str, RunState]], chosen: str, words: Words) -> Markup:
    """All runs, each with the button that shows it."""
    rows = joined(_run(name, state, name == chosen, words) for name, state in runs)
    if rows == NOTHING:
        return html('<p class="d-where">{text}</p>', text=words("tune.no_runs"))
    heads = [words(f"tune.{key}") for key in ("run", "what", "state", "step", "began")]
    return table([*heads[:3], f"#{heads[3]}", heads[4]], rows, words("tune.runs"))


def progress_view(name: str, state: RunState, seconds: float | None, words: Words) -> Markup:
    """How far a run is and about how long it will take, or what is left of it."""
    done = words("tune.steps", step=state.step, steps=state.steps)
    if state.state == "running" and seconds is not None:
        done = words("tune.steps_left", step=state.step, steps=state.steps, left=duration(seconds, words))
    if state.state in ("stopped", "failed") and state.step < state.steps:
        done = words("tune.steps_open", step=state.step, steps=state.steps, open=state.steps - state.step)
    return html(
        '<h3>{name}</h3><p><strong class="{kind}">{sign} {state}</strong> · {done}</p>'
        '<progress aria-label="{label}" max="{steps}" value="{step}"></progress><p class="d-where">{message}</p>',
        name=name,
        kind="d-verdict d-bad" if state.state == "failed" else "d-verdict",
        sign=SIGNS[state.state],
        state=words(f"tune.state_{state.state}"),
        done=done,
        label=words("tune.progress"),
        steps=max(1, state.steps),
        step=state.step,
        message=state.message,
    )


def duration(seconds: float, words: Words) -> str:
    """Seconds as a person would say them."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return words("tune.left_soon")
    return words("tune.left_min", n=minutes) if minutes < 90 else words("tune.left_h", h=minutes // 60, n=minutes % 60)


def actions_view(name: str, can: Sequence[str], words: Words) -> Markup:
    """The buttons for a run: those of resume and evaluate that can be pressed now."""
    buttons = joined(
        html(
            '<button class="d-button" type="button" data-do="{do}" data-run="{run}">{name}</button>',
            do=do,
            run=name,
            name=words(f"tune.{do}"),
        )
        for do in can
    )
    return html('<div class="d-bar">{buttons}</div>', buttons=buttons) if can else NOTHING


def plots_view(rows: Sequence[Row], words: Words) -> Markup:
    """Losses and validation metrics, drawn."""
    measured, best = validations(rows), best_step(rows)
    lost = [Line(words("tune.training_loss"), losses(rows))]
    lost += [Line(words("tune.validation_loss"), measured[name]) for name in NUMBERS if name in measured]
    others = [Line(metric_name(name, words), points) for name, points in measured.items() if name not in NUMBERS]
    drawn = [
        plot(lines, _told(title, lines, words), words("tune.step"), best)
        for title, lines in ((words("tune.losses"), lost), (words("tune.validation"), others))
        if any(line.points for line in lines)
    ]
    if not drawn:
        return html('<p class="d-where">{text}</p>', text=words("tune.no_metrics"))
    note = NOTHING if best is None else html('<p class="d-where">{text}</p>', text=words("tune.best", step=best))
    return html('<div class="d-plots">{drawn}</div>{note}', drawn=joined(drawn), note=note)


def numbers_view(rows: Sequence[Row], words: Words) -> Markup:
    """The same as a table: a row for each validation, and of the losses between them the last."""
    measured = validations(rows)
    lost = dict(losses(rows))
    steps = sorted({step for points in measured.values() for step, _ in points} or set(lost))[-ROWS:]
    if not steps:
        return NOTHING
    columns = {words("tune.training_loss"): {step: _until(lost, step) for step in steps}}
    for name, points in measured.items():
        columns[words("tune.validation_loss") if name in NUMBERS else metric_name(name, words)] = dict(points)
    body = joined(
        html(
            '<tr><td class="d-number">{step}</td>{cells}</tr>',
            step=step,
            cells=joined(
                html('<td class="d-number">{value}</td>', value=number(column.get(step))) for column in columns.values()
            ),
        )
        for step in reversed(steps)
    )
    return html(
        '<details data-keep="numbers"><summary>{label}</summary>{table}</details>',
        label=words("tune.numbers"),
        table=table([f"#{words('tune.step')}", *(f"#{name}" for name in columns)], body, words("tune.numbers")),
    )


def data_view(facts: Mapping[str, Any], words: Words) -> Markup:  # Any: JSON
    """A report of examples: what was used, what was dropped and why."""
    return html(
        '<details data-keep="data"><summary>{title}</summary><dl class="d-facts">{rows}</dl></details>',
        title=words("tune.data"),
        rows=joined(_fact(key, value, words) for key, value in facts.items()),
    )


def ask_first(do: str, name: str, sure: str, words: Words, **data: str) -> Markup:
    """A button that asks before it does something; `data` goes to the handler."""
    given = joined(html(' data-{key}="{value}"', key=key, value=value) for key, value in data.items())
    return html(
        '<details class="d-pop d-ask-first"><summary class="d-button">{name}</summary><div><p>{sure}</p>'
        '<button class="d-button" type="button" data-do="{do}"{given}>{confirm}</button></div></details>',
        name=name,
        sure=sure,
        do=do,
        given=given,
        confirm=words("tune.confirm"),
    )


def number(value: float | None) -> str:
    """A number with three digits after the point, a dash where there is none."""
    return "–" if value is None else f"{value:.3f}"


def moment(at: datetime) -> str:
    """A time as the server's clock shows it."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _ended(what: str, code: int, words: Words) -> Markup:
    if code == 0:
        return note_view(words("tune.job_done", what=what))
    return note_view(words("tune.job_failed", what=what), "bad")


def _serves(role: str, serving: Serving, words: Words) -> Markup:
    entry, change = serving.entry, serving.change
    since = (
        NOTHING if change is None else html("<span>{text}</span>", text=words("tune.since", at=moment(change.at), by=change.by))
    )
    back = words("tune.rollback_sure", role=role_name(role, words))
    problems = joined(note_view(problem, "bad") for problem in serving.problems)
    return html(
        '<div class="d-card d-wide"><span>{role}</span><strong>{name}</strong><span>{since}</span>{problems}{back}</div>',
        role=role_name(role, words),
        name=words("tune.shipped") if entry is None else f"{entry.name} ({entry.label})",
        since=since,
        problems=problems,
        back=NOTHING if serving.number == SHIPPED else ask_first("back", words("tune.rollback"), back, words, role=role),
    )


def _change(change: Change, entry: Entry | None, words: Words) -> Markup:
    name = words("tune.shipped") if change.entry == SHIPPED else f"{change.role} {change.entry}"
    return html(
        '<tr><td class="d-day">{at}</td><td>{role}</td><td>{event}</td><td>{name}</td><td>{by}</td><td>{result}</td>'
        "<td>{reason}</td></tr>",
        at=moment(change.at),
        role=role_name(change.role, words),
        event=words("tune.event_" + change.event.value.replace(" ", "_")),
        name=name if entry is None else f"{entry.name} ({entry.label})",
        by=change.by,
        result=NOTHING if entry is None else _result(entry, words),
        reason=change.reason,
    )


def _result(entry: Entry, words: Words) -> str:
    main = str(entry.metrics.get("main", ""))
    found = (entry.metrics.get("metrics") or entry.metrics).get(main)
    if not isinstance(found, Mapping):
        return ""
    difference = "" if found.get("difference") is None else f" ({found['difference']:+.3f})"
    return f"{metric_name(main, words)} {number(found.get('after'))}{difference}"


def _run(name: str, state: RunState, chosen: bool, words: Words) -> Markup:
    return html(
        '<tr{current}><td><button class="d-button" type="button" data-do="show" data-run="{name}" aria-pressed="{pressed}"'
        ' aria-label="{label}">{name}</button></td><td>{kind}</td><td class="d-verdict{bad}">{sign} {state}</td>'
        '<td class="d-number">{step} / {steps}</td><td class="d-day">{began}</td></tr>',
        current=Markup(' aria-current="true"') if chosen else NOTHING,
        name=name,
        pressed="true" if chosen else "false",
        label=words("tune.show_run", name=name),
        kind=role_name(state.kind, words),
        bad=" d-bad" if state.state == "failed" else "",
        sign=SIGNS[state.state],
        state=words(f"tune.state_{state.state}"),
        step=state.step,
        steps=state.steps,
        began=moment(state.started),
    )


def _told(title: str, lines: Sequence[Line], words: Words) -> str:
    parts = [
        words("tune.line", name=line.name, first=number(line.points[0][1]), last=number(line.points[-1][1]))
        for line in lines
        if line.points
    ]
    return f"{title}: {'; '.join(parts)}"


def _until(lost: Mapping[float, float], step: float) -> float | None:
    return next((lost[one] for one in sorted(lost, reverse=True) if one <= step), None)


def _fact(key: str, value: Any, words: Words) -> Markup:  # Any: JSON
    # names of sets and documents stay as they are
    plain = key.replace("_", " ") if key.isidentifier() else key
    name = words(f"tune.data_{key}") if words.has(f"tune.data_{key}") else plain
    if isinstance(value, Mapping) and value:
        body = joined(_fact(str(inner), one, words) for inner, one in value.items())
        return html("<dt>{name}</dt><dd><dl>{body}</dl></dd>", name=name, body=body)
    if isinstance(value, list):
        body = joined(html("<li>{one}</li>", one=_inline(one)) for one in value[:ROWS])
        more = html("<li>… + {n}</li>", n=len(value) - ROWS) if len(value) > ROWS else NOTHING
        return html("<dt>{name}</dt><dd><ul>{body}{more}</ul></dd>", name=name, body=body, more=more)
    return html("<dt>{name}</dt><dd>{value}</dd>", name=name, value=_inline(value))


def _inline(value: Any) -> str:  # Any: JSON
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_inline(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_inline, value))
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
