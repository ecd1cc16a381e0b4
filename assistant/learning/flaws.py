"""Flaws put into good questions, one of each kind, to measure what the checks find. Knows nothing of the checks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum

from assistant.answering.words import content_words, numbers
from assistant.learning.overlap import contains
from assistant.learning.quantities import quantities
from assistant.learning.questions import BLANK, Kind, Option, Question

_NUMBER_WORDS = {"2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight", "9": "nine",
                 "10": "ten", "12": "twelve", "15": "fifteen", "20": "twenty", "30": "thirty"}  # fmt: skip
_CHINESE_WORDS = {"2": "两", "3": "三", "5": "五", "7": "七", "10": "十", "15": "十五", "20": "二十", "30": "三十"}
_VOWEL = re.compile(r"[aeio]|8|11|18", re.IGNORECASE)
_FLUFF = (
    "Our company has grown a great deal over the past years, and with it the number of people, sites and customers that we look"
    " after every day, which is why it matters to all of us that everybody knows the rules. "
)
_FLUFF_ZH = (
    "近年来公司发展很快，员工、工厂和客户的数量都在不断增加，管理工作也越来越复杂，因此每一位同事都需要了解并认真遵守公司的各项规章制度，"
    "这样大家才能在一起愉快而安全地工作。"
)
_HEAVY = (
    "Notwithstanding organisational heterogeneity, considering multidimensional administrative responsibilities and"
    " interdepartmental accountability arrangements, and acknowledging correspondingly differentiated regulatory obligations, "
)
_HEAVY_ZH = (
    "在充分考虑到各部门组织结构复杂多样且职责分工存在交叉以及相关行政管理"
    "规定不断调整完善从而导致具体执行标准随之发生变化的前提条件之下"
)


class Flaw(StrEnum):
    """What is put into a question."""

    WRONG_KEY = "wrong key"
    QUOTE_CHANGED = "quote that does not stand there"
    SECOND_RIGHT = "second right option"
    UNFOCUSED = "unfocused stem"
    ALL_OF_ABOVE = "all of the above"
    COMBINED = "option that combines others"
    LONGEST_KEY = "longest option is right"
    ABSOLUTE = "absolute word in a wrong option"
    VAGUE = "vague word in a wrong option"
    NEGATIVE = "negation that is not marked"
    REPEAT = "word of the stem in the key only"
    GRAMMAR = "grammar that fits the key only"
    IMPLAUSIBLE = "implausible option"
    SEQUENCE = "numbers out of order"
    FLUFF = "text that is not needed"
    BLANK_INSIDE = "gap inside the sentence"
    KEY_IN_STEM = "stem says the key"
    CONVERGENCE = "key is what the others have in common"
    LOGICAL_CUE = "only the key has a number"
    DUPLICATE = "the bank has it already"
    PERSONAL = "personal data"
    UNREADABLE = "hard to read"


def seeded(flaw: Flaw, question: Question) -> Question | None:
    """The question with the flaw; None where its kind or words do not allow it."""
    made = SEEDS[flaw](question)
    return made if made != question else None


def _wrong_key(question: Question) -> Question | None:
    if question.kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE):
        other = next(option.id for option in question.options if option.id not in question.key)
        return replace(question, key=(other,))
    number = re.search(r"\d+", question.accept[0]) if question.accept and question.kind is not Kind.SHORT_ANSWER else None
    if number is None:
        return None
    return replace(question, accept=(question.accept[0].replace(number.group(), str(2 * int(number.group()) + 1)),))


def _quote_changed(question: Question) -> Question:
    quote = question.evidence.quote
    number = re.search(r"\d+", quote)
    changed = f"{quote[: number.start()]}{int(number.group()) + 1}{quote[number.end() :]}" if number else f"{quote[1:]}."
    return replace(question, evidence=replace(question.evidence, quote=changed))


def _second_right(question: Question) -> Question | None:
    """A wrong option says the key in other words; of several right ones it is a further member of the list."""
    if question.kind is Kind.MULTIPLE_CHOICE:
        taken = {option.text for option in question.options}
        parts = [part.strip(" .。•-*0123456789") for part in re.split(r"[\n,;；、]", question.evidence.quote)]
        other = next(
            (part for part in parts if 3 < len(part) < 60 and not any(part in one or one in part for one in taken)), None
        )
        return _instead(question, other) if other else None
    if question.kind is not Kind.SINGLE_CHOICE:
        return None
    key = _key(question)
    for number, word in (_CHINESE_WORDS if question.language == "zh" else _NUMBER_WORDS).items():
        if re.search(rf"(?<![\d.,]){number}(?![\d.,])", key):
            return _instead(question, re.sub(rf"(?<![\d.,]){number}(?![\d.,])", word, key))
    if re.search(r"\d", key):
        return None
    return _instead(question, f"所说的{key}" if question.language == "zh" else f"the said {key}")


def _unfocused(question: Question) -> Question | None:
    if question.kind is not Kind.SINGLE_CHOICE:
        return None
    stem = "下列说法正确的是？" if question.language == "zh" else "Which of the following is correct?"
    return replace(question, question=stem)


def _all_of_above(question: Question) -> Question | None:
    return _instead(question, "以上都是" if question.language == "zh" else "All of the above")


def _combined(question: Question) -> Question | None:
    return _instead(question, "A和B" if question.language == "zh" else "Both A and B")


def _longest_key(question: Question) -> Question | None:
    """The key with the words that follow it, so that it still stands in the quote."""
    return _grown(question, lambda grown: len(grown.split()) >= 6 if grown.isascii() else len(grown) >= 14)


def _absolute(question: Question) -> Question | None:
    wrong = _wrong(question)
    return _instead(question, (f"一律{wrong}" if question.language == "zh" else f"always {wrong}")) if wrong else None


def _vague(question: Question) -> Question | None:
    wrong = _wrong(question)
    return _instead(question, (f"通常{wrong}" if question.language == "zh" else f"usually {wrong}")) if wrong else None


def _negative(question: Question) -> Question | None:
    """The asking words denied; what the stem quotes stays."""
    if question.kind not in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.NUMERIC):
        return None
    opening, mark, quoted = question.question.partition("“")
    if question.language == "zh":
        denied = re.sub(r"(属于|可以|需要|应该|填入|是)", r"不\1", opening, count=1)
        denied = denied.replace("不填入", "不能填入")
    else:
        denied = re.sub(r"\bcompletes\b", "does not complete", opening, count=1)
        denied = (
            denied
            if denied != opening
            else re.sub(r"\b(is|are|may|must|can|do|does|did|should|will|has|have)\b", r"\1 not", opening, count=1)
        )
    return replace(question, question=f"{denied}{mark}{quoted}")


def _repeat(question: Question) -> Question | None:
    """The key grown up to a word of the stem that no other option has."""
    if question.kind is not Kind.SINGLE_CHOICE or question.language == "zh":
        return None
    others = {word for option in question.options for word in content_words(option.text)}
    stem = {word for word in content_words(question.question) if len(word) > 3} - others
    return _grown(question, lambda grown: bool(set(content_words(grown)) & stem))


def _grammar(question: Question) -> Question | None:
    if question.kind is not Kind.SINGLE_CHOICE or question.language == "zh":
        return None
    key = _VOWEL.match(_key(question)) is not None
    if all((_VOWEL.match(option.text) is not None) == key for option in question.options):
        return None
    return replace(question, question=f"{question.question.rstrip('?')}: it is {'an' if key else 'a'}")


def _implausible(question: Question) -> Question | None:
    chinese = question.language == "zh"
    if not quantities(_key(question)):
        return _instead(question, "一碗热汤面" if chinese else "a bowl of hot soup")
    return _instead(question, "7公斤" if chinese else "7 kilograms")


def _sequence(question: Question) -> Question | None:
    found = [numbers(option.text) for option in question.options]
    if question.kind is not Kind.SINGLE_CHOICE or len(found) < 3 or not all(len(one) == 1 for one in found):
        return None
    values = [float(next(iter(one))) for one in found]
    if values != sorted(values) or any(quantities(option.text)[:1] == [] for option in question.options):
        return None
    first, second, *others = question.options
    return replace(question, options=(second, first, *others))


def _fluff(question: Question) -> Question:
    return replace(question, question=(_FLUFF_ZH if question.language == "zh" else _FLUFF) + question.question)


def _blank_inside(question: Question) -> Question | None:
    if question.kind is not Kind.SINGLE_CHOICE:
        return None
    before, key, after = question.evidence.quote.partition(_key(question))
    if not key or len(re.findall(r"\w", after)) < 4:
        return None
    return replace(question, question=" ".join(f"{before}{BLANK}{after}".split()))


def _key_in_stem(question: Question) -> Question | None:
    if question.kind not in (Kind.SINGLE_CHOICE, Kind.NUMERIC):
        return None
    told = question.right_answer()
    hint = f"（例如{told}）" if question.language == "zh" else f" (for example {told})"
    return replace(question, question=f"{question.question.rstrip('?？')}{hint}?")


def _convergence(question: Question) -> Question | None:
    """Two wrong options that each share another part of the key and nothing else of one another."""
    if question.kind is not Kind.SINGLE_CHOICE or question.language == "zh":
        return None
    words = _key(question).split()
    if (
        len(words) < 2
        or len(question.options) != 3
        or len(set(content_words(_key(question)))) < 2
        or re.search(r"\d", words[-1])
    ):
        return None
    first = str(2 * int(words[0]) + 1) if words[0].isdigit() else "regional"
    made = (" ".join([*words[:-1], "meetings"]), " ".join([first, *words[1:]]))
    wrong = iter(sorted(made, key=_leading))
    return replace(
        question,
        options=tuple(one if one.id in question.key else replace(one, text=next(wrong)) for one in question.options),
    )  # fmt: skip


def _logical_cue(question: Question) -> Question | None:
    if question.kind is not Kind.SINGLE_CHOICE or not re.search(r"\d", _key(question)):
        return None
    texts = ("由经理决定", "视情况而定", "由客户决定") if question.language == "zh" else (
        "as the manager decides", "as the customer wishes", "as agreed in the team")  # fmt: skip
    wrong = iter(texts)
    options = tuple(one if one.id in question.key else replace(one, text=next(wrong)) for one in question.options)
    return replace(question, options=options)


def _duplicate(question: Question) -> Question:
    return replace(question, id=f"{question.id}-again")


def _personal(question: Question) -> Question:
    return replace(question, explanation=f"{question.explanation} maria.lopez@example.org, +49 170 1234567".strip())


def _unreadable(question: Question) -> Question | None:
    if question.kind not in (Kind.SINGLE_CHOICE, Kind.NUMERIC, Kind.SHORT_ANSWER):
        return None
    if question.language == "zh":
        return replace(question, question=f"{_HEAVY_ZH}{question.question}")
    return replace(question, question=f"{_HEAVY}{question.question[0].lower()}{question.question[1:]}")


SEEDS: Mapping[Flaw, Callable[[Question], Question | None]] = {
    Flaw.WRONG_KEY: _wrong_key,
    Flaw.QUOTE_CHANGED: _quote_changed,
    Flaw.SECOND_RIGHT: _second_right,
    Flaw.UNFOCUSED: _unfocused,
    Flaw.ALL_OF_ABOVE: _all_of_above,
    Flaw.COMBINED: _combined,
    Flaw.LONGEST_KEY: _longest_key,
    Flaw.ABSOLUTE: _absolute,
    Flaw.VAGUE: _vague,
    Flaw.NEGATIVE: _negative,
    Flaw.REPEAT: _repeat,
    Flaw.GRAMMAR: _grammar,
    Flaw.IMPLAUSIBLE: _implausible,
    Flaw.SEQUENCE: _sequence,
    Flaw.FLUFF: _fluff,
    Flaw.BLANK_INSIDE: _blank_inside,
    Flaw.KEY_IN_STEM: _key_in_stem,
    Flaw.CONVERGENCE: _convergence,
    Flaw.LOGICAL_CUE: _logical_cue,
    Flaw.DUPLICATE: _duplicate,
    Flaw.PERSONAL: _personal,
    Flaw.UNREADABLE: _unreadable,
}


def _key(question: Question) -> str:
    return next((option.text for option in question.options if option.id in question.key), "")


def _wrong(question: Question) -> str:
    """The text of the wrong option that `_instead` replaces, "" where there is none."""
    place = _replaced(question)
    return question.options[place].text if place is not None else ""


def _instead(question: Question, text: str) -> Question | None:
    """The question with another text for its last wrong option."""
    place = _replaced(question)
    if place is None or any(option.text == text for option in question.options):
        return None
    options = list(question.options)
    options[place] = Option(options[place].id, text)
    return replace(question, options=tuple(options))


def _replaced(question: Question) -> int | None:
    if question.kind not in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE):
        return None
    return max((place for place, option in enumerate(question.options) if option.id not in question.key), default=None)


def _grown(question: Question, enough: Callable[[str], bool]) -> Question | None:
    """A single choice whose key has taken in what follows it in the quote, or what stands before it, until it is enough."""
    key = _key(question)
    place = question.evidence.quote.find(key) if key else -1
    if question.kind is not Kind.SINGLE_CHOICE or place < 0:
        return None
    quote = question.evidence.quote
    borders = [found.end() for found in re.finditer(r"\w+|[\u3400-\u9fff]", quote) if found.end() > place + len(key)]
    starts = [found.start() for found in re.finditer(r"\w+", quote) if found.start() < place]
    windows = [quote[place:end] for end in borders] + [quote[start : place + len(key)] for start in reversed(starts)]
    grown = next((one for one in windows if enough(one) and not contains(question.question, one)), None)
    if grown is None:
        return None
    options = tuple(replace(one, text=" ".join(grown.split())) if one.id in question.key else one for one in question.options)
    return replace(question, options=options)


def _leading(text: str) -> float:
    number = re.match(r"\d+", text)
    return float(number.group()) if number else 0.0
