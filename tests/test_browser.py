"""The pages in real Chromium against a real server: what people see, press and must not see."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serving import PASSWORD, TRAVEL, Site, ask, serving, sign_in, start_anew

pytestmark = pytest.mark.browser

LEAVE = "How many days of annual leave does every employee receive?"
CARRY = "How many unused days carry over to the next year?"
PHONE = {"width": 390, "height": 844}

# every visible text against what lies behind it; the ratio is WCAG 2's
CONTRASTS = """() => {
  const parse = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return n.length === 3 ? [...n, 1] : n; };
  const linear = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return [255, 255, 255, 1];
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const box = element.getBoundingClientRect();
    if (!own || box.width < 2 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const [one, two] = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (two + 0.05);
    if (ratio < 4.5) low.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${element.textContent.trim()}`);
  }
  return low;
}"""

COLOURED = """(image) => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
  let coloured = 0;
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b] = data.slice(i, i + 3);
    coloured += Math.max(r, g, b) - Math.min(r, g, b) > 40;
  }
  return { width: image.naturalWidth, coloured };
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site")) as running:
        yield running


def test_the_one_time_password_has_to_be_changed_first(page: Page, site: Site) -> None:
    page.goto(site.address)
    page.fill("[name=name]", "ada")
    page.fill("[name=password]", site.one_time_password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/password")
    page.goto(f"{site.address}/en/ask/")
    page.wait_for_url("**/password")
    page.fill("[name=old]", site.one_time_password)
    page.fill("[name=new]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.press("[name=again]", "Enter")
    expect(page.locator(".d-name")).to_have_text("ada")


def test_an_answer_opens_the_picture_of_the_cited_page_with_the_quote_highlighted(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    assert "28 days" in ask(page, LEAVE)
    page.locator("#docent-log .d-cite").first.click()
    picture = page.locator("#docent-panel img")
    expect(picture).to_have_attribute("src", re.compile(r"document=handbook\.pdf.*&page=2&"))
    expect(picture).to_have_js_property("complete", True)
    seen = picture.evaluate(COLOURED)
    assert seen["coloured"] > 200, seen
    expect(page.locator("#docent-panel blockquote")).to_contain_text("28 days")
    expect(page.locator("#docent-panel h2")).to_have_text("handbook.pdf")


def test_the_evidence_of_markdown_is_its_text_with_the_quote_marked(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    ask(page, "In which class are train journeys booked?")
    page.locator("#docent-log .d-cite").first.click()
    expect(page.locator("#docent-panel mark")).to_contain_text("second class")


def test_the_cited_document_opens_for_people_who_may_read_it(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    ask(page, LEAVE)
    link = page.locator("#docent-panel a.d-button").get_attribute("href") or ""
    assert link.endswith("#page=2")
    response = page.request.get(site.address + link)
    assert response.body().startswith(b"%PDF")
    assert page.request.get(f"{site.address}/documents/open?document=hr%2Fsalaries.md").status == 404


def test_the_group_decides_who_is_told(browser: Browser, site: Site) -> None:
    told = {}
    for name in ("ben", "carol"):
        context = browser.new_context()
        page = context.new_page()
        sign_in(page, site, name)
        ask(page, "At how many euros does salary band 7 start?")
        told[name] = page.locator("body").inner_text()
        context.close()
    assert "71,300" in told["carol"]
    assert "71,300" not in told["ben"]
    assert "salaries" not in told["ben"]


def test_two_people_at_once_see_nothing_of_each_other(browser: Browser, site: Site) -> None:
    pages = {}
    for name, question in (("bob", CARRY), ("ben", "Up to how many euros is a hotel room paid?")):
        page = browser.new_context().new_page()
        sign_in(page, site, name)
        start_anew(page)
        page.fill("#docent-question textarea", question)
        pages[name] = page
    for page in pages.values():
        page.press("#docent-question textarea", "Enter")
    for page in pages.values():
        page.locator("#docent-log .d-turn").wait_for()
    assert "5 unused days" in pages["bob"].inner_text("#docent-log")
    assert "hotel" not in pages["bob"].inner_text("body").lower()
    assert "unused" not in pages["ben"].inner_text("body").lower()
    pages["ben"].goto(pages["bob"].url)  # the address of somebody else's conversation
    expect(pages["ben"].locator(".d-empty")).to_be_visible()
    assert "unused" not in pages["ben"].inner_text("body").lower()
    for page in pages.values():
        page.context.close()


def test_history_and_rating_survive_a_reload(page: Page, site: Site) -> None:
    sign_in(page, site, "dora")
    ask(page, LEAVE)
    page.click("[data-do=rate][data-value=down]")
    page.click(".d-reason input[value=incomplete]")
    page.fill(".d-reason textarea", "What about part-timers?")
    page.click(".d-reason .d-button")
    expect(page.locator("#docent-said")).to_contain_text("saved")
    page.reload()
    expect(page.locator("#docent-log .d-turn")).to_contain_text("28 days")
    expect(page.locator("[data-do=rate][data-value=down]").first).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#docent-list .d-open-it")).to_have_count(1)
    start_anew(page)
    page.click("#docent-list .d-open-it")
    expect(page.locator("#docent-log .d-turn")).to_have_count(1)


def test_history_is_searched_exported_and_deleted(page: Page, site: Site) -> None:
    sign_in(page, site, "gone")
    ask(page, LEAVE)
    start_anew(page)
    ask(page, "In which class are train journeys booked?")
    page.fill("#docent-search textarea, #docent-search input", "train")
    expect(page.locator("#docent-list .d-open-it")).to_have_count(1)
    page.fill("#docent-search textarea, #docent-search input", "")
    expect(page.locator("#docent-list .d-open-it")).to_have_count(2)
    with page.expect_download() as download:
        page.click("[data-do=export]")
    exported = json.loads(download.value.path().read_text("utf-8"))
    assert "28 days" in json.dumps(exported)
    page.locator("#docent-list summary").first.click()
    page.locator("#docent-list [data-do=delete]").first.click()
    expect(page.locator("#docent-list .d-open-it")).to_have_count(1)
    page.click(".d-all summary")
    page.click("[data-do=delete-all]")
    expect(page.locator("#docent-list .d-open-it")).to_have_count(0)


def test_what_is_not_in_the_documents_is_refused_with_the_closest_ones(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    start_anew(page)
    answer = ask(page, "Which rocket engine flew to Jupiter in 1989?")
    assert "did not find" in answer
    expect(page.locator("#docent-log .d-refused")).to_be_visible()


def test_a_document_cannot_put_markup_into_the_page(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    start_anew(page)
    answer = ask(page, "What is the code word of the canteen?")
    assert "pineapple <img src=x" in answer
    assert "**stars** [link](javascript:alert(1))" in answer
    expect(page.locator("#docent-panel mark")).to_contain_text("<img src=x")
    assert page.evaluate("window.stolen") is None
    assert page.locator("#docent-log img, #docent-log .d-answer a").count() == 0


def test_the_keyboard_is_enough(page: Page, site: Site) -> None:
    sign_in(page, site, "keys")
    expect(page.locator("#docent-question textarea")).to_be_focused()
    page.keyboard.type(LEAVE)
    page.keyboard.press("Enter")
    page.locator("#docent-log .d-cite").first.wait_for()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.classList.contains('d-cite')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#docent-log .d-cite[aria-pressed=true]")).to_be_focused()
    expect(page.locator("#docent-panel blockquote")).to_contain_text("28 days")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Escape")
    expect(page.locator(".d-cite[aria-pressed=true]")).to_have_count(0)


def test_a_screen_reader_is_told_the_answer(page: Page, site: Site) -> None:
    sign_in(page, site, "keys")
    start_anew(page)
    ask(page, CARRY)
    expect(page.locator("#docent-announcer[aria-live=polite]")).to_contain_text("5 unused days")


def test_the_language_is_switched_and_remembered(page: Page, site: Site) -> None:
    sign_in(page, site, "keys")
    page.click("a[hreflang=zh]")
    expect(page.locator("#docent-send")).to_have_text("提问")
    assert page.evaluate("document.documentElement.lang") == "zh"
    page.goto(site.address)
    expect(page.locator("#docent-send")).to_have_text("提问")
    page.click("a[hreflang=en]")
    expect(page.locator("#docent-send")).to_have_text("Ask")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 400)], ids=["phone", "200 percent"])
def test_narrow_screens_show_everything_without_scrolling_sideways(
    browser: Browser, site: Site, width: int, height: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    sign_in(page, site, "bob")
    page.click("[data-do=toggle-history]")
    start_anew(page)
    page.click("[data-do=toggle-history]")
    ask(page, LEAVE)
    page.locator("#docent-log .d-cite").first.click()
    expect(page.locator("#docent-panel blockquote")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")
    expect(page.locator("#docent-panel blockquote")).not_to_be_visible()
    for place in (0, 10_000):  # wherever one has scrolled to, the next question can be asked
        page.evaluate(f"window.scrollTo(0, {place})")
        expect(page.locator("#docent-question textarea")).to_be_in_viewport(ratio=1)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_background(browser: Browser, site: Site, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    sign_in(page, site, "erin")
    ask(page, LEAVE)
    ask(page, "Which rocket engine flew to Jupiter in 1989?")
    page.click("[data-do=rate][data-value=down] >> nth=0")
    assert page.evaluate(CONTRASTS) == []
    page.goto(f"{site.address}/admin")
    page.locator("#docent-documents table").wait_for()
    page.click("#docent-plan")
    page.locator(".d-plan").wait_for()
    assert page.evaluate(CONTRASTS) == []
    context.close()


def test_nothing_is_fetched_from_elsewhere(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, site, "erin")
    ask(page, LEAVE)
    page.goto(f"{site.address}/admin")
    page.locator("#docent-documents table").wait_for()
    assert [url for url in asked if not url.startswith((site.address, "data:", "blob:"))] == []


def test_only_admins_reach_the_admin_page(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    assert page.locator("nav a[href*=admin]").count() == 0
    page.goto(f"{site.address}/en/admin/")
    assert page.locator("#docent-reindex").count() == 0


def test_a_changed_file_changes_the_answer_once_an_admin_has_indexed_it(page: Page, site: Site) -> None:
    question = "Up to how many euros a night is a hotel room paid?"
    sign_in(page, site, "erin")
    assert "140 euros" in ask(page, question)
    site.write("travel.md", TRAVEL.format(euros=165))
    page.goto(f"{site.address}/admin")
    page.click("#docent-plan")
    expect(page.locator(".d-plan-list")).to_contain_text("travel.md")
    page.click("#docent-reindex")
    expect(page.locator("#docent-state .d-good-note")).to_be_visible()
    page.reload()
    expect(page.locator("#docent-state")).to_contain_text("finished")
    page.goto(site.address)
    assert "165 euros" in ask(page, question)


def test_the_test_bench_ranks_passages_for_a_person(page: Page, site: Site) -> None:
    sign_in(page, site, "erin")
    page.goto(f"{site.address}/admin")
    page.locator("#docent-documents table").wait_for()
    page.fill("#docent-bench-question textarea, #docent-bench-question input", "salary band 7")
    page.click("#docent-bench-run")
    expect(page.locator("#docent-hits")).to_contain_text("hr/salaries.md")
    page.click("#docent-bench-person input")
    page.get_by_role("option", name="ben").click()
    page.click("#docent-bench-run")
    expect(page.locator("#docent-hits")).not_to_contain_text("hr/salaries.md")


def test_a_session_that_has_ended_leads_to_the_sign_in_page(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    page.context.clear_cookies()
    page.fill("#docent-question textarea", LEAVE)
    page.press("#docent-question textarea", "Enter")
    page.wait_for_url(re.compile("/signin"))


def test_signing_out_ends_the_session(page: Page, site: Site) -> None:
    sign_in(page, site, "bob")
    page.click(".d-who form button")
    page.wait_for_url(re.compile("/signin"))
    page.goto(f"{site.address}/en/ask/")
    page.wait_for_url(re.compile("/signin"))
