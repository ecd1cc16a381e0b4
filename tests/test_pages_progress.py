"""The page for one's own progress, handler by handler: all parts, in both languages, and nobody else's."""

import base64
import csv
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import gradio as gr
import pytest

from assistant.learning.answers import Mode, history
from assistant.learning.assignments import Audience
from assistant.people.person import Person
from assistant.web.progress import build
from assistant.web.progress_view import SECTIONS
from assistant.web.progressing import DAYS, Progressing, Shown
from assistant.web.words import Words
from tests.learning_company import LearningCompany
from tests.page_fakes import request


@pytest.fixture
def company(tmp_path: Path) -> Iterator[LearningCompany]:
    made = LearningCompany(tmp_path)
    made.ask("q1", "q2", "q3")
    yield made
    made.close()


@pytest.fixture
def page(company: LearningCompany) -> Progressing:
    return Progressing(company.as_page, Words("en"))


@pytest.fixture
def ada(company: LearningCompany) -> Person:
    return company.person("ada")


def opened(page: Progressing, who: Person) -> Shown:
    return Shown(*page.arrive(request(who))[1:])


def after(told: tuple[object, ...]) -> tuple[str, Shown]:
    """The note and the page."""
    return str(told[0]), Shown(*told[1:])


def saved(view: str) -> str:
    """What the browser would save."""
    found = re.search(r'data-content="(.*?)"', view)
    assert found is not None
    return html.unescape(found[1])


# what one knows


def test_before_anything_was_answered_the_page_says_what_is_not_known(page: Progressing, ada: Person) -> None:
    shown = opened(page, ada)
    assert "not known yet" in shown.skills
    assert "0 questions are due today" in shown.due
    assert "You have taken no quiz yet" in shown.quizzes
    assert "here how it went" in shown.course
    assert "no certificate yet" in shown.certificates


def test_a_skill_is_told_with_its_range_its_target_and_the_answers_it_rests_on(
    page: Progressing, company: LearningCompany, ada: Person
) -> None:
    company.practise("ada", "a", "b")
    skills = opened(page, ada).skills
    assert re.search(r"\d+ % \(most likely \d+–\d+ %\), answers: 2", skills)
    assert "Level 1 (60 %)" in skills
    assert "for Clerk · mandatory" in skills
    assert "Answers and credits: 2" in skills
    assert skills.count("How many vacation days do full-time employees get?") == 2
    assert "counts as 1.0 fresh answers" in skills


def test_the_map_shows_each_role_with_its_skills_in_the_order_of_learning(
    page: Progressing, company: LearningCompany, ada: Person
) -> None:
    company.accounts.set_groups(ada.id, ["office", "advisers"])
    skills = opened(page, ada).skills
    assert skills.count("<figure") == 2
    assert skills.count('class="d-arrow"') == 1
    assert "after Leave" in skills
    assert 'aria-label="Map of the topics for Adviser; the table below says the same"' in skills


def test_a_skill_that_no_role_needs_is_in_a_map_of_its_own(page: Progressing, company: LearningCompany, ada: Person) -> None:
    company.accounts.set_groups(ada.id, [])
    skills = opened(page, ada).skills
    assert "<strong>Topics</strong>" in skills
    assert ">none</span>" in skills


def test_what_was_known_over_time_is_a_picture_and_a_table(page: Progressing, company: LearningCompany, ada: Person) -> None:
    company.practise("ada", "a", "b")
    course = opened(page, ada).course
    assert course.count('class="d-band"') == 1
    assert course.count("<tr><td>") == 3
    assert "in 2 steps" in course


def test_of_many_answers_the_last_ones_are_named(page: Progressing, company: LearningCompany, ada: Person) -> None:
    for _ in range(11):
        company.practise("ada", "a", "b", "a")
        company.clock.turn(days=1)
    skills = opened(page, ada).skills
    assert "Answers and credits: 33" in skills
    assert skills.count("fresh answers") == 30
    assert "and 3 older ones" in skills


# what is due, and what was done


def test_the_calendar_shows_weeks_and_the_days_on_which_something_is_due(
    page: Progressing, company: LearningCompany, ada: Person
) -> None:
    company.practise("ada", "a", "b", "a")
    due = opened(page, ada).due
    assert f"3 in the next {DAYS} days" in due
    assert due.count('class="d-due"') == len(set(re.findall(r'<time class="d-day" datetime="([\d-]+)"', due)))
    assert "Leave (1)" in due
    company.clock.turn(days=60)
    due = opened(page, ada).due
    assert "3 questions are due today" in due
    assert "2026-05-01, today" in due


def test_a_quiz_is_opened_with_questions_replies_and_proof(page: Progressing, company: LearningCompany, ada: Person) -> None:
    session = company.practise("ada", "a", "b")
    assert f'data-quiz="{session}"' in opened(page, ada).quizzes
    view = page.look(json.dumps({"quiz": session}), request(ada))
    assert "You: 18" in view
    assert "Answer: 30" in view
    assert "Rule 2 of leave gives 2 days." in view
    assert "/documents/open?document=leave.md" in view
    assert "<section" not in page.shut()


def test_an_exam_that_goes_on_tells_nothing(page: Progressing, company: LearningCompany, ada: Person) -> None:
    session = company.practise("ada", "b", mode=Mode.EXAM, end=False)
    view = page.look(json.dumps({"quiz": session}), request(ada))
    assert "This one goes on: 1 of 3" in view
    assert "Answer" not in view
    assert '<td class="d-number">–</td>' in opened(page, ada).quizzes
    company.coach.practice.end(ada.id, session)
    assert "Answer: 30" in page.look(json.dumps({"quiz": session}), request(ada))


def test_replies_on_what_may_not_be_read_any_more_are_counted_and_not_shown(
    page: Progressing, company: LearningCompany, ada: Person
) -> None:
    session = company.practise("ada", "a")
    company.forbidden.add("leave.md")
    view = page.look(json.dumps({"quiz": session}), request(ada))
    assert "1 replies are not shown" in view
    assert "30" not in view
    assert "vacation" not in str(opened(page, ada))


# path, recommendations, certificates


def test_the_path_tells_steps_with_reasons_and_minutes(page: Progressing, ada: Person) -> None:
    shown = opened(page, ada)
    assert "For Clerk: steps left 1, finished 0" in shown.path
    assert "mandatory for Clerk" in shown.path
    assert "you have answered nothing on it yet" in shown.path
    assert re.search(r"about \d+ minutes: reading \d+, questions \d+", shown.path)
    assert "mandatory for Clerk · you have answered nothing on it yet" in shown.next


def test_what_an_other_role_would_change(page: Progressing, company: LearningCompany, ada: Person) -> None:
    shown = opened(page, ada)
    assert re.findall(r'<option value="(\w+)"', shown.suppose) == ["adviser", "payroll"]
    told = page.suppose(json.dumps({"role": "adviser"}), request(ada))
    assert "New to learn: Advice" in told
    assert "At a higher level: Leave" in told
    assert "minutes more than today" in told
    assert "Pay</" not in page.suppose(json.dumps({"role": "payroll"}), request(ada))


def test_a_finished_step_stays_on_the_path(page: Progressing, company: LearningCompany, ada: Person) -> None:
    for _ in range(2):
        session = company.practise("ada", "a", "a", "a")
        company.clock.turn(days=2)
    company.curriculum.finish(ada, session, lambda document: True)
    path = opened(page, ada).path
    assert "steps left 0, finished 1" in path
    assert "finished on 2026-03-06" in path


def test_an_assignment_is_recommended_by_its_name(page: Progressing, company: LearningCompany, ada: Person) -> None:
    company.course()
    company.curriculum.assign(company.person("boss"), Audience.PERSON, ada.id, "leave", 3)
    assert "due soon" in opened(page, ada).next


def test_a_certificate_is_told_with_its_validity_and_saved(page: Progressing, company: LearningCompany, ada: Person) -> None:
    company.course(validity_months=12)
    company.read("ada")
    company.sit("ada", "a", "a")
    assert "valid until 2027-03-02" in opened(page, ada).certificates
    (held,) = company.curriculum.certificates(ada)
    view = page.certificate(json.dumps({"certificate": held.certificate.id}), request(ada))
    assert base64.b64decode(saved(view)).startswith(b"%PDF")
    with pytest.raises(gr.Error):
        page.certificate(json.dumps({"certificate": held.certificate.id}), request(company.person("bob")))


# credits


def test_a_credit_is_asked_for_by_a_person_and_given_by_a_trainer_of_theirs(
    page: Progressing, company: LearningCompany, ada: Person
) -> None:
    note, shown = after(page.ask(json.dumps({"skill": "leave", "why": "I wrote <the> rules"}), request(ada)))
    assert "A trainer will decide" in note
    assert "asked for Leave (I wrote &lt;the&gt; rules)" in shown.credits
    tina = company.person("tina")
    assert "I wrote &lt;the&gt; rules" in opened(page, tina).crediting
    given = {"person": ada.id, "asking": "1", "share": "0.9", "why": "she did"}
    _, shown = after(page.credit(json.dumps(given), request(tina)))
    assert "Nobody waits for a decision" in shown.crediting
    assert "ada, Leave, 90 %: she did" in shown.crediting
    assert "90 %, confirmed by tina: she did" in opened(page, ada).credits
    assert "learned elsewhere, confirmed by tina: she did" in opened(page, ada).skills


def test_a_wish_is_declined_and_a_credit_taken_back(page: Progressing, company: LearningCompany, ada: Person) -> None:
    tina = company.person("tina")
    page.ask(json.dumps({"skill": "leave", "why": "please"}), request(ada))
    page.decline(json.dumps({"person": ada.id, "event": "1", "why": "no proof"}), request(tina))
    assert "asked for" not in opened(page, ada).credits
    page.credit(json.dumps({"person": ada.id, "skill": "leave", "share": "1", "why": "seen", "click": "c"}), request(tina))
    page.decline(json.dumps({"person": ada.id, "event": "3", "why": "a mistake"}), request(tina))
    assert history(company.journals.of(ada.id).events()).credits == ()


def test_a_wish_is_not_declined_by_who_may_not_know_of_its_skill(
    page: Progressing, company: LearningCompany, ada: Person
) -> None:
    page.ask(json.dumps({"skill": "leave", "why": "please"}), request(ada))
    company.forbidden.add("leave.md")
    with pytest.raises(gr.Error, match="may not see this"):
        page.decline(json.dumps({"person": ada.id, "event": "1", "why": "no"}), request(company.person("tina")))


def test_a_wish_is_taken_back_by_its_person(page: Progressing, ada: Person) -> None:
    page.ask(json.dumps({"skill": "leave", "why": "please"}), request(ada))
    assert "Take back" in opened(page, ada).credits
    _, shown = after(page.unask(json.dumps({"event": "1"}), request(ada)))
    assert "Take back" not in shown.credits


@pytest.mark.parametrize("by", ["ada", "bob", "otto"])
def test_nobody_else_gives_credits_nor_sees_wishes(page: Progressing, company: LearningCompany, ada: Person, by: str) -> None:
    page.ask(json.dumps({"skill": "leave", "why": "my secret reason"}), request(ada))
    who = company.person(by)
    assert "my secret reason" not in opened(page, who).crediting
    for given in ({"asking": "1"}, {"skill": "leave"}):
        with pytest.raises(gr.Error):
            page.credit(json.dumps({"person": ada.id, "share": "1", "why": "x", **given}), request(who))
    with pytest.raises(gr.Error):
        page.decline(json.dumps({"person": ada.id, "event": "1", "why": "x"}), request(who))


def test_a_damaged_journal_of_one_keeps_no_trainer_from_the_others(
    page: Progressing, company: LearningCompany, ada: Person
) -> None:
    page.ask(json.dumps({"skill": "leave", "why": "I was there"}), request(ada))
    company.practise("bob", "a")
    company.journals.of(company.person("bob").id).file.write_text("{}\n", encoding="utf-8")
    assert "I was there" in opened(page, company.person("tina")).crediting


def test_credits_are_for_what_both_may_know_of(page: Progressing, company: LearningCompany, ada: Person) -> None:
    with pytest.raises(gr.Error):
        page.ask(json.dumps({"skill": "pay", "why": "please"}), request(ada))
    given = {"person": ada.id, "skill": "pay", "share": "1", "why": "seen"}
    with pytest.raises(gr.Error):
        page.credit(json.dumps(given), request(company.person("tina")))


# what is kept


def test_everything_kept_can_be_taken_along(page: Progressing, company: LearningCompany, ada: Person) -> None:
    company.practise("ada", "a")
    kept = json.loads(saved(page.export_json(request(ada))))
    assert kept["account"]["name"] == "ada"
    assert [event["kind"] for event in kept["journal"]["events"]] == ["initialized", "answered", "terminated"]
    rows = list(csv.DictReader(io.StringIO(saved(page.export_csv(request(ada))).removeprefix("\ufeff"))))
    assert [row["kind"] for row in rows] == ["initialized", "answered", "terminated"]


def test_erasing_needs_ones_name_typed(page: Progressing, company: LearningCompany, ada: Person) -> None:
    company.practise("ada", "a")
    for typed in ("", "bob", "erase"):
        assert "Nothing was erased" in page.erase(json.dumps({"word": typed}), request(ada))[0]
    assert company.coach.taken(ada.id) != []
    note, shown = after(page.erase(json.dumps({"word": " ada "}), request(ada)))
    assert "was erased" in note
    assert "not known yet" in shown.skills
    assert company.coach.taken(ada.id) == []


def test_an_objection_of_somebody_erased_has_neither_name_nor_words(company: LearningCompany, ada: Person) -> None:
    company.practise("ada", "a")
    (answer,) = company.coach.taken(ada.id)[0].answers
    company.coach.object(ada.id, answer.sequence, "I am Ada and I object", lambda _: True)
    company.forget(ada)
    (left,) = company.bank.objections.open(within=lambda _: True)
    assert (left.by, left.text) == ("", "")


# and nobody else's


def test_nobody_sees_the_progress_of_another(page: Progressing, company: LearningCompany, ada: Person) -> None:
    session = company.practise("ada", "a")
    for name in ("bob", "tina", "boss"):
        who = company.person(name)
        shown = opened(page, who)
        assert "not known yet" in shown.skills
        assert session not in str(shown)
        with pytest.raises(gr.Error):
            page.look(json.dumps({"quiz": session}), request(who))
        assert json.loads(saved(page.export_json(request(who))))["journal"]["events"] == []


def test_nothing_is_shown_without_signing_in(page: Progressing) -> None:
    for act in (page.arrive, page.export_json, page.export_csv):
        with pytest.raises(gr.Error):
            act(request(None))
    for told in (page.look, page.erase, page.ask, page.credit, page.decline, page.unask, page.suppose, page.certificate):
        with pytest.raises(gr.Error):
            told(json.dumps({"quiz": "x", "role": "clerk", "event": "1", "certificate": "x", "person": "x"}), request(None))


def test_an_employee_has_no_form_to_give_credits(page: Progressing, company: LearningCompany, ada: Person) -> None:
    assert "Give the credit" not in opened(page, ada).crediting
    assert "Give the credit" in opened(page, company.person("tina")).crediting
    assert "nobody in your groups" in opened(page, company.person("otto")).crediting


def test_the_page_speaks_chinese(company: LearningCompany, ada: Person) -> None:
    company.practise("ada", "a", "b")
    shown = opened(Progressing(company.as_page, Words("zh")), ada)
    assert "休假" in shown.skills
    assert "“职员”的必修内容" in shown.path
    assert "题" in shown.due


def test_the_page_is_built_in_both_languages(company: LearningCompany) -> None:
    for language in ("en", "zh"):
        words = Words(language)
        made = build(company.as_page, words)
        assert words("progress.door") in str(made.title)
        heads = [str(one.value) for one in made.blocks.values() if isinstance(one, gr.Markdown) and "<h2" in str(one.value)]
        assert [key for key in SECTIONS if any(f'id="docent-{key}"' in head for head in heads)] == list(SECTIONS)
