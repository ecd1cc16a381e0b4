"""What happens when somebody looks at their own progress. Knows nothing of how the page is laid out."""

import json
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr
from markupsafe import Markup

from assistant.people.person import Person
from assistant.web.header import header
from assistant.web.history_view import file_view
from assistant.web.markup import block, html
from assistant.web.problems import shown
from assistant.web.progress_view import calendar_view, own_view, quizzes_view, skills_view
from assistant.web.who import person_of
from assistant.web.words import Words

if TYPE_CHECKING:
    from assistant.assembly import Assistant

Update: TypeAlias = Any  # Any: what Gradio's update functions return
DAYS = 14  # of the calendar


class Progressing:
    """The handlers of one language's page. Everything shown is that of the person who asks."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words

    def arrive(self, request: gr.Request) -> tuple[str, ...]:
        """The page as it opens: bar, skills, calendar, quizzes, and what can be done with what is kept."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            bar = header(person, self._words, "/progress", self._assistant.settings.server.name)
            return (bar, *self._all(person))

    def export(self, request: gr.Request) -> str:
        """Everything that is kept of one's progress, as a file for the browser to save."""
        with shown(self._words):
            person = person_of(request, self._assistant)
            kept = self._assistant.coach.journals.of(person.id).exported()
            return self._block(file_view("docent-progress.json", json.dumps(kept, ensure_ascii=False, indent=1)))

    def erase(self, command: str, request: gr.Request) -> tuple[str, ...]:
        """Erases one's progress after the confirmation was typed: a note, and the page as it is then."""
        with shown(self._words):
            person, typed = person_of(request, self._assistant), str(json.loads(command).get("word", ""))
            if typed.strip().casefold() != self._words("progress.word").casefold():
                return (self._note("progress.not_erased"), *(gr.skip(),) * 4)
            self._assistant.coach.forget(person.id)
            return (self._note("progress.erased"), *self._all(person))

    def _all(self, person: Person) -> tuple[str, ...]:
        coach, words = self._assistant.coach, self._words
        known = coach.known(person.id, words.language, partial(self._assistant.may_read, person))
        parts = (
            skills_view(known, words),
            calendar_view(coach.calendar(person.id, DAYS), words),
            quizzes_view(coach.taken(person.id), words),
            own_view(words),
        )
        return tuple(self._block(part) for part in parts)

    def _note(self, key: str) -> str:
        return self._block(html('<p class="d-note" data-announce="">{text}</p>', text=self._words(key)))

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)
