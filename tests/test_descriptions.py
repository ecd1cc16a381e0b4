"""Lists whose entries are named and then described."""

from assistant.learning.descriptions import Description, descriptions
from tests.pages import page

ROLES = (
    "# Roles in an outage\n\n- Scribe: Writes down what is said and done during the call.\n"
    "- Deputy - Keeps the time and calls in more people.\n"
    "- Liaison: Tells customers what is known and when more follows.\n\nMore."
)


def found(text: str) -> list[Description]:
    return descriptions(page(text))


def test_every_entry_is_described_and_knows_the_others() -> None:
    first, *_ = found(ROLES)
    assert (first.name, first.said) == ("Scribe", "Writes down what is said and done during the call")
    assert first.others == ("Deputy", "Liaison") and [one.name for one in found(ROLES)] == ["Scribe", "Deputy", "Liaison"]


def test_the_place_is_the_entry_with_its_name() -> None:
    text = page(ROLES)
    first, *_ = descriptions(text)
    assert text.text[first.start : first.end].startswith("- Scribe: Writes down")


def test_a_description_that_names_its_entry_gives_it_away() -> None:
    names = [one.name for one in found(ROLES.replace("Keeps the time", "The deputy keeps the time"))]
    assert names == ["Scribe", "Liaison"]


def test_a_list_that_leads_elsewhere_or_is_short_is_none() -> None:
    assert found(ROLES.replace("Roles in an outage", "Contents of this guide")) == []
    assert found(ROLES.replace("- Liaison: Tells customers what is known and when more follows.\n", "")) == []


def test_what_is_true_of_two_entries_tells_neither() -> None:
    same = ROLES.replace("Keeps the time and calls in more people.", "Writes down what is said and done during the call.")
    assert [one.name for one in found(same)] == ["Liaison"]
