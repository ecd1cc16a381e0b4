"""Tables that can be asked about."""

from assistant.learning.tables import tables
from tests.pages import page

NOTICE = "# Notice\n\nRole | Notice\nAll staff | 4 weeks\nManagers | 8 weeks\nDirectors | 26 weeks"


def test_a_table_has_columns_and_rows_with_offsets() -> None:
    text = page(NOTICE)
    [found] = tables(text)
    assert found.columns == ("Role", "Notice")
    assert [cell.text for cell in found.column(1)] == ["4 weeks", "8 weeks", "26 weeks"]
    assert all(text.text[cell.start : cell.end] == cell.text for row in found.rows for cell in row)
    assert text.text[found.start : found.end] == NOTICE.split("\n\n")[1]


def test_entries_of_a_list_are_a_table_without_names() -> None:
    [found] = tables(
        page("# Who\n\n- Head of People: Ruth Adeyemi\n- Head of Product: Jonas Weidmann\n- Finance: Anneke Visser")
    )
    assert found.columns == ()
    assert [cell.text for cell in found.rows[0]] == ["Head of People", "Ruth Adeyemi"]


def test_lists_of_codes_and_long_tables_are_looked_up_not_known() -> None:
    codes = "Code | Part\nPN-100 | Valve\nPN-200 | Seal\nPN-300 | Rotor"
    long = "Name | Part\n" + "\n".join(f"Place {chr(97 + one)} | Seal {one}" for one in range(20))
    assert tables(page(codes)) == tables(page(long)) == []


def test_a_row_that_lost_a_cell_spoils_the_table() -> None:
    assert tables(page(f"{NOTICE}\nCleaners | 2 weeks | new")) == []
