"""Lines to paragraphs: how far lines are apart, where they end, what stands at the edges of pages."""

from collections.abc import Sequence

import pytest

from indexer.readers.layout import Block, blocks, body_size, leadings, without_contents, without_running_lines
from indexer.readers.pdf import Ladder, squeezed
from indexer.readers.pdf_lines import Line

FULL = "a line of text that fills its column from one edge to the other"


def line(text: str, y: float, size: float = 10, left: float = 72, bold: bool = False) -> Line:
    right = 400 if len(text) > 40 else left + 5.0 * len(text)
    return Line(text, left, right, y, size, bold)


def made(lines: Sequence[Line]) -> list[str]:
    return [block.text for block in blocks(lines, leadings([list(lines)]), str.__add__)]


def column(*texts: str, top: float = 700, leading: float = 12, size: float = 10, left: float = 72) -> list[Line]:
    return [line(text, top - leading * number, size, left) for number, text in enumerate(texts)]


def test_the_usual_distance_is_that_of_most_lines_of_a_size() -> None:
    lines = [*column(FULL, FULL, FULL, FULL), *column(FULL, FULL, top=600, leading=18, size=12)]
    assert leadings([lines]) == {10: 12.0, 12: 18.0}


def test_the_distance_between_paragraphs_is_not_the_usual_one() -> None:
    lines = [line(FULL, 700), line(FULL, 688), line(FULL, 664), line(FULL, 640), line(FULL, 628), line(FULL, 604)]
    assert leadings([lines]) == {10: 12.0}


def test_the_body_is_set_in_the_size_of_most_characters() -> None:
    assert body_size([[line("Head", 700, 20), line("Head", 680, 20), line(FULL, 650, 11)]]) == 11
    assert body_size([]) == 0.0


def test_wide_lines_are_one_paragraph() -> None:
    assert made(column(FULL, FULL, "and the end.")) == [f"{FULL} {FULL} and the end."]


def test_double_spaced_lines_are_one_paragraph_too() -> None:
    assert made(column(FULL, FULL, FULL, leading=24)) == [f"{FULL} {FULL} {FULL}"]


def test_a_change_of_size_begins_a_block() -> None:
    assert made([line("Heading", 720, 14), *column(FULL, FULL)]) == ["Heading", f"{FULL} {FULL}"]


def test_a_bold_line_above_text_is_a_block_of_its_own() -> None:
    assert made([line("Heading", 712, bold=True), *column(FULL, FULL)])[0] == "Heading"


def test_bold_words_at_the_beginning_do_not_part_a_paragraph() -> None:
    assert made([line(FULL, 700, bold=True), line(FULL, 688)]) == [f"{FULL} {FULL}"]


def test_a_sentence_that_ends_early_ends_its_paragraph() -> None:
    assert made(column(FULL, "and here it ends, after a while.", "Another begins " + FULL)) == [
        f"{FULL} and here it ends, after a while.",
        f"Another begins {FULL}",
    ]


def test_an_indented_line_begins_a_paragraph() -> None:
    first = [line(FULL, 700), line(FULL + ".", 688)]
    assert made([*first, line(FULL, 676, left=90)]) == [f"{FULL} {FULL}.", FULL]


def test_short_lines_beside_a_wide_column_stay_lines() -> None:
    assert made(column("Contoso Ltd", "1 Long Street", "Bonn", FULL))[0].startswith("Contoso Ltd\n1 Long Street\nBonn\n")


@pytest.mark.parametrize("marker", ["•", "–", "1.", "(a)", "12)", "a)", "（一）", "3、", "✓", "(iv)"])
def test_a_marker_begins_a_line(marker: str) -> None:
    assert made(column(FULL, f"{marker} {FULL}")) == [f"{FULL}\n{marker} {FULL}"]


@pytest.mark.parametrize("start", ["2024 was", "I.e. it", "-5 degrees", "a word"])
def test_what_only_looks_like_a_marker_does_not(start: str) -> None:
    assert "\n" not in made(column(FULL, f"{start} {FULL}"))[0]


def test_a_label_after_a_chinese_sentence_begins_a_line() -> None:
    upper, lower = (
        Line("所有的覆写方法，必须加注解。", 72, 400, 700, 10),
        Line("说明：这是一个很好的习惯，请遵守", 72, 400, 688, 10),
    )
    assert made([upper, lower]) == ["所有的覆写方法，必须加注解。\n说明：这是一个很好的习惯，请遵守"]


def test_another_column_is_another_block_unless_the_sentence_goes_on() -> None:
    left, right = column(FULL + "."), column("Other text " + FULL, left=420)
    assert made([*left, *right]) == [f"{FULL}.", f"Other text {FULL}"]


def test_a_cut_word_goes_on_in_the_next_line() -> None:
    upper = Line("the long word is cut in two pay", 72, 400, 700, 10, cut=True)
    assert made([upper, line("ment is due", 688)]) == ["the long word is cut in two payment is due"]


def test_a_wide_head_does_not_make_the_column_wide() -> None:
    lines = [Line("A head over both of the columns of the page", 72, 540, 720, 10), *column(*[FULL] * 9, top=700)]
    assert "\n" not in made(lines)[-1]


def test_the_number_of_a_page_is_dropped_at_its_edge_only() -> None:
    pages = [[line("3", 800), line("12", 400), line(FULL, 300), line("Page 3 of 9", 40)]]
    assert [kept.text for kept in without_running_lines(pages, [842.0])[0]] == ["3", "12", FULL][1:]


@pytest.mark.parametrize("text", ["– 7 –", "xii", "7 / 51", "第 7 页", "Page 7", "7 of 51"])
def test_page_numbers_are_known_in_many_forms(text: str) -> None:
    assert without_running_lines([[line(FULL, 400), line(text, 30)]], [842.0]) == [[line(FULL, 400)]]


@pytest.mark.parametrize("text", ["Room 7", "2024 report", "Page of honour"])
def test_other_lines_at_the_edge_are_no_page_numbers(text: str) -> None:
    assert len(without_running_lines([[line(FULL, 400), line(text, 30)]], [842.0])[0]) == 2


def test_a_line_in_the_middle_of_many_pages_is_kept() -> None:
    pages = [[line("Job description", 400), line(FULL, 380)] for _ in range(6)]
    assert without_running_lines(pages, [842.0] * 6) == pages


def test_large_type_at_the_top_of_three_pages_is_no_running_head() -> None:
    pages = [[line("Agenda", 800, 24 if number < 3 else 12), line(FULL, 400)] for number in range(20)]
    kept = without_running_lines([[row for row in page if row.size != 12] for page in pages], [842.0] * 20)
    assert [page[0].text for page in kept[:3]] == ["Agenda"] * 3


@pytest.mark.parametrize("entry", ["1.2 Leave ........ 12", "Leave · · · · · · 3", "Annex……… iv"])
def test_entries_with_leaders_are_contents_anywhere(entry: str) -> None:
    assert without_contents([line(FULL, 400), line(entry, 380)]) == [line(FULL, 400)]


def test_a_page_called_contents_without_entries_is_kept() -> None:
    lines = [line("Contents", 700), line("What the box holds", 680)]
    assert without_contents(lines) == lines


def block(text: str, size: float = 10, bold: bool = False, lines: int = 1) -> Block:
    return Block(tuple(Line(text, 72, 300, 700, size, bold) for _ in range(lines)), text)


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        (block("Chapter", 18), 1),
        (block("Section", 14), 2),
        (block("Bold words", bold=True), 3),
        (block("What is balance billing?"), 4),
        (block("A sentence of text."), 0),
        (block("lower case"), 0),
        (block("Name: somebody"), 0),
        (block("2024", 10), 0),
        (block("• 18", 18), 0),
        (block("Small print", 7, bold=True), 0),
        (block("A long text in large type " * 9, 18), 0),
    ],
)
def test_headings_are_told_by_their_type(heading: Block, level: int) -> None:
    text = block("Long text of the body " * 9, lines=4)
    ladder = Ladder.of([[block("Chapter", 18), block("Section", 14), text]], 10)
    assert ladder.level(heading, text) == level


def test_a_lone_line_above_nothing_is_no_heading() -> None:
    assert Ladder(10, ()).level(block("What is balance billing?"), None) == 0


def test_letters_and_digits_stay_when_text_is_squeezed() -> None:
    assert squeezed("1.2 The of\ufb01ce – 年假!") == "12theoffice年假"
