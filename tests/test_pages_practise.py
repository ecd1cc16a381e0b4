"""The page for practising, handler by handler: one's own quiz from beginning to end, and nobody else's."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant.coaching import Coach
from assistant.curriculum import Curriculum
from assistant.errors import AccessDenied
from assistant.learning.assignments import Assignments
from assistant.learning.bank import Bank
from assistant.learning.courses import Course, Courses, Quiz, Reading
from assistant.learning.grading import Grader
from assistant.learning.questions import Evidence, Kind, Question, State
from assistant.learning.skills import Name, Place, SkillsMap
from assistant.people.journal import Journals
from assistant.people.person import Person
from assistant.settings import PracticeSettings
from assistant.testing import Testing
from assistant.web.practise import build
from assistant.web.practising import Practising, reply_of
from assistant.web.words import Words, all_words
from indexer.documents import Page
from tests.page_fakes import ScriptedAssistant, request
from tests.practise_questions import CHECKED, ELSEWHERE, QUOTE, RIGHT, SENTENCES, TEXT, spread
from tests.shelves import MemoryShelf

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Shelf(MemoryShelf):
    """The index: a generation of documents in memory."""

    generation = 1


class PractisingAssistant(ScriptedAssistant):
    """An assistant with a bank, journals, and a clock that tests turn."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.now = MORNING
        self.library = Shelf({"leave.md": TEXT, "hr/pay.md": TEXT})
        self.bank = Bank(folder / "bank/questions.db")
        rules = PracticeSettings(folder / "bank", certificate_key=folder / "certificates.key")
        self.settings = replace(self.settings, practice=rules)
        self.coach = Coach(
            self.bank, Journals(folder / "progress", self.clock), SkillsMap, Grader(), drafts=True, retention=0.9,
            clock=self.clock, library=lambda: self.library,
        )  # fmt: skip
        self.testing = Testing(self.coach, rules, self.clock)
        self.courses = Courses(folder / "courses.db")
        self.curriculum = Curriculum(
            self.coach, self.accounts, self.courses, Assignments(folder / "assignments.db"), settings=rules,
            skills=SkillsMap, library=lambda: self.library, may_read=self.may_read, words=all_words(), post=None,
            clock=self.clock, questions=self.conversations,
        )  # fmt: skip

    def clock(self) -> datetime:
        return self.now

    def index(self) -> Any:  # Any: stands in for the index
        return self.library

    def page(self, person: Person, document: str, number: int) -> Page:
        if not self.may_read(person, document):
            raise AccessDenied("no such page")
        return Page(number, TEXT)

    def close(self) -> None:
        super().close()
        self.curriculum.close()
        self.bank.close()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[PractisingAssistant]:
    made = PractisingAssistant(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(assistant: PractisingAssistant) -> Practising:
    return Practising(assistant.as_page, Words("en"))


@pytest.fixture
def ada(assistant: PractisingAssistant) -> Person:
    return assistant.person("ada")


def fill(assistant: PractisingAssistant, *kinds: Kind, document: str = "leave.md") -> list[Question]:
    made = [one for one in spread(document, "v1", 1, TEXT) if one.kind in kinds]
    assistant.bank.add_all(made, "trainer", MORNING)
    return made


def begin(page: Practising, who: Person, **wish: object) -> str:
    """Begins a quiz and gives the question's HTML."""
    return page.begin(json.dumps({"minutes": "10", "click": "c1", **wish}), request(who))[0]


def quiz_of(view: str) -> str:
    found = re.search(r'data-quiz="(\w+)"', view)
    assert found is not None
    return found[1]


def reply(page: Practising, who: Person, view: str, **fields: object) -> tuple[str, str]:
    question = re.search(r'data-question="([\w-]+)"', view)
    assert question is not None
    return page.reply(json.dumps({"quiz": quiz_of(view), "question": question[1], **fields}), request(who))


@pytest.mark.parametrize("kind", Kind)
def test_a_question_of_every_kind_is_asked_and_graded(
    page: Practising, assistant: PractisingAssistant, ada: Person, kind: Kind
) -> None:
    (made,) = fill(assistant, kind)
    view = begin(page, ada)
    assert made.question.split("____")[0].split("<")[0] in view
    told, evidence = reply(page, ada, view, **RIGHT[kind])
    assert "Right</h2>" in told
    assert "What helps now" not in told
    assert SENTENCES[kind] in told
    assert SENTENCES[kind] in evidence


def test_the_key_is_not_in_the_page_before_the_reply(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.CLOZE, Kind.NUMERIC)
    view = begin(page, ada)
    assert "31 March" not in view
    assert "5 days" not in view
    assert SENTENCES[Kind.CLOZE] not in view


def test_a_wrong_reply_is_told_with_the_answer_and_its_page(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    told, evidence = reply(page, ada, begin(page, ada), text="7 days")
    assert "Not right</h2>" in told
    assert "Your answer:</strong> 7 days" in told
    assert "5 days" in told
    assert "The value is another one." in told
    assert "leave.md" in evidence


def test_a_draft_is_marked_and_an_approved_question_is_not(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    (made,) = fill(assistant, Kind.CLOZE)
    assert "not yet checked by a trainer" in begin(page, ada)
    assistant.bank.approve(made.id, "t", "", MORNING, expected=1, within=lambda _: True)
    assert assistant.bank.get(made.id, within=lambda _: True).state is State.APPROVED
    assert "not yet checked by a trainer" not in begin(page, ada, click="c2")


def test_markup_in_a_question_or_reply_is_text(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.SINGLE_CHOICE)
    view = begin(page, ada)
    assert "Everybody &lt;b&gt;here" in view
    told, _ = reply(page, ada, view, pick="p")
    assert "<b>" not in told


def test_a_reload_comes_back_to_the_same_question(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.CLOZE, Kind.NUMERIC)
    view = begin(page, ada)
    assert page.arrive(request(ada))[1] == view
    reply(page, ada, view, text="x")
    assert "Question 2 of 2" in page.arrive(request(ada))[1]


def test_the_end_tells_the_score_each_answer_and_what_changed(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    view = begin(page, ada)
    told, _ = reply(page, ada, view, text="5 days")
    assert 'data-do="end"' in told
    summary, _ = page.end(json.dumps({"quiz": quiz_of(view)}), request(ada))
    assert "1 of 1 right, 100 % in all" in summary
    assert SENTENCES[Kind.NUMERIC] in summary
    assert "not known yet" in summary
    assert "Your answer: 5 days" in summary
    assert "%" in summary


def test_an_exam_tells_nothing_before_its_end_and_ends_with_its_time(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC, Kind.CLOZE)
    view = begin(page, ada, mode="exam")
    assert "data-left=" in view
    following, evidence = reply(page, ada, view, text="5 days")
    assert "Question 2 of 2" in following
    assert QUOTE not in following + evidence
    assistant.now += timedelta(minutes=11)
    late, _ = reply(page, ada, following, text="31 March")
    assert "1 of 2 right" in late or "0 of 2 right" in late


def test_the_quiz_of_somebody_else_cannot_be_seen_answered_or_ended(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    view = begin(page, ada)
    bob = assistant.person("bob")
    for handler in (page.next, page.end):
        with pytest.raises(gr.Error):
            handler(json.dumps({"quiz": quiz_of(view)}), request(bob))
    with pytest.raises(gr.Error):
        reply(page, bob, view, text="5 days")


def test_who_has_no_questions_is_told_so(page: Practising, ada: Person) -> None:
    assert "Nothing to practise yet" in page.arrive(request(ada))[1]


def test_who_comes_for_a_topic_finds_it_first(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.NUMERIC)
    others = [one for one in spread("leave.md", "v1", 1, TEXT, "pay") if one.kind is Kind.CLOZE]
    assistant.bank.add_all([replace(one, id="other") for one in others], "trainer", MORNING)
    for skill in ("leave", "pay"):
        view = page.arrive(request(ada, skill=skill))[1]
        buttons = re.findall(r'data-skill="([^"]+)"[^>]*?( data-arrive="")?>', view)
        assert buttons[0] == (skill, ' data-arrive=""')
        assert len(buttons) == 2 and buttons[1][1] == ""
    assert "data-arrive" not in page.arrive(request(ada, skill="secret"))[1]


def test_topics_and_documents_are_offered_within_what_one_may_read(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    assistant.rules = {"**": ("everyone",), "hr/**": ("hr",)}
    secret = [replace(one, id="secret") for one in spread("hr/pay.md", "v1", 1, TEXT, "pay") if one.kind is Kind.CLOZE]
    assistant.bank.add_all(secret, "trainer", MORNING)
    start = page.home(request(ada))[0]
    assert "leave.md" in start
    assert "pay" not in start


def test_an_objection_is_taken_and_thanked_for(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.NUMERIC)
    told, _ = reply(page, ada, begin(page, ada), text="7 days")
    answer = re.search(r'data-answer="(\d+)"', told)
    assert answer is not None
    assert "A trainer will look at it" in page.object(
        json.dumps({"answer": answer[1], "text": "The page says 7"}), request(ada)
    )
    assert [one.text for one in assistant.bank.objections.open(within=lambda _: True)] == ["The page says 7"]


def test_a_miss_is_told_with_where_the_wrong_choice_stands_and_the_section_to_read(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.SINGLE_CHOICE)
    told, beside = reply(page, ada, begin(page, ada), pick="p")
    assert "“Nobody” stands elsewhere:" in told
    assert ELSEWHERE in told
    assert "Read this section. The question will come back." in told
    assert f"<mark>{SENTENCES[Kind.SINGLE_CHOICE]}</mark>" in told
    assert 'href="/documents/open?document=leave.md"' in told
    turn = re.search(r'data-turn="([\w/]+)"', beside)
    assert turn is not None
    other = page.cite(json.dumps({"turn": turn[1], "n": "2"}), request(ada))
    assert f"<mark>{ELSEWHERE}</mark>" in other
    for wrong in ({"turn": turn[1], "n": "3"}, {"turn": "other/1", "n": "1"}):
        with pytest.raises(gr.Error):
            page.cite(json.dumps(wrong), request(ada))


def test_part_of_an_answer_is_told_with_what_it_counts_and_the_rule(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.MULTIPLE_CHOICE)
    told, _ = reply(page, ada, begin(page, ada), picks=["p"])
    assert "This counts as 50 % right. Each right choice counts, each wrong one takes as much away." in told
    assert "Right:</strong> At most 5" in told
    assert "Missing:</strong> Taken by 31 March" in told


def test_a_grading_that_is_not_sure_is_said_and_goes_to_a_trainer(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.SHORT_ANSWER)
    told, _ = reply(page, ada, begin(page, ada), text="They are carried into the following year.")
    assert "The grading is not sure here. A trainer will look at it" in told
    assert len(assistant.bank.objections.open(within=lambda _: True)) == 1


def test_in_an_exam_no_evidence_can_be_asked_for_before_its_end(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC, Kind.CLOZE)
    view = begin(page, ada, mode="exam")
    reply(page, ada, view, text="5 days")
    wanted = json.dumps({"turn": f"{quiz_of(view)}/2", "n": "1"})
    with pytest.raises(gr.Error):
        page.cite(wanted, request(ada))
    page.end(json.dumps({"quiz": quiz_of(view)}), request(ada))
    assert "<mark>" in page.cite(wanted, request(ada))


def test_an_answered_question_of_an_exam_cannot_be_answered_again(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC, Kind.CLOZE)
    view = begin(page, ada, mode="exam")
    second, _ = reply(page, ada, view, text="9 days")
    again, beside = reply(page, ada, view, text="5 days")
    assert again == second
    assert "blockquote" not in again + beside
    assert [one.reply for one in assistant.coach.taken(ada.id)[0].answers] == ["9 days"]


def test_an_exam_is_not_pushed_aside_and_practice_is_ended_by_the_next_quiz(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC, Kind.CLOZE)
    practice = quiz_of(begin(page, ada))
    exam = begin(page, ada, click="c2", mode="exam")
    assert quiz_of(begin(page, ada, click="c3")) == quiz_of(exam)
    reply(page, ada, exam, text="5 days")
    assert "finish it first" in begin(page, ada, click="c3")
    assert {one.id: one.ended for one in assistant.coach.taken(ada.id)} == {practice: True, quiz_of(exam): False}


def test_an_exam_whose_time_ran_out_while_one_was_away_is_told_when_one_comes_back(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC, Kind.CLOZE)
    reply(page, ada, begin(page, ada, mode="exam"), text="5 days")
    assistant.now += timedelta(hours=2)
    summary = page.arrive(request(ada))[1]
    assert "The time is over." in summary
    assert "of 2 right" in summary
    assert "Begin" in page.arrive(request(ada))[1]


def equipped(assistant: PractisingAssistant, count: int = 12) -> None:
    """Questions enough for a test."""
    text = "".join(f"Rule {number} is {number} days. " for number in range(count))
    assistant.library = Shelf({"rules.md": text})
    made = [
        Question(
            f"r{number}", 1, Kind.NUMERIC, f"What is rule {number}?", accept=(f"{number} days",), checks=CHECKED, skill="rules",
            evidence=Evidence("rules.md", "v1", 1, quote := f"Rule {number} is {number} days.", text.index(quote),
                              text.index(quote) + len(quote)),
        )
        for number in range(count)
    ]  # fmt: skip
    assistant.bank.add_all(made, "trainer", MORNING)


def end_of_test(page: Practising, who: Person, view: str, answer: str) -> str:
    """Goes on with a test until its end; `answer` may hold {n}."""
    while 'data-do="reply"' in view:
        number = re.search(r"What is rule (\d+)", view)
        assert number is not None
        assert "blockquote" not in view
        view, beside = reply(page, who, view, text=answer.format(n=number[1]))
        assert "blockquote" not in beside
    return view


def test_a_test_tells_nothing_before_it_is_decided_and_then_what_it_came_to(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    equipped(assistant)
    assert 'data-test="rules"' in page.home(request(ada))[0]
    view = page.begin(json.dumps({"test": "rules", "click": "t"}), request(ada))[0]
    assert "Question 1, at most 12" in view
    told = end_of_test(page, ada, view, "{n} days")
    assert "Passed: you know rules" in told
    assert "The topic is done on your path." in told
    assert "test again from 2026-03-03" in page.home(request(ada))[0]


def test_a_test_that_is_failed_says_so_with_its_certainty(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    equipped(assistant)
    told = end_of_test(page, ada, page.begin(json.dumps({"test": "rules"}), request(ada))[0], "900 days")
    assert "Not passed: rules is worth practising" in told
    assert re.search(r"\d questions were enough to be 9\d % certain", told) is not None


def test_without_questions_enough_there_is_no_test(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.NUMERIC)
    assert "data-test" not in page.home(request(ada))[0]
    with pytest.raises(gr.Error, match="too few questions"):
        page.begin(json.dumps({"test": "leave"}), request(ada))


def enrolled(assistant: PractisingAssistant, **rules: Any) -> None:  # Any: values of several fields
    """A course of a reading and a quiz."""
    course = Course("c", Name("Leave rules"), (Reading(Place("leave.md")), Quiz(("leave",), 1)), **rules)
    assistant.courses.save(course, "trainer", MORNING)


def test_a_course_is_read_and_its_quiz_taken_to_the_certificate(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    enrolled(assistant, attempts=2, time_limit_min=5)
    start = page.home(request(ada))[0]
    assert "Leave rules" in start
    assert "2 attempts left" in start
    part = {"course": "c", "part": "0"}
    reading = page.read(json.dumps(part), request(ada))[0]
    assert SENTENCES[Kind.NUMERIC] in reading
    shown = re.search(r'data-shown="([^"]+)"', reading)
    assert shown is not None
    assert "done" in page.read_done(json.dumps({**part, "shown": shown[1]}), request(ada))[0]
    view = page.begin(json.dumps({"course": "c", "part": "1"}), request(ada))[0]
    assert 'data-left="300"' in view
    told, beside = reply(page, ada, view, text="5 days")
    assert ">Passed</h2>" in told
    assert "You have earned the certificate for Leave rules." in told
    assert "blockquote" not in beside


def test_a_course_quiz_that_a_trainer_must_decide_says_so(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.SHORT_ANSWER)
    enrolled(assistant)
    page.read_done(json.dumps({"course": "c", "part": "0", "shown": "2026-03-02T08:00:00+00:00"}), request(ada))
    view = page.begin(json.dumps({"course": "c", "part": "1"}), request(ada))[0]
    told, _ = reply(page, ada, view, text="They are carried into the following year.")
    assert "Waits for a trainer&#39;s decision" in told
    assert "A trainer has to look at one of your answers first." in page.home(request(ada))[0]


def test_a_failed_course_says_when_the_next_attempt_is_possible(
    page: Practising, assistant: PractisingAssistant, ada: Person
) -> None:
    fill(assistant, Kind.NUMERIC)
    enrolled(assistant, attempts=2, cooldown_h=24)
    page.read_done(json.dumps({"course": "c", "part": "0", "shown": "2026-03-02T08:00:00+00:00"}), request(ada))
    view = page.begin(json.dumps({"course": "c", "part": "1"}), request(ada))[0]
    assert ">Not passed</h2>" in reply(page, ada, view, text="8 days")[0]
    assert "The next attempt is possible from 2026-03-03" in page.home(request(ada))[0]
    with pytest.raises(gr.Error):
        page.begin(json.dumps({"course": "c", "part": "1"}), request(ada))


def test_a_course_on_what_one_may_not_read_is_not_there(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    assistant.rules = {"**": ("everyone",), "leave.md": ("hr",)}
    enrolled(assistant)
    assert "Leave rules" not in page.home(request(ada))[0]
    for handler in (page.read, page.begin):
        with pytest.raises(gr.Error):
            handler(json.dumps({"course": "c", "part": "0"}), request(ada))


def test_nobody_practises_without_signing_in(page: Practising) -> None:
    with pytest.raises(gr.Error):
        page.arrive(request(None))


def test_a_wish_that_cannot_be_is_told(page: Practising, assistant: PractisingAssistant, ada: Person) -> None:
    fill(assistant, Kind.NUMERIC)
    with pytest.raises(gr.Error):
        begin(page, ada, minutes="900")


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (Kind.SINGLE_CHOICE, {}, ""),
        (Kind.MULTIPLE_CHOICE, {"picks": ["a", "b"]}, ["a", "b"]),
        (Kind.ORDERING, {"place_b": "1", "place_a": "2"}, ["b", "a"]),
        (Kind.MATCHING, {"pair_l": "r", "pair_m": ""}, {"l": "r"}),
        (Kind.NUMERIC, {"text": "5"}, "5"),
    ],
)
def test_the_fields_of_the_page_make_a_reply(kind: Kind, given: dict[str, Any], expected: object) -> None:
    assert reply_of(kind, given) == expected


def test_the_page_is_built_in_both_languages(assistant: PractisingAssistant) -> None:
    for language in ("en", "zh"):
        words = Words(language)
        assert words("practise.door") in str(build(assistant.as_page, words).title)
