"""What there is to tell at the end of a quiz, gathered: its result is kept, once. Knows nothing of HTML."""

from typing import TYPE_CHECKING

from assistant.coaching import Graded
from assistant.learning.bank import Readable
from assistant.learning.recommendation import ReadNext
from assistant.people.person import Person
from assistant.web.practise_summary_view import Summary
from indexer.documents import Page

if TYPE_CHECKING:
    from assistant.assembly import Assistant

MOST_SECTIONS = 5  # to read after a quiz


def summary(assistant: "Assistant", person: Person, session: str, language: str, within: Readable) -> Summary:
    """Ends a quiz, keeps what came of it, and gathers what there is to tell.

    Raises:
        AccessDenied: it is not one of theirs.
    """
    coach = assistant.coach
    quiz = coach.practice.quiz(person.id, session)
    result = None if quiz.test is None else assistant.testing.finish(person.id, session)
    finished = assistant.curriculum.finish(person, session, within)
    answers = coach.graded(person.id, session, within)
    return Summary(
        finished.quiz,
        answers,
        coach.changes(person.id, session, language),
        finished,
        [coach.name(skill, language) for skill in finished.skills],
        _sections(assistant, person, answers),
        late=quiz.next is not None and quiz.late(coach.now()),
        result=result,
        tested="" if result is None else coach.name(result.skill, language),
    )


def _sections(assistant: "Assistant", person: Person, answers: list[Graded]) -> list[tuple[ReadNext, Page]]:
    """The sections that prove what was missed, each once, in the order of the quiz."""
    missed = {(one.read.document, one.read.page, one.read.start): one.read for one in answers if one.read is not None}
    return [(one, assistant.page(person, one.document, one.page)) for one in list(missed.values())[:MOST_SECTIONS]]
