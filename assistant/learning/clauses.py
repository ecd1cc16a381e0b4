"""An English sentence as subject, verb and rest, and the question a part of it answers. Knows nothing of documents."""

import re
from dataclasses import dataclass

from assistant.learning.verbs import bases, past_forms, third_forms

AUXILIARY = "is|are|was|were|will|must|can|may|should|shall|could|would|has|have|had"
_LEAD = re.compile(
    r"(?:In|On|By|During|After|Before|Between|Since|From|Until|If|When|For|At|As of|Under|Unless|Once|Where)\b[^,;:]{2,90},\s+"
)
_NO_SUBJECT = re.compile(
    r"(?:the first time|using|first|last|valid|made|nobody|nothing|no one|whoever|example"
    r"|there|it|this|that|these|those|he|she|they|however|but|and|or|so|also|if|when|while|although|though|as|in|on"
    r"|by|at|from|for|to|with|during|after|before|since|until|who|what|which|where|how|why|because|one|some|many"
    r"|most|both|such|not|other|others|another|here|then|thus|therefore|additionally|since|his|her|its|their|i"
    r"|under|unlike|like|despite|among|of|once|no|only|even|following|the following|the result|the idea|the name"
    r"|later|today|currently|typically|usually|generally|instead|moreover|nothing|none|due|upon|per|between)\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|because|if|it|he|she|they|him|them|there|is|are|was|were|has|have|had|will)\b",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"\b(?:it|he|she|they|him|them|this|these|those|his|her|here|such|its own)\b", re.IGNORECASE)
_LOWERED = frozenset(
    ("the", "a", "an", "all", "every", "each", "our", "your", "you", "we", "any", "employees", "managers", "staff", "new",
     "visitors", "customers", "users", "members", "people", "both", "children", "women", "men", "students", "workers",
     "applications", "requests", "everybody", "everyone", "anybody", "anyone")
)  # fmt: skip
_ADVERB = (
    r"(?:(?:also|normally|usually|always|only|now|then|first|officially|originally|generally|currently|still|later)"
    r"\s+)?"
)
_OPEN = re.compile(
    r"[,;:()]|\b(?:when|if|that|who|which|whose|where|unless)\b"
    r"|\band (?:the |your |an? |its )?\w+ (?:is|are|was|were|must|will|can|may|has|have)\b"
)  # an answer behind it is not the clause's own
_TOO_LONG = 14  # words of a question's part
_STOPS = re.compile(
    r"[,;:()]|\s[-–—]+\s|\s(?:and|but|while|which|who|where|because|although|though|as well as|so that|when|if|unless)\s"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """`subject` `verb` `rest`, where the verb is an auxiliary, or has been taken apart into "do" and its base."""

    subject: str  # as it stands inside a question
    auxiliary: str  # "is", "must", "did"
    base: str  # what follows the subject in a question before the rest: the base of a full verb, else ""
    rest: str
    full: str  # the verb as it is written: for questions about the subject
    tail: str  # a condition or circumstance that opened the sentence, lower-case, else ""
    offset: int  # where `rest` begins in the sentence
    plain: str  # the subject as it is written
    subject_start: int


def clause(sentence: str, text: str) -> Clause | None:
    """The main clause of a sentence; None where it is not simple enough to ask about. `text` shows which words are names."""
    opening = _LEAD.match(sentence)
    start = opening.end() if opening else 0
    tail = _inside(opening.group().rstrip(", "), text) if opening else ""
    if _LOOSE.search(tail):
        return None
    body = sentence[start:].rstrip(" .!")
    found = _with_auxiliary(body) or _with_verb(body) or _order(body)
    if found is None or not _is_subject(found[0]):
        return None
    subject, auxiliary, base, full, at = found
    place = start + at
    return Clause(_inside(subject, text), auxiliary, base, body[at:], full, tail, place, subject, start)


def ask(clause: Clause, what: str, before: str, after: str) -> str | None:
    """A question in the clause's own words: `what` stands first, `before` and `after` are the rest around the answer.

    None where the question would lean on something outside it or be too long.
    """
    stop = _STOPS.search(f"{after} ")
    after = after[: stop.start()] if stop else after
    if len(after.split()) > _TOO_LONG:
        after = ""
    if clause.auxiliary in ("is", "are", "was", "were") and re.match(r"(?:an?|the|one of)\b", before):
        return None  # "When is it a game sold in 1980?"
    if _OPEN.search(before) or re.match(r"(?:not|never|no)\b", before + after) or len(before.split()) > _TOO_LONG:
        return None
    parts = (what, clause.auxiliary, clause.subject, clause.base, before, after, clause.tail)
    question = " ".join(" ".join(part for part in parts if part).split())
    return asked(question)


def asked(words: str) -> str | None:
    """Words as a question, with a capital and a mark; None where a pronoun would hang in the air."""
    words = words.strip(" ,;:.-–—\"'")
    if _LOOSE.search(words) or words.count("(") != words.count(")") or words.count('"') % 2 or "``" in words:
        return None
    return f"{words[0].upper()}{words[1:]}?" if len(words.split()) > 2 else None


def until_stop(text: str, most: int) -> str:
    """The text up to where another clause begins; "" where that is more than `most` words away."""
    stop = _STOPS.search(f"{text} ")
    cut = text[: stop.start()] if stop else text
    return cut.strip() if len(cut.split()) <= most else ""


def _with_auxiliary(body: str) -> tuple[str, str, str, str, int] | None:
    found = re.match(rf"(?P<subject>[^,;:()]{{2,80}}?)\s+(?P<verb>{AUXILIARY})\s+{_ADVERB}(?=\S)", body)
    if found is None:
        return None
    verb = found["verb"]
    if verb in ("has", "have", "had") and not re.match(r"(?:been|\w+ed|\w+en|made|held|had|built)\b", body[found.end() :]):
        base, auxiliary = "have", {"has": "does", "have": "do", "had": "did"}[verb]
        return found["subject"], auxiliary, base, verb, found.end()
    return found["subject"], verb, "", verb, found.end()


def _with_verb(body: str) -> tuple[str, str, str, str, int] | None:
    for found in list(re.finditer(r"\b[a-z]+\b", body))[:9]:
        word = found.group()
        subject = body[: found.start()].rstrip()
        if not subject or re.search(r"[,;:()]|\b(?:to|a|an|the|of|in|for|on|and|by|with|or)$", subject):
            continue
        if word in past_forms():
            return subject, "did", past_forms()[word], word, found.end() + 1
        if word in third_forms() and not subject.endswith("s"):
            return subject, "does", third_forms()[word], word, found.end() + 1
        if word in bases() and subject.lower().endswith(("s", "people", "you", "we", "staff")):
            return subject, "do", word, word, found.end() + 1
    return None


def _order(body: str) -> tuple[str, str, str, str, int] | None:
    """An order, "Report a loss within 24 hours", asks what you must do."""
    word = body.split(" ", 1)[0]
    if word.lower() not in bases() or not word.istitle() or len(body.split()) < 4:
        return None
    return "you", "must", word.lower(), word, len(word) + 1


def _is_subject(subject: str) -> bool:
    bare = re.sub(r"^(?:you|we)$", "staff", subject, flags=re.IGNORECASE)
    return (
        len(subject.split()) <= 9
        and not _NO_SUBJECT.match(bare)
        and not _BROKEN.search(bare)
        and not re.search(r"[\"`?]", bare)
    )


def _inside(words: str, text: str) -> str:
    """Words as they stand inside a sentence: a capital that only opened the sentence becomes small."""
    first, _, others = words.partition(" ")
    common = first.lower() in _LOWERED or re.search(rf"(?<![\w.]){re.escape(first.lower())}\b", text) is not None
    opener = first in ("In", "On", "By", "During", "After", "Before", "Between", "Since", "From", "Until", "If", "When", "For",
                       "At", "As", "Under", "Unless", "Once", "Where")  # fmt: skip
    named = first.isupper() and len(first) > 1
    if (
        re.search(r"\b[A-Z]", others)
        and first.lower() not in ("the", "a", "an", "all", "every", "each", "our", "your")
        and not opener
    ):
        return words
    lowered = (common or opener or (others[:1].islower() and first.istitle() and not _name_like(first))) and not named
    return f"{first.lower()} {others}".strip() if lowered else words


def _name_like(word: str) -> bool:
    return word.endswith(("'s", "’s")) or not word.isalpha()
