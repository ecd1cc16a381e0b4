"""What a document offers."""

from assistant.learning.material import same_unit
from assistant.learning.spans import SpanKind
from tests.pages import one_document, one_sheet

TERM = "# Words\n\nA copayment is a fixed amount that you pay for each visit."


def test_a_term_is_kept_with_the_place_of_its_definition() -> None:
    sheet = one_sheet(TERM)
    [term] = sheet.terms
    assert (term.term, term.definition) == ("copayment", "a fixed amount that you pay for each visit")
    assert sheet.page.text[term.start : term.end] == "A copayment is a fixed amount that you pay for each visit."


def test_praise_and_definitions_that_name_the_term_are_none() -> None:
    assert one_sheet(TERM.replace("a fixed amount", "an important part")).terms == ()
    assert one_sheet(TERM.replace("a fixed amount", "a copayment amount")).terms == ()


def test_places_of_one_unit_are_found_in_the_whole_document() -> None:
    document = one_document("# A\n\nReport a loss within 24 hours.", "# B\n\nThe second factor stays valid for 12 hours a day.")
    assert [span.number for span in document.of_kind(SpanKind.QUANTITY, "hours")] == ["24", "12"]


def test_units_are_the_same_by_what_they_count() -> None:
    assert same_unit("working days", "day") and not same_unit("days", "weeks")


def test_a_word_that_the_layout_tore_is_noticed() -> None:
    document = one_document("# Classes\n\nConfidential papers are locked away every evening.")
    assert document.torn("Confide ntial") and not document.torn("locked away")


def test_a_section_is_the_text_between_two_headings() -> None:
    sheet = one_sheet("# A\n\nFirst.\n\n# B\n\nSecond.\n\n# C\n\nThird.")
    assert "Second" in sheet.section(sheet.page.text.index("Second"))
    assert "Third" not in sheet.section(sheet.page.text.index("Second"))
