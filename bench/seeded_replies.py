"""Typed replies with their verdicts, made from a seed by rules that know nothing of how Docent reads replies.

Numbers, words, dates and typing mistakes are written here by code of this file alone. Terms and the wrong answers to them come
from a public set of quiz questions. Two parts share no value and no term: one may be looked at, the other only measures.
"""

import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

from bench.spoken import in_chinese, in_words, mistyped

Row: TypeAlias = dict[str, Any]  # Any: JSON
Verdicts: TypeAlias = Iterator[tuple[str, str]]  # a reply and what it deserves
RIGHT, HALF, WRONG = "correct", "partially_correct", "incorrect"
LENGTH = 500
_MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
_ABBREVIATED = {"minutes": "min", "hours": "h", "days": "d", "weeks": "wks", "months": "mths", "years": "yrs"}
_SMALLER = {
    "weeks": (7, "days"),
    "years": (12, "months"),
    "hours": (60, "minutes"),
    "days": (24, "hours"),
    "minutes": (60, "seconds"),
    "months": (1, "months"),
}
_OPPOSITES = (
    ("encrypted", "unencrypted"), ("locked", "unlocked"), ("approved", "rejected"), ("mandatory", "optional"),
    ("prohibited", "permitted"), ("before", "after"), ("inside", "outside"), ("minimum", "maximum"), ("monthly", "weekly"),
    ("authorised", "unauthorised"), ("confidential", "public"), ("visible", "invisible"), ("paid", "unpaid"),
    ("forbidden", "allowed"), ("complete", "incomplete"), ("always", "never"),
)  # fmt: skip
_NAMED = (
    "Business Continuity Plan", "Chief Information Officer", "Data Loss Prevention", "Service Level Agreement",
    "Access Control List", "Purchase Order Number", "Quality Management System", "Employee Assistance Programme",
    "Corrective Action Report", "Standard Operating Procedure", "Hardware Security Module", "Request For Proposal",
    "Annual General Meeting", "Lost Time Injury", "Bring Your Own Device", "Statement Of Work",
)  # fmt: skip
_ZH_TERMS = (
    ("部门经理", "总经理"), ("信息安全部", "人力资源部"), ("采购订单", "采购合同"), ("工作许可证", "工作证明"),
    ("灭火器", "消火栓"),
    ("安全帽", "安全带"), ("年度审计", "年度预算"), ("保密协议", "劳动合同"), ("应急预案", "应急电话"), ("身份证", "居住证"),
)  # fmt: skip


def replies(part: int, trivia: Path, count: int = LENGTH) -> list[Row]:
    """So many rows of a part (0 or 1) as in data/closed_replies.jsonl; each kind of question as often as any other."""
    chance = Random(2026 + part)
    makers = (_durations, _money, _shares, _dates, _clocks, _counts, _ranges, _sizes, _opposites, _aliases, _chinese, _zh_terms)
    rows: list[Row] = []
    named = _terms(part, trivia, chance)
    while len(rows) < count:
        for maker in makers:
            rows += maker(part, chance)
        rows += next(named)
    return [{**row, "set": f"part {part}", "id": f"s{part}{at:03}"} for at, row in enumerate(rows[:count])]


def _made(kind: str, question: str, key: str, given: Verdicts, chance: Random, most: int = 5) -> list[Row]:
    """Some of the possible replies, right and wrong ones."""
    pairs = list(dict(given).items())
    right = [pair for pair in pairs if pair[1] == RIGHT]
    others = [pair for pair in pairs if pair[1] != RIGHT]
    picked = chance.sample(right, min(most // 2, len(right))) + chance.sample(others, min(most - most // 2, len(others)))
    language = "zh" if any("\u4e00" <= mark <= "\u9fff" for mark in question) else "en"
    return [
        {"kind": kind, "question": question, "accept": [key], "quote": "", "tolerance": 0.0, "language": language,
         "reply": reply, "expected": expected}
        for reply, expected in picked
    ]  # fmt: skip


def _number(part: int, chance: Random, low: int, high: int) -> int:
    """A number of this part: even ones belong to the one, odd ones to the other."""
    return chance.randrange(low, high) // 2 * 2 + part


def _durations(part: int, chance: Random) -> list[Row]:
    unit = chance.choice(list(_ABBREVIATED))
    number = _number(part, chance, 2, 60)
    given = _duration_replies(number, unit)
    return _made("numeric", "How long may it take?", f"{number} {unit}", given, chance)


def _duration_replies(number: int, unit: str) -> Verdicts:
    ratio, smaller = _SMALLER[unit]
    for form in (
        "{n} {u}", "{w} {u}", "{n}{a}", "{n} {a}.", "{n} {U}", "It is {n} {u}.", "exactly {n} {u}", "{n} ({w}) {u}",
        "a period of {n} {u}", "{n}-{s}", "{w} ({n}) {u}", " {n}  {u} ", "it may take {n} {u}", "{m} {v}", "{n}.0 {u}",
    ):  # fmt: skip
        yield _formed(form, number, unit, ratio, smaller), RIGHT
    yield f"{number}", HALF
    yield f"{number} {'days' if unit != 'days' else 'working days'}", HALF
    for form in ("not {n} {u}", "{n} {u} or maybe not", "at least {n} {u}", "more than {n} {u}", "less than {n} {u}"):
        yield _formed(form, number, unit, ratio, smaller), WRONG
    for other in (number + 1, number - 1, number * 10, int(str(number)[::-1]) if number % 11 and number > 9 else number + 3):
        yield f"{other} {unit}", WRONG
        yield f"{in_words(other)} {unit}", WRONG
    yield f"{number} or {number + 1} {unit}", WRONG
    yield f"{number * ratio + 1} {smaller}", WRONG


def _formed(form: str, number: int, unit: str, ratio: int, smaller: str) -> str:
    return form.format(
        n=number, u=unit, w=in_words(number), a=_ABBREVIATED[unit], U=unit.upper(), s=unit[:-1], m=number * ratio, v=smaller
    )


def _money(part: int, chance: Random) -> list[Row]:
    number = _number(part, chance, 11, 99) * 100 + 50
    return _made("numeric", "What is the yearly allowance?", f"${number:,}", _money_replies(number), chance)


def _money_replies(number: int) -> Verdicts:
    for form in (
        "${n}", "${n:,}.00", "USD {n}", "{n} USD", "{n:,} dollars", "US$ {n:,}", "{w} dollars", "${k}k", "{n} US dollars",
        "$ {n}", "$ {n:,}", "the allowance is ${n:,}", "{n} bucks", "{n} U.S. dollars", "${n:,}/year", "${n} per year",
    ):  # fmt: skip
        yield form.format(n=number, w=in_words(number), k=f"{number / 1000:g}"), RIGHT
    for form in ("€{n:,}", "{n} pounds", "{n}"):
        yield form.format(n=number), HALF
    for other in (number + 100, number * 10, number - 50, number + 1):
        yield f"${other:,}", WRONG
        yield f"{in_words(other)} dollars", WRONG
    yield f"up to ${number}", WRONG
    yield f"no ${number}", WRONG
    yield f"${number // 10}", WRONG


def _shares(part: int, chance: Random) -> list[Row]:
    number = _number(part, chance, 12, 98)
    return _made("numeric", "What share is refunded?", f"{number}%", _share_replies(number), chance)


def _share_replies(number: int) -> Verdicts:
    for form in (
        "{n} %",
        "{n} percent",
        "{n} per cent",
        "{w} percent",
        "{n}pct",
        "{n}％",
        "{n}.0%",
        "a share of {n}%",
        "{n}% is refunded",
        "百分之{z}",
    ):
        yield form.format(n=number, w=in_words(number), z=in_chinese(number)), RIGHT
    yield f"{number} percentage points", HALF
    for other in (number + 1, number - 2, number / 10, 100 - number if number != 50 else 51):
        yield f"{other:g}%", WRONG
        yield f"{other:g} percent", WRONG
    yield f"not {number}%", WRONG
    yield f"over {number}%", WRONG
    yield f"{number}% or {number + 5}%", WRONG


def _dates(part: int, chance: Random) -> list[Row]:
    day = date(2020 + _number(part, chance, 0, 9), chance.randrange(1, 13), chance.randrange(13, 29))
    key = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return _made("numeric", "By when must the form be returned?", key, _date_replies(day), chance)


def _date_replies(day: date) -> Verdicts:
    month = _MONTHS[day.month - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th") if day.day not in (11, 12, 13) else "th"
    yield from (
        (form.format(d=day.day, e=ending, m=month, s=month[:3], n=day.month, y=day.year, w=f"{day:%A}", z=day), RIGHT)
        for form in (
            "{m} {d}, {y}", "{d} {s} {y}", "{z}", "{d}/{n}/{y}", "{n}/{d}/{y}", "{d}.{n}.{y}", "the {d}{e} of {m} {y}",
            "{m} {d}{e}, {y}", "{d}-{s}-{y}", "{w}, {d} {m} {y}", "by {d} {m} {y}", "{d}{e} {s}. {y}", "{y}年{n}月{d}日",
            "{y}/{n}/{d}", "{m} the {d}{e} {y}", "on {w} {d} {m}, {y}", "{d} {m}, {y}", "before or on {d} {m} {y}",
        )
    )  # fmt: skip
    yield f"{day.day} {month}", HALF
    yield f"{month} {day.year}", HALF
    other = _MONTHS[day.month % 12]
    for text in (
        f"{day.day + 1} {month} {day.year}", f"{day.day} {other} {day.year}", f"{month} {day.day - 1}, {day.year}",
        f"{day.day} {month} {day.year + 1}", f"{day.year}-{day.month:02}-{day.day + 2:02}",
        f"not {day.day} {month} {day.year}",
        f"{day.day - 10}/{day.month}/{day.year}", f"{other} {day.year}", f"{day.day} {month} or {other} {day.year}",
    ):  # fmt: skip
        yield text, WRONG


def _clocks(part: int, chance: Random) -> list[Row]:
    hour, minute = chance.randrange(13, 22), chance.choice(((15, 45, 20), (30, 10, 50))[part])
    return _made("numeric", "When does the office close?", f"{hour}:{minute:02}", _clock_replies(hour, minute), chance)


def _clock_replies(hour: int, minute: int) -> Verdicts:
    late = hour - 12
    for text in (
        f"{late}:{minute:02} pm", f"{late}:{minute:02}PM", f"{late}.{minute:02} p.m.", f"{hour}:{minute:02} hrs",
        f"at {hour}:{minute:02}",
        f"{hour}h{minute:02}", f"下午{late}点{minute}分", f"{hour}点{minute}分", f"{hour}:{minute:02}:00",
        f"{hour}:{minute:02} o'clock",
        f"{late}:{minute:02} in the evening", f"{hour}.{minute:02}", f"{late}:{minute:02} P.M.",
    ):  # fmt: skip
        yield text, RIGHT
    for text in (
        f"{late}:{minute:02} am", f"{hour}:{minute + 1:02}", f"{hour + 1}:{minute:02}", f"{late}:{minute:02}", f"{hour}:00",
        f"{late + 1}:{minute:02} pm", f"not {hour}:{minute:02}", f"{hour - 10}:{minute:02} pm" if hour < 22 else "noon",
        "midnight",
    ):  # fmt: skip
        yield text, WRONG


def _counts(part: int, chance: Random) -> list[Row]:
    noun = chance.choice(
        (("reviewers", "signatures", "copies", "witnesses"), ("attempts", "approvals", "backups", "visits"))[part]
    )
    number = _number(part, chance, 2, 14)
    return _made("numeric", f"How many {noun} are needed?", f"{number} {noun}", _count_replies(number, noun), chance)


def _count_replies(number: int, noun: str) -> Verdicts:
    for form in (
        "{n}",
        "{w}",
        "{n} {o}",
        "{w} {o}",
        "We need {n}.",
        "{n} {o} are needed",
        "{n} of them",
        "({n})",
        "exactly {w}",
        "a total of {n}",
        "{W}",
    ):
        yield form.format(n=number, w=in_words(number), o=noun, W=in_words(number).upper()), RIGHT
    for other in (number + 1, number - 1, number + 10, number * 2 + 1):
        yield f"{other}", WRONG
        yield f"{in_words(other)} {noun}", WRONG
    for form in ("not {n}", "{n} or {m}", "more than {n}", "at most {n}", "none"):
        yield form.format(n=number, m=number + 1), WRONG


def _ranges(part: int, chance: Random) -> list[Row]:
    low = _number(part, chance, 2, 20)
    high = low + chance.randrange(2, 9)
    return _made("numeric", "How long does delivery take?", f"{low} to {high} days", _range_replies(low, high), chance)


def _range_replies(low: int, high: int) -> Verdicts:
    words = in_words(low), in_words(high)
    for text in (
        f"{low}-{high} days", f"{low}–{high} days", f"between {low} and {high} days", f"{words[0]} to {words[1]} days",
        f"from {low} to {high} days", f"{low} days to {high} days", f"{low} - {high} days", f"{low}~{high}天",
        f"{low}至{high}天",
        f"{low} up to {high} days", f"it takes {low} to {high} days", f"{low}d-{high}d",
    ):  # fmt: skip
        yield text, RIGHT
    yield f"{low}-{high}", HALF
    yield f"{low} to {high} hours", HALF
    for text in (
        f"{low} days", f"{high} days", f"{low} to {high + 1} days", f"{low - 1}-{high} days", f"{high} to {low} days",
        f"not {low} to {high} days", f"{low + high} days", f"{low} and {high} days", f"more than {low} to {high} days",
    ):  # fmt: skip
        yield text, WRONG


def _sizes(part: int, chance: Random) -> list[Row]:
    unit, words = chance.choice((("MB", "megabytes"), ("km", "kilometres"), ("kg", "kilograms"), ("GB", "gigabytes")))
    number = _number(part, chance, 3, 90)
    small = {"MB": "KB", "km": "m", "kg": "g", "GB": "MB"}[unit]
    return _made("numeric", "What is the limit?", f"{number} {unit}", _size_replies(number, unit, words, small), chance)


def _size_replies(number: int, unit: str, words: str, small: str) -> Verdicts:
    for text in (
        f"{number}{unit}", f"{number} {words}", f"{in_words(number)} {words}", f"{number * 1000:,} {small}",
        f"{number * 1000}{small}",
        f"{number} {unit.lower()}", f"the limit is {number} {unit}", f"{number}.0 {unit}", f"{number} {words[:-1]}",
        f"{number}.00 {words}",
    ):  # fmt: skip
        yield text, RIGHT
    yield f"{number}", HALF
    yield f"{number} {small}", HALF
    for text in (
        f"{number + 1} {unit}", f"{number * 10} {unit}", f"{number * 100:,} {small}", f"not {number} {unit}",
        f"at least {number} {unit}",
        f"{in_words(number + 2)} {words}", f"{number / 10:g} {unit}",
    ):  # fmt: skip
        yield text, WRONG


def _opposites(part: int, chance: Random) -> list[Row]:
    word, contrary = chance.choice(_OPPOSITES[part::2])
    return _made("cloze", "In such a case it is ____.", word, _opposite_replies(word, contrary), chance)


def _opposite_replies(word: str, contrary: str) -> Verdicts:
    for text in (
        word.upper(),
        word.title(),
        f"{word}.",
        f"it is {word}",
        f" {word} ",
        f'"{word}"',
        f"is {word}",
        f"{word}!",
        f"*{word}*",
    ):
        yield text, RIGHT
    for text in (
        contrary,
        f"not {word}",
        f"never {word}",
        f"it isn't {word}",
        f"{word} or {contrary}",
        contrary.upper(),
        f"hardly {word}",
        f"maybe {word} or not",
    ):
        yield text, WRONG


def _aliases(part: int, chance: Random) -> list[Row]:
    name = chance.choice(_NAMED[part::2])
    short = "".join(word[0] for word in name.split())
    rows = _made("cloze", "This is laid down in the ____.", f"{name} ({short})", _alias_replies(name, short, chance), chance)
    return [{**row, "quote": f"This is laid down in the {name} ({short})."} for row in rows]


def _alias_replies(name: str, short: str, chance: Random) -> Verdicts:
    words = name.split()
    long = max(range(len(words)), key=lambda at: len(words[at]))
    typo = " ".join(mistyped(word, chance) if at == long else word for at, word in enumerate(words))
    for text in (
        name, short, name.lower(), short.lower(), f"the {name}", f"{name} ({short})", f"{short} ({name})", f"the {short}",
        f"{name}s",
        name.replace(" ", "-"), ".".join(short) + ".", typo, f"our {name}", f"{short}.", f"in the {name.lower()}",
    ):  # fmt: skip
        yield text, RIGHT
    for text in (
        short[::-1] if short != short[::-1] else short + "X", short[:-1] + "Z", words[0], words[-1], f"not the {name}",
        " ".join(words[1:]),
        f"{name} or {words[-1]}", " ".join([*words[:-1], "Committee"]), f"no {short}",
    ):  # fmt: skip
        yield text, WRONG


def _chinese(part: int, chance: Random) -> list[Row]:
    number = _number(part, chance, 3, 99)
    kind = chance.randrange(4)
    if kind == 0:
        return _made("numeric", "报告应在多久之内提交？", f"{number}天", _zh_replies(number, "天", ("日", " days")), chance)
    if kind == 1:
        return _made("numeric", "补贴是多少？", f"{number * 100}元", _zh_replies(number * 100, "元", ("块", "人民币")), chance)
    if kind == 2:
        return _made("numeric", "需要多少名见证人？", f"{number}名", _zh_replies(number, "名", ("人", "位")), chance)
    day = date(2020 + _number(part, chance, 0, 9), chance.randrange(1, 13), chance.randrange(13, 29))
    return _made("numeric", "截止日期是哪天？", f"{day.year}年{day.month}月{day.day}日", _zh_dates(day), chance)


def _zh_replies(number: int, unit: str, others: Sequence[str]) -> Verdicts:
    written = in_chinese(number)
    wide = str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    for text in (
        f"{number}{unit}", f"{written}{unit}", f"{number} {unit}", f"{wide}{unit}", f"{number}{unit}。", f"是{number}{unit}",
        f"应为{written}{unit}",
        f"共{number}{unit}", *(f"{number}{other}" for other in others), f"{written}{others[0]}", f"答：{number}{unit}",
        f"需要{number}{unit}",
    ):  # fmt: skip
        yield text, RIGHT
    for other in (number + 1, number * 10, number - 2):
        yield f"{other}{unit}", WRONG
        yield f"{in_chinese(other)}{unit}", WRONG
    for text in (
        f"不是{number}{unit}",
        f"至少{number}{unit}",
        f"{number}{unit}或者不是",
        f"超过{number}{unit}",
        f"{number}或{number + 1}{unit}",
    ):
        yield text, WRONG


def _zh_dates(day: date) -> Verdicts:
    digits = "".join("〇一二三四五六七八九"[int(mark)] for mark in str(day.year))
    written = f"{digits}年{in_chinese(day.month)}月{in_chinese(day.day)}日"
    for text in (
        f"{day.year}年{day.month}月{day.day}日", written, f"{day}", f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}号",
        f"{day.year}年{day.month:02}月{day.day:02}日", f"{day.year}/{day.month}/{day.day}",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        f"是{day.year}年{day.month}月{day.day}日", f"{day.year}年{day.month}月{day.day}日之前",
    ):  # fmt: skip
        yield text, RIGHT
    yield f"{day.month}月{day.day}日", HALF
    for text in (
        f"{day.year}年{day.month}月{day.day + 1}日", f"{day.year + 1}年{day.month}月{day.day}日",
        f"不是{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month % 12 + 1}月{day.day}日", f"{digits}年{in_chinese(day.month)}月{in_chinese(day.day - 1)}日",
    ):  # fmt: skip
        yield text, WRONG


def _zh_terms(part: int, chance: Random) -> list[Row]:
    term, other = chance.choice(_ZH_TERMS[part::2])
    return _made("cloze", "办理时须有____。", term, _zh_term_replies(term, other), chance)


def _zh_term_replies(term: str, other: str) -> Verdicts:
    for text in (
        term,
        f"{term}。",
        f" {term} ",
        f"“{term}”",
        f"是{term}",
        f"须有{term}",
        f"应该是{term}",
        f"{term}！",
        f"《{term}》",
        f"必须有{term}",
    ):
        yield text, RIGHT
    for text in (
        other,
        f"不是{term}",
        f"非{term}",
        f"{term}或{other}",
        f"没有{term}",
        f"副{term}",
        f"无需{term}",
        term[:2] + "处",
    ):
        yield text, WRONG


def _terms(part: int, trivia: Path, chance: Random) -> Iterator[list[Row]]:
    """Right answers of quiz questions in many forms; what is wrong are the other options of the same question."""
    lines = gzip.decompress(trivia.read_bytes()).decode().splitlines()[part::2]
    while True:
        row = json.loads(chance.choice(lines))
        right, wrong = row["correct"].strip(), [one.strip() for one in row["options"] if one != row["correct"]]
        if (
            len(wrong) >= 2
            and right.isascii()
            and right.replace(" ", "").isalpha()
            and len(right) > 4
            and right.lower() not in ("true", "false")
        ):
            yield _made("cloze", "The answer is ____.", right, _term_replies(right, wrong, chance), chance, most=8)


def _term_replies(right: str, wrong: Sequence[str], chance: Random) -> Verdicts:
    for text in (
        right,
        right.lower(),
        right.upper(),
        f"{right}.",
        f"the {right}",
        f"It is {right}",
        f"'{right}'",
        f"I think {right}",
        f"  {right}",
    ):
        yield text, RIGHT
    words = right.split()
    long = max(range(len(words)), key=lambda at: len(words[at]))
    if len(words[long]) >= 7:
        yield " ".join(mistyped(word, chance) if at == long else word for at, word in enumerate(words)), RIGHT
    for one in wrong:
        yield one, WRONG
    for text in (f"not {right}", f"{right} or {wrong[0]}", f"maybe {right} or something else", f"anything but {right}"):
        yield text, WRONG
