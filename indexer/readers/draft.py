"""A reading in the making: blocks of clean text put on pages, headings kept. Knows no file format."""

import re
import unicodedata
from pathlib import Path

from indexer.documents import Heading, Page, Reading
from indexer.errors import FileRefused, Verdict
from indexer.settings import ReadingLimits

_LIGATURES = {
    code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)
}  # the Latin ones only: NFKC on everything would turn Chinese punctuation into ASCII
_HALVES = range(0xD800, 0xE000)  # of surrogate pairs: alone they are no characters, and no file could hold them
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x2062, 0x2063, 0x2064, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xFFFE, 0xFFFF, *_HALVES]
)
_SPACES = dict.fromkeys([0xA0, 0x2002, 0x2003, 0x2007, 0x2008, 0x2009, 0x200A, 0x202F, 0x2061], " ")
_CONTROL = {code: None for code in [*range(32), *range(127, 160)] if chr(code) not in "\t\n\r\x85"}
_TABLE: dict[int, str | None] = _CONTROL | _LIGATURES | _INVISIBLE | _SPACES
_NO_TITLE = re.compile(
    r"^(|title|untitled.*|microsoft (word|powerpoint|excel).*|word document|powerpoint presentation|slide 1|document\d*|"
    r"presentation\d*|.*\.(docx?|pptx?|xlsx?|pdf|indd|tex|html?|odt))$",
    re.IGNORECASE,
)
_EMPTY_END = re.compile(r"[ |]+$")
_LONG_BLANKS = re.compile(r"\n[ \t]*\n\s*\n")
_TRAILING = re.compile(r"[ \t]+(?=\n|$)")


def clean(text: str) -> str:
    """The text without ligatures, invisible and control characters, trailing spaces and runs of empty lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)
    return _LONG_BLANKS.sub("\n\n", _TRAILING.sub("", text)).strip("\n")


def one_line(text: str) -> str:
    """The text with every run of white space as one space."""
    return " ".join(clean(text).split())


def table_rows(rows: list[list[str]]) -> list[str]:
    """Each row as one line, cells parted by " | "; empty rows and columns are left out, and empty cells at the end of a row."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    width = max((len(row) for row in cells), default=0)
    used = [column for column in range(width) if any(column < len(row) and row[column] for row in cells)]
    kept = [[row[column] if column < len(row) else "" for column in used] for row in cells if any(row)]
    return [_EMPTY_END.sub("", " | ".join(row)).lstrip() for row in kept]


class Draft:
    """Collects the blocks of one file, page by page, and refuses a file that grows over the limits."""

    def __init__(self, limits: ReadingLimits) -> None:
        self._limits = limits
        self._pages: list[Page] = []
        self._path: list[tuple[int, str]] = []  # the headings in force: level and title
        self._characters = 0
        self._number = 1
        self._first = ""  # the heading that can stand for a title
        self._begin()

    def _begin(self) -> None:
        self._pieces: list[str] = []  # of the page at hand: joined once, as adding to a long text takes long
        self._length = 0
        self._headings: list[Heading] = []
        self._opening = tuple(title for _, title in self._path)

    def page(self, number: int, anew: bool = False) -> None:
        """Ends the page before and begins the page of this number; `anew` where headings do not reach over pages."""
        self._path = [] if anew else self._path
        self._end_page()
        self._number = number

    def _end_page(self) -> None:
        if self._pieces:
            self._pages.append(Page(self._number, "".join(self._pieces), tuple(self._headings), self._opening))
        if len(self._pages) > self._limits.pages:
            raise FileRefused(Verdict.TOO_LARGE, f"more than {self._limits.pages} pages", "Split the file into smaller ones")
        self._begin()

    @property
    def empty(self) -> bool:
        """Whether the page at hand has no text yet."""
        return not self._pieces

    def block(self, text: str, parted: bool = True) -> None:
        """Adds a block: after an empty line, or on the next line where `parted` is False."""
        text = clean(text)
        if not text.strip():
            return
        self._characters += len(text)
        if self._characters > self._limits.characters:
            found = f"more than {self._limits.characters:,} characters of text"
            raise FileRefused(Verdict.TOO_LARGE, found, "Split the file into smaller ones")
        if self._pieces:
            text = ("\n\n" if parted else "\n") + text
        self._pieces.append(text)
        self._length += len(text)

    def lines(self, lines: list[str]) -> None:
        """Adds a block with each item on its own line."""
        self.block("\n".join(lines))

    def heading(self, level: int, title: str) -> None:
        """Adds a heading as a block of its own; headings of its level and lower ones before it are no longer in force."""
        title = one_line(title)
        if not title:
            return
        self.block(title)
        self.mark(self._length - len(title), level, title)

    def mark(self, offset: int, level: int, title: str) -> None:
        """Notes that the text at this offset of the page is a heading."""
        self._path = [(above, name) for above, name in self._path if above < level]
        self._path.append((level, title))
        self._headings.append(Heading(offset, level, title))
        if not self._first and self._number == 1 and (level == 1 or offset == 0):
            self._first = title

    def invisible_heading(self, level: int, title: str) -> None:
        """Puts a heading in force from the beginning of this page, where its text does not stand on the page."""
        self._path = [(above, name) for above, name in self._path if above < level] + [(level, one_line(title))]
        self._opening = tuple(name for _, name in self._path)

    def finish(self, title: str, path: Path, paged: bool) -> Reading:
        """The reading; a file without a title is called by its first heading, else by its name.

        Raises:
            FileRefused: there is no text, or more than the limits allow.
        """
        self._end_page()
        if not self._pages:
            raise FileRefused(Verdict.NO_TEXT, "no text in the file", "Add text to the file, or leave it out")
        return Reading(one_line(title) or self._first or title_of_name(path), tuple(self._pages), paged)


def title_of_name(path: Path) -> str:
    """A title made from a file's name: "sick_leave-policy.pdf" gives "sick leave policy"."""
    return " ".join(re.sub(r"[_\-]+", " ", path.stem).split()) or path.name


def no_title(title: str) -> bool:
    """Whether the title in a file's properties says nothing: empty, a file name, or what a program puts there itself."""
    return _NO_TITLE.match(title.strip()) is not None


def damaged(found: str, program: str) -> FileRefused:
    """The refusal of a file that its reader cannot make sense of."""
    return FileRefused(Verdict.DAMAGED, found, f"Open the file in {program}, save it again, and replace this copy")
