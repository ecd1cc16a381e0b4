"""Whether another reader, asked the question, finds the key in its passage and nowhere else. Knows nothing of options."""

from collections.abc import Sequence

from assistant.answering.passages import Passage
from assistant.answering.sentences import sentences, tidy
from assistant.learning.check_context import CheckContext
from assistant.learning.grounding import holds_quote, key_texts, query, source, whole
from assistant.learning.overlap import contains, token_f1
from assistant.learning.questions import BLANK, Kind, Question
from assistant.learning.reasons import Finding, Reason
from assistant.learning.rivals import Asked, asked, rows_of
from assistant.learning.round_trip import Reader, comes_back
from assistant.learning.stems import core
from assistant.learning.values import same_value, values

VALUED = (Kind.SINGLE_CHOICE, Kind.CLOZE, Kind.NUMERIC)
ASKED = (*VALUED, Kind.TRUE_FALSE, Kind.MULTIPLE_CHOICE, Kind.SHORT_ANSWER)
LEAST_F1 = 0.5  # of what is read with the quote or a point of the answer, where the answer is a sentence
LEAST_KEY = 4  # characters: "3" stands everywhere
ELSEWHERE = 3  # other passages that are asked too


def read_back(question: Question, context: CheckContext) -> Finding:
    """Round trip: with the passage the reader finds the key, without it no passage on something else seems to give it.

    A passage that says the same about the same is no other passage. Orders and pairs are proved by their quote alone.
    """
    if question.kind not in ASKED:
        return Finding()
    passage, stem = source(question, context), as_asked(question)
    if passage is None:
        return Finding({"answerable": False, "round_trip": False}, (Reason.NOT_BACK,))
    read, score = context.reader.read(stem, passage)
    back = _led_to(question, read, passage)
    if not back and context.second is not None:
        return _by_second(question, stem, passage, context.second)
    if not back or question.kind not in VALUED:
        return Finding({"answerable": back, "round_trip": back}, () if back else (Reason.NOT_BACK,))
    wanted = asked(question, context)
    others = [one for one in _others(question, context) if not _says_it(one, wanted)]
    misled = any(_misleads(question, stem, one, score, context) for one in others)
    return Finding({"answerable": True, "round_trip": not misled}, (Reason.WITHOUT_PASSAGE,) if misled else ())


def as_asked(question: Question) -> str:
    """What the reader is asked: the question without its lead, a gap left out, the pairs and members named."""
    return " ".join(core(question).replace(BLANK, " ").split())


def _by_second(question: Question, stem: str, passage: Passage, reader: Reader) -> Finding:
    """What comes of it where only another reader may find the key; it is not asked about other passages."""
    back = _led_to(question, reader.read(stem, passage)[0], passage)
    found = {"answerable": back, "round_trip": back, "second_reader": True}
    return Finding(found, () if back else (Reason.NOT_BACK,))


def _led_to(question: Question, read: str, passage: Passage) -> bool:
    return _is_key(question, read) or _leads_there(question, read, passage)


def _is_key(question: Question, read: str) -> bool:
    if question.kind in VALUED:
        keys = question.accept or key_texts(question)
        return any(comes_back(read, key) for key in keys) or _same_quantity(keys[0], read)
    told = (question.evidence.quote, *question.points)
    return bool(read) and any(_alike(read, tidy(one)) for one in told)


def _leads_there(question: Question, read: str, passage: Passage) -> bool:
    """Whether what is read stands beside the quote; enough where the answer is no single value but what a place says."""
    if question.kind in VALUED or not read:
        return False
    spans = sentences(passage.text)
    places = [number for number, span in enumerate(spans) if contains(tidy(passage.text[span.start : span.end]), read)]
    start, end = (place - passage.start for place in (question.evidence.start, question.evidence.end))
    quoted = [number for number, span in enumerate(spans) if span.start < end and start < span.end]
    return any(abs(place - number) <= 1 for place in places for number in quoted)


def _same_quantity(key: str, read: str) -> bool:
    wanted = values(key)
    return len(wanted) == 1 and any(same_value(wanted[0], one) for one in values(read))


def _alike(read: str, told: str) -> bool:
    return contains(told, read) or contains(read, told) or token_f1(read, told) >= LEAST_F1


def _others(question: Question, context: CheckContext) -> Sequence[Passage]:
    hits = context.hits(query(question), ELSEWHERE + 1)
    chunks = [hit.chunk for hit in hits if not holds_quote(question, hit.chunk)][:ELSEWHERE]
    return [whole(chunk) for chunk in chunks]


def _says_it(passage: Passage, wanted: Asked) -> bool:
    return any(wanted.met(row, passage) for row in rows_of(passage))


def _misleads(question: Question, stem: str, passage: Passage, score: float, context: CheckContext) -> bool:
    """Whether the key comes, as surely, from a passage on something else: then a reader takes anything that looks like it."""
    key = (question.accept or key_texts(question))[0]
    if len(key) < LEAST_KEY or not contains(passage.text, key):
        return False
    read, elsewhere = context.reader.read(stem, passage)
    return elsewhere >= score and comes_back(read, key)
