"""How long something that was learned stays valid. Knows nothing of what was learned or by whom."""

from calendar import monthrange
from datetime import datetime


def expires(since: datetime, months: int) -> datetime | None:
    """When something of a time lapses; None where it never does (0 months).

    The day of the month stays, or is the last of a shorter month: 31 August and 6 months give 28 February.
    """
    if months == 0:
        return None
    years, month = divmod(since.month - 1 + months, 12)
    year = since.year + years
    return since.replace(year=year, month=month + 1, day=min(since.day, monthrange(year, month + 1)[1]))


def expired(since: datetime, months: int, now: datetime) -> bool:
    """Whether something of a time has lapsed."""
    end = expires(since, months)
    return end is not None and end <= now
