"""Whether a packed document (OOXML, ODF, EPUB) is safe to open. Knows nothing of what is written in it."""

import re
import stat
import zipfile
from pathlib import Path, PurePosixPath

from indexer.errors import FileRefused, Verdict
from indexer.readers.draft import damaged
from indexer.settings import ReadingLimits

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # how a compound file begins: an old Office file, or a locked new one
_PIECE_BYTES = 1 << 20
_ENCRYPTED = 0x1
_DOCTYPE = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)
_RATIO_FROM_BYTES = 1_000_000  # smaller archives may pack as well as they can
_BOOKS = frozenset([".epub"])  # XHTML names its document type; everything else has no business with one


def check_archive(path: Path, limits: ReadingLimits) -> None:
    """Refuses an archive that is not one, is locked, or unpacks to more than the limits; every byte is counted, none is kept.

    Raises:
        FileRefused: with what was found.
    """
    _check_beginning(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_declared(members, path.stat().st_size, limits)
            _check_names(members)
            _count_bytes(archive, members, limits, may_declare=path.suffix.lower() in _BOOKS)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError) as error:
        raise damaged(f"the archive is broken ({error})", "its program") from error


def _check_beginning(path: Path) -> None:
    with path.open("rb") as file:
        beginning = file.read(8)
    if beginning == _OLE and b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in path.read_bytes():
        raise FileRefused(Verdict.NEEDS_PASSWORD, "the document is locked with a password", "Save a copy without the password")
    if beginning == _OLE:
        found = f"an old Office file with the name of a {path.suffix} file"
        raise FileRefused(Verdict.UNSUPPORTED, found, f"Open it in an office program and save it as {path.suffix}")
    if not beginning.startswith(b"PK"):
        raise damaged(f"the file is not what its name says ({path.suffix})", "the program that made it")


def _check_declared(members: list[zipfile.ZipInfo], size_bytes: int, limits: ReadingLimits) -> None:
    if len(members) > limits.archive_members:
        raise _bomb(f"{len(members):,} packed parts, the limit is {limits.archive_members:,}")
    _check_total(sum(member.file_size for member in members), size_bytes, limits)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise FileRefused(Verdict.NEEDS_PASSWORD, "the archive is locked with a password", "Save a copy without the password")


def _check_total(unpacked_bytes: int, size_bytes: int, limits: ReadingLimits) -> None:
    if unpacked_bytes > limits.archive_mb * 1_000_000:
        raise _bomb(f"it unpacks to more than {limits.archive_mb} MB")
    if unpacked_bytes > _RATIO_FROM_BYTES and unpacked_bytes > limits.archive_ratio * size_bytes:
        raise _bomb(f"it unpacks to more than {limits.archive_ratio} times its size")


def _bomb(found: str) -> FileRefused:
    return FileRefused(Verdict.TOO_LARGE, found, "Do not open it if you do not know where it comes from; split it if you do")


def _check_names(members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or re.match(r"^[A-Za-z]:", name) or ".." in PurePosixPath(name).parts:
            raise damaged("the archive has a part whose name points outside of it", "the program that made it")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise damaged("the archive has a part that is a link", "the program that made it")


def _count_bytes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: ReadingLimits, may_declare: bool) -> None:
    total = 0
    size_bytes = Path(str(archive.filename)).stat().st_size
    for member in members:
        with archive.open(member) as part:
            beginning = piece = part.read(_PIECE_BYTES)
            while piece:
                total += len(piece)
                _check_total(total, size_bytes, limits)
                piece = part.read(_PIECE_BYTES)
        is_xml = member.filename.lower().endswith((".xml", ".rels"))
        if is_xml and not may_declare and _DOCTYPE.search(_ascii(beginning)):
            raise damaged(
                "a part of the document declares a document type, which documents of this kind never do", "its program"
            )


def _ascii(beginning: bytes) -> bytes:
    """The first bytes of an XML part with UTF-16 folded to ASCII, so that a document type cannot hide in it."""
    return beginning.replace(b"\0", b"") if beginning[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<") else beginning
