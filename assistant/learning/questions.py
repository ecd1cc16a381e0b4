"""A quiz question: what is asked, its key, and the place that proves it. Knows nothing of banks, people or replies."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from assistant.errors import Problem

Json = Mapping[str, Any]  # Any: JSON
BLANK = "____"  # in the text of a cloze question


class Kind(StrEnum):
    """What a reply looks like. How it is judged is decided elsewhere, so that a regrade is possible."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    CLOZE = "cloze"
    NUMERIC = "numeric"
    SHORT_ANSWER = "short_answer"
    ORDERING = "ordering"
    MATCHING = "matching"


CHOICES = (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE)
WITH_OPTIONS = (*CHOICES, Kind.ORDERING, Kind.MATCHING)


class State(StrEnum):
    """How far a question has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things that a reply names by its id."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The place that proves a key: `page.text[start:end] == quote` in this version of the document."""

    document: str
    version: str  # SHA-256 of the file's bytes, hexadecimal
    page: int
    quote: str
    start: int
    end: int
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A version of a question.

    What the key holds: choices: the ids of the right options ("true" or "false" for true_false, whose options have these ids);
    ordering: all option ids in the right order; matching: pairs "left=right" of option ids; others: nothing, but `accept`.
    `options` are kept in an order that tells nothing; a page may shuffle them again.
    """

    id: str  # of all its versions
    version: int  # from 1
    kind: Kind
    question: str
    evidence: Evidence
    options: tuple[Option, ...] = ()
    key: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()  # the answer first, then other forms of it; numeric: a number with its unit, as "14 days"
    points: tuple[str, ...] = ()  # short_answer: statements that a full reply makes, each copied from the document
    tolerance: float = 0.0  # numeric: how far off a reply may be, in the unit of the answer
    explanation: str = ""
    skill: str = ""  # id of the skill
    difficulty: float = 0.0  # logits before anybody has answered; 0 is one that a typical person has an even chance at
    language: str = "en"
    checks: Json = field(default_factory=dict)  # by the name of the check: true, false, or a number
    state: State = State.DRAFT

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise Problem(f"question {self.id!r} is not well formed: {'; '.join(problems)}")

    def right_answer(self) -> str:
        """The answer as text, as it is shown after a reply."""
        texts = {option.id: option.text for option in self.options}
        if self.kind is Kind.MATCHING:
            return "; ".join(f"{texts[left]} = {texts[right]}" for left, _, right in (pair.partition("=") for pair in self.key))
        if self.kind is Kind.ORDERING:
            return " → ".join(texts[one] for one in self.key)
        return "; ".join(texts[one] for one in self.key) if self.key else self.accept[0]

    def next_version(self, **changes: Any) -> "Question":  # Any: values of several fields
        """The same question changed, one version on."""
        return replace(self, version=self.version + 1, **changes)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The shape that `quiz make` writes."""
        return {
            "id": self.id, "version": self.version, "kind": self.kind.value, "question": self.question,
            "options": [{"id": option.id, "text": option.text} for option in self.options],
            "key": list(self.key), "accept": list(self.accept), "points": list(self.points), "tolerance": self.tolerance,
            "explanation": self.explanation,
            "evidence": {name: getattr(self.evidence, name) for name in Evidence.__dataclass_fields__},
            "skill": self.skill, "difficulty": self.difficulty, "language": self.language, "checks": dict(self.checks),
            "state": self.state.value,
        }  # fmt: skip

    @classmethod
    def from_json(cls, row: Json) -> Self:
        """The question of a row.

        Raises:
            Problem: something is missing, of another kind, or does not fit together.
        """
        try:
            return cls(
                id=str(row["id"]),
                version=int(row.get("version", 1)),
                kind=Kind(row["kind"]),
                question=str(row["question"]),
                evidence=_evidence(row["evidence"]),
                options=tuple(Option(str(one["id"]), str(one["text"])) for one in row.get("options") or ()),
                key=_texts(row, "key"),
                accept=_texts(row, "accept"),
                points=_texts(row, "points"),
                tolerance=float(row.get("tolerance", 0.0)),
                explanation=str(row.get("explanation") or ""),
                skill=str(row.get("skill") or ""),
                difficulty=float(row.get("difficulty", 0.0)),
                language=str(row.get("language") or "en"),
                checks=dict(row.get("checks") or {}),
                state=State(row.get("state", State.DRAFT)),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            name = row.get("id", "without an id") if isinstance(row, Mapping) else repr(row)[:60]
            raise Problem(f"question {name} cannot be read ({error}): give rows as 'quiz make' writes them") from error


def id_of(kind: Kind, evidence: Evidence, key: str) -> str:
    """The id of a question made from a place: the same fact asked in the same way has the same one (16 hexadecimal digits)."""
    told = json.dumps([kind, evidence.document, evidence.quote, key], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _evidence(row: Json) -> Evidence:
    return Evidence(
        str(row["document"]), str(row["version"]), int(row["page"]), str(row["quote"]), int(row["start"]), int(row["end"]),
        str(row.get("heading") or ""),
    )  # fmt: skip


def _texts(row: Json, name: str) -> tuple[str, ...]:
    values = row.get(name) or ()
    if isinstance(values, str):
        raise TypeError(f"{name} is a text, a list was expected")
    return tuple(str(value) for value in values)


def _problems(one: Question) -> list[str]:
    """What does not fit together, all of it."""
    ids, found = [option.id for option in one.options], []
    if not one.id or one.version < 1 or not one.question.strip():
        found.append("id, version (from 1) and question are needed")
    if one.kind in WITH_OPTIONS and len(ids) < 2:
        found.append(f"{one.kind} needs at least two options")
    if one.kind not in WITH_OPTIONS and (ids or one.key):
        found.append(f"{one.kind} has no options and no key, but accepted answers")
    if len(set(ids)) != len(ids) or not all(ids) or any("=" in name for name in ids):
        found.append("option ids must be different, not empty and without '='")
    if len({option.text.strip().casefold() for option in one.options}) != len(ids):
        found.append("options must differ from one another")
    if one.kind in WITH_OPTIONS and not _key_fits(one, ids):
        found.append(f"the key {list(one.key)} does not fit the options {ids}")
    if one.kind not in WITH_OPTIONS and not (one.accept and all(text.strip() for text in one.accept)):
        found.append(f"{one.kind} needs an accepted answer")
    if one.kind is Kind.CLOZE and one.question.count(BLANK) != 1:
        found.append(f"the text of a cloze question has one blank, written {BLANK}")
    if one.tolerance < 0:
        found.append("the tolerance is negative")
    return found


def _key_fits(one: Question, ids: list[str]) -> bool:
    if one.kind is Kind.ORDERING:
        return len(one.key) == len(ids) and set(one.key) == set(ids)
    if one.kind is Kind.MATCHING:
        pairs = [tuple(pair.split("=")) for pair in one.key]
        named = [name for pair in pairs for name in pair]
        lefts = [pair[0] for pair in pairs]
        return (
            bool(pairs) and all(len(pair) == 2 for pair in pairs) and set(named) <= set(ids) and len(set(lefts)) == len(lefts)
        )
    known = bool(one.key) and set(one.key) <= set(ids) and len(set(one.key)) == len(one.key)
    return known and (one.kind is Kind.MULTIPLE_CHOICE or len(one.key) == 1)
