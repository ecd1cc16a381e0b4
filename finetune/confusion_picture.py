"""A confusion matrix as a picture. Knows nothing of how it was counted."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NUMBERED = 25  # labels up to which every cell shows its count
INCH = 0.32  # of a label's row, with numbers
NARROW_INCH = 0.11  # without


def draw(labels: Sequence[str], counts: NDArray[np.int64], path: Path) -> None:
    """Writes a PNG: rows the wanted labels, columns the found ones, colour the share of a row."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    numbered = len(labels) <= NUMBERED
    side = 3.0 + len(labels) * (INCH if numbered else NARROW_INCH)
    figure = Figure(figsize=(side, side), layout="constrained")
    axes = figure.add_subplot()
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    size = 8 if numbered else 5
    axes.set_xticks(range(len(labels)), labels, rotation=90, fontsize=size)
    axes.set_yticks(range(len(labels)), labels, fontsize=size)
    axes.set_xlabel("found")
    axes.set_ylabel("wanted")
    for row, column in np.argwhere(counts > 0) if numbered else ():
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(counts[row, column]), ha="center", va="center", fontsize=size, color=colour)
    FigureCanvasAgg(figure).print_png(str(path))  # type: ignore[no-untyped-call]  # matplotlib leaves it without types
