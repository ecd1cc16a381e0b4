"""How long something that was learned stays valid."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.validity import expired, expires

DAY = datetime(2000, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=36_500)).map(lambda passed: DAY + passed)


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2027, 8, 31), 6, (2028, 2, 29)),
        ((2026, 12, 15), 1, (2027, 1, 15)),
        ((2026, 1, 15), 12, (2027, 1, 15)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2026, 1, 31), 25, (2028, 2, 29)),
    ],
)
def test_the_day_stays_or_is_the_last_of_a_shorter_month(
    since: tuple[int, int, int], months: int, until: tuple[int, int, int]
) -> None:
    assert expires(datetime(*since, 9, 30, tzinfo=UTC), months) == datetime(*until, 9, 30, tzinfo=UTC)


@given(MOMENTS)
def test_what_has_no_end_never_lapses(since: datetime) -> None:
    assert expires(since, 0) is None
    assert not expired(since, 0, since + timedelta(days=365 * 1000))


@given(MOMENTS, st.integers(1, 240))
def test_the_end_is_so_many_months_later_at_the_same_time(since: datetime, months: int) -> None:
    end = expires(since, months)
    assert end is not None
    assert 12 * (end.year - since.year) + end.month - since.month == months
    assert end.timetz() == since.timetz()
    assert end.day == min(since.day, monthrange(end.year, end.month)[1])


@given(MOMENTS, st.integers(1, 240))
def test_it_lapses_at_its_end_and_not_before(since: datetime, months: int) -> None:
    end = expires(since, months)
    assert end is not None
    assert expired(since, months, end)
    assert not expired(since, months, end - timedelta(microseconds=1))
