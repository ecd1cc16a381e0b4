"""What can be practised on an answer of the chat: the questions on what it cites. Knows nothing of how one is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answering.answers import Citation, without_forbidden
from assistant.coaching import Wish
from assistant.errors import AccessDenied
from assistant.learning.bank import Readable
from assistant.learning.questions import Evidence, Question
from assistant.people.person import Person
from assistant.web.chat_view import is_paged

if TYPE_CHECKING:
    from assistant.assembly import Assistant

ENOUGH = 3  # questions on the very passages, for a quiz of those alone


@dataclass(frozen=True, slots=True)
class AboutAnswer:
    """What there is to ask about an answer."""

    question: str  # that was answered
    near: tuple[str, ...]  # ids of questions on the passages that it cites, those on the very sections first
    documents: Mapping[str, int]  # that it cites, with how many questions there are


def about_answer(assistant: "Assistant", person: Person, conversation: str, turn: str, within: Readable) -> AboutAnswer:
    """What a person can be asked about an answer that they got.

    Raises:
        AccessDenied: there is no such answer of theirs.
    """
    turns = assistant.conversations.get(person.id, conversation).turns
    answer = next((one.answer for one in turns if one.answer.id == turn), None)
    if answer is None:
        raise AccessDenied("there is no such answer, or it is not yours")
    citations = without_forbidden(answer, within).citations
    cited = dict.fromkeys(citation.document for citation in citations)
    found = [one for one in assistant.coach.questions(within) if one.evidence.document in cited]
    counts = {name: sum(one.evidence.document == name for one in found) for name in cited}
    return AboutAnswer(answer.question, near(found, citations), {name: count for name, count in counts.items() if count})


def begun_about(assistant: "Assistant", person: Person, conversation: str, turn: str, within: Readable) -> bool:
    """Begins a quiz on the passages that an answer cites; False where there are no questions on them.

    The same again while that quiz goes on begins no other. A quiz with a result that goes on is not pushed aside.

    Raises:
        AccessDenied: there is no such answer of theirs.
    """
    about, coach = about_answer(assistant, person, conversation, turn, within), assistant.coach
    record = coach.practice.records.of(person.id)
    if record.engaged(coach.now()) is not None:
        return True
    if not about.near:
        return False
    click = f"{turn}/{sum(quiz.ended for quiz in record.quizzes.values())}"
    wish = Wish(assistant.settings.practice.minutes, click=click, among=about.near)
    quiz = coach.begin(person.id, wish, within)
    coach.practice.leave(person.id, but=quiz.id)
    return True


def near(questions: Iterable[Question], citations: Iterable[Citation]) -> tuple[str, ...]:
    """The ids of questions whose evidence lies in the sections cited; with those on the same pages where these are few."""
    questions, citations = list(questions), list(citations)
    very = [one.id for one in questions if any(_same_section(one.evidence, cited) for cited in citations)]
    pages = [one.id for one in questions if any(_same_page(one.evidence, cited) for cited in citations)]
    return tuple(very) if len(very) >= ENOUGH else tuple(dict.fromkeys((*very, *pages)))


def _same_section(place: Evidence, cited: Citation) -> bool:
    if (place.document, place.page) != (cited.document, cited.page):
        return False
    same_heading = bool(place.heading) and place.heading == cited.heading
    return same_heading or (place.start < cited.end and cited.start < place.end)


def _same_page(place: Evidence, cited: Citation) -> bool:
    return is_paged(place.document) and (place.document, place.page) == (cited.document, cited.page)
