"""Places of a sentence that can be asked for: quantities, money, shares, times, dates, weekdays, roles. Knows no questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.words import language

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_DIGITS = r"(?<![\w.,:/$€£¥-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d,]*\d)"
_NUMBER = rf"(?:{_DIGITS}|\b(?:{'|'.join(WORDS)}))"
_KIND_OF_DAY = r"(?:(?:full|calendar|working|business|consecutive|paid|unpaid|unused|vacation|leave|telephone) )*"
_TIME_UNIT = r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|shifts?)"
_MEASURE = (
    r"(?:mm|cm|km|kg|mg|ml|mW|kW|bar|Nm|Hz|kHz|°C|MB|GB|dB|m|g|l|W|V|A|metres?|meters?|litres?|miles?|kilometres?|characters?"
    r"|words?|pages?|lines?|euros?|dollars?|pounds?|people|persons?|attempts?|times|visits?|reviewers?|copies|signatures?)"
)
_QUANTITY = re.compile(rf"(?P<number>{_NUMBER})[ -]?(?P<unit>{_KIND_OF_DAY}(?:{_TIME_UNIT}|{_MEASURE}))\b(?!\s*/|['’])")
_MONEY = re.compile(
    r"(?P<unit>[$€£¥]|\b(?:EUR|USD|GBP|CHF|CNY) )\s?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d.,]*\d)"
    r"(?!\s?(?:million|thousand|billion|k\b))"
)
_SHARE = re.compile(rf"(?P<number>{_DIGITS})\s?(?P<unit>%|percent\b|per cent\b)")
_TIME = re.compile(r"(?<![\d:.])\d{1,2}:\d\d(?![\d:])")
_DATE = re.compile(rf"\b(?:\d{{1,2}} (?:{MONTHS})|(?:{MONTHS}) \d{{1,2}})\b(?! ?,? ?(?:19|20)\d\d)")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})\b")
_JOB = (
    r"(?:[Mm]anager|[Tt]eam|[Ll]ead|[Oo]fficer|[Dd]irector|[Dd]epartment|[Cc]ommittee|[Nn]urse|[Ee]ngineer|[Ss]upervisor"
    r"|[Rr]epresentative|[Cc]ommander|[Ss]cribe|[Ll]iaison|[Dd]eputy|[Cc]oordinator|[Aa]dministrator|[Aa]uditor|[Tt]rainer|[Hh]otline)"
)
_ROLE = re.compile(
    r"\b(?:[Tt]he|[Yy]our|[Oo]ur) (?!first|second|third|same|other|new|last|right|next|whole)"
    rf"(?:(?!will|to|must|may|can|is|are)(?:[A-Z][\w-]+|[a-z-]+) ){{0,2}}?{_JOB}\b"
    r"(?! (?:of|on|and|or|lead|meeting|call|member|that|who|which|whose|named)\b|['’-]| \()"
    r"|\b(?:[Tt]he )?Head of [A-Z]\w+(?: [A-Z]\w+)?|\b(?:[Tt]he )?(?:Managing|Finance) Director\b"
)
_QUANTITY_ZH = re.compile(
    r"(?P<number>\d+(?:\.\d+)?|[一二两三四五六七八九十]+)\s?(?P<unit>个工作日|个自然日|个小时|小时|分钟|个月|周岁|天|年|周|次|人|元|万元|米|公里|台|件|位)(?!半)"
)
_SHARE_ZH = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s?(?P<unit>[%％])")
_TIME_ZH = re.compile(r"(?<![\d:：])\d{1,2}[:：]\d\d(?![\d:：])")
_DATE_ZH = re.compile(r"(?<![\d年])\d{1,2}\s?月\s?\d{1,2}\s?日")
_MOST = re.compile(
    r"(?:\bup to|\bat most|\bno more than|\bnot more than|\bmaximum of|\bwithin|\bless than|\bfewer than|\bbelow|\bunder"
    r"|\bno later than|\buntil|\bby|\blimited to|不超过|最多|至多|以内)\s*(?:the )?$",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?:\bat least|\bno less than|\bnot less than|\bminimum of|\bmore than|\babove|\bafter|\bfrom|\bexceeds?"
    r"|至少|不少于|超过|满)\s*$",
    re.IGNORECASE,
)


class SpanKind(StrEnum):
    """What stands at a place."""

    QUANTITY = "quantity"  # a number with what it counts or measures
    MONEY = "money"
    SHARE = "share"
    TIME = "time"
    DATE = "date"
    WEEKDAY = "weekday"
    ROLE = "role"


NUMERIC = (SpanKind.QUANTITY, SpanKind.MONEY, SpanKind.SHARE)


class Bound(StrEnum):
    """Whether a number is the most or the least of what it limits: only then does a mutation know its direction."""

    MOST = "most"
    LEAST = "least"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Span:
    """A place, `sentence[start:end]`; of a number the digits or the word alone are `sentence[number_start:number_end]`."""

    start: int
    end: int
    kind: SpanKind
    text: str
    number: str = ""
    unit: str = ""
    number_start: int = 0
    number_end: int = 0
    bound: Bound = Bound.EXACT

    @property
    def value(self) -> float:
        """The number as a number; of what has none NaN."""
        return value_of(self.number)


def spans(sentence: str) -> list[Span]:
    """The places of a sentence that can be asked for, in its order, none inside another."""
    found: list[Span] = []
    for span in sorted(_all(sentence), key=lambda one: (one.start, -one.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
    return found


def value_of(number: str) -> float:
    """A number in digits or as a word; NaN of anything else."""
    word = WORDS.get(number.lower(), _ZH_WORDS.get(number))
    if word is not None:
        return float(word)
    try:
        return float(number.replace(",", ""))
    except ValueError:
        return float("nan")


_ZH_WORDS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十二": 12}


def _all(sentence: str) -> Iterator[Span]:
    chinese = language(sentence) == "zh"
    numbers = (
        ((SpanKind.QUANTITY, _QUANTITY_ZH), (SpanKind.SHARE, _SHARE_ZH))
        if chinese
        else ((SpanKind.MONEY, _MONEY), (SpanKind.SHARE, _SHARE), (SpanKind.QUANTITY, _QUANTITY))
    )
    for kind, pattern in numbers:
        for found in pattern.finditer(sentence):
            value = value_of(found["number"])
            dated = found["unit"] == "年" and value > 1900
            if not _part_of_range(sentence, found) and value == value and not dated:
                at = found.span("number")
                before = sentence[: found.start()]
                yield Span(*found.span(), kind, found.group(), found["number"], found["unit"].strip(), *at, _bound(before))
    others = (
        ((SpanKind.TIME, _TIME_ZH), (SpanKind.DATE, _DATE_ZH))
        if chinese
        else ((SpanKind.TIME, _TIME), (SpanKind.DATE, _DATE), (SpanKind.WEEKDAY, _WEEKDAY), (SpanKind.ROLE, _ROLE))
    )
    for kind, pattern in others:
        for found in pattern.finditer(sentence):
            yield Span(*found.span(), kind, found.group(), bound=_bound(sentence[: found.start()]))


def _part_of_range(sentence: str, found: re.Match[str]) -> bool:
    """Whether a number is one end of a range, or of what is counted off: half of "15-30 minutes" is no answer."""
    before, after = sentence[: found.start()], sentence[found.end() :]
    words = "|".join(WORDS)
    first = re.match(rf"\s?[-–—~至到]|\s(?:to|or) (?:\d|(?:{words})\b)", after) is not None
    number = rf"(?:\d|\b(?:{words}))\s?(?:[-–—~]|to|or|and|至|到)\s?-?$"
    return first or re.search(rf"{number}|\bbetween\b[^,;.]*\band\s-?$", before) is not None


def _bound(before: str) -> Bound:
    if _MOST.search(before):
        return Bound.MOST
    return Bound.LEAST if _LEAST.search(before) else Bound.EXACT
