"""The commands about models: models fetch, list, verify. Knows no engine."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from assistant.answering.models import fetch_bundled, models_in_use, verify_bundled
from assistant.errors import Problem
from assistant.settings import Settings, load_settings
from indexer.models import FetchProgress

BAR = 30  # characters of a progress bar


def add_arguments(parser: ArgumentParser) -> None:
    """Adds the subcommands of `models` and their arguments."""
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, text in (
        ("fetch", "put the bundled models into their folder; downloads only what is not there"),
        ("list", "show the models that the settings name, with their licences"),
        ("verify", "check the bundled models against their published hashes"),
    ):
        command = commands.add_parser(action, help=text, description=text)
        command.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
        command.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: Namespace) -> int:
    """Runs the subcommand; problems are raised."""
    settings = load_settings(arguments.settings)
    if arguments.action == "fetch":
        return _fetch(settings, arguments.json)
    if arguments.action == "verify":
        return _verify(settings, arguments.json)
    rows = [model.to_json() for model in models_in_use(settings.embedder, settings.writer)]
    lines = [f"{row['role']}: {row['name']}  licence: {row['licence']}  {row['where']}" for row in rows]
    _say(json.dumps(rows, ensure_ascii=False) if arguments.json else "\n".join(lines))
    return 0


def bar(progress: FetchProgress) -> str:
    """One line that shows how far a model is."""
    filled = BAR * progress.done_bytes // max(1, progress.total_bytes)
    size = f"{progress.done_bytes / 1e6:.0f} of {progress.total_bytes / 1e6:.0f} MB"
    return f"{progress.model}: {progress.step} [{'#' * filled}{'.' * (BAR - filled)}] {size}"


def _fetch(settings: Settings, as_json: bool) -> int:
    terminal, shown = sys.stderr.isatty(), ""
    for progress in fetch_bundled(settings.embedder.folder):
        if terminal:
            sys.stderr.write(f"\r{bar(progress)}" + ("\033[K\n" if progress.step == "ready" else "\033[K"))
        elif f"{progress.model}: {progress.step}" != shown:  # a log gets one line a step
            shown = f"{progress.model}: {progress.step}"
            sys.stderr.write(shown + "\n")
        sys.stderr.flush()
    if as_json:
        _say(json.dumps({"folder": str(settings.embedder.folder)}))
    return 0


def _verify(settings: Settings, as_json: bool) -> int:
    problems = verify_bundled(settings.embedder.folder)
    if as_json:
        _say(json.dumps({"problems": problems}, ensure_ascii=False))
        return 1 if problems else 0
    if problems:
        raise Problem("\n".join([*problems, "run 'python -m assistant models fetch' to mend this"]))
    _say("the bundled models are as published")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
