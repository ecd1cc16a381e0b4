"""Numbers as people write them: digits with any grouping, English and Chinese words, fractions. Knows no units or dates."""

import re
from fractions import Fraction

ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: value for value, word in enumerate(ONES)} | {word: 10 * (at + 2) for at, word in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_SHORT = {"k": 1000, "mn": 10**6, "m": 10**6, "bn": 10**9, **_SCALES}
_CHINESE = {mark: at for at, mark in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}

_ONE = "|".join(ONES)
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(ONES[1:10])}))?|{_ONE})"
_BELOW_1000 = rf"(?:(?:{_BELOW_100}|an?)[ -]hundred(?: and {_BELOW_100}| {_BELOW_100})?|{_BELOW_100})"
_LARGE = "(?:thousand|million|billion|dozen)"
WORDS = rf"(?:(?:{_BELOW_1000}|an?)[ -]{_LARGE}(?:,? (?:and )?{_BELOW_1000})?|{_BELOW_1000}(?: and a half)?)"
DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"
    r"|\d{1,3}(?:['’ ]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
)
FRACTION = r"(?:\d+ )?\d{1,2}/(?:2|3|4|5|8|10)"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+"
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}


def plain_fractions(text: str) -> str:
    """The text with "1½" written as "1 1/2", so that no normalising makes eleven halves of it."""
    return re.sub("[½¼¾⅓⅔]", lambda found: f" {_VULGAR[found.group()]}", text)


def digits(text: str) -> frozenset[Fraction]:
    """What digits can mean: "1,000" is a thousand; "1.000" a thousand or one; "1,5" one and a half."""
    plain = re.sub(r"['’ ]", "", text)
    comma, dot = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and dot >= 0:
        grouping = "," if dot > comma else "."
        return frozenset({Fraction(plain.replace(grouping, "").replace(",", "."))})
    mark = "," if comma >= 0 else "."
    whole, *parts = plain.split(mark)
    if not parts:
        return frozenset({Fraction(plain)})
    grouped = all(len(part) == 3 for part in parts) and 0 < len(whole) <= 3 and not whole.startswith("0")
    if len(parts) > 1:
        return frozenset({Fraction("".join((whole, *parts)))})
    decimal, thousands = Fraction(f"{whole}.{parts[0]}"), Fraction(whole + parts[0])
    if not grouped:
        return frozenset({decimal})
    return frozenset({thousands}) if mark == "," else frozenset({thousands, decimal})


def fraction(text: str) -> Fraction:
    """The value of "1/2" or "1 1/2"."""
    whole, _, part = text.rpartition(" ")
    return Fraction(part) + (int(whole) if whole else 0)


def words(text: str) -> Fraction:
    """The value of English number words that `WORDS` matches: "one hundred and five" is 105, "two and a half" 2.5."""
    half = Fraction(1, 2) if text.endswith("and a half") else Fraction(0)
    total = current = 0
    for word in re.findall("[a-z]+", text.removesuffix("and a half")):
        if word in _VALUES:
            current += _VALUES[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total, current = total + max(current, 1) * _SCALES[word], 0
    return total + current + half


def chinese(text: str) -> Fraction:
    """The value of Chinese numerals: "一百二十" is 120, "二〇二四" 2024, "两万" 20000."""
    if len(text) > 1 and all(mark in _CHINESE for mark in text):
        return Fraction("".join(str(_CHINESE[mark]) for mark in text))
    left, mark, right = text.rpartition("亿") if "亿" in text else text.rpartition("万")
    if mark:
        size = _CHINESE_SCALES[mark]
        colloquial = right in _CHINESE and right not in "零〇"  # "一万二" is 12,000
        rest = Fraction(_CHINESE[right] * size, 10) if colloquial else chinese(right or "零")
        return chinese(left or "一") * size + rest
    return Fraction(_below_ten_thousand(text))


def _below_ten_thousand(text: str) -> int:
    total = current = 0
    last = 10  # "两百五" is 250: a digit right behind a scale counts tenths of it
    for mark in text:
        if mark in _CHINESE:
            current = _CHINESE[mark]
            last = 10 if current == 0 else last
        else:
            last = _CHINESE_SCALES[mark]
            total, current = total + (current or 1) * last, 0
    return total + current * last // 10


def scale(text: str) -> int:
    """What a word or letter behind a number multiplies it by: "k" 1000, "million", "万"; 1 of ""."""
    found = text.strip().lower()
    return _SHORT[found] if found in _SHORT else int(chinese(f"一{found}")) if found else 1
