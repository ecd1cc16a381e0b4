"""What happens when an admin uses the page for tuning. Knows nothing of how the page is laid out, or of votes."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import gradio as gr
from markupsafe import Markup

from assistant.answering.registry import SHIPPED, WRITER, Change
from assistant.errors import Problem
from assistant.people.person import Role
from assistant.training_runs import Job, TrainingRuns, Wanted
from assistant.tuning import RunFolder, RunState
from assistant.web.admin_view import note_view
from assistant.web.markup import NOTHING, block, html
from assistant.web.problems import shown
from assistant.web.tuning_metrics import Metrics, seconds_left
from assistant.web.tuning_report_view import promote_view, promoted_view, refused_view, report_view
from assistant.web.tuning_view import (
    actions_view,
    data_view,
    job_view,
    log_view,
    models_view,
    numbers_view,
    plots_view,
    progress_view,
    role_name,
    runs_view,
)
from assistant.web.who import admin_of, trainer_of
from assistant.web.words import Words

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Update: TypeAlias = Any  # Any: what Gradio's update functions return
LOG_LINES = 60
LEARNING_RATES = {"lora": 8e-4, "adalora": 8e-4, "prefix": 5e-3, "full": 8e-5}  # to begin with, by method


class Shown(NamedTuple):
    """What changes while something runs, in the order of the page."""

    job: Update
    log: Update
    runs: Update
    chosen: Update
    progress: Update
    actions: Update
    plots: Update
    numbers: Update
    facts: Update
    report: Update
    timer: Update
    seen: Update
    examples: Update


class Tuning:
    """The handlers of one language's page. Every one of them asks first whether an admin is asking."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words
        self._metrics = Metrics()

    def arrive(self, request: gr.Request) -> tuple[Update, ...]:
        """The page as it opens: models, a name for a run that is free, and what is shown of the latest run."""
        with shown(self._words, to_admin=True):
            if trainer_of(request, self._assistant).role is not Role.ADMIN:
                return (gr.skip(),) * (2 + len(Shown._fields))  # a trainer comes for the votes alone
            runs, names = self._training.all(), self._training.data()
            opened = self._anew(runs[0].name if runs else "")
            chosen = gr.update(choices=list(names), value=names[0] if names else None)
            return (self._models(), self._free_name(runs), *opened._replace(examples=chosen))

    def look(self, chosen: str, seen: str, request: gr.Request) -> Shown:
        """What is new since the page looked last; all of it once something has begun or ended."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            job = self._training.job()
            if seen.split("|")[:2] != self._seen(job, chosen).split("|")[:2]:
                return self._anew(chosen)
            return self._further(job, chosen, seen)

    def show(self, command: str, request: gr.Request) -> Shown:
        """Another run."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            return self._anew(str(json.loads(command)["run"]))

    def rest(self, request: gr.Request) -> Update:
        """Nobody looks at the page: it stops asking."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            return gr.Timer(active=False)

    def wake(self, chosen: str, request: gr.Request) -> Shown:
        """Somebody looks at the page again."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            return self._anew(chosen)

    def suggest(self, method: str, request: gr.Request) -> Update:
        """The learning rate to begin with for a method."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            return LEARNING_RATES.get(method, gr.skip())

    def prepare(self, name: str, request: gr.Request) -> tuple[Update, ...]:
        """Makes examples: a note, and what is shown."""
        with shown(self._words, to_admin=True):
            admin = admin_of(request, self._assistant)
            self._training.prepare(name.strip(), admin.name)
            return ("", *self._anew(""))

    def start(
        self,
        name: str,
        data: str | None,
        method: str,
        epochs: float | None,
        tokens: float | None,
        rank: float | None,
        rate: float | None,
        request: gr.Request,
    ) -> tuple[Update, ...]:
        """Starts a run: a note that names what cannot be used, and what is shown."""
        with shown(self._words, to_admin=True):
            admin = admin_of(request, self._assistant)
            wanted = Wanted(name.strip(), data or "", method, epochs or 0.0, _whole(tokens), _whole(rank), rate or 0.0)
            if wanted.wrong():
                return (self._wrong(wanted), *self._same())
            self._training.start(wanted, admin.name)
            return ("", *self._anew(wanted.name))

    def stop(self, chosen: str, request: gr.Request) -> Shown:
        """Tells what runs to stop."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            self._training.stop()
            return self._anew(chosen)

    def resume(self, command: str, request: gr.Request) -> Shown:
        """Goes on with a run that was stopped."""
        with shown(self._words, to_admin=True):
            admin, run = admin_of(request, self._assistant), str(json.loads(command)["run"])
            self._training.resume(run, admin.name)
            return self._anew(run)

    def evaluate(self, command: str, request: gr.Request) -> Shown:
        """Measures a finished run against what serves."""
        with shown(self._words, to_admin=True):
            admin, run = admin_of(request, self._assistant), str(json.loads(command)["run"])
            self._training.evaluate(run, admin.name)
            return self._anew(run)

    def promote(self, command: str, request: gr.Request) -> tuple[Update, ...]:
        """Asks the gate to let a run's model go live: what it says, and the models."""
        with shown(self._words, to_admin=True):
            admin, given = admin_of(request, self._assistant), json.loads(command)
            reason = str(given.get("reason", "")).strip()
            if given.get("forced") and not reason:
                return (self._note("tune.reason_missing", "warn"), gr.skip())
            return (self._promoted(str(given["run"]), admin.name, reason), self._models())

    def back(self, command: str, request: gr.Request) -> tuple[Update, ...]:
        """Lets the model before serve again: a note, and the models."""
        with shown(self._words, to_admin=True):
            admin, role = admin_of(request, self._assistant), str(json.loads(command)["role"])
            if role == WRITER:
                number = self._assistant.rollback_model(admin)
            else:
                number = self._assistant.registry.rollback(role, admin.name, datetime.now(UTC)).number
            key = "tune.back_shipped" if number == SHIPPED else "tune.back_to"
            return (self._note(key, "good", role=role_name(role, self._words), n=number), self._models())

    @property
    def _training(self) -> TrainingRuns:
        return self._assistant.training

    def _models(self) -> str:
        """What serves; where the registry cannot be read the page opens all the same, and says so."""
        registry = self._assistant.registry
        try:
            roles = dict.fromkeys((WRITER, *registry.roles()))
            entries = [entry for role in roles for entry, _ in registry.entries(role)]
            changes: list[Change] = [change for role in roles for change in registry.history(role)]
        except Problem as problem:
            return self._block(note_view(str(problem), "bad"))
        changes.sort(key=lambda change: change.at, reverse=True)
        serving = {role: registry.current(role) for role in roles}
        return self._block(models_view(serving, entries, changes, self._words))

    def _free_name(self, runs: list[RunFolder]) -> str:
        taken, base = {run.name for run in runs}, f"{WRITER}-{datetime.now(UTC):%Y%m%d}"
        return next(name for name in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if name not in taken)

    def _anew(self, chosen: str) -> Shown:
        runs, job = self._training.all(), self._training.job()
        states = {run.name: run.state() for run in runs}
        run = next((one for one in runs if one.name == chosen), None)
        drawn = (NOTHING,) * 6 if run is None else self._run(run, states[run.name], job)
        progress, actions, plots, numbers, facts, report = map(self._block, drawn)
        return Shown(
            job=self._block(job_view(job or self._training.last(), job is not None, self._words)),
            log=self._log(job, chosen),
            runs=self._block(runs_view(states.items(), chosen, self._words)),
            chosen=chosen,
            progress=progress,
            actions=actions,
            plots=plots,
            numbers=numbers,
            facts=facts,
            report=report,
            timer=gr.Timer(active=job is not None),
            seen=self._seen(job, chosen),
            examples=gr.update(choices=list(self._training.data())),
        )

    def _further(self, job: Job | None, chosen: str, seen: str) -> Shown:
        """Progress and log; the plots only where there are new rows."""
        now, words = self._seen(job, chosen), self._words
        found = self._same()._replace(log=self._log(job, chosen), seen=now)
        run = self._training.known(chosen) if chosen else None
        if run is None:
            return found
        rows = self._metrics.rows(run)
        found = found._replace(progress=self._block(self._progress(run, run.state())))
        if now == seen:
            return found
        return found._replace(plots=self._block(plots_view(rows, words)), numbers=self._block(numbers_view(rows, words)))

    def _run(self, run: RunFolder, state: RunState, job: Job | None) -> tuple[Markup, ...]:
        words, rows = self._words, self._metrics.rows(run)
        data = (run.kept("data") or {}) | (self._training.data_report(run.name) or {})
        return (
            self._progress(run, state),
            actions_view(run.name, [] if job is not None else self._possible(run, state), words),
            plots_view(rows, words),
            numbers_view(rows, words),
            data_view(data, words) if data else NOTHING,
            self._report(run),
        )

    def _progress(self, run: RunFolder, state: RunState) -> Markup:
        left = seconds_left(self._metrics.rows(run), state.step, state.steps)
        return progress_view(run.name, state, left, self._words)

    def _possible(self, run: RunFolder, state: RunState) -> list[str]:
        if state.state == "done":
            return ["evaluate"] if state.kind == WRITER else []
        return ["resume"] if self._training.can_resume(run.name) else []

    def _report(self, run: RunFolder) -> Markup:
        report = run.kept("report")
        if report is None:
            return html('<p class="d-where">{text}</p>', text=self._words("tune.no_report"))
        return report_view(report, promote_view(run.name, report, self._words), self._words)

    def _promoted(self, run: str, by: str, reason: str) -> str:
        try:
            said = self._training.promote(run, by, reason)
        except Problem as refused:
            return self._block(refused_view(str(refused), run, self._words))
        self._assistant.writers.look()
        return self._block(promoted_view(said, run, self._words))

    def _log(self, job: Job | None, chosen: str) -> str:
        """What runs says something, else the child before it, where it worked on what was chosen."""
        last = job or self._training.last()
        if last is None or (job is None and chosen not in ("", last.name)):
            lines = self._training.lines("train", chosen, LOG_LINES) if chosen else []
        else:
            lines = self._training.lines(last.kind, last.name, LOG_LINES)
        return self._block(log_view(lines, self._words))

    def _seen(self, job: Job | None, chosen: str) -> str:
        """What runs, where the chosen run stands, and how many rows it has."""
        running = "" if job is None else f"{job.kind} {job.name} {job.stopping or ''}"
        run = self._training.known(chosen) if chosen else None
        if run is None:
            return f"{running}|{chosen}|0"
        return f"{running}|{chosen} {run.state().state}|{len(self._metrics.rows(run))}"

    def _wrong(self, wanted: Wanted) -> str:
        texts = [self._words(f"tune.wrong_{field}") for field in wanted.wrong()]
        return self._block(note_view(" ".join(texts), "warn"))

    def _same(self) -> Shown:
        return Shown(*(gr.skip() for _ in Shown._fields))

    def _note(self, key: str, kind: str, **values: object) -> str:
        return self._block(note_view(self._words(key, **values), kind))

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language) if content != NOTHING else ""


def _whole(value: float | None) -> int:
    """A number field's value; one that was emptied, or has a fraction, is none that could be used."""
    return int(value) if value is not None and float(value).is_integer() else 0
