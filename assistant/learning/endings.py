"""How statements end: with a condition, a time, a reason, a way, a person or a place. Knows nothing of questions.

What ends two statements in the same way can stand for one another in a sentence, and only one of them is what it says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.words import content_words
from assistant.learning.standalone import Statement

WORDS = (2, 16)  # of an ending
LEFT = 4  # words that a statement keeps at the least
LEAST_TOLD = 2  # of them that carry meaning


class Told(StrEnum):
    """What an ending tells."""

    CONDITION = "condition"  # "if a receipt is missing"
    OCCASION = "occasion"  # "before the visit"
    REASON = "reason"  # "because it is checked", "to prevent a fire"
    MEANS = "means"  # "by filling in the form"
    PERSON = "person"  # "to the incident commander"
    PLACE = "place"  # "on the intranet page"


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a statement, `page.text[start:end]`; `text` is how it is shown."""

    start: int
    end: int
    text: str
    told: Told
    statement: Statement

    @property
    def opener(self) -> str:
        """Its first word, small."""
        return self.text.split(" ", 1)[0].casefold()


_INFINITIVE = (
    "avoid|prevent|protect|ensure|help|make|allow|keep|reduce|verify|determine|confirm|identify|find|discuss|request|receive"
    "|obtain|improve|maintain|support|check|track|provide|store|learn|coordinate|manage|record|share|show|resolve|schedule|join"
    "|set|prove|limit|stop|submit|file|apply|view|access|report|give|get|see|review|create|update|assess|evaluate|address|meet"
    "|communicate|encrypt|investigate|inform|notify|process|treat|cover|pay|qualify|begin|start|complete|raise|escalate|avoid"
)
_NO_PURPOSE = (
    r"(?:able|unable|needs?|needed|wants?|have|has|had|required|allowed|permitted|encouraged|expected|likely|eligible|order"
    r"|designed|try|tries|trying|going|ready|willing|free|entitled|asked|supposed|advised|agrees?|chooses?|decides?|continues?"
    r"|begins?|starts?|fails?|refuses?|wish|like|how|what|where|when|whether|who|right|ability|ways?|time|opportunity|access"
    r"|addition|due|prior|up|according|subject|respect|similar|related|limited|and|or|is|are|be|helps?|easy|hard|difficult"
    r"|possible|necessary|attempts?|efforts?|obligation|authority|power|plans?|goal|responsibility|responsible|duty|failure"
    r"|decision|request|permission|approval|not|only|liable|prepared|committed|intended|known|happy|aim|aims|seeks?|want"
    r"|step|steps|that|chance|as|reminder|enough|you|them|us|people|everyone|someone|team|employees|members|customers|need"
    r"|sure|important|essential|best|ask|asks|remember|mind|consider)"
)
_NO_NOUN = (
    r"(?:case|addition|order|time|end|same|way|event|meantime|rest|fact|future|past|process|form|most|first|last|right|world"
    r"|job|moment|beginning|start|middle|top|bottom|other|new|point|thing|things|matter|situation|issue|problem|amount)"
)
_PATTERNS: tuple[tuple[Told, re.Pattern[str]], ...] = (
    (Told.CONDITION, re.compile(r"(?:,? )((?:only |even )?(?:if|unless|as long as|provided that|in case) .+)$")),
    (Told.REASON, re.compile(r"(?:,? )((?:because|so that|in order to) .+)$")),
    (
        Told.OCCASION,
        re.compile(r" ((?:only )?(?:when|whenever|until|once|before|after|as soon as|prior to|during|while) .+)$"),
    ),
    (Told.MEANS, re.compile(r" (by (?:[a-z]+ing|e-?mail|mail|phone|fax|post|telephone|text|letter)\b.*|(?:via|using) .+)$")),
    (Told.REASON, re.compile(rf" (to (?:{_INFINITIVE})\b .+)$")),
    (
        Told.PERSON,
        re.compile(
            r" ((?:to|with|from) (?:the|your) (?:[\w'’-]+ ){0,4}"
            r"(?:team|managers?|supervisors?|lead|leads|department|office|officer|director|commander|liaison|scribe|deputy|employees?"
            r"|members?|providers?|doctor|physician|company|board|committee|partners?|agency|staff|customers?|clients?|users?"
            r"|owner|owners|administrators?|engineers?|experts?|specialists?|vendors?|contractors?|attorney|auditors?))$"
        ),
    ),
    (
        Told.PLACE,
        re.compile(
            r" ((?:on|in|at|through|from) (?:the|your|our|an?) (?:[\w'’-]+ ){0,5}"
            r"(?:website|portal|page|form|app|application|system|channel|wiki|intranet|calendar|folder|drive|repository|office|desk"
            r"|handbook|register|log|dashboard|spreadsheet|tracker|tool|mailbox|inbox|tab|menu|guide|directory|database|repo|room"
            r"|building|network|document|report|plan|policy|account|profile|ticket|call|meeting|agreement|contract))$"
        ),
    ),
)
_LEANS = re.compile(
    r"\b(?:this|that one|these|those|such|here|above|below|it|its|they|them|he|she|him|her|his|so(?! that)|etc|following"
    r"|otherwise|if any|if so|I|me|my|we|us|our|something|someone|somebody|anything|things?|stuff|that's|you're|you've)\b",
    re.IGNORECASE,
)
_BROKEN_OFF = re.compile(
    r"\b(?:and|or|but|the|a|an|of|to|for|with|in|on|by|is|are|your|our|their|only|even|not|just|also|than|as|at|from|that|which"
    r"|who|will|can|must|may|should|be|determine|determines|see|know|knows|ask|asks|check|sure|unsure|confirm|verify|identify|understand|decide|out|wonder|tell|care"
    r"|especially|particularly|shortly|immediately|right|soon|long)$|[,;:(]$",
    re.IGNORECASE,
)


def endings(statement: Statement) -> list[Ending]:
    """The ending of an English statement: the first of the ways it can end that leaves something to be said of; at most one."""
    if statement.language != "en":
        return []
    return list(_found(statement))[:1]


def _found(statement: Statement) -> Iterator[Ending]:
    body = statement.text.rstrip(" .")
    for told, pattern in _PATTERNS:
        for match in pattern.finditer(body):
            text, before = match[1], body[: match.start(1)].rstrip(" ,")
            if not WORDS[0] <= len(text.split()) <= WORDS[1] or not _apart(before, text):
                continue
            if told in (Told.PERSON, Told.PLACE) and re.search(rf"\b{_NO_NOUN}$", text, re.IGNORECASE):
                continue
            start = statement.start + match.start(1)
            yield Ending(start, start + len(text), " ".join(text.split()), told, statement)


def _apart(before: str, text: str) -> bool:
    """Whether a sentence can be cut there: what is left says something, and neither part hangs on the other."""
    if len(before.split()) < LEFT or len(set(content_words(before))) < LEAST_TOLD or _BROKEN_OFF.search(before):
        return False
    if text.startswith("to ") and re.search(rf"\b{_NO_PURPOSE}$", before, re.IGNORECASE):
        return False
    if re.search(r"\b(?:if|when|whether)\b", before) and re.match(r"(?:if|when|unless)\b", text):
        return False
    return (
        _LEANS.search(text) is None
        and re.search(r"[;:()\"“”]", text) is None
        and text.count(",") < 3
        and not _twice(before, text)
    )


def _twice(before: str, text: str) -> bool:
    """Whether a word of the ending stands before it: it would be told by the rest of the sentence."""
    told, known = set(content_words(text)), set(content_words(before))
    return not told or bool(told & known)
