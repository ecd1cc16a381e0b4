"""What a stem asks, without the words that say where it comes from. Knows nothing of options or documents."""

import re

from assistant.learning.questions import BLANK, Kind, Question

_QUOTED = re.compile(r"“([^”]{6,})”")
_LEAD = re.compile(r"(?:《[^》]*》(?:“[^”]*”)?。|[^?？]{3,140}?\.\s+)(?=\S)")
_ASKS = re.compile(r"[?？]|^(?:Put|Match|Name|Explain|Which|What)\b|^请")


def core(question: Question) -> str:
    """The sentence with the gap, the statement that is judged, or the question without its lead."""
    quoted = _QUOTED.findall(question.question)
    if question.kind is Kind.TRUE_FALSE:
        return quoted[-1] if quoted else question.question
    if BLANK in question.question:
        return next((one for one in quoted if BLANK in one), question.question)
    return asked_part(question.question)


def asked_part(stem: str) -> str:
    """A stem without its lead."""
    lead = _LEAD.match(stem)
    rest = stem[lead.end() :] if lead else ""
    return rest if _ASKS.search(rest) else stem


def own_words(question: Question) -> str:
    """The stem without what it quotes."""
    return _QUOTED.sub(" ", question.question)
