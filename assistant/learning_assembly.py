"""The parts for learning wired together, without language models: for commands, and as a part of the assistant."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from assistant.answering.conversation import Conversations
from assistant.coaching import Coach
from assistant.curriculum import Curriculum
from assistant.learning.adviser import open_adviser
from assistant.learning.assignments import Assignments
from assistant.learning.bank import Bank
from assistant.learning.courses import Courses
from assistant.learning.grading import Grader
from assistant.learning.mail import SmtpPost
from assistant.learning.skills_file import SkillsFile
from assistant.people.access import Access
from assistant.people.accounts import Accounts
from assistant.people.journal import Journals
from assistant.people.person import Person
from assistant.settings import MailSettings, Settings
from assistant.web.words import all_words
from indexer.embedding import Embedder
from indexer.errors import IndexDamaged, IndexIncompatible, IndexMissing
from indexer.store import Generations, Index


@dataclass(frozen=True)
class Learning:
    """What commands need of it."""

    accounts: Accounts
    coach: Coach
    curriculum: Curriculum
    conversations: Conversations
    access: Access

    def within(self, person: Person) -> Callable[[str], bool]:
        """Which documents the person may read."""
        return lambda document: self.access.may_read(person, document)

    def forget(self, person_id: str) -> int:
        """Erases what is kept of a person besides the account; see `forget`."""
        return forget(person_id, self.coach, self.curriculum, self.conversations)


@contextmanager
def open_learning(settings: Settings) -> Iterator[Learning]:
    """The parts for learning as the settings describe them, until the block ends."""
    with ExitStack() as opened:
        accounts = Accounts(settings.people.folder, settings.people.password_length)
        opened.callback(accounts.close)
        bank = Bank(settings.practice.bank / "questions.db")
        opened.callback(bank.close)
        conversations = Conversations(settings.people.conversations)
        opened.callback(conversations.close)
        access, generations = Access(settings.access.rules), Generations(settings.index.folder)
        coach = coach_of(settings, bank, library=partial(library_of, generations))
        may_read, library = access.may_read, partial(library_of, generations)
        curriculum = curriculum_of(settings, coach, accounts, library, may_read, conversations)
        opened.callback(curriculum.close)
        yield Learning(accounts, coach, curriculum, conversations, access)


def library_of(generations: Generations) -> Index | None:
    """The documents as they are indexed now; None where there is no index that can be read."""
    try:
        return generations.open()
    except (IndexMissing, IndexDamaged, IndexIncompatible):
        return None


def coach_of(
    settings: Settings, bank: Bank, embedder: Embedder | None = None, library: Callable[[], Index | None] = lambda: None
) -> Coach:
    """What people practise with these settings; replies in free text are compared by the embedder, where there is one.

    With a `library` feedback also says where wrong options belong, and what to read.
    """
    practice = settings.practice
    return Coach(
        bank,
        Journals(settings.people.progress),
        SkillsFile(practice.skills).read,
        Grader(embedder, adviser=open_adviser(settings)),
        drafts=practice.drafts,
        retention=practice.retention,
        clock=lambda: datetime.now(UTC),
        library=library,
    )


def curriculum_of(
    settings: Settings,
    coach: Coach,
    accounts: Accounts,
    library: Callable[[], Index | None],
    may_read: Callable[[Person, str], bool],
    conversations: Conversations,
) -> Curriculum:
    """What people should learn with these settings."""
    practice = settings.practice
    return Curriculum(
        coach,
        accounts,
        Courses(practice.courses),
        Assignments(practice.assignments),
        settings=practice,
        skills=SkillsFile(practice.skills).read,
        library=library,
        may_read=may_read,
        words=all_words(),
        post=post_of(settings.mail),
        clock=lambda: datetime.now(UTC),
        questions=conversations,
    )


def post_of(mail: MailSettings, environment: Mapping[str, str] = os.environ) -> SmtpPost | None:
    """The mail server of the settings; None where none is named."""
    if not mail.host:
        return None
    password = environment.get(mail.password_variable, "")
    return SmtpPost(mail.host, mail.port, mail.sender, mail.user, password, mail.starttls, mail.timeout_s)


def forget(person_id: str, coach: Coach, curriculum: Curriculum, conversations: Conversations) -> int:
    """Erases what is kept of a person besides the account; how many answers stay, nameless, for item statistics."""
    kept = coach.forget(person_id)
    curriculum.forget(person_id)
    conversations.delete_all(person_id)
    return kept
