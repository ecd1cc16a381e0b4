"""Numbers with units, ranges, money, shares, dates and times in a text, and whether two mean the same. Knows no questions."""

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from assistant.learning import numerals
from assistant.learning.dates import clocks, dates
from assistant.learning.units import BARE, CLOCK, PERCENT, PREFIX, Unit, pattern, unit_of


class Bound(StrEnum):
    """What stands before a number and changes what it says."""

    NONE = "none"
    LEAST = "at least"
    MOST = "at most"
    MORE = "more than"
    LESS = "less than"
    ABOUT = "about"


class Comparison(StrEnum):
    """How one quantity stands to another."""

    SAME = "same"
    UNIT_MISSING = "unit missing"
    UNIT_WRONG = "unit wrong"
    BOUND = "bound"
    APPROXIMATE = "approximate"
    DATE_INCOMPLETE = "date incomplete"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity of a text: what its number (of a range its two) can mean, in its unit, or what a date can mean."""

    low: frozenset[Fraction]
    high: frozenset[Fraction]
    unit: Unit
    bound: Bound = Bound.NONE
    date: frozenset[tuple[int, int, int]] = frozenset()  # year, month, day; 0 where not said
    start: int = 0
    end: int = 0

    @property
    def bare(self) -> bool:
        """Whether it is a number and nothing else."""
        return self.unit == BARE and not self.date


_BOUNDS = (
    (
        Bound.MOST,
        r"up to|at (?:the )?most|no more than|not more than|not exceed(?:ing)?|no later than|not later than|a maximum of"
        r"|maximum(?: of)?|max\.?(?: of)?|within|<=|≤|不(?:得|能|可|应)?超过|至多|最多|不(?:得|能|可|应)?多于|最长|最高",
    ),
    (
        Bound.LEAST,
        r"at (?:the )?least|no less than|not less than|no fewer than|not fewer than|a minimum of|minimum(?: of)?|min\.?(?: of)?"
        r"|>=|≥|至少|不(?:得|能|可|应)?[少低]于|最少|最低",
    ),
    (Bound.MORE, r"more than|over|above|exceeding|greater than|longer than|>|超过|多于|大于"),
    (Bound.LESS, r"less than|fewer than|under|below|shorter than|<|少于|小于|不足|低于"),
    (
        Bound.ABOUT,
        r"about|approximately|approx\.?|around|roughly|nearly|almost|circa|some|~|大约|约|左右|将近",
    ),
)
_AFTER = (
    (Bound.LEAST, r" ?(?:or more|or longer|or above|and above|\+|以上)"),
    (Bound.MOST, r" ?(?:or less|or fewer|以内|之内)"),
)
_DASH = r" ?(?:-|–|—|~|～|(?:up )?to|and|至|到) ?"
_DATE_SPACES = re.compile(
    r"(?<=[\d零〇一二三四五六七八九十]) (?=[年月日号点时分])|(?<=[年月日点时]) (?=[\d零〇一二三四五六七八九十])"
)
_TWICE = re.compile(
    rf"\b(?P<words>{numerals.WORDS}) ?\((?P<digits>{numerals.DIGITS})\)"
    rf"|(?P<digits2>{numerals.DIGITS}) ?\((?P<words2>{numerals.WORDS})\)"
    rf"|(?P<zh>{numerals.CHINESE}) ?\((?P<digits3>{numerals.DIGITS})\)"
)
_UNIT_GROUPS = ("unit", "funit", "wunit", "aunit", "zhunit", "zhoneunit", "money")
_HALVES = (
    (r"\b(?:half an?|half of an?|(?<!and )a half) (?=[a-z])", Fraction(1, 2), ""),
    (r"\b(?:a )?quarter of an? (?=[a-z])", Fraction(1, 4), ""),
    (r"\bthree quarters of an? (?=[a-z])", Fraction(3, 4), ""),
    (r"\ban? ", Fraction(3, 2), r" and a half\b"),
)


def plain(text: str) -> str:
    """The text as it is read here: NFKC, lower case, hyphens and spaces alike; offsets of quantities refer to it."""
    whole = unicodedata.normalize("NFKC", numerals.plain_fractions(text)).replace("⁄", "/").casefold()
    spaced = re.sub(r"\s+", " ", re.sub("[‐‑‒−]", "-", whole)).strip()
    return _TWICE.sub(_said_once, _DATE_SPACES.sub("", spaced)) if "(" in spaced else _DATE_SPACES.sub("", spaced)


def _said_once(found: re.Match[str]) -> str:
    """ "fourteen (14)" is 14; left alone where the two differ."""
    part = found.groupdict()
    digits = part["digits"] or part["digits2"] or part["digits3"] or ""
    written = part["words"] or part["words2"]
    value = numerals.words(written) if written else numerals.chinese(part["zh"] or "")
    return digits if value in numerals.digits(digits) else found.group()


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text in order, ranges and "1 hour 30 minutes" as one; offsets are those in `plain(text)`."""
    body = plain(text)
    found = [Quantity(frozenset(), frozenset(), BARE, date=one.readings, start=one.start, end=one.end) for one in dates(body)]
    for clock in clocks(body):
        minutes = frozenset({Fraction(clock.minutes)})
        found.append(Quantity(minutes, minutes, CLOCK, start=clock.start, end=clock.end))
    found = _apart(found)
    found += [one for one in _amounts(body) if not any(one.start < other.end and other.start < one.end for other in found)]
    ordered = sorted(found, key=lambda one: one.start)
    return [_bounded(one, body) for one in _summed(_ranges(ordered, body), body)]


def compared(key: Quantity, reply: Quantity, implied: Unit = BARE) -> Comparison:
    """How a reply's quantity stands to the right one; `implied` is the unit that the question already names."""
    if key.date or reply.date:
        return _dates_compared(key, reply)
    if implied != BARE:
        key, reply = (replace(one, unit=implied) if one.unit == BARE else one for one in (key, reply))
    if key.unit.dimension == reply.unit.dimension and _meets(key, reply, key.unit.factor, reply.unit.factor):
        return _bounds_compared(key.bound, reply.bound)
    if key.unit == CLOCK and reply.unit == BARE and _meets(key, reply, Fraction(1), Fraction(60)):
        return Comparison.UNIT_MISSING  # "10" for "10:00"
    if key.unit == CLOCK and reply.unit == BARE and _dotted_time(key, reply):
        return _bounds_compared(key.bound, reply.bound)
    if not _meets(key, reply, Fraction(1), Fraction(1)):
        return Comparison.OTHER
    return Comparison.UNIT_MISSING if reply.unit == BARE else Comparison.UNIT_WRONG


def off_by(key: Quantity, reply: Quantity, implied: Unit = BARE) -> float | None:
    """How far a reply's number is from the right one, in the right one's unit; None where they cannot be compared."""
    if implied != BARE:
        key, reply = (replace(one, unit=implied) if one.unit == BARE else one for one in (key, reply))
    if key.unit.dimension != reply.unit.dimension or key.date or reply.date or not key.low or not reply.low:
        return None
    ratio = reply.unit.factor / key.unit.factor
    return float(min(abs(mine - yours * ratio) for mine in key.low for yours in reply.low))


def signature(one: Quantity) -> str:
    """A word that two quantities share exactly when they mean the same, bounds aside; of several readings the first."""
    if one.date:
        return "#" + "/".join("-".join(map(str, reading)) for reading in sorted(one.date))
    low, high = (min(values) * one.unit.factor for values in (one.low, one.high))
    return f"#{low}" + (f"..{high}" if low != high else "") + one.unit.dimension


def _amounts(body: str) -> list[Quantity]:
    if re.fullmatch(numerals.CHINESE, body):  # elsewhere such characters count only before a unit: "一般" is no number
        value = frozenset({numerals.chinese(body)})
        return [Quantity(value, value, BARE, end=len(body))]
    return _apart([*_halves(body), *(_amount(found) for found in _forms().finditer(body))])


@functools.cache
def _forms() -> re.Pattern[str]:
    scales = r"(?: ?(?:hundred|thousand|million|billion|dozen|bn|mn)(?![a-z])|k(?![a-z])|[百千万亿]+)"
    behind = pattern()
    half = "半|个半(?=月|小时|钟头|星期)"  # "一个半月" is one and a half, "一个半天" one half
    chinese = rf"(?P<zh>{numerals.CHINESE})(?P<zhhalf>{half})?(?P<zhunit>{behind})(?P<zhlate>半)?"
    return re.compile(
        rf"(?P<money>{PREFIX}) ?(?P<amount>{numerals.DIGITS})(?P<short>{scales}|m(?![a-z]))?"
        rf"|百分之(?P<share>{numerals.DIGITS}|{numerals.CHINESE})"
        rf"|(?<![\w.,/])(?P<fraction>{numerals.FRACTION})(?![\d/])[ -]?(?P<funit>{behind})"
        rf"|(?<![a-z\d.,])(?:(?<![a-z]-)|(?<=\d[a-z]-))(?P<digits>{numerals.DIGITS})(?![\d]|[.,]\d)(?P<scale>{scales})?"
        rf"(?P<late>个?半)?(?:[ -]?(?P<unit>{behind}))?"
        rf"|\b(?P<words>{numerals.WORDS})\b(?:[ -]?(?P<wunit>{behind}))?"
        rf"|\b(?P<article>an?)[ -](?P<aunit>{behind})|(?P<zhone>半)(?P<zhoneunit>{behind})"
        rf"|{chinese}",
        re.IGNORECASE,
    )


def _amount(found: re.Match[str]) -> Quantity:
    part = found.groupdict()
    unit = unit_of(next((part[name] for name in _UNIT_GROUPS if part[name]), ""))
    values = _values(part)
    if part["share"]:
        unit = PERCENT
    if part["late"] or part["zhlate"] or part["zhhalf"]:
        values = frozenset(value + Fraction(1, 2) for value in values)
    return Quantity(values, values, unit, start=found.start(), end=found.end())


def _values(part: dict[str, str | None]) -> frozenset[Fraction]:
    for name, scaled in (("amount", "short"), ("digits", "scale")):
        if text := part[name]:
            return frozenset(value * numerals.scale(part[scaled] or "") for value in numerals.digits(text))
    if text := part["share"]:
        return numerals.digits(text) if text[0].isascii() else frozenset({numerals.chinese(text)})
    if text := part["fraction"]:
        return frozenset({numerals.fraction(text)})
    if text := part["words"]:
        return frozenset({numerals.words(text)})
    if text := part["zh"]:
        return frozenset({numerals.chinese(text)})
    return frozenset({Fraction(1, 2) if part["zhone"] else Fraction(1)})


def _halves(body: str) -> list[Quantity]:
    made = []
    for before, value, after in _HALVES:
        for found in re.finditer(rf"{before}(?P<unit>{pattern()}){after}", body):
            values = frozenset({value})
            made.append(Quantity(values, values, unit_of(found["unit"]), start=found.start(), end=found.end()))
    return made


def _apart(found: Iterable[Quantity]) -> list[Quantity]:
    """Those that do not overlap an earlier one."""
    kept: list[Quantity] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return kept


def _ranges(found: Sequence[Quantity], body: str) -> list[Quantity]:
    """Neighbours joined by a dash or "to" become one range, in the unit of the second."""
    made: list[Quantity] = []
    for one in found:
        last = made[-1] if made else None
        if last is not None and _is_range(last, one, body):
            unit = one.unit if last.unit == BARE else last.unit
            start = len(body[: last.start].removesuffix("between "))
            made[-1] = Quantity(last.low, one.high, unit, last.bound, start=start, end=one.end)
        else:
            made.append(one)
    return made


def _is_range(one: Quantity, other: Quantity, body: str) -> bool:
    joined = body[one.end : other.start]
    if one.date or other.date or one.low != one.high or not re.fullmatch(_DASH, joined):
        return False
    if joined.strip() == "and" and not body[: one.start].endswith("between "):
        return False
    return other.unit in (one.unit, BARE) or one.unit == BARE


def _summed(found: Sequence[Quantity], body: str) -> list[Quantity]:
    """ "1 hour 30 minutes" is one quantity: neighbours of one dimension whose units get smaller."""
    made: list[Quantity] = []
    for one in found:
        last = made[-1] if made else None
        if (
            last is not None
            and one.unit.dimension in ("time", "months", "length", "weight")
            and last.unit.dimension == one.unit.dimension
            and last.unit.factor > one.unit.factor
            and re.fullmatch(r",? ?(?:and )?|零", body[last.end : one.start])
        ):
            ratio = last.unit.factor / one.unit.factor
            sums = frozenset(mine * ratio + yours for mine in last.low for yours in one.low)
            made[-1] = Quantity(sums, sums, one.unit, start=last.start, end=one.end)
        else:
            made.append(one)
    return made


def _bounded(one: Quantity, body: str) -> Quantity:
    before, after = body[: one.start], body[one.end :]
    for bound, words in _BOUNDS:
        if found := re.search(rf"(?:(?<![a-z])(?:{words}))(?: (?:a|the|total of))? ?[\u3400-\u9fff]{{0,5}}$", before):
            return replace(one, bound=bound, start=found.start())
    for bound, words in _AFTER:
        if found := re.match(words, after):
            return replace(one, bound=bound, end=one.end + found.end())
    return one


def _meets(key: Quantity, reply: Quantity, of_key: Fraction, of_reply: Fraction) -> bool:
    """Whether a reading of one is a reading of the other, both ends of a range."""
    sides = ((key.low, reply.low), (key.high, reply.high))
    return all(any(mine * of_key == yours * of_reply for mine in mines for yours in yourses) for mines, yourses in sides)


def _dotted_time(key: Quantity, reply: Quantity) -> bool:
    """Whether a number is a time of day written with a dot: "17.30", which is no "17.3"."""
    times = [divmod(int(value), 60) for value in key.low]
    written = reply.end - reply.start in (4, 5)
    return written and any(
        Fraction(100 * hour + minute, 100) in reply.low and minute and reply.end - reply.start >= len(str(hour)) + 3
        for hour, minute in times
    )


def _bounds_compared(key: Bound, reply: Bound) -> Comparison:
    if reply in (key, Bound.NONE):
        return Comparison.SAME
    return Comparison.APPROXIMATE if reply is Bound.ABOUT else Comparison.BOUND


def _dates_compared(key: Quantity, reply: Quantity) -> Comparison:
    mine, yours = _as_dates(key), _as_dates(reply)
    if mine & yours:
        return Comparison.SAME
    pairs = [(one, other) for one in mine for other in yours]
    if any(_lacks_one(one, other) for one, other in pairs):
        return Comparison.DATE_INCOMPLETE
    more = any(all(own in (0, theirs) for own, theirs in zip(one, other, strict=True)) and any(one) for one, other in pairs)
    return Comparison.APPROXIMATE if more else Comparison.OTHER


def _lacks_one(key: tuple[int, ...], reply: tuple[int, ...]) -> bool:
    """Whether a date lacks one part of another and has the others: "31 March", "March 2024"."""
    fits = all(theirs in (0, own) for own, theirs in zip(key, reply, strict=True))
    return fits and any(reply) and sum(map(bool, reply)) == sum(map(bool, key)) - 1


def _as_dates(one: Quantity) -> frozenset[tuple[int, int, int]]:
    """The readings as dates; a bare number of four digits is a year."""
    return one.date or frozenset((int(value), 0, 0) for value in one.low if one.unit == BARE and 1000 <= value <= 9999)
