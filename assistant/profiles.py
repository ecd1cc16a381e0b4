"""What somebody knows, held against what their roles need, why we think so, and what is due when. Knows no page.

Whoever asks says which documents the person may read: nothing is told of a skill that is taught in none of these.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from assistant.coaching import USUAL_S, Coach
from assistant.learning.answers import Credit, History, Mode
from assistant.learning.bank import Readable
from assistant.learning.mastery import Mastery, Moment, masteries, progression
from assistant.learning.path import aims, estimates
from assistant.learning.record import Quiz
from assistant.learning.skills import JobRole, SkillsMap, Target
from assistant.people.person import Person


@dataclass(frozen=True, slots=True)
class Known:
    """A skill as one person stands to it."""

    skill: str  # id
    name: str
    mastery: Mastery  # held against the target, where there is one
    target: Target | None  # of all their roles together, or what a prerequisite needs
    requires: tuple[str, ...]  # ids of the skills to learn first, of those that are shown
    practised: bool  # whether there are questions on it


@dataclass(frozen=True, slots=True)
class Needing:
    """What one of a person's roles needs of the skills that they may know of."""

    name: str
    levels: Mapping[str, int]  # by the id of the skill, in the trainers' order; prerequisites that are no targets have 0


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of what somebody knows."""

    skills: tuple[Known, ...]
    roles: tuple[Needing, ...]
    questions: Mapping[str, str]  # texts by id, of those that may be read
    credits: Mapping[int, Credit]  # by the number of their event

    def known(self, skill: str) -> Known | None:
        """The skill with that id."""
        return next((one for one in self.skills if one.skill == skill), None)


@dataclass(frozen=True, slots=True)
class DueDay:
    """What is due on a day."""

    questions: int = 0
    skills: Mapping[str, int] = field(default_factory=dict)  # questions by the name of the skill, most first

    @property
    def minutes(self) -> float:
        """The time that it should take."""
        return self.questions * USUAL_S / 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """The coming days (UTC), what is overdue counted today, and how many questions are due after the last of them."""

    days: Mapping[date, DueDay]
    later: int


class Profiles:
    """The profiles of everybody."""

    def __init__(
        self,
        coach: Coach,
        skills: Callable[[], SkillsMap],
        clock: Callable[[], datetime],
    ) -> None:
        self._coach = coach
        self._skills = skills
        self._clock = clock

    def profile(self, person: Person, language: str, within: Readable) -> Profile:
        """What the person knows of each skill that they have questions on, or that a role of theirs needs."""
        skills, past = self._skills(), self._past(person)
        asked = dict.fromkeys(question.skill for question in self._coach.questions(within))
        roles = skills.roles_of(person.memberships)
        readable = skills.readable(within)
        targets = {one.skill: one for one in aims(skills, roles) if one.skill in readable}
        shown = [one.id for one in skills.skills if one.id in targets or one.id in asked]
        shown += [skill for skill in asked if skill not in shown]
        known = self._masteries(past, shown, targets)
        return Profile(
            tuple(_known(skills, skill, language, known[skill], targets, shown, skill in asked) for skill in shown),
            tuple(_needing(skills, role, language, readable) for role in roles),
            {question.id: question.question for question in self._coach.bank.list(within=within)},
            {one.sequence: one for one in past.credits},
        )

    def names(self, language: str, within: Readable) -> dict[str, str]:
        """What the skills are called that somebody may know of, by id: those of the map, and of their questions."""
        skills = self._skills()
        readable = skills.readable(within)
        known = [skill.id for skill in skills.skills if skill.id in readable]
        asked = dict.fromkeys(question.skill for question in self._coach.questions(within))
        return {skill: told_name(skills, skill, language) for skill in (*known, *asked)}

    def held_back(self, quiz: Quiz) -> bool:
        """Whether the feedback of a quiz may not be told yet: an exam or a test that goes on."""
        return quiz.mode in (Mode.EXAM, Mode.TEST_OUT) and quiz.next is not None and not quiz.late(self._clock())

    def progressions(self, person: Person, skills: Sequence[str]) -> dict[str, list[Moment]]:
        """What was known of each of these skills after every answer to it, and now; without those that have none."""
        return progression(self._past(person), frozenset(skills), self._coach.scale(), self._clock())

    def calendar(self, person: Person, language: str, within: Readable, days: int) -> Calendar:
        """What is due when, of the questions that the person may be asked."""
        today, skills = self._clock().date(), self._skills()
        asked = {question.id: question.skill for question in self._coach.questions(within)}
        found: defaultdict[date, Counter[str]] = defaultdict(Counter)
        for card in self._coach.followed(person.id).cards.values():
            if card.key in asked:
                found[max(card.due.date(), today)][told_name(skills, asked[card.key], language)] += 1
        coming = [today + timedelta(days=number) for number in range(days)]
        later = sum(counts.total() for day, counts in found.items() if day > coming[-1])
        return Calendar({day: DueDay(found[day].total(), dict(found[day].most_common())) for day in coming}, later)

    def _masteries(self, past: History, shown: Sequence[str], targets: Mapping[str, Target]) -> dict[str, Mastery]:
        scale, now = self._coach.scale(), self._clock()
        others = [skill for skill in shown if skill not in targets]
        return estimates(past, targets.values(), scale, now) | masteries(past, others, scale, now)

    def _past(self, person: Person) -> History:
        return self._coach.history(person.id)


def told_name(skills: SkillsMap, skill: str, language: str) -> str:
    """The name of a skill; of one that is not in the map, its id."""
    found = skills.skill(skill)
    return skill if found is None else found.name.told(language)


def _known(
    skills: SkillsMap,
    skill: str,
    language: str,
    mastery: Mastery,
    targets: Mapping[str, Target],
    shown: Sequence[str],
    practised: bool,
) -> Known:
    found = skills.skill(skill)
    requires = tuple(one for one in (() if found is None else found.requires) if one in shown)
    return Known(skill, told_name(skills, skill, language), mastery, targets.get(skill), requires, practised)


def _needing(skills: SkillsMap, role: JobRole, language: str, readable: frozenset[str]) -> Needing:
    levels = {target.skill: target.level for target in role.targets}
    needed = {one.skill: levels.get(one.skill, 0) for one in aims(skills, (role,)) if one.skill in readable}
    return Needing(role.name.told(language), {skill.id: needed[skill.id] for skill in skills.skills if skill.id in needed})
