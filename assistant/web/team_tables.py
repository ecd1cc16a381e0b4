"""What is told of a team as tables of words and numbers, for the page and for files alike. Knows no HTML and no file format."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from assistant.insight.disclosure import EVERYBODY, Share, Side, Withheld
from assistant.insight.standings import ORDER, Standing, completions
from assistant.insight.team import Level, Posed, Team
from assistant.learning.questions import Question
from assistant.web.words import Words

Cell: TypeAlias = str | int | float


@dataclass(frozen=True, slots=True)
class Names:
    """What people call things: skills, courses and questions by their ids."""

    skills: Mapping[str, str]
    courses: Mapping[str, str]
    questions: Mapping[str, Question]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a trainer is told, looked at for one group."""

    team: Team
    standings: tuple[Standing, ...]
    names: Names
    group: str  # EVERYBODY or a name
    at: datetime
    fewest: int  # people

    @property
    def levels(self) -> list[Level]:
        """Those of the group, what is known least first, what is withheld last."""
        mine = [one for one in self.team.levels if one.group == self.group]
        return sorted(mine, key=lambda one: (one.share is None, one.share or 0.0, self.names.skills.get(one.skill, one.skill)))

    @property
    def posed(self) -> list[Posed]:
        """The questions that the group answered, the hardest first."""
        return [one for one in self.team.posed if one.group == self.group]

    @property
    def withheld(self) -> Withheld | None:
        """Why nothing at all may be told of the group's answers."""
        return next((one.withheld for one in self.team.groups if one.name == self.group), Withheld.FEW)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the heads of the columns and the rows below them."""

    key: str  # its name in files
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets(report: Report, words: Words, most: int | None = None) -> dict[str, Sheet]:
    """All tables by their keys, in the order of the page; of the questions the hardest, at most so many."""
    made = (
        due_sheet(report, words), courses_sheet(report, words), levels_sheet(report, words), groups_sheet(report, words),
        gaps_sheet(report, words), questions_sheet(report, words, most), options_sheet(report, report.posed[:most], words),
        weeks_sheet(report, words),
    )  # fmt: skip
    return {one.key: one for one in made}


def due_sheet(report: Report, words: Words) -> Sheet:
    """Who has to pass what until when, the most urgent first."""
    keys = ("person", "groups", "course", "state", "until", "mandatory")
    rows = tuple(
        (
            one.person, ", ".join(one.groups), subject_name(one.subject, one.requiz, report.names, words),
            words(f"team.state_{one.state.value}"), "" if one.until is None else f"{one.until:%Y-%m-%d}",
            words("team.yes" if one.mandatory else "team.no"),
        )
        for one in report.standings
    )  # fmt: skip
    return Sheet("due", words("team.due"), _heads(keys, words), rows)


def courses_sheet(report: Report, words: Words) -> Sheet:
    """How many people are how far with each course."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (subject_name(one.subject, one.requiz, report.names, words), *(one.counts.get(state, 0) for state in ORDER))
        for one in completions(report.standings)
    )
    heads = (words("team.course"), *(words(f"team.state_{state.value}") for state in ORDER))
    return Sheet("courses", words("team.by_course"), heads, rows)


def levels_sheet(report: Report, words: Words) -> Sheet:
    """What the group knows of each skill."""
    rows = tuple(
        (report.names.skills.get(one.skill, one.skill), *_known(one, words), percent(one.target)) for one in report.levels
    )
    return Sheet("levels", words("team.levels"), _heads(("skill", "known", "people", "target"), words), rows)


def groups_sheet(report: Report, words: Words) -> Sheet:
    """What every group knows of each skill, beside one another."""
    told = [one.name for one in report.team.groups if one.withheld is None]
    found = {(one.skill, one.group): one for one in report.team.levels}
    skills = sorted({one.skill for one in report.team.levels}, key=lambda one: report.names.skills.get(one, one))
    rows = tuple(
        (report.names.skills.get(skill, skill), *(_known(found[skill, name], words)[0] for name in told)) for skill in skills
    )
    heads = (words("team.skill"), *(group_name(name, words) for name in told))
    return Sheet("groups", words("team.by_group"), heads, rows)


def gaps_sheet(report: Report, words: Words) -> Sheet:
    """The skills of the group that are below their targets, the widest gap first."""
    below = sorted((one for one in report.levels if one.gap > 0), key=lambda one: -one.gap)
    rows = tuple(
        (
            report.names.skills.get(one.skill, one.skill), percent(one.share or 0.0), percent(one.target),
            percent(one.target) - percent(one.share or 0.0), _hardest(report, one.skill), _where(report, one.skill),
        )
        for one in below
    )  # fmt: skip
    return Sheet("gaps", words("team.gaps"), _heads(("skill", "known", "target", "gap", "hardest", "where"), words), rows)


def questions_sheet(report: Report, words: Words, most: int | None = None) -> Sheet:
    """The questions by how many are right, the hardest first; the number is that of the plot."""
    rows = tuple(
        (
            number, report.names.questions[one.question].question, one.people, share_told(one.facility, words),
            "–" if one.discrimination is None else round(one.discrimination, 2), round(one.median_s),
            "; ".join(words(f"team.flag_{flag.value}") for flag in one.flags),
        )
        for number, one in enumerate(report.posed[:most], 1)
    )  # fmt: skip
    keys = ("number", "question", "people", "right", "discrimination", "seconds", "odd")
    return Sheet("questions", words("team.questions"), _heads(keys, words), rows)


def options_sheet(report: Report, posed: Sequence[Posed], words: Words) -> Sheet:
    """How the options of questions are taken."""
    texts = {
        (name, option.id): option.text for name, one in report.names.questions.items() for option in one.options
    }  # fmt: skip
    rows = tuple(
        (
            report.names.questions[one.question].question, texts.get((one.question, choice.option), choice.option),
            words("team.yes" if choice.right else "team.no"), share_told(choice.share, words),
            "–" if choice.rest is None else percent(choice.rest),
        )
        for one in posed
        for choice in one.choices
    )  # fmt: skip
    keys = ("question", "option", "is_right", "taken", "rest")
    return Sheet("options", words("team.options"), _heads(keys, words), rows)


def weeks_sheet(report: Report, words: Words) -> Sheet:
    """How many people of the group answered how many questions in each of the last weeks."""
    rows = tuple(
        (
            one.start.isoformat(),
            *((why_told(one.withheld, words), "–") if one.people is None else (one.people, one.answers or 0)),
        )
        for one in report.team.weeks
        if one.group == report.group
    )
    return Sheet("weeks", words("team.weeks"), _heads(("week", "people", "answers"), words), rows)


def group_name(name: str, words: Words) -> str:
    """What a group is called."""
    return words("team.everybody") if name == EVERYBODY else name


def subject_name(subject: str, requiz: bool, names: Names, words: Words) -> str:
    """What was assigned: the name of the course, or the document that changed."""
    return words("team.requiz", document=subject) if requiz else names.courses.get(subject, subject)


def share_told(share: Share, words: Words) -> Cell:
    """A share as whole percent, with how it is meant."""
    value = percent(share.value)
    return value if share.side is Side.EXACT else words(f"team.{share.side.value}", n=value)


def why_told(why: Withheld | None, words: Words) -> str:
    """What stands where something is withheld."""
    return words(f"team.withheld_{(why or Withheld.FEW).value}")


def percent(share: float) -> int:
    """A share as whole percent."""
    return round(100 * share)


def _known(one: Level, words: Words) -> tuple[Cell, Cell]:
    if one.share is None:
        return why_told(one.withheld, words), "–"
    return percent(one.share), one.people or 0


def _hardest(report: Report, skill: str) -> str:
    """The text of the hardest question of a skill that may be told."""
    asked = (report.names.questions[one.question] for one in report.posed)
    return next((question.question for question in asked if question.skill == skill), "–")


def _where(report: Report, skill: str) -> str:
    """Where a skill is taught: the documents of its questions."""
    places = dict.fromkeys(one.evidence.document for one in report.names.questions.values() if one.skill == skill)
    return "; ".join(places)


def _heads(keys: Iterable[str], words: Words) -> tuple[str, ...]:
    return tuple(words(f"team.{key}") for key in keys)
