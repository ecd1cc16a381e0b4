"""HTML of our own making: every text in it is escaped. Knows nothing of pages, people or answers."""

from collections.abc import Iterable

from markupsafe import Markup

NOTHING = Markup("")


def html(template: str, /, **values: object) -> Markup:
    """The template with its values escaped; values that are Markup already are taken as they are.

    The template is always a literal of ours, never text from a document, a model or a person.
    """
    return Markup(template).format(**values)  # noqa: S704 - the template is a literal, format escapes the values


def joined(parts: Iterable[Markup]) -> Markup:
    """The parts one after the other."""
    return NOTHING.join(parts)


def block(content: Markup, language: str = "") -> str:
    """One block of HTML on a single line: a Markdown component passes it on untouched, as it holds no blank line."""
    wrapped = html('<div class="d-page" lang="{language}">{content}</div>', language=language, content=content)
    return str(wrapped).replace("\r", "").replace("\n", "&#10;")
