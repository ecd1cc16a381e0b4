"""How long reading and answering take."""

from datetime import UTC, datetime

import pytest

from assistant.learning.answers import Answered
from assistant.learning.outlines import outlines
from assistant.learning.questions import Kind
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from assistant.learning.study_time import ITEM_S, item_seconds, study_time
from assistant.learning.validity import expired, expires
from tests.shelves import MemoryShelf, prose

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BOOK, CHAPTER, FOLDER = Place("book.md"), Place("book.md", "Book > Pumps"), Place("wiki/")
SKILLS = SkillsMap((Skill("book", Name("Book"), (BOOK, FOLDER)), Skill("pumps", Name("Pumps"), (CHAPTER,))))
SHELF = MemoryShelf(
    {"book.md": f"# Book\n\n{prose(199)}\n\n## Pumps\n\n{prose(99)}", "wiki/a.md": prose(100), "other.md": "No."}
)


def answer(seconds: float, skill: str = "book") -> Answered:
    return Answered(1, NOW, "q", 1, Kind.CLOZE, skill, 1.0, True, seconds=seconds)


def test_a_chapter_with_a_skill_of_its_own_is_not_counted_twice() -> None:
    times = study_time(SKILLS, outlines(SHELF, lambda _: True), ())
    assert times.reading_s == pytest.approx({BOOK: 60.0, CHAPTER: 30.0, FOLDER: 30.0})
    assert times.versions == {"book.md": "v1", "other.md": "v1", "wiki/a.md": "v1"}


def test_unreadable_documents_take_no_time() -> None:
    assert study_time(SKILLS, outlines(SHELF, lambda _: False), ()).reading_s == {}


def test_a_question_takes_what_it_took_others() -> None:
    answers = [answer(seconds) for seconds in (10, 20, 30, 40, 5000)] + [answer(50)]
    times = study_time(SKILLS, (), answers)
    assert times.item("book") == 30.0  # the median, without the one who left the room
    assert times.item("pumps") == ITEM_S


def test_few_answers_tell_no_time() -> None:
    assert item_seconds([answer(10)] * 4, lambda one: one.skill) == {}


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2027, 8, 31), 6, (2028, 2, 29)),
        ((2026, 3, 2), 12, (2027, 3, 2)),
        ((2026, 12, 1), 1, (2027, 1, 1)),
        ((2026, 5, 15), 31, (2028, 12, 15)),
    ],
)
def test_validity_ends_on_the_same_day_of_the_month_or_its_last(
    since: tuple[int, int, int], months: int, until: tuple[int, int, int]
) -> None:
    assert expires(datetime(*since, tzinfo=UTC), months) == datetime(*until, tzinfo=UTC)


def test_no_months_are_for_ever() -> None:
    assert expires(NOW, 0) is None
    assert not expired(datetime(1990, 1, 1, tzinfo=UTC), 0, NOW)
    assert expired(datetime(2025, 3, 2, 9, 0, tzinfo=UTC), 12, NOW)
