"""What a person is told after a reply."""

import pytest

from assistant.learning.feedback import NextStep, feedback, in_english
from assistant.learning.grading import grade
from assistant.learning.questions import Evidence, Kind, Question
from tests.graded_questions import EVIDENCE, cloze, numeric, picking, short

SEVERAL = picking(Kind.MULTIPLE_CHOICE, "a1", "a2")
ELSEWHERE = Evidence("travel.pdf", "b" * 64, 4, "Hotels are booked 30 days ahead.", 0, 32)


def test_what_was_right_what_is_missing_and_what_was_wrong_is_told_in_the_words_of_the_options() -> None:
    reply = ["a1", "a3"]
    told = feedback(SEVERAL, reply, grade(SEVERAL, reply))
    assert (told.right, told.missing) == (("Option 1",), ("Option 2",))
    assert [pick.option for pick in told.wrong] == ["Option 3"]
    assert told.answer == "Option 1; Option 2"


def test_the_sentence_of_the_document_comes_with_its_page() -> None:
    told = feedback(SEVERAL, ["a3"], grade(SEVERAL, ["a3"]))
    assert told.evidence == EVIDENCE


def test_a_question_without_a_source_has_no_evidence() -> None:
    question = cloze("line manager")
    assert feedback(question, "x", grade(question, "x")).evidence is None


def test_where_a_wrong_option_belongs_is_told_if_it_is_known() -> None:
    told = feedback(SEVERAL, ["a3", "a4"], grade(SEVERAL, ["a3", "a4"]), {"a3": ELSEWHERE})
    assert [pick.belongs_to for pick in told.wrong] == [ELSEWHERE, None]


def test_pairs_are_told_with_both_sides() -> None:
    question = picking(Kind.MATCHING, "a1=a3", "a2=a4")
    told = feedback(question, {"a1": "a3", "a2": "a3"}, grade(question, {"a1": "a3", "a2": "a3"}), {"a3": ELSEWHERE})
    assert told.right == ("Option 1 = Option 3",)
    assert (told.wrong[0].option, told.wrong[0].belongs_to) == ("Option 2 = Option 3", ELSEWHERE)


def test_neighbours_of_an_order_are_told_with_an_arrow() -> None:
    question = picking(Kind.ORDERING, "a1", "a2", "a3", count=3)
    assert feedback(question, ["a2", "a3", "a1"], grade(question, ["a2", "a3", "a1"])).missing == ("Option 1 → Option 2",)


@pytest.mark.parametrize(
    ("question", "reply", "step"),
    [
        (cloze("line manager"), "line manager", NextStep.GO_ON),
        (cloze("line manager"), "canteen", NextStep.READ_PASSAGE),
        (cloze("line manager"), "manager", NextStep.COMPARE),
        (cloze("line manager"), "", NextStep.TRY_LATER),
        (numeric("14 days"), "14", NextStep.NAME_THE_UNIT),
        (SEVERAL, ["a1"], NextStep.ADD_WHAT_IS_MISSING),
    ],
)
def test_the_next_step_follows_from_the_grade(question: Question, reply: object, step: NextStep) -> None:
    assert feedback(question, reply, grade(question, reply)).next_step is step


def test_the_line_for_reports_says_verdict_expectation_and_source() -> None:
    told = in_english(feedback(SEVERAL, ["a1", "a3"], grade(SEVERAL, ["a1", "a3"]), {"a3": ELSEWHERE}))
    assert told.startswith("Not right. Expected: Option 2. Wrong: Option 3.")
    assert "travel.pdf, page 4" in told
    assert 'leave.pdf, page 3: "Unused days' in told


def test_the_line_says_where_nobody_has_decided() -> None:
    question = short(
        "Because the disks are encrypted with a key that only the owner has.", question="Why is a stolen laptop safe?"
    )
    reply = "Only the owner has a key for the disk of that device."
    found = grade(question, reply)
    assert not found.certain
    assert "somebody should look" in in_english(feedback(question, reply, found))
