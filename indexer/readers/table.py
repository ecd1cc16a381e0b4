"""Which reader reads which file, in one table. Knows nothing of what the readers do."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, cast

from indexer.documents import Reading
from indexer.errors import FileRefused, Verdict
from indexer.readers.archive import check_archive
from indexer.settings import ReadingLimits


class Reader(Protocol):
    """Reads one file within limits."""

    def __call__(self, path: Path, limits: ReadingLimits) -> Reading:
        """The file's text.

        Raises:
            FileRefused: the file cannot be indexed; the verdict says why.
        """


@dataclass(frozen=True, slots=True)
class LazyReader:
    """The reader of a module that is imported when its first file is read: some of the libraries are slow to load."""

    module: str

    def __call__(self, path: Path, limits: ReadingLimits) -> Reading:
        """The file's text, read by the module's `read`."""
        return cast(Reader, importlib.import_module(self.module).read)(path, limits)


_CODE = """py pyi js mjs jsx ts tsx java kt go c h cpp cc hpp cs rs rb php swift scala r lua pl sh bash ps1 bat sql css json
yaml yml toml ini cfg conf xml proto graphql tf gradle"""
_SUFFIXES = {
    "pdf": "pdf",
    "word": "docx docm dotx",
    "slides": "pptx pptm ppsx",
    "sheets": "xlsx xlsm",
    "delimited": "csv tsv",
    "web": "html htm xhtml",
    "marked": "md markdown mdx",
    "plain": f"txt text rst adoc org tex log vtt srt {_CODE}",
    "book": "epub",
    "opendocument": "odt odp ods",
}
READERS: Mapping[str, Reader] = MappingProxyType(
    {f".{suffix}": LazyReader(f"indexer.readers.{name}") for name, suffixes in _SUFFIXES.items() for suffix in suffixes.split()}
)
_PACKED = ("word", "slides", "sheets", "book", "opendocument")
ARCHIVES = frozenset(f".{suffix}" for name in _PACKED for suffix in _SUFFIXES[name].split())
_MAY_BE_EMPTY = frozenset(READERS) - ARCHIVES - {".pdf"}  # text files; the others begin with what they are
_REMEDIES = {
    ".doc": "Save it as .docx",
    ".rtf": "Save it as .docx",
    ".pages": "Export it as .docx or .pdf",
    ".wpd": "Save it as .docx",
    ".xls": "Save it as .xlsx",
    ".xlsb": "Save it as .xlsx",
    ".numbers": "Export it as .xlsx",
    ".ppt": "Save it as .pptx",
    ".key": "Export it as .pptx or .pdf",
    ".msg": "Save the message as .html or .txt, and its attachments as files of their own",
    ".eml": "Save the message as .html or .txt, and its attachments as files of their own",
    ".mobi": "Convert it to .epub",
    ".zip": "Unpack it into the folder",
    ".gz": "Unpack it into the folder",
    ".7z": "Unpack it into the folder",
    ".jsonl": "It holds data, not a document: leave it out, or save its text as .txt",
}
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".heic", ".svg")


def read_file(path: Path, limits: ReadingLimits) -> Reading:
    """The text of a file, read in this process.

    Raises:
        FileRefused: the file cannot be indexed; anything a reader's library raises is told as "damaged".
    """
    reader = reader_of(path)
    try:
        _check_size(path, limits)
        if path.suffix.lower() in ARCHIVES:
            check_archive(path, limits)
        return reader(path, limits)
    except (FileRefused, MemoryError):
        raise
    except OSError as error:
        raise FileRefused(
            Verdict.DAMAGED, f"the file cannot be opened: {error.strerror or error}", "Check its rights"
        ) from error
    except Exception as error:  # libraries raise whatever a broken file makes them stumble over
        found = f"its content cannot be read ({type(error).__name__}: {str(error)[:200]})"
        remedy = "Open the file in the program that made it, save it again, and replace this copy"
        raise FileRefused(Verdict.DAMAGED, found, remedy) from error


def read_json(path: str, limits: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """`read_file` with JSON values in and out, as a process of its own is asked to do it.

    Raises:
        FileRefused: as `read_file`.
    """
    return read_file(Path(path), ReadingLimits(**limits)).to_json()


def modules(path: Path) -> tuple[str, ...]:
    """The modules that read this file, for a process that imports them once and reads many."""
    reader = READERS.get(path.suffix.lower())
    return (reader.module,) if isinstance(reader, LazyReader) else ()


def reader_of(path: Path) -> Reader:
    """The reader of a file, by its suffix.

    Raises:
        FileRefused: nobody reads such files.
    """
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is not None:
        return reader
    if suffix in _PICTURES:
        raise FileRefused(Verdict.UNSUPPORTED, "a picture", "Save its text as a document, or make a PDF of it and run OCR")
    remedy = _REMEDIES.get(suffix, "Save it as .docx, .pdf or .txt, or leave it out")
    raise FileRefused(Verdict.UNSUPPORTED, f"files of the kind '{suffix or path.name}' are not read", remedy)


def _check_size(path: Path, limits: ReadingLimits) -> None:
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        verdict = Verdict.NO_TEXT if path.suffix.lower() in _MAY_BE_EMPTY else Verdict.DAMAGED
        raise FileRefused(verdict, "the file is empty (0 bytes)", "Replace it with a complete copy, or delete it")
    if size_bytes > limits.file_mb * 1_000_000:
        found = f"the file has {size_bytes / 1e6:.0f} MB, the limit is {limits.file_mb} MB"
        raise FileRefused(Verdict.TOO_LARGE, found, "Split it, or raise file_mb in [reading]")
