"""Questions about table rows and list entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.found import FactKind
from assistant.learning.table_facts import item_facts, names_columns, row_facts


def of_row(columns: str, row: str) -> list[tuple[str | None, str]]:
    return [(one.question, row[one.start : one.end]) for one in row_facts(columns, row)]


def of_item(entry: str, title: str = "") -> list[tuple[str | None, str]]:
    return [(one.question, entry[one.start : one.end]) for one in item_facts(entry, title)]


@pytest.mark.parametrize(
    ("columns", "row", "question", "answer"),
    [
        ("Role | Notice", "Team leads | 8 weeks", "What is the notice for team leads?", "8 weeks"),
        ("Role | Limits", "Team leads | 5 kg", "What are the limits for team leads?", "5 kg"),
        ("Project | Status", "New office | open", "What is the status for new office?", "open"),
        ("Project | Basis", "New office | a lease", "What is the basis for new office?", "a lease"),
        ("Site | Address", "Main building | High Street", "What is the address for main building?", "High Street"),
        ("Topic | Owner", "Travel | Ada Lovelace", "Who is the owner for Travel?", "Ada Lovelace"),
        ("Grade | Days", "G7 | 30", "How many days are given for grade G7?", "30"),
        ("Machine | Class", "Big press | 3", "What is the class for big press?", "3"),
        ("Name\tRooms", "Main building\t12", "How many rooms are given for main building?", "12"),
        ("Name | Share", "Small part | .5", "What is the share for small part?", ".5"),
        ("Step | Due on", "Sending the form | Friday.", "What is “Due on” for sending the form?", "Friday"),
        ("项目 | 天数", "年假 | 20", "年假的天数是什么？", "20"),
    ],
)
def test_a_cell_is_asked_for_by_its_column_and_the_first_cell(columns: str, row: str, question: str, answer: str) -> None:
    assert of_row(columns, row) == [(question, answer)]


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("A | B | C", "x | y"),  # another number of cells
        ("Role | Notice", "Team leads | –"),  # nothing in it
        ("Role | Day", "7 | 5 kg"),  # a number is no thing
        ("Item | What", "Form | green"),  # no name of a column
        ("Role | Notice", f"{'Long name ' * 9}| 8 weeks"),
        ("Role | Notice", "X | 8 weeks"),
        ("", ""),
    ],
)
def test_nothing_is_asked_of_a_row_that_does_not_tell(columns: str, row: str) -> None:
    assert of_row(columns, row) == []


def test_every_further_cell_is_asked_for() -> None:
    found = of_row("Instrument | Location | Owner", "CAL-7 | Hall 2 | Karen Oldroyd")
    assert found == [
        ("What is the location for instrument CAL-7?", "Hall 2"), ("Who is the owner for instrument CAL-7?", "Karen Oldroyd"),
    ]  # fmt: skip


def test_a_first_row_with_a_number_or_one_cell_names_no_columns() -> None:
    assert names_columns("Role | Notice")
    assert not names_columns("Role | 2025")
    assert not names_columns("Role")
    assert not names_columns("Role | ")


@given(st.lists(st.text("ab 9.-|\t年", max_size=6), max_size=4), st.lists(st.text("ab 9.-|\t年", max_size=6), max_size=4))
def test_an_answer_is_a_piece_of_its_row_without_blanks_around(columns: list[str], row: list[str]) -> None:
    for _, answer in of_row(" | ".join(columns), " | ".join(row)):
        assert answer
        assert answer == answer.strip().rstrip(".")
        assert "|" not in answer


@pytest.mark.parametrize(
    ("entry", "question", "answer"),
    [
        ("Head of People: Ruth Adeyemi", "Who is the Head of People?", "Ruth Adeyemi"),
        ("• Deputy: Jean-Luc Picard.", "Who is the Deputy?", "Jean-Luc Picard"),
        ("- Daily allowance: 40 euros.", "What applies to daily allowance?", "40 euros"),
        ("3. VPN access: from home only", "What applies to VPN access?", "from home only"),
    ],
)
def test_an_entry_is_asked_for_by_its_name(entry: str, question: str, answer: str) -> None:
    assert of_item(entry) == [(question, answer)]


@pytest.mark.parametrize(
    "entry",
    [
        "Contain: stop the leak",  # an order
        "What is due: money",
        "Sent on: Friday",
        "Daily allowance: ",
        "Notice for team leads in offices: 8 weeks",
        "no capital: 3 days",
        "A sentence without a colon.",
        "",
    ],
)
def test_an_entry_that_names_nothing_is_not_asked_for(entry: str) -> None:
    assert of_item(entry) == []


def test_an_owner_is_that_of_the_document_and_without_a_title_has_no_question() -> None:
    entry = "Owner: Ruth Adeyemi, HR"
    assert of_item(entry, "Travel") == [("Who is the owner of “Travel”?", "Ruth Adeyemi")]
    (found,) = item_facts(entry)
    assert (found.question, found.kind) == (None, FactKind.AGENT)
    assert of_item("Owner: the office", "Travel") == []
