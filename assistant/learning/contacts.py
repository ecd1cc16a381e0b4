"""Addresses and telephone numbers that a company publishes: they may be named in questions. Knows nothing of questions.

Public is what stands in several documents, a role's mailbox, and a number or address with the words that publish it before it.
A person's own mailbox or number that stands in one place is kept out.
"""

import re
from collections.abc import Callable, Iterable

from assistant.learning.privacy import named_values

DOCUMENTS = 2  # that name it, from which it is public
_ROLES = re.compile(
    r"(?:info|support|help|helpdesk|service|security|privacy|compliance|contact|office|hr|it|sales|press|legal|finance|payroll"
    r"|travel|benefits|jobs|careers|recruiting|team|admin|admins|webmaster|postmaster|abuse|noreply|no-reply|feedback|questions"
    r"|hello|incident|incidents|reception|facilities|training|records|accounts?|billing|claims|appeals|customer|people|safety"
    r"|emergency|phishing|report|reports|spam|ops|operations|soc|dpo|whistleblowing|ethics|hotline|desk)",
    re.IGNORECASE,
)
_PUBLISHES = re.compile(
    r"\b(?:hotline|help ?desk|service desk|customer service|member services|switchboard|front desk|emergency number"
    r"|toll[- ]free|helpline|call cent(?:er|re))\b[^.;@]{0,50}$",
    re.IGNORECASE,
)


def public(documents: Iterable[tuple[str, str]]) -> Callable[[str], bool]:
    """Which addresses and numbers may be named: `documents` are names and texts, a document may come in several parts."""
    homes: dict[str, set[str]] = {}
    published: set[str] = set()
    for name, text in documents:
        for value, start in named_values(text):
            same = _same(value)
            homes.setdefault(same, set()).add(name)
            if role_mailbox(value) or (
                "@" not in value and _PUBLISHES.search(text[max(0, start - 90) : start].replace("\n", " "))
            ):
                published.add(same)
    known = published | {value for value, names in homes.items() if len(names) >= DOCUMENTS and not _of_person(value)}
    return lambda value: _same(value) in known or role_mailbox(value)


def role_mailbox(value: str) -> bool:
    """Whether a mail address is that of a role: "service-desk@", "hr.leeds@"."""
    name, at, _ = value.partition("@")
    parts = [part for part in re.split(r"[._+-]|\d+", name) if part]
    return bool(at) and bool(parts) and any(_ROLES.fullmatch(part) for part in parts)


def _of_person(value: str) -> bool:
    """Whether a mail address looks like a name: "jane.doe@"."""
    name, at, _ = value.partition("@")
    return bool(at) and re.fullmatch(r"[a-z]+[._-][a-z]+", name, re.IGNORECASE) is not None


def _same(value: str) -> str:
    """A value without what it may be written with or without: blanks, brackets, hyphens, capitals."""
    return value.casefold() if "@" in value else re.sub(r"\D", "", value).removeprefix("00")
