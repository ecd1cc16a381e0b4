"""Embedding through sentence-transformers, for graphics processors and every other kind of model. Knows nothing of indexes."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelMissing

logger = logging.getLogger(__name__)


class SentenceEmbedder:
    """A sentence-transformers folder, run by PyTorch on `device`: "cpu", "cuda" or "mps"."""

    def __init__(self, folder: Path, name: str, *, device: str, batch: int, prompts: tuple[str, str] = ("", "")) -> None:
        """Load the model from the folder alone: nothing is downloaded, and no code of the model's own is run.

        Raises:
            ModelMissing: the folder cannot be loaded, or holds weights that are not safetensors.
        """
        _refuse_pickles(folder)
        import torch
        from sentence_transformers import SentenceTransformer

        kind = torch.bfloat16 if device == "cuda" else torch.float32
        try:
            self._model = SentenceTransformer(
                str(folder),
                device=device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"use_safetensors": True, "dtype": kind},
            )
        except (OSError, ValueError, ImportError) as error:
            raise ModelMissing(f"{folder} is not a model that sentence-transformers can load: {error}") from error
        self._name, self._batch, self._prompts = name, batch, prompts
        logger.info("embedding with %s on %s", name, device)

    @property
    def name(self) -> str:
        """The model and the hash of its weights."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, d) float32 of passages."""
        return self._vectors(list(texts), self._prompts[0])

    def question(self, text: str) -> NDArray[np.float32]:
        """The unit vector (d,) float32 of a question."""
        return np.asarray(self._vectors([text], self._prompts[1])[0], dtype=np.float32)

    def _vectors(self, texts: list[str], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._model.encode(
            texts,
            prompt=prompt,
            batch_size=self._batch,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_tensor=True,
        )
        return np.asarray(vectors.float().cpu().numpy(), dtype=np.float32)


def _refuse_pickles(folder: Path) -> None:
    for pickle in [*folder.rglob("pytorch_model*.bin"), *folder.rglob("*.pt")]:
        if not any(pickle.parent.glob("*.safetensors")):
            raise ModelMissing(
                f"{pickle} holds pickled weights, which can run code: use a model that is published as safetensors"
            )
