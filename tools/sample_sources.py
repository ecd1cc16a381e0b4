"""The readable source of one sample document and its blocks. Knows nothing of PDF, DOCX, PPTX or XLSX."""

import re
from dataclasses import dataclass
from pathlib import Path

_HEADING = re.compile(r"(#{1,3}) (.+)")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document: heading, text, bullets, steps, table, notes or break (a new page)."""

    kind: str
    lines: tuple[str, ...] = ()  # paragraphs, points or table rows with cells between "|"
    level: int = 0  # of a heading, 1 is the highest

    @property
    def cells(self) -> list[list[str]]:
        """A table's rows, the header first."""
        return [[cell.strip() for cell in line.strip("|").split("|")] for line in self.lines]


@dataclass(frozen=True, slots=True)
class Source:
    """A document to be written: `target` is its path below samples/."""

    target: str
    title: str
    about: str  # owner, version and date, as the running footer shows them
    blocks: tuple[Block, ...]


def read_source(path: Path) -> Source:
    """The source in a file: three lines "target:", "title:", "about:", then blocks with an empty line between them.

    A block is a heading ("# "), points ("- "), steps ("1. "), a table ("| "), a note to a slide ("> "), "---" for a
    new page, or text.
    """
    lines = path.read_text(encoding="utf-8").split("\n")
    target, title, about = (line.split(": ", 1)[1] for line in lines[:3])
    pieces = re.split(r"\n\s*\n", "\n".join(lines[3:]).strip())
    return Source(target, title, about, tuple(_block(piece.split("\n")) for piece in pieces))


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if heading := _HEADING.fullmatch(first):
        return Block("heading", (heading[2],), len(heading[1]))
    if first == "---":
        return Block("break")
    if first.startswith("|"):
        return Block("table", tuple(line for line in lines if not set(line) <= set("|-: ")))
    for kind, mark in (("bullets", r"- "), ("steps", r"\d+\. "), ("notes", r"> ")):
        if re.match(mark, first):
            return Block(kind, tuple(re.sub(mark, "", line, count=1) for line in lines))
    return Block("text", (_joined(lines),))


def _joined(lines: list[str]) -> str:
    """Lines as one paragraph; Chinese lines meet without a space."""
    text = lines[0]
    for line in lines[1:]:
        text += line if ord(text[-1]) > 0x2E80 else f" {line}"
    return text
