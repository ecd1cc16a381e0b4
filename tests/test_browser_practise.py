"""The page for practising in real Chromium against a real server: by mouse and by keyboard, in both languages, two at once."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant.people.accounts import Accounts
from assistant.people.journal import Journals
from tests.practise_questions import ELSEWHERE, SENTENCES
from tests.practise_site import RULES, YEARS, fill, write_practice
from tests.serving import Site, ask, serving, sign_in, start, stop

pytestmark = pytest.mark.browser
STAGE = "#docent-stage"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with serving(folder, write_practice) as running:
        fill(folder)
        yield running


def open_as(page: Page, site: Site, name: str, language: str = "en") -> None:
    """Signs in and opens the page."""
    page.set_default_timeout(30_000)
    sign_in(page, site, name, language=language)
    arrive(page, site)


def arrive(page: Page, site: Site) -> None:
    """Opens the page."""
    page.goto(f"{site.address}/practise")
    page.locator(f"{STAGE} section").first.wait_for()


def begin(page: Page, what: str) -> None:
    """Presses what begins a quiz."""
    page.locator(f"{STAGE} {what}").click()
    page.locator(f"{STAGE} .d-ask").wait_for()


def answer(page: Page, text: str = "5 days") -> None:
    """Fills in whatever is asked, right or not, and sends it; waits until the page has taken it."""
    asked = page.locator(f"{STAGE} .d-ask")
    question = asked.get_attribute("data-question")
    if asked.locator(".d-option").count():
        asked.locator(".d-option").first.click()
    for place, field in enumerate(asked.locator("select").all(), 1):
        field.select_option(index=place)
    for field in asked.locator("textarea, input[name=text]").all():
        field.fill(text)
    asked.locator("[data-do=reply]").click()
    page.locator(f"{STAGE} :is(.d-graded, .d-summary, .d-ask:not([data-question='{question}']))").first.wait_for()


def replies(site: Site, name: str) -> list[str]:
    """The questions that somebody's journal holds a reply to, in their order."""
    accounts = Accounts(site.folder / "people")
    events = Journals(site.folder / "data/progress").of(accounts.named(name).id).events()
    accounts.close()
    return [str(event.data["question"]) for event in events if event.kind == "answered"]


def test_a_quiz_by_mouse_from_beginning_to_end_with_the_page_beside_each_answer(page: Page, site: Site) -> None:
    open_as(page, site, "bob")
    begin(page, f"[data-document='{RULES}']")
    for number in range(1, len(SENTENCES) + 1):
        expect(page.locator(f"{STAGE} .d-ask")).to_contain_text(f"Question {number} of {len(SENTENCES)}")
        answer(page)
        expect(page.locator(f"{STAGE} .d-graded blockquote").last).to_have_text(re.compile("days"))
        assert page.locator("#docent-panel img").evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 300
        page.locator(f"{STAGE} .d-graded .d-main").click()
        page.locator(f"{STAGE} :is(.d-ask, .d-summary)").wait_for()
    expect(page.locator(f"{STAGE} .d-summary")).to_contain_text(f"of {len(SENTENCES)} right")
    expect(page.locator(f"{STAGE} .d-summary table")).to_contain_text("Annual leave")
    expect(page.locator(f"{STAGE} .d-replies > li")).to_have_count(len(SENTENCES))


def test_a_wrong_choice_is_shown_where_it_stands_and_can_be_objected_to(page: Page, site: Site) -> None:
    open_as(page, site, "dora")
    begin(page, f"[data-document='{RULES}']")
    while page.locator(f"{STAGE} .d-ask").get_attribute("data-question") != "q-single_choice":
        answer(page)
        page.locator(f"{STAGE} .d-main").click()
        page.locator(f"{STAGE} .d-ask").wait_for()
    page.locator(f"{STAGE} .d-option").get_by_text("Nobody").click()
    page.keyboard.press("Enter")
    page.locator(f"{STAGE} .d-graded").wait_for()
    expect(page.locator(f"{STAGE} .d-graded")).to_contain_text(ELSEWHERE)
    page.locator("#docent-panel .d-cite").nth(1).click()
    expect(page.locator("#docent-panel blockquote")).to_have_text(ELSEWHERE)
    page.locator(f"{STAGE} .d-step summary").click()
    expect(page.locator(f"{STAGE} .d-step mark")).to_be_visible()
    page.locator(f"{STAGE} .d-pop summary").click()
    page.locator(f"{STAGE} .d-pop textarea").fill("Nobody is right, too.")
    page.locator(f"{STAGE} .d-pop button").click()
    expect(page.locator("#docent-said")).to_contain_text("A trainer will look at it")


@pytest.mark.parametrize(("name", "language", "told"), [("keys", "en", "Question 1 of"), ("gone", "zh", "第 1 题")])
def test_a_question_is_answered_by_keyboard_alone_and_told_to_screen_readers(
    page: Page, site: Site, name: str, language: str, told: str
) -> None:
    open_as(page, site, name, language)
    begin(page, f"[data-document='{RULES}']")
    expect(page.locator("#docent-announcer")).to_contain_text(told)
    while not page.locator(f"{STAGE} .d-option").count():
        answer(page)
        page.keyboard.press("Enter")
        page.locator(f"{STAGE} .d-ask").wait_for()
    asked = page.locator(f"{STAGE} .d-ask").get_attribute("data-question")
    page.keyboard.press("2")
    expect(page.locator(f"{STAGE} .d-option input").nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    page.locator(f"{STAGE} .d-graded").wait_for()
    expect(page.locator("#docent-announcer")).to_contain_text(page.locator(f"{STAGE} .d-graded h2").inner_text()[2:])
    page.keyboard.press("Enter")
    page.locator(f"{STAGE} :is(.d-ask, .d-summary)").wait_for()
    assert page.locator(f"{STAGE} .d-ask").get_attribute("data-question") != asked


def test_the_key_is_in_nothing_that_the_browser_gets_before_the_reply(page: Page, site: Site) -> None:
    bodies: list[str] = []

    def keep(route: Route) -> None:
        """Lets a request through and keeps what came back."""
        response = route.fetch()
        bodies.append(response.text())
        route.fulfill(response=response)

    page.route(re.compile("/gradio_api/(queue|run|call)/"), keep)
    open_as(page, site, "ben")
    begin(page, "[data-document='equipment.md']")
    thing = str(page.locator(f"{STAGE} .d-ask").get_attribute("data-question")).removeprefix("e-")
    before = [page.content(), *bodies]
    assert any(f"is a {thing} replaced?" in body for body in bodies)
    key = re.compile(rf"is replaced after|\b{YEARS[thing]} years")
    assert not [body for body in before if key.search(body)]
    answer(page, "40 years")
    assert any(f"A {thing} is replaced after" in body for body in bodies)
    page.unroute_all(behavior="ignoreErrors")


def test_two_tabs_of_one_person_record_one_reply_and_show_the_same(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    first, second = context.new_page(), context.new_page()
    open_as(first, site, "ben")
    if first.locator(f"{STAGE} .d-start").count():
        begin(first, "[data-document='equipment.md']")
    second.set_default_timeout(30_000)
    arrive(second, site)
    before = replies(site, "ben")
    asked = first.locator(f"{STAGE} .d-ask").get_attribute("data-question")
    assert second.locator(f"{STAGE} .d-ask").get_attribute("data-question") == asked
    answer(first, "40 years")
    answer(second, "41 years")
    for page in (first, second):
        expect(page.locator(f"{STAGE} .d-graded")).to_contain_text("40 years")
    assert replies(site, "ben") == [*before, asked]
    context.close()


def test_two_people_at_once_each_have_their_own_quiz_that_survives_reload_and_sign_out(browser: Browser, site: Site) -> None:
    pages = [browser.new_context().new_page() for _ in range(2)]
    for page, name in zip(pages, ("erin", "carol"), strict=True):
        open_as(page, site, name)
        begin(page, "[data-document='equipment.md']")
    answer(pages[0])
    expect(pages[0].locator(f"{STAGE} .d-graded")).to_be_visible()
    expect(pages[1].locator(f"{STAGE} .d-ask")).to_contain_text("Question 1 of")
    pages[0].reload()
    expect(pages[0].locator(f"{STAGE} .d-ask")).to_contain_text("Question 2 of")
    asked = pages[0].locator(f"{STAGE} h2").inner_text()
    pages[0].get_by_role("button", name="Sign out").click()
    open_as(pages[0], site, "erin")
    expect(pages[0].locator(f"{STAGE} h2")).to_have_text(asked)
    for page in pages:
        page.context.close()


def test_a_course_is_read_its_quiz_taken_in_time_and_its_certificate_earned(page: Page, site: Site) -> None:
    open_as(page, site, "bob", "zh")
    course = page.locator(f"{STAGE} .d-course")
    expect(course).to_contain_text("出差")
    course.get_by_role("button", name=re.compile("^阅读")).click()
    expect(page.locator(f"{STAGE} .d-passage")).to_contain_text("140 euros a night")
    page.get_by_role("button", name="我已读完").click()
    course.get_by_role("button", name=re.compile("^开始")).click()
    expect(page.locator(f"{STAGE} .d-timer")).to_contain_text(re.compile("剩余 [45]:"))
    answer(page, "140 euros")
    expect(page.locator(f"{STAGE} .d-summary h2")).to_have_text("通过")
    expect(page.locator(f"{STAGE} .d-summary")).to_contain_text("你已获得“出差”的证书")


def test_the_button_under_an_answer_begins_a_quiz_on_what_it_cites(page: Page, site: Site) -> None:
    page.set_default_timeout(30_000)
    sign_in(page, site, "bob")
    ask(page, "Up to how many euros is a hotel room paid?")
    page.get_by_role("button", name="Quiz me on this answer").click()
    page.wait_for_url("**/en/practise/**")
    expect(page.locator(f"{STAGE} .d-ask h2")).to_have_text("Up to how many euros is a hotel room paid?")
    expect(page.locator(f"{STAGE} .d-ask")).to_contain_text("Question 1 of 1")


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    open_as(page, site, "bob")
    widths = [page.evaluate("document.documentElement.scrollWidth")]
    answer(page)
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    page.locator(f"{STAGE} .d-main").click()
    page.locator(f"{STAGE} .d-summary").wait_for()
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    page.locator(f"{STAGE} [data-do=home]").click()
    page.locator(f"{STAGE} .d-start").wait_for()
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    assert max(widths) <= 360
    context.close()


def test_a_test_goes_on_after_a_restart_of_the_server_and_tells_its_result(page: Page, site: Site) -> None:
    open_as(page, site, "bob")
    begin(page, "[data-test=equipment]")
    answer(page, "40 years")
    expect(page.locator(f"{STAGE} .d-ask")).to_contain_text("Question 2, at most")
    asked = page.locator(f"{STAGE} .d-ask").get_attribute("data-question")
    stop(site)
    start(site)
    arrive(page, site)
    expect(page.locator(f"{STAGE} .d-ask")).to_have_attribute("data-question", str(asked))
    while page.locator(f"{STAGE} .d-ask").count():
        answer(page, "40 years")
        expect(page.locator("blockquote")).to_have_count(
            len(replies(site, "bob")[-3:]) if page.locator(".d-summary").count() else 0
        )
    expect(page.locator(f"{STAGE} .d-summary h2")).to_have_text("Not passed: Equipment is worth practising")
