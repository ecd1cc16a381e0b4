"""The parts of an Office or OpenDocument package as trees. Knows nothing of what the tags mean."""

import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # lxml has no types of its own

Element = Any  # Any: lxml has no types of its own


def part(archive: zipfile.ZipFile, name: str) -> Element | None:
    """The root of an XML part; None where the package has no such part. Entities are never resolved, nothing is fetched."""
    try:
        data = archive.read(name)
    except KeyError:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    return etree.fromstring(data, parser)


def relations(archive: zipfile.ZipFile, name: str) -> dict[str, tuple[str, str]]:
    """Where the relations of a part lead: id -> (last word of the relation's type, name of the part)."""
    folder = PurePosixPath(name).parent
    root = part(archive, str(folder / "_rels" / (PurePosixPath(name).name + ".rels")))
    if root is None:
        return {}
    found = {}
    for relation in root.iterchildren("{*}Relationship"):
        if relation.get("TargetMode") != "External":
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            found[str(relation.get("Id"))] = (kind, resolved(folder, str(relation.get("Target", ""))))
    return found


def main_part(archive: zipfile.ZipFile, usual: str) -> str:
    """The name of the part that is the document itself; the usual one where the package does not say."""
    return next((target for kind, target in relations(archive, "").values() if kind == "officeDocument"), usual)


def resolved(folder: PurePosixPath, target: str) -> str:
    """The name of a part that a link in this folder of the package leads to."""
    parts: list[str] = [] if target.startswith("/") else list(folder.parts)
    for piece in PurePosixPath(target.lstrip("/")).parts:
        if piece == "..":
            del parts[-1:]
        elif piece != ".":
            parts.append(piece)
    return "/".join(piece for piece in parts if piece not in (".", "/"))


def local(element: Element) -> str:
    """The tag without its namespace; nothing for what is not an element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def outermost(element: Element, name: str) -> Iterator[Element]:
    """The elements of this name below an element, but not those inside one of them: they are read with it, once."""
    for child in element:
        if local(child) == name:
            yield child
        elif local(child) != "Fallback":  # says the same again for old programs
            yield from outermost(child, name)


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """An attribute by its name without namespace."""
    if element is not None:
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return str(value)
    return default


def core_title(archive: zipfile.ZipFile) -> str:
    """The title that the package's properties give."""
    root = part(archive, "docProps/core.xml")
    titles = root.findall("{*}title") if root is not None else []
    return str(titles[0].text or "").strip() if titles else ""
