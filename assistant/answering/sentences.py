"""Sentences of a page, with their offsets and kinds, in English and Chinese. Knows nothing of questions or passages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_ITEM = re.compile(
    r"(?:[•●▪◦■□‣·*+\-–—➢✓]|\d{1,3}[.)、．]|[（(]?[a-zA-Z0-9一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)\s*(?=\S)"
)
_MARKED_HEADING = re.compile(r"#{1,6}\s|第[一二三四五六七八九十百\d]+[章节条部篇]\s")
_RULE = re.compile(r"[\s|:+=_*\-–—.]*")  # a line that only draws something
_ENDER = re.compile(r"[。！？!?…]+[”’」』）)\"'\]]*|\.+[”’)\"'\]]*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|e\.g|i\.e|cf|fig|figs|sec|no|nr|art|ch|pp|para|vol|approx|dept|est|gen|gov|sen|rep|rev|hon"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri)|(?<![\w.])[A-Z])\.$",
    re.IGNORECASE,
)
_MAYBE_LAST = re.compile(r"(?:\b(?:etc|inc|ltd|co|corp|jr|sr|a\.m|p\.m|al)|(?:\b[A-Z]\.)+[A-Z])\.$", re.IGNORECASE)
_OPENERS = frozenset(
    ("the", "this", "these", "those", "it", "its", "in", "if", "you", "your", "we", "our", "for", "all", "an", "when", "where",
     "what", "who", "how", "why", "employees", "however", "as", "at", "on", "to", "there", "he", "she", "they", "and", "but",
     "please", "each", "every", "any", "no", "after", "before", "once")
)  # fmt: skip
LEAST_WIDTH = 40  # columns; shorter lines were not wrapped, each is meant to be one
_LONGEST = 600  # characters; a run without punctuation is cut at its line breaks


class Kind(StrEnum):
    """What a sentence is on its page."""

    SENTENCE = "sentence"
    ITEM = "item"  # of a list
    ROW = "row"  # of a table
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Span:
    """One sentence: `text[start:end]` of the text it was found in, without surrounding white space."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int  # without trailing white space
    text: str
    kind: Kind


def sentences(text: str, headings: Sequence[int] = ()) -> list[Span]:
    """The sentences, list items, table rows and headings of a text in order; `headings` are offsets of known heading lines."""
    spans: list[Span] = []
    for block in _blocks(_lines(text, frozenset(headings))):
        spans += _block_spans(text, block)
    return spans


def tidy(text: str) -> str:
    """A sentence as it is shown: line breaks of the page become spaces, or nothing between Chinese characters."""
    joined = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])", "", text.strip())
    joined = re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "-", joined)
    return re.sub(r"\s+", " ", joined)


def _lines(text: str, headings: frozenset[int]) -> list[_Line | None]:
    """The lines; None stands for an empty one."""
    lines: list[_Line | None] = []
    offset = 0
    for raw in text.splitlines(keepends=True):
        body = raw.strip()
        start = offset + len(raw) - len(raw.lstrip())
        if not body or _RULE.fullmatch(body):
            lines.append(None)
        else:
            known = any(offset <= place < offset + len(raw) for place in headings)
            lines.append(_Line(start, start + len(body), body, _line_kind(body, known)))
        offset += len(raw)
    return lines


def _line_kind(body: str, known_heading: bool) -> Kind:
    if known_heading or _MARKED_HEADING.match(body):
        return Kind.HEADING
    if body.startswith("|") or body.count(" | ") >= 1 or "\t" in body:
        return Kind.ROW
    return Kind.ITEM if _ITEM.match(body) else Kind.SENTENCE


def _blocks(lines: list[_Line | None]) -> Iterator[list[_Line]]:
    """Lines that belong together: a paragraph, one list item with its further lines, one row, one heading."""
    width = _wrap_width([_columns(line.text) for line in lines if line is not None])
    block: list[_Line] = []
    for line in lines:
        if block and (line is None or _begins(block, line, width)):
            yield block
            block = []
        if line is not None:
            block.append(line)
    if block:
        yield block


def _wrap_width(lengths: list[int]) -> int:
    """The width at which a text was wrapped: the upper fifth of its lines ends there."""
    return max(LEAST_WIDTH, sorted(lengths)[int(len(lengths) * 0.8)]) if lengths else LEAST_WIDTH


def _columns(text: str) -> int:
    """How wide a text is printed: Chinese characters are twice as wide as others."""
    return len(text) + len(re.findall(r"[\u3000-\u9fff\uff00-\uffef]", text))


def _begins(block: list[_Line], line: _Line, width: int) -> bool:
    last = block[-1]
    if line.kind is not Kind.SENTENCE or block[0].kind in (Kind.ROW, Kind.HEADING):
        return True
    if re.match(r"[a-z]", line.text) and not re.search(r"[.!?:。！？：]$", last.text):
        return False
    first_word = re.match(r"\S{1,12}", line.text)
    room = width - _columns(last.text) - (len(first_word.group()) if first_word else 0)
    return room > 0.12 * width or _columns(last.text) > 2 * width  # the next word would have fitted: the break is meant


def _block_spans(text: str, block: list[_Line]) -> list[Span]:
    start, end = block[0].start, block[-1].end
    kind = block[0].kind
    if kind in (Kind.ROW, Kind.HEADING):
        return [Span(start, end, kind)]
    line_starts = {line.start for line in block} if kind is Kind.SENTENCE else set()
    spans = [Span(*place, _piece_kind(text, place, kind, line_starts)) for place in _cut(text, start, end)]
    return [part for span in spans for part in _shortened(text, span)]


def _piece_kind(text: str, place: tuple[int, int], kind: Kind, line_starts: set[int]) -> Kind:
    return Kind.HEADING if place[0] in line_starts and _looks_like_heading(text[slice(*place)]) else kind


def _looks_like_heading(body: str) -> bool:
    if re.search(r"[.!?:;,。！？：；，…]$|[。；]", body) or "\n" in body:
        return False
    chinese = len(re.findall(r"[\u4e00-\u9fff]", body))
    return (chinese > 0 and len(body) <= 20) or (chinese == 0 and len(body) <= 80 and len(body.split()) <= 10)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    item = _ITEM.match(text, start, end)
    for ender in _ENDER.finditer(text, item.end() if item else start, end):
        if ender.end() < end and not _ends_sentence(text[begin : ender.end()], text[ender.end() : min(end, ender.end() + 40)]):
            continue
        yield begin, ender.end()
        begin = ender.end() + len(text[ender.end() : end]) - len(text[ender.end() : end].lstrip())
    if begin < end:
        yield begin, end


def _ends_sentence(before: str, after: str) -> bool:
    if re.search(r"[。！？][”’」』）)\"']*$", before):
        return True
    following = after.lstrip()
    if not after[0].isspace():  # "example.com", "What?!no": only full-width marks end a sentence without a space
        return bool(re.match(r"[\u4e00-\u9fff]", after)) and bool(re.search(r"[!?]$", before))
    if not following or not re.match(r"[A-Z0-9\"'“‘(\[•\u3000-\u9fff]", following):
        return False
    if _ABBREVIATION.search(before):
        return False
    if _MAYBE_LAST.search(before):
        word = re.match(r"\w+", following)
        return word is not None and word.group().lower() in _OPENERS
    return True


def _shortened(text: str, span: Span) -> list[Span]:
    if span.end - span.start <= _LONGEST:
        return [span]
    parts: list[Span] = []
    begin = span.start
    for found in re.finditer(r"\S[^\n]*", text[span.start : span.end]):
        if span.start + found.end() - begin > _LONGEST and span.start + found.start() > begin:
            parts.append(Span(begin, begin + len(text[begin : span.start + found.start()].rstrip()), span.kind))
            begin = span.start + found.start()
    return [*parts, Span(begin, span.end, span.kind)]
