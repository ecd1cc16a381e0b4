"""Rows of metrics as TensorBoard events."""

from pathlib import Path

from finetune.metric_events import scalars, with_events


def test_numbers_within_are_named_by_their_path() -> None:
    row = {"step": 3, "validation": {"macro_f1": 0.5, "note": "x"}, "best": True, "loss": 1}
    assert scalars(row) == {"validation/macro_f1": 0.5, "loss": 1.0}


def test_rows_pass_unchanged_and_their_numbers_are_written(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"step": 1, "loss": 0.5}, {"step": 2, "validation": {"macro_f1": 0.7}, "best": False}]
    assert list(with_events(tmp_path, rows)) == rows
    written = b"".join(path.read_bytes() for path in tmp_path.glob("events.*"))
    assert b"loss" in written
    assert b"validation/macro_f1" in written


def test_without_rows_nothing_is_measured(tmp_path: Path) -> None:
    assert list(with_events(tmp_path, [])) == []
