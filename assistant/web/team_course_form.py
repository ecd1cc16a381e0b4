"""A course while a trainer edits it: what the fields of the form say, step by step. Knows no HTML and saves nothing.

The whole form travels with each click, so that the server keeps nothing between two of them.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from assistant.learning.courses import REQUIZ, Course, Part, Quiz, Reading
from assistant.learning.skills import Name, Place

Fields: TypeAlias = Mapping[str, Any]  # Any: JSON, as the page's script sends it

MOST_PARTS = 40
LONGEST_ID = 50  # characters
NUMBERS = ("pass_mark", "attempts", "time_limit_min", "cooldown_h", "validity_months")  # in the order of the form
LIMITS = {"pass_mark": (1, 100), "attempts": (0, 100), "time_limit_min": (0, 600), "cooldown_h": (0, 2000),
          "validity_months": (0, 120)}  # fmt: skip
QUIZ_LIMITS = (1, 100)  # questions


@dataclass(frozen=True, slots=True)
class PartForm:
    """A part as it is written in the form: something to read, or a quiz."""

    quiz: bool
    document: str = ""
    heading: str = ""
    skills: tuple[str, ...] = ()
    questions: str = "10"


@dataclass(frozen=True, slots=True)
class CourseForm:
    """A course as it is written in the form; numbers are what was typed."""

    id: str = ""  # "" for a new course
    version: int = 0  # that it was made from
    en: str = ""
    zh: str = ""
    numbers: Mapping[str, str] = field(default_factory=lambda: {"pass_mark": "80", **dict.fromkeys(NUMBERS[1:], "0")})
    parts: tuple[PartForm, ...] = ()


def form_of(course: Course) -> CourseForm:
    """The form of a course as it is."""
    numbers = {
        "pass_mark": f"{100 * course.pass_mark:g}", "attempts": str(course.attempts),
        "time_limit_min": f"{course.time_limit_min:g}", "cooldown_h": f"{course.cooldown_h:g}",
        "validity_months": str(course.validity_months),
    }  # fmt: skip
    parts = tuple(
        PartForm(True, skills=part.skills, questions=str(part.questions))
        if isinstance(part, Quiz)
        else PartForm(False, part.place.document, part.place.heading)
        for part in course.parts
    )
    return CourseForm(course.id, course.version, course.name.en, course.name.zh, numbers, parts)


def sent_form(fields: Fields) -> CourseForm:
    """The form as the page sent it."""
    count = min(MOST_PARTS, int(fields.get("parts", 0)))
    numbers = {name: str(fields.get(name, "")).strip() for name in NUMBERS}
    parts = tuple(_sent_part(fields, f"part_{at}_") for at in range(count))
    return CourseForm(
        str(fields.get("course", "")), int(fields.get("version", 0)), str(fields.get("en", "")).strip(),
        str(fields.get("zh", "")).strip(), numbers, parts,
    )  # fmt: skip


def shaped(form: CourseForm, step: str, at: int) -> CourseForm:
    """The form after a click: a part more ("reading", "quiz"), or part `at` "up", "down" or gone ("remove")."""
    parts = list(form.parts)
    if step in ("reading", "quiz"):
        return replace(form, parts=(*parts, PartForm(step == "quiz"))[:MOST_PARTS])
    if not 0 <= at < len(parts):
        return form
    moved = parts.pop(at)
    if step in ("up", "down"):
        parts.insert(max(0, at - 1) if step == "up" else at + 1, moved)
    return replace(form, parts=tuple(parts))


def landed(form: CourseForm, step: str, at: int) -> int | None:
    """The part that a click on the form is about, where it stands afterwards; None where it is gone."""
    if step in ("reading", "quiz"):
        return min(len(form.parts), MOST_PARTS - 1)
    return None if step == "remove" else max(0, min(len(form.parts) - 1, at - 1 if step == "up" else at + 1))


def wrong(form: CourseForm) -> Iterator[str]:
    """What keeps the form from being a course: the names of the fields, and of what is missing."""
    if not (form.en or form.zh):
        yield "name"
    for name, (low, high) in LIMITS.items():
        if not _fits(form.numbers[name], low, high):
            yield name
    if not any(part.quiz for part in form.parts):
        yield "no_quiz"
    if any(not part.quiz and not part.document for part in form.parts):
        yield "document"
    if any(part.quiz and not part.skills for part in form.parts):
        yield "skills"
    if any(part.quiz and not _fits(part.questions, *QUIZ_LIMITS) for part in form.parts):
        yield "questions"


def course_of(form: CourseForm, taken: Collection[str]) -> Course:
    """The course that a form in which nothing is wrong describes; a new one gets an id that is not taken.

    Raises:
        Problem: its rules cannot be kept.
    """
    numbers = {name: float(form.numbers[name]) for name in NUMBERS}
    return Course(
        form.id or _new_id(form.en or form.zh, taken), Name(form.en, form.zh), tuple(map(_part, form.parts)), form.version,
        numbers["pass_mark"] / 100, int(numbers["attempts"]), numbers["time_limit_min"], numbers["cooldown_h"],
        int(numbers["validity_months"]),
    )  # fmt: skip


def _sent_part(fields: Fields, at: str) -> PartForm:
    skills = fields.get(f"{at}skills", ())
    return PartForm(
        str(fields.get(f"{at}kind", "reading")) == "quiz",
        str(fields.get(f"{at}document", "")),
        str(fields.get(f"{at}heading", "")).strip(),
        tuple(map(str, skills)) if isinstance(skills, Sequence) and not isinstance(skills, str) else (),
        str(fields.get(f"{at}questions", "10")).strip(),
    )


def _part(form: PartForm) -> Part:
    return Quiz(form.skills, int(float(form.questions))) if form.quiz else Reading(Place(form.document, form.heading))


def _fits(text: str, low: float, high: float) -> bool:
    return re.fullmatch(r"\d{1,4}", text) is not None and low <= int(text) <= high


def _new_id(name: str, taken: Collection[str]) -> str:
    base = re.sub(r"[^\w.-]+", "-", name.lower()).strip("-.")[:LONGEST_ID] or "course"
    base = f"course-{base}" if base.startswith(REQUIZ) else base
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
