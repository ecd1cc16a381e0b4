"""Facts of an English sentence: dates, numbers, amounts, agents, places, definitions. Knows nothing of documents."""

import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.learning.clauses import Clause, ask, asked, clause, until_stop
from assistant.learning.found import FactKind, Found
from assistant.learning.verbs import bases, third

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = (
    rf"(?:(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?,? (?:of )?\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})(?: \d{{4}})?"
    rf"|(?:{_MONTH}) \d{{4}}|(?:{_MONTH}) \d{{1,2}}|(?:1[0-9]|20)\d\d|{_MONTH})"
)
_NUMBER = (
    r"(?:\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety)"
    r"(?: (?:hundred|thousand|million|billion))?"
)
_ABOUT = (
    r"(?:(?:up to|at least|at most|no more than|not more than|more than|less than|fewer than|a maximum of|a minimum of|about"
    r"|approximately|around|over|nearly|almost|exactly|only) )?"
)
_MONEY = rf"{_ABOUT}(?:(?:US)?[$€£¥]\s?|(?:EUR|USD|GBP|CHF|CNY)\s)\d[\d,.]*\d?(?: (?:million|billion|thousand))?"
_PREPOSITION = "in|on|of|for|with|after|to|at|by|within|from|every|across|between|before|under|above|into|during"
_NAME = r"(?:[A-Z][\w.'’-]*\w|[A-Z]\.)(?: (?:of |the |de |van |von )?(?:[A-Z][\w.'’-]*\w|[A-Z]\.))*"
_AGENT = (
    r"(?:the |an? |your |our )?(?:[\w-]+ ){0,3}(?:team|manager|managers|department|officer|director|committee|board|desk|owner"
    r"|lead|head|supervisor|council|employees?|office|people team|president|government|court|congress|agency|company)"
)
_WHERE = (
    "born|located|situated|based|held|filmed|set|stored|kept|published|buried|headquartered|built|founded|played|made|produced"
)
_PROFESSION = re.compile(
    r"\b(?:singer|actor|actress|author|writer|king|queen|player|politician|scientist|director|president|manager|character|man"
    r"|woman|musician|composer|poet|lawyer|officer|person|employee)\b"
)
_EMPTY = re.compile(
    r"(?:the|any|our) (?:\w+ )?(?:answer|question|point|rule|reason|result|problem|likeness|title|name|goal)\b.*"
)
_BE = ("is", "are", "was", "were")
_MAKING = frozenset(
    ("wrote", "directed", "founded", "invented", "won", "discovered", "composed", "produced", "designed", "led", "built",
     "defeated", "introduced", "created", "sang")
)  # fmt: skip


def sentence_facts(sentence: str, text: str) -> Iterator[Found]:
    """The facts of an English sentence; `text` is what it stands in and shows which words are names."""
    parsed = clause(sentence, text)
    if parsed is None:
        return
    yield from _definitions(parsed)
    yield from _dates(parsed)
    yield from _amounts(parsed)
    yield from _numbers(parsed)
    yield from _agents(parsed)
    yield from _places(parsed)


def _definitions(parsed: Clause) -> Iterator[Found]:
    if parsed.tail or len(parsed.subject.split()) > 6 or _EMPTY.fullmatch(parsed.subject):
        return
    subject = parsed.subject
    if parsed.full in _BE and re.match(r"(?:an?|the|any)\s+(?!\w+est\b)", parsed.rest):
        cut = _whole(parsed.rest)
        head = re.split(r",|\b(?:of|for|by|who|that|which|in|with|to)\b|[a-z]ed\b", cut)[0]
        if len(cut.split()) < 3 or re.search(r"\bone\b", " ".join(cut.split()[:3])):
            return  # "the price", "a good one" define nothing
        who = "Who" if _PROFESSION.search(head) and re.fullmatch(_NAME, parsed.plain) else "What"
        yield Found(asked(f"{who} {parsed.full} {subject}"), parsed.offset, parsed.offset + len(cut), FactKind.DEFINITION)
    elif parsed.full in ("means", "refers", "mean"):
        rest = re.match(r"(?:to\s+|that\s+)?", parsed.rest)
        at = rest.end() if rest else 0
        word = "refer to" if parsed.base == "refer" else "mean"
        cut = _whole(parsed.rest[at:])
        start = parsed.offset + at
        yield Found(asked(f"What {parsed.auxiliary} {subject} {word}"), start, start + len(cut), FactKind.DEFINITION)


def _whole(rest: str) -> str:
    """A definition up to where a further clause begins after at least five words."""
    for stop in re.finditer(
        r";|:|, (?:but|while|although|with)\b|, and (?:it|its|is|was|are|were|has|have|had|[a-z]+s|[a-z]+ed)\b| \(", rest
    ):
        if len(rest[: stop.start()].split()) >= 5:
            return rest[: stop.start()]
    return rest


def _dates(parsed: Clause) -> Iterator[Found]:
    words = {"in": "When", "on": "When", "since": "Since when", "until": "Until when", "by": "By when", "from": "From when"}
    for found in re.finditer(rf"\b(in|on|since|until|by|from) ((?:early |late |mid-)?{_DATE})\b", parsed.rest):
        before, after = parsed.rest[: found.start()], parsed.rest[found.end() :]
        if re.match(r"\s*(?:to|and|or|until|-|–)", after) or not (before.strip() or parsed.base):
            continue
        question = ask(_participial(parsed, before), words[found[1]], _participle(parsed, before), after)
        yield _at(parsed, found, 2, question, FactKind.DATE)


def _amounts(parsed: Clause) -> Iterator[Found]:
    for found in re.finditer(rf"(?:\b({_PREPOSITION}) )?({_MONEY})", parsed.rest):
        if found[1] == "of" or re.search(r"\bworth\s", parsed.rest[: found.start(2)]):
            continue
        before, after = parsed.rest[: found.start()], parsed.rest[found.end() :]
        yield _at(parsed, found, 2, ask(parsed, _lead(found[1], "how much"), before, after), FactKind.AMOUNT)
    share = (
        rf"(?:\b({_PREPOSITION}) )?({_ABOUT}\d[\d.,]*\s?(?:%|percent|per cent))(?: of ([\w ]{{3,40}}?))?"
        rf"(?=$|[,.;]| (?:{_PREPOSITION})\b)"
    )
    for found in re.finditer(share, parsed.rest):
        of = f" of {found[3]}" if found[3] else ""
        before, after = parsed.rest[: found.start()], parsed.rest[found.end() :]
        yield _at(parsed, found, 2, ask(parsed, _lead(found[1], f"what percentage{of}"), before, after), FactKind.AMOUNT)


def _numbers(parsed: Clause) -> Iterator[Found]:
    number = (
        rf"(?:\b({_PREPOSITION}) )?(?<![\w$€£.-])({_ABOUT}{_NUMBER})"
        rf" ((?:[a-z-]+ ){{0,2}}?(?:[a-z-]+s|people|men|women|children))\b"
    )
    for found in re.finditer(number, parsed.rest):
        noun, before, after = found[3], parsed.rest[: found.start()], parsed.rest[found.end() :]
        if re.search(r"\b(?:when|that|roughly|last|past|next|first)\s*$", before):
            continue
        if found[1] == "of" or re.search(
            r"\b(?:the|all|these|its|their|his|her|those|and|or)\s*$", parsed.rest[: found.start()]
        ):
            continue
        if re.search(rf"\b(?:{_PREPOSITION}|and|or|is|was|has|the|this|as|per|than|times)\b", noun):
            continue
        often = found[1] == "every"
        question = ask(parsed, "how often" if often else _lead(found[1], f"how many {noun}"), before, after)
        whole = (parsed.offset + found.start(1 if often else 2), parsed.offset + found.end(3))
        start, end = whole if often else (whole[0], parsed.offset + found.end(2))
        yield Found(question, start, end, FactKind.NUMBER, whole)


def _agents(parsed: Clause) -> Iterator[Found]:
    follows = r"(?=$|[,.;]| (?:in|on|for|and|at|within|before|after|as|from)\b)"
    by = re.search(rf"\bby ({_NAME}(?: and {_NAME})?|{_AGENT}){follows}", parsed.rest)
    if by is not None and not re.match(_MONTH, by[1]):
        before = parsed.rest[: by.start()]
        done = f"{_participle(parsed, before)} by"
        question = ask(_participial(parsed, before), "who", done, parsed.rest[by.end() :])
        yield _at(parsed, by, 1, question, FactKind.AGENT)
    person = re.fullmatch(_NAME, parsed.plain) is not None and parsed.full in _MAKING
    if re.fullmatch(_AGENT, parsed.plain, re.IGNORECASE) or person:
        rest = until_stop(parsed.rest, 20) if not re.match(r"[A-Z]|an?\b|the\b", parsed.rest) or parsed.base else ""
        verb = {"are": "is", "were": "was", "have": "has"}.get(parsed.full, parsed.full)
        verb = third(verb) if verb in bases() else verb
        if len(rest.split()) > 1:
            end = parsed.subject_start + len(parsed.plain)
            yield Found(asked(f"who {verb} {rest} {parsed.tail}"), parsed.subject_start, end, FactKind.AGENT)


def _places(parsed: Clause) -> Iterator[Found]:
    for found in re.finditer(rf"\b(?:{_WHERE}) (?:in|at|near) ((?:the )?{_NAME}(?:, {_NAME})?)", parsed.rest):
        verb = found.group().split(" ", 1)[0]
        if re.match(_MONTH, found[1]):
            continue
        question = ask(parsed, "where", parsed.rest[: found.start()] + verb, parsed.rest[found.end() :])
        yield _at(parsed, found, 1, question, FactKind.PLACE)


def _participial(parsed: Clause, before: str) -> Clause:
    """ "It is a game created in 1982" is asked as "When was it created": the clause with the verb that this takes."""
    if _participle(parsed, before) == before:
        return parsed
    return replace(parsed, auxiliary={"is": "was", "are": "were"}.get(parsed.auxiliary, parsed.auxiliary))


def _participle(parsed: Clause, before: str) -> str:
    found = re.match(r"(?:an?|the)\s+.*?\b(\w+ed|written|built|made|held|set|known|born|sung)(?: in \d{4})?\s*$", before)
    return found[1] if found and parsed.full in _BE else before


def _lead(preposition: str | None, what: str) -> str:
    return f"{preposition} {what}" if preposition else what


def _at(parsed: Clause, found: re.Match[str], group: int, question: str | None, kind: FactKind) -> Found:
    return Found(question, parsed.offset + found.start(group), parsed.offset + found.end(group), kind)


def phrases(text: str) -> list[tuple[str, FactKind]]:
    """Dates, amounts, numbers with what they count and names of a text, each once, in its order: what could be asked for."""
    patterns = (
        (FactKind.DATE, rf"\b{_DATE}\b"),
        (FactKind.AMOUNT, _MONEY),
        (FactKind.NUMBER, rf"(?<![\w.-]){_ABOUT}{_NUMBER} [a-z]+s\b"),
        (FactKind.AGENT, rf"(?<=[a-z] ){_NAME}"),
    )
    places = [(found.start(), found.group(), kind) for kind, pattern in patterns for found in re.finditer(pattern, text)]
    return list({phrase: (phrase, kind) for _, phrase, kind in sorted(places) if len(phrase) > 2}.values())
