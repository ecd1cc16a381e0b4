"""What kind of answer a question asks for, and whether a sentence holds one. Knows nothing of passages or scores."""

import re
from enum import StrEnum

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    "|dec(?:ember)?"
)
_NUMBER_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundred"
    "|thousand|million|billion|dozen|half|twice|once|first|second|third|quarter|double|triple"
)
_UNITS = (
    "characters?|pages?|words?|met(?:er|re)s?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|business days?|working days?"
    "|quarters?|decades?|centur(?:y|ies)"
)
_ZH_DIGIT = "[0-9０-９一二两三四五六七八九十百千万亿零半]"


class Expected(StrEnum):
    """The kinds of answer that code can recognise; OPEN is everything else."""

    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    DURATION = "duration"
    PERSON = "person"
    PLACE = "place"
    DEADLINE = "deadline"
    OPEN = "open"


# The first that fits a question decides: "how much time" is asked before "how much".
_QUESTIONS: tuple[tuple[Expected, str], ...] = (
    (
        Expected.DEADLINE,
        r"\b(?:by|until|before) (?:when|what|which) ?(?:time|date|day|month|hour)?\b|\bdeadline\b|\blatest\b"
        r"|最晚|最迟|截止|在什么时候(?:之|以)?前",
    ),
    (
        Expected.MONEY,
        r"\bhow much (?:does|do|did|will|is|are|can|money|would)\b|\b(?:price|salary|cost of|fee for)\b"
        r"|多少钱|多少元|费用是多少|金额|预算是|价格",
    ),
    (
        Expected.DURATION,
        r"\bhow (?:long|soon|quickly|fast|often|frequently)\b"
        r"|多久|多长(?!度)|几天|几年|几个月|几小时|多少(?:天|年|小时|个月|分钟)|期限",
    ),
    (
        Expected.NUMBER,
        r"\bhow (?:many|much|old|far|high|large|big|tall)\b"
        r"|\bwhat (?:percentage|percent|number|proportion|share|is the (?:maximum|minimum|limit|rate))\b"
        r"|多少|几[个位人次名种条岁]|比例|百分之几|第几|上限|下限",
    ),
    (
        Expected.DATE,
        r"\bwhen\b|\b(?:what|which|in what|by what) (?:year|date|day|month|time|century|decade|deadline)\b"
        r"|什么时候|何时|哪[一]?[年天月日]|几[月日号年点]|哪个?(?:年份|时期)|日期|什么时间",
    ),
    (
        Expected.PERSON,
        r"\b(?:who|whom|whose)\b|\b(?:what|which) (?:person|people|team|department|role)\b"
        r"|谁|哪位|哪个(?:人|部门|团队)|什么人|何人",
    ),
    (
        Expected.PLACE,
        r"\bwhere\b|\b(?:what|which|in what|in which) (?:city|country|place|location|state|region|site)\b"
        r"|哪里|哪儿|何处|什么地方|哪个(?:国家|城市|地方|省|地区)|在哪|位于",
    ),
)
_ANSWERS: dict[Expected, str] = {
    Expected.MONEY: r"[$€£¥￥]\s?\d|\d[\d,.]*\s?(?:dollars|euros|pounds|yuan|rmb|usd|eur|gbp|cny|k\b|million|billion|%|percent)"
    r"|[0-9一二三四五六七八九十百千万]\s*(?:美?元|块|万|欧元)|\d+%",
    Expected.DURATION: rf"(?:\d|\b(?:{_NUMBER_WORDS})\b)[\w\s-]{{0,15}}\b(?:{_UNITS})\b"
    r"|\b(?:daily|weekly|monthly|quarterly|annual(?:ly)?|yearly|hourly|immediately|every)\b"
    rf"|{_ZH_DIGIT}\s*个?(?:秒|分钟|小时|天|日|周|星期|月|年|工作日)|每[天日周月年季]",
    Expected.NUMBER: rf"\d|\b(?:{_NUMBER_WORDS}|several|no more than|none)\b|{_ZH_DIGIT}\s*[个位人次名种条岁%％天年]",
    Expected.DATE: rf"\b(?:1[0-9]|20)\d\d\b|\b(?:{_MONTHS})\b|\b\d{{1,2}}[:.]\d\d\b|\b\d{{1,2}}(?:st|nd|rd|th)\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:century|before|after|within|until|annually|once)\b"
    rf"|{_ZH_DIGIT}\s*[年月日号]|世纪|时期|之[前后]",
    Expected.DEADLINE: rf"\b(?:by|before|until|within|no later than|at least|at the latest)\b[^.;]{{0,25}}?"
    rf"(?:\d|\b(?:{_NUMBER_WORDS}|{_MONTHS})\b)"
    rf"|{_ZH_DIGIT}\s*个?(?:日|天|月|工作日|小时|点)(?:之|以)?[前内]",
    Expected.PLACE: r"\b(?:in|at|on|from|near|to|via|under|inside|north|south|east|west)\s+(?:the\s+)?(?-i:[A-Z#\"'])"
    r"|https?:|www\."
    r"|\b(?:portal|page|folder|office|room|building|website|channel|site|intranet|floor)\b"
    r"|[省市县区国州岛镇村山河湖路街站室楼厅港湾]|位于|在",
    Expected.PERSON: r"(?<=[a-z,;] )(?-i:[A-Z])[a-z]+|\b(?:manager|team|department|officer|director|supervisor|employees?|lead"
    r"|owner|ceo|cto|cfo|commander|president|king|scientists?|people)\b|[人者员家王帝长部门组]",
}
_OPEN_LIST = (
    r"\bwhat (?:is (?:not )?\w+ed|are|were|types|kinds|factors|steps|services|benefits|measures|information|options"
    r"|considerations|should|do|can|must|does .* (?:include|cover))\b"
    r"|\b(?:which|what) \w+s (?:are|were|do|does|can|should|must)\b|\bhow (?:do|does|can|should|is|are|to|would|did|will)\b"
    r"|\bwhy\b|\b(?:describe|explain|list|difference|purpose|process|tips)\b"
    r"|哪些|如何|怎么|怎样|为什么|为何|原因|步骤|流程|区别|包括|介绍"
)
_DEFINITION = re.compile(
    r"^\s*(?:what (?:is|are|does)|what's|define|who (?:is|was))\s+(?:an?\s+|the\s+)?"
    r"(?P<en>[\w' -]{2,60}?)(?:\s+(?:mean|stand for|refer to))?\s*\??\s*$"
    r"|^(?P<zh>.{1,20}?)(?:是什么|指什么|是什么意思|的定义|的含义|有?多长|[是有]多久|是多少).{0,3}$|^什么是(?P<zh2>.{1,20}?)[？?]?$",
    re.IGNORECASE,
)


def expected(question: str) -> Expected:
    """The kind of answer that a question asks for."""
    lowered = question.lower()
    return next((kind for kind, pattern in _QUESTIONS if re.search(pattern, lowered)), Expected.OPEN)


def holds(sentence: str, kind: Expected) -> bool:
    """Whether a sentence holds something of that kind; every sentence holds an OPEN answer."""
    return kind is Expected.OPEN or bool(re.search(_ANSWERS[kind], sentence, re.IGNORECASE))


def wants_several(question: str) -> bool:
    """Whether one sentence is seldom enough: lists, ways of doing something, reasons."""
    return expected(question) is Expected.OPEN and bool(re.search(_OPEN_LIST, question, re.IGNORECASE))


def defined_term(question: str) -> str | None:
    """The term that a question asks to define: "What is balance billing?" -> "balance billing"."""
    found = _DEFINITION.search(question)
    return next((term.strip() for term in found.groups() if term), None) if found else None


def defines(sentence: str, term: str) -> bool:
    """Whether a sentence says what a term is: it begins near the term, followed by "is", "means" or "refers to"."""
    pattern = (
        rf"^.{{0,25}}{re.escape(term)}[^.]{{0,25}}?(?:\b(?:is|are|was|were|means?|refers?|stands?|describes?)\b|是|指|即|为)"
    )
    return bool(re.search(pattern, sentence, re.IGNORECASE))
