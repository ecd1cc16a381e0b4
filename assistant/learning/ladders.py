"""Other numbers, times and dates than a right one, written alike and plausible beside it. Knows nothing of documents."""

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.learning.spans import MONTHS, WEEKDAYS, WORDS, Bound, Span, SpanKind, value_of

COUNTS: Mapping[str, tuple[float, ...]] = {
    "minute": (2, 5, 10, 15, 20, 30, 45, 60, 90, 120),
    "hour": (1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96),
    "day": (1, 2, 3, 5, 7, 10, 14, 20, 30, 45, 60, 90, 180, 365),
    "week": (1, 2, 3, 4, 6, 8, 12, 16, 20, 26, 39, 52),
    "month": (1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 60),
    "year": (1, 2, 3, 4, 5, 7, 10, 15, 20, 30),
    "": (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000),
}  # fmt: skip - what people could take for the right number, by its unit
UNITS_ZH: Mapping[str, str] = {
    "分钟": "minute",
    "小时": "hour",
    "天": "day",
    "工作日": "day",
    "自然日": "day",
    "周": "week",
    "月": "month",
    "年": "year",
}
SHARES = (1, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 100)
ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 8)  # beginnings of round amounts
LEAST_APART, LEAST_SHARE = 1.25, 1.1  # times: nearer ones could be slips of the eye; of shares from half on
FARTHEST = 3.0  # times: nobody takes those
STEPS = (-120, -60, -30, 30, 60, 120)  # minutes
MONTH_NAMES = tuple(MONTHS.split("|"))
MONTH_ENDS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def turn(*parts: str) -> int:
    """A number that is always the same for the same texts: for choices that tell nothing and need no chance."""
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:6], "big")


def others(span: Span, known: Sequence[str], taken: Iterable[str], count: int, salt: str) -> list[str]:
    """So many other texts of the same kind, [] where there are not enough: those that are `known` in the document first.

    `taken` are texts that stand near the right one and could be right as well.
    """
    avoid = {_plain(text) for text in taken} | {_plain(span.text), _plain(span.number)}
    if span.kind is SpanKind.WEEKDAY:
        found = [day for day in WEEKDAYS[:5] if _plain(day) not in avoid]
        return _some(found, count, salt)
    if span.kind in (SpanKind.TIME, SpanKind.DATE):
        made = _times(span.text) if span.kind is SpanKind.TIME else _dates(span.text)
        alike = [one for one in known if _alike(one, span.text)]
        found = [one for one in dict.fromkeys([*alike[:1], *made]) if _plain(one) not in avoid]
        return found[:1] + _some(found[1:], count - 1, salt) if alike else _some(found, count, salt)
    return _numbers(span, known, avoid, count, salt)


def beyond(span: Span, taken: Iterable[str], salt: str) -> str | None:
    """A number that makes a limit false whichever way one reads it: above what is the most, below what is the least.

    None of those that are `taken`, because they stand near the right one.
    """
    avoid = {_plain(text) for text in taken}
    value = span.value
    values = [one for one in _ladder(span) if _plausible(one, span)]
    if span.bound is Bound.MOST:
        values = [one for one in values if one > value]
    elif span.bound is Bound.LEAST:
        values = [one for one in values if one < value]
    written_out = [text for one in values if (text := written(one, span.number)) is not None and one != 1]
    texts = [text for text in written_out if _plain(text) not in avoid]
    return texts[turn(salt, "beyond") % len(texts)] if texts else None


def moved(span: Span, taken: Iterable[str], salt: str) -> str | None:
    """A time, date or weekday that makes a statement false: later than the latest, earlier than the earliest."""
    found = others(span, [], taken, 2, salt) or others(span, [], taken, 1, salt)
    if span.bound is Bound.MOST:
        found = [one for one in found if _key(one) > _key(span.text)]
    elif span.bound is Bound.LEAST:
        found = [one for one in found if _key(one) < _key(span.text)]
    return found[0] if found else None


def written(value: float, like: str) -> str | None:
    """A number written as the right one is: as a word, with marked thousands, with its decimals; None where it cannot be."""
    if not re.search(r"\d", like):
        if re.search(r"[\u4e00-\u9fff]", like):
            return None
        word = next((word for word, number in WORDS.items() if number == value), None)
        return word.capitalize() if word is not None and like[:1].isupper() else word
    decimals = len(like.partition(".")[2])
    if not decimals and value != int(value):
        return None
    marked = "," in like or (value >= 1000 and len(like) < 4)  # "£900" beside "£1,500"
    return f"{value:,.{decimals}f}" if marked else f"{value:.{decimals}f}"


def in_order(texts: Sequence[str]) -> list[str]:
    """Texts by the numbers, times or dates that they begin with or hold; as they are where one holds none."""
    keys = [_key(text) for text in texts]
    return (
        [text for _, text in sorted(zip(keys, texts, strict=True))] if not any(math.isnan(key) for key in keys) else list(texts)
    )


def _numbers(span: Span, known: Sequence[str], avoid: set[str], count: int, salt: str) -> list[str]:
    value = span.value
    told = [one for one in dict.fromkeys(value_of(number) for number in known) if one == one]
    candidates = dict.fromkeys([*told, *_ladder(span)])
    texts: dict[float, str] = {}
    for one in candidates:
        text = written(one, span.number) if one > 1 or value < 1 else None
        if (
            text is not None
            and _plausible(one, span)
            and _plain(text) not in avoid
            and _plain(f"{text}{span.unit}") not in avoid
        ):
            texts[one] = text
    low = _spread(sorted((one for one in texts if one < value), reverse=True), value)
    high = _spread(sorted(one for one in texts if one > value), value)
    ways = [way for way in ([*low[:1], *high[:1]], low, high) if len(way) == count]
    return [texts[one] for one in ways[turn(salt) % len(ways)]] if ways else []


def _plausible(one: float, span: Span) -> bool:
    """Whether a number is neither a slip of the eye away from the right one nor out of all proportion."""
    least = LEAST_SHARE if span.kind is SpanKind.SHARE and span.value >= 50 else LEAST_APART
    return one > 0 and least <= max(one / span.value, span.value / one) <= FARTHEST


def _spread(found: Sequence[float], value: float) -> list[float]:
    """Up to two numbers away from the value, far enough from one another."""
    kept: list[float] = []
    for one in found:
        if not kept or max(one / kept[-1], kept[-1] / one) >= (LEAST_SHARE if value >= 50 else LEAST_APART):
            kept.append(one)
    return kept[:2]


def _ladder(span: Span) -> list[float]:
    value = span.value
    if "." in span.number:
        decimals = len(span.number.partition(".")[2])
        made = [value + step for step in (-10, -5, 5, 10)] if value >= 10 else [value * factor for factor in (0.5, 2, 3)]
        return [round(one, decimals) for one in made if 0 < one < (100 if span.kind is SpanKind.SHARE else math.inf)]
    if span.kind is SpanKind.SHARE:
        return [float(one) for one in SHARES]
    if span.kind is SpanKind.QUANTITY:
        last = span.unit.split(" ")[-1].removeprefix("个")
        unit = UNITS_ZH.get(last, last.rstrip("s"))
        return [float(one) for one in COUNTS.get(unit, COUNTS[""])]
    size = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return [one * power for power in (size / 10, size, size * 10) for one in ROUND if one * power == int(one * power)]


def _times(text: str) -> list[str]:
    hours, minutes = (int(part) for part in re.split("[:：]", text))
    at = hours * 60 + minutes
    mark = "：" if "：" in text else ":"
    wide = len(re.split("[:：]", text)[0])
    return [f"{one // 60:0{wide}d}{mark}{one % 60:02d}" for step in STEPS if 0 < (one := at + step) < 24 * 60]


def _dates(text: str) -> list[str]:
    chinese = re.fullmatch(r"(\d+)\s?月\s?(\d+)\s?日", text)
    name = next((month for month in MONTH_NAMES if month in text), "")
    day = int(chinese[2] if chinese else re.sub(r"\D", "", text))
    month = int(chinese[1]) if chinese else MONTH_NAMES.index(name) + 1
    made = []
    for step in (-2, -1, 1, 2, 3):
        other = (month - 1 + step) % 12
        last = day == MONTH_ENDS[month - 1] or day > 28
        if chinese:
            made.append(f"{other + 1}月{MONTH_ENDS[other] if last else day}日")
        else:
            made.append(re.sub(r"\d+", str(MONTH_ENDS[other] if last else day), text.replace(name, MONTH_NAMES[other])))
    return made


def _alike(one: str, other: str) -> bool:
    """Whether two times or dates are written in the same form."""
    form = [re.sub(r"[A-Z][a-z]+", "M", re.sub(r"\d+", "9", text)) for text in (one, other)]
    return form[0] == form[1] and one != other


def _some(found: Sequence[str], count: int, salt: str) -> list[str]:
    if len(found) < count:
        return []
    return sorted(found, key=lambda one: turn(salt, one))[:count]


def _key(text: str) -> float:
    """What a text is sorted by; NaN where there is nothing."""
    time = re.search(r"(\d{1,2})[:：](\d\d)", text)
    if time:
        return int(time[1]) * 60 + int(time[2])
    if text in WEEKDAYS:
        return WEEKDAYS.index(text)
    month = next((place for place, name in enumerate(MONTH_NAMES, 1) if name in text), None)
    zh = re.search(r"(\d+)\s?月\s?(\d+)\s?日", text)
    if zh:
        return int(zh[1]) * 31 + int(zh[2])
    digits = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if month is not None and digits:
        return month * 31 + int(digits.group())
    return value_of(digits.group()) if digits else value_of(text.split(" ")[0])


def _plain(text: str) -> str:
    return re.sub(r"[\s,]", "", text).casefold()
