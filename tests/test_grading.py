"""Typed replies and the grade as a whole."""

import json
from pathlib import Path

import pytest

from assistant.errors import Problem
from assistant.learning.grades import Grade, Label, Reason, graded
from assistant.learning.grading import Grader, grade
from assistant.learning.questions import Kind, Question
from assistant.learning.typed import LONGEST
from tests.graded_questions import cloze, numeric, picking, short

REPLIES = Path(__file__).parents[1] / "bench/data/closed_replies.jsonl"


@pytest.mark.parametrize(
    ("reply", "score", "reasons"),
    [
        ("14 days", 1.0, ()),
        ("two weeks", 1.0, ()),
        ("14", 0.5, (Reason.UNIT_MISSING,)),
        ("14 working days", 0.5, (Reason.UNIT_WRONG,)),
        ("15 days", 0.0, (Reason.OTHER_VALUE,)),
        ("not 14 days", 0.0, (Reason.NEGATED,)),
        ("13 or 14 days", 0.0, (Reason.SEVERAL,)),
        ("14 days or maybe not", 0.0, (Reason.HEDGED,)),
        ("about 14 days", 0.5, (Reason.APPROXIMATE,)),
        ("at least 14 days", 0.0, (Reason.BOUND,)),
        ("soon", 0.0, (Reason.OTHER_VALUE,)),
        ("", 0.0, (Reason.EMPTY,)),
        ("...", 0.0, (Reason.EMPTY,)),
    ],
)
def test_a_number_is_exact_and_says_what_is_missing(reply: str, score: float, reasons: tuple[Reason, ...]) -> None:
    found = grade(numeric("14 days"), reply)
    assert (found.score, found.reasons) == (score, reasons)


def test_a_number_without_its_unit_is_whole_where_the_question_names_the_unit() -> None:
    assert grade(numeric("14 days", question="How many days?"), "14").score == 1.0
    assert grade(cloze("14 days", question="Within ____ days."), "14").score == 1.0


@pytest.mark.parametrize(
    ("reply", "correct"), [("9.5 minutes", True), ("11 minutes", True), ("11.5 minutes", False), ("11", True)]
)
def test_a_tolerance_is_counted_in_the_unit_of_the_answer(reply: str, correct: bool) -> None:
    assert grade(numeric("10 minutes", question="How many minutes?", tolerance=1.0), reply).correct is correct


def test_what_the_quote_says_of_a_number_may_be_said() -> None:
    question = numeric("14 days", quote="Days may be carried over for up to 14 days.")
    assert grade(question, "up to 14 days").correct
    assert not grade(question, "at least 14 days").correct


def test_the_number_of_the_question_may_be_repeated() -> None:
    question = numeric("14 days", question="How long may 5 unused days be kept?")
    assert grade(question, "5 days may be kept 14 days").correct


def test_words_that_nobody_knows_beside_the_right_number_go_to_a_person() -> None:
    found = grade(numeric("14 days"), "14 days before Christmas")
    assert (found.certain, found.reasons) == (False, (Reason.UNSURE,))


def test_a_near_miss_goes_to_a_person_and_a_clear_miss_does_not() -> None:
    assert not grade(cloze("line manager"), "manager").certain
    assert grade(cloze("line manager"), "the canteen").certain


@pytest.mark.parametrize("kind", [Kind.CLOZE, Kind.NUMERIC, Kind.SHORT_ANSWER])
@pytest.mark.parametrize("reply", [None, 14, 14.0, True, ["14 days"], {"text": "14 days"}])
def test_a_reply_that_is_no_text_is_refused(kind: Kind, reply: object) -> None:
    question = {Kind.CLOZE: cloze, Kind.NUMERIC: numeric, Kind.SHORT_ANSWER: short}[kind]("14 days")
    with pytest.raises(Problem, match="nothing was graded"):
        grade(question, reply)


@pytest.mark.parametrize("question", [cloze("14 days"), numeric("14 days"), short("14 days")], ids=lambda one: one.kind)
def test_an_overlong_reply_is_not_read(question: Question) -> None:
    found = grade(question, "14 days " * 2000)
    assert (found.score, found.certain, found.reasons) == (0.0, True, (Reason.TOO_LONG,))
    assert len("14 days " * 2000) > LONGEST


def test_invisible_characters_change_no_grade() -> None:
    assert grade(cloze("line manager"), "line\u200b \u202emanager\u0007") == grade(cloze("line manager"), "line manager")


def test_terms_of_the_company_are_no_typing_mistakes() -> None:
    assert grade(cloze("Purchaser"), "Purchasor").reasons == (Reason.SPELLING,)
    assert not Grader(terms=frozenset({"Purchasor"})).grade(cloze("Purchaser"), "Purchasor").correct


def test_options_are_graded_as_options() -> None:
    assert grade(picking(Kind.TRUE_FALSE, "a1", count=2), "a1").grader == "options/2"


def test_a_grade_survives_json() -> None:
    found = grade(numeric("14 days"), "14")
    assert Grade.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_a_row_that_is_no_grade_is_refused() -> None:
    with pytest.raises(Problem, match="to_json"):
        Grade.from_json({"score": 1})


@pytest.mark.parametrize(
    ("score", "clamped", "label"),
    [(1.7, 1.0, Label.CORRECT), (-3.0, 0.0, Label.INCORRECT), (0.5, 0.5, Label.PARTIALLY_CORRECT)],
)
def test_a_score_is_clamped_and_gives_the_label(score: float, clamped: float, label: Label) -> None:
    found = graded(score, "x")
    assert (found.score, found.label, found.correct) == (clamped, label, label is Label.CORRECT)


def test_every_hand_checked_reply_gets_its_label() -> None:
    rows = [json.loads(line) for line in REPLIES.read_text(encoding="utf-8").splitlines()]
    wrong = []
    for row in rows:
        make = {"numeric": numeric, "cloze": cloze}[row["kind"]]
        question = make(*row["accept"], question=row["question"], quote=row["quote"], tolerance=row["tolerance"])
        if row["set"] == "seen" and grade(question, row["reply"]).label.value != row["expected"]:
            wrong.append((row["id"], row["reply"]))
    assert len(rows) >= 500
    assert wrong == []
