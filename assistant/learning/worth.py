"""How much a draft is worth asking: what people must do, by when and who is before what is merely so. Knows no people."""

import re

from assistant.answering.words import content_words
from assistant.learning.ladders import turn
from assistant.learning.questions import Question

_RULE = re.compile(
    r"\b(?:must|may|shall|never|not|only|need|needs|required?|allowed|nobody|everybody)\b|必须|应|不得|可以|禁止|只"
)
_DEADLINE = re.compile(
    r"\b(?:within|by|before|at least|no later than|until|up to|after|every)\b[^.;]{0,20}"
    r"(?:\d|two|three|four|five|six|seven|eight|nine|ten|twelve)|\d+\s?个?(?:工作日|小时|天|日|月)"
)
_SAFETY = re.compile(
    r"\b(?:safety|emergency|report|incident|accident|password|data|leave|pay|fire|alarm|lock)\w*\b|安全|事故|报告|密码"
)
LONG = 22  # words


def worth(question: Question) -> float:
    """The higher the worthier; equals are told apart by the question's id, so that an order is always the same."""
    quote = question.evidence.quote
    points = 2.0 * bool(_RULE.search(quote)) + 2.0 * bool(_DEADLINE.search(quote)) + 1.0 * bool(_SAFETY.search(quote))
    points += _central(question) - 0.5 * (len(question.question.split()) > LONG)
    return points + (turn(question.id) % 1000) / 10_000


def _central(question: Question) -> float:
    """The share of the heading's words that the evidence takes up: it is about what the section is about."""
    heading = set(content_words(question.evidence.heading.rpartition(" > ")[2]))
    return len(heading & set(content_words(question.evidence.quote))) / len(heading) if heading else 0.0
