"""What a document offers to be asked about, gathered from its pages. Knows nothing of questions, searches or people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answering.sentences import tidy
from assistant.learning.adjuncts import Adjunct, adjuncts
from assistant.learning.conditions import Case, cases
from assistant.learning.descriptions import Description, descriptions
from assistant.learning.endings import Ending, endings
from assistant.learning.enumerations import Enumeration, Member, enumerations
from assistant.learning.facts import Fact, FactKind, facts
from assistant.learning.key_words import Vocabulary, vocabulary
from assistant.learning.questions import Evidence
from assistant.learning.spans import Span, SpanKind, spans
from assistant.learning.standalone import Statement, statements
from assistant.learning.tables import Table, tables
from indexer.documents import Page

_VALUED = re.compile(
    r"\b(?:an?|the|one of) (?:\w+ly )?(?:important|critical|great|key|vital|leader|leading|huge|good|big|same|only)\b"
)
_NO_TERM = re.compile(
    r"^(?:what|who|which|how|why|when|all|each|every|our|your|my|some|\w+ing\b|anything|everything|computers|examples?)\b"
    r"|\b(?:that|which|who|we|you|i|it)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A term and what it means: the definition is `page.text[start:end]` inside its sentence."""

    term: str
    definition: str
    start: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with all that can be asked about on it."""

    document: str
    version: str  # SHA-256 of the file's bytes, hexadecimal
    title: str
    page: Page
    statements: tuple[Statement, ...]
    tables: tuple[Table, ...]
    enumerations: tuple[Enumeration, ...]
    cases: tuple[Case, ...]
    terms: tuple[Term, ...]
    asked: tuple[Fact, ...]  # facts with a question that asks for them
    adjuncts: tuple[Adjunct, ...] = ()
    endings: tuple[Ending, ...] = ()
    descriptions: tuple[Description, ...] = ()

    def evidence(self, start: int, end: int, heading: str) -> Evidence:
        """The place on the page."""
        return Evidence(self.document, self.version, self.page.number, self.page.text[start:end], start, end, heading)

    def section(self, start: int) -> str:
        """The text between the headings around a place."""
        borders = [0, *(heading.offset for heading in self.page.headings), len(self.page.text)]
        first = max(border for border in borders if border <= start)
        return (
            self.page.text[first : min(border for border in borders if border > first)] if first < len(self.page.text) else ""
        )

    def shown(self, start: int, end: int) -> str:
        """The text of a place as it is read."""
        return tidy(self.page.text[start:end])


@dataclass(frozen=True, slots=True)
class Material:
    """A document's sheets, and what stands in it of each kind, to take wrong options from."""

    sheets: tuple[Sheet, ...]
    spans: tuple[tuple[Span, str], ...]  # each with the heading that it stands under
    terms: tuple[Term, ...]
    members: tuple[tuple[Member, Enumeration], ...]
    words: frozenset[str] = frozenset()  # small letters
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    @property
    def endings(self) -> list[Ending]:
        """How the document's statements end."""
        return [one for each in self.sheets for one in each.endings]

    def torn(self, text: str) -> bool:
        """Whether a page's layout has torn a word of the text: "Confide ntial" where the document has "confidential"."""
        return any(one.casefold() + other in self.words for one, other in re.findall(r"(?=\b([A-Za-z]+) ([a-z]+)\b)", text))

    def of_kind(self, kind: SpanKind, unit: str = "") -> list[Span]:
        """The places of a kind, of quantities those with the same unit."""
        return [span for span, _ in self.spans if span.kind is kind and same_unit(span.unit, unit)]


def sheet(document: str, version: str, title: str, page: Page) -> Sheet:
    """What a page offers."""
    alone = statements(page)
    found = facts(page.text, title)
    terms = tuple(term for fact in found if (term := _term(page, fact, alone)) is not None)
    asked = tuple(fact for fact in found if fact.kind is not FactKind.DEFINITION)
    return Sheet(
        document, version, title, page, tuple(alone), tuple(tables(page)), tuple(enumerations(page)), tuple(cases(page, alone)),
        terms, asked, tuple(one for each in alone for one in adjuncts(each, page.text)),
        tuple(one for each in alone for one in endings(each)), tuple(descriptions(page)),
    )  # fmt: skip


def material(sheets: Sequence[Sheet]) -> Material:
    """What the sheets of one document offer together."""
    places = [(span, one.heading) for each in sheets for one in each.statements for span in spans(one.text)]
    members = [(member, one) for each in sheets for one in each.enumerations for member in one.members]
    terms = {term.term.casefold(): term for each in reversed(sheets) for term in reversed(each.terms)}
    words = frozenset(word for each in sheets for word in re.findall(r"[a-z]+", each.page.text.casefold()))
    return Material(
        tuple(sheets),
        tuple(places),
        tuple(reversed(terms.values())),
        tuple(members),
        words,
        vocabulary(each.page.text for each in sheets),
    )


def same_unit(one: str, other: str) -> bool:
    """Whether two units count the same: "day" and "days", "working days" and "unused days"."""
    return one.split(" ")[-1].rstrip("s") == other.split(" ")[-1].rstrip("s")


def _term(page: Page, fact: Fact, alone: Sequence[Statement]) -> Term | None:
    """A definition that tells what a term means; None where it praises it, names it again, or is of no term."""
    if fact.kind is not FactKind.DEFINITION:
        return None
    found = re.fullmatch(
        r"(?:What|Who) (?:is|are|does|do) (?:an? |the )?(?P<term>.+?)(?: mean| refer to)?\?|什么是(?P<zh>.+)？", fact.question
    )
    term = (found["term"] or found["zh"]) if found else ""
    sentence = tidy(page.text[fact.sentence_start : fact.sentence_end])
    defined = fact.answer.rstrip(" .,;")
    if not term or _NO_TERM.search(term) or len(term.split()) > 4 or term.casefold() not in sentence.casefold():
        return None
    shared = _long_words(term) & _long_words(defined)
    if shared or _VALUED.search(defined) or not 5 <= len(defined.split()) <= 26:
        return None
    home = next((one for one in alone if one.start == fact.sentence_start), None)
    return None if home is None else Term(term, defined, home.start, home.end, home.heading)


def _long_words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))
