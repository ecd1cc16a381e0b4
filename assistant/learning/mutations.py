"""Statements changed so that they are false for certain: another number past the limit, the opposite rule. Knows no quiz."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.learning.denying import turned
from assistant.learning.ladders import beyond, moved, turn
from assistant.learning.spans import NUMERIC, Span, SpanKind, spans
from assistant.learning.standalone import Statement


class Change(StrEnum):
    """What was changed."""

    NUMBER = "number"
    TIME = "time"  # of day, date or day of the week
    RULE = "rule"
    OPPOSITE = "opposite"  # "after" for "before"
    DENIAL = "denial"  # of the whole statement, put in or taken out


@dataclass(frozen=True, slots=True)
class Mutation:
    """A false statement: `sentence[start:end]` of the true one has been replaced."""

    text: str
    change: Change
    start: int
    end: int


_DOING = (
    "open|leave|take|work|remove|stop|spend|buy|return|start|book|wake|make|write|grant|enter|bring|send|extend|carry|share"
)
_DONE = "taken|carried|booked|used|opened|removed|extended|shared|sent|stored|kept|paid|split|copied|lent|moved|spent|worn"
_NO_NOUN = "that|which|who|you|will|also|may|can|do"
_SUBJECT = (
    r"(?:You|Everybody|Everyone|(?:An?|The|Every|Each)? ?(?!All|Any|No|If|When)[A-Z]?[\w’'-]+"
    rf"(?: (?!{_NO_NOUN})[\w’'-]+){{0,5}})"
)
_RULES = (
    (re.compile(rf"\bmust (?:not|never)\b|\bmay (?:not|never)\b(?= (?:(?:be )?(?:{_DONE})|{_DOING})\b)"), "may"),
    (re.compile(r"\b(?:is|are) not (?:allowed|permitted)\b"), None),
    (re.compile(r"\b(?:is|are) never\b"), None),
    (re.compile(r"\bmust\b(?! (?:not|never|also|have|always|only))"), "need not"),
    (re.compile(rf"\bmay be\b(?= (?:{_DONE})\b)"), "may not be"),
    (re.compile(rf"\bmay\b(?= (?:{_DOING})\b)"), "may not"),
    (re.compile(rf"\A(?:{_SUBJECT}) needs?\b(?! (?:not|to)\b)"), None),
)  # fmt: skip - the first that fits; None: the replacement is made from what was found
_OPPOSITES = (
    ("before", "after"),
    ("prior to", "after"),
    ("minimum", "maximum"),
    ("required", "optional"),
    ("mandatory", "optional"),
    ("includes", "excludes"),
    ("include", "exclude"),
    ("included", "excluded"),
    ("increases", "decreases"),
    ("increase", "decrease"),
    ("higher", "lower"),
    ("highest", "lowest"),
    ("enabled", "disabled"),
    ("enable", "disable"),
    ("earlier", "later"),
    ("above", "below"),
    ("more", "less"),
)  # fmt: skip - words that cannot both be true of one thing
_RULES_ZH = (
    (re.compile(r"(?:不得|禁止|严禁|不可)(?!不|低于|超过|少于)"), "可以"),
    (re.compile(r"(?:必须|应当)(?!不)"), "不必"),
    (re.compile(r"(?<!不)可以(?!不)"), "不可以"),
)


def changes(statement: Statement, near: list[str]) -> list[Mutation]:
    """The ways to make a statement false; `near` are texts that stand around it and could be true as well."""
    counted = list(_counted(statement, near))
    ruled = [] if counted else list(_ruled(statement))  # "need not be filed within 60 days" says two things
    if not counted and statement.language == "en":
        opposite = list(_opposed(statement))
        ruled += opposite or ([] if ruled else _turned(statement))
    return [one for one in (*counted, *ruled) if one.text != statement.text]


def _opposed(statement: Statement) -> Iterator[Mutation]:
    """A word replaced by its opposite; only where one such word stands in the sentence, and stands once."""
    pairs = dict(_OPPOSITES) | {other: one for one, other in _OPPOSITES if one != "prior to" and other != "optional"}
    found = [match for word in pairs for match in re.finditer(rf"(?<![\w-]){word}(?![\w-])", statement.text)]
    if any(span.kind is not SpanKind.ROLE for span in spans(statement.text)) or statement.text.startswith("Example"):
        return
    if len(found) != 1 or re.search(r"\b(?:and|or) (?:before|after|below|less|more)\b|\bmore or less\b", statement.text):
        return
    word = found[0].group()
    if re.search(r"\b(?:if|whether|unsure)\b", statement.text[: found[0].start()]) and "optional" in (word, pairs[word]):
        return  # "unsure if it is optional" says the same
    around = statement.text[: found[0].start()], statement.text[found[0].end() :]
    if (word == "required" and around[1].startswith(" to ")) or around[0].endswith((" an ", "An ")):
        return  # "optional to", "an required"
    yield _replaced(statement, found[0].start(), found[0].end(), pairs[word], Change.OPPOSITE)


def _turned(statement: Statement) -> list[Mutation]:
    place = turned(statement.text)
    return [] if place is None else [_replaced(statement, *place, Change.DENIAL)]


def _counted(statement: Statement, near: list[str]) -> Iterator[Mutation]:
    for span in spans(statement.text):
        if span.kind in NUMERIC:
            number = beyond(span, near, statement.text)
            if number is not None:
                yield _replaced(statement, span.number_start, span.number_end, number, Change.NUMBER)
        elif span.kind is not SpanKind.ROLE:
            other = moved(span, near, statement.text)
            if other is not None:
                yield _replaced(statement, span.start, span.end, other, Change.TIME)


def _ruled(statement: Statement) -> Iterator[Mutation]:
    """The opposite of what is required, allowed or forbidden; only where the sentence has one rule."""
    rules = _RULES_ZH if statement.language == "zh" else _RULES
    all_of = [(found, instead) for pattern, instead in rules for found in pattern.finditer(statement.text)]
    found_rules = [pair for pair in all_of if not any(_inside(pair[0], other[0]) for other in all_of)]
    hidden = re.match(r"(?:All|Any|Each|No|Nobody|If|When)\b", statement.text) is not None  # "all need not" says two things
    if (
        len(found_rules) != 1
        or hidden
        or re.search(r"\b(?:only|unless|except|neither|nor|without)\b|只|除非|除外", statement.text, re.IGNORECASE)
    ):
        return
    found, instead = found_rules[0]
    if re.search(r"\b(?:that|which|who|whom|if|when|before|until|as)\b", statement.text[: found.start()]):
        return  # a rule inside another clause
    yield _replaced(statement, found.start(), found.end(), instead or _opposite(found.group()), Change.RULE)


def _opposite(rule: str) -> str:
    """ "is not allowed" as "is allowed", "is never" as "may be", "needs" as "does not need"."""
    if "never" in rule:
        return "may be"
    if " not " in rule:
        return rule.replace(" not", "")
    return re.sub(r" needs$", " does not need", rule) if rule.endswith("needs") else re.sub(r" need$", " do not need", rule)


def _replaced(statement: Statement, start: int, end: int, text: str, change: Change) -> Mutation:
    return Mutation(f"{statement.text[:start]}{text}{statement.text[end:]}", change, start, end)


def _inside(one: re.Match[str], other: re.Match[str]) -> bool:
    inner, outer = one.span(), other.span()
    return inner != outer and outer[0] <= inner[0] and inner[1] <= outer[1]


def told_true(statement: Statement) -> bool:
    """Whether a claim is shown as it stands: half of them, chosen by the text alone."""
    return turn("claim", statement.text) % 2 == 0


def tests(span: Span) -> bool:
    """Whether a place is worth a gap: what a person has to know to act rightly."""
    return span.kind is not SpanKind.ROLE or not re.fullmatch(
        r"(?:the|our|your|my|a|the relevant) (?:team|department|lead)", span.text, re.IGNORECASE
    )
