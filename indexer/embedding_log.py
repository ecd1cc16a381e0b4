"""Vectors that were computed for a generation not yet complete, in an append-only file. Knows nothing of documents."""

import hashlib
import json
import logging
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

FORMAT = 1
_HEADER = 256  # bytes: JSON, filled up with spaces


class EmbeddingLog:
    """Vectors by the key of their text; what an interrupted run computed is there for the next one."""

    def __init__(self, path: Path, embedder: str, dimensions: int) -> None:
        """Opens the file for appending; one of another embedder or format is begun anew, a torn end is cut off."""
        self._path = path
        self._record = np.dtype([("key", "V16"), ("crc", "<u4"), ("vector", "<f4", (dimensions,))])
        name = hashlib.sha256(embedder.encode()).hexdigest()  # a name itself may be longer than the header
        header = json.dumps({"format": FORMAT, "embedder": name, "dimensions": dimensions}).encode().ljust(_HEADER)
        self._places: dict[bytes, int] = {}
        if _begins_with(path, header):
            self._recover()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(header)
        self._file = path.open("ab", buffering=0)

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def place(self, key: bytes) -> int:
        """Where the vector of a key lies, for `vectors`."""
        return self._places[key]

    def append(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Keeps vectors (n, d) from now on, also when this process is killed."""
        records = np.zeros(len(keys), dtype=self._record)
        for place, (key, vector) in enumerate(zip(keys, np.ascontiguousarray(vectors, dtype="<f4"), strict=True)):
            records[place] = (key, zlib.crc32(vector.tobytes(), zlib.crc32(key)), vector)
        left = memoryview(records.tobytes())
        while left:  # a disk that fills up takes a part first, and says so only the next time
            left = left[self._file.write(left) :]
        for key in keys:
            self._places[key] = len(self._places)

    def vectors(self, places: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors (len(places), d) float32 at places."""
        if not self._places:
            return np.zeros((0, self._record["vector"].shape[0]), dtype=np.float32)
        return np.asarray(
            np.memmap(self._path, dtype=self._record, mode="r", offset=_HEADER)["vector"][places], dtype=np.float32
        )

    def close(self) -> None:
        """Closes the file and leaves it for a later run."""
        self._file.close()

    def discard(self) -> None:
        """Removes the file: everything in it is part of a generation."""
        self.close()
        self._path.unlink()

    def _recover(self) -> None:
        whole = (self._path.stat().st_size - _HEADER) // self._record.itemsize
        records = np.fromfile(self._path, dtype=self._record, offset=_HEADER, count=whole)
        for place, record in enumerate(records):
            key = record["key"].tobytes()
            if record["crc"] != zlib.crc32(record["vector"].tobytes(), zlib.crc32(key)) or key in self._places:
                whole = place
                break
            self._places[key] = place
        with self._path.open("rb+") as file:
            file.truncate(_HEADER + whole * self._record.itemsize)
        if whole:
            logger.info("%d vectors of an interrupted update are used again", whole)


def _begins_with(path: Path, header: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(header)) == header
