"""A registry with models of a few bytes. Knows nothing of training."""

from collections.abc import Callable
from pathlib import Path

from assistant.answering.registry import Candidate, Entry, Registry
from tests.fakes import START


def candidate(name: str = "first", role: str = "writer") -> Candidate:
    """What is known of a run's model."""
    return Candidate(role, name, ("SmolLM2-135M-Instruct",), f"source of {name}", "d" * 64, "s" * 64, {"main": "f1"})


def filled(text: str) -> Callable[[Path], None]:
    """What writes a model of one file."""

    def fill(folder: Path) -> None:
        (folder / "model.gguf").write_text(text, encoding="utf-8")

    return fill


def promoted(registry: Registry, name: str = "first", reason: str = "") -> Entry:
    """A writer that goes live instead of whatever serves."""
    number = registry.current("writer").number
    return registry.promote(
        candidate(name), filled(f"weights of {name}"), by="ada", now=START, instead_of=number, reason=reason
    )
