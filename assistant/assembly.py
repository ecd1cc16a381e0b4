"""The parts of Docent wired together, and what a person may do with them. Knows no page, route or command."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Self

from assistant.answering.answerer import Answerer, Happening, accepted
from assistant.answering.answers import Answer, Citation, without_forbidden
from assistant.answering.conversation import Conversations
from assistant.answering.judge import Judge, open_judge
from assistant.answering.judging import Uses
from assistant.answering.line import Line
from assistant.answering.models import DOCENT_WRITER, ModelInUse, models_in_use
from assistant.answering.registry import JUDGE, WRITER, Entry, Registry
from assistant.answering.standard import StandardAnswer, StandardAnswers
from assistant.answering.suggestions import suggestions
from assistant.answering.writers import Start, Writers, follows_registry, tried, writes
from assistant.errors import AccessDenied, Problem
from assistant.learning.bank import Bank
from assistant.learning.crediting import Crediting
from assistant.learning.indexed_documents import IndexedDocuments
from assistant.learning.rechecking import Rechecked, recheck_all
from assistant.learning.skills_file import SkillsFile
from assistant.learning_assembly import coach_of, curriculum_of, forget, library_of
from assistant.making import Making, make
from assistant.people.access import Access
from assistant.people.accounts import Accounts
from assistant.people.person import Person, Role
from assistant.people.sessions import Sessions
from assistant.profiles import Profiles
from assistant.reindexing import Reindexing
from assistant.reminding import DailyTimer, Digests
from assistant.settings import Settings, groups_of
from assistant.skills_desk import SkillsDesk
from assistant.testing import Testing
from assistant.training_runs import TrainingRuns
from indexer.documents import Page
from indexer.embedding import Embedder, open_embedder
from indexer.errors import ModelMissing
from indexer.planning import Plan, plan_update
from indexer.report import Progress, Report
from indexer.sandbox import Sandbox
from indexer.searching import Hit, search
from indexer.selection import Selection
from indexer.settings import IndexerSettings
from indexer.store import Generations, Index
from indexer.updating import update
from indexer.writer import sole_writer

logger = logging.getLogger(__name__)


def indexer_settings(settings: Settings) -> IndexerSettings:
    """The part of the settings that the indexer is told."""
    return IndexerSettings(settings.documents, settings.reading, settings.index, settings.embedder)


class Assistant:
    """Docent. What is asked for a person is answered from what that person may read, and from nothing else."""

    def __init__(self, settings: Settings, embedder: Embedder, writers: Writers, uses: Uses | None = None) -> None:
        self.settings = settings
        self.embedder = embedder
        self.writers = writers
        self.uses = uses
        self.registry = registry_of(settings)
        self.accounts = Accounts(settings.people.folder, settings.people.password_length)
        self.sessions = Sessions(
            self.accounts, timedelta(minutes=settings.people.idle_min), timedelta(hours=settings.people.session_h)
        )
        self.conversations = Conversations(settings.people.conversations)
        self.standards = StandardAnswers(settings.people.conversations / "standard.json")
        self.generations = Generations(settings.index.folder)
        self.reindexing = Reindexing(settings.index.folder / "update.log")
        self.training = TrainingRuns(settings)
        self.bank = Bank(settings.practice.bank / "questions.db")
        self.making = Making(settings.practice.bank, lambda: datetime.now(UTC))
        self.coach = coach_of(settings, self.bank, embedder, self._library)
        self.testing = Testing(self.coach, settings.practice, lambda: datetime.now(UTC))
        self._access = Access(settings.access.rules)
        skills = SkillsFile(settings.practice.skills)
        self.profiles = Profiles(self.coach, skills.read, lambda: datetime.now(UTC))
        self.skills_desk = SkillsDesk(skills, self._library, lambda document: groups_of(document, settings.access.rules))
        self.crediting = Crediting(self.coach.journals)
        self.curriculum = curriculum_of(settings, self.coach, self.accounts, self._library, self.may_read, self.conversations)
        self._rechecked: int | None = None  # the generation of the index that the questions were compared with last
        self._open = ExitStack()
        self._open.callback(self.accounts.close)
        self._open.callback(self.conversations.close)
        self._open.callback(self.bank.close)
        self._open.callback(self.curriculum.close)
        self._open.callback(writers.close)
        self.sandbox = self._open.enter_context(Sandbox(settings.reading))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of files and helper processes."""
        self._open.close()

    def index(self) -> Index:
        """The current generation of the index.

        Raises:
            IndexMissing, IndexDamaged, IndexIncompatible: it cannot be opened.
        """
        return self.generations.open()

    def may_read(self, person: Person, document: str) -> bool:
        """Whether the person may read the document."""
        return self._access.may_read(person, document)

    def readable(self, person: Person, index: Index) -> Selection:
        """What the person may find in a generation of the index."""
        return self._access.readable(person, index)

    def ask(
        self, person: Person, question: str, conversation: str | None = None, cancelled: Event | None = None
    ) -> Iterator[Happening]:
        """What happens while a question is answered, the answer last; it is kept in the conversation where one is named.

        Raises:
            QuestionRefused, AccessDenied: the question cannot be taken, or the conversation is not this person's; at once.
            QueueFull, EngineFailed: while it is answered.
        """
        if conversation is None:
            return self.answer(person, question, (), cancelled)
        turns = self.conversations.get(person.id, conversation).turns
        history = tuple((turn.question, turn.answer.answer) for turn in turns)
        return self._kept(person, conversation, question, self.answer(person, question, history, cancelled))

    def answer(
        self, person: Person, question: str, history: Sequence[tuple[str, str]], cancelled: Event | None = None
    ) -> Iterator[Happening]:
        """What happens while a question is answered after a history of questions and answers; nothing is kept.

        Raises:
            QuestionRefused, IndexMissing, IndexIncompatible: at once. QueueFull, EngineFailed: while it is answered.
        """
        index = self._searchable()
        accepted(question, self.settings.answering.question_characters)  # refused at once, not when the first event is taken
        return self._answered(person, question, history, index, cancelled)

    def approve(self, by: Person, question: str, answer: str, document: str, page: int, quote: str) -> StandardAnswer:
        """Keeps an answer for a question, with the place that proves it; from then on it is given to all who may read that.

        Raises:
            AccessDenied: only trainers and admins approve, and only what they may read.
            Problem: the page does not hold the quote, or something is empty.
        """
        if by.role is Role.EMPLOYEE:
            raise AccessDenied("only trainers and admins approve answers")
        start = self.page(by, document, page).text.find(quote)
        if start < 0 or not quote.strip():
            raise Problem(f"page {page} of {document} does not hold {quote!r} word for word: copy the quote from the page")
        version = next(record.version for record in self.index().documents() if record.document == document)
        cited = Citation(1, document, version, page, "", quote, start, start + len(quote), 1.0)
        return self.standards.add(question, answer, (cited,), by.id)

    def follow_ups(self, person: Person, answer: Answer) -> list[str]:
        """Questions that could come next, within what the person may read; none where there is no index to make them from."""
        index = self._library()
        if index is None:
            return []
        return suggestions(answer, index, self.readable(person, index))

    def search(self, person: Person, question: str, count: int) -> list[Hit]:
        """The best passages for a question that the person may read.

        Raises:
            IndexMissing, IndexIncompatible: there is no index that this embedder made.
        """
        index = self._searchable()
        return search(index, self.embedder, question, within=self.readable(person, index), count=count)

    def page(self, person: Person, document: str, number: int) -> Page:
        """The text of a page, as it was indexed.

        Raises:
            AccessDenied: the person may not read it, or there is no such page.
        """
        page = self.index().page(document, number) if self.may_read(person, document) else None
        if page is None:
            raise AccessDenied("there is no such page, or it is not for you")
        return page

    def document_file(self, person: Person, document: str) -> Path:
        """The file of an indexed document; that the person looked at it is noted.

        Raises:
            AccessDenied: the person may not read it, or there is no such document.
        """
        known = self.may_read(person, document) and any(record.document == document for record in self.index().documents())
        if not known:
            raise AccessDenied("there is no such document, or it is not for you")
        self.curriculum.opened(person, document)
        return self.settings.documents.folder / document

    def plan(self) -> Plan:
        """What an update of the index would do now.

        Raises:
            FolderMissing, IndexDamaged, IndexIncompatible: it cannot be said.
        """
        return plan_update(self.settings.documents.folder, self.generations, indexer_settings(self.settings))

    def reindex(self, by: Person, confirmed: bool = False) -> Thread:
        """Starts an update in the background and returns its thread; `reindexing` tells how far it is.

        Raises:
            IndexBusy: one is running already.
        """
        return self.reindexing.start(lambda: self._update(confirmed), by.name)

    def recheck_questions(self) -> dict[str, Rechecked]:
        """Compares the questions with the documents as they are indexed now; those that are proved no longer are retired.

        Who passed a retired one gets a short re-quiz.

        Raises:
            IndexMissing, IndexDamaged, IndexIncompatible: there is no index to compare with.
        """
        index = self.index()
        rechecked = recheck_all(self.bank, IndexedDocuments(index), datetime.now(UTC))
        self.curriculum.requizzes(rechecked)
        self._rechecked = index.generation
        return rechecked

    def remind(self, now: datetime) -> Digests:
        """Sends the reminders of the moment; first the questions meet an index that a command updated meanwhile."""
        index = self._library()
        if index is not None and index.generation != self._rechecked:
            self.recheck_questions()
        return self.curriculum.digests(now)

    @contextmanager
    def reminders(self) -> Iterator[None]:
        """Sends each day's reminders in the background, until the block ends."""
        timer = DailyTimer(self.remind, self.settings.mail.hour, lambda: datetime.now(UTC))
        timer.start()
        try:
            yield
        finally:
            timer.stop()

    def forget(self, person: Person) -> int:
        """Erases what is kept of a person besides the account; how many answers stay, nameless, for item statistics."""
        return forget(person.id, self.coach, self.curriculum, self.conversations)

    def make_questions(self, by: Person) -> Thread:
        """Starts to make questions from all documents in the background and returns its thread; `making` tells how far it is.

        Raises:
            AccessDenied: only trainers and admins do this.
            IndexMissing, IndexIncompatible, Problem: there is no index to make them from, or it runs already.
        """
        if by.role is Role.EMPLOYEE:
            raise AccessDenied("only trainers and admins make questions")
        index, skills = self._searchable(), SkillsFile(self.settings.practice.skills).read()
        judge = self.uses.judge if self.uses is not None and isinstance(self.uses.judge, Judge) else None
        work = make(index, self.embedder, self.bank, skills, lambda: datetime.now(UTC), judge)
        return self.making.start(lambda: work, sum(bool(one.pages) for one in index.documents()), by.name)

    def rollback(self) -> int:
        """Serves the generation before the current one again, and returns its number.

        Raises:
            IndexBusy: somebody is writing.
            IndexMissing: there is no older generation.
        """
        with sole_writer(self.settings.index.folder):
            return self.generations.rollback()

    def models(self) -> tuple[ModelInUse, ...]:
        """The models in use with their licences; of a promoted writer also its version, since when it serves and by whom."""
        return tuple(
            self._promoted(model) if model.role == WRITER else model
            for model in models_in_use(self.settings.embedder, self.settings.writer)
        )

    def rollback_model(self, by: Person) -> int:
        """Puts the writer that served before live again; its version, 0 for the one that comes with Docent.

        An answer that is being written is finished by the writer that began it.

        Raises:
            AccessDenied: only admins do this.
            Problem: there is nothing to go back to, or somebody else is changing the registry.
        """
        if by.role is not Role.ADMIN:
            raise AccessDenied("only admins take a model back")
        serving = self.registry.rollback(WRITER, by.name, datetime.now(UTC))
        logger.info("%s took the writer back, to version %s", by.name, serving.number)
        self.writers.look()
        return serving.number

    def _promoted(self, model: ModelInUse) -> ModelInUse:
        in_use = self.writers.in_use()
        entry, change = in_use.entry, in_use.change
        if change is not None:
            model = replace(model, since=change.at, by=change.by)
        if entry is not None:
            where = self.registry.place(entry)
            model = replace(model, name=entry.label, where=str(where), there=where.exists(), version=entry.number)
        return replace(model, problem=in_use.problem)

    def _answered(
        self, person: Person, question: str, history: Sequence[tuple[str, str]], index: Index, cancelled: Event | None
    ) -> Iterator[Happening]:
        def readable(document: str) -> bool:
            return self.may_read(person, document)

        with self.writers.lease() as line:  # the answer is finished by the writer that begins it
            for event in Answerer(self.settings, line, self.embedder, self.uses).ask(
                question,
                history,
                within=self.readable(person, index),
                may_read=readable,
                index=index,
                approved=lambda asked: self._approved(asked, readable),
                cancelled=cancelled,
                person=person.id,
            ):
                # an approved answer names what its trainer could read; of anything else nothing is left out here
                yield without_forbidden(event, readable) if isinstance(event, Answer) else event

    def _library(self) -> Index | None:
        return library_of(self.generations)

    def _searchable(self) -> Index:
        index = self.index()
        index.require(self.embedder.name)  # the vectors of another model would be compared without any error
        return index

    def _approved(self, question: str, readable: Callable[[str], bool]) -> StandardAnswer | None:
        try:
            return self.standards.match(question, readable, self.embedder)
        except Problem:  # a damaged file of approved answers must not stop all the others
            logger.exception("approved answers are not used")
            return None

    def _update(self, confirmed: bool) -> Iterator[Progress | Report]:
        yield from update(
            self.plan(),
            generations=self.generations,
            settings=indexer_settings(self.settings),
            embedder=self.embedder,
            sandbox=self.sandbox,
            confirmed=confirmed,
        )
        self.recheck_questions()

    def _kept(self, person: Person, conversation: str, question: str, happenings: Iterator[Happening]) -> Iterator[Happening]:
        for event in happenings:
            if isinstance(event, Answer):
                self.conversations.append(person.id, conversation, question, event)
            yield event


def registry_of(settings: Settings) -> Registry:
    """The registry of promoted models."""
    return Registry(settings.tuning.folder / "registry")


def serving_writer(settings: Settings) -> str:
    """What `[writer] model` stands for at this moment: the file of the promoted writer, else the model that it names."""
    registry = registry_of(settings)
    entry = registry.current(WRITER).entry if follows_registry(settings) else None
    return settings.writer.model if entry is None else str(registry.place(entry))


def serving_judge(settings: Settings) -> str:
    """The folder of the judge's adapter: that of the settings, else the promoted one; "" for the one that comes with Docent."""
    registry = registry_of(settings)
    entry = registry.current(JUDGE).entry
    return settings.judge.adapter or ("" if entry is None else str(registry.place(entry)))


def open_writers(settings: Settings) -> Writers:
    """The writer of the settings: exchanged with the registry where they leave it to that.

    Raises:
        ModelMissing: the writer is not on this machine.
    """
    registry = registry_of(settings)
    return Writers(registry if follows_registry(settings) else None, _start(settings, registry))


def _start(settings: Settings, registry: Registry) -> Start:
    def start(entry: Entry | None) -> Line | None:
        if not writes(settings, entry):
            return None
        from assistant.answering.engines import open_generator

        writer, models = settings.writer, settings.embedder.folder
        if entry is None:
            # the hash is a part of it
            name = DOCENT_WRITER.place(models).stem if writer.model == DOCENT_WRITER.name else ""
            generator = open_generator(writer, models)
        else:  # it is known to load before anybody asks it, so that another one may stay
            promoted = replace(writer, model=str(registry.place(entry)), engine="auto")
            generator, name = tried(open_generator(promoted, models)), entry.label
        return Line(generator, writer.at_once, writer.waiting, writer.timeout_s, name=name)

    return start


def open_uses(settings: Settings) -> Uses | None:
    """The judge of the settings; None where it is used for nothing, or its base model is not on this machine.

    Raises:
        Problem: its adapter cannot be read.
    """
    wanted = settings.judge
    if not (wanted.rank or wanted.refuse or wanted.support or wanted.point):
        return None
    try:
        return Uses(open_judge(settings.embedder.folder, serving_judge(settings)), wanted)
    except ModelMissing as problem:  # a company with another embedder may have removed the bundled one
        logger.warning("answering goes without the judge: %s", problem)
        return None


def open_assistant(settings: Settings) -> Assistant:
    """Docent as the settings describe it; use it as a context manager.

    Raises:
        ModelMissing: a model that the settings name is not on this machine.
    """
    return Assistant(settings, open_embedder(settings.embedder), open_writers(settings), open_uses(settings))
