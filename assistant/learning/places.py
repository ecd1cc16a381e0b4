"""Where a quote stands in the pages of a document. Knows nothing of questions, banks or why anybody asks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.learning.questions import Evidence
from indexer.documents import Page
from indexer.splitting import heading_path

LEAST_WORDS = 4  # of a quote that is the same wherever it stands; a shorter one must stand under the same heading
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a document with its pages; none of them where the file could not be read."""

    version: str  # SHA-256 of the file's bytes, hexadecimal
    pages: tuple[Page, ...]


class Documents(Protocol):
    """The documents as they are now."""

    def names(self) -> Sequence[str]:
        """All documents, in order."""

    def edition(self, document: str) -> Edition | None:
        """The document now; None where there is none of that name."""


def stands(evidence: Evidence, pages: Sequence[Page]) -> bool:
    """Whether the quote stands word for word where the evidence says, under the same heading."""
    page = next((page for page in pages if page.number == evidence.page), None)
    if page is None or not evidence.quote.strip() or page.text[evidence.start : evidence.end] != evidence.quote:
        return False
    return _whole(page.text, evidence.start, evidence.end) and _under(heading_path(page, evidence.start), evidence.heading)


def found(evidence: Evidence, edition: Edition) -> Evidence | None:
    """Where the quote stands in an edition, its white space aside; None where it does not.

    Of several places: under the same heading before others, on the same page before others, then the nearest.
    """
    if stands(evidence, edition.pages):
        return replace(evidence, version=edition.version)
    places = list(_places(evidence, edition))
    if len(_WORD.findall(evidence.quote)) < LEAST_WORDS:
        here = (evidence.page, evidence.start)
        places = [one for one in places if _under(one.heading, evidence.heading) or (one.page, one.start) == here]
    return min(places, key=lambda place: _distance(place, evidence), default=None)


def _places(evidence: Evidence, edition: Edition) -> Iterator[Evidence]:
    words = evidence.quote.split()
    if not words:
        return
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    for page in edition.pages:
        for hit in pattern.finditer(page.text):
            if _whole(page.text, hit.start(), hit.end()):
                heading = heading_path(page, hit.start())
                yield Evidence(
                    evidence.document, edition.version, page.number, hit.group(), hit.start(), hit.end(), heading
                )  # fmt: skip


def _distance(place: Evidence, before: Evidence) -> tuple[bool, int, int]:
    return not _under(place.heading, before.heading), abs(place.page - before.page), abs(place.start - before.start)


def _under(path: str, before: str) -> bool:
    """Whether a heading path leads over the heading of before, however much of the path was written then."""
    leaf = before.rpartition(" > ")[2].strip().casefold()
    return leaf in ("", *(part.strip().casefold() for part in path.split(" > ")))


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends at the ends of words and numbers: "5 days" does not stand in "15 days" or "2.5 days"."""
    return not (_runs_on(text, start) or _runs_on(text, end))


def _runs_on(text: str, at: int) -> bool:
    """Whether a word or number goes on across a place: fif|teen, 1|5, 2|.5, 2.|5."""
    before, after = text[max(at - 2, 0) : at], text[at : at + 2]
    letters = re.search(r"[^\W\u3400-\u9fff]\Z", before) and re.match(r"[^\W\u3400-\u9fff]", after)
    fraction = re.search(r"\d\Z", before) and re.match(r"[.,]\d", after)
    return bool(letters or fraction or (re.search(r"\d[.,]\Z", before) and re.match(r"\d", after)))
