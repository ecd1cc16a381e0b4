"""The rules of item-writing that a stem alone can break. Knows nothing of options but whether there are any."""

import re

from assistant.answering.words import content_words, language
from assistant.learning.negation import denials, unmarked
from assistant.learning.questions import BLANK, CHOICES, Kind, Question
from assistant.learning.reasons import Reason
from assistant.learning.stems import core, own_words

MOST_WORDS, MOST_CHARACTERS = 40, 80  # English words, Chinese characters
LEAST_WORDS = 2  # that carry meaning
_OPEN_END = re.compile(rf"(?:[?？:：]|{BLANK}\W*)$")
_ORDER = re.compile(
    r"(?:Name|Explain|Describe|List|Put|Match|Choose|Select|State|Say|Arrange|Assign|Give|Fill)\b"
    r"|(?:请|说明|列出|解释|简述|写出|选择|选出|排列|将|把|按)"
)
_NO_FOCUS = re.compile(
    r"(?:which|what)(?: one)?(?: of (?:the following|these|the options))?(?: (?:statements?|options?|answers?))?"
    r" (?:is|are|applies|apply) ?(?:true|correct|right|valid|false|wrong)?\W*$"
    r"|(?:下列|以下|下面)(?:哪[一]?[项个种]|.{0,3})?(?:说法|选项|叙述|表述|陈述)?.{0,4}(?:正确|错误|对|错)的?(?:是|有)?(?:哪[一]?[项个])?\W*$"
    r"|(?:what|which|哪个|哪项|什么)\W*$",
    re.IGNORECASE,
)


def stem_reasons(question: Question) -> list[Reason]:
    """What is wrong with the stem."""
    rules = (
        (Reason.NEGATIVE_STEM, _negative),
        (Reason.UNFOCUSED, _unfocused),
        (Reason.TOO_LONG, _too_long),
        (Reason.BLANK_PLACE, _blank_inside),
    )
    return [reason for reason, broken in rules if broken(question)]


def _negative(question: Question) -> bool:
    """Whether a negation could be overlooked; what the stem quotes is as it stands. A statement may deny, but not twice."""
    if question.kind is Kind.TRUE_FALSE:
        return denials(core(question)) > max(1, denials(question.evidence.quote))
    asks = question.kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.NUMERIC, Kind.SHORT_ANSWER)
    return asks and unmarked(own_words(question))


def _unfocused(question: Question) -> bool:
    stem, asked = question.question.strip(), core(question).replace(BLANK, " ").strip()
    told = set(content_words(asked))
    if question.kind in (Kind.ORDERING, Kind.MATCHING):
        return not content_words(stem)
    least = 1 if BLANK in question.question else LEAST_WORDS  # "Up to ____ may be carried over" is clear
    if len(told) < least or _NO_FOCUS.fullmatch(asked):
        return True
    if question.kind is Kind.TRUE_FALSE:
        return asked.endswith(("?", "？", ":", "：")) or len(told) < LEAST_WORDS + 1
    if question.kind is Kind.CLOZE:
        return False
    return not (re.search(r"[?？]", stem) or _OPEN_END.search(stem) or _ORDER.match(stem))


def _too_long(question: Question) -> bool:
    """Whether a stem has too many words, what it quotes aside: that is as long as the document's sentence."""
    stem = own_words(question)
    if language(stem) == "zh":
        return len(re.findall(r"[\u3400-\u9fff]", stem)) > MOST_CHARACTERS
    return len(stem.split()) > MOST_WORDS


def _blank_inside(question: Question) -> bool:
    """Whether a choice completes a sentence in its middle, unless a question is asked about that sentence."""
    if question.kind not in CHOICES or question.question.rstrip().endswith(("?", "？")):
        return False
    blank = re.search(r"_{3,}", question.question)
    return blank is not None and re.search(r"\w", question.question[blank.end() :].replace("_", "")) is not None
