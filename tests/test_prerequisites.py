"""Suggested prerequisites: what a reader could point at, and nothing else."""

import pytest

from assistant.learning.prerequisites import MOST, Taught, defined_terms, suggestions
from assistant.learning.skills import Suggestion, Why

BASICS = Taught("basics", "A lockout device means a lock on a switch. Keep it.", ("Lockout",))
REPAIR = Taught("repair", "Set the lockout device. Check the lockout device twice.", ("Repair of pumps",))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("A lockout device means a lock.", ("lockout device",)),
        ("It is here. Downtime refers to hours.", ("downtime",)),
        ('The "leave year" is defined as 12 months.', ("leave year",)),
        ("This means work. First means early. This process is called so.", ()),
        ("“重大事故”是指停产超过一天的事故。", ("重大事故",)),
        ("He said that means nothing.", ()),
    ],
)
def test_terms_are_what_a_text_says_the_meaning_of(text: str, terms: tuple[str, ...]) -> None:
    assert defined_terms(text) == terms


def test_a_term_defined_in_one_skill_and_used_in_another_suggests_the_first() -> None:
    assert suggestions([REPAIR, BASICS], {}) == {"repair": (Suggestion("basics", Why.DEFINITION, "lockout device"),)}


def test_a_single_use_is_not_enough() -> None:
    once = Taught("repair", "Set the lockout device.", ("Repair of pumps",))
    assert suggestions([once, BASICS], {}) == {}


def test_two_that_use_each_others_terms_alike_suggest_nothing() -> None:
    one = Taught("one", "Downtime means rest. Uptime is good. More uptime.", ())
    other = Taught("other", "Uptimes means work. Downtime is bad. Less downtime.", ())
    assert suggestions([one, other], {})["other"][0].skill == "one"
    alike = Taught("other", "Uptime means work. Downtime is bad. Less downtime.", ())
    assert suggestions([one, alike], {}) == {}


def test_a_term_that_two_skills_define_belongs_to_neither() -> None:
    twin = Taught("twin", "A lockout device means something else.", ())
    assert suggestions([REPAIR, BASICS, twin], {}) == {}


def test_a_skill_named_by_another_is_suggested() -> None:
    rules = Taught("rules", "No food.", ("Workshop Safety Rules",))
    tour = Taught("tour", "Read the workshop safety rules. The workshop safety rules hold for guests.", ("Tour",))
    assert suggestions([rules, tour], {}) == {"tour": (Suggestion("rules", Why.LINK, "Workshop Safety Rules"),)}


def test_a_name_of_one_word_is_everywhere_and_suggests_nothing() -> None:
    leave = Taught("leave", "Days off.", ("Leave",))
    assert suggestions([leave, Taught("pay", "Leave is paid. All leave is.", ("Pay",))], {}) == {}


def test_numbered_documents_of_a_folder_follow_each_other() -> None:
    ordered = [Taught(name, "", (), "course", f"{name}-start") for name in ("03", "01", "02")]
    assert suggestions(ordered, {}) == {
        "02": (Suggestion("01", Why.ORDER, "2"),),
        "03": (Suggestion("02", Why.ORDER, "3"),),
    }


@pytest.mark.parametrize("labels", [("Module 1: Signs", "Module 2: Loads"), ("第一课 标志", "第二课 载荷")])
def test_numbered_lessons_follow_each_other(labels: tuple[str, str]) -> None:
    first, second = (Taught(str(place), "", (), "course.pdf", label) for place, label in enumerate(labels))
    assert suggestions([first, second], {}) == {"1": (Suggestion("0", Why.ORDER, "2"),)}


def test_numbers_of_different_folders_have_nothing_to_do_with_each_other() -> None:
    assert suggestions([Taught("a", "", (), "one", "01-x"), Taught("b", "", (), "two", "02-y")], {}) == {}


def test_no_suggestion_closes_a_circle_or_repeats_what_is_required() -> None:
    assert suggestions([REPAIR, BASICS], {"basics": ["repair"]}) == {}
    assert suggestions([REPAIR, BASICS], {"repair": ["basics"]}) == {}


def test_the_strongest_few_are_suggested() -> None:
    owners = [Taught(f"s{n}", f"Widget{'abcdef'[n]} means it.", ()) for n in range(6)]
    uses = " ".join(f"widget{'abcdef'[n]} " * (n + 2) for n in range(6))
    found = suggestions([*owners, Taught("user", uses, ())], {})["user"]
    assert [one.skill for one in found] == ["s5", "s4", "s3"]
    assert len(found) == MOST
