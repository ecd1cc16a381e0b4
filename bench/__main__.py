"""python -m bench NAME: runs one measurement. Knows only the names of the files beside it."""

import importlib
import sys
from pathlib import Path


def names() -> list[str]:
    """The measurements: every file here with a function `main(argv)`."""
    files = sorted(Path(__file__).parent.glob("[!_]*.py"))
    return [path.stem for path in files if "\ndef main(argv" in path.read_text(encoding="utf-8")]


def main(argv: list[str]) -> int:
    """Runs the measurement that the first argument names, with the other arguments."""
    if not argv or argv[0] not in names():
        print(f"usage: python -m bench NAME ...; NAME is one of {', '.join(names())}", file=sys.stderr)
        return 1
    importlib.import_module(f"bench.{argv[0]}").main(argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
