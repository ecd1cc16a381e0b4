"""Progress and the skills map in real Chromium against a real server, in both languages; nobody sees another one's."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.people.accounts import Accounts
from assistant.people.person import Role
from tests.learning_site import furnish
from tests.serving import PASSWORD, Site, serving, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with serving(folder) as running:
        accounts = Accounts(folder / "people")
        accounts.add("tina", Role.TRAINER, groups=["desk"], password=PASSWORD)
        accounts.set_groups(accounts.named("ben").id, ["desk"])
        accounts.close()
        furnish(folder, "bob", "dora")
        yield running


def open_as(page: Page, site: Site, name: str, path: str = "progress", language: str = "en") -> None:
    """Signs in and opens a page."""
    sign_in(page, site, name, language=language)
    page.goto(f"{site.address}/{path}")
    page.locator("#docent-skills-part table, #docent-queue nav").first.wait_for()


def test_every_part_of_ones_progress_is_there_and_a_quiz_can_be_opened(page: Page, site: Site) -> None:
    open_as(page, site, "bob")
    expect(page.locator("#docent-skills-part .d-figure svg").first).to_be_visible()
    row = page.locator("#docent-skills-part tr", has_text="Annual leave").first
    row.locator("summary").click()
    expect(row.locator(".d-why > li").first).to_be_visible()
    expect(page.locator("#docent-path-part")).to_contain_text("For Everybody")
    expect(page.locator("#docent-due-part svg")).to_be_visible()
    expect(page.locator("#docent-course-part .d-band").first).to_be_attached()
    page.locator("[data-do=look]").first.click()
    opened = page.locator("#docent-opened-part .d-opened")
    expect(opened).to_be_focused()
    expect(opened).to_contain_text("You:")
    opened.get_by_role("button", name="Close").click()
    expect(opened).to_have_count(0)


def test_the_page_speaks_chinese_and_answers_what_if(page: Page, site: Site) -> None:
    open_as(page, site, "bob", language="zh")
    expect(page.locator("nav [aria-current]")).to_have_text("进度")
    expect(page.locator("#docent-skills-part")).to_contain_text("年假")
    page.select_option("#docent-suppose-part select", label="差旅专员")
    page.get_by_role("button", name="查看").click()
    expect(page.locator("#docent-suppose-part .d-answered")).to_contain_text("酒店")


def test_what_is_kept_is_saved_as_files(page: Page, site: Site) -> None:
    open_as(page, site, "bob")
    with page.expect_download() as told:
        page.get_by_role("button", name="JSON").click()
    kept = json.loads(Path(told.value.path()).read_text(encoding="utf-8"))
    assert (kept["account"]["name"], told.value.suggested_filename) == ("bob", "docent-progress.json")
    with page.expect_download() as told:
        page.get_by_role("button", name="CSV").click()
    lines = Path(told.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(kept["journal"]["events"]) + 1


def test_progress_is_erased_after_ones_name_was_typed(page: Page, site: Site) -> None:
    open_as(page, site, "dora")
    page.locator("[data-keep=erase] > summary").click()
    page.fill("[data-form=erase] input", "dora")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.locator("#docent-said")).to_contain_text("was erased")
    expect(page.locator("#docent-quizzes-part")).to_contain_text("You have taken no quiz yet")


def test_a_credit_is_asked_for_and_given_while_both_are_there(browser: Browser, site: Site) -> None:
    ben, tina = (browser.new_context().new_page() for _ in range(2))
    for page, name in ((ben, "ben"), (tina, "tina")):
        page.set_default_timeout(30_000)
        open_as(page, site, name)
    expect(tina.locator("#docent-crediting-part")).to_contain_text("Nobody waits for a decision")
    expect(ben.locator("#docent-crediting-part")).not_to_contain_text("decision")
    ben.locator("[data-keep=ask] > summary").click()
    ben.select_option("[data-form=ask] select", label="Travel")
    ben.fill("[data-form=ask] textarea", "I ran the travel desk elsewhere")
    ben.get_by_role("button", name="Send to the trainers").click()
    expect(ben.locator("#docent-credits-part")).to_contain_text("a trainer has not decided yet")
    tina.reload()
    wish = tina.locator("[data-form=wish-1]")
    expect(wish).to_contain_text("I ran the travel desk elsewhere")
    wish.locator("input").fill("I have seen the papers")
    wish.get_by_role("button", name="Give the credit").click()
    expect(tina.locator("#docent-said")).to_contain_text("The credit was given")
    ben.reload()
    expect(ben.locator("#docent-credits-part")).to_contain_text("confirmed by tina: I have seen the papers")
    for page in (ben, tina):
        page.context.close()


def test_nobody_sees_another_ones_progress_by_any_address(page: Page, site: Site) -> None:
    open_as(page, site, "bob")
    quiz = page.locator("[data-do=look]").first.get_attribute("data-quiz")
    page.get_by_role("button", name="Sign out").click()
    open_as(page, site, "carol")
    for address in (f"progress?quiz={quiz}", "progress?person=bob", f"en/progress/?person=bob&quiz={quiz}"):
        page.goto(f"{site.address}/{address}")
        expect(page.locator("#docent-quizzes-part")).to_contain_text("You have taken no quiz yet")
    box = page.locator("#docent-command textarea, #docent-command input")
    page.evaluate(  # as if its button were hers
        """([box, quiz]) => { Object.getOwnPropertyDescriptor(Object.getPrototypeOf(box), "value").set.call(box,
        JSON.stringify({ quiz })); box.dispatchEvent(new Event("input", { bubbles: true })); setTimeout(() =>
        document.querySelector("#docent-do-look").click(), 50); }""",
        [box.element_handle(), quiz],
    )
    expect(page.locator(".toast-body")).to_be_visible()
    expect(page.locator(".d-opened")).to_have_count(0)
    for address in ("en/skills/", "zh/skills/"):
        assert page.goto(f"{site.address}/{address}").status == 403  # type: ignore[union-attr]  # there is a response
    expect(page.locator("nav a[href^='/skills']")).to_have_count(0)


def test_a_trainer_edits_the_map_by_topic_and_role(page: Page, site: Site) -> None:
    open_as(page, site, "tina", "skills")
    expect(page.locator("#docent-queue")).not_to_contain_text("Salary bands")
    page.locator("[data-chosen='skill/travel']").click()
    form = page.locator("#docent-map-form [data-form=map]")
    form.locator("[name=en]").fill("Journeys")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#docent-said")).to_contain_text("Saved")
    expect(page.locator("#docent-queue")).to_contain_text("Journeys")
    page.locator("[data-chosen='skill/leave']").click()
    form.get_by_role("checkbox", name="Hotels", exact=True).check()
    form.get_by_role("button", name="Save").click()
    expect(page.locator("#docent-said")).to_contain_text("goes in a circle")
    expect(form.get_by_role("checkbox", name="Hotels", exact=True)).to_be_checked()  # what was filled in stays
    page.locator("[data-chosen='role/travel-desk']").click()
    form.locator("[name=level_canteen]").select_option("2")
    form.get_by_role("button", name="Save").click()
    expect(page.locator("[data-chosen='role/travel-desk']")).to_contain_text("targets: 3")


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.set_default_timeout(30_000)
    open_as(page, site, "tina")
    for language in ("zh", "en"):
        page.goto(f"{site.address}/progress?lang={language}")
        page.locator("#docent-skills-part table").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.goto(f"{site.address}/skills?lang={language}")
        for chosen in ("skill/leave", "role/everyone"):
            page.locator(f"[data-chosen='{chosen}']").click()
            page.locator(f"#docent-map-form [data-what={chosen.partition('/')[0]}]").wait_for()
            assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
