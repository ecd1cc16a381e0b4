"""Whether a draft asks for something to be learnt: a value, a duty, a rule, what a term means. Knows nothing of people.

A draft is refused for its sentence (talk, advice, a hand's turn in a program, a part of an example, something that hangs on its
neighbour) or for its key (a word that anybody would guess, an answer of which there are many). Chinese drafts pass.
"""

import re

from assistant.answering.sentences import tidy
from assistant.answering.words import content_words
from assistant.learning.questions import BLANK, Kind, Question
from assistant.learning.spans import NUMERIC, spans
from assistant.learning.standalone import has_verb, leaf, orders

SPOKEN = 4.0  # marks of speech on a hundred words of a page: that of somebody who talks
CASE_WORDS = 3  # of a case that carry meaning, where it is asked what applies
LONGEST_KEY = 40  # words of an answer that somebody types
LEAST_WORDS = 8  # of a sentence with a gap
_SPEECH = re.compile(
    r"\b(?:we|you|I|they|it|that|there|what|who|let|here)['’](?:re|ll|ve|d|m|s)\b|\b(?:okay|gonna|stuff|guys|actually"
    r"|basically|kind of|really)\b|\bso,|[?!](?:\s|$)|\b(?:we|I|us)\b",
    re.IGNORECASE,
)
_BINDS = re.compile(
    r"\b(?:must|shall|never|only|required?|requires|mandatory|entitled|eligible|prohibited|forbidden|responsible|limited"
    r"|(?:maximum|minimum) (?:of|is|amount)"
    r"|not (?:allowed|permitted|covered|eligible)|cannot|may not|do not|needs? to|have to|has to|at least|no (?:more|later)"
    r"|within|up to|deadline)\b"
)
_CLAIMS = re.compile(
    rf"{_BINDS.pattern}|\b(?:is|are|be) (?:\w+ )?(?:not|considered|called|covered|reimbursed|allowed|permitted|approved|granted"
    r"|paid|subject|available|referred|billed)\b|\bwill (?:not|cover|pay|be)\b|\bdeny\b|\d ?%|[$€£]\d"
)
_NO_SUBSTANCE = re.compile(
    # advice and what may be
    r"\b(?:consider|try to|make sure|be sure|be prepared|remember|definitely|take (?:a look|advantage)|look for"
    r"|make the mistake"
    r"|may (?:be able|include|also|apply|want|vary|end up|help|be subject|be asked)|can also|read more|learn more|designed to"
    r"|aims? to|intended to"
    r"|helps?|ensure that any|goal|opportunit\w+"
    # talk
    r"|silly|funny|jokes?|crazy|cool|awesome|high risk|lives? easier"
    # the hands in a program
    r"|click\w*|drop-?down|buttons?|scroll|check ?box\w*|return to the top|menus?|icons?|screen|go back to"
    # what hangs on its neighbour or on an example
    r"|as before|(?:before|after),|action is complete|in this case|(?:first|second|third|next|last|final) (?:step|phase|point)"
    r"|this (?:step|slide)|the following|(?:step|phase|play|part|slide) \d+|about \d+|about (?:two|three|four|five|ten)"
    r"|from \d+ \w+ to \d+|of \$\d+|see \w+|(?:without|have|need|get) one|(?:is|are) also"
    r"|as well|for the past|currently|you now|good one|their team|(?:if|when) the issue"
    r"|(?:of|in|to|for|with|\w+ing) that (?!(?:is|are|you|we|the|they|it|an?|your|each|every|any|all|no)\b)[a-z]+)\b",
    re.IGNORECASE,
)
_HOLE = re.compile(
    r"\b(?:via|the|from|see|of|at)\s+(?:in|or|and|to|for|with)\b|\bin on\b|\b(?:to|via|the|with|from|at)\.?$"
)  # where a link stood
_ADVICE = re.compile(r"\b(?:tips?|advice|hints?|recommendations?|best practices?)\b", re.IGNORECASE)
_ASKED = re.compile(r"\b(?:frequently asked|faqs?|q&a)\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:history|templates?|examples?|case stud(?:y|ies)|samples?|agenda|pricing|memory|further reading|practice)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:which|whichever|who|whose)\b.*")
_FINITE = re.compile(r"\b(?:is|are|must|may|can|cannot|will|shall|should|has|have|do|does)\b")
_CONTROLS = re.compile(
    r"(?:pre-?)?(?:approval|authori[sz]ation|consent|permission|receipts?|invoices?|signature|notice|waiver|certificate"
    r"|certification|licen[cs]e|referral|clearance|agreement|contract|encryption|passphrase|prescription|vaccination|training"
    r"|registration|proof|insurance|deductible|co-?pay|fee|fine|penalty|audit|inspection|gloves|helmet|badge|visa|warrant)"
)  # what a rule demands of somebody
_ANYBODY = re.compile(r"(?:your|our|my)\b|the (?:entire |whole |same )?team$|.* for ", re.IGNORECASE)  # no certain role
_PURPOSE = re.compile(r"(?:in order )?to [a-z]")
_MANY = re.compile(
    r"\bWhat (?:does|do|did|will|can) .{2,60} (?:offer|include|provide|contain|allow|show|support|handle|describe"
    r"|help|store|track)\?$"
    r"|\bWhat (?:is|are) .{2,60} responsible for\?$|\bHow (?:does|do)\b"
    r"|\b(?:How|Why|Where|When) (?:may|might|can|could|have|has|had|did)\b"
)  # questions of many answers, and what once was
_MALFORMED = re.compile(
    rf"\b(?:may|must|can|should|will) (?:be )?to\b|\({BLANK}\)|“The {BLANK}|\bof {BLANK}|[a-z,] [A-Z]\w+ {BLANK}|{BLANK}-"
    rf"|{BLANK} [A-Z]\w"
    r"|\b(?:when|if|as) optional\b|\b(?:outlined|described|listed)\?$"
)
_CASE = re.compile(r"What (?:applies|should be done) (?:if|when) (?P<case>.+)\?$")
_VERB = re.compile(r"\b(?:you|they|\w+ing|\w+ed|\w+n['’]t)\b|\b(?:was|were|does|do)\b")
_OPEN_HEADING = re.compile(r"\b(?:if|when|to|you|that|are|include)$", re.IGNORECASE)  # its list goes on with the sentence
_COURSE = re.compile(r"\A(?:Why|How|Primarily|What|Topics|\w+ing)\b|\btopics\b")
_AIMS = re.compile(r"\b(?:increas|decreas|maximi[sz]|minimi[sz]|improv)\w+\b")  # everybody knows which way they go
_NUMBERED = re.compile(r"(?:play|step|phase|part|section|module|item|level|chapter) ?\d+", re.IGNORECASE)
_NOTHING = re.compile(r"(?:n/?a|none|tbd|unknown|various|varies|-|–|see .*)", re.IGNORECASE)
_TEXT_KINDS = (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE, Kind.CLOZE, Kind.NUMERIC, Kind.SHORT_ANSWER)
_GENERAL_KEYS = re.compile(
    r"(?:by|via|through) e-?mail\b|(?:when|if|as) (?:required|needed|necessary|applicable|possible)"
    r"|(?:an? (?:wide )?(?:range|variety)|all kinds) of|(?:including|such as|they|there)\b"
    r"|contact .* to (?:verify|check|confirm)$"
    r"|(?:don['’]t|do not) (?:delay|worry|panic|forget)|see |(?:please )?(?:read|look|visit)\b"
    r"|you(?:['’]re| are) (?:running|at)"
)


def spoken(text: str) -> bool:
    """Whether a page is what somebody says rather than what a company has written down."""
    words = len(text.split())
    return words > 0 and 100 * len(_SPEECH.findall(text)) / words >= SPOKEN


def worth_asking(question: Question, talk: bool = False) -> bool:
    """Whether a draft asks for something to be learnt; `talk`: it is of a page that is spoken, where only rules count."""
    if question.language != "en":
        return True
    if question.kind not in _TEXT_KINDS:
        return not any(_NOTHING.fullmatch(option.text) or _NUMBERED.fullmatch(option.text) for option in question.options)
    key, quote = _key(question), tidy(question.evidence.quote)
    if _NOTHING.fullmatch(key) or _NUMBERED.match(key) or _HOLE.search(quote) or _HOLE.search(key):
        return False
    if _MANY.search(question.question) or _MALFORMED.search(question.question):
        return False
    if "described like this" in question.question or "the table give" in question.question:
        told, _, said = question.question.partition("“")
        return not (talk or _COURSE.search(said) or orders(said) or _ASKED.search(told))
    return _substance(question, quote, talk) and _asks_for(question, key, quote)


def rank(question: Question) -> int:
    """Which of the drafts on one sentence is asked: 0 first. What is asked in words comes before what is completed."""
    if question.kind is Kind.CLOZE:
        return 3
    if question.kind is Kind.TRUE_FALSE:
        return 2
    return 1 if BLANK in question.question else 0


def _key(question: Question) -> str:
    chosen = [option.text for option in question.options if option.id in question.key]
    return chosen[0] if chosen else question.accept[0] if question.accept else ""


def _substance(question: Question, quote: str, talk: bool) -> bool:
    """Whether the sentence lays something down, and does so without its neighbours."""
    if _NO_SUBSTANCE.search(quote) or (talk and not _BINDS.search(quote)):
        return False
    told = leaf(question.evidence.heading)
    if (
        _ASIDE.search(told)
        or _OPEN_HEADING.search(told)
        or (_ADVICE.search(told) and (orders(quote) or not re.search(r"\d", quote)))
    ):
        return False
    if _ASKED.search(question.question.partition(" – ")[0] + told) and "?" not in quote and _leans_on_what_was_asked(quote):
        return False
    main = _RELATIVE.sub("", quote)
    return _FINITE.search(main) is not None or has_verb(main)


def _asks_for(question: Question, key: str, quote: str) -> bool:
    """Whether what is asked for is what the sentence lays down."""
    if question.kind is Kind.TRUE_FALSE:
        if _ordered(quote) or (_AIMS.search(quote) and not re.search(r"\d", quote)):
            return False
        return _CLAIMS.search(quote) is not None or any(one.kind in NUMERIC for one in spans(quote))
    if question.kind is Kind.SHORT_ANSWER or BLANK not in question.question:
        return _in_words(question, key, quote)
    if "Which word is missing?" in question.question and not (_CONTROLS.fullmatch(key) and _BINDS.search(quote)):
        return False
    if len(quote.split()) < LEAST_WORDS or _ANYBODY.match(key):
        return False
    return not _PURPOSE.match(key) or _BINDS.search(quote) is not None


def _in_words(question: Question, key: str, quote: str) -> bool:
    """Whether an answer in words says more than anybody would say: no mere purpose, no scrap, no "see there"."""
    if len(key.split()) > LONGEST_KEY or _GENERAL_KEYS.match(key) or _ANYBODY.fullmatch(key):
        return False
    case = _CASE.search(question.question)
    if case is not None and "applies" in question.question and len(set(content_words(case["case"]))) < CASE_WORDS:
        return False  # too much applies
    if case is not None and not (_FINITE.search(case["case"]) or _VERB.search(case["case"]) or has_verb(case["case"])):
        return False  # "if a search firm"
    if re.match(r"[a-z]+s (?:to|the|an?)\b", key) and case is not None:
        return False  # its subject is lost: "then attempts to log in"
    return not _PURPOSE.match(key) or (_BINDS.search(quote) is not None and not re.search(r"\b[Yy]ou\b", quote))


def _leans_on_what_was_asked(quote: str) -> bool:
    """Whether an answer among many needs its question: it speaks to whoever asked it."""
    return orders(quote) or re.search(r"\byou", quote, re.IGNORECASE) is not None


def _ordered(quote: str) -> bool:
    """Whether a sentence is an order, perhaps behind a condition: it does not read as a claim."""
    rest = re.match(r"(?:If|When|While|Once|After|Before)\b[^,]+, (?:then )?(.+)", quote)
    return orders(quote) or (rest is not None and orders(rest[1][:1].upper() + rest[1][1:]))
