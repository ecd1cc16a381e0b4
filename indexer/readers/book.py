"""EPUB to pages: one for each part of the book, in reading order. Knows nothing of HTML beyond handing it on."""

import zipfile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from indexer.documents import Reading
from indexer.readers import web
from indexer.readers.draft import Draft, damaged
from indexer.readers.package import attribute, part, resolved
from indexer.settings import ReadingLimits


def read(path: Path, limits: ReadingLimits) -> Reading:
    """An EPUB file; the page's number is the place of the part in the book."""
    draft = Draft(limits)
    with zipfile.ZipFile(path) as archive:
        container = part(archive, "META-INF/container.xml")
        name = attribute(container.find(".//{*}rootfile"), "full-path") if container is not None else ""
        root = part(archive, name) if name else None
        if root is None:
            raise damaged("the package names no book", "an e-book program")
        folder = PurePosixPath(name).parent
        files = {str(item.get("id")): item for item in root.iterfind(".//{*}manifest/{*}item")}
        for number, place in enumerate(root.iterfind(".//{*}spine/{*}itemref"), start=1):
            item = files.get(str(place.get("idref")))
            if item is not None and "nav" not in attribute(item, "properties").split():
                _write(draft, archive, number, resolved(folder, unquote(str(item.get("href", "")))))
        title = root.findtext(".//{*}metadata/{*}title") or ""
    return draft.finish(title, path, paged=False)


def _write(draft: Draft, archive: zipfile.ZipFile, number: int, name: str) -> None:
    try:
        text = archive.read(name).decode("utf-8", errors="replace")
    except KeyError:
        return  # books name files that they do not hold; the others are read
    tree = web.parsed(text)
    draft.page(number)
    if tree is not None:
        web.write_html(tree, draft)
