"""What the page for tuning shows: metrics as they grow, plots that need no colour, reports with the gate's verdict in words."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.registry import Registry
from assistant.people.person import Person, Role
from assistant.training_runs import Job
from assistant.tuning import RunFolder, RunState
from assistant.web.header import header
from assistant.web.markup import block
from assistant.web.tuning_metrics import Metrics, best_step, losses, seconds_left, validations
from assistant.web.tuning_plot import DASHES, MARKS, Line, interval, plot, thinned, ticks
from assistant.web.tuning_report_view import direction, promote_view, refusals, report_view
from assistant.web.tuning_view import (
    data_view,
    duration,
    job_view,
    log_view,
    metric_name,
    models_view,
    numbers_view,
    plots_view,
    progress_view,
    runs_view,
)
from assistant.web.tuning_vote_view import Ballot, ballot_view, tally_view
from assistant.web.words import Words
from indexer.disk import write_atomically
from tests.tuning_fakes import HOSTILE, STARTED, measured_run, metric, promoted, report

STATE = RunState("running", "writer", 1, 120, 700, STARTED, STARTED)
JOB = Job("train", "first", 5, "Ada", STARTED)


@pytest.fixture
def words() -> Words:
    return Words("en")


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return measured_run(tmp_path, step=100)


def text_of(markup: str) -> str:
    return re.sub(r"<[^>]*>", " ", markup)


# metrics as they grow


def test_only_whole_new_lines_are_read(run: RunFolder) -> None:
    metrics = Metrics()
    assert len(metrics.rows(run)) == 22
    with (run.folder / "metrics.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 105, "loss": 0.4}\n{"step": 110, "lo')
        file.flush()
        assert [row["step"] for row in metrics.rows(run)][-1] == 105
        file.write('ss": 0.3}\nno json\n[1]\n')
        file.flush()
        assert metrics.rows(run)[-1] == {"step": 110, "loss": 0.3}


def test_a_file_that_became_shorter_is_read_anew(run: RunFolder) -> None:
    metrics = Metrics()
    metrics.rows(run)
    (run.folder / "metrics.jsonl").write_text('{"step": 5, "loss": 3.0}\n', encoding="utf-8")
    assert metrics.rows(run) == [{"step": 5, "loss": 3.0}]


def test_a_file_that_a_resumed_run_wrote_anew_is_read_anew_also_where_it_is_longer(run: RunFolder) -> None:
    metrics, path = Metrics(), run.folder / "metrics.jsonl"
    metrics.rows(run)
    write_atomically(path, b"".join(b'{"step": %d, "loss": 1.0}\n' % step for step in range(1, 200)))
    assert [row["step"] for row in metrics.rows(run)] == list(range(1, 200))


def test_a_run_without_metrics_has_no_rows(tmp_path: Path) -> None:
    assert Metrics().rows(RunFolder(tmp_path / "none")) == []


def test_what_a_resumed_run_makes_anew_replaces_what_it_had_made(run: RunFolder) -> None:
    for step in (55, 60):
        run.log({"step": step, "loss": 9.0, "seconds": 1.0 * step})
    rows = Metrics().rows(run)
    assert losses(rows)[-3:] == [(50, pytest.approx(2.114, abs=0.001)), (55, 9.0), (60, 9.0)]


def test_losses_and_validations_are_told_apart(run: RunFolder) -> None:
    rows = Metrics().rows(run)
    assert len(losses(rows)) == 20
    assert list(validations(rows)) == ["exact_match", "loss", "exact_match_refuse"]
    assert validations(rows)["exact_match"] == [(50, 0.05), (100, 0.1)]
    assert best_step(rows) == 100
    assert best_step([]) is None


def test_the_time_left_follows_from_the_latest_pace() -> None:
    rows = [{"step": step, "loss": 1.0, "seconds": 10.0 * step} for step in range(5, 105, 5)]
    assert seconds_left(rows, 100, 700) == pytest.approx(6000)
    assert seconds_left(rows[:1], 5, 700) is None
    assert seconds_left([], 0, 700) is None
    restarted = [*rows, {"step": 105, "loss": 1.0, "seconds": 20.0}, {"step": 110, "loss": 1.0, "seconds": 40.0}]
    assert seconds_left(restarted, 110, 700) == pytest.approx(4 * 590)


# plots


def test_lines_are_told_apart_without_colour(words: Words) -> None:
    lines = [Line(f"line {number}", [(0, number), (10, number + 1)]) for number in range(len(MARKS))]
    drawn = plot(lines, "told", "step")
    for number, line in enumerate(lines):
        assert f'stroke-dasharray="{DASHES[number]}"' in drawn
        assert drawn.count(f'd="{MARKS[number]}"') == 3  # at both points, and beside the name
        assert f"</svg>{line.name}</span>" in drawn
    assert len(set(DASHES)) == len(set(MARKS)) == len(MARKS)


def test_a_plot_has_words_for_screen_readers_and_nothing_that_runs(words: Words) -> None:
    drawn = plot([Line(HOSTILE, [(0, 1.0), (5, 0.5)])], f"from 1 to 0.5 {HOSTILE}", "step", best=5)
    assert 'role="img" aria-label="from 1 to 0.5 &lt;img' in drawn
    assert HOSTILE not in drawn
    assert "★" in drawn
    assert "<script" not in drawn
    assert "\n" not in block(drawn)


@pytest.mark.parametrize("points", [[(3, 2.0)], [(0, 0.0), (10, 0.0)], [(0, -1.0), (10, 1.0)], [(0, 1e-9), (1, 1e9)]])
def test_odd_points_are_drawn_within_the_frame(points: list[tuple[float, float]]) -> None:
    drawn = plot([Line("one", points)], "told", "step")
    numbers = [float(number) for number in re.findall(r"translate\(([-\d.]+) ([-\d.]+)\)", drawn) for number in number]
    assert len(numbers) >= 2
    assert all(0 <= number <= 420 for number in numbers)
    assert "nan" not in drawn


def test_no_points_give_no_plot() -> None:
    assert plot([Line("one", [])], "told", "step") == ""


def test_many_points_are_averaged() -> None:
    points = [(float(step), float(step % 2)) for step in range(1000)]
    few = thinned(points, 100)
    assert len(few) == 100
    assert all(value == 0.5 for _, value in few)
    assert thinned(points[:5]) == points[:5]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (5, 700, [200, 400, 600]), (0.31, 0.33, [0.31, 0.315, 0.32, 0.325, 0.33])],
)
def test_an_axis_has_round_numbers(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_an_axis_of_one_value_has_that_one() -> None:
    assert ticks(2.0, 2.0) == [2.0]


def test_an_interval_stands_on_the_side_of_zero_where_it_lies() -> None:
    better, worse = interval(0.1, 0.2, 0.3, 0.3), interval(-0.3, -0.2, -0.1, 0.3)
    assert 'cx="96.0"' in better
    assert 'cx="24.0"' in worse
    assert 'aria-hidden="true"' in better  # the numbers stand beside it


def test_losses_and_validation_are_drawn_with_their_best_step(run: RunFolder, words: Words) -> None:
    shown = plots_view(Metrics().rows(run), words)
    assert shown.count("<figure") == 2
    assert "Loss: Loss in training from 2.894 to 1.530; Loss in validation from" in shown
    assert "The best validation so far is at step 100" in shown
    assert "Exact match: refusing" in shown


def test_what_is_drawn_is_also_a_table(run: RunFolder, words: Words) -> None:
    table = text_of(numbers_view(Metrics().rows(run), words))
    assert re.search(r"100\s+1\.530\s+0\.100\s+1\.527\s+0\.125", table), table
    assert numbers_view([], words) == ""


def test_a_run_without_validation_has_its_losses_as_a_table(words: Words) -> None:
    table = text_of(numbers_view([{"step": 5, "loss": 2.5}], words))
    assert "2.500" in table
    assert "Nothing was measured yet" in plots_view([], words)


# runs and models


@pytest.mark.parametrize(
    ("state", "seconds", "said"),
    [
        (STATE, 840.0, "▶ running · step 120 of 700, about 14 min left"),
        (STATE, None, "▶ running · step 120 of 700"),
        (replace(STATE, state="stopped"), 840.0, "■ stopped · step 120 of 700, 580 steps left to do"),
        (replace(STATE, state="failed", message="out of memory"), None, "✗ failed · step 120 of 700, 580 steps left to do"),
        (replace(STATE, state="done", step=700), None, "✓ done · step 700 of 700"),
    ],
)
def test_progress_is_told_in_words(state: RunState, seconds: float | None, said: str, words: Words) -> None:
    shown = progress_view("first", state, seconds, words)
    assert said in re.sub(r"\s+", " ", text_of(shown).replace("  ·", " ·"))
    assert f'max="700" value="{state.step}"' in shown
    assert state.message in shown


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(10, "less than a minute left"), (60, "about 1 min left"), (5300, "about 88 min left"), (7500, "about 2 h 5 min left")],
)
def test_a_duration_is_said_as_people_say_it(seconds: float, said: str, words: Words) -> None:
    assert duration(seconds, words) == said


def test_what_runs_has_a_button_that_stops_it_after_a_question(words: Words) -> None:
    shown = job_view(JOB, True, words)
    assert "Training “first”. Ada started it at" in shown
    assert "Stop it? What the last checkpoint holds is kept" in shown
    assert 'data-do="stop"' in shown
    assert "It was told to stop" in job_view(replace(JOB, stopping=STARTED), True, words)
    assert "started on a command line" in job_view(replace(JOB, by=""), True, words)


def test_how_a_child_ended_is_told_where_it_is_known(words: Words) -> None:
    assert job_view(None, False, words) == ""
    assert job_view(JOB, False, words) == ""
    assert "finished" in job_view(replace(JOB, code=0), False, words)
    assert "ended with an error" in job_view(replace(JOB, code=1), False, words)
    assert job_view(replace(JOB, code=-15, stopping=STARTED), False, words) == ""


def test_a_log_shows_its_newest_line_first_and_no_markup(words: Words) -> None:
    shown = log_view(["first", HOSTILE], words)
    assert shown.index("&lt;img") < shown.index("first")
    assert HOSTILE not in shown
    assert log_view([], words) == ""


def test_the_chosen_run_is_marked_for_eyes_and_ears(words: Words) -> None:
    shown = runs_view([("first", STATE), ("second", replace(STATE, state="failed", kind="intents"))], "first", words)
    assert shown.count('aria-pressed="true"') == 1
    assert shown.count('aria-current="true"') == 1
    assert 'aria-label="Show the run second"' in shown
    assert "intents" in shown
    assert "120 / 700" in shown


def test_the_history_says_who_put_what_live_and_how_good_it_was(tmp_path: Path, words: Words) -> None:
    registry = Registry(tmp_path / "registry")
    promoted(registry, "first")
    promoted(registry, "second")
    registry.rollback("writer", "eve", datetime(2026, 11, 25, tzinfo=UTC), f"odd answers {HOSTILE}")
    entries = [entry for entry, _ in registry.entries("writer")]
    shown = models_view({"writer": registry.current("writer")}, entries, registry.history("writer"), words)
    told = re.sub(r"\s+", " ", text_of(shown))
    assert "Writer first (docent-writer-1" in told
    assert "by eve" in told
    assert "Let the model serve again that served before this one? Role: Writer." in told
    assert "F1 of words 0.610 (+0.200)" in told
    assert "odd answers &lt;img" in shown
    assert told.index("rolled back to") < told.index("put live")


def test_a_damaged_model_is_told(tmp_path: Path, words: Words) -> None:
    registry = Registry(tmp_path / "registry")
    promoted(registry)
    (tmp_path / "registry/writer/0001/model/writer.gguf").write_text("other", encoding="utf-8")
    shown = models_view({"writer": registry.current("writer")}, [], registry.history("writer"), words)
    assert "the model that comes with Docent" in shown
    assert "restore it from a backup" in shown


def test_a_report_of_examples_is_shown_whatever_is_in_it(words: Words) -> None:
    shown = data_view(
        {
            "examples": 4210,
            "left_out": {"reasons": {HOSTILE: 12}, "dropped": [{"document": f"{n}.md", "count": 1} for n in range(70)]},
            "inputs": {"chats": True, "writer": None},
            "something_else": [],
        },
        words,
    )
    told = re.sub(r"\s+", " ", text_of(shown))
    assert "Training examples 4,210" in told
    assert "Left out, and why" in told
    assert "document: 0.md, count: 1" in told
    assert "… + 10" in told
    assert "something else" in told
    assert HOSTILE not in shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("f1", "F1 of words"),
        ("exact_match_follow_up", "Exact match: follow-ups"),
        ("my_own", "my own"),
        ("exact_match_x", "exact match x"),
    ],
)
def test_a_metric_has_a_name_that_people_read(name: str, said: str, words: Words) -> None:
    assert metric_name(name, words) == said


# reports


def changed(**metrics: dict[str, Any]) -> dict[str, Any]:
    made = report()
    return made | {"metrics": made["metrics"] | metrics}


def test_a_report_says_before_after_difference_and_interval(words: Words) -> None:
    told = re.sub(r"\s+", " ", text_of(report_view(report(), promote_view("first", report(), words), words)))
    assert "Before: SmolLM2. After: first." in told
    assert "F1 of words (main) 0.410 0.610 +0.200 [+0.150, +0.250] ▲ better 300" in told
    assert "Exact match 0.200 0.210 +0.010 [-0.020, +0.040] = no clear difference 300" in told
    assert "Refused where it should not lower is better" in told
    assert "policyqa_dev" in told
    assert told.index("F1 of words (main)") < told.index("Exact match")


def test_a_better_model_passes(words: Words) -> None:
    assert refusals(report(), words) == []
    shown = promote_view("first", report(), words)
    assert 'data-do="promote" data-run="first"' in shown
    assert "reason" not in shown


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (report(low=-0.01), "F1 of words is not better for certain: the interval from -0.010 to +0.250"),
        (report(wrong=0.12), "Refused where it should not is worse by 5.0 points"),
        (changed(support=metric(0.9, 0.87, -0.05, -0.01)), "Sentences supported is worse by 3.0 points"),
        (
            changed(f1={**metric(0.4, 0.6, 0.1, 0.3), "before": None, "difference": None, "low": None, "high": None}),
            "not compared",
        ),
        (report() | {"main": "none"}, "not compared"),
        (
            report() | {"speed": {"before": {"tokens_per_second": 70}, "after": {"tokens_per_second": 30}}},
            "30 tokens a second instead of 70",
        ),
    ],
)
def test_the_gates_refusal_is_told_in_words_and_asks_for_a_reason(made: dict[str, Any], said: str, words: Words) -> None:
    assert said in " ".join(refusals(made, words))
    shown = report_view(made, promote_view("first", made, words), words)
    assert "The gate does not let this model pass" in shown
    assert 'data-forced="yes"' in shown
    assert 'name="reason"' in shown


def test_two_points_worse_are_within_what_is_allowed(words: Words) -> None:
    assert refusals(changed(support=metric(0.9, 0.88, -0.05, 0.01)), words) == []


def test_a_quoting_model_is_not_compared_by_its_speed(words: Words) -> None:
    speed = {"before": {"tokens_per_second": 9000}, "after": {"tokens_per_second": 30}}
    assert refusals(report() | {"speed": speed, "before": {"name": "quoted:0.4", "hash": ""}}, words) == []


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (metric(0, 1, 0.1, 0.9), "better"),
        (metric(1, 0, -0.9, -0.1), "worse"),
        (metric(0, 0, -0.1, 0.1), "same"),
        (metric(0, 1, 0.1, 0.9, higher=False), "worse"),
        (metric(1, 0, -0.9, -0.1, higher=False), "better"),
        ({"low": None, "high": None}, "unknown"),
    ],
)
def test_better_depends_on_the_interval_and_on_what_is_better(row: dict[str, Any], kind: str) -> None:
    assert direction(row) == kind


def test_answers_stand_side_by_side_without_markup_of_their_own(words: Words) -> None:
    shown = report_view(report(), promote_view("first", report(), words), words)
    assert "Answers side by side (2)" in shown
    assert shown.count('class="d-sides"') == 2
    assert "The new answer 1 [1]." in shown
    assert HOSTILE not in shown


def test_an_unanswerable_question_expects_a_refusal(words: Words) -> None:
    made = report()
    made["samples"][0]["reference"] = ""
    assert "a refusal, for the passages do not hold the answer" in report_view(made, promote_view("first", made, words), words)


# votes


def test_a_ballot_does_not_tell_which_model_wrote_what(words: Words) -> None:
    ballot = Ballot("k", 3, 10, f"How many? {HOSTILE}", "5", "One", "Two", ["text"])
    shown = ballot_view(ballot, words)
    assert "Question 3 of 10" in shown
    assert shown.index("One") < shown.index("Two")
    assert re.findall(r'data-choice="(\w+)"', shown) == ["first", "same", "second"]
    assert not re.search("SmolLM2|data-side|winner", shown)
    assert HOSTILE not in shown


def test_a_tally_has_numbers_beside_its_bars(words: Words) -> None:
    told = re.sub(r"\s+", " ", text_of(tally_view({"after": 7, "before": 2, "same": 0}, words)))
    assert "After tuning is better 7 No difference 0 Before tuning is better 2" in told


def test_the_way_to_the_page_is_shown_to_those_who_may_open_it(words: Words) -> None:
    bars = {role: header(Person("0" * 32, "Ada", role, frozenset()), words, "/", "Docent") for role in Role}
    assert {role: "/tuning?lang=en" in bar for role, bar in bars.items()} == {
        Role.EMPLOYEE: False,
        Role.TRAINER: True,
        Role.ADMIN: True,
    }
    assert "/admin" not in bars[Role.TRAINER]


def test_everything_is_there_in_chinese(run: RunFolder) -> None:
    words = Words("zh")
    shown = plots_view(Metrics().rows(run), words) + report_view(report(), promote_view("first", report(), words), words)
    shown += progress_view("first", STATE, 840.0, words)
    assert "约剩 14 分钟" in shown
    assert "该模型可以上线" in shown
    english = set(re.findall(r"\b[A-Z][a-z]+ [a-z]+ [a-z]+\b", text_of(shown)))
    assert english <= {one for one in english if one in json.dumps(report())}
