"""What must not be so before a reply in free text gets credit: denial, another duty or number, hedging, word salad, echo.

Knows no scores. A reply that a gate stops is never accepted by code; where it looks right otherwise, a person decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.words import content_words, language
from assistant.learning.grades import Reason
from assistant.learning.polarity import NEGATIONS, ZH_NEGATIONS, hedges, modalities, opposites, wavers, zh_opposed
from assistant.learning.quantities import Comparison, compared, quantities
from assistant.learning.statements import Words, own_share, taken_apart

_CLAUSE = re.compile(
    r"[.;:!?。；！？]+|(?:,|，|\s)\s*"
    r"\b(?:but|because|so|and|while|whereas|although|since|then|which|who|if|when)\b"
    r"|,|，|但是?|因为|所以|而且?"
)
_DENIES_ALL = re.compile(
    r"\b(?:it is|it's|that is|this is|is)\s+(?:false|wrong|untrue|incorrect|not true|not correct|a lie|not the case)\b"
    r"|\bthe (?:opposite|contrary|reverse) (?:of|is)\b|\bi (?:doubt|disagree|deny)\b"
    r"|是错的|不正确|不对|不是真的|恰恰相反|与此相反"
)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:instruction|prompt|rule|previous|above|rubric|key|guideline)"
    r"|\bfull (?:marks?|credits?|points?|score)\b|\b(?:maximum|perfect|top|highest) (?:score|marks?|grade|points)\b"
    r"|\b(?:mark|grade|score|rate|accept|treat|count|consider)\b[^.]{0,30}\b(?:correct|right|true|100|as (?:a )?pass)\b"
    r"|\b(?:system|assistant|grader|developer|admin)\s*[:>\]]|\byou are (?:now )?(?:a|an|the) "
    r"|\bas an? (?:ai|language model|grader)\b"
    r"|<\/?[a-z!][^>]*>|\bset (?:the )?score\b|\"(?:score|correct|label)\"\s*:"
    r"|\b(?:output|print|return|respond with|reply with)\b[^.]{0,20}"
    r"\b(?:correct|1\.0|score|pass)\b|\bthe (?:student|answer|reply|response) (?:above |below )?is (?:correct|right|perfect)\b"
    r"|忽略|满分|给我.{0,4}分|评分|判为正确|正确答案是对的|系统提示|无视"
)
LEAST_ORDER = 0.5  # of neighbouring words that both texts have, from three shared words on
LEAST_ORDER_OF_COPY = 0.65  # where a reply has nearly all words of the statement and hardly others
_DANGLING = re.compile(r"\b(?:the|a|an|of|to|and|or|is|are|was|were|with|by|from|at|than|that)\W*$")
LEAST_OWN = {"en": 0.01, "zh": 0.2}  # share of the statement's own words; Chinese pairs of characters meet by chance
CLOSE = 0.6  # of a reply's words that stand in the statement too: it says it in the statement's words


@dataclass(frozen=True, slots=True)
class Stops:
    """The gates that a reply does not pass: `hard` ones leave no credit, `soft` ones a person looks at."""

    hard: tuple[Reason, ...]
    soft: tuple[Reason, ...]


def stops(question: str, statement: str, reply: str, known: str = "") -> Stops:
    """The gates that stop a reply (clean) to a question whose answer makes the statement; `known` may be said besides."""
    asked, said, given = taken_apart(question), taken_apart(statement), taken_apart(reply)
    close, copied = _close(said, given), _copied(said, given)
    hard: list[Reason] = []
    soft: list[Reason] = []
    if _INSTRUCTION.search(given.text) and not _INSTRUCTION.search(said.text):
        hard.append(Reason.INSTRUCTION)
    if hedges(given.text) > hedges(said.text):
        hard.append(Reason.HEDGED)
    elif wavers(given.text) and not wavers(said.text):
        soft.append(Reason.HEDGED)
    if denied(said, given) or (copied and (said.denials - given.denials) % 2 == 1):
        (hard if close or _denies_all(said, given) else soft).append(Reason.NEGATED)
    if _other_modality(said.text, given.text):
        (hard if close else soft).append(Reason.MODALITY)
    if _other_number(f"{asked.text} {known}", said.text, given.text):
        hard.append(Reason.OTHER_VALUE)
    if close and (salad(said, given, LEAST_ORDER_OF_COPY if copied else LEAST_ORDER) or _DANGLING.search(given.text)):
        hard.append(Reason.ORDER_OF_WORDS)
    if _echoes(asked, said, given):
        hard.append(Reason.ECHO)
    elif own_share(question, statement, reply) < LEAST_OWN[language(statement)]:
        hard.append(Reason.NOTHING_SHARED)
    return Stops(tuple(hard), tuple(soft))


def denied(said: Words, given: Words) -> bool:
    """Whether the reply denies what the statement affirms, or the reverse, or says the contrary of one of its words."""
    if _denies_all(said, given) or zh_opposed(said.text, given.text):
        return True
    affirmed, contrary = _scopes(said.text), _scopes(given.text)
    if any(
        affirmed[word] == contrary[other] and other not in affirmed
        for word in affirmed
        if word not in contrary
        for other in opposites(word)
        if other in contrary
    ):
        return True
    stems = [stem for stem in affirmed if stem in contrary and content_words(stem)]
    differ = [stem for stem in stems if affirmed[stem] != contrary[stem]]
    odd = (said.denials - given.denials) % 2 == 1
    return bool(differ) and (odd or len(differ) * 2 >= len(stems))


def salad(said: Words, given: Words, least: float = LEAST_ORDER) -> bool:
    """Whether the reply has the statement's words without their order: a smaller share of neighbours than `least`."""
    mine, yours = _all_words(said.text), _all_words(given.text)
    common = set(mine) & set(yours)
    if len(common) < 3:
        return False
    neighbours = set(pairwise([word for word in mine if word in common]))
    pairs = list(pairwise([word for word in yours if word in common]))
    return sum(pair in neighbours for pair in pairs) < least * len(pairs)


def _denies_all(said: Words, given: Words) -> bool:
    return len(_DENIES_ALL.findall(given.text)) > len(_DENIES_ALL.findall(said.text))


def _copied(said: Words, given: Words) -> bool:
    """Whether the reply has nearly all words of the statement and hardly others."""
    mine, yours = set(_all_words(said.text)), set(_all_words(given.text)) - NEGATIONS
    return bool(mine) and len(mine & yours) >= max(0.8 * len(mine - NEGATIONS), 0.8 * len(yours))


def _close(said: Words, given: Words) -> bool:
    mine, yours = set(_all_words(said.text)), _all_words(given.text)
    return sum(word in mine for word in yours) >= CLOSE * len(yours)


def _all_words(text: str) -> list[str]:
    """All words with articles, Chinese characters singly."""
    return re.findall(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+", text)


def _scopes(text: str) -> dict[str, bool]:
    """For each word and its stem whether it is denied: an odd number of denials stands before it in its clause."""
    found: dict[str, bool] = {}
    for clause in _clauses(text):
        denials = 0
        for part in _parts(clause):
            if part in NEGATIONS or (not part.isascii() and ZH_NEGATIONS.fullmatch(part)):
                denials += 1
                continue
            for stem in (part, *content_words(part)):
                found[stem] = denials % 2 == 1
    return found


def _clauses(text: str) -> Iterator[str]:
    yield from (clause for clause in _CLAUSE.split(text) if clause and clause.strip())


def _parts(clause: str) -> list[str]:
    """Words, and Chinese cut at its words of denial."""
    if language(clause) != "zh":
        return re.findall(r"[\w'-]+", clause)
    return [part for part in re.split(f"({ZH_NEGATIONS.pattern})", clause) if part]


def _other_modality(said: str, given: str) -> bool:
    wanted, offered = modalities(said), modalities(given)
    return bool(wanted and offered) and not wanted & offered


def _other_number(asked: str, said: str, given: str) -> bool:
    """Whether a number contradicts: it is neither in the statement nor in the question, and the statement has numbers."""
    wanted = quantities(said)
    known = [*wanted, *quantities(asked)]
    return bool(wanted) and any(all(compared(key, one) is not Comparison.SAME for key in known) for one in quantities(given))


def _echoes(asked: Words, said: Words, given: Words) -> bool:
    """Whether the reply has nothing but the question's words, and the statement has more or the reply is the question."""
    question, wanted, offered = set(asked.stems), set(said.stems), set(given.stems)
    if offered - question:
        return False
    return bool(wanted - question) or (len(offered) > 0.8 * len(question) and len(wanted) < 0.8 * len(question))
