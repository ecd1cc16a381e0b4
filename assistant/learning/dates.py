"""Dates and times of day in many forms, each with everything that it can mean. Knows nothing of other quantities."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.learning.numerals import CHINESE, ONES, chinese

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = (
    "jan(?:uary|\\.)?|feb(?:ruary|\\.)?|mar(?:ch|\\.)?|apr(?:il|\\.)?|may|june?|july?|aug(?:ust|\\.)?|sept?(?:ember|\\.)?|oct(?:ober|\\.)?"
    "|nov(?:ember|\\.)?|dec(?:ember|\\.)?"
)
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>(?:1[5-9]|20|21)\d\d)"
_ZH = rf"(?:\d+|{CHINESE})"
_HOURS = ONES[1:13]
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d.])(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?![\d])",
        r"(?<![\d.])(?P<one>\d{1,2})[/.-](?P<two>\d{1,2})[/.-](?P<y>\d{4})(?![\d])",
        rf"(?:\bthe )?(?<![\d.]){_DAY}(?: of)?[ -](?P<month>{_MONTH})\b(?:[.,]{{0,2}}[ -](?:of )?{_YEAR}\b)?",
        rf"\b(?P<month>{_MONTH}) (?:the )?{_DAY}\b(?!:)(?:,? {_YEAR}\b)?",
        rf"(?<!\d )\b(?P<month>{_MONTH}),? (?:of )?{_YEAR}\b",  # of "31 april 2024" no part is a date
        rf"(?P<zy>{_ZH})年(?:(?P<zm>{_ZH})月份?)?(?:(?P<zd>{_ZH})[日号])?",
        rf"(?P<zm>{_ZH})月(?P<zd>{_ZH})[日号]",
    )
)
_BEFORE_DATES = r"(?:^|\b(?:on|by|until|till|from|before|after|since|to|and|or|of|through|is|was)|[,(-])\s*$"
_CLOCKS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?<![\d.:])(?P<h>\d{1,2})(?:[:.](?P<min>\d\d))? ?(?P<half>[ap])\.?m\b\.?",
        r"(?<![\d.:])(?P<h>\d{1,2})(?:[:.](?P<min>\d\d))?(?: ?o'clock)? in the (?P<half>morning|afternoon|evening)\b",
        r"(?<![\d.:])(?P<h>\d{1,2}):(?P<min>\d\d)(?::\d\d)?(?![\d:])(?: ?(?:hrs|o'clock|hours)\b)?",
        r"(?<![\d.:])(?P<h>\d\d) ?h ?(?P<min>\d\d)(?![\d:])",  # "9h30" may be a length of time
        rf"(?<![\d.:])(?P<h>\d{{1,2}}|{'|'.join(_HOURS)}) ?o'clock\b",
        r"\b(?:(?P<noon>noon|midday)|(?P<midnight>midnight))\b",
        rf"(?P<zhalf>上午|早上|凌晨|中午|下午|晚上)?(?P<zh>{_ZH})[点时](?!间)(?:(?P<zmin>{_ZH})分|(?P<zhalfpast>半)|整|钟)?",
    )
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date or a part of one: year, month and day, 0 for what is not said; all readings of an ambiguous form."""

    readings: frozenset[tuple[int, int, int]]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes after midnight."""

    minutes: int
    start: int
    end: int


def dates(text: str) -> Iterator[Date]:
    """The dates of a text, of each place the longest form; what is no date of the calendar is left out."""
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for found in form.finditer(text):
            readings = frozenset(one for one in _readings(found.groupdict()) if _exists(*one))
            if (
                readings
                and not _is_verb(found, text)
                and all(found.end() <= start or found.start() >= end for start, end in taken)
            ):
                taken.append(found.span())
                yield Date(readings, *found.span())


def clocks(text: str) -> Iterator[Clock]:
    """The times of day of a text."""
    taken: list[tuple[int, int]] = []
    for form in _CLOCKS:
        for found in form.finditer(text):
            minutes = _minutes(found.groupdict())
            if 0 <= minutes < 24 * 60 and all(found.end() <= start or found.start() >= end for start, end in taken):
                taken.append(found.span())
                yield Clock(minutes, *found.span())


def _is_verb(found: re.Match[str], text: str) -> bool:
    """Whether "may 5" only says that something may be: nothing before it leads to a date, no year follows."""
    parts = found.groupdict()
    dated = parts.get("y") or re.search(_BEFORE_DATES, text[: found.start()], re.IGNORECASE)
    return found.group().lower().startswith("may ") and not dated


def _readings(parts: dict[str, str | None]) -> list[tuple[int, int, int]]:
    if parts.get("one"):
        one, two, year = int(parts["one"] or 0), int(parts["two"] or 0), int(parts["y"] or 0)
        return [(year, two, one), (year, one, two)]
    if any(parts.get(name) for name in ("zy", "zm")):
        return [(_zh(parts.get("zy")), _zh(parts.get("zm")), _zh(parts.get("zd")))]
    month = parts.get("month")
    number = next(at for at, name in enumerate(_MONTHS, 1) if name[:3] == month[:3].lower()) if month else int(parts["m"] or 0)
    return [(int(parts.get("y") or 0), number, int(parts.get("d") or 0))]


def _exists(year: int, month: int, day: int) -> bool:
    if not (month or day):  # "3年" is three years, "2024年" a year
        return 1000 <= year <= 9999
    return 0 <= month <= 12 and 0 <= day <= (29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31) and bool(month)


def _minutes(parts: dict[str, str | None]) -> int:
    if parts.get("noon") or parts.get("midnight"):
        return 12 * 60 if parts.get("noon") else 0
    if parts.get("zh"):
        hour, minute = _zh(parts["zh"]), 30 if parts.get("zhalfpast") else _zh(parts.get("zmin"))
        late = parts.get("zhalf") in ("下午", "晚上") and hour < 12
        night = parts.get("zhalf") == "凌晨" and hour == 12
        return (hour + 12 * late - 12 * night) * 60 + minute
    said = (parts["h"] or "0").lower()
    hour = _HOURS.index(said) + 1 if said in _HOURS else int(said)
    minute, half = int(parts.get("min") or 0), (parts.get("half") or "").lower()
    if minute > 59 or (half and not 1 <= hour <= 12):
        return -1
    return (hour % 12 + 12 * (half in ("p", "afternoon", "evening")) if half else hour) * 60 + minute


def _zh(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdecimal() else int(chinese(text))
