"""Rows of metrics as TensorBoard events. Knows nothing of what they measure."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]  # Any: JSON


def with_events(folder: Path, rows: Iterable[Row]) -> Iterator[Row]:
    """The same rows, each written to an events file in the folder as it passes."""
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(str(folder)) as writer:
        for row in rows:
            for name, value in scalars(row).items():
                writer.add_scalar(name, value, row["step"])
            yield row


def scalars(row: Mapping[str, Any], prefix: str = "") -> dict[str, float]:
    """The numbers of a row by name, those within as "validation/macro_f1"; the step is no number of its own."""
    found: dict[str, float] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= scalars(value, f"{prefix}{name}/")
        elif isinstance(value, int | float) and not isinstance(value, bool) and name != "step":
            found[f"{prefix}{name}"] = float(value)
    return found
