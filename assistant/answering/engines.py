"""Which engine runs the writer that the settings name. Knows nothing of documents or people."""

import os
from collections.abc import Mapping
from pathlib import Path

from assistant.answering.generation import Generator
from assistant.answering.merged import ensure_merged
from assistant.answering.models import bundled, tuned
from assistant.errors import EngineFailed
from assistant.settings import WriterSettings
from indexer.accelerator import accelerator
from indexer.errors import ModelMissing
from indexer.models import downloaded


def open_generator(settings: WriterSettings, folder: Path, environment: Mapping[str, str] | None = None) -> Generator:
    """The engine for the writer of the settings; `folder` is where bundled models are kept.

    A GGUF file and a folder in OpenVINO's format run in OpenVINO, other folders in transformers; an address is used only
    where the settings say `engine = "remote"`.

    Raises:
        ModelMissing: the model is not on this machine.
        EngineFailed: the engine and the model do not fit together.
    """
    if settings.engine == "remote":
        from assistant.answering.remote_engine import RemoteGenerator

        key = (os.environ if environment is None else environment).get(settings.key_variable)
        return RemoteGenerator(settings.model, settings.address, key, settings.timeout_s)
    place = writer_place(settings.model, folder)
    ready = place.suffix == ".gguf" or (place / "openvino_model.xml").is_file()
    if settings.engine == "openvino" and not ready:
        raise EngineFailed(f'{place} is neither a GGUF file nor in OpenVINO\'s format: set engine = "transformers" in [writer]')
    if settings.engine == "transformers" and ready:
        raise EngineFailed(f'{place} is in a format for OpenVINO: set engine = "openvino" in [writer], or name another model')
    if ready:
        from assistant.answering.openvino_engine import OpenVinoGenerator, worker_start

        return OpenVinoGenerator(_name(settings.model), worker_start(place, settings.at_once))
    from assistant.answering.transformers_engine import TransformersGenerator

    return TransformersGenerator(place, _name(settings.model), accelerator() or "cpu")


def writer_place(model: str, folder: Path) -> Path:
    """The file or folder of a writer on this machine; nothing is downloaded.

    The first use of a writer that comes as an adapter merges it, which takes a few seconds.

    Raises:
        ModelMissing: it is not here; the message says how to get it.
    """
    adapted = tuned(model)
    if adapted is not None:
        return ensure_merged(adapted, folder)
    known = bundled(model)
    if known is not None:
        place = known.place(folder)
        if not place.exists():
            raise ModelMissing(f"{place} is not there: run 'python -m assistant models fetch'")
        return place
    for place in (Path(model).expanduser(), folder / model):
        if place.is_file() or (place / "config.json").is_file():
            return place
    found = downloaded(model)
    if found is None:
        raise ModelMissing(
            f"{model} is no file, no folder, and no model that was downloaded before: run 'hf download {model}', or name a file"
        )
    return found


def _name(model: str) -> str:
    return Path(model).name.removesuffix(".gguf")
