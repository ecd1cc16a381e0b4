"""Courses on the page for practising, as HTML: how far they are, what can be begun, and what is to be read. Decides nothing."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from markupsafe import Markup

from assistant.curriculum import CourseStanding, Hindrance, PartStanding, PartState, Reading
from assistant.learning.outlines import Section
from assistant.web.chat_view import open_address
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words

MARKS = {PartState.DONE: "✓", PartState.RUNNING: "▶", PartState.WAITING: "…", PartState.OPEN: "○", PartState.LATER: "·"}


def moment(at: datetime) -> str:
    """A time to the minute, by the clock of the server."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def courses_view(courses: Sequence[CourseStanding], words: Words) -> Markup:
    """A person's courses, what is urgent first; nothing where there are none."""
    if not courses:
        return NOTHING
    return html(
        '<section id="docent-courses"><h2>{title}</h2>{rows}</section>',
        title=words("practise.courses"),
        rows=joined(course_view(one, words) for one in courses),
    )


def course_view(one: CourseStanding, words: Words) -> Markup:
    """A course with its parts and what can be begun."""
    name = one.name if one.course is not None else words("practise.course_changed", document=one.name)
    return html(
        '<article class="d-course"><h3>{name} <span class="d-flag d-state-{state}">{told}</span></h3>'
        '<p class="d-where">{facts}</p>{parts}{hindrance}</article>',
        name=name,
        state=_state(one),
        told=words(f"practise.course_{_state(one)}"),
        facts=" · ".join(_facts(one, words)),
        parts=NOTHING if one.chance.hindrance is Hindrance.PASSED else _parts(one, words),
        hindrance=_hindrance(one, words),
    )


def reading_view(course: str, part: int, document: str, sections: Sequence[Section], shown: datetime, words: Words) -> Markup:
    """What a course has a person read: the text of its sections, and the document itself."""
    text = joined(
        html(
            '<h3>{heading}</h3><div class="d-passage">{text}</div>',
            heading=section.heading or document,
            text=section.text.strip(),
        )
        for section in sections
    )
    page = sections[0].page if sections else 1
    return html(
        '<section class="d-graded" data-announce=""><h2>{title}</h2>{text}'
        '<p><a class="d-button" href="{address}" target="_blank" rel="noopener">{open} ↗</a></p>'
        '<div class="d-bar"><button class="d-button d-main" type="button" data-do="read-done" '
        'data-course="{course}" data-part="{part}" data-shown="{shown}">{done}</button>'
        '<button class="d-button d-quiet" type="button" data-do="home">{back}</button></div></section>',
        title=words("practise.part_read", name=document),
        text=text,
        address=open_address(document, page),
        open=words("ask.open_document"),
        course=course,
        part=part,
        shown=shown.isoformat(),
        done=words("practise.read_done"),
        back=words("practise.course_back"),
    )


def _state(one: CourseStanding) -> str:
    if one.status is not None:
        return one.status.state.value
    return "passed" if one.chance.hindrance is Hindrance.PASSED else "open"


def _facts(one: CourseStanding, words: Words) -> Iterator[str]:
    if one.status is not None and one.status.assignment.mandatory:
        yield words("practise.course_mandatory")
    if one.chance.hindrance is Hindrance.PASSED:
        if one.valid_until is not None:
            yield words("practise.course_valid", day=f"{one.valid_until:%Y-%m-%d}")
    elif one.status is not None:
        yield words("practise.course_until", day=f"{one.status.due:%Y-%m-%d}")
    if one.course is None:
        return
    yield words("practise.course_rules", mark=round(100 * one.course.pass_mark))
    if one.course.time_limit_min:
        yield words("practise.course_limit", n=f"{one.course.time_limit_min:g}")
    if one.chance.attempts_left is not None and one.chance.hindrance is not Hindrance.PASSED:
        yield words("practise.attempts_left", n=one.chance.attempts_left)


def _parts(one: CourseStanding, words: Words) -> Markup:
    rows = joined(_part(one, number, part, words) for number, part in enumerate(one.parts))
    return html('<ol class="d-parts">{rows}</ol>', rows=rows)


def _part(one: CourseStanding, number: int, part: PartStanding, words: Words) -> Markup:
    return html(
        '<li class="d-part d-part-{state}"><span class="d-mark" aria-hidden="true">{mark}</span><span>{name} '
        '<span class="d-where">{told}</span></span>{button}</li>',
        state=part.state.value,
        mark=MARKS[part.state],
        name=_part_name(part, words),
        told=", ".join(_part_told(part, words)),
        button=_part_button(one, number, part, words),
    )


def _part_name(part: PartStanding, words: Words) -> str:
    if not isinstance(part.part, Reading):
        return words("practise.part_quiz" if part.part.questions != 1 else "practise.part_quiz_one", n=part.part.questions)
    place = part.part.place
    return words("practise.part_read", name=f"{place.document}, {place.heading}" if place.heading else place.document)


def _part_told(part: PartStanding, words: Words) -> Iterator[str]:
    if part.state is PartState.DONE:
        yield words("practise.part_done")
    if part.state is PartState.WAITING:
        yield words("practise.part_waiting")
    if part.state is PartState.LATER:
        yield words("practise.later")
    if part.score is not None:
        yield words("practise.part_score", percent=round(100 * part.score))


def _part_button(one: CourseStanding, number: int, part: PartStanding, words: Words) -> Markup:
    running = part.state is PartState.RUNNING
    if not running and (part.state is not PartState.OPEN or one.chance.hindrance is not None):
        return NOTHING
    reading = isinstance(part.part, Reading)
    text = words("practise.continue" if running else "practise.read" if reading else "practise.begin")
    return html(
        '<button class="d-button" type="button" data-do="{do}" data-course="{course}" data-part="{part}" '
        'aria-label="{text}: {name}, {what}">{text}</button>',
        do="read" if reading else "begin",
        course=one.id,
        part=number,
        text=text,
        name=one.name,
        what=_part_name(part, words),
    )


def _hindrance(one: CourseStanding, words: Words) -> Markup:
    hindrance = one.chance.hindrance
    if hindrance is None:
        return NOTHING
    when = "" if one.chance.begins is None else moment(one.chance.begins)
    text = words(f"practise.hindrance_{hindrance.value}", when=when)
    if hindrance is Hindrance.PASSED and when:
        text = f"{text} {words('practise.hindrance_again', when=when)}"
    certificate = NOTHING
    if hindrance is Hindrance.PASSED and one.course is not None:
        certificate = html(
            ' <a href="/progress?lang={language}">{text}</a>', language=words.language, text=words("practise.certificate_open")
        )
    return html('<p class="d-where">{text}{certificate}</p>', text=text, certificate=certificate)
