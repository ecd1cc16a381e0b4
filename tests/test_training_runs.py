"""Tuning as child processes, with a tiny real one in the place of `python -m finetune`."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import Problem
from assistant.settings import Settings, TuningSettings
from assistant.training_runs import NICE, PATIENCE, Job, TrainingRuns, Wanted, belongs
from tests.tuning_fakes import child_program, heard, tuning_folder


class Child:
    """Runs whose children are the tiny one."""

    def __init__(self, folder: Path) -> None:
        self.folder = tuning_folder(folder)
        self.settings = replace(Settings(), tuning=TuningSettings(self.folder))
        self.program = child_program(folder)
        self.runs = self.another_server()

    def another_server(self) -> TrainingRuns:
        """As a server finds the folder after it was started anew."""
        return TrainingRuns(self.settings, self.program)

    def begun(self, wanted: Wanted) -> list[int]:
        """Starts a run and waits until it works: parent, process group and priority of the child."""
        self.runs.start(wanted, "ada")
        return heard(self.folder)


WANTED = Wanted("first", "handbook")


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    made = Child(tmp_path)
    yield made
    job = made.runs.job()
    if job is not None:
        os.killpg(job.process, signal.SIGKILL)
        made.runs.wait()


def test_a_run_is_a_process_of_its_own_that_gives_way_to_the_server(child: Child) -> None:
    parent, group, priority = child.begun(WANTED)
    job = child.runs.job()
    assert job is not None
    assert (job.kind, job.name, job.by) == ("train", "first", "ada")
    assert parent == os.getpid()
    assert group == job.process != os.getpgid(0)
    assert priority == min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICE)


def test_a_run_is_told_what_was_asked_for_and_its_output_is_kept(child: Child) -> None:
    child.begun(replace(WANTED, method="full", rank=8, learning_rate=1e-5))
    run = child.runs.run("first")
    settings = (run.folder / "settings.toml").read_text(encoding="utf-8")
    assert 'method = "full"' in settings
    assert "learning_rate = 1e-05" in settings
    assert "rank = 8\nalpha = 16.0" in settings
    first, second = child.runs.lines("train", "first", 10)
    assert first.endswith("train first, started by ada")
    assert second.startswith(f"train first --data {child.folder}/data/handbook --config")


def test_a_second_run_is_refused_while_one_runs(child: Child) -> None:
    child.begun(WANTED)
    with pytest.raises(Problem, match="train first is still running"):
        child.runs.start(Wanted("other", "handbook"), "eve")
    with pytest.raises(Problem, match="train first is still running"):
        child.runs.prepare("more", "eve")
    assert not (child.folder / "runs/other").exists()


def test_a_server_that_was_started_anew_finds_the_run_and_stops_it(child: Child) -> None:
    child.begun(WANTED)
    later = child.another_server()
    found = later.job()
    assert found is not None
    assert found.name == "first"
    later.stop()
    child.runs.wait()
    assert later.job() is None
    assert later.run("first").state().state == "stopped"


def test_a_stopped_run_shows_what_is_left_and_is_gone_on_with(child: Child) -> None:
    child.begun(WANTED)
    assert not child.runs.can_resume("first")
    child.runs.stop()
    child.runs.wait()
    state = child.runs.run("first").state()
    assert (state.state, state.step, state.steps) == ("stopped", 40, 100)
    assert child.runs.can_resume("first")
    child.runs.resume("first", "eve")
    heard(child.folder)
    assert child.runs.run("first").state().state == "running"
    assert any(line.endswith("started by eve") for line in child.runs.lines("train", "first", 10))


def test_a_child_that_does_not_obey_is_ended_when_it_is_told_again(child: Child) -> None:
    child.begun(Wanted("deaf", "handbook"))
    told = child.runs.stop()
    child.runs.stop()  # at once: it is left the time to keep its checkpoint
    assert child.runs.job() is not None
    assert told.stopping is not None
    child.runs.stop(told.stopping + PATIENCE)
    child.runs.wait()
    assert child.runs.job() is None
    assert child.runs.run("deaf").state().state == "stopped"


def test_a_run_that_crashed_has_failed_and_says_why(child: Child) -> None:
    child.runs.start(Wanted("crash", "handbook"), "ada")
    child.runs.wait()
    assert child.runs.run("crash").state().state == "failed"
    assert child.runs.lines("train", "crash", 1) == ["out of memory"]
    last = child.runs.last()
    assert last is not None
    assert last.code == 1
    assert child.runs.can_resume("crash")


def test_a_run_that_somebody_began_on_a_command_line_cannot_be_gone_on_with_here(child: Child) -> None:
    child.runs.start(Wanted("crash", "handbook"), "ada")
    child.runs.wait()
    (child.folder / "runs/crash/asked.json").unlink()
    with pytest.raises(Problem, match="cannot be gone on with"):
        child.runs.resume("crash", "ada")


def test_a_run_that_somebody_began_on_a_command_line_is_seen_and_stopped_from_here(child: Child) -> None:
    child.begun(WANTED)
    (child.folder / "job.json").unlink()
    found = child.runs.job()
    assert found is not None
    assert (found.name, found.by) == ("first", "")
    child.runs.stop()
    child.runs.wait()
    assert child.runs.run("first").state().state == "stopped"


def test_nothing_is_stopped_where_nothing_runs(child: Child) -> None:
    with pytest.raises(Problem, match="nothing runs"):
        child.runs.stop()


def test_a_process_of_something_else_is_left_alone(child: Child) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as other:
        child.runs._keep(Job("train", "first", other.pid, "ada", datetime.now(UTC)))  # its number went to another process
        assert not belongs(other.pid)
        with pytest.raises(Problem, match="nothing runs"):
            child.runs.stop()
        assert other.poll() is None


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": "--help"}, ("name",)),
        ({"name": "../../etc"}, ("name",)),
        ({"name": "a\nb"}, ("name",)),
        ({"name": "训练"}, ("name",)),
        ({"data": "/etc"}, ("data",)),
        ({"method": "lora; rm"}, ("method",)),
        ({"epochs": 0.0, "rank": 1000}, ("epochs", "rank")),
        ({"tokens": float("nan")}, ("tokens",)),
        ({"learning_rate": float("inf")}, ("learning_rate",)),
        ({}, ()),
    ],
)
def test_only_what_was_checked_reaches_a_command_line(changes: dict[str, object], wrong: tuple[str, ...], child: Child) -> None:
    wanted = replace(WANTED, **changes)  # type: ignore[arg-type]  # of the types that a page might send
    assert wanted.wrong() == wrong
    if wrong:
        with pytest.raises(Problem, match=wrong[0]):
            child.runs.start(wanted, "ada")
        assert child.runs.all() == []


def test_a_run_needs_examples_and_a_name_of_its_own(child: Child) -> None:
    with pytest.raises(Problem, match="no examples called nothing"):
        child.runs.start(replace(WANTED, data="nothing"), "ada")
    child.runs.start(Wanted("crash", "handbook"), "ada")
    child.runs.wait()
    with pytest.raises(Problem, match="a run called crash already"):
        child.runs.start(Wanted("crash", "handbook"), "ada")
    assert [run.name for run in child.runs.all()] == ["crash"]


@pytest.mark.parametrize(
    "ask", [lambda runs: runs.run("../data"), lambda runs: runs.lines("train", "..", 5), lambda runs: runs.prepare("-x", "a")]
)
def test_a_name_never_leaves_the_folder(ask: Callable[[TrainingRuns], object], child: Child) -> None:
    with pytest.raises(Problem, match="letters, digits"):
        ask(child.runs)


def test_examples_are_prepared_where_runs_find_them(child: Child) -> None:
    child.runs.prepare("policies", "ada")
    child.runs.wait()
    assert child.runs.lines("prepare", "policies", 1) == [f"prepare --documents --chats --out {child.folder}/data/policies"]
    assert child.runs.data() == ("handbook",)
    (child.folder / "data/policies/train.jsonl").touch()
    assert set(child.runs.data()) == {"handbook", "policies"}
    (child.folder / "data/train.jsonl").touch()  # as the command does where it is told no folder
    assert set(child.runs.data()) == {"handbook", "policies", "default"}
    child.runs.start(Wanted("crash", "default"), "ada")
    child.runs.wait()
    assert f"--data {child.folder}/data --config" in child.runs.lines("train", "crash", 2)[0]


def test_a_run_is_measured_on_the_questions_that_were_set_aside_for_it(child: Child) -> None:
    child.runs.start(Wanted("crash", "handbook"), "ada")
    child.runs.wait()
    for questions in ("", f" --qa {child.folder}/data/handbook/test.jsonl"):
        child.runs.evaluate("crash", "ada")
        child.runs.wait()
        assert child.runs.lines("evaluate", "crash", 1) == [f"evaluate crash{questions}"]
        (child.folder / "data/handbook/test.jsonl").touch()


def test_a_run_knows_what_its_examples_were_made_of(child: Child) -> None:
    child.runs.start(Wanted("crash", "handbook"), "ada")
    child.runs.wait()
    assert child.runs.data_report("crash") is None
    (child.folder / "data/handbook/data.json").write_text('{"documents_withheld": 2}', encoding="utf-8")
    assert child.runs.data_report("crash") == {"documents_withheld": 2}


def test_a_refused_promotion_says_why_and_a_reason_forces_it(child: Child) -> None:
    child.runs.start(Wanted("crash", "handbook"), "ada")
    child.runs.wait()
    with pytest.raises(Problem, match="the gate refuses: f1 is not better"):
        child.runs.promote("crash", "ada")
    said = child.runs.promote("crash", "ada", "--by=eve\nthe trainers prefer it; rm -rf /")
    assert said == "promote crash --by=ada --force --reason=--by=eve the trainers prefer it; rm -rf /"
    with pytest.raises(Problem, match="501 characters"):
        child.runs.promote("crash", "ada", "x" * 501)


def test_a_progress_bar_in_the_log_is_one_line(child: Child) -> None:
    folder = child.folder / "runs/bar"
    folder.mkdir(parents=True)
    (folder / "log.txt").write_bytes(b"begun\n 1%|#   \r 50%|##  \r100%|####\nended\n")
    assert child.runs.lines("train", "bar", 2) == ["100%|####", "ended"]
    assert child.runs.lines("train", "none", 2) == []


def test_a_job_is_kept_as_it_is() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    for job in (Job("train", "first", 5, "ada", now), Job("evaluate", "first", 5, "ada", now, now + timedelta(seconds=1))):
        assert Job.from_json(job.to_json()) == job


def test_a_damaged_note_of_the_last_child_says_what_to_do(child: Child) -> None:
    note = child.folder / "job.json"
    note.write_text("{", encoding="utf-8")
    with pytest.raises(Problem, match="remove it"):
        child.runs.job()
    note.unlink()
    assert child.runs.job() is None
