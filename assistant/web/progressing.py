"""What happens when somebody looks at their own progress. Knows nothing of how the page is laid out."""

import base64
import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from uuid import uuid4

import gradio as gr
from markupsafe import Markup

from assistant.errors import AccessDenied, JournalDamaged
from assistant.learning.answers import Credit, history
from assistant.learning.bank import Readable
from assistant.learning.crediting import may_credit, open_askings
from assistant.learning.journal_csv import journal_csv
from assistant.people.person import Person, Role
from assistant.profiles import Profile
from assistant.web.credit_view import Wished, crediting_view, credits_view
from assistant.web.header import header
from assistant.web.history_view import file_view
from assistant.web.markup import NOTHING, block, html
from assistant.web.path_view import Names, certificates_view, next_view, path_view, suppose_view
from assistant.web.problems import shown
from assistant.web.progress_view import calendar_view, courses_view, own_view, quizzes_view, recent_skills, skills_view
from assistant.web.quiz_view import quiz_view, running_view
from assistant.web.who import person_of
from assistant.web.words import Words

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Update: TypeAlias = Any  # Any: what Gradio's update functions return
logger = logging.getLogger(__name__)
DAYS = 28  # of the calendar
GIVEN = 30  # credits that a trainer sees to take back, the last ones


class Shown(NamedTuple):
    """The parts of the page, in their order."""

    next: Update
    skills: Update
    path: Update
    suppose: Update
    due: Update
    course: Update
    quizzes: Update
    opened: Update
    certificates: Update
    credits: Update
    crediting: Update
    own: Update


class Progressing:
    """The handlers of one language's page. All is that of the person who asks, but for credits that they decide on."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words

    def arrive(self, request: gr.Request) -> tuple[Update, ...]:
        """The page as it opens."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            bar = header(person, self._words, "/progress", self._assistant.settings.server.name)
            return (bar, *self._all(person))

    def look(self, command: str, request: gr.Request) -> str:
        """A quiz opened again; one that goes on tells nothing of its replies yet."""
        with shown(self._words):
            person, coach = person_of(request, self._assistant), self._assistant.coach
            quiz = coach.practice.quiz(person.id, str(json.loads(command)["quiz"]))
            if self._assistant.profiles.held_back(quiz):
                return self._block(running_view(quiz, self._words))
            return self._block(quiz_view(quiz, coach.graded(person.id, quiz.id, self._within(person)), self._words))

    def shut(self) -> str:
        """No quiz is open any more."""
        return self._block(NOTHING)

    def suppose(self, command: str, request: gr.Request) -> str:
        """What would change with another role."""
        with shown(self._words):
            person, role = person_of(request, self._assistant), str(json.loads(command)["role"])
            return self._block(self._suppose(person, role))

    def ask(self, command: str, request: gr.Request) -> tuple[Update, ...]:
        """Asks for a credit."""
        with shown(self._words):
            person, given = person_of(request, self._assistant), json.loads(command)
            skill = str(given.get("skill", ""))
            if self._profile(person).known(skill) is None:
                raise AccessDenied("there is no such skill, or it is not for you")
            self._assistant.crediting.ask(person, skill, str(given.get("why", "")))
            return (self._note("progress.asked_note"), *self._all(person))

    def unask(self, command: str, request: gr.Request) -> tuple[Update, ...]:
        """Takes one's own wish for a credit back."""
        with shown(self._words):
            person, sequence = person_of(request, self._assistant), int(json.loads(command)["event"])
            self._assistant.crediting.void(person, person, sequence, "taken back")
            return (self._note("progress.unasked_note"), *self._all(person))

    def credit(self, command: str, request: gr.Request) -> tuple[Update, ...]:
        """Gives somebody a credit, for a wish of theirs or without one."""
        with shown(self._words):
            by, given = person_of(request, self._assistant), json.loads(command)
            person, asking = self._credited(by, given), int(given.get("asking") or 0)
            skill = str(given.get("skill", ""))
            if asking:
                waiting = open_askings(self._assistant.coach.journals.of(person.id).events())
                skill = next((one.skill for one in waiting if one.sequence == asking), "")
            if skill not in self._assistant.profiles.names(self._words.language, self._within(by)):
                raise AccessDenied("there is no such skill, or it is not for you")
            share, why, click = float(given.get("share", 0)), str(given.get("why", "")), str(given.get("click", ""))[:64]
            self._assistant.crediting.credit(by, person, skill, share, why, asking, click)
            return (self._note("progress.credit_note"), *self._all(by))

    def decline(self, command: str, request: gr.Request) -> tuple[Update, ...]:
        """Declines somebody's wish, or takes a credit back that they have."""
        with shown(self._words):
            by, given = person_of(request, self._assistant), json.loads(command)
            person, event = self._credited(by, given), int(given["event"])
            events = self._assistant.coach.journals.of(person.id).events()
            skill_of = {one.sequence: one.skill for one in open_askings(events)}
            skill_of |= {one.sequence: one.skill for one in history(events).credits}
            if skill_of.get(event, "") not in self._assistant.profiles.names(self._words.language, self._within(by)):
                raise AccessDenied("there is no such credit, or it is not for you")
            self._assistant.crediting.void(by, person, event, str(given.get("why", "")))
            return (self._note("progress.declined_note"), *self._all(by))

    def certificate(self, command: str, request: gr.Request) -> str:
        """One's own certificate as a PDF for the browser to save."""
        with shown(self._words):
            person, name = person_of(request, self._assistant), str(json.loads(command)["certificate"])
            content = self._assistant.curriculum.certificate_pdf(person, name, self._words.language)
            encoded = base64.b64encode(content).decode()
            return self._block(file_view("docent-certificate.pdf", encoded, "application/pdf", encoded=True))

    def export_json(self, request: gr.Request) -> str:
        """Everything that is kept of one's progress, as a file for the browser to save."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            account = {"name": person.name, "role": person.role.value, "groups": sorted(person.groups)}
            kept = {"account": account, "journal": self._assistant.coach.journals.of(person.id).exported()}
            return self._block(file_view("docent-progress.json", json.dumps(kept, ensure_ascii=False, indent=1)))

    def export_csv(self, request: gr.Request) -> str:
        """The same as a table."""
        with shown(self._words):
            journal = self._assistant.coach.journals.of(person_of(request, self._assistant).id)
            return self._block(file_view("docent-progress.csv", journal_csv(journal.readable_events()), "text/csv"))

    def erase(self, command: str, request: gr.Request) -> tuple[Update, ...]:
        """Erases what is kept of one after one's name was typed: a note, and the page as it is then."""
        with shown(self._words):
            person, typed = person_of(request, self._assistant), str(json.loads(command).get("word", ""))
            if typed.strip() != person.name:
                return (self._note("progress.not_erased"), *(gr.skip(),) * len(Shown._fields))
            self._assistant.forget(person)
            return (self._note("progress.erased"), *self._all(person))

    def _all(self, person: Person) -> Shown:
        coach, profiles, curriculum, words = (
            self._assistant.coach,
            self._assistant.profiles,
            self._assistant.curriculum,
            self._words,
        )
        within, profile, names = self._within(person), self._profile(person), self._names(person)
        accounts = {one.id: one.name for one in self._assistant.accounts.list()}
        moments = profiles.progressions(person, recent_skills(profile))
        parts = Shown(
            next_view(curriculum.recommendations(person, within), names, words),
            skills_view(profile, accounts, words),
            path_view(curriculum.path(person, within), names, words),
            self._suppose(person, ""),
            calendar_view(profiles.calendar(person, words.language, within, DAYS), words),
            courses_view(moments, profile, words),
            quizzes_view(coach.taken(person.id), profiles.held_back, words),
            NOTHING,
            certificates_view(curriculum.certificates(person), words),
            self._credits(person, profile, accounts),
            NOTHING if person.role is Role.EMPLOYEE else self._crediting(person),
            own_view(person.name, words),
        )
        return Shown(*(self._block(part) for part in parts))

    def _profile(self, person: Person) -> Profile:
        return self._assistant.profiles.profile(person, self._words.language, self._within(person))

    def _names(self, person: Person) -> Names:
        """What everything that concerns the person is called, of what they may know of."""
        curriculum, language, within = self._assistant.curriculum, self._words.language, self._within(person)
        courses = {one.id: one.name for one in curriculum.courses(person, language, within)}
        assigned = {one.assignment.id: curriculum.named(person, one) for one in curriculum.statuses(person)}
        roles = {role.id: role.name.told(language) for role in curriculum.roles()}
        return Names(self._assistant.profiles.names(language, within), roles, courses | assigned)

    def _suppose(self, person: Person, role: str) -> Markup:
        curriculum = self._assistant.curriculum
        held = {one.id for one in curriculum.roles_of(person)}
        others = [one for one in curriculum.roles() if one.id not in held]
        changed = curriculum.what_if(person, self._within(person), role) if role else None
        return suppose_view(others, role, changed, self._names(person), self._words)

    def _credits(self, person: Person, profile: Profile, accounts: Mapping[str, str]) -> Markup:
        events = self._assistant.coach.journals.of(person.id).events()
        skills = {one.skill: one.name for one in profile.skills}
        return credits_view(profile.credits.values(), open_askings(events), skills, accounts, self._words)

    def _crediting(self, by: Person) -> Markup:
        """What somebody decides on, about skills that they may know of; the oldest wish and the last credit first."""
        skills = self._assistant.profiles.names(self._words.language, self._within(by))
        people = [one for one in self._assistant.accounts.list() if one.active and may_credit(by, one)]
        wished: list[Wished] = []
        given: list[tuple[Person, Credit]] = []
        for one in people:
            try:
                events = self._assistant.coach.journals.of(one.id).events()
            except JournalDamaged:  # that person is told when they look at their own
                logger.exception("one journal is left out of what %s decides on", by.name)
                continue
            wished += [Wished(one, asking) for asking in open_askings(events) if asking.skill in skills]
            given += [(one, credit) for credit in history(events).credits if credit.by == by.id and credit.skill in skills]
        wished.sort(key=lambda one: one.asking.time)
        given.sort(key=lambda pair: pair[1].time, reverse=True)
        return crediting_view(wished, people, skills, given[:GIVEN], uuid4().hex, self._words)

    def _credited(self, by: Person, given: Mapping[str, Any]) -> Person:  # Any: JSON
        """Who is to be credited, as their account is at this moment."""
        person = next((one for one in self._assistant.accounts.list() if one.id == given.get("person")), None)
        if person is None or not may_credit(by, person):
            raise AccessDenied("there is no such person, or their credits are not yours to decide on")
        return person

    def _within(self, person: Person) -> Readable:
        return partial(self._assistant.may_read, person)

    def _note(self, key: str) -> str:
        return self._block(
            html('<p class="d-note" data-announce="" data-arrive="" tabindex="-1">{text}</p>', text=self._words(key))
        )

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)
