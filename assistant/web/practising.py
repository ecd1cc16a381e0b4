"""What happens when somebody uses the page for practising. Knows nothing of how the page is laid out."""

import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

import gradio as gr
from markupsafe import Markup

from assistant.answering.answers import Citation
from assistant.coaching import Graded, Overview, Wish
from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Mode
from assistant.learning.bank import Readable
from assistant.learning.questions import Kind, Question
from assistant.people.person import Person
from assistant.web.evidence_view import evidence_view
from assistant.web.header import header
from assistant.web.markup import NOTHING, block, html
from assistant.web.practise_view import graded_view, start_view, summary_view, turn_view
from assistant.web.problems import shown
from assistant.web.who import person_of
from assistant.web.words import Words

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Row: TypeAlias = Mapping[str, Any]  # Any: JSON
Stage: TypeAlias = tuple[str, str]  # the question or what came of it; the evidence beside


class Practising:
    """The handlers of one language's page. Who practises is taken from each request, where they stand from their journal."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words

    def arrive(self, request: gr.Request) -> tuple[str, str, str]:
        """The page as it opens: in the middle of the quiz that one is in the middle of, else what one can start."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            bar = header(person, self._words, "/practise", self._assistant.settings.server.name)
            overview = self._overview(person)
            running = overview.running
            return (bar, *(self._start(overview) if running is None else self._turn(person, running.id)))

    def home(self, request: gr.Request) -> Stage:
        """What one can start."""
        with shown(self._words):
            return self._start(self._overview(person_of(request, self._assistant)))

    def begin(self, command: str, request: gr.Request) -> Stage:
        """The first question of a new quiz."""
        with shown(self._words):
            person, wanted = person_of(request, self._assistant), json.loads(command)
            quiz = self._assistant.coach.begin(
                person.id, _wish(wanted, self._assistant.settings.practice.minutes), self._within(person)
            )
            return self._turn(person, quiz.id)

    def reply(self, command: str, request: gr.Request) -> Stage:
        """What came of a reply, with the page that proves it; in an exam the next question."""
        with shown(self._words):
            person, given = person_of(request, self._assistant), json.loads(command)
            quiz, within = str(given["quiz"]), self._within(person)
            turn = self._assistant.coach.turn(person.id, quiz, within)
            if turn is None:
                return self._end(person, quiz)
            reply = reply_of(turn.asked.kind, given) if turn.asked.id == given["question"] else None
            graded = self._assistant.coach.reply(person.id, quiz, str(given["question"]), reply, within)
            if graded.quiz.mode is Mode.EXAM:
                return self._turn(person, quiz)
            return self._block(graded_view(graded, graded.quiz.next is not None, self._words)), self._evidence(person, graded)

    def next(self, command: str, request: gr.Request) -> Stage:
        """The next question."""
        with shown(self._words):
            return self._turn(person_of(request, self._assistant), str(json.loads(command)["quiz"]))

    def end(self, command: str, request: gr.Request) -> Stage:
        """Ends a quiz: how it went."""
        with shown(self._words):
            return self._end(person_of(request, self._assistant), str(json.loads(command)["quiz"]))

    def object(self, command: str, request: gr.Request) -> str:
        """Takes an objection to how a reply was graded."""
        with shown(self._words):
            person, given = person_of(request, self._assistant), json.loads(command)
            self._assistant.coach.object(person.id, int(given["answer"]), str(given.get("text", "")), self._within(person))
            return self._block(html('<p class="d-note" data-announce="">{text}</p>', text=self._words("practise.objected")))

    def _within(self, person: Person) -> Readable:
        return partial(self._assistant.may_read, person)

    def _overview(self, person: Person) -> Overview:
        return self._assistant.coach.overview(person.id, self._words.language, self._within(person))

    def _start(self, overview: Overview) -> Stage:
        view = start_view(overview, self._assistant.settings.practice.minutes, uuid4().hex, self._words)
        return self._block(view), self._block(NOTHING)

    def _turn(self, person: Person, quiz: str) -> Stage:
        turn = self._assistant.coach.turn(person.id, quiz, self._within(person))
        return self._end(person, quiz) if turn is None else (self._block(turn_view(turn, self._words)), self._block(NOTHING))

    def _end(self, person: Person, quiz: str) -> Stage:
        within = self._within(person)
        ended = self._assistant.coach.practice.end(person.id, quiz)
        answers = self._assistant.coach.graded(person.id, quiz, within)
        changes = self._assistant.coach.changes(person.id, quiz, self._words.language)
        return self._block(summary_view(ended, answers, changes, self._words)), self._block(NOTHING)

    def _evidence(self, person: Person, graded: Graded) -> str:
        citation = cited(graded.question)
        try:
            page = self._assistant.page(person, citation.document, citation.page)
            current = page if page.text[citation.start : citation.end] == citation.quote else None
        except (AccessDenied, Problem):  # the document is gone, or there is no index at the moment
            current = None
        return self._block(evidence_view("quiz", citation, (1,), current, self._words))

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)


def cited(question: Question) -> Citation:
    """The evidence of a question, as the page for answers shows evidence."""
    place = question.evidence
    return Citation(1, place.document, place.version, place.page, place.heading, place.quote, place.start, place.end, 1.0)


def reply_of(kind: Kind, given: Row) -> Any:  # Any: a reply as JSON
    """The reply to a question of a kind, from the fields of the page."""
    if kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE):
        return given.get("pick", "")
    if kind is Kind.MULTIPLE_CHOICE:
        return given.get("picks", [])
    if kind is Kind.ORDERING:
        places = {name.removeprefix("place_"): value for name, value in given.items() if name.startswith("place_")}
        return sorted(places, key=lambda one: (not places[one], int(places[one] or 0)))
    if kind is Kind.MATCHING:
        return {name.removeprefix("pair_"): value for name, value in given.items() if name.startswith("pair_") and value}
    return given.get("text", "")


def _wish(wanted: Row, minutes: float) -> Wish:
    return Wish(
        float(wanted.get("minutes") or minutes),
        str(wanted.get("skill", "")),
        str(wanted.get("document", "")),
        Mode(wanted.get("mode", Mode.PRACTICE)),
        str(wanted.get("click", ""))[:64],
    )
