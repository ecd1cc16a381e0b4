"""How replies in free text are graded: an accepted form by code, anything else is left to a person. Knows no options."""

from collections.abc import Collection

from assistant.learning import forms
from assistant.learning.forms import Nearness
from assistant.learning.grades import Grade, Reason, graded
from assistant.learning.questions import Question
from assistant.learning.typed import context_of, of_match, text_of, unreadable
from indexer.embedding import Embedder

GRADER = "statements"


def grade_statement(question: Question, reply: object, embedder: Embedder | None, terms: Collection[str] = ()) -> Grade:
    """The grade of a reply in free text.

    Raises:
        Problem: the reply is not a text.
    """
    text = text_of(question, reply)
    missing = question.points or question.accept[:1]
    refused = unreadable(text, GRADER, missing)
    if refused is not None:
        return refused
    found = forms.match(text, question.accept, context_of(question, terms))
    if found.nearness in (Nearness.SAME, Nearness.MISSPELT):
        return of_match(found, question, text)
    return graded(0.0, GRADER, certain=False, missing=missing, reasons=[Reason.UNSURE])
