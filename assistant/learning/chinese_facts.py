"""Facts of a Chinese sentence: the question word stands where the answer stood. Knows nothing of documents."""

import re
from collections.abc import Iterator

from assistant.learning.found import FactKind, Found

_DIGIT = r"(?:\d[\d,.]*|[一二两三四五六七八九十百千万]+|[一二两三四五六七八九十百千万]*半)"
_UNIT = "个工作日|个小时|小时|分钟|个月|天|年|周|次|人|元|万元|米|公里|家|台|件|位|岁|度|份|个"
_HALF = r"半(?:月|小时|钟头|年|天)|半(?![\u4e00-\u9fff])|半(?=[以之内后前的])"  # not that of "半成品"
_NUMBER = re.compile(rf"(?P<number>{_DIGIT})\s?(?P<unit>{_UNIT}|%|％)(?P<half>{_HALF})?(?![\u4e00-\u9fff]?年\d)")
_DATE = re.compile(r"(?:\d{4}\s?年\s?)?\d{1,2}\s?月\s?\d{1,2}\s?日|\d{4}\s?年(?:\s?\d{1,2}\s?月)?")
_AGENT = re.compile(
    r"由(?P<who>[^，。；、：\s]{2,14}?)(?P<act>负责|批准|审批|审核|签发|处理|决定|安排|确认|承担|保管|通知|组织|陪同|填写)"
)
_TERM = re.compile(r"^(?P<term>[\u4e00-\u9fffA-Za-z]{2,12})(?:是指|指的是|是)(?P<what>(?:一[种个项类]|指)?[^，。]{6,40})")
_DANGLING = re.compile(r"^(?:其|该|此|这|那|它|他|她|上述|以上|同时|但|并|另外|否则|如|若|后者|前者|第)")
_CLAUSE = re.compile(r"[^，。；：！]+")
SHORTEST, LONGEST = 6, 40  # characters of what is asked about


def chinese_facts(sentence: str) -> Iterator[Found]:
    """The facts of a Chinese sentence; a clause without a subject is asked with the clause before it."""
    term = _TERM.match(sentence)
    if term is not None and not _DANGLING.match(sentence):
        yield Found(f"什么是{term['term']}？", term.start("what"), term.end("what"), FactKind.DEFINITION)
    for start, end in _clauses(sentence):
        part = sentence[start:end]
        if SHORTEST <= len(part) <= LONGEST and not _DANGLING.match(part):
            yield from _of_clause(part, start)


def _of_clause(part: str, start: int) -> Iterator[Found]:
    date = _DATE.search(part)
    if date is not None:
        yield Found(_asked(part, date.start(), date.end(), "什么时候"), start + date.start(), start + date.end(), FactKind.DATE)
    rest = _DATE.sub(lambda found: "＊" * len(found.group()), part)
    number = _NUMBER.search(rest)
    if number is not None:
        at, to = number.span("number")
        unit = number["unit"]
        word = "多久" if number["half"] or number["number"].endswith("半") else f"多少{unit}"  # "一个半月", "半年"
        question = _asked(part, at, number.end(), "百分之多少" if unit in "%％" else word)
        whole = (start + at, start + number.end())
        yield Found(question, *whole, FactKind.NUMBER, whole)
    agent = _AGENT.search(part)
    if agent is not None:
        at, to = agent.span("who")
        yield Found(_asked(part, at, to, "谁"), start + at, start + to, FactKind.AGENT)


def _asked(part: str, start: int, end: int, word: str) -> str | None:
    """The clause with a question word in place of the answer; None where too little else is left."""
    rest = part[:start] + part[end:]
    if len(re.findall(r"[\u4e00-\u9fff]", rest)) < 4:
        return None
    after = re.split(r"，", part[end:])[0].strip()
    if after.endswith("的") or (not after and start < 4):
        return None
    return f"{part[:start].rstrip()}{word}{after}？".lstrip("•- 0123456789.、")


def _clauses(sentence: str) -> list[tuple[int, int]]:
    """The clauses; one that is short or opens with its number is taken together with the one before it."""
    found = [match.span() for match in _CLAUSE.finditer(sentence)]
    joined: list[tuple[int, int]] = []
    for start, end in found:
        bare = end - start < 10 or re.match(
            r"(?:最[多少长迟晚]|至[少多]|不[超少]|每|须|应|需|可|由|并|必须|为)", sentence[start:end]
        )
        if joined and bare and end - joined[-1][0] <= LONGEST and sentence[joined[-1][1]] in "，：":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
