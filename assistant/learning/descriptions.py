"""Lists whose entries are named and then described: "Deductible: the sum that ...". Knows nothing of questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.sentences import Kind, Span, sentences, tidy
from assistant.answering.words import content_words, language
from assistant.learning.overlap import contains
from assistant.learning.standalone import leaf
from indexer.documents import Page
from indexer.splitting import heading_path

ENTRIES = 3  # of a list at the least
WORDS = (5, 28)  # of what is said of an entry
NAME_WORDS = 5
_ENTRY = re.compile(
    r"(?:[•●▪◦■□‣·*+\-–—➢✓]\s*|\d{1,2}[.)]\s*)?(?P<name>[A-Z][^:–—.,;?!()|]{2,48}?)(?::\s|\s[-–—]\s)(?P<said>[A-Za-z].{15,260}?)\.?$"
)
_LEANS = re.compile(
    r"\A\W*(?:this|these|those|that|it|its|they|their|he|she|such|see|same|also|however|for example|e\.g)\b"
    r"|\b(?:above|below|following|here|this|these|those|etc)\b|https?:|[!?\[\]{}<>…]|\be\.g|\b(?:I|we|us|our|my|me|let's)\b",
    re.IGNORECASE,
)


_NAVIGATION = re.compile(
    r"\b(?:contents?|guides?|agenda|outline|resources?|links?|see also|reading|references?|questions?|slides?|courses?)\b",
    re.IGNORECASE,
)  # headings of lists that lead elsewhere


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of an entry, in the words of the page; `others` are the names of the list's other entries."""

    name: str
    said: str
    others: tuple[str, ...]
    start: int  # of the entry
    end: int
    heading: str


def descriptions(page: Page) -> list[Description]:
    """The described entries of a page's lists whose description does not name them or another entry of the list."""
    spans = sentences(page.text, [heading.offset for heading in page.headings])
    return [one for run in _runs(page.text, spans) for one in _of_run(page, run)]


def _runs(text: str, spans: list[Span]) -> Iterator[list[tuple[Span, re.Match[str]]]]:
    """The entries of each list; a further sentence of an entry is skipped."""
    run: list[tuple[Span, re.Match[str]]] = []
    for span in [*spans, Span(0, 0, Kind.HEADING)]:
        found = _ENTRY.fullmatch(text[span.start : span.end].replace("\n", " ")) if span.kind is Kind.ITEM else None
        if span.kind in (Kind.HEADING, Kind.ROW) or (span.kind is Kind.SENTENCE and run and not _follows(run[-1][0], span)):
            if len(run) >= ENTRIES:
                yield run
            run = []
        elif found is not None:
            run.append((span, found))


def _follows(before: Span, span: Span) -> bool:
    return span.start - before.end < 3  # in the same paragraph


def _of_run(page: Page, run: list[tuple[Span, re.Match[str]]]) -> Iterator[Description]:
    names = [tidy(found["name"]) for _, found in run]
    if len({name.casefold() for name in names}) < len(names):
        return
    all_said = [tidy(found["said"]) for _, found in run]
    for (span, found), name, said in zip(run, names, all_said, strict=True):
        if sum(contains(other, said) or contains(said, other) for other in all_said) > 1:
            continue  # true of another entry, too
        if _NAVIGATION.search(leaf(heading_path(page, span.start))):
            return
        others = tuple(other for other in names if other != name)
        if language(said) == "en" and _fits(name, said, others):
            yield Description(name, said, others, span.start, span.start + len(found.group()), heading_path(page, span.start))


def _fits(name: str, said: str, others: tuple[str, ...]) -> bool:
    """Whether a description says enough and gives no name away."""
    told = set(content_words(said))
    named = set(content_words(name))
    if not WORDS[0] <= len(said.split()) <= WORDS[1] or len(name.split()) > NAME_WORDS or not named or named & told:
        return False
    return _LEANS.search(said) is None and not any(set(content_words(other)) <= told for other in others)
