"""Lists of a page: what introduces them, their members with offsets, and whether they are steps. Knows nothing of questions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.sentences import Kind, Span, sentences, tidy
from assistant.learning.standalone import has_verb, leaf, orders
from indexer.documents import Page
from indexer.splitting import heading_path

MEMBERS = (3, 12)
MEMBER_WORDS = 14
_BULLET = re.compile(r"(?:[•●▪◦■□‣·*+\-–—➢✓])\s*")
_NUMBERED = re.compile(r"(?P<number>\d{1,2})[.)、．]\s*")
_LEAD = re.compile(r"[:：,，]\s*$")
_STEPS = re.compile(
    r"\b(?:steps?|procedure|process|in (?:this|that|the following) order|how to"
    r"|to (?:report|reset|apply|pair|install|start|stop)|from \w+ to \w+)\b|步骤|流程|顺序|程序",
    re.IGNORECASE,
)
_NO_STEPS = re.compile(
    r"\b(?:tips?|exceptions?|rules?|reasons?|types?|kinds?|examples?|questions?|principles?|benefits?|things|goals?|options?)\b"
    r"|提示|规则|原因|种类|例外",
    re.IGNORECASE,
)
_INLINE = re.compile(r"(?P<lead>[A-Z][^.:;()]{15,140}): (?P<members>[a-z][^.:;()]{8,160})\.")


class Shape(StrEnum):
    """How a member is built: only members of one shape can stand beside one another as options."""

    ORDER = "order"  # "Stop the machine"
    DOING = "doing"  # "Scheduling the meeting"
    CLAUSE = "clause"  # "The door is closed"
    THING = "thing"  # "compressed air"


@dataclass(frozen=True, slots=True)
class Member:
    """A member without its mark and its full stop: `page.text[start:end]`, `text` as it is shown."""

    start: int
    end: int
    text: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A list and the words before its colon: "Only these may open it: ..."; `lead` is "" where only a heading stands above."""

    lead: str
    members: tuple[Member, ...]
    steps: bool  # numbered, and said to be done one after the other
    start: int  # of the lead, or of the first member
    end: int
    heading: str


def enumerations(page: Page) -> list[Enumeration]:
    """The lists of a page, in its order: those with a line for each member, then those inside a sentence."""
    spans = sentences(page.text, [heading.offset for heading in page.headings])
    return [*_listed(page, spans), *_inline(page, spans)]


def shape_of(text: str) -> Shape:
    """How a member is built."""
    first = text.split(" ", 1)[0]
    if orders(text):
        return Shape.ORDER
    if re.fullmatch(r"[A-Z]?[a-z]+ing", first):
        return Shape.DOING
    clause = re.search(r"\b(?:is|are|was|must|may|can|will|has|have|do|does|not|no)\b", text) is not None or has_verb(text)
    return Shape.CLAUSE if clause else Shape.THING


def _listed(page: Page, spans: list[Span]) -> Iterator[Enumeration]:
    place = 0
    while place < len(spans):
        if spans[place].kind is not Kind.ITEM:
            place += 1
            continue
        last = place
        while last < len(spans) and spans[last].kind is Kind.ITEM:
            last += 1
        yield from _of_run(page, spans[place - 1] if place else None, spans[place:last])
        place = last


def _of_run(page: Page, before: Span | None, run: list[Span]) -> Iterator[Enumeration]:
    found = [_marked(page.text, span) for span in run]
    if any(mark is None and number is None for mark, number, _ in found):
        found = [one for one in found if one[0] is not None or one[1] is not None]  # a second sentence of a member
    numbers = [number for _, number, _ in found]
    numbered = all(number is not None for number in numbers)
    if numbered and numbers != list(range(1, len(numbers) + 1)):
        return
    if not numbered and any(number is not None for number in numbers):
        return  # a list in a list: nobody can tell what belongs to what
    members = tuple(member for _, _, member in found)
    if not MEMBERS[0] <= len(members) <= MEMBERS[1]:
        return
    lead = page.text[before.start : before.end] if before is not None and before.kind is Kind.SENTENCE else ""
    lead = tidy(lead) if _LEAD.search(lead) else ""
    heading = heading_path(page, members[0].start)
    told = f"{lead} {leaf(heading)}"
    steps = numbered and _STEPS.search(told) is not None and _NO_STEPS.search(told) is None
    start = before.start if before is not None and lead else members[0].start
    yield Enumeration(lead.rstrip(":：,， "), members, steps, start, members[-1].end, heading)


def _marked(text: str, span: Span) -> tuple[str | None, int | None, Member]:
    """The mark or the number of an item, and the item without it, up to the end of its first sentence."""
    number = _NUMBERED.match(text, span.start, span.end)
    bullet = None if number else _BULLET.match(text, span.start, span.end)
    start = number.end() if number else bullet.end() if bullet else span.start
    end = start + len(text[start : span.end].rstrip(" .。;；,，"))
    shown = tidy(text[start:end])
    return bullet.group() if bullet else None, int(number["number"]) if number else None, Member(
        start, end, shown, shape_of(shown)
    )  # fmt: skip


def _inline(page: Page, spans: list[Span]) -> Iterator[Enumeration]:
    """Lists inside a sentence: "every source of energy: electricity, compressed air, springs"."""
    for span in spans:
        sentence = page.text[span.start : span.end].replace("\n", " ")
        found = _INLINE.search(sentence) if span.kind in (Kind.SENTENCE, Kind.ITEM) else None
        if found is None:
            continue
        first = span.start + found.start("members")
        members = tuple(
            Member(first + part.start(1), first + part.end(1), part[1], shape_of(part[1]))
            for part in re.finditer(r"(?:^|,\s+(?:and |or )?|\s(?:and|or)\s)([^,]+?)(?=,|\s(?:and|or)\s|$)", found["members"])
        )
        short = all(len(member.text.split()) <= 4 and member.shape is Shape.THING for member in members)
        if short and MEMBERS[0] <= len(members) <= MEMBERS[1]:
            heading = heading_path(page, span.start)
            yield Enumeration(found["lead"], members, False, span.start + found.start(), span.end, heading)
