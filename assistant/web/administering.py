"""What happens when an admin uses the page for admins. Knows nothing of how the page is laid out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr
from markupsafe import Markup

from assistant.web.admin_view import cards_view, documents_view, hits_view, matching, note_view, plan_view, state_view
from assistant.web.header import header
from assistant.web.markup import NOTHING, block
from assistant.web.problems import shown
from assistant.web.who import admin_of
from assistant.web.words import Words
from indexer.errors import IndexDamaged, IndexIncompatible, IndexMissing, Verdict
from indexer.planning import Plan

if TYPE_CHECKING:
    from assistant.assembly import Assistant
    from indexer.store import Index

Update: TypeAlias = Any  # Any: what Gradio's update functions return
BENCH_HITS = 10


class Administering:
    """The handlers of one language's page. Every one of them asks first whether an admin is asking."""

    def __init__(self, assistant: "Assistant", words: Words) -> None:
        self._assistant = assistant
        self._words = words

    def arrive(self, request: gr.Request) -> tuple[Update, ...]:
        """The page as it opens: bar, facts, documents, update, whether to look again, and whom the test bench may ask as."""
        with shown(self._words, to_admin=True):
            admin = admin_of(request, self._assistant)
            bar = header(admin, self._words, "/admin", self._assistant.settings.server.name)
            people = [(self._words("admin.nobody"), "")]
            people += [(person.name, person.id) for person in self._assistant.accounts.list() if person.active]
            return (bar, *self._overview("", ""), *self._progress(), gr.update(choices=people, value=""))

    def filtered(self, text: str, verdict: str, request: gr.Request) -> str:
        """The documents that match."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            return self._documents(text, verdict)

    def plan(self, request: gr.Request) -> tuple[Update, ...]:
        """What an update would do, and the question whether to do it where it removes much."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            plan = self._assistant.plan()
            return self._planned(plan), gr.update(visible=self._is_large(plan), value=False)

    def reindex(self, confirmed: bool, request: gr.Request) -> tuple[Update, ...]:
        """Starts an update; a large one only once it is confirmed. Plan, confirmation, update, whether to look again."""
        with shown(self._words, to_admin=True):
            admin = admin_of(request, self._assistant)
            plan = self._assistant.plan()
            if self._is_large(plan) and not confirmed:
                return (self._planned(plan), gr.update(visible=True, value=False), gr.skip(), gr.skip())
            self._assistant.reindex(admin, confirmed=confirmed)
            return (
                "",
                gr.update(visible=False, value=False),
                *self._progress(),
            )

    def look(self, text: str, verdict: str, request: gr.Request) -> tuple[Update, ...]:
        """How far the update is; once it has ended, the facts and documents anew."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            anew: Sequence[Update] = (gr.skip(), gr.skip())
            if not self._assistant.reindexing.state.running:
                anew = self._overview(text, verdict)
            return (*self._progress(), *anew)

    def rollback(self, text: str, verdict: str, request: gr.Request) -> tuple[Update, ...]:
        """Serves the generation before the current one again: a note, facts, documents."""
        with shown(self._words, to_admin=True):
            admin_of(request, self._assistant)
            generation = self._assistant.rollback()
            return (self._block(note_view(self._words("admin.rolled_back", n=generation))), *self._overview(text, verdict))

    def bench(self, question: str, person_id: str, request: gr.Request) -> str:
        """What the search finds for a person, or without one for the operator."""
        with shown(self._words, to_admin=True):
            person = admin_of(request, self._assistant)
            if person_id:
                person = self._assistant.accounts.get(person_id)
            if not question.strip():
                return ""
            return self._block(hits_view(self._assistant.search(person, question.strip(), BENCH_HITS), self._words))

    def _overview(self, text: str, verdict: str) -> tuple[str, str]:
        return self._block(cards_view(self._facts())), self._documents(text, verdict)

    def _documents(self, text: str, verdict: str) -> str:
        index, why = self._index()
        if index is None:
            return self._block(note_view(self._words(why), "warn"))
        records = index.documents()
        return self._block(documents_view(matching(records, text, verdict), len(records), self._words))

    def _index(self) -> tuple["Index | None", str]:
        """What is served; where it cannot be opened the page opens all the same: it has the button that rolls back."""
        try:
            return self._assistant.index(), ""
        except IndexMissing:
            return None, "admin.no_index"
        except (IndexDamaged, IndexIncompatible):
            return None, "admin.bad_index"

    def _facts(self) -> list[tuple[str, str, str]]:
        words, index = self._words, self._index()[0]
        records = [] if index is None else index.documents()
        indexed = sum(record.verdict is Verdict.INDEXED for record in records)
        counts = self._assistant.conversations.counts()
        numbers = [
            (str(indexed), words("admin.documents"), ""),
            (str(sum(record.chunks for record in records)), words("admin.passages"), ""),
            (str(len(records) - indexed), words("admin.refused_files"), ""),
            ("–" if index is None else str(index.generation), words("admin.generation"), ""),
            (str(counts.questions), words("admin.questions"), ""),
            (str(counts.refused), words("admin.refused"), ""),
            (str(counts.up), words("admin.up"), ""),
            (str(counts.down), words("admin.down"), ""),
        ]
        models = [
            (model.name, words(f"admin.{model.role}"), " ".join([self._licence(model.licence), model.problem]).strip())
            for model in self._assistant.models()
        ]
        return numbers + models

    def _licence(self, licence: str) -> str:
        return self._words("admin.licence", licence=licence or self._words("admin.licence_unknown"))

    def _is_large(self, plan: Plan) -> bool:
        return plan.removed_share > self._assistant.settings.index.removed_share

    def _planned(self, plan: Plan) -> str:
        warning = NOTHING
        if self._is_large(plan):
            warning = note_view(self._words("admin.plan_large", percent=round(100 * plan.removed_share)), "warn")
        return self._block(warning + plan_view(plan, self._words))

    def _progress(self) -> tuple[Update, ...]:
        reindexing = self._assistant.reindexing
        state = reindexing.state
        return self._block(state_view(state, reindexing.lines(), self._words)), gr.Timer(active=state.running)

    def _block(self, content: Markup) -> str:
        return block(content, self._words.language)
