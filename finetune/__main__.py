"""The commands of tuning: arguments in, one call, text or JSON out. Knows nothing of how any of it is done."""

import argparse
import sys
from collections.abc import Sequence

from assistant.errors import Problem
from finetune import (
    classifier_commands,
    commands,
    evaluation_commands,
    export_commands,
    judge_commands,
    preparing_commands,
    promotion_commands,
    search_commands,
)

# each adds its own commands
MODULES = (
    commands,
    preparing_commands,
    evaluation_commands,
    promotion_commands,
    export_commands,
    classifier_commands,
    judge_commands,
    search_commands,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; problems go to stderr with exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m finetune", description="Tune the models, and let the better one go live.")
    found = parser.add_subparsers(required=True, metavar="COMMAND")
    for module in MODULES:
        module.add_commands(found)
    given = parser.parse_args(argv)
    try:
        code: int = given.run(given)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
