"""Java files out of the JDK's own sources, as tagged words. Knows nothing of how tokens are tagged or learned."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import Problem
from finetune.java_tokens import JavaUnreadable, tagged
from finetune.labelled import TaggedWords

ARCHIVE = Path("/usr/lib/jvm/openjdk-17/lib/src.zip")  # of Debian's openjdk-17-source
MODULES = ("java.base", "java.desktop", "java.logging", "java.net.http", "java.prefs", "java.sql", "java.xml", "jdk.compiler")
LARGEST_BYTES = 40_000  # larger files are mostly tables


def tagged_sources(archive: Path, count: int, modules: tuple[str, ...] = MODULES) -> Iterator[TaggedWords]:
    """`count` files, chosen by a hash of their names, one at a time; files the parser does not read are left out.

    A file's group is its package, so that files of a package are never split up.

    Raises:
        Problem: the archive is not there, or is none.
    """
    if not archive.is_file():
        raise Problem(f"{archive} is not there: run 'apt-get install openjdk-17-source', or name a src.zip with --archive")
    left = count
    try:
        with zipfile.ZipFile(archive) as opened:
            for name in sorted(_chosen(opened, modules), key=_rank):
                if left == 0:
                    return
                words = _words(name, opened.read(name).decode("utf-8", "replace"))
                if words is not None:
                    left -= 1
                    yield words
    except zipfile.BadZipFile as error:
        raise Problem(f"{archive} is no zip file ({error}): install openjdk-17-source again") from error


def _chosen(opened: zipfile.ZipFile, modules: tuple[str, ...]) -> list[str]:
    return [
        one.filename
        for one in opened.infolist()
        if one.filename.endswith(".java") and one.filename.split("/")[0] in modules and one.file_size <= LARGEST_BYTES
    ]


def _words(name: str, source: str) -> TaggedWords | None:
    try:
        tokens = tagged(source)
    except JavaUnreadable:
        return None
    if not tokens:
        return None
    package = name.rpartition("/")[0]
    return TaggedWords(tuple(token.text for token in tokens), tuple(token.tag.value for token in tokens), package, name)


def _rank(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
