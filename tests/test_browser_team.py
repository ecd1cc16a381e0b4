"""The page for a team in real Chromium against a real server: own groups only, courses by keyboard, files, both languages."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.learning.bank import Bank
from assistant.learning.questions import Question
from assistant.people.accounts import Accounts
from assistant.people.journal import EventKind, Journals
from assistant.people.person import Person, Role
from indexer.store import Generations
from tests.practise_questions import on
from tests.serving import PASSWORD, Site, serving, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    """Six people of sales have answered everything, two of hr as well; each group has a trainer."""
    folder = tmp_path_factory.mktemp("site")
    with serving(folder) as running:
        index = Generations(folder / "index").open()
        record = next(one for one in index.documents() if one.document == "handbook.pdf")
        page = index.page("handbook.pdf", 3)
        assert page is not None
        questions = on("handbook.pdf", record.version, 3, page.text)
        bank = Bank(folder / "data/bank/questions.db")
        bank.add_all(questions, "trainer", datetime.now(UTC))
        bank.close()
        accounts = Accounts(folder / "people")
        people = [accounts.add(f"seller{n}", groups=["sales"]).person for n in range(6)]
        people += [accounts.add(f"clerk{n}", groups=["hr"]).person for n in range(2)]
        accounts.add("tara", Role.TRAINER, ["sales"], PASSWORD)
        accounts.add("otto", Role.TRAINER, ["hr"], PASSWORD)
        accounts.close()
        answered(folder, people, questions)
        yield running


def answered(folder: Path, people: list[Person], questions: list[Question]) -> None:
    """Everybody's answers, the first questions answered worse than the last."""
    journals = Journals(folder / "data/progress")
    for n, who in enumerate(people):
        for at, one in enumerate(questions):
            right = at > n
            told = {
                "question": one.id, "version": 1, "kind": one.kind.value, "skill": one.skill, "score": float(right),
                "correct": right, "document": one.evidence.document, "seconds": 9.0,
                "reply": one.key[0] if right and one.key else "r",
            }  # fmt: skip
            journals.of(who.id).append(EventKind.ANSWERED, told)


def open_as(page: Page, site: Site, name: str, language: str = "en") -> None:
    """Signs in and opens the page."""
    sign_in(page, site, name, language=language)
    page.goto(f"{site.address}/team")
    page.locator("#docent-weeks .d-page").wait_for()
    page.locator("#docent-assign .d-page").wait_for()


def test_a_trainer_sees_their_own_group_in_pictures_and_tables(page: Page, site: Site) -> None:
    open_as(page, site, "tara")
    expect(page.locator("#docent-summary")).to_contain_text("All my people: 6 people besides you.")
    for part in ("levels", "questions", "weeks"):
        expect(page.locator(f"#docent-{part} svg[role=img]")).to_be_visible()
    page.get_by_role("combobox", name="Group").click()
    expect(page.get_by_role("option")).to_contain_text(["All my people", "sales"])
    page.get_by_role("option", name="sales").click()
    expect(page.locator("#docent-summary")).to_contain_text("sales: 6 people besides you.")
    text = page.locator("#docent-admin").inner_text()
    assert "clerk" not in text
    assert "hr" not in text.split()


def test_of_two_people_nothing_is_told(page: Page, site: Site) -> None:
    open_as(page, site, "otto")
    expect(page.locator("#docent-levels")).to_contain_text("there are fewer than 5 people")
    expect(page.locator("#docent-admin svg[role=img]")).to_have_count(0)
    assert "What comes first?" not in page.locator("#docent-admin").inner_text()


def test_an_employee_is_refused(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    expect(page.locator("nav a[href^='/team']")).to_have_count(0)
    for path in ("/team", "/en/team/", "/zh/team/config"):
        response = page.goto(f"{site.address}{path}")
        assert response is not None
        assert response.status == 403


def test_tables_are_saved_as_files(page: Page, site: Site) -> None:
    open_as(page, site, "tara")
    with page.expect_download() as table:
        page.get_by_role("button", name="Save questions as CSV").click()
    assert table.value.suggested_filename == "docent-team-questions.csv"
    assert "What comes first?" in table.value.path().read_text(encoding="utf-8-sig")
    with page.expect_download() as report:
        page.get_by_role("button", name="Save all as PDF").click()
    assert report.value.suggested_filename == "docent-team.pdf"
    assert report.value.path().read_bytes().startswith(b"%PDF")


def test_a_course_is_made_and_assigned_by_keyboard_alone(page: Page, site: Site) -> None:
    open_as(page, site, "tara")
    press(page, "New course")
    press(page, "Add something to read")
    expect(page.locator(".d-parts > li")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("hand")
    press(page, "Add a quiz")
    expect(page.locator(".d-parts > li").nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("[name=en]").focus()
    page.keyboard.type("Leave")
    press(page, "Save as a new version")
    expect(page.locator("#docent-said")).to_contain_text("“Leave” was saved as version 1.")
    page.locator("[name=audience]").focus()
    page.keyboard.type("sales")
    press(page, "Assign")
    expect(page.locator("#docent-due tbody tr")).to_have_count(8)  # six people, the trainer, and the course
    expect(page.locator("#docent-due")).to_contain_text("seller0")
    page.locator("#docent-assign summary").press("Enter")
    press(page, "Yes, do it")
    expect(page.locator("#docent-due")).to_contain_text("Nothing has been assigned")


def press(page: Page, name: str) -> None:
    """Presses a button with Enter."""
    page.get_by_role("button", name=name, exact=True).press("Enter")


def test_the_page_speaks_chinese_and_fits_a_phone(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_as(page, site, "tara", "zh")
    expect(page.locator("nav [aria-current]")).to_have_text("团队")
    expect(page.locator("#docent-summary")).to_contain_text("除您之外共 6 人")
    expect(page.locator("#docent-questions")).to_contain_text("区分度")
    press(page, "新建课程")
    expect(page.locator(".d-editor h3")).to_have_text("新建课程")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
