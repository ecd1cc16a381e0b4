"""Text to unit vectors, and which engine does it. Knows nothing of documents, indexes or people."""

import hashlib
import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.accelerator import accelerator
from indexer.errors import ModelMissing, Problem
from indexer.models import MINILM, downloaded, file_hash
from indexer.settings import EmbedderSettings

_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")


class Embedder(Protocol):
    """Turns text into unit vectors; the same text gives the same vector on every call."""

    @property
    def name(self) -> str:
        """What made the vectors, stored in the manifest: an index is only searched with the embedder that built it."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) float32 of passages."""

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) float32 of a question."""


class HashedEmbedder:
    """Words hashed into a vector: no model, no download, the same on every machine. For tests and dry runs."""

    def __init__(self, dimensions: int = 256) -> None:
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        """The name in the manifest."""
        return f"hashed-{self._dimensions}"

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._dimensions

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) float32: every word adds one to the place its CRC-32 falls on."""
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _WORD.findall(text.lower()):
                vectors[row, zlib.crc32(word.encode()) % self._dimensions] += 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) float32 of a question."""
        return np.asarray(self.passages([text])[0], dtype=np.float32)


def open_embedder(settings: EmbedderSettings) -> Embedder:
    """The embedder of the settings: "hashed", the bundled model, a folder, or the id of a model that was downloaded before.

    OpenVINO runs it where there is no graphics processor and the model is of the BERT kind, sentence-transformers otherwise.

    Raises:
        ModelMissing: the model is not on this machine, or cannot be loaded.
    """
    if settings.model == "hashed":
        return HashedEmbedder()
    folder = model_folder(settings)
    name = f"{settings.model.rstrip('/').rsplit('/', 1)[-1]}@{_weights_hash(folder)[:16]}"
    try:
        return _loaded(settings, folder, name)
    except Problem:
        raise
    except Exception as error:  # a damaged file: safetensors and tokenizers raise errors of no common kind
        remedy = "'python -m assistant models verify' checks the bundled models; fetch it again"
        raise ModelMissing(f"{folder} cannot be loaded ({error}): {remedy}") from error


def _loaded(settings: EmbedderSettings, folder: Path, name: str) -> Embedder:
    device = accelerator()
    if device is None:
        from indexer.openvino_embedder import OpenVinoEmbedder, runs

        if runs(folder):
            return OpenVinoEmbedder(folder, name, batch=settings.batch, prompts=prompts_of(folder, name))
    from indexer.sentence_embedder import SentenceEmbedder

    return SentenceEmbedder(folder, name, device=device or "cpu", batch=settings.batch, prompts=prompts_of(folder, name))


def model_folder(settings: EmbedderSettings) -> Path:
    """Where the model of the settings lies on this machine; nothing is downloaded.

    Raises:
        ModelMissing: it is not here; the message says how to get it.
    """
    if settings.model == MINILM.name:
        folder = MINILM.place(settings.folder)
        if not (folder / "model.safetensors").is_file():
            raise ModelMissing(f"{folder} does not hold {MINILM.name}: run 'python -m assistant models fetch'")
        return folder
    for folder in (Path(settings.model).expanduser(), settings.folder / settings.model):
        if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
            return folder
    found = downloaded(settings.model)
    if found is None:
        raise ModelMissing(
            f"{settings.model} is neither a folder nor a model that was downloaded before: run 'hf download {settings.model}', "
            "or name a folder"
        )
    return found


def prompts_of(folder: Path, name: str) -> tuple[str, str]:
    """What the model wants in front of passages and of questions: what its folder says, else what its family is known for."""
    file = folder / "config_sentence_transformers.json"
    stated = json.loads(file.read_text(encoding="utf-8")).get("prompts") or {} if file.is_file() else {}
    passage = next((stated[key] for key in ("passage", "document") if stated.get(key)), "")
    question = stated.get("query") or ""
    if passage or question:
        return passage, question
    words = name.lower().split("@", 1)[0].split("-")
    if "e5" in words and "instruct" not in words:
        return "passage: ", "query: "
    if "bge" in words and "en" in words:
        return "", "Represent this sentence for searching relevant passages: "
    return "", ""


def _weights_hash(folder: Path) -> str:
    weights = sorted(folder.glob("*.safetensors"))
    if not weights:
        raise ModelMissing(f"{folder} has no weights in safetensors format: choose a model that is published in it")
    if len(weights) == 1:
        return file_hash(weights[0])
    return hashlib.sha256("".join(file_hash(path) for path in weights).encode()).hexdigest()
