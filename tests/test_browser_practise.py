"""The page for practising in real Chromium against a real server: by mouse and by keyboard, in both languages, two at once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.learning.bank import Bank
from assistant.learning.questions import Kind
from indexer.store import Generations
from tests.practise_questions import on
from tests.serving import Site, serving, sign_in

pytestmark = pytest.mark.browser
STAGE = "#docent-stage"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with serving(folder) as running:
        index = Generations(folder / "index").open()
        record = next(one for one in index.documents() if one.document == "handbook.pdf")
        page = index.page("handbook.pdf", 3)
        assert page is not None
        bank = Bank(folder / "data/bank/questions.db")
        bank.add_all(on("handbook.pdf", record.version, 3, page.text), "trainer", datetime.now(UTC))
        bank.close()
        yield running


def open_as(page: Page, site: Site, name: str, language: str = "en") -> None:
    """Signs in and opens the page."""
    sign_in(page, site, name, language=language)
    page.goto(f"{site.address}/practise")
    page.locator(f"{STAGE} section, {STAGE} .d-empty").first.wait_for()


def begin(page: Page, text: str = "Begin") -> None:
    page.get_by_role("button", name=text, exact=True).click()
    page.locator(f"{STAGE} .d-ask").wait_for()


def answer(page: Page) -> None:
    """Fills in whatever is asked, right or not, and sends it."""
    asked = page.locator(f"{STAGE} .d-ask")
    if asked.locator(".d-option").count():
        asked.locator(".d-option").first.click()
    for place, field in enumerate(asked.locator("select").all(), 1):
        field.select_option(index=place)
    for field in asked.locator("textarea, input[name=text]").all():
        field.fill("5 days")
    asked.get_by_role("button").first.click()
    page.locator(f"{STAGE} .d-graded").wait_for()


def test_a_quiz_by_mouse_from_beginning_to_end_with_the_page_beside_each_answer(page: Page, site: Site) -> None:
    open_as(page, site, "bob")
    begin(page)
    for number in range(1, len(Kind) + 1):
        expect(page.locator(f"{STAGE} .d-ask")).to_contain_text(f"Question {number} of {len(Kind)}")
        answer(page)
        expect(page.locator("#docent-panel blockquote")).to_contain_text("must be taken by 31 March")
        page.locator(f"{STAGE} .d-graded .d-main").click()
    expect(page.locator(f"{STAGE} .d-summary")).to_contain_text(f"of {len(Kind)} right")
    expect(page.locator(f"{STAGE} .d-replies > li")).to_have_count(len(Kind))


def test_a_question_can_be_answered_by_keyboard_alone(page: Page, site: Site) -> None:
    open_as(page, site, "dora")
    begin(page)
    while not page.locator(f"{STAGE} .d-option").count():
        answer(page)
        page.locator(f"{STAGE} .d-main").click()
        page.locator(f"{STAGE} .d-ask").wait_for()
    page.keyboard.press("2")
    expect(page.locator(f"{STAGE} .d-option input").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    page.locator(f"{STAGE} .d-graded").wait_for()
    page.keyboard.press("Enter")
    page.locator(f"{STAGE} .d-ask, {STAGE} .d-summary").wait_for()


def test_a_reload_and_a_new_sign_in_come_back_to_the_same_question(page: Page, site: Site) -> None:
    open_as(page, site, "keys")
    begin(page)
    asked = page.locator(f"{STAGE} h2").inner_text()
    page.reload()
    expect(page.locator(f"{STAGE} h2")).to_have_text(asked)
    page.get_by_role("button", name="Sign out").click()
    open_as(page, site, "keys")
    expect(page.locator(f"{STAGE} h2")).to_have_text(asked)


def test_two_people_at_once_each_have_their_own_quiz(browser: Browser, site: Site) -> None:
    pages = [browser.new_context().new_page() for _ in range(2)]
    for page, name in zip(pages, ("ben", "carol"), strict=True):
        page.set_default_timeout(30_000)
        open_as(page, site, name)
        begin(page)
    answer(pages[0])
    expect(pages[0].locator(f"{STAGE} .d-graded")).to_be_visible()
    expect(pages[1].locator(f"{STAGE} .d-ask")).to_contain_text("Question 1 of")
    for page in pages:
        page.context.close()


def test_the_page_speaks_chinese(page: Page, site: Site) -> None:
    open_as(page, site, "erin", "zh")
    expect(page.locator("nav [aria-current]")).to_have_text("练习")
    begin(page, "开始")
    expect(page.locator(f"{STAGE} .d-ask")).to_contain_text("第 1 题")


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(30_000)
    open_as(page, site, "gone")
    begin(page)
    answer(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
