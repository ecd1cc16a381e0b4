"""Assigning and editing courses as HTML: forms whose fields travel with each click. Decides nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from assistant.learning.assignments import Assignment, Audience
from assistant.learning.courses import Course, Quiz
from assistant.web.markup import NOTHING, html, joined
from assistant.web.team_course_form import LIMITS, NUMBERS, QUIZ_LIMITS, CourseForm, PartForm
from assistant.web.tuning_view import ask_first, table
from assistant.web.words import Words

DAYS = 30  # to begin with
MOST_DAYS = 3650
FOCUS = Markup(" data-arrive")  # where the keyboard goes once it is shown


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be chosen in the forms, each with its name in the language of the page."""

    courses: Sequence[Course]
    audiences: Mapping[Audience, Mapping[str, str]]  # names by their ids
    documents: Sequence[str]
    skills: Mapping[str, str]  # names by their ids
    headings: Mapping[str, Sequence[str]]  # of documents


def assign_view(offer: Offer, given: Sequence[Assignment], people: Mapping[str, str], words: Words) -> Markup:
    """The form for assigning a course, and what is assigned, each with a way to take it back."""
    courses = {one.id: one.name.told(words.language) for one in offer.courses}
    if not courses:
        return html('<p class="d-where">{text}</p>', text=words("team.no_courses"))
    form = html(
        '<div class="d-inputs" data-form="assign"><label>{course}<select name="course">{courses}</select></label>'
        '<label>{whom}<select name="audience">{audiences}</select></label>'
        '<label>{days}<input name="days" type="number" min="0" max="{most}" step="1" value="{usual}"></label>'
        '<label class="d-check"><input type="checkbox" name="mandatory" value="yes" checked> {mandatory}</label>'
        '<button class="d-button d-main" type="button" data-do="assign">{assign}</button></div>',
        course=words("team.course"),
        courses=_choices(courses, ""),
        whom=words("team.whom"),
        audiences=joined(_audience(kind, names, words) for kind, names in offer.audiences.items() if names),
        days=words("team.days"),
        most=MOST_DAYS,
        usual=DAYS,
        mandatory=words("team.mandatory"),
        assign=words("team.assign_do"),
    )
    rows = joined(_assignment(one, courses.get(one.course, one.course), offer, people, words) for one in reversed(given))
    heads = [*(words(f"team.{key}") for key in ("course", "whom", "assigned")), f"#{words('team.due_day')}"]
    heads += [words("team.mandatory"), words("team.by"), ""]
    return form + (table(heads, rows, words("team.given")) if given else NOTHING)


def courses_view(courses: Sequence[Course], words: Words) -> Markup:
    """The courses with what they consist of, each to be edited or taken off the list."""
    rows = joined(_course(one, words) for one in courses)
    heads = [words("team.course"), words("team.parts"), f"#{words('team.pass_mark')}", f"#{words('team.version')}", ""]
    listed = table(heads, rows, words("team.courses")) if courses else NOTHING
    new = html(
        '<div class="d-bar"><button class="d-button" type="button" data-do="course">{name}</button></div>',
        name=words("team.new_course"),
    )
    return listed + new


def editor_view(form: CourseForm, offer: Offer, problems: Sequence[str], focus: int | None, words: Words) -> Markup:
    """The form of one course, with what is wrong with it above; the keyboard goes to part `focus`, or to the title."""
    wrong = NOTHING
    if problems:
        listed = joined(html("<li>{text}</li>", text=text) for text in problems)
        wrong = html('<div class="d-note d-warn-note" data-announce=""><ul>{listed}</ul></div>', listed=listed)
    parts = joined(
        html(
            '<li tabindex="-1"{focus}>{part}</li>',
            focus=FOCUS if at == focus else NOTHING,
            part=_part(part, at, len(form.parts), offer, words),
        )
        for at, part in enumerate(form.parts)
    )
    return html(
        '<section class="d-editor" data-form="course" data-course="{id}" data-version="{version}" data-parts="{count}">'
        '<h3 tabindex="-1"{focus}>{title}</h3>{wrong}<div class="d-inputs">{names}</div><h4>{parts_title}</h4>'
        '<ol class="d-parts">{parts}</ol>'
        '<div class="d-bar">{more}</div><h4>{rules}</h4><div class="d-inputs">{numbers}</div><div class="d-bar">'
        '<button class="d-button d-main" type="button" data-do="save">{save}</button>'
        '<button class="d-button" type="button" data-do="leave">{leave}</button></div></section>',
        id=form.id,
        version=form.version,
        count=len(form.parts),
        focus=FOCUS if focus is None else NOTHING,
        title=words("team.edit_title", name=form.en or form.zh, n=form.version) if form.id else words("team.new_title"),
        wrong=wrong,
        names=joined(_text(key, getattr(form, key), words) for key in ("en", "zh")),
        parts_title=words("team.parts"),
        parts=parts,
        more=_step("reading", 0, words("team.add_reading")) + _step("quiz", 0, words("team.add_quiz")),
        rules=words("team.rules"),
        numbers=joined(_number(key, form.numbers[key], LIMITS[key], words(f"team.{key}")) for key in NUMBERS),
        save=words("team.save"),
        leave=words("team.leave"),
    )


def _audience(kind: Audience, names: Mapping[str, str], words: Words) -> Markup:
    choices = joined(html('<option value="{kind}:{id}">{name}</option>', kind=kind.value, id=id_, name=name)
                     for id_, name in names.items())  # fmt: skip
    return html('<optgroup label="{label}">{choices}</optgroup>', label=words(f"team.audience_{kind.value}"), choices=choices)


def _assignment(one: Assignment, course: str, offer: Offer, people: Mapping[str, str], words: Words) -> Markup:
    name = offer.audiences.get(one.audience, {}).get(one.name, one.name)
    sure = words("team.withdraw_sure", course=course, name=name)
    return html(
        '<tr><th scope="row">{course}</th><td>{kind}: {name}</td><td class="d-day">{at}</td><td class="d-number">{days}</td>'
        "<td>{mandatory}</td><td>{by}</td><td>{withdraw}</td></tr>",
        course=course,
        kind=words(f"team.audience_{one.audience.value}"),
        name=name,
        at=_day(one.assigned),
        days=words("team.n_days", n=one.days),
        mandatory=words("team.yes" if one.mandatory else "team.no"),
        by=people.get(one.by, words("review.somebody")),
        withdraw=ask_first("withdraw", words("team.withdraw"), sure, words, assignment=one.id),
    )


def _course(one: Course, words: Words) -> Markup:
    name = one.name.told(words.language)
    told = [
        words("team.part_quiz", n=part.questions) if isinstance(part, Quiz) else
        words("team.part_reading", document=part.place.document)
        for part in one.parts
    ]  # fmt: skip
    edit = html(
        '<button class="d-button" type="button" data-do="course" data-course="{id}" aria-label="{label}">{edit}</button>',
        id=one.id,
        label=f"{words('review.edit')}: {name}",
        edit=words("review.edit"),
    )
    drop = ask_first("drop", words("team.drop"), words("team.drop_sure", course=name), words, course=one.id)
    return html(
        '<tr><th scope="row">{name}</th><td>{parts}</td><td class="d-number">{mark}</td><td class="d-number">{version}</td>'
        '<td><div class="d-bar">{edit}{drop}</div></td></tr>',
        name=name,
        parts=" → ".join(told),
        mark=words("practise.percent", n=round(100 * one.pass_mark)),
        version=one.version,
        edit=edit,
        drop=drop,
    )


def _part(part: PartForm, at: int, count: int, offer: Offer, words: Words) -> Markup:
    steps = [step for step, there in (("up", at > 0), ("down", at < count - 1), ("remove", True)) if there]
    buttons = joined(_step(step, at, words(f"team.{step}"), words("team.step_of", step=words(f"team.{step}"), n=at + 1))
                     for step in steps)  # fmt: skip
    return html(
        '<input type="hidden" name="part_{at}_kind" value="{kind}"><strong>{title}</strong>{fields}'
        '<div class="d-bar">{buttons}</div>',
        at=at,
        kind="quiz" if part.quiz else "reading",
        title=words("team.kind_quiz" if part.quiz else "team.kind_reading"),
        fields=_quiz(part, at, offer, words) if part.quiz else _reading(part, at, offer, words),
        buttons=buttons,
    )


def _reading(part: PartForm, at: int, offer: Offer, words: Words) -> Markup:
    known = joined(html('<option value="{one}">', one=one) for one in offer.headings.get(part.document, ()))
    return html(
        '<div class="d-inputs"><label>{document}<select name="part_{at}_document">{documents}</select></label>'
        '<label>{heading}<input name="part_{at}_heading" value="{value}" maxlength="300" list="docent-headings-{at}">'
        '</label><datalist id="docent-headings-{at}">{known}</datalist></div>',
        document=words("team.document"),
        at=at,
        documents=_choices({"": words("team.choose"), **{one: one for one in offer.documents}}, part.document),
        heading=words("team.heading"),
        value=part.heading,
        known=known,
    )


def _quiz(part: PartForm, at: int, offer: Offer, words: Words) -> Markup:
    skills = {**{one: one for one in part.skills}, **offer.skills}
    boxes = joined(
        html(
            '<label class="d-check"><input type="checkbox" name="part_{at}_skills" value="{id}"{on}> {name}</label>',
            at=at,
            id=id_,
            on=Markup(" checked") if id_ in part.skills else NOTHING,
            name=name,
        )
        for id_, name in skills.items()
    )
    return html(
        '<fieldset class="d-checks"><legend>{skills}</legend>{boxes}</fieldset><div class="d-inputs">{questions}</div>',
        skills=words("team.skills"),
        boxes=boxes,
        questions=_number(f"part_{at}_questions", part.questions, QUIZ_LIMITS, words("team.quiz_questions")),
    )


def _step(step: str, at: int, name: str, label: str = "") -> Markup:
    return html(
        '<button class="d-button" type="button" data-do="shape" data-step="{step}" data-at="{at}"{label}>{name}</button>',
        step=step,
        at=at,
        label=html(' aria-label="{label}"', label=label) if label else NOTHING,
        name=name,
    )


def _text(key: str, value: str, words: Words) -> Markup:
    return html(
        '<label>{label}<input name="{key}" value="{value}" maxlength="120"></label>',
        label=words(f"team.name_{key}"),
        key=key,
        value=value,
    )


def _number(key: str, value: str, limits: tuple[int, int], label: str) -> Markup:
    return html(
        '<label>{label}<input name="{key}" type="number" min="{low}" max="{high}" step="1" value="{value}"></label>',
        label=label,
        key=key,
        low=limits[0],
        high=limits[1],
        value=value,
    )


def _choices(names: Mapping[str, str], chosen: str) -> Markup:
    return joined(
        html(
            '<option value="{id}"{on}>{name}</option>', id=id_, on=Markup(" selected") if id_ == chosen else NOTHING, name=name
        )
        for id_, name in names.items()
    )


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
