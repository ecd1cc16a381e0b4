"""The vectors of a generation in one FAISS file, searched within a mask. Knows nothing of text, documents or people."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged

_FOURCC = {b"IxFI": "IndexFlatIP", b"IxSQ": "IndexScalarQuantizer"}  # everything else is not read at all
_BYTE_LIMIT = 64 << 30  # for one array inside the file
_TRAINING = 100_000  # vectors that the quantiser's ranges are learned from


class Vectors:
    """Unit vectors (n, d) by row, memory-mapped and never changed; several threads may search at once."""

    def __init__(self, path: Path, count: int, dimensions: int) -> None:
        """Opens a file whose checksum was verified.

        Raises:
            IndexDamaged: it is not one of our two kinds of index, or has another number or length of vectors.
        """
        self._index = _opened(path, count, dimensions)
        self.count = count
        self.dimensions = dimensions

    @property
    def quantised(self) -> bool:
        """Whether each dimension is kept in 8 bits."""
        return hasattr(self._index, "sq")

    def search(self, vector: NDArray[np.float32], mask: NDArray[np.bool_], count: int) -> list[tuple[int, float]]:
        """The `count` rows of the mask (n,) with the largest inner product with the vector (d,), largest first."""
        visible = int(mask.sum())
        count = min(count, visible)
        if count <= 0:
            return []
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        if visible == self.count:
            scores, rows = self._index.search(query, count)
        else:
            # A bitmap, not a list of ids (31 ms for 1,000); and never parameters without `sel`: they search everything.
            bits = np.packbits(mask, bitorder="little")  # named, so that it outlives the search
            selector = _faiss().IDSelectorBitmap(bits)
            scores, rows = self._index.search(query, count, params=_faiss().SearchParameters(sel=selector))
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]

    def rows(self, rows: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors (len(rows), d) float32 of the rows, in their order."""
        if len(rows) == 0:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64)), dtype=np.float32)


def write_vectors(
    path: Path, dimensions: int, parts: Iterable[NDArray[np.float32]], *, quantise: bool, like: Vectors | None = None
) -> None:
    """Writes unit vectors, given in parts (n, d) that are taken one after the other.

    `like` lends its quantiser, so that vectors copied from it keep their codes; without one it is learned from what comes.

    Raises:
        OSError: the file cannot be written.
    """
    faiss = _faiss()
    index = faiss.IndexFlatIP(dimensions)
    if quantise:
        index = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        if like is not None and like.quantised:
            faiss.copy_array_to_vector(faiss.vector_to_array(like._index.sq.trained), index.sq.trained)
            index.is_trained = True
    waiting: list[NDArray[np.float32]] = []  # until there is enough to learn from
    for part in parts:
        waiting.append(np.ascontiguousarray(part, dtype=np.float32))
        if index.is_trained or sum(map(len, waiting)) >= _TRAINING:
            _add(index, waiting)
    _add(index, waiting)
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # its word for what the system refuses
        raise OSError(f"{path} could not be written: {error}") from error


def _faiss() -> Any:  # Any: its types describe the C++ side, not the Python that wraps it
    import faiss

    return faiss


def _add(index: Any, waiting: list[NDArray[np.float32]]) -> None:  # Any: faiss
    if not any(map(len, waiting)):
        return
    vectors = np.concatenate(waiting)
    waiting.clear()
    if not index.is_trained:
        index.train(vectors)
    index.add(vectors)


def _opened(path: Path, count: int, dimensions: int) -> Any:  # Any: faiss
    faiss = _faiss()
    with path.open("rb") as file:
        kind = file.read(4)
    if kind not in _FOURCC:
        raise IndexDamaged(
            f"{path} begins with {kind!r}, expected one of {sorted(_FOURCC)}: run 'python -m indexer update --all'"
        )
    faiss.set_deserialization_vector_byte_limit(_BYTE_LIMIT)
    index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    found = (type(index).__name__, index.ntotal, index.d, index.metric_type)
    expected = (_FOURCC[kind], count, dimensions, faiss.METRIC_INNER_PRODUCT)
    if found != expected:
        raise IndexDamaged(f"{path} holds {found}, expected {expected}: run 'python -m indexer update --all'")
    return index
