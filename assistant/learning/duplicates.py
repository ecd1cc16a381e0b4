"""Whether a bank has a question already. Knows nothing of documents."""

from collections.abc import Sequence

from assistant.learning.grounding import key_texts
from assistant.learning.overlap import words
from assistant.learning.questions import Kind, Question
from indexer.embedding import Embedder


def duplicate(question: Question, others: Sequence[Question], embedder: Embedder, nearest: float) -> Question | None:
    """The first of the others of the same kind that asks for the same fact, or the same in nearly the same words.

    The same words with another answer ask about something else: full-time and part-time are near one another for an embedder.
    """
    alike = [other for other in others if other.kind is question.kind and other.id != question.id]
    same = next((other for other in alike if _same_fact(question, other)), None)
    if same is not None:
        return same
    rivals = [other for other in alike if _answer(other) == _answer(question)]
    if not rivals:
        return None
    vector, *vectors = embedder.passages([question.question, *(other.question for other in rivals)])
    return next((other for other, one in zip(rivals, vectors, strict=True) if float(one @ vector) > nearest), None)


def _same_fact(one: Question, other: Question) -> bool:
    if words(one.question) == words(other.question):
        return True
    places = one.evidence, other.evidence
    here = places[0].document == places[1].document and words(places[0].quote) == words(places[1].quote)
    return here and (one.kind is Kind.TRUE_FALSE or _answer(one) == _answer(other))  # two claims about one sentence


def _answer(question: Question) -> tuple[tuple[str, ...], ...]:
    if question.kind is Kind.TRUE_FALSE:
        return ((*question.key, *words(question.evidence.quote)),)
    return tuple(sorted(tuple(words(text)) for text in key_texts(question)))
