"""What the answers of a trainer's people tell together: levels, questions, weeks. Tells of no single person; knows no page.

Every number is about a group, and is told only where `disclosure` lets it: of groups that are large enough, and do not
differ from others that are told by few people; and then only where so many of the group have answered.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import fmean

from assistant.insight.disclosure import EVERYBODY, Groups, Share, Withheld, veiled, withheld
from assistant.insight.items import Firsts, Flag, Statistics, first_answers, statistics
from assistant.learning.answers import History
from assistant.learning.mastery import TARGET, Item, Learner, Scale, distributions, expected, learner
from assistant.learning.questions import Question
from assistant.learning.skills import SkillsMap, merged_targets

WEEKS = 12  # of activity

Past = Mapping[str, History]  # by the id of the person
Targets = Mapping[str, Mapping[str, float]]  # 0 to 1, by the name of the group and the id of the skill


@dataclass(frozen=True, slots=True)
class GroupTold:
    """A group, and whether anything about its answers may be told at all."""

    name: str
    people: int
    withheld: Withheld | None


@dataclass(frozen=True, slots=True)
class Level:
    """How well a group knows a skill. Where it is withheld, neither share nor number of people is there."""

    group: str
    skill: str  # id
    target: float  # 0 to 1
    people: int | None  # who have answered
    share: float | None  # mean chance of a right answer on an average question, 0 to 1
    withheld: Withheld | None = None

    @property
    def gap(self) -> float:
        """How far it is below the target; 0 where it is not, or is not told."""
        return 0.0 if self.share is None else max(0.0, self.target - self.share)


@dataclass(frozen=True, slots=True)
class Choice:
    """How an option of a question is taken by a group."""

    option: str  # id
    share: Share
    rest: float | None  # mean score, 0 to 1, of those who take it on other questions
    right: bool


@dataclass(frozen=True, slots=True)
class Posed:
    """How a group fares with a question, by first answers."""

    group: str
    question: str  # id
    version: int
    people: int
    facility: Share  # of the points
    discrimination: float | None
    median_s: float
    choices: tuple[Choice, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """What a group did in a week. Where it is withheld, no numbers are there; a week without anybody is told as such."""

    group: str
    start: date  # Monday, UTC
    people: int | None
    answers: int | None
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """All that is told of a trainer's people together."""

    groups: tuple[GroupTold, ...]
    levels: tuple[Level, ...]  # of every group that may be told and every skill
    posed: tuple[Posed, ...]  # what may be told alone, the hardest first
    unsaid: Mapping[str, int]  # by group, how many questions were answered but by too few to be told
    weeks: tuple[Week, ...]  # in the order of time


def team(
    groups: Groups,
    past: Past,
    questions: Mapping[str, Question],
    targets: Targets,
    now: datetime,
    fewest: int,
    within: Callable[[str], bool],
    scale: Scale,
) -> Team:
    """What may be told of groups by the answers of their people on documents that whoever asks may read.

    `questions` are the questions on these, each with its skill, by their ids.
    """
    kept = withheld(groups, fewest)
    told = {name: people for name, people in groups.items() if name not in kept}
    read = {person: _readable(one, questions, within) for person, one in past.items()}
    asked = {person: mine for person, mine in first_answers(read).items() if mine}
    posed, unsaid = _posed(told, asked, questions, fewest)
    return Team(
        tuple(GroupTold(name, len(people), kept.get(name)) for name, people in groups.items()),
        tuple(_levels(told, read, {one.skill for one in questions.values()}, targets, now, fewest, scale)),
        tuple(sorted(posed, key=lambda one: (one.facility.value, one.question))),
        unsaid,
        tuple(_weeks(told, read, now, fewest)),
    )


def targets(skills: SkillsMap, groups: Iterable[str]) -> dict[str, dict[str, float]]:
    """What the roles of each group ask for; of everybody what any of them asks for."""
    names = [name for name in groups if name != EVERYBODY]
    held = {EVERYBODY: names, **{name: [name] for name in names}}
    return {name: {one.skill: one.chance for one in merged_targets(skills.roles_of(within))} for name, within in held.items()}


def _readable(past: History, questions: Mapping[str, Question], within: Callable[[str], bool]) -> History:
    """The answers on documents that may be read, each in the skill that its question has now."""
    answers = [one for one in past.answers if within(one.document)]
    return History(
        tuple(
            replace(one, skill=questions[one.question].skill) if one.question in questions else one for one in answers
        )
    )  # fmt: skip


def _levels(
    groups: Groups, past: Past, skills: Iterable[str], targets: Targets, now: datetime, fewest: int, scale: Scale
) -> Iterable[Level]:
    known = {person: _shares(learner(one, scale), scale, now) for person, one in past.items()}
    for skill in sorted(skills):
        have = {person for person, of_them in known.items() if skill in of_them}
        shares = {person: known[person][skill] for person in have}
        cells = {name: people & have for name, people in groups.items()}
        kept = withheld(cells, fewest)
        for name, people in cells.items():
            target = targets.get(name, {}).get(skill, TARGET)
            if name in kept:
                yield Level(name, skill, target, None, None, kept[name])
            else:
                yield Level(name, skill, target, len(people), fmean(shares[person] for person in sorted(people)))


def _shares(who: Learner, scale: Scale, now: datetime) -> dict[str, float]:
    """The chance of a right answer on an average question of each skill that somebody has answered."""
    found = distributions(who, now)
    return {name: scale.calibration(expected(one, Item(scale.averages.get(name, 0.0)))) for name, one in found.items()}


def _posed(
    groups: Groups, firsts: Firsts, questions: Mapping[str, Question], fewest: int
) -> tuple[list[Posed], dict[str, int]]:
    takers: dict[str, set[str]] = {}
    for person, mine in firsts.items():
        for question in mine.keys() & questions.keys():
            takers.setdefault(question, set()).add(person)
    kept = {
        question: withheld({name: people & who for name, people in groups.items()}, fewest) for question, who in takers.items()
    }
    found: list[Posed] = []
    unsaid: dict[str, int] = {}
    for name, people in groups.items():
        known = statistics({person: firsts[person] for person in people & firsts.keys()}, questions, fewest)
        found += [_of_statistics(name, one) for question, one in known.items() if name not in kept.get(question, groups)]
        unsaid[name] = sum(name in kept[question] and bool(people & who) for question, who in takers.items())
    return found, unsaid


def _of_statistics(group: str, one: Statistics) -> Posed:
    choices = tuple(Choice(use.option, veiled(use.share, one.people), use.rest, use.right) for use in one.uses)
    return Posed(
        group, one.question, one.version, one.people, veiled(one.facility, one.people), one.discrimination, one.median_s,
        choices, one.flags,
    )  # fmt: skip


def _weeks(groups: Groups, past: Past, now: datetime, fewest: int) -> Iterable[Week]:
    last = now.date() - timedelta(days=now.weekday())
    counts: dict[tuple[date, str], int] = {}
    for person, one in past.items():
        for answer in one.answers:
            day = answer.time.date()
            place = (day - timedelta(days=day.weekday()), person)
            counts[place] = counts.get(place, 0) + 1
    for start in (last - timedelta(weeks=back) for back in reversed(range(WEEKS))):
        busy = {person for week, person in counts if week == start}
        cells = {name: people & busy for name, people in groups.items()}
        # nobody at all is told: it is true of a whole group
        kept = withheld({name: people for name, people in cells.items() if people}, fewest)
        for name, people in cells.items():
            if name in kept:
                yield Week(name, start, None, None, kept[name])
            else:
                yield Week(name, start, len(people), sum(counts[start, person] for person in people))
