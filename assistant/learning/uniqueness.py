"""Whether a question has one right answer: no second option, no other value, no claim that is keyed wrongly."""

import re
from itertools import combinations

from assistant.answering.words import content_words
from assistant.learning.check_context import CheckContext
from assistant.learning.conflicts import DocumentConflict, Statement
from assistant.learning.grounding import key_texts, source
from assistant.learning.overlap import contains, words
from assistant.learning.quantities import signature
from assistant.learning.questions import Kind, Question
from assistant.learning.reasons import Finding, Reason, finding
from assistant.learning.rivals import Rival, asked, other_values, rivals, rows_of, supports
from assistant.learning.stems import core
from assistant.learning.truth import says_same
from assistant.learning.values import values

VALUED = (Kind.SINGLE_CHOICE, Kind.CLOZE, Kind.NUMERIC, Kind.TRUE_FALSE)
_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")  # a space that Chinese does not need


def distinct(question: Question) -> Finding:
    """Whether the options of a choice say different things: no quantity, phrase or abbreviation of another."""
    if question.kind not in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE):
        return Finding()
    same = any(_same(one.text, other.text) for one, other in combinations(question.options, 2))
    return finding("distinct", *([Reason.PARAPHRASE] if same else []))


def keyed_right(question: Question, context: CheckContext) -> Finding:
    """Whether a true statement says what the quote says, and a false one does not."""
    if question.kind is not Kind.TRUE_FALSE:
        return Finding()
    passage = source(question, context)
    text = f"{passage.title} {passage.text}" if passage is not None else ""
    same = says_same(core(question), question.evidence.quote, question.evidence.heading, text)
    return finding("key_quoted", *([] if same == (question.key == ("true",)) else [Reason.WRONG_KEY]))


def unique(question: Question, context: CheckContext) -> Finding:
    """Whether nothing that may be read supports a wrong option, or gives another value than the key."""
    found = list(rivals(question, context))
    against = _other_value(question, found)
    reasons = [Reason.CONFLICT] if against else []
    if _second_right(question, found, context):
        reasons.append(Reason.SECOND_RIGHT)
    conflicts = tuple(_conflict(question, rival, value) for rival, value in against[:1])
    return Finding({"unique": not reasons}, tuple(reasons), conflicts)


def _other_value(question: Question, found: list[Rival]) -> list[tuple[Rival, str]]:
    if question.kind not in VALUED or question.key == ("false",):
        return []
    return [(rival, against[0]) for rival in found if (against := other_values(question, rival.row.text))]


def _second_right(question: Question, found: list[Rival], context: CheckContext) -> bool:
    """Whether a wrong option is supported by the quote or elsewhere, or a false statement is told somewhere."""
    if question.kind is Kind.TRUE_FALSE:
        statement = core(question)
        rows = [rival.row for rival in found]
        return question.key == ("false",) and any(says_same(statement, row.text, f"{row.heading} {row.before}") for row in rows)
    wrong = [option.text for option in question.options if option.id not in question.key]
    if question.kind is Kind.MULTIPLE_CHOICE:
        return any(contains(question.evidence.quote, one) for one in wrong)
    if question.kind is not Kind.SINGLE_CHOICE:
        return False
    passage, wanted = source(question, context), asked(question, context)
    own = [row for row in rows_of(passage) if wanted.met(row, passage)] if passage is not None else []
    return any(supports(question, one, row, wanted) for one in wrong for row in (*own, *(rival.row for rival in found)))


def _same(one: str, other: str) -> bool:
    told = [[signature(each) for each in values(_BETWEEN.sub("", text))] for text in (one, other)]
    if any(told):
        rest = [set(content_words(text)) for text in (one, other)]
        return told[0] == told[1] and (len(rest[0] ^ rest[1]) <= 4 or rest[0] <= rest[1] or rest[1] <= rest[0])
    return words(one) == words(other) or contains(one, other) or contains(other, one) or _initials(one, other)


def _initials(one: str, other: str) -> bool:
    short, long = sorted((one.strip(), other.strip()), key=len)
    first = "".join(word[0] for word in long.split() if word[0].isalnum())
    return len(short) > 1 and short.isupper() and first.upper() == short


def _conflict(question: Question, rival: Rival, value: str) -> DocumentConflict:
    evidence, row, passage = question.evidence, rival.row, rival.passage
    start, end = passage.start + row.span.start, passage.start + row.span.end
    quote = passage.text[row.span.start : row.span.end]
    mine = values(core(question)) if question.kind is Kind.TRUE_FALSE else []
    told = core(question) if mine else key_texts(question)[0]
    here = Statement(evidence.document, evidence.version, evidence.page, evidence.quote, evidence.start, evidence.end, told)
    return DocumentConflict(
        core(question), here, Statement(passage.document, passage.version, passage.page, quote, start, end, value)
    )
