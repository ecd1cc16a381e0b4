"""What happens when somebody uses the page for practising. Knows nothing of how the page is laid out."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

import gradio as gr
from markupsafe import Markup

from assistant.answering.answers import Citation
from assistant.coaching import Graded, Wish
from assistant.errors import AccessDenied, Problem
from assistant.learning.answers import Mode
from assistant.learning.bank import Readable
from assistant.learning.practice import Quiz
from assistant.learning.questions import Evidence, Kind
from assistant.people.person import Person
from assistant.web.about_answer import AboutAnswer, about_answer
from assistant.web.course_reading import course_reading
from assistant.web.evidence_view import evidence_view
from assistant.web.header import header
from assistant.web.markup import NOTHING, block, html
from assistant.web.practise_courses_view import reading_view
from assistant.web.practise_end import summary
from assistant.web.practise_feedback_view import graded_view
from assistant.web.practise_start_view import Start, start_view
from assistant.web.practise_summary_view import summary_view
from assistant.web.practise_view import turn_view, withheld
from assistant.web.problems import shown
from assistant.web.who import person_of
from assistant.web.words import Words
from indexer.documents import Page

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
            coach = self._assistant.coach
            over = coach.practice.records.of(person.id).over(coach.now())
            if over is not None:
                return (bar, *self._end(person, over.id))
            asked = (str(request.query_params.get(name, "")) for name in ("conversation", "turn", "skill"))
            return (bar, *self._stand(person, *asked))

    def home(self, request: gr.Request) -> Stage:
        """What one can start."""
        with shown(self._words):
            return self._start(person_of(request, self._assistant))

    def begin(self, command: str, request: gr.Request) -> Stage:
        """The first question of a new quiz, test or course; of one with a result that goes on, the question that comes now."""
        with shown(self._words):
            person, wanted = person_of(request, self._assistant), json.loads(command)
            coach = self._assistant.coach
            engaged = coach.practice.records.of(person.id).engaged(coach.now())
            if engaged is not None:
                return self._turn(person, engaged.id, self._words("practise.busy") if engaged.answers else "")
            quiz = self._begun(person, wanted)
            coach.practice.leave(person.id, but=quiz.id)
            return self._turn(person, quiz.id)

    def reply(self, command: str, request: gr.Request) -> Stage:
        """What came of a reply, with the page that proves it; in an exam or a test the next question."""
        with shown(self._words):
            person, given = person_of(request, self._assistant), json.loads(command)
            quiz, within = str(given["quiz"]), self._within(person)
            turn = self._assistant.coach.turn(person.id, quiz, within)
            if turn is None:
                return self._end(person, quiz)
            reply = reply_of(turn.asked.kind, given) if turn.asked.id == given["question"] else None
            graded = self._assistant.coach.reply(person.id, quiz, str(given["question"]), reply, within)
            if withheld(graded.quiz):
                return self._turn(person, quiz)
            view = graded_view(graded, self._section(person, graded), graded.quiz.next is not None, self._words)
            return self._block(view), self._block(self._evidence(person, graded, 1))

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

    def cite(self, command: str, request: gr.Request) -> str:
        """The page that one of the sentences beside a reply stands on."""
        with shown(self._words):
            person, wanted = person_of(request, self._assistant), json.loads(command)
            quiz, _, answer = str(wanted["turn"]).partition("/")
            told = self._assistant.coach.graded(person.id, quiz, self._within(person))
            graded = next((one for one in told if str(one.answer.sequence) == answer), None)
            if graded is None or (withheld(graded.quiz) and not graded.quiz.ended):
                raise AccessDenied("there is no such reply, or it is not yours")
            return self._block(self._evidence(person, graded, int(wanted["n"])))

    def read(self, command: str, request: gr.Request) -> Stage:
        """What a course has one read."""
        with shown(self._words):
            person, wanted = person_of(request, self._assistant), json.loads(command)
            course, part, within = str(wanted["course"]), int(wanted["part"]), self._within(person)
            document, sections = course_reading(self._assistant, person, course, part, within)
            view = reading_view(course, part, document, sections, datetime.now(UTC), self._words)
            return self._block(view), self._block(NOTHING)

    def read_done(self, command: str, request: gr.Request) -> Stage:
        """Notes that one has read a part of a course; then what one can start."""
        with shown(self._words):
            person, told = person_of(request, self._assistant), json.loads(command)
            seconds = (datetime.now(UTC) - datetime.fromisoformat(str(told["shown"]))).total_seconds()
            course, part, within = str(told["course"]), int(told["part"]), self._within(person)
            self._assistant.curriculum.read(person, course, part, max(0.0, seconds), within)
            return self._start(person)

    def _within(self, person: Person) -> Readable:
        return partial(self._assistant.may_read, person)

    def _begun(self, person: Person, wanted: Row) -> Quiz:
        within, click = self._within(person), str(wanted.get("click", ""))[:64]
        if wanted.get("course"):
            return self._assistant.curriculum.begin(person, str(wanted["course"]), int(wanted["part"]), within)
        if wanted.get("test"):
            return self._assistant.testing.begin(person.id, str(wanted["test"]), within, click)
        wish = _wish(wanted, self._assistant.settings.practice.minutes, click)
        return self._assistant.coach.begin(person.id, replace(wish, language=self._words.language), within)

    def _stand(self, person: Person, conversation: str, turn: str, skill: str) -> Stage:
        """Where a person stands who comes to the page, perhaps from an answer of theirs, or for a topic."""
        within, coach = self._within(person), self._assistant.coach
        running = coach.practice.records.of(person.id).running(coach.now())
        if running is not None:
            return self._turn(person, running.id)
        about = about_answer(self._assistant, person, conversation, turn, within) if conversation and turn else None
        return self._start(person, about, skill)

    def _start(self, person: Person, about: AboutAnswer | None = None, skill: str = "") -> Stage:
        within, rules = self._within(person), self._assistant.settings.practice
        start = Start(
            self._assistant.coach.overview(person.id, self._words.language, within),
            rules.minutes,
            uuid4().hex,
            rules.test_out_certainty,
            self._assistant.curriculum.courses(person, self._words.language, within),
            self._assistant.testing.offers(person.id, within),
            about,
            skill,
        )
        return self._block(start_view(start, self._words)), self._block(NOTHING)

    def _turn(self, person: Person, quiz: str, note: str = "") -> Stage:
        turn = self._assistant.coach.turn(person.id, quiz, self._within(person))
        if turn is None:
            return self._end(person, quiz)
        return self._block(turn_view(turn, self._assistant.coach.now(), self._words, note)), self._block(NOTHING)

    def _end(self, person: Person, quiz: str) -> Stage:
        told = summary(self._assistant, person, quiz, self._words.language, self._within(person))
        return self._block(summary_view(told, self._words)), self._block(NOTHING)

    def _section(self, person: Person, graded: Graded) -> Page | None:
        read = graded.read
        return None if read is None else self._assistant.page(person, read.document, read.page)

    def _evidence(self, person: Person, graded: Graded, number: int) -> Markup:
        """The page of the sentence that proves the key (1), or of one that a wrong choice belongs to (2, 3, ...)."""
        elsewhere = [pick.belongs_to for pick in graded.feedback.wrong if pick.belongs_to is not None]
        places = [graded.question.evidence, *elsewhere]
        if not 1 <= number <= len(places):
            raise AccessDenied("there is no such sentence beside that reply")
        citation, numbers = cited(places[number - 1], number), range(1, len(places) + 1)
        try:
            page = self._assistant.page(person, citation.document, citation.page)
            current = page if page.text[citation.start : citation.end] == citation.quote else None
        except (AccessDenied, Problem):  # the document is gone, or there is no index at the moment
            current = None
        return evidence_view(f"{graded.quiz.id}/{graded.answer.sequence}", citation, numbers, current, self._words)

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)


def cited(place: Evidence, number: int = 1) -> Citation:
    """A sentence of a document, as the page for answers shows evidence."""
    return Citation(
        number, place.document, place.version, place.page, place.heading, place.quote, place.start, place.end, 1.0
    )  # fmt: skip


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


def _wish(wanted: Row, minutes: float, click: str) -> Wish:
    mode = Mode.EXAM if wanted.get("mode") == Mode.EXAM else Mode.PRACTICE
    return Wish(
        float(wanted.get("minutes") or minutes), str(wanted.get("skill", "")), str(wanted.get("document", "")), mode, click
    )
