"""Tests of assistant.learning.item_rules with its stem and option rules: each rule, kept and broken, in both languages."""

from dataclasses import replace

import pytest

from assistant.learning.item_rules import well_written
from assistant.learning.questions import Kind, Question
from assistant.learning.reasons import Reason
from tests.questions_to_check import CARRY, CHINESE, CLOZE, NUMERIC, STATEMENT, choice, evidence

OWNER = choice("Who is told of an absence?", ("the manager", "the nurse", "the porter"), "the manager", CARRY.evidence)
LIST = replace(OWNER, kind=Kind.MULTIPLE_CHOICE, key=("a1", "a2"))


def reasons(question: Question) -> tuple[Reason, ...]:
    return well_written(question).reasons


@pytest.mark.parametrize("question", [CARRY, CLOZE, STATEMENT, NUMERIC, CHINESE, OWNER, LIST], ids=lambda one: one.question)
def test_good_questions_keep_all_rules(question: Question) -> None:
    assert well_written(question).checks == {"well_written": True}


@pytest.mark.parametrize(
    ("stem", "reason"),
    [
        ("Which of the following is correct?", Reason.UNFOCUSED),
        ("下列说法正确的是？", Reason.UNFOCUSED),
        ("The vacation of employees", Reason.UNFOCUSED),
        ("What may not be carried over of unused days?", Reason.NEGATIVE_STEM),
        ("未休的年假不能结转多少天？", Reason.NEGATIVE_STEM),
        ("Of the unused days ____ may be carried over to next year", Reason.BLANK_PLACE),
        (f"{'In our company many things are ruled. ' * 7}How many days may be carried over?", Reason.TOO_LONG),
    ],
)
def test_a_stem_that_breaks_a_rule_is_named(stem: str, reason: Reason) -> None:
    assert reason in reasons(replace(CARRY, question=stem))


@pytest.mark.parametrize(
    "stem",
    [
        "What may NOT be carried over of unused days?",
        "未休的年假【不能】结转多少天？",
        "How many sick days are taken without a certificate?",
        "Which option completes the sentence: “Visitors may not stay for more than ____ days”?",
        "Leave policy – Carry-over. How many unused days may be carried over?",
        "The unused days that may be carried over are ____.",
    ],
)
def test_a_stem_that_looks_like_it_but_keeps_the_rules_is_not(stem: str) -> None:
    assert not set(reasons(replace(CARRY, question=stem))) & {Reason.NEGATIVE_STEM, Reason.BLANK_PLACE, Reason.UNFOCUSED}


@pytest.mark.parametrize(
    ("texts", "key", "reason"),
    [
        (("the manager", "the nurse", "All of the above"), "the manager", Reason.ALL_OF_ABOVE),
        (("经理", "护士", "以上都是"), "经理", Reason.ALL_OF_ABOVE),
        (("the manager", "the nurse", "Both A and B"), "the manager", Reason.COMBINED_OPTION),
        (("the manager", "the nurse", "the manager and the nurse"), "the nurse", Reason.COMBINED_OPTION),
        (("the manager", "the nurse", "always the porter"), "the manager", Reason.ABSOLUTE_WORD),
        (("the manager", "the nurse", "usually the porter"), "the manager", Reason.VAGUE_WORD),
        (("the manager of the team that you work in", "the nurse", "the porter"), "the manager of the team that you work in",
         Reason.LONGEST_KEY),
        (("the manager in 3 days", "the nurse at once", "the porter at night"), "the manager in 3 days", Reason.SPECIFIC_KEY),
        (("the absence desk", "the nurse", "the porter"), "the absence desk", Reason.STEM_REPEAT),
        (("the plant manager", "the plant nurse", "the night manager"), "the plant manager", Reason.CONVERGENCE),
        (("The manager", "the nurse", "the porter"), "The manager", Reason.FORM_CUE),
        (("the manager.", "the nurse", "the porter"), "the manager.", Reason.FORM_CUE),
        (("the manager", "the nurse", "7 kilograms"), "the manager", Reason.IMPLAUSIBLE),
        (("财务部", "采购部", "一碗面"), "财务部", Reason.IMPLAUSIBLE),
        (("8 days", "5 days", "12 days"), "5 days", Reason.UNSORTED),
        (("1 April", "1 January", "1 October"), "1 April", Reason.UNSORTED),
    ],
)  # fmt: skip
def test_options_that_break_a_rule_are_named(texts: tuple[str, ...], key: str, reason: Reason) -> None:
    assert reason in reasons(choice(OWNER.question, texts, key, OWNER.evidence))


def test_an_absolute_word_of_the_quote_is_no_cue() -> None:
    proof = evidence("The company pays up to 150 euros for a night in a hotel.", "travel.md")
    asked = choice("What is paid?", ("150 euros", "180 euros", "210 euros"), "150 euros", proof)
    assert Reason.ABSOLUTE_WORD not in reasons(asked)
    claimed = replace(STATEMENT, question="Trains are always booked through the travel portal.")
    assert reasons(claimed) == (Reason.ABSOLUTE_WORD,)


@pytest.mark.parametrize(
    ("stem", "texts", "key"),
    [
        ("The animal on the logo of the company is an", ("otter", "badger", "marten"), "otter"),
        ("The people who may open the safe are", ("the two nurses", "the porter", "the director"), "the two nurses"),
        ("Which roles may open the safe?", ("nurses", "porter", "director"), "nurses"),
    ],
)
def test_grammar_that_fits_the_key_only_is_named(stem: str, texts: tuple[str, ...], key: str) -> None:
    assert Reason.GRAMMAR_CUE in reasons(choice(stem, texts, key, OWNER.evidence))


def test_a_stem_that_says_the_key_is_named_unless_it_names_all_options() -> None:
    assert Reason.KEY_IN_STEM in reasons(replace(CARRY, question="How many days, say 5 unused days, may be carried over?"))
    either = choice(
        "Is the manager or the nurse told of an absence?", ("the manager", "the nurse"), "the nurse", OWNER.evidence
    )
    assert Reason.KEY_IN_STEM not in reasons(either)
    assert Reason.KEY_IN_STEM in reasons(replace(NUMERIC, question="Are 30 days of vacation what employees get?"))


def test_deadlines_and_dates_are_of_one_kind_however_they_are_written() -> None:
    deadlines = choice("How soon is it done?", ("within 15 minutes", "within 3 working days", "within 2 months"),
                       "within 15 minutes", OWNER.evidence)  # fmt: skip
    dates = choice("最近何时更新？", ("4 月 8 日", "5月8日", "12 月 15 日"), "5月8日", OWNER.evidence)
    assert Reason.IMPLAUSIBLE not in (*reasons(deadlines), *reasons(dates))


def test_what_a_stem_quotes_may_be_as_long_as_the_sentence() -> None:
    quoted = f"Which quantity is missing: “{'a rule of many words ' * 9} ____ days”?"
    assert Reason.TOO_LONG not in reasons(replace(CARRY, question=quoted))


def test_a_statement_may_deny_but_not_twice() -> None:
    assert not reasons(replace(STATEMENT, question="Trains are not booked through the travel portal."))
    twice = replace(STATEMENT, question="No trains are not booked through the travel portal.")
    assert reasons(twice) == (Reason.NEGATIVE_STEM,)
