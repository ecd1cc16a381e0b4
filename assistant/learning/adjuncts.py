"""What a statement says of how, why, when, where or what, and the question in its own words. Knows nothing of quizzes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.answering.words import content_words
from assistant.learning.clauses import Clause, ask, clause
from assistant.learning.standalone import Statement, orders
from assistant.learning.verbs import bases

WORDS = (2, 18)  # of an answer
LONGEST = 26  # words of a question
LEAST_ASKED = 2  # words that carry meaning in a question


class Asked(StrEnum):
    """What is asked for: answers of one kind can stand beside one another as options."""

    MEANS = "means"  # "by filling in the form"
    REASON = "reason"  # "because it is checked", "to prevent fire"
    OCCASION = "occasion"  # "after the visit", "when the alarm sounds"
    CONDITION = "condition"  # "if a receipt is missing", "unless the manager agrees"
    PLACE = "place"  # "on the intranet page"
    DUTY = "duty"  # "responsible for ..."
    CONTENT = "content"  # what something requires, covers, includes


@dataclass(frozen=True, slots=True)
class Adjunct:
    """A question and its answer `page.text[start:end]`, which ends the statement."""

    question: str
    start: int
    end: int
    text: str
    kind: Asked
    statement: Statement


_INFINITIVE = (
    "avoid|prevent|protect|ensure|help|make|allow|keep|reduce|verify|determine|confirm|identify|find|discuss|request|receive"
    "|obtain|improve|maintain|support|check|track|provide|store|learn|coordinate|manage|record|share|show|resolve|schedule|join"
    "|set|prove|limit|stop|submit|file|apply|view|access|report|give|get|see|review|create|update|assess|evaluate|address|meet"
)
_NO_PURPOSE = (
    r"(?:able|unable|needs?|needed|wants?|have|has|had|required|allowed|permitted|encouraged|expected|likely|eligible|order"
    r"|designed|try|tries|trying|going|ready|willing|free|entitled|asked|supposed|advised|agrees?|chooses?|decides?|continues?"
    r"|begins?|starts?|fails?|refuses?|wish|like|how|what|where|when|whether|who|right|ability|ways?|time|opportunity|access"
    r"|addition|due|prior|up|according|subject|respect|similar|related|limited|and|or|is|are|be|helps?|easy|hard|difficult"
    r"|possible|necessary|attempts?|efforts?|obligation|authority|power|plans?|goal|responsibility|responsible|duty|failure"
    r"|decision|request|permission|approval|sure|important|consider|mind|ask|remember|not|only|liable|prepared|committed|used|intended|known|happy|aim|aims|seeks?"
    r"|hours|days|minutes|weeks|months|team|someone|anyone|people|everyone|one|steps?|tools?|that|chance|as|reminder|enough)"
)
_PLACED = (
    "website|portal|page|form|app|application|system|channel|wiki|intranet|calendar|folder|drive|repository|office|desk"
    "|handbook|register|log|dashboard|spreadsheet|tracker|tool|mailbox|inbox|tab|menu|guide|directory|database|repo"
)
_PATTERNS: tuple[tuple[Asked, str, re.Pattern[str]], ...] = (
    (Asked.REASON, "why", re.compile(r"\b((?:because|so that|in order to) .+)$")),
    (Asked.CONDITION, "under which condition", re.compile(r"\b((?:only )?(?:if|unless|as long as|provided that) .+)$")),
    (Asked.OCCASION, "when", re.compile(r"\b((?:only )?(?:when|whenever|until|once|before|after|as soon as) .+)$")),
    (
        Asked.MEANS,
        "how",
        re.compile(r"\b(by (?:[a-z]+ing|e-?mail|mail|phone|fax|post|telephone|text|letter)\b.*|(?:via|using) .+)$"),
    ),
    (
        Asked.PLACE,
        "where",
        re.compile(rf"\b((?:on|in|at|through|from) (?:the|your|our) (?:[\w'’-]+ ){{0,5}}(?:{_PLACED})\b(?: of [\w ]+)?)$"),
    ),
    (Asked.REASON, "why", re.compile(rf"\b(to (?:{_INFINITIVE}) .+)$")),
)
_CONTENTS = [
    "cover",
    "include",
    "require",
    "provide",
    "offer",
    "contain",
    "handle",
    "oversee",
    "record",
    "describe",
    "define",
    "prohibit",
    "allow",
    "receive",
    "own",
    "lead",
    "approve",
    "represent",
    "support",
    "cause",
    "depend",
    "show",
    "track",
    "review",
    "store",
    "protect",
    "collect",
    "report",
]
_LEANS = re.compile(
    r"\b(?:this|that one|these|those|such|here|above|below|it|its|they|them|he|she|him|so(?! that)|do so|etc|following|one)\b",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(r"\b(?:and|or|the|a|an|of|to|for|with|in|on|by|is|are|your|our|their)$", re.IGNORECASE)
_TORN = re.compile(
    r"\b(?:on|of|(?<!responsible )for|with|to|at|in|is|are|about|by|from)\?$|\bto \w+\?$|\s[-–—]\s|\b(?:reason|takeaway|one)\b",
    re.IGNORECASE,
)  # questions that end before their verb's object
_FIRST = re.compile(r"\b(?:I|me|my|we|us|our|let)\b")
_OPEN_SUBJECTS = frozenset(("you", "we", "employees", "members", "staff", "people", "everyone", "the plan", "the team"))


def adjuncts(statement: Statement, text: str) -> list[Adjunct]:
    """What can be asked of an English statement, at most one of a kind; `text` is the page and shows which words are names."""
    if statement.language != "en":
        return []
    parsed = clause(statement.text, text)
    if parsed is None or re.search(r"\b(?:make|be) sure\b", statement.text, re.IGNORECASE):
        return []
    if orders(statement.text) and parsed.subject != "you":
        return []
    if re.search(r"\S \b(?:you|we|they|I)\b", parsed.subject):
        return []  # "the amount you must pay": the verb is that of another clause
    if orders(statement.text):
        parsed = replace(parsed, auxiliary="should")
    found: dict[Asked, Adjunct] = {}
    for one in (*_ending(statement, parsed), *_content(statement, parsed)):
        found.setdefault(one.kind, one)
    return list(found.values())[:1]


def _ending(statement: Statement, parsed: Clause) -> Iterator[Adjunct]:
    """The last part of the sentence, where a word shows what it tells."""
    for kind, word, pattern in _PATTERNS:
        match = pattern.search(parsed.rest)
        if match is None or not _free(parsed, match, kind):
            continue
        question = ask(parsed, word, parsed.rest[: match.start(1)].rstrip(" ,"), "")
        yield from _made(statement, parsed, question, match.start(1), kind)


def _free(parsed: Clause, match: re.Match[str], kind: Asked) -> bool:
    """Whether the part belongs to the clause's verb and not to a word before it: "able to", "the right to"."""
    before = parsed.rest[: match.start(1)].rstrip()
    if before.endswith(",") and kind is not Asked.CONDITION:
        return False
    if len(f"{parsed.base} {before}".split()) < 2 or re.search(r"[;:()]|\b(?:and|or|but|that|which|who)$", before):
        return False
    if match.group(1).startswith("to "):
        return len(before.split()) > 1 and re.search(rf"\b{_NO_PURPOSE}$", before, re.IGNORECASE) is None
    return not before.endswith(
        (
            " even",
            " not",
            " just",
            " only",
            " see",
            " know",
            " determine",
            " check",
            " ask",
            " sure",
            " confirm",
            " verify",
            " identify",
            " shortly",
            " days",
            " hours",
            " months",
            " as",
        )
    )


def _content(statement: Statement, parsed: Clause) -> Iterator[Adjunct]:
    """What something requires, covers or is responsible for."""
    subject = parsed.subject.casefold()
    if subject in _OPEN_SUBJECTS or parsed.tail:
        return
    duty = re.match(r"(?:also )?responsible for (?=\S)", parsed.rest)
    if duty is not None and parsed.full in ("is", "are"):
        yield from _made(statement, parsed, f"What {parsed.full} {parsed.subject} responsible for?", duty.end(), Asked.DUTY)
    named = len(content_words(parsed.subject)) > 1 or re.search(r"\b[A-Z]", parsed.subject) is not None
    if named and parsed.base in _CONTENTS and not re.match(r"(?:that|to|for|on|with|by|in|from)\b", parsed.rest):
        yield from _made(statement, parsed, f"What {parsed.auxiliary} {parsed.subject} {parsed.base}?", 0, Asked.CONTENT)


def _made(statement: Statement, parsed: Clause, question: str | None, start: int, kind: Asked) -> Iterator[Adjunct]:
    """The question, unless it or its answer would lean on something or say too little."""
    answer = parsed.rest[start:].rstrip(" .!;")
    if question is None or len(question.split()) > LONGEST or not WORDS[0] <= len(answer.split()) <= WORDS[1]:
        return
    if re.search(r"\b(?:also|only)\b", question) or re.match(r"\W|(?:and|or|but)\b", answer):
        return
    if question is None or _TORN.search(question):
        return
    if _LEANS.search(answer) or _BROKEN_OFF.search(answer) or _FIRST.search(question) or _FIRST.search(answer):
        return
    if re.search(r"[;:()\"“”]", answer) or len(set(content_words(question))) < LEAST_ASKED or not _differs(question, answer):
        return
    at = statement.start + parsed.offset + start
    yield Adjunct(question, at, at + len(answer), answer, kind, statement)


def _differs(question: str, answer: str) -> bool:
    """Whether an answer says something that the question does not."""
    return bool(set(content_words(answer)) - set(content_words(question)) - bases())
