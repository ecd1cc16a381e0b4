"""What happens when a trainer reviews questions. Knows nothing of how the page is laid out."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import gradio as gr
from markupsafe import Markup

from assistant.errors import AccessDenied
from assistant.learning.bank import Readable
from assistant.learning.doubt import WEIGHTS, doubts
from assistant.learning.objections import Outcome
from assistant.learning.questions import Option, Question, State
from assistant.people.person import Person
from assistant.web.header import header
from assistant.web.markup import NOTHING, block
from assistant.web.problems import shown
from assistant.web.review_view import Told, Waiting, conflicts_view, counts_view, making_view, question_view, queue_view
from assistant.web.who import trainer_of
from assistant.web.words import Words

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Update: TypeAlias = Any  # Any: what Gradio's update functions return
Row: TypeAlias = Mapping[str, Any]  # Any: JSON


class Shown(NamedTuple):
    """What changes, in the order of the page."""

    counts: Update
    making: Update
    queue: Update
    question: Update
    conflicts: Update
    chosen: Update
    timer: Update


class Reviewing:
    """The handlers of one language's page. Every one of them asks first whether a trainer or an admin is asking."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words

    def arrive(self, request: gr.Request) -> tuple[Update, ...]:
        """The page as it opens: the bar, and the most doubtful question."""
        with shown(self._words):
            person = trainer_of(request, self._assistant)
            bar = header(person, self._words, "/review", self._assistant.settings.server.name)
            return (bar, *self._anew(person, "", State.DRAFT.value))

    def choose(self, state: str, request: gr.Request) -> Shown:
        """The questions of another state."""
        with shown(self._words):
            return self._anew(trainer_of(request, self._assistant), "", state)

    def show(self, command: str, state: str, request: gr.Request) -> Shown:
        """Another question."""
        with shown(self._words):
            return self._anew(trainer_of(request, self._assistant), str(json.loads(command)["question"]), state)

    def approve(self, command: str, state: str, request: gr.Request) -> Shown:
        """Approves a draft; the next one comes."""
        with shown(self._words):
            return self._decide(self._assistant.bank.approve, command, state, request)

    def reject(self, command: str, state: str, request: gr.Request) -> Shown:
        """Rejects a draft with a reason; the next one comes."""
        with shown(self._words):
            return self._decide(self._assistant.bank.reject, command, state, request)

    def retire(self, command: str, state: str, request: gr.Request) -> Shown:
        """Takes an approved question out of use."""
        with shown(self._words):
            return self._decide(self._assistant.bank.retire, command, state, request)

    def edit(self, command: str, state: str, request: gr.Request) -> Shown:
        """Keeps a question in other words, as a draft again."""
        with shown(self._words):
            person, given = trainer_of(request, self._assistant), json.loads(command)
            bank, within, reason = self._assistant.bank, self._within(person), str(given.get("reason", ""))
            before = bank.get(str(given["question"]), within=within)
            bank.edit(edited(before, given), person.id, reason, self._now(), expected=int(given["version"]), within=within)
            return self._anew(person, before.id, State.DRAFT.value)

    def settle(self, command: str, state: str, request: gr.Request) -> Shown:
        """Decides on an objection."""
        with shown(self._words):
            person, given = trainer_of(request, self._assistant), json.loads(command)
            outcome, reason = Outcome(given["outcome"]), str(given.get("reason", ""))
            self._assistant.curriculum.settle(int(given["number"]), outcome, person, reason)
            return self._anew(person, "", state)

    def make(self, chosen: str, state: str, request: gr.Request) -> Shown:
        """Makes questions from all documents, in the background."""
        with shown(self._words):
            person = trainer_of(request, self._assistant)
            self._assistant.make_questions(person)
            return self._anew(person, chosen, state)

    def look(self, chosen: str, state: str, request: gr.Request) -> Shown:
        """How far the making is; everything anew once it has ended."""
        with shown(self._words):
            person, now = trainer_of(request, self._assistant), self._assistant.making.state
            if not now.running:
                return self._anew(person, chosen, state)
            same = [gr.skip()] * len(Shown._fields)
            return Shown(*same)._replace(making=self._block(making_view(now, self._words)))

    def _anew(self, person: Person, chosen: str, state: str) -> Shown:
        within, words = self._within(person), self._words
        queue = self._queue(person, State(state))
        one = next((each for each in queue if each.question.id == chosen), queue[0] if queue else None)
        now = self._assistant.making.state
        conflicts = [
            row for row in self._assistant.making.conflicts() if within(row["a"]["document"]) and within(row["b"]["document"])
        ]
        return Shown(
            self._block(counts_view(self._assistant.bank.counts(within=within), words)),
            self._block(making_view(now, words)),
            self._block(queue_view(queue, "" if one is None else one.question.id, words)),
            self._block(NOTHING if one is None else self._question(person, one)),
            self._block(conflicts_view(conflicts, words)),
            "" if one is None else one.question.id,
            gr.Timer(active=now.running),
        )

    def _queue(self, person: Person, state: State) -> list[Waiting]:
        """The questions of a state, what is most doubtful first.

        Those of every state stand among the drafts where somebody objects, or a reply waits because the grader is not sure.
        """
        within, found = self._within(person), dict[str, list[Told]]()
        for told in self._assistant.coach.open_objections(within):
            found.setdefault(told[0].question, []).append(told)
        questions = self._assistant.bank.list(within=within, state=state)
        if state is State.DRAFT:
            others = [
                one
                for other in (State.APPROVED, State.RETIRED)
                for one in self._assistant.bank.list(within=within, state=other)
            ]
            questions += [one for one in others if one.id in found]
        waiting = [self._waiting(one, found.get(one.id, [])) for one in questions]
        return sorted(waiting, key=lambda one: (-one.doubt, one.question.id))

    def _waiting(self, question: Question, told: Sequence[Told]) -> Waiting:
        unsure = sum(one.doubt for one, _ in told)
        causes = doubts(question, len(told) - unsure, self._assistant.coach.measured().statistics.get(question.id), unsure)
        return Waiting(question, sum(WEIGHTS[cause] * share for cause, share in causes.items()), causes, tuple(told))

    def _question(self, person: Person, one: Waiting) -> Markup:
        within, bank = self._within(person), self._assistant.bank
        names = {account.id: account.name for account in self._assistant.accounts.list()}
        past = bank.history(one.question.id, within=within)
        return question_view(one, past, names, self._words)

    def _decide(self, decide: Callable[..., Question], command: str, state: str, request: gr.Request) -> Shown:
        """Lets the bank decide on the version that the person saw; the next question comes."""
        person, given = trainer_of(request, self._assistant), json.loads(command)
        question, reason, seen = str(given["question"]), str(given.get("reason", "")), int(given["version"])
        decide(question, person.id, reason, self._now(), expected=seen, within=self._within(person))
        return self._anew(person, "", state)

    def _within(self, person: Person) -> Readable:
        return partial(self._assistant.may_read, person)

    def _now(self) -> datetime:
        return datetime.now(UTC)

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)


def edited(before: Question, given: Row) -> Question:
    """A question with the words that the form gave it; its key and its proof stay.

    Raises:
        Problem: it is not well formed then.
        AccessDenied: the form belongs to another question.
    """
    if before.id != given["question"]:
        raise AccessDenied("there is no such question, or it is not for you")
    options = tuple(Option(one.id, str(given.get(f"option_{one.id}", one.text)).strip()) for one in before.options)
    accept = tuple(line.strip() for line in str(given.get("accept", "\n".join(before.accept))).splitlines() if line.strip())
    return replace(before, question=str(given.get("stem", before.question)).strip(), options=options, accept=accept)
