"""How statements end."""

import pytest

from assistant.learning.endings import Told, endings
from assistant.learning.standalone import statements
from tests.pages import page


def ends(sentence: str) -> list[tuple[Told, str]]:
    return [(one.told, one.text) for statement in statements(page(f"# Rules\n\n{sentence}")) for one in endings(statement)]


@pytest.mark.parametrize(
    ("sentence", "told", "text"),
    [
        ("Travel reservations will automatically cancel if not approved.", Told.CONDITION, "if not approved"),
        ("Submit the timesheet of the week before going on leave.", Told.OCCASION, "before going on leave"),
        ("Visitors leave their badge at the gate to prevent misuse.", Told.REASON, "to prevent misuse"),
        ("Every loan is requested by filling in a form.", Told.MEANS, "by filling in a form"),
        ("All findings are announced to the incident commander.", Told.PERSON, "to the incident commander"),
        ("Every visit is written down in the gate register.", Told.PLACE, "in the gate register"),
    ],
)
def test_a_word_shows_what_the_end_tells(sentence: str, told: Told, text: str) -> None:
    assert ends(sentence) == [(told, text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The clerk must determine if the service is covered by the plan.",  # no condition
        "Visitors are required to report every loss.",  # no purpose
        "Every store keeps a register in the register room.",  # the sentence tells it
        "Report a loss as soon as you notice it.",  # "it" would hang
    ],
)
def test_what_hangs_on_the_rest_is_no_ending(sentence: str) -> None:
    assert ends(sentence) == []


def test_an_ending_is_its_place_on_the_page() -> None:
    one = page("# Rules\n\nSubmit the timesheet of the week before going on leave.")
    [ending] = [each for statement in statements(one) for each in endings(statement)]
    assert one.text[ending.start : ending.end] == ending.text and ending.opener == "before"
