"""The folder of a tuning run on disk."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.tuning import Row, RunFolder, RunState, runs

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path / "runs/first")
    folder.begin("writer", 100, ["finetune", "train", "first"], "[training]\n", NOW)
    return folder


def ended_process() -> int:
    """The id of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


def test_a_state_comes_back_from_its_row() -> None:
    state = RunState("done", "judge", 17, 5, 10, NOW, NOW + timedelta(minutes=1), "best at step 5")
    assert RunState.from_json(state.to_json()) == state


def test_a_run_that_has_begun_says_who_runs_what(run: RunFolder) -> None:
    state = run.state()
    assert (state.state, state.kind, state.process, state.step, state.steps) == ("running", "writer", os.getpid(), 0, 100)
    assert state.started == NOW
    assert run.name == "first"
    assert (run.folder / "settings.toml").read_text() == "[training]\n"
    assert (run.folder / "command.txt").read_text() == "finetune train first\n"


def test_a_change_leaves_the_rest_of_the_state(run: RunFolder) -> None:
    run.change(NOW + timedelta(hours=1), step=40, message="half")
    state = run.state()
    assert (state.step, state.message, state.kind, state.started) == (40, "half", "writer", NOW)
    assert state.changed == NOW + timedelta(hours=1)


def test_a_change_without_a_time_is_a_change_now(run: RunFolder) -> None:
    run.change(step=1)
    assert run.state().changed > NOW


def test_a_run_whose_process_is_gone_has_failed(run: RunFolder) -> None:
    run.change(process=ended_process())
    assert run.state().state == "failed"
    assert "start it again" in run.state().message


def test_a_run_that_is_done_stays_done_when_its_process_is_gone(run: RunFolder) -> None:
    run.change(process=ended_process(), state="done")
    assert run.state().state == "done"


def test_metrics_come_back_in_their_order(run: RunFolder) -> None:
    assert run.metrics() == []
    rows: list[Row] = [{"step": 5, "loss": 1.5}, {"step": 5, "validation": {"f1": 0.5}, "best": True}]
    for row in rows:
        run.log(row)
    assert run.metrics() == rows


def test_a_torn_last_line_of_metrics_is_left_out(run: RunFolder) -> None:
    run.log({"step": 5, "loss": 1.5})
    with (run.folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 10, "lo')
    assert run.metrics() == [{"step": 5, "loss": 1.5}]


def test_what_was_logged_after_a_step_is_forgotten(run: RunFolder) -> None:
    for step in (5, 10, 15):
        run.log({"step": step, "loss": 1.0})
    run.forget_after(10)
    assert [row["step"] for row in run.metrics()] == [5, 10]


def test_forgetting_where_nothing_was_logged_makes_no_file(run: RunFolder) -> None:
    run.forget_after(0)
    assert not (run.folder / "metrics.jsonl").exists()


def test_reports_are_kept_by_their_name(run: RunFolder) -> None:
    assert run.kept("report") is None
    run.keep("report", {"set": "测试"})
    assert run.kept("report") == {"set": "测试"}
    assert run.kept("data") is None


def test_going_on_keeps_what_was_logged(run: RunFolder) -> None:
    run.log({"step": 5, "loss": 1.5})
    run.begin("writer", 100, ["finetune"], "[training]\n", NOW)
    assert run.metrics() == [{"step": 5, "loss": 1.5}]


def test_runs_are_listed_with_the_newest_first(run: RunFolder) -> None:
    other = RunFolder(run.folder.with_name("second"))
    other.begin("judge", 10, [], "", NOW + timedelta(days=1))
    (run.folder.parent / "no run").mkdir()
    assert [found.name for found in runs(run.folder.parent)] == ["second", "first"]


def test_the_adapter_has_its_place(run: RunFolder) -> None:
    assert run.adapter == run.folder / "adapter"
