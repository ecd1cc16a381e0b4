"""Questions that could come next, made from the headings around an answer's citations. Knows nothing of models or people."""

import re
from collections.abc import Iterator
from typing import Protocol

from assistant.answering.answers import Answer
from assistant.answering.words import content_words, language
from indexer.documents import Chunk
from indexer.selection import Selection

MOST = 3
NEAR = 12  # chunks before and after the cited one in which headings are looked for
_NUMBERING = re.compile(r"^\s*(?:#+|\d+(?:\.\d+)*[.)]?|[IVX]+\.|[一二三四五六七八九十]+[、.]|第.{1,3}[章节条])\s*")
_EMPTY = re.compile(
    r"(?:overview|introduction|summary|contents|table of contents|appendix|references"
    r"|notes?|background|home|index|sheet\d*|[\W\da-z]{0,2}"
    r"|概述|简介|目录|附录|参考.*|说明|总则|附则)",
    re.IGNORECASE,
)


class Headed(Protocol):
    """What this needs of an index."""

    def row_range(self, document: str, page: int) -> range:
        """The rows of a page, in order."""

    def chunks(self, rows: list[int]) -> list[Chunk]:
        """The chunks of the rows, in the same order."""


def suggestions(answer: Answer, index: Headed, within: Selection) -> list[str]:
    """Up to three questions about what stands next to the cited passages, within what the person may read."""
    tongue = language(answer.question)
    asked = set(content_words(answer.question))
    found: dict[str, str] = {}
    for heading in _headings(answer, index, within):
        topic = _NUMBERING.sub("", heading).strip(" :：?？")
        words = set(content_words(topic))
        if _EMPTY.fullmatch(topic) or not words or words <= asked or language(topic) != tongue or len(topic) > 60:
            continue
        found.setdefault(topic.lower(), _question(heading, topic, tongue))
        if len(found) == MOST:
            break
    return list(found.values())


def _headings(answer: Answer, index: Headed, within: Selection) -> Iterator[str]:
    """The last part of the heading paths near each citation, those after it first."""
    for cited in answer.citations:
        pages = (cited.page, cited.page + 1)
        rows = [row for page in pages for row in index.row_range(cited.document, page) if row in within]
        chunks = index.chunks(rows)
        here = next((place for place, chunk in enumerate(chunks) if chunk.page == cited.page and chunk.end > cited.start), 0)
        for chunk in [*chunks[here : here + NEAR], *reversed(chunks[max(0, here - NEAR) : here])]:
            if chunk.version == cited.version and chunk.heading and chunk.heading != cited.heading:
                yield chunk.heading.rpartition(" > ")[2]


def _question(heading: str, topic: str, tongue: str) -> str:
    if heading.rstrip().endswith(("?", "？")):
        return f"{topic}{'？' if tongue == 'zh' else '?'}"
    return f"关于“{topic}”有什么规定？" if tongue == "zh" else f"What do the documents say about {_lowered(topic)}?"


def _lowered(topic: str) -> str:
    """A heading inside a sentence: "Sick Leave" becomes "sick leave", names with inner capitals or digits stay."""
    return " ".join(
        word.lower() if re.fullmatch(r"[A-Z]?[a-z]+(?:[-'’][A-Z]?[a-z]+)*", word) else word for word in topic.split()
    )
