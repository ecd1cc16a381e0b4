"""Grading: a question and a reply in, a grade out, as pure code. Knows nothing of people, journals or pages."""

from collections.abc import Collection
from dataclasses import dataclass, field

from assistant.learning.adviser import Adviser
from assistant.learning.closed import grade_options
from assistant.learning.free_text import grade_statement
from assistant.learning.grades import Grade
from assistant.learning.questions import WITH_OPTIONS, Kind, Question
from assistant.learning.typed import grade_typed
from indexer.embedding import Embedder


@dataclass(frozen=True, slots=True)
class Grader:
    """What grading may use besides the question: an embedder and an adviser for free text, and the company's terms.

    A reply that is, word for word, another of the terms is never taken for a misspelt answer.
    """

    embedder: Embedder | None = None
    terms: Collection[str] = field(default_factory=frozenset)
    adviser: Adviser | None = None

    def grade(self, question: Question, reply: object) -> Grade:
        """The grade of a reply; the same question and reply always give the same score.

        Raises:
            Problem: the reply does not fit the kind of the question; nothing is graded.
        """
        if question.kind in WITH_OPTIONS:
            return grade_options(question, reply)
        if question.kind is Kind.SHORT_ANSWER:
            found = grade_statement(question, reply, self.embedder, self.terms)
            return found if self.adviser is None else self.adviser.advised(question, str(reply), found)
        return grade_typed(question, reply, self.terms)


def grade(question: Question, reply: object) -> Grade:
    """The grade of a reply without an embedder and without known terms.

    Raises:
        Problem: the reply does not fit the kind of the question; nothing is graded.
    """
    return Grader().grade(question, reply)
