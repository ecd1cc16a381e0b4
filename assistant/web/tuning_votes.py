"""What happens when a trainer compares answers without knowing whose they are. Knows nothing of runs under way."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from assistant.answering.votes import Choice, Votes, sides
from assistant.errors import AccessDenied
from assistant.people.person import Person, Role
from assistant.tuning import Row
from assistant.web.header import header
from assistant.web.markup import block
from assistant.web.problems import shown
from assistant.web.tuning_vote_view import Ballot, ballot_view, no_ballot_view, tally_view
from assistant.web.who import trainer_of
from assistant.web.words import Words

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Update: TypeAlias = Any  # Any: what Gradio's update functions return
CHOICES: Mapping[str, Choice] = {"first": "left", "second": "right", "same": "same"}


class Voting:
    """The handlers of one language's page. Every one of them asks first whether a trainer or an admin is asking."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words
        self._votes = Votes(assistant.settings.tuning.folder / "runs")

    def arrive(self, request: gr.Request) -> tuple[Update, ...]:
        """The page as it opens: bar, the admin's part, the runs that can be voted on, the first pair of answers."""
        with shown(self._words):
            person = trainer_of(request, self._assistant)
            bar = header(person, self._words, "/tuning", self._assistant.settings.server.name)
            names = [run.name for run in self._assistant.training.all() if self._of_run(run.name)]
            first = names[0] if names else None
            part = gr.update(visible=person.role is Role.ADMIN)
            return (bar, part, gr.update(choices=names, value=first, visible=bool(names)), self._next(person, first or ""))

    def choose(self, run: str | None, request: gr.Request) -> str:
        """The next pair of answers of a run."""
        with shown(self._words):
            return self._next(trainer_of(request, self._assistant), run or "")

    def vote(self, command: str, run: str | None, request: gr.Request) -> str:
        """Keeps a vote and shows the next pair, or at the end how all have voted."""
        with shown(self._words):
            person, given = trainer_of(request, self._assistant), json.loads(command)
            self._keep(person, run or "", str(given["sample"]), str(given["choice"]))
            return self._next(person, run or "")

    def _next(self, person: Person, run: str) -> str:
        samples = self._of_run(run)
        if not samples:
            return block(no_ballot_view(self._words), self._words.language)
        voted = self._votes.of(run, person.id)
        left = next((key for key in samples if key not in voted), None)
        if left is None:
            return block(tally_view(self._votes.tally(run, samples), self._words), self._words.language)
        place = len(voted.keys() & samples.keys()) + 1
        return block(
            ballot_view(_ballot(left, samples[left], place, len(samples), person.id), self._words), self._words.language
        )

    def _keep(self, person: Person, run: str, key: str, choice: str) -> None:
        samples = self._of_run(run)
        if key not in samples or choice not in CHOICES:
            raise AccessDenied("there is no such answer to vote on")
        self._votes.vote(run, person.id, key, CHOICES[choice])

    def _of_run(self, run: str) -> dict[str, Row]:
        found = self._assistant.training.known(run) if run else None
        report = None if found is None else found.kept("report")
        return {key_of(sample): sample for sample in (report or {}).get("samples") or ()}


def key_of(sample: Row) -> str:
    """What a vote belongs to: the question with both answers. Another evaluation with other answers has votes of its own."""
    told = [sample.get(name) for name in ("question", "before", "after")]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


def _ballot(key: str, sample: Row, place: int, of: int, person_id: str) -> Ballot:
    first, second = (str(sample.get(side, "")) for side in sides(person_id, key))
    question, reference = str(sample.get("question", "")), str(sample.get("reference", ""))
    return Ballot(key, place, of, question, reference, first, second, sample.get("passages") or ())
