"""A confusion matrix as a picture."""

from pathlib import Path

import numpy as np
from PIL import Image

from finetune.confusion_picture import draw


def test_the_picture_is_a_png_that_shows_right_and_wrong(tmp_path: Path) -> None:
    draw(("leave", "pay"), np.array([[9, 1], [0, 10]]), tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.format == "PNG"
        assert len(set(picture.convert("L").tobytes())) > 5


def test_many_labels_make_a_larger_picture(tmp_path: Path) -> None:
    for count in (3, 60):
        draw([f"label {n}" for n in range(count)], np.eye(count, dtype=np.int64), tmp_path / f"{count}.png")
    sizes = []
    for count in (3, 60):
        with Image.open(tmp_path / f"{count}.png") as picture:
            sizes.append(picture.size[0])
    assert sizes[0] < sizes[1] < 2000


def test_a_label_that_is_never_wanted_does_not_stop_it(tmp_path: Path) -> None:
    draw(("a", "b"), np.array([[0, 0], [1, 1]]), tmp_path / "a.png")
    assert (tmp_path / "a.png").stat().st_size > 0
