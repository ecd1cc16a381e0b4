"""The page for a team, handler by handler: what trainers are told, of whom, and what nobody is told."""

import base64
import csv
import html
import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import gradio as gr
import pytest

from assistant.insight.disclosure import EVERYBODY
from assistant.insight.team import Team
from assistant.learning.questions import Kind, Question
from assistant.people.journal import EventKind
from assistant.people.person import Person, Role
from assistant.web.team import build
from assistant.web.teaming import Kept, Shown, Teaming
from assistant.web.words import Words
from tests.page_fakes import request
from tests.test_pages_practise import MORNING, PractisingAssistant, fill


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[PractisingAssistant]:
    made = PractisingAssistant(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(assistant: PractisingAssistant) -> Teaming:
    return Teaming(assistant.as_page, Words("en"), lambda: assistant.now + timedelta(days=1))


@pytest.fixture
def tara(assistant: PractisingAssistant) -> Person:
    return assistant.person("tara", Role.TRAINER, ["sales"])


def staff(assistant: PractisingAssistant, count: int, group: str = "sales") -> list[Person]:
    return [assistant.person(f"{group}{n}", groups=[group]) for n in range(count)]


def replied(assistant: PractisingAssistant, who: Person, question: Question, reply: str) -> None:
    """An answer in somebody's journal."""
    right = float(reply in question.key)
    told = {
        "question": question.id, "version": 1, "kind": question.kind.value, "skill": "leave", "score": right,
        "correct": bool(right), "document": question.evidence.document, "seconds": 9.0, "reply": reply,
    }  # fmt: skip
    assistant.coach.journals.of(who.id).append(EventKind.ANSWERED, told)


def answered_by(assistant: PractisingAssistant, people: Sequence[Person], replies: str = "q") -> Question:
    """One question, answered by all; the replies are taken in turn."""
    (one,) = fill(assistant, Kind.SINGLE_CHOICE)
    for n, who in enumerate(people):
        replied(assistant, who, one, replies[n % len(replies)])
    return one


def opened(page: Teaming, who: Person) -> Shown:
    return Shown(*page.arrive(request(who))[2:])


def saved(page: Teaming, who: Person, sheet: str, group: str = EVERYBODY) -> tuple[str, str]:
    """The name and the content of a file."""
    view = page.export(json.dumps({"sheet": sheet}), group, request(who))
    found = re.search(r'data-file="(.*?)".*data-content="(.*?)"', view, re.DOTALL)
    assert found is not None
    return found[1], html.unescape(found[2])


def test_a_trainer_is_told_what_five_of_their_people_know(page: Teaming, assistant: PractisingAssistant, tara: Person) -> None:
    answered_by(assistant, staff(assistant, 5), "qqqpr")
    told = opened(page, tara)
    assert "All my people: 5 people besides you." in told.summary
    assert re.search(r'<td class="d-number">\d\d</td><td class="d-number">5</td><td class="d-number">80</td>', told.levels)
    assert "Who may carry days over?" in told.questions
    assert '<td class="d-number">60</td>' in told.questions
    assert "Everybody &lt;b&gt;here&lt;/b&gt;" in told.questions
    assert "at most 20" in told.questions
    assert "at least" not in told.questions


def test_of_four_people_nothing_is_told_and_why(page: Teaming, assistant: PractisingAssistant, tara: Person) -> None:
    answered_by(assistant, staff(assistant, 4), "q")
    told = opened(page, tara)
    for part in (told.levels, told.gaps, told.questions, told.weeks):
        assert "there are fewer than 5 people" in part
        assert "svg" not in part
        assert "Who may carry days over?" not in part


def test_the_trainer_is_none_of_the_five(page: Teaming, assistant: PractisingAssistant, tara: Person) -> None:
    answered_by(assistant, [*staff(assistant, 4), tara], "q")
    assert "there are fewer than 5 people" in opened(page, tara).levels


def test_a_setting_says_how_many_people_are_needed(assistant: PractisingAssistant, tara: Person, page: Teaming) -> None:
    answered_by(assistant, staff(assistant, 5), "q")
    object.__setattr__(assistant.settings.practice, "fewest_people", 6)
    assert "there are fewer than 6 people" in opened(page, tara).levels


def test_people_of_other_groups_are_neither_counted_nor_listed(
    page: Teaming, assistant: PractisingAssistant, tara: Person
) -> None:
    answered_by(assistant, staff(assistant, 9, "hr"), "q")
    staff(assistant, 5)
    view = page.arrive(request(tara))
    assert [name for _, name in view[1]["choices"]] == [EVERYBODY, "sales"]
    assert "5 people besides you" in view[2]
    assert "No question has been answered yet." in Shown(*view[2:]).questions


def test_the_group_of_another_trainer_cannot_be_asked_for(page: Teaming, assistant: PractisingAssistant, tara: Person) -> None:
    answered_by(assistant, staff(assistant, 6, "hr"), "q")
    with pytest.raises(gr.Error):
        page.choose("hr", request(tara))
    with pytest.raises(gr.Error):
        page.export(json.dumps({"sheet": "levels"}), "hr", request(tara))


def test_an_admin_sees_all_groups(page: Teaming, assistant: PractisingAssistant) -> None:
    answered_by(assistant, [*staff(assistant, 6), *staff(assistant, 5, "hr")], "qp")
    told = page.choose("hr", request(assistant.person("erin", Role.ADMIN)))
    assert "hr: 5 people besides you." in told.summary
    assert '<td class="d-number">40</td>' in told.questions


def test_an_employee_gets_nothing(page: Teaming, assistant: PractisingAssistant) -> None:
    bob, *_ = staff(assistant, 6)
    with pytest.raises(gr.Error):
        page.arrive(request(bob))
    with pytest.raises(gr.Error):
        page.choose("sales", request(bob))
    with pytest.raises(gr.Error):
        page.export('{"sheet": "levels"}', EVERYBODY, request(bob))


def test_two_groups_that_differ_by_one_person_are_not_both_told(page: Teaming, assistant: PractisingAssistant) -> None:
    tara = assistant.person("tara", Role.TRAINER, ["sales", "north"])
    answered_by(assistant, [*staff(assistant, 5), assistant.person("bob", groups=["north"])], "q")
    object.__setattr__(assistant.settings.practice, "fewest_people", 5)
    told = opened(page, tara)
    assert "sales: nothing is told about answers, because together with other groups" in told.summary
    assert "svg" not in page.choose("sales", request(tara)).levels


def test_what_a_trainer_may_not_read_is_not_told(page: Teaming, assistant: PractisingAssistant, tara: Person) -> None:
    assistant.rules = {"**": ("hr",)}
    answered_by(assistant, staff(assistant, 6), "q")
    told = opened(page, tara)
    assert "There are no questions yet on documents that you may read." in told.levels
    assert all("carry" not in str(part) for part in told)


def test_where_people_struggle_names_the_hardest_question_and_where_it_is_taught(
    page: Teaming, assistant: PractisingAssistant, tara: Person
) -> None:
    answered_by(assistant, staff(assistant, 5), "prqpr")
    told = opened(page, tara)
    assert "Who may carry days over?" in told.gaps
    assert "leave.md" in told.gaps


def test_the_weeks_are_drawn_and_told(page: Teaming, assistant: PractisingAssistant, tara: Person) -> None:
    answered_by(assistant, staff(assistant, 5), "q")
    weeks = opened(page, tara).weeks
    assert weeks.count("<rect") == 12
    assert f'<th scope="row">{MORNING:%Y-%m-%d}</th><td class="d-number">5</td><td class="d-number">5</td>' in weeks


def test_what_is_told_follows_a_new_answer_and_another_group_at_once(
    page: Teaming, assistant: PractisingAssistant, tara: Person
) -> None:
    people = staff(assistant, 6)
    one = answered_by(assistant, people[:4], "q")
    assert "No question has been answered" not in opened(page, tara).questions
    assert "svg" not in opened(page, tara).questions
    replied(assistant, people[4], one, "q")
    assert '<td class="d-number">5</td>' in opened(page, tara).questions
    assistant.accounts.set_groups(people[4].id, ["hr"])
    assert "Who may carry days over?" not in opened(page, tara).questions


def test_the_same_is_found_once_and_no_more_is_kept_than_the_last_few() -> None:
    kept, looked = Kept(), list[int]()

    def found(key: int) -> int:
        def anew() -> tuple[Team, int]:
            looked.append(key)
            return Team((), (), (), {}, ()), key

        return kept.of(key, anew)[1]

    assert [found(key) for key in (1, 1, 2, 1, 3, 4, 5, 6, 7, 8, 9, 1, 2)] == [1, 1, 2, 1, 3, 4, 5, 6, 7, 8, 9, 1, 2]
    assert looked == [1, 2, 3, 4, 5, 6, 7, 8, 9, 2]


def test_a_damaged_journal_is_left_out_and_counted(page: Teaming, assistant: PractisingAssistant, tara: Person) -> None:
    people = staff(assistant, 6)
    answered_by(assistant, people, "q")
    file = assistant.coach.journals.of(people[0].id).file
    file.write_bytes(file.read_bytes().replace(b'"score":1.0', b'"score":0.0') * 2)
    told = opened(page, tara)
    assert "1 journals cannot be read" in told.summary
    assert '<td class="d-number">5</td>' in told.levels


def test_a_table_is_saved_as_csv(page: Teaming, assistant: PractisingAssistant, tara: Person) -> None:
    answered_by(assistant, staff(assistant, 5), "qqqpr")
    name, content = saved(page, tara, "questions")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    assert name == "docent-team-questions.csv"
    assert rows[0][:4] == ["No.", "Question", "People", "Right (%)"]
    assert rows[1][:4] == ["1", "Who may carry days over?", "5", "60"]


def test_no_cell_is_a_formula(page: Teaming, assistant: PractisingAssistant) -> None:
    tara = assistant.person("tara", Role.TRAINER, ["=1+1"])
    answered_by(assistant, staff(assistant, 5, "=1+1"), "q")
    _, content = saved(page, tara, "groups")
    assert "'=1+1" in content
    assert not re.search(r'(^|,)"?[=+@-]', content, re.MULTILINE)


def test_all_tables_are_saved_as_pdf_in_both_languages(assistant: PractisingAssistant, tara: Person) -> None:
    import pypdfium2  # type: ignore[import-untyped]  # it has no types

    answered_by(assistant, staff(assistant, 5), "qqqpr")
    for language, told in (("en", "What people know"), ("zh", "掌握情况")):
        name, content = saved(Teaming(assistant.as_page, Words(language)), tara, "all")
        document = pypdfium2.PdfDocument(base64.b64decode(content))
        text = "".join(page.get_textpage().get_text_range() for page in document)
        assert name == "docent-team.pdf"
        assert told in text
        assert "Who may carry days over?" in text


def test_the_page_is_built_in_both_languages(assistant: PractisingAssistant) -> None:
    for language in ("en", "zh"):
        words = Words(language)
        assert words("team.door") in str(build(assistant.as_page, words).title)
