"""What went wrong, as a page says it. Knows nothing of what was being done."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from markupsafe import escape

from assistant.errors import AccessDenied, AccountInvalid, QuestionRefused, QueueFull, Refused, SignInRefused
from assistant.web.words import Words
from indexer.errors import Problem

logger = logging.getLogger(__name__)

# everything else is for the operator to mend
OWN = (AccessDenied, AccountInvalid, QuestionRefused, QueueFull, Refused, SignInRefused)


def told(problem: Problem, words: Words, to_admin: bool = False) -> str:
    """The problem in the person's language where we have a sentence for its reason or kind, else in its own words.

    What only the operator can mend is logged as it is; admins are told it as it is, too: the sentence for others names
    neither paths nor addresses.
    """
    if isinstance(problem, Refused):
        return words(f"error.{problem.why.value}", **problem.values)
    for_operator = not isinstance(problem, OWN)
    if for_operator:
        logger.warning("%s: %s", type(problem).__name__, problem)
    key = f"error.{type(problem).__name__}"
    return str(problem) if (for_operator and to_admin) or not words.has(key) else words(key)


@contextmanager
def shown(words: Words, to_admin: bool = False) -> Iterator[None]:
    """Around a handler: a Problem becomes a message in the page; anything else is logged, and the page shows its id."""
    import gradio as gr

    try:
        yield
    except Problem as problem:
        raise gr.Error(
            str(escape(told(problem, words, to_admin))), title=words("error.title"), print_exception=False
        ) from problem
    except gr.Error:
        raise
    except Exception as error:
        code = uuid4().hex[:8]
        logger.exception("a page failed, id %s", code)
        raise gr.Error(words("error.internal", code=code), title=words("error.title"), print_exception=False) from error
