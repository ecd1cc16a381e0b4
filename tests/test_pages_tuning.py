"""The page for tuning, handler by handler: runs and models for admins, votes for trainers, nothing for anybody else."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from assistant.answering.registry import Registry
from assistant.people.person import Person, Role
from assistant.settings import Settings, TuningSettings
from assistant.training_runs import TrainingRuns, Wanted
from assistant.web.tuning import build
from assistant.web.tuning_page import LEARNING_RATES, Shown, Tuning
from assistant.web.tuning_votes import Voting
from assistant.web.words import Words
from tests.page_fakes import ScriptedAssistant, request
from tests.tuning_fakes import HOSTILE, STARTED, child_program, heard, measured_run, promoted, report, tuning_folder

FORM = ("first", "handbook", "lora", 1.0, 1024, 32, 8e-4)


class TuningAssistant(ScriptedAssistant):
    """An assistant with runs and a registry; its writer is never loaded."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.tuning = tuning_folder(folder)
        self.settings: Settings = replace(self.settings, tuning=TuningSettings(self.tuning))
        self.training = TrainingRuns(self.settings, child_program(folder))
        self.registry = Registry(self.tuning / "registry")
        self.looked = 0
        self.writers = SimpleNamespace(look=self._look)

    def rollback_model(self, by: Person) -> int:
        return self.registry.rollback("writer", by.name, STARTED).number

    def _look(self) -> None:
        self.looked += 1


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[TuningAssistant]:
    made = TuningAssistant(tmp_path)
    yield made
    if made.training.job() is not None:
        made.training.stop()
    made.training.wait()
    made.close()


@pytest.fixture
def page(assistant: TuningAssistant) -> Tuning:
    return Tuning(assistant.as_page, Words("en"))


@pytest.fixture
def voting(assistant: TuningAssistant) -> Voting:
    return Voting(assistant.as_page, Words("en"))


@pytest.fixture
def admin(assistant: TuningAssistant) -> Person:
    return assistant.person("Ada", Role.ADMIN)


@pytest.fixture
def trainer(assistant: TuningAssistant) -> Person:
    return assistant.person("Tara", Role.TRAINER)


def on(**data: str) -> str:
    """What a button in the page carries."""
    return json.dumps(data)


@pytest.mark.parametrize(
    "handler",
    [
        lambda page, who: page.look("", "", who),
        lambda page, who: page.show(on(run="first"), who),
        lambda page, who: page.rest(who),
        lambda page, who: page.wake("", who),
        lambda page, who: page.suggest("full", who),
        lambda page, who: page.prepare("policies", who),
        lambda page, who: page.start(*FORM, who),
        lambda page, who: page.stop("", who),
        lambda page, who: page.resume(on(run="first"), who),
        lambda page, who: page.evaluate(on(run="first"), who),
        lambda page, who: page.promote(on(run="first"), who),
        lambda page, who: page.back(on(role="writer"), who),
    ],
)
def test_what_starts_stops_or_changes_something_is_for_admins(
    handler: Callable[[Tuning, gr.Request], object], page: Tuning, assistant: TuningAssistant, trainer: Person
) -> None:
    measured_run(assistant.tuning).keep("report", report())
    promoted(assistant.registry)
    for person in (None, assistant.person("Bob"), trainer):
        with pytest.raises(gr.Error):
            handler(page, request(person))
    assert assistant.training.last() is None
    assert assistant.registry.current("writer").number == 1


def test_employees_see_and_vote_on_nothing(page: Tuning, voting: Voting, assistant: TuningAssistant) -> None:
    for person in (None, assistant.person("Bob")):
        for handler in (
            page.arrive,
            voting.arrive,
            lambda who: voting.choose("first", who),
            lambda who: voting.vote("{}", "first", who),
        ):
            with pytest.raises(gr.Error):
                handler(request(person))


def test_a_trainer_finds_the_votes_and_nothing_else(
    page: Tuning, voting: Voting, assistant: TuningAssistant, trainer: Person
) -> None:
    measured_run(assistant.tuning).keep("report", report())
    bar, part, voted, ballot = voting.arrive(request(trainer))
    assert "/tuning" in bar
    assert "/admin" not in bar
    assert part["visible"] is False
    assert voted["choices"] == ["first"]
    assert "Question 1 of 2" in ballot
    assert all(update == gr.skip() for update in page.arrive(request(trainer)))


def test_the_page_opens_with_models_runs_and_the_latest_run(page: Tuning, assistant: TuningAssistant, admin: Person) -> None:
    promoted(assistant.registry)
    measured_run(assistant.tuning).keep("report", report())
    models, name, *rest = page.arrive(request(admin))
    shown = Shown(*rest)
    assert "first (docent-writer-1" in models
    assert "Roll back" in models
    assert re.fullmatch(r"writer-\d{8}", name)
    assert shown.chosen == "first"
    assert shown.examples["choices"] == ["handbook"]
    assert shown.examples["value"] == "handbook"
    assert "✓ done" in shown.runs
    assert "step 700 of 700" in shown.progress
    assert "Measure before and after" in shown.actions
    assert shown.plots.count("<svg") > 2
    assert "4,100" in shown.facts
    assert "The gate will let this model pass" in shown.report
    assert shown.timer.active is False


def test_a_page_without_any_run_says_what_to_do_first(page: Tuning, admin: Person) -> None:
    models, _, *rest = page.arrive(request(admin))
    assert "the model that comes with Docent" in models
    assert "Roll back" not in models
    assert "Prepare examples" in Shown(*rest).runs


def test_nothing_of_documents_or_names_becomes_markup(
    page: Tuning, voting: Voting, assistant: TuningAssistant, admin: Person
) -> None:
    run = measured_run(assistant.tuning)
    run.keep("report", report() | {"model": {"name": HOSTILE, "hash": ""}, "by_set": {HOSTILE: {}}})
    run.change(message=HOSTILE)
    page_text = "".join(str(update) for update in (*page.arrive(request(admin)), *voting.arrive(request(admin))))
    assert HOSTILE not in page_text
    assert "&lt;img src=x" in page_text


def test_a_run_is_started_watched_stopped_and_gone_on_with(page: Tuning, assistant: TuningAssistant, admin: Person) -> None:
    note, *rest = page.start(*FORM, request(admin))
    begun = Shown(*rest)
    assert note == ""
    assert "Training “first”. Ada started it at" in begun.job
    assert begun.timer.active is True
    heard(assistant.tuning)
    seen = page.look("first", begun.seen, request(admin))
    assert "▶ running" in seen.progress
    assert "step 40 of 100" in seen.progress
    assert "Go on" not in seen.actions
    page.stop("first", request(admin))
    assistant.training.wait()
    stopped = page.look("first", seen.seen, request(admin))
    assert "step 40 of 100, 60 steps left to do" in stopped.progress
    assert stopped.timer.active is False
    assert 'data-do="resume"' in stopped.actions
    again = page.resume(on(run="first"), request(admin))
    assert "Training “first”" in again.job
    heard(assistant.tuning)


def test_a_second_run_is_refused_with_what_runs(page: Tuning, assistant: TuningAssistant, admin: Person) -> None:
    page.start(*FORM, request(admin))
    heard(assistant.tuning)
    with pytest.raises(gr.Error, match="train first is still running"):
        page.start("second", *FORM[1:], request(admin))


def test_looking_again_sends_only_what_is_new(page: Tuning, assistant: TuningAssistant, admin: Person) -> None:
    run = measured_run(assistant.tuning, step=100)
    seen = page.wake("first", request(admin)).seen
    same = page.look("first", seen, request(admin))
    assert same.plots == same.runs == same.report == gr.skip()
    assert same.seen == seen
    run.log({"step": 105, "loss": 0.5, "seconds": 735.0})
    new = page.look("first", seen, request(admin))
    assert "<svg" in new.plots
    assert new.runs == gr.skip()
    run.change(state="failed", message="out of memory")
    assert "out of memory" in page.look("first", new.seen, request(admin)).progress


def test_a_page_that_nobody_sees_stops_asking(page: Tuning, admin: Person) -> None:
    assert page.rest(request(admin)).active is False


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({0: "../x"}, "A name has 1 to 64 letters"),
        ({1: None}, "Choose examples"),
        ({2: "rm -rf"}, "Choose a method"),
        ({3: None}, "Epochs go from"),
        ({4: 64}, "A sequence has 128 to 8192 tokens"),
        ({5: 2.5}, "The rank is a whole number"),
        ({6: 1.0}, "The learning rate goes from"),
    ],
)
def test_a_form_that_cannot_be_used_says_why_and_starts_nothing(
    changes: dict[int, Any], said: str, page: Tuning, assistant: TuningAssistant, admin: Person
) -> None:
    name, data, method, epochs, tokens, rank, rate = (changes.get(place, value) for place, value in enumerate(FORM))
    note, *rest = page.start(name, data, method, epochs, tokens, rank, rate, request(admin))
    assert said in note
    assert all(update == gr.skip() for update in rest)
    assert assistant.training.last() is None


def test_the_form_begins_with_values_that_can_be_used(page: Tuning, admin: Person) -> None:
    assert Wanted("first", "handbook").wrong() == ()
    for method in LEARNING_RATES:
        assert Wanted("a", "b", method, learning_rate=page.suggest(method, request(admin))).wrong() == ()


def test_examples_are_prepared_and_how_that_ended_is_told(page: Tuning, assistant: TuningAssistant, admin: Person) -> None:
    assert page.prepare(" policies ", request(admin))[0] == ""
    assistant.training.wait()
    ended = page.wake("", request(admin))
    assert "Preparing the examples “policies”: finished." in ended.job
    assert "prepare --documents --chats --out" in ended.log


def test_a_child_that_failed_is_told_with_its_log(page: Tuning, assistant: TuningAssistant, admin: Person) -> None:
    page.start("crash", *FORM[1:], request(admin))
    assistant.training.wait()
    shown = page.wake("crash", request(admin))
    assert "ended with an error" in shown.job
    assert "out of memory" in shown.log
    assert "✗ failed" in shown.runs


def test_a_finished_run_is_measured(page: Tuning, assistant: TuningAssistant, admin: Person) -> None:
    measured_run(assistant.tuning)
    page.evaluate(on(run="first"), request(admin))
    assistant.training.wait()
    assert any("evaluate" in line for line in assistant.training.lines("evaluate", "first", 5))


def test_the_gates_refusal_is_shown_and_a_forced_promotion_wants_a_reason(
    page: Tuning, assistant: TuningAssistant, admin: Person
) -> None:
    measured_run(assistant.tuning).keep("report", report(low=-0.02))
    said, _ = page.promote(on(run="first"), request(admin))
    assert "The gate does not let this model pass" in said
    assert "f1 is not better" in said
    assert 'data-forced="yes"' in said
    assert "write a reason" in page.promote(on(run="first", forced="yes", reason="  "), request(admin))[0]
    assert assistant.looked == 0
    said, models = page.promote(on(run="first", forced="yes", reason="trainers prefer it"), request(admin))
    assert "The gate let first pass" in said
    assert "--by=Ada --force --reason=trainers prefer it" in said
    assert "docent-writer" not in models  # the child in this test promotes nothing
    assert assistant.looked == 1


def test_rolling_back_says_what_serves_again_and_keeps_the_history(
    page: Tuning, assistant: TuningAssistant, admin: Person
) -> None:
    promoted(assistant.registry)
    promoted(assistant.registry, "second")
    said, models = page.back(on(role="writer"), request(admin))
    assert "Writer: version 1 serves again" in said
    assert "rolled back to" in models
    said, models = page.back(on(role="writer"), request(admin))
    assert "the model that comes with Docent serves again" in said
    assert models.count("<tr>") == 5  # the head and four changes


def test_a_damaged_registry_does_not_keep_the_page_from_opening(
    page: Tuning, assistant: TuningAssistant, admin: Person
) -> None:
    promoted(assistant.registry)
    (assistant.tuning / "registry/writer/CURRENT").write_text("{", encoding="utf-8")
    measured_run(assistant.tuning)
    models, _, *rest = page.arrive(request(admin))
    assert "restore it from a backup" in models
    assert Shown(*rest).chosen == "first"


def test_a_vote_is_blind_and_the_tally_comes_after_the_last_one(
    voting: Voting, assistant: TuningAssistant, trainer: Person
) -> None:
    measured_run(assistant.tuning).keep("report", report())
    ballot = voting.arrive(request(trainer))[3]
    for choice in ("first", "same"):
        assert "How everybody voted" not in ballot
        assert "After" not in ballot.replace("one from after", "")
        ballot = voting.vote(on(sample=sample_in(ballot), choice=choice), "first", request(trainer))
    assert "You have voted on all of them" in ballot
    assert 'No difference</th><td class="d-number">1' in ballot
    assert "How everybody voted" in voting.choose("first", request(trainer))


def test_a_vote_counts_for_the_answer_that_was_seen_first(voting: Voting, assistant: TuningAssistant) -> None:
    measured_run(assistant.tuning).keep("report", report())
    orders = set()
    for number in range(16):
        person = assistant.person(f"Tara{number}", Role.TRAINER)
        ballot = voting.arrive(request(person))[3]
        new_first = ballot.index("The new answer") < ballot.index("The old answer")
        voting.vote(on(sample=sample_in(ballot), choice="first"), "first", request(person))
        orders.add(new_first)
        votes = voting._votes.of("first", person.id)
        assert list(votes.values()) == ["after" if new_first else "before"]
    assert orders == {True, False}


@pytest.mark.parametrize("given", [{"sample": "0" * 16, "choice": "first"}, {"choice": "both"}])
def test_a_vote_on_something_else_is_refused(
    given: dict[str, str], voting: Voting, assistant: TuningAssistant, trainer: Person
) -> None:
    measured_run(assistant.tuning).keep("report", report())
    ballot = voting.arrive(request(trainer))[3]
    with pytest.raises(gr.Error):
        voting.vote(on(**{"sample": sample_in(ballot)} | given), "first", request(trainer))


def test_without_answers_there_is_nothing_to_vote_on(voting: Voting, assistant: TuningAssistant, trainer: Person) -> None:
    measured_run(assistant.tuning)
    _, _, voted, ballot = voting.arrive(request(trainer))
    assert voted["visible"] is False
    assert "no answers to compare yet" in ballot


def test_the_page_is_built_in_both_languages(assistant: TuningAssistant) -> None:
    assert build(assistant.as_page, Words("en")).title == "Tune · Docent"
    assert build(assistant.as_page, Words("zh")).title == "调优 · Docent"


def sample_in(ballot: str) -> str:
    """The id of the answers that a ballot shows."""
    found = re.search(r'data-sample="(\w+)"', ballot)
    assert found is not None
    return found[1]
