"""What many tests share: where samples, bundled models, public data and Chromium are. Knows nothing of the code under test."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _missing(what: str) -> None:
    """Skip the test, or fail it where everything has to be there (.ci/run says so)."""
    if os.environ.get("DOCENT_TESTS_COMPLETE"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the fictional company's documents."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """The folder of the bundled models; skips where they were not fetched."""
    folder = Path(os.environ.get("DOCENT_EMBEDDER_FOLDER", ROOT / "data/models"))
    if not (folder / "all-MiniLM-L6-v2/model.safetensors").is_file():
        _missing(f"{folder} does not hold the bundled models: make models")
    return folder


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public documents beside the checkout; skips where it is not there."""
    folder = ROOT.parent / "shared/data"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Chromium's executable; skips where it is not installed."""
    found = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)
    if found is None:
        _missing("Chromium is not installed: make chromium")
    return Path(found or "")
