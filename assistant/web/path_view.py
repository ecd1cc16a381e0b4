"""The way to what one's roles need as HTML: next things, steps with their reasons, "what if?", certificates. Plans nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from assistant.certified import Held, Validity
from assistant.learning.path import Code, Difference, Path, Reason, Step, StepState
from assistant.learning.recommendation import Recommendation, Rule, What
from assistant.learning.skills import JobRole, Place
from assistant.web.chat_view import open_address
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words

TOLD = (Rule.PREREQUISITE, Rule.GAP)  # rules that the reasons of a step tell already
PERCENT = (Code.WEAK, Code.CERTAINTY)  # reasons whose number is a share


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called in one's language, by id; what one may not know of is not in them."""

    skills: Mapping[str, str]
    roles: Mapping[str, str]
    courses: Mapping[str, str]  # also assignments

    def of(self, one: str) -> str | None:
        """The name of anything that a reason is about."""
        return self.skills.get(one) or self.roles.get(one)


def next_view(found: Sequence[Recommendation], names: Names, words: Words) -> Markup:
    """What to do next, each with its reason and where it is done."""
    rows = joined(_recommendation(one, names, words) for one in found)
    if not rows:
        return html('<p class="d-where">{text}</p>', text=words("progress.nothing_next"))
    return html('<ol class="d-next">{rows}</ol>', rows=rows)


def path_view(path: Path, names: Names, words: Words) -> Markup:
    """The steps that are left in their order, then those that are finished."""
    if not path.steps:
        text = words("progress.no_role" if not path.roles else "progress.no_steps")
        return html('<p class="d-where">{text}</p>', text=text)
    done = [step for step in path.steps if step.state is StepState.FINISHED]
    roles = words("progress.comma").join(names.roles.get(role, role) for role in path.roles)
    hidden = html('<p class="d-where">{text}</p>', text=words("progress.path_hidden", n=path.hidden))
    left = html('<ol class="d-steps">{rows}</ol>', rows=joined(_step(one, names, words) for one in path.left))
    return html(
        "<p>{told}</p>{left}{done}{hidden}",
        told=words(
            "progress.path_told", roles=roles, left=len(path.left),
            done=len(done), minutes=round(path.minutes),
        ),
        left=left if path.left else NOTHING,
        done=_finished(done, names, words) if done else NOTHING,
        hidden=hidden if path.hidden else NOTHING,
    )  # fmt: skip


def suppose_view(roles: Iterable[JobRole], chosen: str, changed: Difference | None, names: Names, words: Words) -> Markup:
    """The question "what if I had another role?", and its answer where a role was chosen."""
    options = joined(
        html(
            '<option value="{id}"{on}>{name}</option>',
            id=role.id,
            on=Markup(" selected") if role.id == chosen else NOTHING,
            name=role.name.told(words.language),
        )
        for role in roles
    )
    if not options:
        return NOTHING
    return html(
        '<div class="d-fields" data-form="suppose"><label>{label}<select name="role">{options}</select></label>'
        '<button class="d-button" type="button" data-do="suppose">{ask}</button></div>{answer}',
        label=words("progress.suppose"),
        options=options,
        ask=words("progress.suppose_ask"),
        answer=NOTHING if changed is None else _difference(changed, names, words),
    )


def certificates_view(held: Sequence[Held], words: Words) -> Markup:
    """One's certificates with their validity, and each as a file."""
    if not held:
        return html('<p class="d-where">{text}</p>', text=words("progress.no_certificates"))
    rows = joined(
        html(
            '<tr><th scope="row">{course}</th><td class="d-day">{issued}</td><td>{validity}</td>'
            '<td class="d-number">{score}</td><td class="d-code">{code}</td><td>{file}</td></tr>',
            course=one.certificate.course_name,
            issued=f"{one.certificate.issued:%Y-%m-%d}",
            validity=_validity(one, words),
            score=words("practise.percent", n=round(100 * one.certificate.score)),
            code=one.code,
            file=NOTHING if one.validity is Validity.WITHDRAWN else html(
                '<button class="d-button" type="button" data-do="certificate" data-certificate="{id}" aria-label="{label}">PDF'
                "</button>",
                id=one.certificate.id,
                label=words("progress.pdf_of", course=one.certificate.course_name),
            ),
        )
        for one in held
    )  # fmt: skip
    return html(
        '<div class="d-table"><table><thead><tr><th scope="col">{course}</th><th scope="col">{issued}</th><th scope="col">'
        '{valid}</th><th scope="col" class="d-number">{score}</th><th scope="col">{code}</th><td></td></tr></thead>'
        "<tbody>{rows}</tbody></table></div>",
        course=words("progress.course_name"),
        issued=words("certificate.issued"),
        valid=words("progress.validity"),
        score=words("progress.score"),
        code=words("certificate.code"),
        rows=rows,
    )


def _recommendation(one: Recommendation, names: Names, words: Words) -> Markup:
    name = (
        names.skills.get(one.id)
        if one.what is What.SKILL
        else one.id
        if one.what is What.DOCUMENT
        else names.courses.get(one.id)
    )
    if name is None:
        return NOTHING
    address = open_address(one.id) if one.what is What.DOCUMENT else f"/practise?lang={words.language}"
    if one.what is What.SKILL:
        address = f"/{words.language}/practise/?{urlencode({'skill': one.id})}"
    told = [_reason(reason, names, words) for reason in one.reasons]
    if not told or one.rule not in TOLD:
        told.insert(0, words(f"progress.rule_{one.rule.value}", n=one.people))
    told += [words("progress.until", day=f"{one.until:%Y-%m-%d}")] if one.until is not None else []
    told += [words("progress.about_minutes", n=max(1, round(one.minutes)))] if one.minutes else []
    return html(
        '<li><a href="{address}"><strong>{name}</strong></a> <span class="d-where">{what}</span>'
        '<span class="d-block">{told}</span></li>',
        address=address,
        name=name,
        what=words(f"progress.what_{one.what.value}"),
        told=" · ".join(part for part in told if part),
    )


def _step(step: Step, names: Names, words: Words) -> Markup:
    waits = step.state is StepState.WAITING
    return html(
        '<li><p><strong>{name}</strong> <span class="d-where">{level}</span>{flag}</p><p class="d-where">{work}</p>'
        '<ul class="d-why">{reasons}</ul>{places}</li>',
        name=names.skills.get(step.skill, step.skill),
        level=words("progress.step_level", level=step.level),
        flag=html(' <span class="d-flag">{text}</span>', text=words("progress.waiting")) if waits else NOTHING,
        work=words(
            "progress.step_work",
            minutes=max(1, round(step.minutes)),
            reading=round(step.reading_s / 60),
            questions=step.questions,
        ),
        reasons=joined(html("<li>{text}</li>", text=text) for one in step.reasons if (text := _reason(one, names, words))),
        places=_places(step.places, words) if step.reading_s else NOTHING,
    )


def _finished(done: Iterable[Step], names: Names, words: Words) -> Markup:
    rows = joined(
        html(
            '<li><span aria-hidden="true">✓</span> {name} <span class="d-where">{when}</span></li>',
            name=names.skills.get(step.skill, step.skill),
            when=" · ".join(
                [words("progress.step_level", level=step.level)]
                + ([words("progress.finished_on", day=f"{step.finished:%Y-%m-%d}")] if step.finished is not None else [])
                + ([words("progress.valid_until", day=f"{step.until:%Y-%m-%d}")] if step.until is not None else [])
            ),
        )
        for step in done
    )
    return html('<h3>{title}</h3><ul class="d-plain">{rows}</ul>', title=words("progress.finished"), rows=rows)


def _places(places: Iterable[Place], words: Words) -> Markup:
    links = joined(html("<li>{place}</li>", place=_place(place)) for place in places)
    return html("<details><summary>{title}</summary><ul>{links}</ul></details>", title=words("progress.to_read"), links=links)


def _place(place: Place) -> Markup:
    if place.document.endswith("/"):
        return html("{folder}", folder=place.document)
    link = html(
        '<a href="{address}" target="_blank" rel="noopener">{name}</a>',
        address=open_address(place.document),
        name=place.document,
    )
    return html("{link} · {heading}", link=link, heading=place.heading) if place.heading else link


def _reason(reason: Reason, names: Names, words: Words) -> str:
    """The reason in words; nothing where it is about something that one may not know of."""
    about = [name for one in reason.about if (name := names.of(one)) is not None]
    if reason.about and not about:
        return ""
    number = round(100 * reason.number) if reason.code in PERCENT else round(reason.number)
    return words(f"progress.because_{reason.code.value}", about=words("progress.comma").join(about), n=number)


def _difference(changed: Difference, names: Names, words: Words) -> Markup:
    parts = [("added", changed.added), ("raised", changed.raised), ("dropped", changed.dropped)]
    known = [(key, [names.skills[one] for one in skills if one in names.skills]) for key, skills in parts]
    lines = joined(
        html("<li>{what} {names}</li>", what=words(f"progress.{key}"), names=words("progress.comma").join(told))
        for key, told in known
        if told
    )
    minutes = round(changed.minutes)
    key = "suppose_more" if minutes > 0 else "suppose_less" if minutes < 0 else "suppose_same"
    told = html("<p>{text}</p>", text=words(f"progress.{key}", n=abs(minutes)))
    return html(
        '<div class="d-answered" data-announce="">{told}{lines}</div>',
        told=told,
        lines=html('<ul class="d-why">{lines}</ul>', lines=lines) if lines else NOTHING,
    )


def _validity(one: Held, words: Words) -> str:
    end = one.certificate.expires
    if one.validity is Validity.VALID:
        return words("progress.always_valid") if end is None else words("progress.valid_until", day=f"{end:%Y-%m-%d}")
    return words(f"progress.{one.validity.value}", day="" if end is None else f"{end:%Y-%m-%d}")
