"""The commands of `quiz`: which there are. Knows nothing of what they do."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any  # argparse's subcommands have no public type

from assistant.learning import authoring_commands, grading_commands


def add_arguments(parser: ArgumentParser, *more: Callable[[Any], None]) -> None:
    """Adds the subcommands of `quiz`, and `more`; each sets `run`, which takes the arguments and returns the exit code."""
    commands = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    authoring_commands.add_make(commands)
    grading_commands.add_grade(commands)
    for add in more:
        add(commands)
