"""The page for tuning in real Chromium against a real server: runs, plots, votes, rolling back; on a phone and by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answering.registry import Registry
from assistant.people.accounts import Accounts
from assistant.people.person import Role
from tests.serving import PASSWORD, Site, serving, sign_in
from tests.test_browser import CONTRASTS
from tests.tuning_fakes import measured_run, promoted, report

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    tuning = folder / "data/tuning"
    measured_run(tuning, "stopped", step=240)
    measured_run(tuning, "first").keep("report", report())
    measured_run(tuning, "worse").keep("report", report(low=-0.02))
    (tuning / "data/handbook").mkdir(parents=True)
    (tuning / "data/handbook/train.jsonl").touch()
    promoted(Registry(tuning / "registry"))
    with serving(folder) as running:
        accounts = Accounts(folder / "people")
        for name in ("tara", "tom"):
            accounts.add(name, Role.TRAINER, password=PASSWORD)
        accounts.close()
        yield running


def open_as(page: Page, site: Site, name: str, language: str = "en") -> None:
    """Signs in and opens the page for tuning."""
    sign_in(page, site, name, language=language)
    page.goto(f"{site.address}/tuning")
    page.locator("#docent-ballot .d-page").wait_for()


def show(page: Page, run: str) -> None:
    """Chooses a run of the list."""
    page.click(f"#docent-runs [data-run={run}]")
    expect(page.locator("#docent-progress h3")).to_have_text(run)


def test_employees_neither_see_the_page_nor_the_way_to_it(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    assert page.locator("nav a[href*=tuning]").count() == 0
    page.goto(f"{site.address}/en/tuning/")
    assert page.locator("#docent-runs").count() == 0


def test_an_admin_sees_models_runs_plots_and_the_same_as_a_table(page: Page, site: Site) -> None:
    open_as(page, site, "erin")
    expect(page.locator("#docent-models")).to_contain_text("docent-writer-1")
    show(page, "stopped")
    expect(page.locator("#docent-progress")).to_contain_text("step 240 of 700, 460 steps left to do")
    expect(page.locator("#docent-plots figure > svg[role=img]")).to_have_count(2)
    page.click("#docent-numbers summary")
    expect(page.locator("#docent-numbers tbody tr")).to_have_count(4)
    expect(page.locator("#docent-numbers table")).to_be_visible()


def test_before_and_after_and_the_gates_verdict_are_told_in_words(page: Page, site: Site) -> None:
    open_as(page, site, "erin")
    show(page, "first")
    told = page.locator("#docent-report")
    expect(told).to_contain_text("The gate will let this model pass")
    expect(told.locator("tr", has_text="F1 of words").first).to_contain_text("+0.200 [+0.150, +0.250]")
    show(page, "worse")
    expect(told).to_contain_text("The gate does not let this model pass")
    page.click("#docent-report .d-force summary")
    page.click("#docent-report [data-forced]")
    expect(page.locator("#docent-said")).to_contain_text("write a reason")


def test_an_answer_in_a_report_cannot_put_markup_into_the_page(page: Page, site: Site) -> None:
    open_as(page, site, "erin")
    show(page, "first")
    page.click("#docent-report summary:has-text('side by side')")
    expect(page.locator("#docent-report .d-sample").first).to_contain_text("<img src=x onerror")
    assert page.locator("#docent-report img, #docent-ballot img").count() == 0


def test_what_was_unfolded_stays_so_when_it_is_drawn_anew(page: Page, site: Site) -> None:
    open_as(page, site, "erin")
    show(page, "first")
    page.click("#docent-numbers summary")
    show(page, "worse")
    expect(page.locator("#docent-numbers table")).to_be_visible()


def test_a_form_that_cannot_be_used_says_why(page: Page, site: Site) -> None:
    open_as(page, site, "erin")
    field = page.locator("#docent-run textarea, #docent-run input")
    expect(field).to_have_value(re.compile("writer-"))  # the proposal comes last, over whatever was typed before
    field.fill("no name!")
    page.click("#docent-start-now")
    expect(page.locator("#docent-note")).to_contain_text("A name has 1 to 64 letters")


def test_a_trainer_votes_blind_and_sees_the_tally_at_the_end(page: Page, site: Site) -> None:
    open_as(page, site, "tara")
    assert page.locator("#docent-runs, #docent-models, #docent-start-now").count() == 0
    ballot = page.locator("#docent-ballot")
    for place in (1, 2):
        expect(ballot).to_contain_text(f"Question {place} of 2")
        ballot.locator("[data-choice=first]").click()
    expect(ballot).to_contain_text("How everybody voted")
    page.reload()
    expect(ballot).to_contain_text("You have voted on all of them")


def test_the_keyboard_is_enough_to_vote(page: Page, site: Site) -> None:
    open_as(page, site, "tom")
    ballot = page.locator("#docent-ballot")
    for place in (1, 2):
        expect(ballot).to_contain_text(f"Question {place} of 2")
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.dataset.choice === 'same'"):
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        page.keyboard.press("Enter")
    expect(ballot).to_contain_text("How everybody voted")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_phone_shows_everything_without_scrolling_sideways(browser: Browser, site: Site, language: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    open_as(page, site, "erin", language)
    page.locator("#docent-report table").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for part in ("#docent-plots svg[role=img]", "#docent-start-now", "#docent-ballot"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(browser: Browser, site: Site, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    open_as(page, site, "erin")
    show(page, "worse")
    for summary in page.locator("#docent-report summary, #docent-facts summary").all():
        summary.click()
    assert page.evaluate(CONTRASTS) == []
    context.close()


def test_nothing_is_fetched_from_elsewhere(page: Page, site: Site) -> None:
    asked: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
    open_as(page, site, "erin")
    show(page, "first")
    assert [url for url in asked if not url.startswith((site.address, "data:", "blob:"))] == []
    assert refused == []


def test_rolling_back_asks_first(page: Page, site: Site) -> None:
    open_as(page, site, "erin")
    models = page.locator("#docent-models")
    models.locator("summary", has_text="Roll back").click()
    expect(models.locator("[data-do=back]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(models.locator("[data-do=back]")).not_to_be_visible()
    models.locator("summary", has_text="Roll back").click()
    models.locator("[data-do=back]").click()
    expect(page.locator("#docent-said")).to_contain_text("the model that comes with Docent serves again")
    expect(models.locator("summary")).to_have_count(0)
    expect(models.locator("tbody tr").first).to_contain_text(re.compile("rolled back to.*erin"))
