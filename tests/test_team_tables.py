"""What is told of a team as tables of words and numbers, and these as files."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.insight.disclosure import EVERYBODY, Share, Side, Withheld
from assistant.insight.items import Flag
from assistant.insight.standings import Standing
from assistant.insight.team import Choice, GroupTold, Level, Posed, Team, Week
from assistant.learning.assignments import State
from assistant.web.team_files import as_csv, as_pdf
from assistant.web.team_tables import Names, Report, Sheet, percent, share_told, sheets
from assistant.web.words import Words
from tests.bank_questions import question

EN, ZH = Words("en"), Words("zh")
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
GROUPS = (GroupTold(EVERYBODY, 9, None), GroupTold("sales", 6, None), GroupTold("it", 3, Withheld.FEW))
LEVELS = (
    Level(EVERYBODY, "leave", 0.8, 9, 0.5), Level(EVERYBODY, "travel", 0.7, 9, 0.9),
    Level(EVERYBODY, "safety", 0.7, None, None, Withheld.FEW),
    Level("sales", "leave", 0.8, 6, 0.25), Level("sales", "travel", 0.7, 6, 0.95), Level("sales", "safety", 0.7, 6, 0.6),
)  # fmt: skip
CHOICES = (Choice("a", Share(0.5), 0.75, True), Choice("b", Share(0.2, Side.AT_MOST), None, False))
POSED = (
    Posed(EVERYBODY, "q1", 1, 9, Share(0.1, Side.AT_MOST), -0.234, 12.6, CHOICES, (Flag.HARD, Flag.APART)),
    Posed(EVERYBODY, "q2", 1, 9, Share(0.8), None, 5.0, (), ()),
    Posed("sales", "q2", 1, 6, Share(0.7), None, 5.0, (), ()),
)
WEEKS = (
    Week(EVERYBODY, date(2026, 2, 23), 9, 40), Week(EVERYBODY, date(2026, 3, 2), None, None, Withheld.FEW),
    Week("sales", date(2026, 2, 23), 0, 0),
)  # fmt: skip
STANDINGS = (
    Standing("Ada", ("hr", "sales"), "fire", False, True, State.OVERDUE, DAY),
    Standing("=cmd()", (), "leave.md", True, False, State.PASSED, None),
    Standing("Bea", ("sales",), "gone", False, False, State.PASSED, DAY),
)
NAMES = Names(
    {"leave": "Leave", "travel": "Travel", "safety": "Safety"},
    {"fire": "Fire course"},
    {"q1": question("q1"), "q2": question("q2", question="How far?", skill="travel")},
)
REPORT = Report(Team(GROUPS, LEVELS, POSED, {}, WEEKS), STANDINGS, NAMES, EVERYBODY, DAY, 5)
SALES = replace(REPORT, group="sales")


def rows(key: str, report: Report = REPORT, words: Words = EN, most: int | None = None) -> list[tuple[object, ...]]:
    return list(sheets(report, words, most)[key].rows)


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
def test_every_row_has_a_cell_for_every_head(words: Words) -> None:
    for sheet in sheets(REPORT, words).values():
        assert sheet.rows, sheet.key
        assert all(len(row) == len(sheet.heads) for row in sheet.rows), sheet.key


def test_who_has_to_pass_what_is_told_with_the_names_of_courses_and_changed_documents() -> None:
    assert rows("due") == [
        ("Ada", "hr, sales", "Fire course", EN("team.state_overdue"), "2026-03-02", EN("team.yes")),
        ("=cmd()", "", EN("team.requiz", document="leave.md"), EN("team.state_passed"), "", EN("team.no")),
        ("Bea", "sales", "gone", EN("team.state_passed"), "2026-03-02", EN("team.no")),
    ]


def test_people_are_counted_in_each_state_of_a_course() -> None:
    counted = {str(row[0]): row[1:] for row in rows("courses")}
    assert sum(int(str(count)) for count in counted["Fire course"]) == 1
    assert len(counted) == 3


def test_what_is_known_least_stands_first_and_what_is_withheld_last() -> None:
    assert rows("levels") == [
        ("Leave", 50, 9, 80), ("Travel", 90, 9, 70), ("Safety", EN("team.withheld_few"), "–", 70),
    ]  # fmt: skip


def test_one_group_is_told_at_a_time_in_its_levels() -> None:
    assert [row[:2] for row in rows("levels", SALES)] == [("Leave", 25), ("Safety", 60), ("Travel", 95)]


def test_groups_stand_beside_one_another_and_one_that_is_withheld_has_no_column() -> None:
    sheet = sheets(REPORT, EN)["groups"]
    assert sheet.heads == (EN("team.skill"), EN("team.everybody"), "sales")
    assert sheet.rows == (("Leave", 50, 25), ("Safety", EN("team.withheld_few"), 60), ("Travel", 90, 95))


def test_gaps_are_the_skills_below_their_target_the_widest_first_with_what_is_hardest_and_where_it_is_taught() -> None:
    assert rows("gaps") == [("Leave", 50, 80, 30, NAMES.questions["q1"].question, "leave.md")]
    assert [row[0] for row in rows("gaps", SALES)] == ["Leave", "Safety"]
    assert rows("gaps", SALES)[1][4:] == ("–", "")


def test_questions_are_numbered_as_in_the_plot_with_what_is_odd() -> None:
    odd = "; ".join([EN("team.flag_hard"), EN("team.flag_apart")])
    assert rows("questions") == [
        (1, NAMES.questions["q1"].question, 9, EN("team.at_most", n=10), -0.23, 13, odd), (2, "How far?", 9, 80, "–", 5, ""),
    ]  # fmt: skip
    assert [row[0] for row in rows("questions", most=1)] == [1]


def test_options_are_told_by_their_texts() -> None:
    stem = NAMES.questions["q1"].question
    assert rows("options") == [
        (stem, "30", EN("team.yes"), 50, 75), (stem, "18", EN("team.no"), EN("team.at_most", n=20), "–"),
    ]  # fmt: skip


def test_a_week_without_anybody_is_told_and_one_with_few_is_withheld() -> None:
    assert rows("weeks") == [("2026-02-23", 9, 40), ("2026-03-02", EN("team.withheld_few"), "–")]
    assert rows("weeks", SALES) == [("2026-02-23", 0, 0)]


def test_why_nothing_is_told_of_a_group_is_known_also_of_one_that_is_not_there() -> None:
    assert REPORT.withheld is None
    assert replace(REPORT, group="it").withheld is Withheld.FEW
    assert replace(REPORT, group="nobody's").withheld is Withheld.FEW


@pytest.mark.parametrize(
    ("side", "told"), [(Side.EXACT, 33), (Side.AT_MOST, EN("team.at_most", n=33)), (Side.AT_LEAST, EN("team.at_least", n=33))]
)
def test_a_share_is_told_as_it_is_meant(side: Side, told: object) -> None:
    assert share_told(Share(1 / 3, side), EN) == told


def test_percent_are_whole() -> None:
    assert [percent(share) for share in (0.0, 0.004, 0.996, 1.0)] == [0, 0, 100, 100]


def test_a_csv_reads_back_as_the_table_with_no_formula() -> None:
    text = as_csv(sheets(REPORT, EN)["due"])
    assert text.startswith("\ufeff")
    heads, *found = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert heads == list(sheets(REPORT, EN)["due"].heads)
    assert [row[0].lstrip("'") for row in found] == ["Ada", "=cmd()", "Bea"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in found for cell in row)


def test_cells_with_quotes_lines_and_chinese_survive_a_csv() -> None:
    sheet = Sheet("k", "t", ("a", "b"), (('say "no"', "two\nlines"), ("年假，三天", 0.5), ("", 0)))
    read = list(csv.reader(io.StringIO(as_csv(sheet).removeprefix("\ufeff"), newline="")))
    assert read == [["a", "b"], ['say "no"', "two\nlines"], ["年假，三天", "0.5"], ["", "0"]]


def test_a_pdf_of_the_same_tables_has_the_same_bytes_also_where_one_is_empty_or_wide() -> None:
    wide = Sheet("k", "Wide <b>", tuple("abcdefgh"), (("x" * 200, "年" * 60, "<i>&", 1, 2.5, "", "–", "🙂"),))
    empty = Sheet("e", "Empty", ("a",), ())
    made = [as_pdf("Team & <co>", ["one", "二"], [wide, empty], "nothing") for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")
