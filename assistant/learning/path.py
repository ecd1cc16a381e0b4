"""A person's way to what their roles need: steps in order, each with its time and reasons. Knows nothing of files or pages.

A step is finished when the mastery of its skill reaches the target, and stays finished: the journal then says so
("completed" with "skill" and "level"), until the target's validity runs out. What is mandatory comes first, what is soonest
done before the rest; nothing comes before what it requires.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil
from typing import Any, Protocol

from assistant.learning.answers import Event, History, history
from assistant.learning.mastery import ENOUGH, MOST, Mastery, Needed, Scale, masteries
from assistant.learning.skills import JobRole, Place, SkillsMap, Target, merged_targets
from assistant.learning.study_time import StudyTime
from assistant.learning.validity import expired, expires

PREREQUISITE_LEVEL = 1  # of a skill that no role asks for itself
WEAK = 0.6  # share below which a skill is weak, and its passages are to be read again
SUCCESS = 0.8  # share of right answers that practice aims at: so many more are asked than must be right
READ_SHARE = 0.5  # of the reading time, spent on the present version: the document counts as read
LEAST_IMPORTANCE = 0.05  # so that what matters nothing still has a place
MOST_READING_S = 1800.0  # of one step: a whole folder is for looking up


class Estimate(Protocol):
    """How well somebody masters a skill, held against the target."""

    @property
    def share(self) -> float:
        """The chance of a right answer."""

    @property
    def lower(self) -> float:
        """What that chance hardly is below."""

    @property
    def answers(self) -> int:
        """How many answers it rests on."""

    @property
    def needed(self) -> tuple[Needed, ...]:
        """What is missing before the target is met."""

    @property
    def more(self) -> int | None:
        """Right answers that would give the certainty; None where they are too many to tell."""


class Code(StrEnum):
    """Why a step is on a path, or what is missing."""

    MANDATORY = "mandatory"  # about: roles
    ROLE = "role"  # about: roles
    PREREQUISITE = "prerequisite"  # about: the skill that needs it
    EXPIRED = "expired"  # number: days since
    UNKNOWN = "unknown"  # nothing was answered yet
    WEAK = "weak"  # number: share
    CERTAINTY = "certainty"  # number: the lower bound
    LATER = "later"  # all that is missing is a right answer on a later day
    READ = "read"  # its documents were read already


class StepState(StrEnum):
    """How far a step is."""

    OPEN = "open"
    WAITING = "waiting"  # for another day
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code with what it is about."""

    code: Code
    about: tuple[str, ...] = ()  # ids
    number: float = 0.0

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The reason as commands print it."""
        return {"code": self.code.value, "about": list(self.about), "number": round(self.number, 3)}


@dataclass(frozen=True, slots=True)
class Step:
    """A skill on a path."""

    skill: str
    level: int
    mandatory: bool
    importance: float
    state: StepState
    reading_s: float  # seconds of reading left
    questions: int  # that it should take
    answering_s: float  # seconds for them
    places: tuple[Place, ...]  # to read; only what the person may read
    reasons: tuple[Reason, ...]
    finished: datetime | None = None  # when, as the journal says; None for one that the journal does not know of yet
    until: datetime | None = None  # when that lapses

    @property
    def minutes(self) -> float:
        """The time that it should take."""
        return (self.reading_s + self.answering_s) / 60

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The step as commands print it."""
        return {
            "skill": self.skill, "level": self.level, "mandatory": self.mandatory, "importance": self.importance,
            "state": self.state.value, "minutes": round(self.minutes, 1), "questions": self.questions,
            "places": [{"document": place.document, "heading": place.heading} for place in self.places],
            "reasons": [one.to_json() for one in self.reasons],
            "finished": None if self.finished is None else self.finished.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """The steps that are open, in their order, then those finished."""

    roles: tuple[str, ...]
    steps: tuple[Step, ...]
    hidden: int = 0  # skills of the roles that the person may not know of

    @property
    def left(self) -> tuple[Step, ...]:
        """The steps that are not finished."""
        return tuple(step for step in self.steps if step.state is not StepState.FINISHED)

    @property
    def minutes(self) -> float:
        """The time that the rest should take."""
        return sum(step.minutes for step in self.left)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The path as commands print it."""
        steps = [step.to_json() for step in self.steps]
        return {"roles": list(self.roles), "minutes": round(self.minutes, 1), "hidden": self.hidden, "steps": steps}


@dataclass(frozen=True, slots=True)
class Difference:
    """What another path asks that this one does not."""

    added: tuple[str, ...]  # skills still to learn
    raised: tuple[str, ...]  # skills that are needed at a higher level
    dropped: tuple[str, ...]  # skills no longer needed
    minutes: float  # more than now, below 0 where it is less


def aims(skills: SkillsMap, roles: Sequence[JobRole]) -> tuple[Target, ...]:
    """What roles need: their targets, and the prerequisites of these that are no targets themselves."""
    targets = {target.skill: target for target in merged_targets(roles)}
    needed = [one for target in targets.values() for one in skills.prerequisites(target.skill)]
    others = {one: Target(one, PREREQUISITE_LEVEL) for one in needed if one not in targets}
    return (*others.values(), *targets.values())


def estimates(past: History, aims: Iterable[Target], scale: Scale, now: datetime) -> dict[str, Mastery]:
    """The mastery of each skill, held against the level that it is needed at."""
    by_chance: defaultdict[float, list[str]] = defaultdict(list)
    for target in aims:
        by_chance[target.chance].append(target.skill)
    found: dict[str, Mastery] = {}
    for chance, named in by_chance.items():
        found |= masteries(past, named, scale, now, chance)
    return found


def path(
    skills: SkillsMap,
    roles: Sequence[JobRole],
    mastery: Mapping[str, Estimate],
    events: Iterable[Event],
    times: StudyTime,
    readable: Callable[[str], bool],
    now: datetime,
) -> Path:
    """The path of a person with a journal to what roles need; another role than their own is the question "what if?".

    `mastery` holds an estimate for each of `aims(skills, roles)`. Skills of which the person may read nothing are left out;
    so are prerequisites that only finished steps need.
    """
    known, wanted = skills.readable(readable), aims(skills, roles)
    past = _Past(events)
    steps = {
        target.skill: _step(skills, roles, target, mastery[target.skill], past, times, readable, now)
        for target in wanted
        if target.skill in known
    }  # fmt: skip
    left = [steps[skill] for skill in _order(skills, steps, merged_targets(roles))]
    done = sorted((one for one in steps.values() if one.state is StepState.FINISHED), key=lambda one: one.finished or now)
    return Path(tuple(role.id for role in roles), (*left, *done), len(wanted) - len(steps))


def records(found: Path, events: Iterable[Event]) -> Iterator[tuple[dict[str, Any], str]]:  # Any: JSON
    """Data and key of a "completed" event for each step that is finished and that the journal does not know of yet."""
    past = _Past(events)
    for step in found.steps:
        if step.state is StepState.FINISHED and step.finished is None:
            number = len(past.completed.get(step.skill, ()))
            yield {"skill": step.skill, "level": step.level}, f"skill/{step.skill[:100]}/{step.level}/{number}"


def difference(now: Path, then: Path) -> Difference:
    """What changes for somebody whose path is `now` and would be `then`."""
    here, there = ({step.skill: step for step in one.steps} for one in (now, then))
    return Difference(
        tuple(step.skill for step in then.left if step.skill not in here),
        tuple(step.skill for step in then.left if step.skill in here and step.level > here[step.skill].level),
        tuple(step.skill for step in now.left if step.skill not in there),
        then.minutes - now.minutes,
    )


class _Past:
    """What a journal says about steps: which were finished when, what was read, what was answered right."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.completed: defaultdict[str, list[tuple[int, datetime]]] = defaultdict(list)
        self.read_s: defaultdict[tuple[str, str], float] = defaultdict(float)  # by document and version
        self.right: defaultdict[str, list[datetime]] = defaultdict(list)
        tests: dict[str, int] = {}  # by session, the place of what it completed
        events = tuple(events)
        for event in events:
            if event.kind == "completed" and "skill" in event.data:
                self.completed[str(event.data["skill"])].append((int(event.data.get("level", 1)), event.time))
                tests[str(event.data.get("session", ""))] = len(self.completed[str(event.data["skill"])]) - 1
            elif event.kind == "failed" and str(event.data.get("session", "")) in tests and "skill" in event.data:
                place = tests[str(event.data["session"])]  # it reaches no level any more, and stays counted
                self.completed[str(event.data["skill"])][place] = (0, event.time)
            elif event.kind == "experienced":
                read = (str(event.data.get("document", "")), str(event.data.get("version", "")))
                self.read_s[read] += float(event.data.get("seconds", 0.0))
        for answer in history(events).answers:  # with later corrections
            if answer.correct:
                self.right[answer.skill].append(answer.time)

    def finished(self, target: Target) -> datetime | None:
        """When the target's level was last reached."""
        times = [time for level, time in self.completed.get(target.skill, ()) if level >= target.level]
        return max(times, default=None)

    def right_since(self, skill: str, when: datetime) -> int:
        """How many answers of a skill were right since then."""
        return sum(time >= when for time in self.right.get(skill, ()))


def _step(
    skills: SkillsMap,
    roles: Sequence[JobRole],
    target: Target,
    estimate: Estimate,
    past: _Past,
    times: StudyTime,
    readable: Callable[[str], bool],
    now: datetime,
) -> Step:
    finished = past.finished(target)
    lapsed = finished is not None and expired(finished, target.validity_months, now)
    end = None if finished is None else expires(finished, target.validity_months)
    shown_again = 0 if end is None or not lapsed else past.right_since(target.skill, end)
    state = _state(estimate, finished, lapsed, shown_again)
    skill = skills.skill(target.skill)
    places = tuple(place for place in (skill.places if skill is not None else ()) if readable(place.document))
    unread = [] if state is not StepState.OPEN else _unread(places, past, times)
    reading = 0.0 if estimate.answers >= ENOUGH and estimate.share >= WEAK else sum(times.reading_s[one] for one in unread)
    questions = 0 if state is StepState.FINISHED else _questions(estimate, ENOUGH - shown_again if lapsed else 0)
    why = list(_why(skills, roles, target))
    if state is not StepState.FINISHED:
        why += _missing(estimate, (now - end).days if lapsed and end is not None else None)
        why += [Reason(Code.READ)] if places and not unread and state is StepState.OPEN and times.reading_s else []
    return Step(
        target.skill, target.level, target.mandatory, target.importance, state,
        min(MOST_READING_S, reading), questions, questions * times.item(target.skill), places, tuple(why),
        finished if state is StepState.FINISHED and not lapsed else None,
        end if state is StepState.FINISHED and not lapsed else None,
    )  # fmt: skip


def _state(estimate: Estimate, finished: datetime | None, lapsed: bool, shown_again: int) -> StepState:
    if finished is not None and not lapsed:
        return StepState.FINISHED
    if not estimate.needed and (not lapsed or shown_again >= ENOUGH):
        return StepState.FINISHED
    return StepState.WAITING if estimate.needed == (Needed.DELAY,) and not lapsed else StepState.OPEN


def _questions(estimate: Estimate, again: int) -> int:
    """The questions that should be asked, wrong answers among them."""
    right = MOST if estimate.more is None else estimate.more
    right = max(right, ENOUGH - estimate.answers if Needed.ANSWERS in estimate.needed else 0, again)
    return max(ceil(right / SUCCESS), 1 if Needed.DELAY in estimate.needed else 0)


def _unread(places: Iterable[Place], past: _Past, times: StudyTime) -> list[Place]:
    """The places whose documents were not read for about as long as reading them takes, in their present version."""
    needed: defaultdict[str, float] = defaultdict(float)
    timed = [place for place in places if place in times.reading_s]
    for place in timed:
        needed[place.document] += times.reading_s[place]
    return [place for place in timed if _read_s(place.document, past, times) < READ_SHARE * needed[place.document]]


def _read_s(document: str, past: _Past, times: StudyTime) -> float:
    """Seconds spent on the present version of a document, or on those of a folder."""
    inside = [name for name in times.versions if name == document or (document.endswith("/") and name.startswith(document))]
    return sum(past.read_s.get((name, times.versions[name]), 0.0) for name in inside)


def _why(skills: SkillsMap, roles: Sequence[JobRole], target: Target) -> Iterator[Reason]:
    asking = [(role.id, one) for role in roles for one in role.targets if one.skill == target.skill]
    mandatory = tuple(role for role, one in asking if one.mandatory)
    others = tuple(role for role, one in asking if not one.mandatory)
    if mandatory:
        yield Reason(Code.MANDATORY, mandatory)
    if others:
        yield Reason(Code.ROLE, others)
    wanted = [one.skill for role in roles for one in role.targets]
    needing = tuple(dict.fromkeys(one for one in wanted if target.skill in skills.prerequisites(one)))
    if needing:
        yield Reason(Code.PREREQUISITE, needing)


def _missing(estimate: Estimate, lapsed_days: int | None) -> Iterator[Reason]:
    if lapsed_days is not None:
        yield Reason(Code.EXPIRED, (), float(lapsed_days))
    if estimate.answers == 0:
        yield Reason(Code.UNKNOWN)
    elif estimate.share < WEAK:
        yield Reason(Code.WEAK, (), estimate.share)
    elif Needed.CERTAINTY in estimate.needed or Needed.ANSWERS in estimate.needed:
        yield Reason(Code.CERTAINTY, (), estimate.lower)
    elif Needed.DELAY in estimate.needed:
        yield Reason(Code.LATER)


def _order(skills: SkillsMap, steps: Mapping[str, Step], targets: Sequence[Target]) -> list[str]:
    """The skills of the open steps: goal after goal, mandatory ones first, then by the time until each is reached.

    The time of an optional goal is divided by its importance. A goal's open prerequisites come right before it.
    """
    left = {skill for skill, step in steps.items() if step.state is not StepState.FINISHED}
    goals = [target for target in targets if target.skill in left]
    needed = {
        target.skill: [one for one in (*skills.prerequisites(target.skill), target.skill) if one in left] for target in goals
    }
    ordered: dict[str, None] = {}

    def cost(target: Target) -> tuple[bool, float]:
        minutes = sum(steps[one].minutes for one in needed[target.skill] if one not in ordered)
        return not target.mandatory, minutes if target.mandatory else minutes / max(LEAST_IMPORTANCE, target.importance)

    while goals:
        nearest = min(goals, key=cost)  # the first of equals: the trainers' order
        ordered |= dict.fromkeys(needed[nearest.skill])
        goals = [target for target in goals if target.skill not in ordered]
    return list(ordered)
