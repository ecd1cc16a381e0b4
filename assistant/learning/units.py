"""Units of measure, English and Chinese, and what they convert to. Knows nothing of numbers."""

import functools
import re
from dataclasses import dataclass
from fractions import Fraction

_CODES = r"usd|eur|gbp|cny|rmb|chf|jpy|us\$|[$€£¥￥]"
PREFIX = rf"(?:{_CODES})"

# dimension: (words, how many of the base unit); units of one dimension convert into one another, all others never
_UNITS: dict[str, tuple[tuple[str, Fraction | int], ...]] = {
    "time": (
        (r"milliseconds?|ms|毫秒", Fraction(1, 1000)),
        (r"seconds?|secs?|s|秒钟?", 1),
        (r"minutes?|mins?|分钟", 60),
        (r"hours?|hrs?|h|个?小时|个?钟头", 3600),
        (r"calendar days?|days?|d|个?自然日|天|日", 86400),
        (r"weeks?|wks?|个?星期|周|个?礼拜", 7 * 86400),
        (r"fortnights?", 14 * 86400),
    ),
    "working days": ((r"(?:working|business|work)[ -]?days?|个?工作日", 1),),
    "months": (
        (r"months?|mos?|mths?|个月|月", 1),
        (r"quarters?|个?季度?", 3),
        (r"half[ -]years?", 6),
        (r"years?|yrs?|annum|年", 12),
        (r"decades?", 120),
    ),
    "percent": ((r"%|percent|per cent|pct", 1),),
    "percentage points": ((r"percentage points?|pp|个?百分点", 1),),
    "usd": ((r"(?:us |u\.s\. )?dollars?|usd|bucks?|us\$|\$|美元", 1),),
    "eur": ((r"euros?|eur|€|欧元", 1),),
    "gbp": ((r"pounds?(?: sterling)?|gbp|£|英镑", 1),),
    "cny": ((r"yuan|renminbi|rmb|cny|¥|人民币|元|块钱?", 1),),
    "chf": ((r"(?:swiss )?francs?|chf|瑞士法郎", 1),),
    "jpy": ((r"yen|jpy|日元", 1),),
    "bytes": (
        (r"bytes?|字节", 1),
        (r"kb|kilobytes?", 10**3),
        (r"mb|megabytes?", 10**6),
        (r"gb|gigabytes?", 10**9),
        (r"tb|terabytes?", 10**12),
    ),
    "length": (
        (r"mm|millimet(?:er|re)s?|毫米", 1),
        (r"cm|centimet(?:er|re)s?|厘米", 10),
        (r"m|met(?:er|re)s?|米", 1000),
        (r"km|kilomet(?:er|re)s?|公里|千米", 10**6),
        (r"inch(?:es)?|英寸", Fraction(254, 10)),
        (r"feet|foot|ft|英尺", Fraction(3048, 10)),
        (r"miles?|英里", 1609344),
    ),
    "weight": (
        (r"mg|milligrams?|毫克", 1),
        (r"g|grams?|克", 10**3),
        (r"kg|kgs|kilos?|kilograms?|公斤|千克", 10**6),
        (r"tons?|tonnes?|吨", 10**9),
        (r"lbs?", Fraction(45359237, 100)),
    ),
    "volume": ((r"ml|millilit(?:er|re)s?|毫升", 1), (r"l|lit(?:er|re)s?|升", 1000)),
    "celsius": ((r"°c|degrees? (?:celsius|centigrade)|摄氏度", 1),),
    "fahrenheit": ((r"°f|degrees? fahrenheit|华氏度", 1),),
    "people": ((r"people|persons?|个?人|位|名", 1),),
    "times": ((r"times|次", 1),),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `factor` base units of its dimension."""

    dimension: str
    factor: Fraction


BARE = Unit("", Fraction(1))  # a number without a unit
CLOCK = Unit("clock", Fraction(1))  # a time of day, in minutes
PERCENT = Unit("percent", Fraction(1))


@functools.cache
def pattern() -> str:
    """A regular expression (case ignored) of every unit word, the longest first; a letter may not follow a Latin one."""
    words = [word for units in _UNITS.values() for words, _ in units for word in _alternatives(words)]
    ended = [
        word if re.search("[^a-z]$", _plain(word)) else f"{word}(?![a-z])" for word in sorted(words, key=len, reverse=True)
    ]
    return f"(?:{'|'.join(ended)})"


@functools.cache
def unit_of(word: str) -> Unit:
    """The unit that a word names, BARE where it names none."""
    lowered = word.strip().lower()
    for dimension, units in _UNITS.items():
        for words, factor in units:
            if re.fullmatch(words, lowered):
                return Unit(dimension, Fraction(factor))
    return BARE


def _alternatives(words: str) -> list[str]:
    """The alternatives of a pattern, those in brackets left alone."""
    parts, depth = [""], 0
    for mark in words:
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += mark
    return parts


def _plain(word: str) -> str:
    return re.sub(r"[?()\\]", "", word)
