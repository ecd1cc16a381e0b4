"""Learning elsewhere as HTML: asking for a credit, and, for trainers, giving one. Decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assistant.learning.answers import Credit
from assistant.learning.crediting import Asking
from assistant.learning.skills import LEVELS
from assistant.people.person import Person
from assistant.web.markup import NOTHING, html, joined
from assistant.web.words import Words

LONGEST = 1000  # characters of a reason


@dataclass(frozen=True, slots=True)
class Wished:
    """A wish for a credit, of somebody whose credits one decides on."""

    person: Person
    asking: Asking


def credits_view(
    credits: Iterable[Credit], askings: Sequence[Asking], skills: Mapping[str, str], names: Mapping[str, str], words: Words
) -> Markup:
    """One's own credits and wishes, and the form to ask; `skills` are the names of those that one may know of, by id."""
    given = [
        html(
            "<li>{text}</li>",
            text=words("progress.credited", skill=skills[one.skill], percent=round(100 * one.share),
                       by=names.get(one.by, words("review.somebody")), why=one.why, when=f"{one.time:%Y-%m-%d}"),
        )
        for one in credits
        if one.skill in skills
    ]  # fmt: skip
    waiting = [
        html(
            '<li>{text} <button class="d-button" type="button" data-do="unask" data-event="{n}">{take}</button></li>',
            text=words("progress.asked", skill=skills[one.skill], why=one.why, when=f"{one.time:%Y-%m-%d}"),
            n=one.sequence,
            take=words("progress.unask"),
        )
        for one in askings
        if one.skill in skills
    ]
    listed = html('<ul class="d-why">{rows}</ul>', rows=joined([*given, *waiting])) if given or waiting else NOTHING
    return html("<p>{text}</p>{listed}{form}", text=words("progress.credits_text"), listed=listed, form=_ask(skills, words))


def crediting_view(
    wished: Sequence[Wished],
    people: Sequence[Person],
    skills: Mapping[str, str],
    given: Sequence[tuple[Person, Credit]],
    click: str,
    words: Words,
) -> Markup:
    """What a trainer may decide: the wishes that wait, a credit without a wish, and the credits given by them so far."""
    if not people:
        return html(
            '<h3>{title}</h3><p class="d-where">{text}</p>', title=words("progress.crediting"), text=words("progress.nobody")
        )
    rows = joined(_wish(one, skills, words) for one in wished)
    waiting = html('<ul class="d-plain">{rows}</ul>', rows=rows) if wished else html(
        '<p class="d-where">{text}</p>', text=words("progress.no_wishes")
    )  # fmt: skip
    return html(
        '<section class="d-credits"><h3>{title}</h3>{waiting}{form}{given}</section>',
        title=words("progress.crediting"),
        waiting=waiting,
        form=_give(people, skills, click, words),
        given=_given(given, skills, words) if given else NOTHING,
    )


def _ask(skills: Mapping[str, str], words: Words) -> Markup:
    if not skills:
        return NOTHING
    return html(
        '<details data-keep="ask"><summary>{title}</summary><div class="d-form" data-form="ask"><label>{skill}{select}</label>'
        '<label>{why}<textarea name="why" rows="2" maxlength="{most}"></textarea></label>'
        '<button class="d-button" type="button" data-do="ask">{send}</button></div></details>',
        title=words("progress.ask_credit"),
        skill=words("practise.topic"),
        select=_select("skill", skills),
        why=words("progress.ask_why"),
        most=LONGEST,
        send=words("practise.object_send"),
    )


def _wish(one: Wished, skills: Mapping[str, str], words: Words) -> Markup:
    return html(
        '<li class="d-card" data-form="wish-{n}"><p><strong>{who}</strong> · {skill} <span class="d-where">{when}</span></p>'
        '<p class="d-text">{text}</p><div class="d-fields"><label>{share}{shares}</label><label>{why}'
        '<input name="why" maxlength="{most}"></label></div><div class="d-bar">'
        '<button class="d-button" type="button" data-do="credit" data-person="{person}" data-asking="{n}">{credit}</button>'
        '<button class="d-button d-danger" type="button" data-do="decline" data-person="{person}" data-event="{n}">{decline}'
        "</button></div></li>",
        n=one.asking.sequence,
        who=one.person.name,
        skill=skills[one.asking.skill],
        when=f"{one.asking.time:%Y-%m-%d}",
        text=one.asking.why,
        share=words("progress.share"),
        shares=_shares(words),
        why=words("progress.evidence"),
        most=LONGEST,
        person=one.person.id,
        credit=words("progress.give"),
        decline=words("progress.decline"),
    )


def _give(people: Iterable[Person], skills: Mapping[str, str], click: str, words: Words) -> Markup:
    return html(
        '<details data-keep="give"><summary>{title}</summary><div class="d-form" data-form="give" data-click="{click}">'
        '<div class="d-fields"><label>{who}{people}</label><label>{skill}{skills}</label><label>{share}{shares}</label></div>'
        '<label>{why}<textarea name="why" rows="2" maxlength="{most}"></textarea></label>'
        '<button class="d-button" type="button" data-do="credit">{give}</button></div></details>',
        title=words("progress.give_credit"),
        click=click,
        who=words("progress.who"),
        people=_select("person", {person.id: person.name for person in people}),
        skill=words("practise.topic"),
        skills=_select("skill", skills),
        share=words("progress.share"),
        shares=_shares(words),
        why=words("progress.evidence"),
        most=LONGEST,
        give=words("progress.give"),
    )


def _given(given: Iterable[tuple[Person, Credit]], skills: Mapping[str, str], words: Words) -> Markup:
    rows = joined(
        html(
            '<li data-form="given-{n}"><p>{text}</p><div class="d-fields"><label>{why}'
            '<input name="why" maxlength="{most}"></label>'
            '<button class="d-button d-danger" type="button" data-do="decline" data-person="{person}" data-event="{n}">{revoke}'
            "</button></div></li>",
            n=credit.sequence,
            text=words("progress.gave", name=person.name, skill=skills[credit.skill], percent=round(100 * credit.share),
                       why=credit.why, when=f"{credit.time:%Y-%m-%d}"),
            why=words("progress.revoke_why"),
            most=LONGEST,
            person=person.id,
            revoke=words("progress.revoke"),
        )
        for person, credit in given
    )  # fmt: skip
    return html(
        '<details data-keep="given"><summary>{title}</summary><ul class="d-plain">{rows}</ul></details>',
        title=words("progress.given"),
        rows=rows,
    )


def _shares(words: Words) -> Markup:
    told = {f"{share:g}": words("progress.level", level=level, percent=round(100 * share)) for level, share in LEVELS.items()}
    return _select("share", told | {"1": words("progress.whole")})


def _select(name: str, choices: Mapping[str, str]) -> Markup:
    options = joined(html('<option value="{id}">{text}</option>', id=one, text=text) for one, text in choices.items())
    return html('<select name="{name}">{options}</select>', name=name, options=options)
