"""What many tests share: where samples, bundled models, public data and Chromium are. Knows nothing of the code under test."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parents[1]
NO_DATA = "no public documents"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails where .ci/run promises that models and browser are there."""
    report = yield
    needs_more = any(item.get_closest_marker(name) for name in ("models", "browser"))
    optional = NO_DATA in str(report.longrepr)  # nobody promises public documents beside the checkout
    if report.skipped and needs_more and not optional and os.environ.get("DOCENT_TESTS_COMPLETE"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be missing: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the fictional company's documents."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The folder of the bundled models; skips where they were not fetched."""
    folder = Path(os.environ.get("DOCENT_EMBEDDER_FOLDER", ROOT / "data/models"))
    if not (folder / "all-MiniLM-L6-v2/model.safetensors").is_file():
        pytest.skip(f"{folder} does not hold the bundled models: make models")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public documents beside the checkout; skips where it is not there."""
    folder = ROOT.parent / "shared/data"
    if not folder.is_dir():
        pytest.skip(f"{NO_DATA}: {folder} is not there")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Chromium's executable; skips where it is not installed."""
    found = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("Chromium is not installed: make chromium")
    return Path(found)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> "Iterator[Browser]":
    """Chromium, started once for the tests of a file."""
    from playwright.sync_api import sync_playwright

    from tests.serving import chromium_browser

    with sync_playwright() as playwright:
        opened = chromium_browser(playwright)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: "Browser") -> "Iterator[BrowserContext]":
    """A browser window of its own, as wide as a laptop's."""
    opened = browser.new_context(viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: "BrowserContext") -> "Page":
    """A page in that window."""
    return context.new_page()
