"""Tests of assistant.learning.places: where a quote stands, and where it only seems to."""

from dataclasses import replace

import pytest

from assistant.learning.places import Edition, found, stands
from assistant.learning.questions import Evidence
from indexer.documents import Heading, Page
from tests.bank_questions import LEAVE, QUOTE, evidence


def edition(*texts: str, headings: tuple[Heading, ...] = ()) -> Edition:
    """A second version with these pages, headings on each."""
    return Edition("v2", tuple(Page(number, text, headings) for number, text in enumerate(texts, 1)))


def quoted(place: Evidence, now: Edition) -> str:
    """The text at a place."""
    return now.pages[place.page - 1].text[place.start : place.end]


def no_heading(quote: str = QUOTE, text: str = LEAVE) -> Evidence:
    return replace(evidence(quote, text=text), heading="")


def test_a_quote_that_stands_where_it_stood_has_the_same_place_in_the_new_version() -> None:
    now = edition(f"{LEAVE} More.")
    assert stands(no_heading(), now.pages)
    assert found(no_heading(), now) == replace(no_heading(), version="v2")


def test_a_quote_that_moved_is_found_on_another_page() -> None:
    now = edition("News.", f"First. {LEAVE}")
    place = found(no_heading(), now)
    assert place is not None
    assert (place.version, place.page, place.start) == ("v2", 2, 7)
    assert quoted(place, now) == place.quote == QUOTE


def test_white_space_may_differ_and_the_quote_is_as_it_stands_now() -> None:
    now = edition("Full-time employees\nget 30 vacation  days a year.")
    place = found(no_heading(), now)
    assert place is not None
    assert place.quote == quoted(place, now) == "Full-time employees\nget 30 vacation  days a year."


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("5 unused days may go", "up to 15 unused days may go"),
        ("5 unused days may go", "up to 2.5 unused days may go"),
        ("5 unused days may go", "up to 1,5 unused days may go"),
        ("it is due within 30", "it is due within 300"),
        ("it is due within 30", "it is due within 30.5 days"),
        ("the paid leave is", "the paid leave isn"),
        ("", "anything"),
    ],
)
def test_a_part_of_a_word_or_number_is_not_the_quote(quote: str, text: str) -> None:
    one = Evidence("leave.md", "v1", 1, quote, text.find(quote), text.find(quote) + len(quote))
    assert not stands(one, edition(text).pages)
    assert found(one, edition(text)) is None


@pytest.mark.parametrize("text", ["It is due within 30.", "It is due within 30, or later", "(it is due within 30)"])
def test_a_quote_may_end_before_a_full_stop(text: str) -> None:
    assert found(Evidence("leave.md", "v1", 9, "is due within 30", 0, 0), edition(text)) is not None


def test_chinese_needs_no_space_around_a_quote() -> None:
    place = found(Evidence("zh.md", "v1", 1, "每年有15天年假", 0, 0), edition("正式员工每年有15天年假。"))
    assert place is not None
    assert found(Evidence("zh.md", "v1", 1, "5天年假可以结转", 0, 0), edition("15天年假可以结转")) is None
    assert place.start == 4


def test_of_several_places_the_one_under_the_same_heading_is_taken() -> None:
    text = f"{QUOTE}\nVacation\n{QUOTE}\nPay\n{QUOTE}"
    heads = (Heading(text.index("Vacation"), 1, "Vacation"), Heading(text.index("Pay"), 1, "Pay"))
    place = found(replace(evidence(), start=200, end=248), edition(text, headings=heads))
    assert place is not None
    assert (place.heading, place.start) == ("Vacation", text.index(QUOTE, 10))


def test_of_places_alike_the_nearest_is_taken() -> None:
    now = edition(*[QUOTE] * 5)
    place = found(replace(no_heading(), page=4, start=9), now)
    assert place is not None
    assert place.page == 4


def test_a_short_quote_counts_only_under_its_heading() -> None:
    text = "Part-time\n30 days"
    heads = (Heading(0, 1, "Part-time"),)
    one = Evidence("leave.md", "v1", 1, "30 days", 300, 307, "Full-time")
    assert found(one, edition(text, headings=heads)) is None
    assert found(replace(one, heading="Staff > part-time"), edition(text, headings=heads)) is not None


def test_the_same_words_under_another_heading_do_not_stand_as_they_did() -> None:
    now = edition("Part-time\n30 days", headings=(Heading(0, 1, "Part-time"),))
    assert not stands(Evidence("leave.md", "v1", 1, "30 days", 10, 17, "Full-time"), now.pages)
