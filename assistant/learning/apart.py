"""Which questions rest on the same sentence, so that no quiz asks for one fact twice. Knows nothing of people or quizzes."""

from collections.abc import Iterable
from functools import lru_cache

from assistant.answering.sentences import tidy
from assistant.learning.questions import Evidence, Question


def same_fact(one: Evidence, other: Evidence) -> bool:
    """Whether two places prove the same: they overlap on a page, or hold the same words wherever they stand."""
    if (one.document, one.page) == (other.document, other.page) and one.start < other.end and other.start < one.end:
        return True
    return _words(one.quote) == _words(other.quote)


def apart(questions: Iterable[Question]) -> list[Question]:
    """The questions without those that rest on the same sentence as an earlier one."""
    found: list[Question] = []
    for question in questions:
        if not any(same_fact(question.evidence, other.evidence) for other in found):
            found.append(question)
    return found


@lru_cache(maxsize=8192)  # a session compares each of its questions with all that are offered
def _words(quote: str) -> str:
    return tidy(quote).casefold()
