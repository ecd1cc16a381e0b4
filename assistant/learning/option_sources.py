"""Where a document speaks of a wrong option, and so what it belongs to. Knows nothing of grades, pages or people."""

import re
from collections.abc import Callable, Iterable, Iterator

from assistant.answering.sentences import Kind as SentenceKind
from assistant.answering.sentences import sentences
from assistant.learning.outlines import Library
from assistant.learning.questions import Evidence, Kind, Question
from indexer.documents import Page
from indexer.splitting import heading_path

PICKED = (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE)  # true, false and the parts of pairs belong nowhere else
EVERYWHERE = 4  # a text in so many sentences, or more, belongs to none of them
FARTHEST = 20  # pages before and after the question's own that are looked at
LONGEST = 400  # characters of a sentence that is shown


def option_sources(
    question: Question, wrong: Iterable[str], library: Library, readable: Callable[[str], bool]
) -> dict[str, Evidence]:
    """By the ids of options of a question, the sentence of its document that says the option, the nearest to the evidence.

    An option that no other sentence says, or that many do, is left out.
    """
    texts = {option.id: option.text for option in question.options if question.kind in PICKED}
    wanted = {one: texts[one] for one in wrong if one in texts}
    if not wanted or not readable(question.evidence.document):
        return {}
    pages = list(_pages(question.evidence, library))
    found = {one: _nearest(question.evidence, text, pages) for one, text in wanted.items()}
    return {one: place for one, place in found.items() if place is not None}


def _pages(place: Evidence, library: Library) -> Iterator[Page]:
    """The pages around the evidence in the version that it is of, the nearest first."""
    record = next((one for one in library.documents() if one.document == place.document), None)
    if record is None or record.version != place.version:
        return
    numbers = range(max(1, place.page - FARTHEST), min(record.pages, place.page + FARTHEST) + 1)
    for number in sorted(numbers, key=lambda one: abs(one - place.page)):
        page = library.page(place.document, number)
        if page is not None:
            yield page


def _nearest(place: Evidence, text: str, pages: Iterable[Page]) -> Evidence | None:
    found = [one for page in pages for one in _sayings(place, _pattern(text), page)]
    if not 0 < len(found) < EVERYWHERE:
        return None
    return min(found, key=lambda one: (abs(one.page - place.page), abs(one.start - place.start)))


def _sayings(place: Evidence, pattern: re.Pattern[str], page: Page) -> Iterator[Evidence]:
    """The sentences of a page that hold the pattern, without the evidence itself and without headings."""
    if pattern.search(page.text) is None:
        return
    for span in sentences(page.text, [heading.offset for heading in page.headings]):
        own = page.number == place.page and span.start < place.end and place.start < span.end
        if own or span.kind is SentenceKind.HEADING or span.end - span.start > LONGEST:
            continue
        if pattern.search(page.text, span.start, span.end):
            quote = page.text[span.start : span.end]
            heading = heading_path(page, span.start)
            yield Evidence(place.document, place.version, page.number, quote, span.start, span.end, heading)


def _pattern(text: str) -> re.Pattern[str]:
    """The words of a text as they stand on a page: in any case, over line breaks, never inside a longer word or number."""
    body = r"\s+".join(re.escape(word) for word in text.split())
    left = r"(?<![A-Za-z0-9])(?<![0-9][.,])" if text.strip()[:1].isascii() else ""
    right = r"(?![A-Za-z0-9]|[.,][0-9])" if text.strip()[-1:].isascii() else ""
    return re.compile(left + body + right, re.IGNORECASE)
