"""What happens when a trainer keeps the skills map. Knows nothing of how the page is laid out."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import gradio as gr
from markupsafe import Markup

from assistant.errors import AccessDenied
from assistant.learning.bank import Readable
from assistant.learning.role_conflicts import RoleConflicts, role_conflicts
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsInvalid, SkillsMap, Target
from assistant.learning.skills_editing import ChangedMeanwhile, Circle
from assistant.people.person import EVERYONE, Person, Role
from assistant.skills_desk import Desk
from assistant.web.header import header
from assistant.web.markup import NOTHING, block, html
from assistant.web.problems import shown
from assistant.web.skills_view import NEW, fit_view, list_view, picture_view, place_of, role_view, skill_view
from assistant.web.who import trainer_of
from assistant.web.words import Words

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Update: TypeAlias = Any  # Any: what Gradio's update functions return
Row: TypeAlias = Mapping[str, Any]  # Any: JSON


class Shown(NamedTuple):
    """What changes, in the order of the page."""

    said: Update
    fit: Update
    list: Update
    form: Update
    picture: Update


class SkillsKeeping:
    """The handlers of one language's page. Every one of them asks first whether a trainer or an admin is asking."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words

    def arrive(self, request: gr.Request) -> tuple[Update, ...]:
        """The page as it opens: the bar, and what there is."""
        with shown(self._words):
            person = trainer_of(request, self._assistant)
            bar = header(person, self._words, "/skills", self._assistant.settings.server.name)
            try:
                return (bar, *self._page(person, "", ""))
            except SkillsInvalid as problem:  # somebody wrote into the file what does not fit; trainers are to mend it
                return (bar, *Shown(self._note(str(problem)), *(self._block(NOTHING),) * 4))

    def show(self, command: str, request: gr.Request) -> Shown:
        """A skill or role to edit, or a new one."""
        with shown(self._words):
            return self._page(trainer_of(request, self._assistant), str(json.loads(command)["chosen"]), "")

    def draft(self, request: gr.Request) -> Shown:
        """Brings the map up to what the documents hold now."""
        with shown(self._words):
            person = trainer_of(request, self._assistant)
            new, gone = self._assistant.skills_desk.draft(person)
            return self._page(person, "", self._words("skills.drafted", new=new, gone=gone))

    def save(self, command: str, request: gr.Request) -> Shown:
        """Keeps a skill or a role as the form has it."""
        with shown(self._words):
            person, given = trainer_of(request, self._assistant), json.loads(command)
            name = Name(str(given.get("en", "")).strip(), str(given.get("zh", "")).strip())
            if not name.told("en"):
                return self._refused(self._words("skills.no_name"))
            keep = self._save_skill if given["what"] == "skill" else self._save_role
            return self._kept(person, given, lambda: keep(person, given, name))

    def remove(self, command: str, request: gr.Request) -> Shown:
        """Takes a skill or a role out of the map."""
        with shown(self._words):
            person, given = trainer_of(request, self._assistant), json.loads(command)
            desk, one, seen = self._assistant.skills_desk, str(given["id"]), str(given["seenAs"])

            def remove() -> str:
                if given["what"] == "skill":
                    desk.remove_skill(person, self._within(person), one, seen)
                else:
                    desk.remove_role(person, self._within(person), one, seen)
                return ""

            return self._kept(person, given, remove)

    def _kept(self, person: Person, given: Row, keep: Callable[[], str]) -> Shown:
        """What is shown after something was kept, or could not be."""
        try:
            kept = keep()
        except Circle as circle:
            skills = self._assistant.profiles.names(self._words.language, self._within(person))
            names = [skills.get(skill, "…" if skill else self._words("skills.this_one")) for skill in circle.skills]
            return self._refused(self._words("skills.circle", names=" → ".join(names)))
        except SkillsInvalid as problem:  # what does not fit is to be mended in the form
            return self._refused(str(problem))
        except ChangedMeanwhile:
            return self._page(person, f"{given['what']}/{given['id']}", self._words("skills.changed"))
        return self._page(person, f"{given['what']}/{kept}" if kept else "", self._words("skills.saved"))

    def _save_skill(self, person: Person, given: Row, name: Name) -> str:
        within, chosen = self._within(person), _chosen(given, "requires")
        before = self._assistant.skills_desk.desk(within).skill(str(given["id"]))
        settled = {*chosen, *_chosen(given, "dismiss")}
        suggested = () if before is None else tuple(one for one in before.suggested if one.skill not in settled)
        places = tuple(dict.fromkeys(_place(value) for value in _chosen(given, "places")))
        skill = Skill(str(given["id"]), name, places, tuple(dict.fromkeys(chosen)), suggested)
        return self._assistant.skills_desk.save_skill(person, within, skill, str(given["seenAs"]))

    def _save_role(self, person: Person, given: Row, name: Name) -> str:
        within, mandatory = self._within(person), set(_chosen(given, "mandatory"))
        desk = self._assistant.skills_desk.desk(within)
        before = desk.role(str(given["id"]))
        held = [] if before is None else [target.skill for target in before.targets]  # they keep their order
        new = [skill.id for skill in desk.skills if skill.id not in held]
        targets = [
            Target(
                skill,
                int(given[f"level_{skill}"]),
                float(given.get(f"importance_{skill}") or 0.5),
                skill in mandatory,
                int(given.get(f"months_{skill}") or 0),
            )
            for skill in (*held, *new)
            if given.get(f"level_{skill}")
        ]
        groups = tuple(dict.fromkeys(one.strip() for one in str(given.get("groups", "")).split(",") if one.strip()))
        role = JobRole(str(given["id"]), name, groups, tuple(targets))
        return self._assistant.skills_desk.save_role(person, within, role, str(given["seenAs"]))

    def _page(self, person: Person, chosen: str, said: str) -> Shown:
        desk = self._assistant.skills_desk.desk(self._within(person))
        return Shown(
            self._note(said) if said else self._block(NOTHING),
            self._block(fit_view(desk, self._conflicts(person, desk), self._words)),
            self._block(list_view(desk, chosen, self._words)),
            self._block(self._form(desk, chosen)),
            self._block(picture_view(desk, self._words)),
        )

    def _form(self, desk: Desk, chosen: str) -> Markup:
        what, _, name = chosen.partition("/")
        if what == "skill" and (name == NEW or desk.skill(name) is not None):
            return skill_view(desk.skill(name), desk, self._words)
        if what == "role" and (name == NEW or desk.role(name) is not None):
            return role_view(desk.role(name), desk, self._groups(), self._words)
        return html('<p class="d-where">{text}</p>', text=self._words("skills.choose"))

    def _conflicts(self, by: Person, desk: Desk) -> RoleConflicts:
        """Roles that nobody can hold, and people who hold none: of the trainer's own groups, all for admins."""
        people = {
            one.name: one.groups
            for one in self._assistant.accounts.list()
            if one.active and one.role is not Role.ADMIN and (by.role is Role.ADMIN or by.groups & one.groups)
        }
        return role_conflicts(SkillsMap(desk.skills, desk.roles), people, self._groups())

    def _groups(self) -> list[str]:
        """The groups that there are."""
        held = {group for person in self._assistant.accounts.list() for group in person.groups}
        rules = {group for groups in self._assistant.settings.access.rules.values() for group in groups}
        return sorted({EVERYONE, *held, *rules})

    def _within(self, person: Person) -> Readable:
        return partial(self._assistant.may_read, person)

    def _refused(self, text: str) -> Shown:
        """A note; the form stays as it was filled in."""
        return Shown(self._note(text), *(gr.skip(),) * 4)

    def _note(self, text: str) -> str:
        return self._block(html('<p class="d-note" data-announce="" data-arrive="" tabindex="-1">{text}</p>', text=text))

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)


def _chosen(given: Row, name: str) -> Sequence[str]:
    """The values of the boxes that are ticked."""
    found = given.get(name, [])
    return [str(one) for one in found] if isinstance(found, list) else []


def _place(value: str) -> Place:
    try:
        return place_of(value)
    except ValueError as error:
        raise AccessDenied("there is no such document, or it is not for you") from error
