"""What happens when a trainer assigns or edits courses. Knows nothing of how the page is laid out."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import gradio as gr
from markupsafe import Markup

from assistant.insight.disclosure import seen_by
from assistant.learning.assignments import Audience
from assistant.learning.courses import Course
from assistant.learning.skills_file import SkillsFile
from assistant.people.person import EVERYONE, Person, Role
from assistant.web.admin_view import note_view
from assistant.web.markup import NOTHING, block
from assistant.web.problems import shown
from assistant.web.team_course_form import CourseForm, course_of, form_of, landed, sent_form, shaped, wrong
from assistant.web.team_courses_view import MOST_DAYS, Offer, assign_view, courses_view, editor_view
from assistant.web.who import trainer_of
from assistant.web.words import Words
from indexer.errors import IndexDamaged, IndexIncompatible, IndexMissing

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Update: TypeAlias = Any  # Any: what Gradio's update functions return


class Managed(NamedTuple):
    """What changes, in the order of the page."""

    said: Update
    assign: Update
    courses: Update
    editor: Update


class Assigning:
    """The handlers of one language's page. Every one of them asks first whether a trainer or an admin is asking."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words

    def arrive(self, request: gr.Request) -> Managed:
        """The form for assigning and the list of courses; no course is being edited."""
        with shown(self._words):
            return self._anew(trainer_of(request, self._assistant), NOTHING)

    def assign(self, command: str, request: gr.Request) -> Managed:
        """Assigns a course to a person, a group or a role."""
        with shown(self._words):
            person, given = trainer_of(request, self._assistant), json.loads(command)
            kind, _, name = str(given.get("audience", "")).partition(":")
            days = str(given.get("days", "")).strip()
            if not (days.isdecimal() and int(days) <= MOST_DAYS and kind in set(Audience)):
                return self._same(said=self._block(note_view(self._words("team.wrong_days", n=MOST_DAYS), "warn")))
            made = self._assistant.curriculum.assign(
                person, Audience(kind), name, str(given.get("course", "")), int(days), mandatory=bool(given.get("mandatory"))
            )
            course = self._name(person, made.course)
            return self._anew(person, note_view(self._words("team.was_assigned", course=course)))

    def withdraw(self, command: str, request: gr.Request) -> Managed:
        """Takes an assignment back."""
        with shown(self._words):
            person = trainer_of(request, self._assistant)
            self._assistant.curriculum.withdraw(person, str(json.loads(command)["assignment"]))
            return self._anew(person, note_view(self._words("team.was_withdrawn")))

    def course(self, command: str, request: gr.Request) -> Managed:
        """Opens the form of a course, or of a new one."""
        with shown(self._words):
            person, wanted = trainer_of(request, self._assistant), str(json.loads(command).get("course", ""))
            found = next((one for one in self._courses(person) if one.id == wanted), None)
            return self._edited(person, CourseForm() if found is None else form_of(found))

    def shape(self, command: str, request: gr.Request) -> Managed:
        """One part more or less, or another order; what was typed stays."""
        with shown(self._words):
            person, given = trainer_of(request, self._assistant), json.loads(command)
            step, at, form = str(given["step"]), int(given["at"]), sent_form(given)
            return self._edited(person, shaped(form, step, at), focus=landed(form, step, at))

    def save(self, command: str, request: gr.Request) -> Managed:
        """Keeps the course as its next version; where something is wrong, or somebody was faster, the form stays."""
        with shown(self._words):
            person, form, words = trainer_of(request, self._assistant), sent_form(json.loads(command)), self._words
            newest = {one.id: one.version for one in self._courses(person)}
            problems = [words(f"team.wrong_{what}") for what in wrong(form)]
            if form.id and newest.get(form.id, form.version) != form.version:
                problems = [words("team.conflict", mine=form.version, theirs=newest[form.id]), *problems]
            if problems:
                return self._edited(person, form, problems)
            saved = self._assistant.curriculum.save_course(person, course_of(form, newest))
            told = words("team.was_saved", course=saved.name.told(words.language), n=saved.version)
            return self._anew(person, note_view(told))

    def leave(self, request: gr.Request) -> Managed:
        """Closes the form; nothing is saved."""
        with shown(self._words):
            trainer_of(request, self._assistant)
            return self._same(said="", editor="")

    def drop(self, command: str, request: gr.Request) -> Managed:
        """Takes a course off the list."""
        with shown(self._words):
            person, wanted = trainer_of(request, self._assistant), str(json.loads(command)["course"])
            name = self._name(person, wanted)
            self._assistant.curriculum.withdraw_course(person, wanted)
            return self._anew(person, note_view(self._words("team.was_dropped", course=name)))

    def _anew(self, person: Person, said: Markup) -> Managed:
        offer = self._offer(person)
        given = self._assistant.curriculum.assignments(person)
        people = {one.id: one.name for one in self._assistant.accounts.list()}
        readable = {one.id for one in offer.courses}
        given = tuple(one for one in given if one.course in readable)
        assign = assign_view(offer, given, people, self._words)
        courses = courses_view(offer.courses, self._words)
        return Managed(self._block(said), self._block(assign), self._block(courses), "")

    def _edited(self, person: Person, form: CourseForm, problems: Sequence[str] = (), focus: int | None = None) -> Managed:
        editor = editor_view(form, self._offer(person), problems, focus, self._words)
        return self._same(said="", editor=self._block(editor))

    def _offer(self, person: Person) -> Offer:
        """What somebody may choose: only what they may read, and only people, groups and roles of theirs."""
        assistant, language = self._assistant, self._words.language
        within = partial(assistant.may_read, person)
        seen = seen_by(person, assistant.accounts.list())
        admin = person.role is Role.ADMIN
        groups = sorted({name for one in seen for name in one.groups if admin or name in person.groups})
        roles = {one.id: one.name.told(language) for one in assistant.curriculum.roles()}
        audiences = {
            Audience.GROUP: {name: name for name in groups} | ({EVERYONE: self._words("team.everyone")} if admin else {}),
            Audience.ROLE: {
                name: told for name, told in roles.items() if assistant.curriculum.may_manage(person, Audience.ROLE, name)
            },
            Audience.PERSON: {one.id: one.name for one in seen},
        }
        questions = assistant.coach.questions(within)
        headings: dict[str, list[str]] = {}
        for one in questions:
            if one.evidence.heading and one.evidence.heading not in headings.setdefault(one.evidence.document, []):
                headings[one.evidence.document].append(one.evidence.heading)
        skills = self._skills({one.skill for one in questions})
        return Offer(self._courses(person), audiences, self._documents(within), skills, headings)

    def _documents(self, within: Callable[[str], bool]) -> list[str]:
        """What may be read and can be; nothing where there is no index, for the page opens all the same."""
        try:
            records = self._assistant.index().documents()
        except (IndexMissing, IndexDamaged, IndexIncompatible):
            return []
        return sorted(one.document for one in records if one.pages and within(one.document))

    def _skills(self, asked: set[str]) -> dict[str, str]:
        """The skills that there are questions on, by name."""
        skills = SkillsFile(self._assistant.settings.practice.skills).read().skills
        known = {one.id: one.name.told(self._words.language) for one in skills}
        return dict(sorted(((one, known.get(one, one)) for one in asked), key=lambda item: item[1]))

    def _courses(self, person: Person) -> tuple[Course, ...]:
        return self._assistant.curriculum.course_list(partial(self._assistant.may_read, person))

    def _name(self, person: Person, course: str) -> str:
        found = (one.name.told(self._words.language) for one in self._courses(person) if one.id == course)
        return next(found, course)

    def _same(self, **changed: Update) -> Managed:
        return Managed(*(gr.skip() for _ in Managed._fields))._replace(**changed)

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)
