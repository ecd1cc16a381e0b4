"""Lines of pages to paragraphs: running heads dropped, cut words mended, line ends judged. Knows no file format."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.readers.pdf_lines import Line

_MARGIN = 0.11  # share of the page's height at its top and bottom where running heads stand
_RUNNING_SHARE = 0.25  # of the pages on which a line must stand in the same place
_RUNNING_PAGES = 3
_CHAPTER_PAGES = 4
_PAGE_NUMBER = re.compile(
    r"^[-–—|\s]*(page|seite|第)?\s*(\d{1,4}|[ivxl]{1,6})(\s*(of|/|／|共|页)+\s*\d{0,4}\s*页?)?[-–—|\s]*$", re.IGNORECASE
)
_MARKER = re.compile(
    r"^([•●○◦▪■□–◆➢✓✔·*o-]\s+\S|[•●○◦▪■◆➢✓✔]|\(?\d{1,3}[.)、．]|\(?[a-zA-Z][.)]\s|\([ivx]+\)|（[一二三四五六七八九十\d]+）)"
)
_CJK = re.compile(r"[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")
_SENTENCE_END = re.compile(r"[.!?。！？:：][\"'”’)\]]*$")
_LEADER = re.compile(r"(([.·] ?){5,}|(… ?){2,})\s*[\divxl]{1,5}$")
_ENTRY = re.compile(r"\S\s+[\divxl]{1,5}$")
_CONTENTS = re.compile(r"^(table of )?contents$|^目\s*录$|^inhalt(sverzeichnis)?$|^table des matières$|^índice$", re.IGNORECASE)
_LABEL = re.compile(r"^[\u4e00-\u9fff]{2,6}[：:]")  # "说明：", "正例："
_NEAR = 10  # lines before and after one that show how wide its column is
_COLUMN_LINES = 7  # of which one may be wider than the column: a head, or the caption of a picture
_ROW_GAP = 6  # font sizes between two rows of a table at the most
_FIRST_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stand together: one paragraph, or lines that were ended on purpose."""

    lines: tuple[Line, ...]
    text: str  # with "\n" where a line was ended on purpose

    @property
    def size(self) -> float:
        """The font size of its first line, in points."""
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold for line in self.lines)


def without_running_lines(pages: Sequence[list[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """The pages without the heads and feet that come again from page to page, and without page numbers."""
    places: dict[tuple[str, int], list[int]] = {}  # where each line at an edge stands: numbers of pages
    largest = 1.05 * body_size(pages)
    small = set()
    for number, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        for line in _edges(lines, height):
            numbers = places.setdefault(_key(line), [])
            if number not in numbers[-1:]:
                numbers.append(number)
            if line.size <= largest:
                small.add(_key(line))
    needed = max(_RUNNING_PAGES, _RUNNING_SHARE * len(pages))
    running = {key for key, numbers in places.items() if len(numbers) >= needed or (key in small and _is_close(numbers))}
    kept = []
    for lines, height in zip(pages, heights, strict=True):
        dropped = {id(line) for line in _edges(lines, height) if _key(line) in running}
        left = [line for line in lines if id(line) not in dropped]
        kept.append(_without_page_number(left, height))
    return kept


def _is_close(numbers: Sequence[int]) -> bool:
    """Whether three of the pages are near one another, as those of a chapter are: left pages and right ones may differ."""
    return any(third - first <= _CHAPTER_PAGES for first, third in zip(numbers, numbers[2:], strict=False))


def _without_page_number(lines: list[Line], height: float) -> list[Line]:
    """The lines without the number of the page: the first or last one from the top, not in the middle."""
    ends = {min((line.y for line in lines), default=0.0), max((line.y for line in lines), default=0.0)}
    return [
        line
        for line in lines
        if line.y not in ends or 0.2 * height < line.y < 0.8 * height or _PAGE_NUMBER.match(line.text) is None
    ]


def _edges(lines: Sequence[Line], height: float) -> list[Line]:
    return [line for line in lines if not height * _MARGIN < line.y < height * (1 - _MARGIN)]


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.lower()), round(line.y / 4)


def without_contents(lines: Sequence[Line]) -> list[Line]:
    """The lines without those of a table of contents, which say again what the headings say."""
    named = any(_CONTENTS.match(line.text) for line in lines[:4])
    kept = [line for line in lines if not (_ENTRY if named else _LEADER).search(line.text)]
    return [line for line in kept if not _CONTENTS.match(line.text)] if len(kept) < len(lines) else kept


def leadings(pages: Sequence[list[Line]]) -> dict[float, float]:
    """The usual distance between the lines of a paragraph, in points, for each font size."""
    found: dict[float, Counter[float]] = {}
    for lines in pages:
        for upper, lower in pairwise(lines):
            distance = upper.y - lower.y
            if abs(upper.size - lower.size) < 0.3 and 0.9 * upper.size < distance < 2.7 * upper.size:
                found.setdefault(upper.size, Counter())[round(distance * 2) / 2] += 1
    return {size: _usual_distance(counts) for size, counts in found.items()}


def _usual_distance(counts: Counter[float]) -> float:
    """The smallest distance that is no exception: between paragraphs it is larger, in a list of short ones more often so."""
    enough = 0.2 * counts.total()
    return min(value for value, count in counts.items() if count >= min(enough, max(counts.values())))


def body_size(pages: Sequence[list[Line]]) -> float:
    """The font size of most characters, in points."""
    counts: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            counts[line.size] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def blocks(lines: Sequence[Line], usual: dict[float, float], mend: Callable[[str, str], str]) -> list[Block]:
    """The paragraphs of a page; `mend` joins the two halves of a word that was cut at the end of a line."""
    made: list[Block] = []
    group: list[Line] = []
    text = ""
    for place, line in enumerate(lines):
        near = lines[max(place - _NEAR, 0) : place + _NEAR]
        link = _link(group[-1], line, group, near, usual) if group else "\n\n"
        if link == "\n\n":
            if group:
                made.append(Block(tuple(group), text))
            group, text = [line], line.text
            continue
        text = _joined(text, line.text, link, group[-1].cut, mend)
        group.append(line)
    if group:
        made.append(Block(tuple(group), text))
    return made


def _joined(text: str, line: str, link: str, cut: bool, mend: Callable[[str, str], str]) -> str:
    if cut and line:
        head, _, half = text.rpartition(" ")
        other, space, rest = line.partition(" ")
        return f"{head}{' ' if head else ''}{mend(half, other)}{space}{rest}"
    if link == " " and _CJK.match(line) and _CJK.match(text[-1:]):
        return text + line
    return text + link + line


def _link(upper: Line, lower: Line, group: Sequence[Line], near: Sequence[Line], usual: dict[float, float]) -> str:
    """What stands between two lines: a space, a line end or an empty line."""
    distance = upper.y - lower.y
    if upper.cut and abs(upper.size - lower.size) < 0.5:
        return " "
    if abs(upper.size - lower.size) > 0.08 * max(upper.size, lower.size) and not _is_bullet_line(upper, lower):
        return "\n\n"
    if upper.cells and lower.cells and -0.3 * upper.size < distance < _ROW_GAP * upper.size:
        return "\n"
    if distance < -0.3 * upper.size:  # the next column, or a box beside
        return " " if _goes_on(upper, lower) else "\n\n"
    if distance > 1.3 * usual.get(lower.size, 1.35 * lower.size) + 0.5:
        return "\n\n"
    is_labelled = _LABEL.match(lower.text) and _SENTENCE_END.search(upper.text)
    if upper.cells or lower.cells or _MARKER.match(lower.text) or is_labelled:
        return "\n"
    ended = _ended_early(upper, lower, near)
    if upper.bold != lower.bold and (ended or len(group) == 1):
        return "\n\n" if ended else " "
    if ended:
        sentence = _SENTENCE_END.search(upper.text) is not None and (len(group) > 1 or len(upper.text) > 20)
        return "\n\n" if sentence and lower.text[:1].isupper() and not _MARKER.match(group[0].text) else "\n"
    indented = lower.left - upper.left > 0.8 * lower.size and _SENTENCE_END.search(upper.text) is not None
    return "\n\n" if indented and not _MARKER.match(upper.text) else " "


def _is_bullet_line(upper: Line, lower: Line) -> bool:
    """Whether a line differs in size only because it begins with a bullet."""
    return _MARKER.match(upper.text) is not None and abs(upper.size - lower.size) < 0.25 * lower.size


def _goes_on(upper: Line, lower: Line) -> bool:
    return _SENTENCE_END.search(upper.text) is None and lower.text[:1].islower()


def _ended_early(upper: Line, lower: Line, near: Sequence[Line]) -> bool:
    """Whether the first word of the lower line would have found room in the upper one."""
    column = sorted(
        line.right for line in near if abs(line.left - upper.left) < 3.5 * upper.size and line.size > 0.7 * upper.size
    )
    edge = column[-1 if len(column) < _COLUMN_LINES else -1 - len(column) // _COLUMN_LINES] if column else upper.right
    room = edge - upper.right
    if _CJK.match(lower.text):
        return room > 2.6 * lower.size
    word = _FIRST_WORD.match(lower.text)
    needed = (lower.right - lower.left) * (len(word[0]) + 1) / max(len(lower.text), 1) if word else 0.0
    return room > needed + 0.6 * lower.size
