"""The commands of the gate: promote, rollback, models. Knows nothing of how a model is measured."""

import argparse
import getpass
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.answering.registry import WRITER, Entry, Registry, Serving, State
from assistant.errors import Problem
from assistant.settings import Settings, load_settings
from assistant.tuning import RunFolder
from finetune.subcommands import Subcommands


def add_commands(commands: Subcommands) -> None:
    """`promote`, `rollback` and `models`."""
    promoting = commands.add_parser(
        "promote", help="let a run's model go live where it is better", description=_promote.__doc__
    )
    promoting.add_argument("name", metavar="RUN")
    promoting.add_argument("--force", action="store_true", help="also where it is not better for sure; takes --reason")
    promoting.add_argument("--reason", default="", metavar="TEXT", help="why; the registry keeps it")
    promoting.add_argument(
        "--role", default="", help="what it serves as, where several classifiers do; else as its report says"
    )
    back = commands.add_parser("rollback", help="let the model before serve again", description=_rollback.__doc__)
    back.add_argument("--role", default=WRITER, help=f'"{WRITER}", "judge" or the name of a classifier')
    back.add_argument("--reason", default="", metavar="TEXT", help="why; the registry keeps it")
    listing = commands.add_parser("models", help="show every promoted model with its metrics", description=_models.__doc__)
    for command, run in ((promoting, _promote), (back, _rollback), (listing, _models)):
        command.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
        command.add_argument("--json", action="store_true", help="print JSON")
        command.set_defaults(run=run)
    for command in (promoting, back):
        command.add_argument(
            "--by", default="", metavar="NAME", help="who does it; without, whoever is signed in on this machine"
        )


def _promote(given: argparse.Namespace) -> int:
    """Lets the model of a run go live. It has to be better on the questions set aside for it, or forced with a reason."""
    from finetune.promoting import promote, proposal, serves_now

    if given.force != bool(given.reason.strip()):
        raise Problem("--force and --reason belong together: the registry keeps why a model went live against the rule")
    settings = load_settings(given.settings)
    registry = _registry(settings)
    proposed = proposal(_run(given.name, settings), registry, settings, given.role)
    entry = promote(proposed, registry, by=_who(given.by), now=datetime.now(UTC), reason=given.reason)
    said = serves_now(settings, entry)
    _say({**entry.to_json(), "label": entry.label, "objections": proposed.objections, "message": said}, said, given.json)
    return 0


def _rollback(given: argparse.Namespace) -> int:
    """Lets the model that served before serve again; past the first one, the model that comes with Docent."""
    serving = _registry(load_settings(given.settings)).rollback(given.role, _who(given.by), datetime.now(UTC), given.reason)
    said = f"{_label(serving, given.role)} serves"
    _say({"role": given.role, "number": serving.number, "problems": serving.problems, "message": said}, said, given.json)
    return 0


def _models(given: argparse.Namespace) -> int:
    """Shows every promoted model: state, who promoted it and when, its metrics; and whatever is wrong with the registry."""
    registry = _registry(load_settings(given.settings))
    rows: list[dict[str, Any]] = []  # Any: JSON
    lines: list[str] = []
    for role in registry.roles() or (WRITER,):
        lines.append(f"{role}: {_label(registry.current(role), role)} serves")
        for entry, state in registry.entries(role):
            rows.append({**entry.to_json(), "label": entry.label, "state": state.value})
            lines += _shown(entry, state)
    problems = registry.problems()
    lines += [f"problem: {problem}" for problem in problems]
    _say({"models": rows, "problems": problems}, "\n".join(lines), given.json)
    return 0


def _shown(entry: Entry, state: State) -> list[str]:
    forced = f", forced: {entry.reason}" if entry.reason else ""
    head = f"  {entry.label}  {state.value}  from run {entry.name}, by {entry.by} on {entry.at:%Y-%m-%d %H:%M} UTC{forced}"
    return [head, *(f"    {name}: {_numbers(row)}" for name, row in entry.metrics.get("metrics", {}).items())]


def _numbers(row: dict[str, Any]) -> str:  # Any: JSON
    before, after, difference = row["before"], row["after"], row["difference"]
    return f"{before:.3f} -> {after:.3f} ({difference:+.3f}, {row['low']:+.3f} to {row['high']:+.3f}, n = {row['n']})"


def _label(serving: Serving, role: str) -> str:
    return f"the {role} that comes with Docent" if serving.entry is None else serving.entry.label


def _registry(settings: Settings) -> Registry:
    from assistant.assembly import registry_of

    return registry_of(settings)


def _run(name: str, settings: Settings) -> RunFolder:
    for folder in (settings.tuning.folder / "runs" / name, Path(name)):
        if (folder / "state.json").is_file():
            return RunFolder(folder)
    raise Problem(f"{name} is no run: expected a folder in {settings.tuning.folder / 'runs'} with a state.json")


def _who(name: str) -> str:
    return name.strip() or getpass.getuser()


def _say(row: dict[str, Any], text: str, as_json: bool) -> None:  # Any: JSON
    sys.stdout.write((json.dumps(row, ensure_ascii=False) if as_json else text) + "\n")
