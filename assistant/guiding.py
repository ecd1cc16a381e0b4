"""What a person should learn next, wired: path, "what if?", recommendations. Knows no courses' quizzes, page or command."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Protocol

from assistant.coaching import Coach
from assistant.errors import JournalDamaged
from assistant.learning.assignments import Status
from assistant.learning.bank import Readable
from assistant.learning.courses import Course
from assistant.learning.mastery import masteries
from assistant.learning.outlines import Library as Documents
from assistant.learning.outlines import outlines
from assistant.learning.path import Difference, Path, aims, difference, estimates, path, records
from assistant.learning.recommendation import Recommendation, Situation, recommendations
from assistant.learning.skills import JobRole, SkillsMap
from assistant.learning.study_time import StudyTime, study_time
from assistant.learning.usefulness import Usefulness, usefulness
from assistant.people.accounts import Accounts
from assistant.people.journal import EventKind
from assistant.people.person import EVERYONE, Person

KEPT = 16  # reading times, each of a set of readable documents
LATELY = timedelta(days=30)  # so old may a question without an answer be
USEFUL_FOR = timedelta(minutes=10)  # what people of a role made of things is found anew after that


class Library(Documents, Protocol):
    """A generation of the index."""

    @property
    def generation(self) -> int:
        """Its number."""


class Questions(Protocol):
    """What people asked of the documents, and what they thought of the answers."""

    def unanswered(self, person_id: str, since: datetime) -> Sequence[Sequence[str]]:
        """The documents closest to each question of a person since then that got no answer."""

    def thumbs(self, person_id: str) -> Sequence[tuple[str, bool]]:
        """Each thumb of a person with each document that the answer cited, the last one last: up, or down."""


class Guide:
    """Paths and recommendations, for one person at a time."""

    def __init__(
        self,
        coach: Coach,
        accounts: Accounts,
        skills: Callable[[], SkillsMap],
        library: Callable[[], Library | None],
        explored: float,
        clock: Callable[[], datetime],
        questions: Questions,
    ) -> None:
        self._coach = coach
        self._accounts = accounts
        self._skills = skills
        self._library = library
        self._explored = explored
        self._clock = clock
        self._questions = questions
        self._reading: dict[tuple[int, SkillsMap, frozenset[str]], StudyTime] = {}
        self._known: dict[frozenset[str], tuple[datetime, Mapping[str, Usefulness]]] = {}

    def roles_of(self, person: Person) -> tuple[JobRole, ...]:
        """The roles of the skills map that the person holds."""
        return self._skills().roles_of(person.memberships)

    def path(self, person: Person, within: Readable, roles: Sequence[str] | None = None) -> Path:
        """The path to the person's roles, or to these ones.

        Raises:
            Problem: the map has no such role.
        """
        skills = self._skills()
        held = self.roles_of(person) if roles is None else tuple(skills.role(role) for role in roles)
        return self._path(person, skills, held, self._times(person, skills, within), within)

    def what_if(self, person: Person, within: Readable, role: str) -> Difference:
        """What would change if the person had this role, and everybody's, instead of their own.

        Raises:
            Problem: the map has no such role.
        """
        return difference(self.path(person, within), self.path(person, within, self.roles_with(role)))

    def roles_with(self, role: str) -> tuple[str, ...]:
        """A role and those that everybody holds."""
        return (*(one.id for one in self._skills().roles_of({EVERYONE}) if one.id != role), role)

    def finish_steps(self, person: Person, within: Readable) -> tuple[str, ...]:
        """Writes the steps of the person's path that are finished and not in their journal yet; their skills."""
        skills = self._skills()
        found = self._path(person, skills, self.roles_of(person), StudyTime(), within)
        journal, finished = self._coach.journals.of(person.id), []
        for data, key in records(found, journal.events()):
            journal.append(EventKind.COMPLETED, data, key)
            finished.append(str(data["skill"]))
        return tuple(finished)

    def recommendations(
        self, person: Person, within: Readable, statuses: Sequence[Status], courses: Sequence[Course]
    ) -> tuple[Recommendation, ...]:
        """What the person should do next, the most urgent first; the same during a day, unless they do something."""
        now, skills = self._clock(), self._skills()
        events = self._coach.journals.of(person.id).events()
        past, held, scale = self._coach.history(person.id), self.roles_of(person), self._coach.scale()
        practised = {answer.skill for answer in past.answers} - {target.skill for target in aims(skills, held)}
        aimed_at = estimates(past, aims(skills, held), scale, now)
        opened = (EventKind.EXPERIENCED, EventKind.REGISTERED)
        seen = {str(event.data.get(name)) for event in events if event.kind in opened for name in ("document", "course")}
        library = self._library()
        situation = Situation(
            path(skills, held, aimed_at, events, self._times(person, skills, within), within, now),
            aimed_at | masteries(past, practised, scale, now),
            tuple(statuses),
            self._reviews(person, within, now),
            self._asked(person, skills, within),
            courses=tuple(courses),
            documents=() if library is None else tuple(one.document for one in library.documents() if one.pages),
            seen=frozenset(seen),
            useful=self._useful(frozenset(role.id for role in held), now),
        )
        chance = Random(f"{person.id}/{now:%Y-%m-%d}/{len(events)}")  # noqa: S311 - what is shown, not a secret
        return recommendations(skills, situation, within, chance, now, explored=self._explored)

    def _path(self, person: Person, skills: SkillsMap, held: Sequence[JobRole], times: StudyTime, within: Readable) -> Path:
        now, events = self._clock(), self._coach.journals.of(person.id).events()
        mastery = estimates(self._coach.history(person.id), aims(skills, held), self._coach.scale(), now)
        return path(skills, held, mastery, events, times, within, now)

    def _times(self, person: Person, skills: SkillsMap, within: Readable) -> StudyTime:
        """How long reading takes, which people who may read the same documents share, and how long the person answers."""
        library = self._library()
        if library is None:
            return StudyTime()
        names = frozenset(one.document for one in library.documents() if within(one.document))
        key = (library.generation, skills, names)
        if key not in self._reading:
            if len(self._reading) >= KEPT:
                self._reading.clear()
            self._reading[key] = study_time(skills, outlines(library, names.__contains__), ())
        own = study_time(skills, (), self._coach.history(person.id).answers)
        return replace(self._reading[key], item_s=own.item_s)

    def _reviews(self, person: Person, within: Readable, now: datetime) -> dict[str, int]:
        """How many questions are due by skill."""
        skill_of = {one.id: one.skill for one in self._coach.questions(within)}
        found = self._coach.followed(person.id).cards
        waiting = [name for name, card in found.items() if card.due <= now and name in skill_of]
        return dict(Counter(skill_of[name] for name in waiting))

    def _asked(self, person: Person, skills: SkillsMap, within: Readable) -> dict[str, int]:
        """How many questions of the person got no answer lately, by the skill of the document that came closest."""
        since = self._clock() - LATELY
        closest = (next(filter(within, documents), None) for documents in self._questions.unanswered(person.id, since))
        found = Counter(skills.skill_of(document) for document in closest if document is not None)
        return {skill: count for skill, count in found.items() if skill}

    def _useful(self, roles: frozenset[str], now: datetime) -> Mapping[str, Usefulness]:
        """What people who share a role made of documents and courses; found anew every ten minutes."""
        known = self._known.get(roles)
        if known is None or known[0] + USEFUL_FOR <= now:
            skills, journals, thumbs = self._skills(), {}, {}
            for one in self._accounts.list():
                if one.active and roles.intersection(role.id for role in skills.roles_of(one.memberships)):
                    with suppress(JournalDamaged):  # that person is told when they look at their own
                        journals[one.id] = self._coach.journals.of(one.id).events()
                        thumbs[one.id] = self._questions.thumbs(one.id)
            known = self._known[roles] = (now, usefulness(journals, thumbs))
        return known[1]
