"""The skills map as HTML for those who keep it: what there is, a skill or a role to edit, what does not fit. Edits nothing."""

import json
from collections.abc import Iterable, Mapping

from markupsafe import Markup

from assistant.learning.role_conflicts import RoleConflicts
from assistant.learning.skills import LEVELS, JobRole, Name, Place, Skill, SkillsMap, Suggestion, Target
from assistant.skills_desk import Desk
from assistant.web.markup import NOTHING, html, joined
from assistant.web.skill_map_plot import Box, Sign, map_plot
from assistant.web.words import Words

LONGEST_NAME = 120  # characters
IMPORTANCES = (0.1, 0.3, 0.5, 0.7, 0.9)
MOST_DOCUMENTS = 60  # whose sections can be chosen; of more only the documents, and folders
NEW = "new"


def fit_view(desk: Desk, conflicts: RoleConflicts, words: Words) -> Markup:
    """How many skills and roles there are, and what does not fit the documents and groups."""
    told = [words("skills.n_skills", n=len(desk.skills)), words("skills.n_roles", n=len(desk.roles))]
    told += [words("skills.hidden", n=desk.hidden)] if desk.hidden else []
    names = {one.id: one.name.told(words.language) for one in desk.skills}
    missing = [
        html("<li>{text}</li>", text=words("skills.missing", name=names[skill], place=place_name(place)))
        for skill, place in desk.missing
    ]
    untaught = [html("<li>{text}</li>", text=words("skills.untaught", document=one)) for one in desk.untaught]
    rows = [*missing, *untaught, *_conflicts(desk, conflicts, words)]
    unfit = html(
        '<details data-keep="unfit"><summary>{title}</summary><ul class="d-why">{rows}</ul></details>',
        title=words("skills.unfit", n=len(rows)),
        rows=joined(rows),
    )
    return html("<p>{told}</p>{unfit}", told=" · ".join(told), unfit=unfit if rows else NOTHING)


def picture_view(desk: Desk, words: Words) -> Markup:
    """What each role needs, as a map."""
    maps = [_map(role, desk, words) for role in desk.roles if role.targets]
    if not maps:
        return NOTHING
    return html(
        '<details data-keep="picture"><summary>{title}</summary>{maps}</details>',
        title=words("skills.picture"),
        maps=joined(maps),
    )


def list_view(desk: Desk, chosen: str, words: Words) -> Markup:
    """What can be edited; `chosen` is "skill/ID" or "role/ID", or "skill/new", "role/new"."""
    missing = {skill for skill, _ in desk.missing}
    skills = joined(
        _row(f"skill/{one.id}", one.name, chosen, _about_skill(one, one.id in missing, words), words) for one in desk.skills
    )
    roles = joined(
        _row(f"role/{one.id}", one.name, chosen, words("skills.n_targets", n=len(one.targets)), words) for one in desk.roles
    )
    return html(
        '<nav aria-label="{label}"><h3>{skills_title}</h3><ul class="d-history">{skills}</ul>{new_skill}'
        '<h3>{roles_title}</h3><ul class="d-history">{roles}</ul>{new_role}</nav>',
        label=words("skills.door"),
        skills_title=words("skills.skills"),
        skills=skills,
        new_skill=_new("skill", words),
        roles_title=words("skills.roles"),
        roles=roles,
        new_role=_new("role", words),
    )


def skill_view(skill: Skill | None, desk: Desk, words: Words) -> Markup:
    """A skill to edit, or a new one."""
    found = skill or Skill("", Name())
    return html(
        '<section class="d-edit" data-form="map" data-arrive="" tabindex="-1" data-what="skill" data-id="{id}" '
        'data-seen-as="{mark}">'
        "<h3>{title}</h3>{names}{requires}{places}{bar}</section>",
        id=found.id,
        mark=desk.marks.get(f"skill/{found.id}", ""),
        title=found.name.told(words.language) or words("skills.new_skill"),
        names=_names(found.name, words),
        requires=_requires(found, desk, words),
        places=_places(found, desk, words),
        bar=_bar(bool(found.id), words),
    )


def role_view(role: JobRole | None, desk: Desk, groups: Iterable[str], words: Words) -> Markup:
    """A role to edit, or a new one; `groups` are those that there are."""
    found = role or JobRole("", Name())
    return html(
        '<section class="d-edit" data-form="map" data-arrive="" tabindex="-1" data-what="role" data-id="{id}" '
        'data-seen-as="{mark}"><h3>{title}</h3>{names}<label>{groups}<input name="groups" value="{held}" maxlength="400" '
        'list="docent-groups">'
        '</label><datalist id="docent-groups">{known}</datalist>{targets}{bar}</section>',
        id=found.id,
        mark=desk.marks.get(f"role/{found.id}", ""),
        title=found.name.told(words.language) or words("skills.new_role"),
        names=_names(found.name, words),
        groups=words("skills.groups"),
        held=", ".join(found.groups),
        known=joined(html('<option value="{name}">', name=name) for name in groups),
        targets=_targets(found, desk, words),
        bar=_bar(bool(found.id), words),
    )


def place_name(place: Place) -> str:
    """A place in words."""
    return f"{place.document} · {place.heading}" if place.heading else place.document


def place_value(place: Place) -> str:
    """A place as the value of a field."""
    return json.dumps([place.document, place.heading], ensure_ascii=False)


def place_of(value: str) -> Place:
    """The place of a field's value.

    Raises:
        ValueError: it is none.
    """
    found = json.loads(value)
    if not (isinstance(found, list) and len(found) == 2 and all(isinstance(one, str) for one in found)):
        raise ValueError("a place is a document and a heading")
    return Place(found[0], found[1])


def _conflicts(desk: Desk, conflicts: RoleConflicts, words: Words) -> list[Markup]:
    """Roles that nobody can hold, and people who hold none."""
    names = {role.id: role.name.told(words.language) for role in desk.roles}
    told = [words("skills.no_groups", name=names[role]) for role in conflicts.empty]
    told += [words("skills.unknown_group", name=names[role], group=group) for role, group in conflicts.unknown]
    told += [words("skills.no_role", name=name) for name, _ in conflicts.unheld]
    return [html("<li>{text}</li>", text=text) for text in told]


def _map(role: JobRole, desk: Desk, words: Words) -> Markup:
    levels = {target.skill: target for target in role.targets}
    skills = SkillsMap(desk.skills, desk.roles)
    needed = {*levels, *(before for skill in levels for before in skills.prerequisites(skill))}
    boxes = [
        Box(
            one.id,
            one.name.told(words.language),
            Sign.UNASKED,
            None,
            words("progress.step_level", level=levels[one.id].level) if one.id in levels else "",
            levels[one.id].chance if one.id in levels else None,
            tuple(before for before in one.requires if before in needed),
        )
        for one in desk.skills
        if one.id in needed
    ]
    name = role.name.told(words.language)
    return html(
        '<figure class="d-figure"><figcaption><strong>{name}</strong></figcaption><div class="d-scroll" tabindex="0" '
        'role="group" aria-label="{told}">{plot}</div></figure>',
        name=name,
        told=words("progress.map_of", name=name),
        plot=map_plot(boxes, words("progress.map_of", name=name), role.id),
    )


def _row(key: str, name: Name, chosen: str, about: str, words: Words) -> Markup:
    return html(
        '<li{current}><button class="d-open-it" type="button" data-do="show" data-chosen="{key}">{name}'
        '<span class="d-where d-block">{about}</span></button></li>',
        current=Markup(' aria-current="true"') if key == chosen else NOTHING,
        key=key,
        name=name.told(words.language),
        about=about,
    )


def _about_skill(skill: Skill, missing: bool, words: Words) -> str:
    told = [words("skills.n_places", n=len(skill.places))]
    told += [words("skills.n_suggested", n=len(skill.suggested))] if skill.suggested else []
    told += [words("skills.place_missing")] if missing else []
    return " · ".join(told)


def _new(what: str, words: Words) -> Markup:
    return html(
        '<button class="d-button" type="button" data-do="show" data-chosen="{what}/{new}">+ {text}</button>',
        what=what,
        new=NEW,
        text=words(f"skills.new_{what}"),
    )


def _names(name: Name, words: Words) -> Markup:
    return html(
        '<div class="d-fields"><label>{en}<input name="en" value="{name_en}" maxlength="{most}" lang="en"></label>'
        '<label>{zh}<input name="zh" value="{name_zh}" maxlength="{most}" lang="zh"></label></div>',
        en=words("skills.name_en"),
        zh=words("skills.name_zh"),
        name_en=name.en,
        name_zh=name.zh,
        most=LONGEST_NAME,
    )


def _requires(skill: Skill, desk: Desk, words: Words) -> Markup:
    """What to learn first: suggestions to confirm or dismiss, then every other skill to choose."""
    suggested = joined(_suggestion(one, desk, words) for one in skill.suggested)
    others = [one for one in desk.skills if one.id != skill.id and all(one.id != found.skill for found in skill.suggested)]
    boxes = joined(_check("requires", one.id, one.name.told(words.language), one.id in skill.requires) for one in others)
    return html(
        '<fieldset><legend>{legend}</legend>{suggested}<div class="d-choices">{boxes}</div></fieldset>',
        legend=words("skills.requires"),
        suggested=html('<div class="d-note">{rows}</div>', rows=suggested) if suggested else NOTHING,
        boxes=boxes,
    )


def _suggestion(one: Suggestion, desk: Desk, words: Words) -> Markup:
    needed = desk.skill(one.skill)
    name = "" if needed is None else needed.name.told(words.language)
    return html(
        '<p class="d-suggested">{text} {confirm} {dismiss}</p>',
        text=words(f"skills.why_{one.why.value}", name=name, about=one.about),
        confirm=_check("requires", one.skill, words("skills.confirm"), False, words("skills.confirm_label", name=name)),
        dismiss=_check("dismiss", one.skill, words("skills.dismiss"), False, words("skills.dismiss_label", name=name)),
    )


def _places(skill: Skill, desk: Desk, words: Words) -> Markup:
    """Where it is taught: its places, then the documents with their sections to choose from."""
    missing = {place for owner, place in desk.missing if owner == skill.id}
    own = joined(
        _check(
            "places", place_value(place), _with(place_name(place), words("skills.not_there") if place in missing else ""), True
        )
        for place in skill.places
    )
    documents = desk.headings if len(desk.headings) <= MOST_DOCUMENTS else dict.fromkeys(desk.headings, ())
    more = joined(_document(document, headings, skill, desk, words) for document, headings in documents.items())
    folders = sorted({f"{name.rpartition('/')[0]}/" for name in desk.headings if "/" in name})
    whole = joined(_choice(Place(folder), folder, skill, desk, words) for folder in folders)
    return html(
        '<fieldset><legend>{legend}</legend><div class="d-choices">{own}</div><details data-keep="more-places"><summary>{title}'
        '</summary><p class="d-where">{hint}</p><div class="d-tall">{folders}{more}</div></details></fieldset>',
        legend=words("skills.places"),
        own=own or html('<p class="d-where">{text}</p>', text=words("skills.no_places")),
        title=words("skills.more_places"),
        hint=words("skills.places_hint"),
        folders=whole,
        more=more,
    )


def _document(document: str, headings: Iterable[str], skill: Skill, desk: Desk, words: Words) -> Markup:
    sections = joined(_choice(Place(document, heading), heading, skill, desk, words) for heading in headings)
    return html(
        '<div class="d-document">{whole}<div class="d-sections">{sections}</div></div>',
        whole=_choice(Place(document), document, skill, desk, words),
        sections=sections,
    )


def _choice(place: Place, name: str, skill: Skill, desk: Desk, words: Words) -> Markup:
    """A place to give to the skill, with whose it is now; its own are above already."""
    if place in skill.places:
        return html('<span class="d-where d-block">✓ {name}</span>', name=name)
    owner = desk.owner(place)
    now = "" if owner is None else words("skills.now", name=owner.name.told(words.language))
    return _check("places", place_value(place), _with(name, now), False)


def _targets(role: JobRole, desk: Desk, words: Words) -> Markup:
    held = {target.skill: target for target in role.targets}
    rows = joined(_target(one, held.get(one.id), words) for one in desk.skills)
    return html(
        '<div class="d-table d-targets"><table><thead><tr><th scope="col">{skill}</th><th scope="col">{level}</th>'
        '<th scope="col">{mandatory}</th><th scope="col">{importance}</th><th scope="col">{months}</th></tr></thead><tbody>'
        "{rows}</tbody></table></div>",
        skill=words("practise.topic"),
        level=words("skills.level"),
        mandatory=words("skills.mandatory"),
        importance=words("skills.importance"),
        months=words("skills.months"),
        rows=rows,
    )


def _target(skill: Skill, target: Target | None, words: Words) -> Markup:
    name = skill.name.told(words.language)
    levels = {"": "–"} | {
        str(level): words("progress.level", level=level, percent=round(100 * share)) for level, share in LEVELS.items()
    }
    found = target or Target(skill.id)
    shares = sorted({*IMPORTANCES, found.importance})
    importances = {f"{share:g}": f"{share:g}" for share in shares}
    return html(
        '<tr><th scope="row">{name}</th><td>{level}</td><td>{mandatory}</td><td>{importance}</td>'
        '<td><input type="number" name="months_{id}" value="{months}" min="0" max="120" aria-label="{label}"></td></tr>',
        name=name,
        level=_select(
            f"level_{skill.id}", levels, "" if target is None else str(target.level), f"{words('skills.level')}: {name}"
        ),
        mandatory=_check("mandatory", skill.id, "", found.mandatory, f"{words('skills.mandatory')}: {name}"),
        importance=_select(
            f"importance_{skill.id}", importances, f"{found.importance:g}", f"{words('skills.importance')}: {name}"
        ),
        id=skill.id,
        months=found.validity_months,
        label=f"{words('skills.months')}: {name}",
    )


def _bar(there: bool, words: Words) -> Markup:
    away = html(
        '<details class="d-force"><summary class="d-button d-danger">{remove}</summary><div><p>{sure}</p>'
        '<button class="d-button d-danger" type="button" data-do="remove">{yes}</button></div></details>',
        remove=words("skills.remove"),
        sure=words("skills.remove_sure"),
        yes=words("skills.remove_yes"),
    )
    return html(
        '<div class="d-bar"><button class="d-button d-main" type="button" data-do="save">{save}</button>{away}</div>',
        save=words("skills.save"),
        away=away if there else NOTHING,
    )


def _check(name: str, value: str, text: str, on: bool, label: str = "") -> Markup:
    return html(
        '<label class="d-check"><input type="checkbox" name="{name}" value="{value}"{on}{label}> {text}</label>',
        name=name,
        value=value,
        on=Markup(" checked") if on else NOTHING,
        label=html(' aria-label="{label}"', label=label) if label else NOTHING,
        text=text,
    )


def _select(name: str, choices: Mapping[str, str], chosen: str, label: str) -> Markup:
    options = joined(
        html(
            '<option value="{value}"{on}>{text}</option>',
            value=value,
            on=Markup(" selected") if value == chosen else NOTHING,
            text=text,
        )
        for value, text in choices.items()
    )
    return html('<select name="{name}" aria-label="{label}">{options}</select>', name=name, label=label, options=options)


def _with(name: str, more: str) -> str:
    return f"{name} ({more})" if more else name
