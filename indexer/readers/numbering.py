"""The markers of list items in a Word document: counters, number formats, bullets. Knows nothing of the text beside them."""

import re
from dataclasses import dataclass

from indexer.readers.package import Element, attribute

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_ONES = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_CHINESE = "零一二三四五六七八九十"
_CHINESE_FORMATS = ("chineseCounting", "chineseCountingThousand", "ideographTraditional", "japaneseCounting")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts."""

    format: str = "decimal"
    text: str = "%1."  # %1 stands for the number of the first level, and so on
    start: int = 1


class Numbering:
    """The lists of a document; `marker` counts on each time it is asked."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}  # by the id of the abstract list
        self._lists: dict[str, str] = {}  # list id -> id of the abstract list
        self._counts: dict[str, list[int]] = {}
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        for item in root.iter("{*}abstractNum"):
            levels = {int(attribute(level, "ilvl", "0")): _level(level) for level in item.iterchildren("{*}lvl")}
            self._levels[attribute(item, "abstractNumId")] = levels
        for item in root.iterchildren("{*}num"):
            reference = item.find("{*}abstractNumId")
            if reference is not None:
                self._lists[attribute(item, "numId")] = attribute(reference, "val")

    def marker(self, list_id: str, depth: int) -> str:
        """The marker of the next item of this list at this depth (from 0): "- ", "3. ", "2.1 ", or nothing."""
        abstract = self._lists.get(list_id)
        levels = self._levels.get(abstract or "", {})
        level = levels.get(depth, Level("bullet"))
        if abstract is None or level.format == "none":
            return ""
        counts = self._counts.setdefault(abstract, [])
        _count(counts, depth, levels)
        if level.format == "bullet":
            return "- "
        text = re.sub(r"%(\d)", lambda match: _number(counts, int(match[1]) - 1, levels), level.text).strip()
        return f"{text} " if text else ""


def _count(counts: list[int], depth: int, levels: dict[int, Level]) -> None:
    while len(counts) < depth:
        counts.append(levels.get(len(counts), Level()).start)
    if len(counts) == depth:
        counts.append(levels.get(depth, Level()).start)
    else:
        counts[depth] += 1
        del counts[depth + 1 :]


def _number(counts: list[int], depth: int, levels: dict[int, Level]) -> str:
    if not 0 <= depth < len(counts):
        return ""
    count, wanted = counts[depth], levels.get(depth, Level()).format
    if wanted in ("lowerLetter", "upperLetter") and count > 0:
        letters = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if wanted == "upperLetter" else letters
    if wanted in ("lowerRoman", "upperRoman") and count > 0:
        return _roman(count).upper() if wanted == "upperRoman" else _roman(count)
    if wanted in _CHINESE_FORMATS and 0 < count < 100:
        return _chinese(count)
    return f"{count:02d}" if wanted == "decimalZero" else str(count)


def _roman(count: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_ONES):
        text += letters * (count // value)
        count %= value
    return text


def _chinese(count: int) -> str:
    tens, ones = divmod(count, 10)
    if tens == 0:
        return _CHINESE[ones]
    return ("" if tens == 1 else _CHINESE[tens]) + "十" + (_CHINESE[ones] if ones else "")


def _level(level: Element) -> Level:
    kind, text, start = (level.find(f"{{*}}{name}") for name in ("numFmt", "lvlText", "start"))
    number = attribute(start, "val", "1") if start is not None else "1"
    return Level(
        attribute(kind, "val", "decimal") if kind is not None else "decimal",
        attribute(text, "val") if text is not None else "",
        int(number) if number.isdecimal() else 1,
    )
