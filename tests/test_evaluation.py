"""A writer before and after on the same questions."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from assistant.answering.generation import Order
from finetune.evaluation import Measured, Progress, measure, metrics, questions_hash, report, samples
from finetune.general import general_tasks
from finetune.held_out import Question
from finetune.writing import Written
from tests.memory_index import EMBEDDER, passage

LEAVE = passage("Full-time employees get 30 vacation days a year.", document="leave.md")
HOTEL = passage("The company pays up to 150 euros for a hotel night.", document="travel.md")
REFUSED = "Not in the passages."


def question(name: str, answers: tuple[str, ...] = ("30",), set_name: str = "demo") -> Question:
    right = frozenset({1}) if answers else frozenset[int]()
    return Question(name, set_name, name.partition("/")[0], f"Question {name}?", (LEAVE, HOTEL), answers, right)


QUESTIONS = [question("a"), question("b"), question("c"), question("a/without", ()), question("b/without", ())]
GOOD = {"Question a?": "30 [1]", "Question b?": "30 [1]", "Question c?": "31 [2]"}
BAD = {"Question a?": "Nobody can say.", "Question b?": "30 [1]", "Question c?": REFUSED, "Question a/without?": "30"}


class TableWriter:
    """Answers from a table, refuses else; does the general tasks that it is given replies for."""

    def __init__(self, name: str, answers: Mapping[str, str], reply: str | None = "Paris") -> None:
        self.name, self.hash = name, name * 4
        self._answers, self._reply = answers, reply

    def answer(self, questions: Sequence[Question]) -> Iterator[tuple[int, Written]]:
        for place in reversed(range(len(questions))):
            yield place, Written(self._answers.get(questions[place].text, REFUSED), 10, 0.5)

    def reply(self, orders: Sequence[Order]) -> Iterator[tuple[int, Written]]:
        for place in range(len(orders) if self._reply is not None else 0):
            yield place, Written(self._reply or "", 1, 0.1)

    def close(self) -> None:
        pass


def measured(writer: TableWriter, questions: Sequence[Question] = QUESTIONS) -> Measured:
    *_, last = measure(writer, questions, EMBEDDER)
    assert isinstance(last, Measured)
    return last


AFTER, BEFORE = measured(TableWriter("after", GOOD)), measured(TableWriter("before", BAD))


def test_progress_counts_answers_and_general_tasks() -> None:
    events = list(measure(TableWriter("after", GOOD), QUESTIONS, EMBEDDER))
    tasks = len(general_tasks())
    assert events[0] == Progress("after", "answers", 1, len(QUESTIONS))
    assert events[-2] == Progress("after", "general tasks", tasks, tasks) and len(events) == len(QUESTIONS) + tasks + 1


def test_answers_stand_beside_their_questions_whatever_came_first() -> None:
    assert [one.text for one in AFTER.answers] == ["30 [1]", "30 [1]", "31 [2]", REFUSED, REFUSED]


def test_a_report_has_every_metric_of_both_writers() -> None:
    found = report(QUESTIONS, AFTER, BEFORE)["metrics"]
    assert set(found) == {"f1", "exact_match", "support", "citation", "refusal_right", "refusal_wrong", "format", "general"}
    assert (found["f1"]["before"], found["f1"]["after"], found["f1"]["n"]) == (pytest.approx(1 / 3, abs=1e-4), 0.6667, 3)
    assert (found["refusal_right"]["before"], found["refusal_right"]["after"]) == (0.5, 1.0)
    assert found["f1"]["low"] <= found["f1"]["difference"] <= found["f1"]["high"]


def test_only_wrong_refusals_are_better_when_fewer() -> None:
    found = report(QUESTIONS, AFTER, BEFORE)["metrics"]
    assert [name for name, row in found.items() if not row["higher_is_better"]] == ["refusal_wrong"]


def test_a_report_names_both_writers_the_questions_and_the_main_metric() -> None:
    found = report(QUESTIONS, AFTER, BEFORE)
    assert found["model"] == {"name": "after", "hash": "after" * 4} and found["before"]["name"] == "before"
    assert (found["role"], found["set"], found["main"]) == ("writer", "test", "f1")
    assert found["data"] == questions_hash(QUESTIONS) != questions_hash(QUESTIONS[:2])


def test_each_set_has_its_own_metrics() -> None:
    questions = [*QUESTIONS, question("d", set_name="other")]
    found = report(questions, measured(TableWriter("after", GOOD), questions), measured(TableWriter("before", BAD), questions))
    assert list(found["by_set"]) == ["demo", "other"]
    assert found["by_set"]["other"]["f1"]["n"] == 1 and "refusal_right" not in found["by_set"]["other"]
    assert "general" not in found["by_set"]["demo"]


def test_speed_stands_apart_from_the_metrics() -> None:
    assert report(QUESTIONS, AFTER, BEFORE)["speed"]["after"] == {"seconds": 0.5, "tokens_per_second": 20.0}


def test_one_writer_alone_has_no_difference() -> None:
    found = report(QUESTIONS, AFTER, None)
    row = found["metrics"]["f1"]
    assert found["before"] is None and found["speed"]["before"] is None
    assert (row["after"], row["before"], row["difference"], row["low"]) == (0.6667, None, None, None)
    assert found["metrics"]["general"]["after"] == pytest.approx(1 / 60, abs=1e-4)


def test_a_writer_that_cannot_write_freely_has_no_general_metric() -> None:
    quotes = measured(TableWriter("quoted", GOOD, reply=None))
    assert "general" not in report(QUESTIONS, AFTER, quotes)["metrics"]
    assert "general" not in report(QUESTIONS, quotes, None)["metrics"]


def test_a_metric_that_one_side_never_has_is_left_out() -> None:
    silent = measured(TableWriter("silent", {}))
    assert "citation" not in metrics(QUESTIONS, AFTER, silent) and "f1" in metrics(QUESTIONS, AFTER, silent)


def test_ten_samples_are_spread_over_the_sets() -> None:
    questions = [question(f"{name}{number}", set_name=name) for name in ("one", "two", "three") for number in range(20)]
    found = samples(questions, measured(TableWriter("after", GOOD), questions), None)
    assert len(found) == 10
    assert {name: sum(row["set"] == name for row in found) for name in ("one", "two", "three")} == {
        "one": 4,
        "two": 3,
        "three": 3,
    }


def test_a_sample_shows_passages_reference_and_both_answers() -> None:
    row = samples(QUESTIONS, AFTER, BEFORE)[0]
    assert (row["question"], row["reference"], row["before"], row["after"]) == (
        "Question a?",
        "30",
        "Nobody can say.",
        "30 [1]",
    )
    assert len(row["passages"]) == 2 and "30 vacation days" in row["passages"][0]


def test_a_small_set_gives_fewer_samples() -> None:
    assert len(samples(QUESTIONS, AFTER, BEFORE)) == 5
    assert samples([], measured(TableWriter("after", GOOD), []), None) == []
