"""The type of what commands are added to. Knows no command."""

import argparse
from typing import TypeAlias

# the standard library has no public name for it
Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
