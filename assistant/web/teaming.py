"""What happens when a trainer looks at their team. Knows nothing of how the page is laid out, or of assigning."""

import base64
import json
import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import gradio as gr
from markupsafe import Markup

from assistant.errors import AccessDenied, JournalDamaged
from assistant.insight.disclosure import EVERYBODY, groups_for, seen_by
from assistant.insight.standings import standings
from assistant.insight.team import Team, targets, team
from assistant.learning.answers import History, history
from assistant.learning.assignments import Status
from assistant.learning.skills_file import SkillsFile
from assistant.people.journal import utc_now
from assistant.people.person import Person
from assistant.web.header import header
from assistant.web.history_view import file_view
from assistant.web.markup import block
from assistant.web.problems import shown
from assistant.web.team_files import as_csv, as_pdf
from assistant.web.team_tables import Names, Report, group_name, sheets
from assistant.web.team_view import due_view, files_view, gaps_view, levels_view, questions_view, summary_view, weeks_view
from assistant.web.who import trainer_of
from assistant.web.words import Words

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Update: TypeAlias = Any  # Any: what Gradio's update functions return
PRINTED = 50  # of the hardest questions; a file for spreadsheets has all
KEPT = 8  # teams that were found last
logger = logging.getLogger(__name__)


class Shown(NamedTuple):
    """What changes, in the order of the page."""

    summary: Update
    due: Update
    levels: Update
    gaps: Update
    questions: Update
    weeks: Update
    files: Update


class Kept:
    """What was found last, a few times over, so that another group or a file of the same costs no second look."""

    def __init__(self) -> None:
        self._found: OrderedDict[Hashable, tuple[Team, int]] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Hashable, anew: Callable[[], tuple[Team, int]]) -> tuple[Team, int]:
        """What was found under the same key, else what is found anew."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        found = anew()
        with self._lock:
            self._found[key] = found
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
        return found


class Teaming:
    """The handlers of one language's page. Every one of them asks first whether a trainer or an admin is asking."""

    def __init__(self, assistant: "Assistant", words: Words, clock: Callable[[], datetime] = utc_now) -> None:
        self._assistant = assistant
        self._words = words
        self._clock = clock
        self._known = Kept()

    def arrive(self, request: gr.Request) -> tuple[Update, ...]:
        """The page as it opens: the bar, the groups to choose from, and what is told of everybody."""
        with shown(self._words):
            person = trainer_of(request, self._assistant)
            bar = header(person, self._words, "/team", self._assistant.settings.server.name)
            report, unread = self._report(person, EVERYBODY)
            choices = [(group_name(one.name, self._words), one.name) for one in report.team.groups]
            return (bar, gr.update(choices=choices, value=EVERYBODY), *self._drawn(report, unread))

    def choose(self, group: str, request: gr.Request) -> Shown:
        """What is told of another group."""
        with shown(self._words):
            return self._drawn(*self._report(trainer_of(request, self._assistant), group))

    def export(self, command: str, group: str, request: gr.Request) -> str:
        """One table as CSV, or all of them as PDF, for the browser to save."""
        with shown(self._words):
            wanted = str(json.loads(command).get("sheet", ""))
            report, _ = self._report(trainer_of(request, self._assistant), group)
            found = sheets(report, self._words)
            if wanted in found:
                return self._block(file_view(f"docent-team-{wanted}.csv", as_csv(found[wanted]), "text/csv"))
            name, words = group_name(report.group, self._words), self._words
            lines = (words("team.of_group", group=name, at=f"{report.at:%Y-%m-%d %H:%M}"), words("team.rule", n=report.fewest))
            printed = sheets(report, words, PRINTED).values()
            content = as_pdf(words("team.title"), lines, printed, words("team.no_rows"))
            return self._block(
                file_view("docent-team.pdf", base64.b64encode(content).decode(), "application/pdf", encoded=True)
            )

    def _report(self, viewer: Person, group: str) -> tuple[Report, int]:
        """What may be told to somebody of one of their groups, and how many journals cannot be read.

        Raises:
            AccessDenied: it is no group of theirs.
        """
        assistant, now, language = self._assistant, self._clock(), self._words.language
        within, fewest = partial(assistant.may_read, viewer), assistant.settings.practice.fewest_people
        accounts = assistant.accounts.list()
        groups = groups_for(viewer, accounts, fewest)
        if group not in groups:
            raise AccessDenied("there is no such group, or it is not yours")
        skills = SkillsFile(assistant.settings.practice.skills).read()
        questions = {one.id: one for one in assistant.coach.questions(within)}
        # who sees what, everybody's answers, and what they are held against: what follows from these is found once
        asked = tuple((one.id, one.version, one.skill) for one in questions.values())
        key = (viewer, tuple(accounts), assistant.coach.journals.marks(), asked, skills, fewest, now.date())

        def anew() -> tuple[Team, int]:
            past, unread = self._past([one for ids in groups.values() for one in ids])
            scale = assistant.coach.scale()
            return team(groups, past, questions, targets(skills, groups), now, fewest, within, scale), unread

        found, unread = self._known.of(key, anew)
        courses = {one.id: one.name.told(language) for one in assistant.curriculum.course_list(within)}
        names = Names({one.id: one.name.told(language) for one in skills.skills}, courses, questions)
        stand = standings(
            seen_by(viewer, accounts), self._statuses, lambda one: one.course in courses or within(one.document), group
        )
        return Report(found, stand, names, group, now, fewest), unread

    def _statuses(self, person: Person) -> tuple[Status, ...]:
        """Where somebody stands; of a damaged journal nothing is known."""
        try:
            return self._assistant.curriculum.statuses(person)
        except JournalDamaged:  # it is logged and counted where answers are read
            return ()

    def _past(self, people: Sequence[str]) -> tuple[Mapping[str, History], int]:
        """What people have answered; a damaged journal is left out, logged and counted."""
        found: dict[str, History] = {}
        unread = 0
        for person in dict.fromkeys(people):
            try:
                found[person] = history(self._assistant.coach.journals.of(person).events())
            except JournalDamaged as damaged:
                unread += 1
                logger.warning("a journal is left out: %s", damaged)
        return found, unread

    def _drawn(self, report: Report, unread: int) -> Shown:
        words = self._words
        views = (
            summary_view(report, unread, words), due_view(report, words), levels_view(report, words), gaps_view(report, words),
            questions_view(report, words), weeks_view(report, words), files_view(words),
        )  # fmt: skip
        return Shown(*map(self._block, views))

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)
