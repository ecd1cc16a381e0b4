"""After a document changed, those who passed what was retired are quizzed again, briefly."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.curriculum import Hindrance, PartState, Quiz, Reading
from assistant.errors import AccessDenied
from assistant.learning.assignments import Audience, State
from assistant.learning.places import Edition
from assistant.learning.rechecking import Rechecked, recheck_document
from indexer.documents import Page
from tests.bank_questions import evidence, question
from tests.curricula import CHECKED, LEAVE, MORNING, Company, anything, rule

CHANGED = LEAVE.replace(rule(1), "Rule 1 of leave gives 9 days.")


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path)
    made.ask("q1", "q2")
    made.course()
    for name, replies in (("ada", "aa"), ("bob", "bb")):
        made.read(name)
        made.sit(name, *replies)
    yield made
    made.close()


def change(company: Company, text: str | None = CHANGED) -> dict[str, Rechecked]:
    """The document reads otherwise, or is withdrawn, and its questions are compared with it."""
    edition = None if text is None else Edition("v2", (Page(1, text),))
    if text is None:
        del company.library.versions["leave.md"]
    else:
        company.library.versions["leave.md"] = "v2"
    return {"leave.md": recheck_document(company.bank, "leave.md", edition, company.clock())}


def replace_question(company: Company) -> None:
    """A trainer approved a question on what stands there now."""
    place = evidence("Rule 1 of leave gives 9 days.", version="v2", text=CHANGED)
    company.bank.add(question("new", evidence=place, checks=CHECKED), "", MORNING)
    company.bank.approve("new", "", "", MORNING, expected=1, within=anything)


def requiz(company: Company, name: str) -> tuple[str, ...]:
    standings = company.curriculum.courses(company.person(name), "en", anything)
    return tuple(one.id for one in standings if one.course is None)


def test_exactly_those_who_passed_the_question_are_asked_again(company: Company) -> None:
    assert company.curriculum.requizzes(change(company)) == 1
    assert (len(requiz(company, "ada")), len(requiz(company, "bob"))) == (1, 0)
    (status,) = company.curriculum.statuses(company.person("ada"))
    assert (status.state, status.assignment.document, status.assignment.days) == (State.DUE, "leave.md", 14)


def test_the_same_change_asks_once(company: Company) -> None:
    rechecked = change(company)
    assert [company.curriculum.requizzes(rechecked) for _ in range(2)] == [1, 0]


def test_the_replacement_is_asked_and_answering_it_passes(company: Company) -> None:
    rechecked = change(company)
    replace_question(company)
    company.curriculum.requizzes(rechecked)
    ada, (name,) = company.person("ada"), requiz(company, "ada")
    quiz = company.curriculum.begin(ada, name, 0, anything)
    assert company.curriculum.begin(ada, name, 0, anything) == quiz
    assert [one for one, _ in quiz.questions] == ["new"]
    company.coach.reply(ada.id, quiz.id, "new", "b", anything)
    finished = company.curriculum.finish(ada, quiz.id, anything)
    assert (finished.verdict, finished.certificate) == (None, None)
    assert finished.standing is not None
    assert finished.standing.parts[0].state is PartState.DONE
    assert finished.standing.chance.hindrance is Hindrance.PASSED
    assert [one.state for one in company.curriculum.statuses(ada)] == [State.PASSED]
    with pytest.raises(AccessDenied):
        company.curriculum.begin(ada, name, 0, anything)


def test_ending_it_early_passes_nothing_and_it_can_be_begun_again(company: Company) -> None:
    rechecked = change(company)
    replace_question(company)
    company.curriculum.requizzes(rechecked)
    ada, (name,) = company.person("ada"), requiz(company, "ada")
    first = company.curriculum.begin(ada, name, 0, anything)
    company.curriculum.finish(ada, first.id, anything)
    assert [one.state for one in company.curriculum.statuses(ada)] == [State.DUE]
    assert company.curriculum.begin(ada, name, 0, anything).id != first.id


def test_without_a_replacement_the_document_is_read_again(company: Company) -> None:
    company.curriculum.requizzes(change(company))
    ada, (name,) = company.person("ada"), requiz(company, "ada")
    standing = company.curriculum.courses(ada, "en", anything)[0]
    assert (standing.name, standing.course) == ("leave.md", None)
    assert isinstance(standing.parts[0].part, Reading)
    with pytest.raises(AccessDenied):
        company.curriculum.begin(ada, name, 0, anything)
    company.curriculum.read(ada, name, 0, 40.0, anything)
    assert [one.state for one in company.curriculum.statuses(ada)] == [State.PASSED]
    (read,) = [one for one in company.journals.of(ada.id).events() if one.data.get("course") == name and "seconds" in one.data]
    assert (read.data["version"], read.data["seconds"]) == ("v2", 40.0)


def test_where_there_are_questions_reading_is_not_enough(company: Company) -> None:
    rechecked = change(company)
    replace_question(company)
    company.curriculum.requizzes(rechecked)
    ada, (name,) = company.person("ada"), requiz(company, "ada")
    assert isinstance(company.curriculum.courses(ada, "en", anything)[0].parts[0].part, Quiz)
    with pytest.raises(AccessDenied):
        company.curriculum.read(ada, name, 0, 40.0, anything)


def test_a_withdrawn_document_is_nothing_to_read_again(company: Company) -> None:
    assert company.curriculum.requizzes(change(company, None)) == 0


def test_who_may_not_read_the_document_any_more_is_not_asked(company: Company) -> None:
    company.forbidden.add("leave.md")
    assert company.curriculum.requizzes(change(company)) == 0


def test_a_requiz_is_hidden_when_its_document_is_closed_later(company: Company) -> None:
    company.curriculum.requizzes(change(company))
    (name,) = requiz(company, "ada")
    company.forbidden.add("leave.md")
    ada = company.person("ada")
    assert company.curriculum.statuses(ada) == ()
    for taken in (
        lambda: company.curriculum.read(ada, name, 0, 40.0, anything),
        lambda: company.curriculum.begin(ada, name, 0, anything),
    ):
        with pytest.raises(AccessDenied):
            taken()


def test_nobody_takes_the_requiz_of_somebody_else(company: Company) -> None:
    company.curriculum.requizzes(change(company))
    (name,) = requiz(company, "ada")
    with pytest.raises(AccessDenied):
        company.curriculum.read(company.person("bob"), name, 0, 40.0, anything)


def test_nothing_changed_is_nothing_to_ask(company: Company) -> None:
    assert company.curriculum.requizzes(change(company, LEAVE)) == 0


def test_a_course_cannot_take_the_name_of_a_requiz(company: Company) -> None:
    company.curriculum.requizzes(change(company))
    assert company.curriculum.assignments(company.person("boss")) == ()  # it is not managed as an assignment of a trainer
    assert len(company.curriculum.all_assignments()) == 1
    assert company.curriculum.all_assignments()[0].audience is Audience.PERSON
    with pytest.raises(Exception, match="does not begin with 'requiz-'"):
        replace(company.curriculum.course_list(anything)[0], id=requiz(company, "ada")[0])
