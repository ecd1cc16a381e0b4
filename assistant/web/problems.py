"""What went wrong, as a page says it. Knows nothing of what was being done."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from markupsafe import escape

from assistant.web.words import Words
from indexer.errors import Problem

logger = logging.getLogger(__name__)


def told(problem: Problem, words: Words) -> str:
    """The problem in the person's language where we have a sentence for its kind, else in its own words."""
    key = f"error.{type(problem).__name__}"
    try:
        return words(key)
    except KeyError:
        return str(problem)


@contextmanager
def shown(words: Words) -> Iterator[None]:
    """Around a handler: a Problem becomes a message in the page; anything else is logged, and the page shows its id."""
    import gradio as gr

    try:
        yield
    except Problem as problem:
        raise gr.Error(str(escape(told(problem, words))), title=words("error.title"), print_exception=False) from problem
    except gr.Error:
        raise
    except Exception as error:
        code = uuid4().hex[:8]
        logger.exception("a page failed, id %s", code)
        raise gr.Error(words("error.internal", code=code), title=words("error.title"), print_exception=False) from error
