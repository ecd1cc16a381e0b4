"""One maker for each kind of question: a sheet in, drafts out, keys copied from the page. Knows nothing of checks or banks."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.sentences import tidy
from assistant.answering.words import content_words, language
from assistant.learning import wording
from assistant.learning.asked_for import spoken, worth_asking
from assistant.learning.distractors import Wrong, apart
from assistant.learning.enumerations import MEMBER_WORDS, Enumeration, Member, Shape
from assistant.learning.facts import Fact, FactKind
from assistant.learning.forming import PRIOR, Maker, choice, made
from assistant.learning.key_words import tells
from assistant.learning.ladders import turn
from assistant.learning.material import Sheet
from assistant.learning.mutations import Change, changes, tests, told_true
from assistant.learning.negation import denials
from assistant.learning.overlap import contains
from assistant.learning.questions import Kind, Option, Question
from assistant.learning.spans import NUMERIC, WORDS, Span, SpanKind, spans
from assistant.learning.standalone import Statement, leaf, orders
from assistant.learning.statement_makers import (
    answers_in_words,
    choices_of_cases,
    choices_of_endings,
    choices_of_names,
    clozes_of_words,
    told_to_do,
)
from assistant.learning.tables import CELL_CHARACTERS, CELL_WORDS, Cell, Table

AFFIRMED = 6  # one of so many statements that affirm may be denied: else "not" would mean "false" more often than not
LONGEST = 28  # words of a statement inside a question
SHARED = 0.85  # of the sentence's words that a question in other words must keep
STEPS = (3, 5)
CHINESE_MEMBER = 16  # characters of a member
PAIRS = (3, 5)
_PERSON = re.compile(r"[A-Z][\w'’-]+(?: (?:van|von|de|al|bin))?(?: [A-Z][\w'’-]+){1,2}")
_CUT = re.compile(
    r"\band \w+\?$|\bhow many (?:\w+ )??\w*[^s\W] (?:is|are|do|does|did|must|may|can|should|will)\b", re.IGNORECASE
)  # "how many business should ... days"
_UNIT = re.compile(
    r"\b(?:days?|weeks?|months?|years?|hours?|minutes?|prices?|limit|rate|bar|°C|mm|kg)\b|[%£€$¥]|天|年|月|小时|元",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"\b(?:responsibilities|duties|requirements|qualifications|exclusions|exceptions|tasks|rules|restrictions|conditions|criteria"
    r"|documents|rights|obligations|prohibited|required|allowed|not covered|covered)\b",
    re.IGNORECASE,
)  # what a list is one of, where one word or the heading says it
# not all are named
_OPEN = r"\binclud|\bsuch as\b|\bexamples?\b|\blimited to\b|\btips\b|\bsome\b|\bcertain\b|\bvariety\b|包括|例如"
_LOOSE = re.compile(r"\b(?:also|in addition|in summary|however|for example|we've|n't|who won|such)\b|['’]", re.IGNORECASE)


def drafts(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """The drafts of a page that are worth asking: kind by kind, each in the order of the page."""
    talk = spoken(sheet.page.text)
    for make in (
        single_choices, choices_of_endings, choices_of_cases, choices_of_names, multiple_choices, true_false, clozes,
        clozes_of_words, numerics, short_answers, answers_in_words, orderings, matchings,
    ):  # fmt: skip
        yield from (draft for draft in make(sheet, maker) if worth_asking(draft, talk))


def single_choices(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """Which value completes or answers; which term is meant; what a table gives; who is named."""
    asked = {fact.end: fact for fact in sheet.asked}
    for statement, span in _gaps(sheet):
        only = not _whole(span)
        wrong = maker.distractors.of_span(span, sheet, statement.start, only)
        if wrong is not None:
            start, end, key = _gap(span, only)
            stem = wording.completed(statement.text, start, end, statement.language)
            fact = asked.get(statement.start + (span.number_end or span.end))
            stem = fact.question if fact is not None and sound(fact, statement) else stem
            yield choice(sheet, maker, stem, key, wrong, (statement.start, statement.end, statement.heading))
    yield from _of_terms(sheet, maker)
    for table in sheet.tables:
        yield from _of_cells(sheet, maker, table)


def multiple_choices(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """Which belong to a list, among members of other lists of the document."""
    for one in sheet.enumerations:
        members = _fit_members(one)
        told = _introduction(one)
        if one.steps or len(members) < 2 or not told:
            continue
        rights = sorted(members, key=lambda member: turn(told, member.text))[: 2 + turn(told) % 2]
        wrong = _strangers(one, members, maker)
        if len(wrong) >= 2:
            yield _several(sheet, maker, one, told, [member.text for member in rights], wrong[: 5 - len(rights)])


def true_false(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """A statement as it stands, or changed so that it is false for certain."""
    for statement in sheet.statements:
        near = [text for each in sheet.statements if each.heading == statement.heading for text in _values(each)]
        found = changes(statement, near)
        if not found or len(statement.shown.split()) > LONGEST or re.search(r"[\"“”]", statement.text):
            continue
        if found and found[0].change in (Change.DENIAL, Change.OPPOSITE) and not tells(statement):
            continue
        if (
            found
            and found[0].change is Change.DENIAL
            and not denials(statement.text)
            and turn("deny", statement.text) % AFFIRMED
        ):
            continue
        right = told_true(statement)
        text = statement.shown if right else tidy(found[turn(statement.text) % len(found)].text)
        stem = wording.lead(sheet.title, statement.heading, statement.language) + wording.claim(text, statement.language)
        names = ("正确", "错误") if statement.language == "zh" else ("True", "False")
        options = (Option("true", names[0]), Option("false", names[1]))
        place = (statement.start, statement.end, statement.heading)
        # the same level for true and false ones: who chooses by level must not choose by key, which could then be guessed
        key = ("true" if right else "false",)
        yield made(sheet, maker, Kind.TRUE_FALSE, stem, place, options, key, level=PRIOR[Kind.TRUE_FALSE])


def clozes(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """A statement with a number, time, date or role left out."""
    for statement, span in _gaps(sheet):
        start, end, key = _gap(span, only=True)
        place = (statement.start, statement.end, statement.heading)
        gap = wording.gapped(statement.text, start, end)
        quoted = f"“{gap}”" if '"' not in gap and "“" not in gap else gap
        stem = wording.lead(sheet.title, statement.heading, statement.language) + quoted
        yield made(sheet, maker, Kind.CLOZE, stem, place, accept=_forms(key, span))


def numerics(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """A quantity with its unit."""
    asked = {fact.end: fact for fact in sheet.asked}
    for statement, span in _gaps(sheet):
        if span.kind in NUMERIC and "-" not in span.text and (_whole(span) or re.match(r"\d", span.number)):
            fact = asked.get(statement.start + span.number_end)
            stem = wording.quantity(statement.text, span.start, span.end, statement.language)
            if fact is not None and sound(fact, statement):
                stem = fact.question
            unit = span.unit.split(" ")[-1]
            answer = span.text if _whole(span) else f"{span.number} {unit}"
            place = (statement.start, statement.end, statement.heading)
            stem = wording.lead(sheet.title, statement.heading, statement.language) + stem
            accept = tuple(dict.fromkeys((answer, span.text)))
            yield made(sheet, maker, Kind.NUMERIC, stem, place, accept=accept)


def short_answers(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """What applies in a case, and questions that the document answers itself."""
    for one in sheet.cases:
        points = tuple(sheet.shown(start, end) for start, end in one.points)
        if re.match(r"(?:Yes|No)\b", points[0]) and len(points[0].split()) < 5:
            continue
        tongue = language(one.asked)
        stem = one.asked if one.question else wording.case(one.asked, tongue, told_to_do(points[0]))
        stem = wording.lead(sheet.title, "" if leaf(one.heading) in one.asked else one.heading, tongue) + stem
        answer = sheet.shown(one.points[0][0], one.points[-1][1])
        yield made(sheet, maker, Kind.SHORT_ANSWER, stem, (one.start, one.end, one.heading), accept=(answer,), points=points)


def orderings(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """Steps in their order: up to five that follow one another."""
    for one in sheet.enumerations:
        steps = [member for member in one.members if len(_short(member).split()) <= MEMBER_WORDS]
        if (
            not one.steps
            or len(steps) < len(one.members)
            or len(steps) < STEPS[0]
            or not _distinct([_short(step) for step in steps])
        ):
            continue
        first = turn(one.heading, one.lead) % max(1, len(steps) - STEPS[1] + 1)
        chosen = steps[first : first + STEPS[1]]
        options = tuple(Option(f"a{place}", _short(step)) for place, step in enumerate(chosen, 1))
        mixed = _mixed(options)
        told = one.lead or leaf(one.heading)
        tongue = language(chosen[0].text)
        stem = wording.lead(sheet.title, one.heading if one.lead else "", tongue) + wording.order(told, tongue)
        place = (chosen[0].start, chosen[-1].end, one.heading)
        names = {option.text: f"a{number}" for number, option in enumerate(mixed, 1)}
        shown = tuple(Option(names[option.text], option.text) for option in mixed)
        yield made(sheet, maker, Kind.ORDERING, stem, place, shown, tuple(names[_short(step)] for step in chosen))


def matchings(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    """First cells of a table with those of another column."""
    for table in sheet.tables:
        for number in (number for number in range(1, len(table.rows[0])) if _telling(table, number)):
            rows = [row for row in table.rows if _short_cell(row[0], maker) and _short_cell(row[number], maker)]
            rights = [row[number].text for row in rows]
            kept = [row for row, right in zip(rows, rights, strict=True) if rights.count(right) == 1][: PAIRS[1]]
            if len(kept) < PAIRS[0] or not _distinct([row[number].text for row in kept] + [row[0].text for row in kept]):
                continue
            yield _matched(sheet, maker, table, number, kept)


def sound(fact: Fact, statement: Statement) -> bool:
    """Whether a question in other words than the sentence asks for the same and reads well."""
    start, end = fact.start - statement.start, fact.end - statement.start
    if start < 0 or end > len(statement.text) or _LOOSE.search(fact.question) or orders(statement.text):
        return False
    rest = set(content_words(statement.text[:start] + statement.text[end:]))
    told = set(content_words(fact.question))
    lacking = re.search(r"\b(?:an?|the|these|their|your|its|one of)\s*$", statement.text[:start]) is not None
    subject = re.match(r"How (?:much|many) (?:is|are)\b.*\b(?:subject|responsible|\w+ed|\w*paid)\b", fact.question) is not None
    kept = len(rest & told) >= SHARED * len(rest)
    opening = re.match(r"([A-Z][a-z]+) [a-z]", statement.text)  # a capital only because the sentence begins with it
    lacking = lacking or re.match(r"\s*(?:\w+ )?(?:of|from|after|before|following|prior)\b", statement.text[end:]) is not None
    lacking = lacking or _CUT.search(fact.question) is not None or _unit_elsewhere(fact.question, statement.text[end:])
    lacking = lacking or fact.question.startswith("Of ") or (opening is not None and f" {opening[1]} " in fact.question)
    kind = fact.kind in (FactKind.NUMBER, FactKind.AMOUNT, FactKind.DATE, FactKind.AGENT)
    return kept and kind and not lacking and not subject and len(fact.question.split()) <= LONGEST


def _unit_elsewhere(question: str, after: str) -> bool:
    """Whether the unit behind a number does not stand behind "how many": "how many business ... for days"."""
    unit = re.match(r"[\s-]*(?:[a-z]+ ){0,2}?(minutes?|hours?|days?|weeks?|months?|years?)\b", after)
    if unit is None or not re.search(r"\bhow many\b", question, re.IGNORECASE):
        return False
    return re.search(rf"\bhow many (?:[a-z]+ ){{0,2}}?{unit[1]}\b", question, re.IGNORECASE) is None


def _gaps(sheet: Sheet) -> Iterator[tuple[Statement, Span]]:
    """Places worth a gap, in statements short enough to be shown; what stands twice in a sentence gives itself away."""
    for statement in sheet.statements:
        shown = statement.shown
        if len(shown.split()) > LONGEST or re.search(r"[\"“”]", shown) or (statement.item and ":" in shown):
            continue
        for span in spans(statement.text):
            key = span.number or span.text
            once = len(re.findall(rf"(?<![\w.,]){re.escape(key)}(?![\w]|[.,]\d)", statement.text)) == 1
            shown_after = (
                ":" in statement.text[span.end :] and span.kind is SpanKind.QUANTITY
            )  # what it counts is told after it
            if once and tests(span) and not shown_after and not _told(span, statement):
                yield statement, span


def _told(span: Span, statement: Statement) -> bool:
    """Whether the heading or the rest of the sentence names a role already: "the sales team" beside "Manager of Sales"."""
    rest = f"{leaf(statement.heading)} {statement.text[: span.start]} {statement.text[span.end :]}"
    return span.kind is SpanKind.ROLE and bool(set(content_words(span.text)) & set(content_words(rest)))


def _whole(span: Span) -> bool:
    """Whether an option shows the number with its unit: where the unit is one word right beside it."""
    return bool(span.number) and " " not in span.unit and "-" not in span.text


def _gap(span: Span, only: bool) -> tuple[int, int, str]:
    """Where the gap is in the statement, and what fills it."""
    if only and span.number and span.kind is SpanKind.QUANTITY:
        return span.number_start, span.number_end, span.number
    return span.start, span.end, span.text


def _forms(key: str, span: Span) -> tuple[str, ...]:
    """The key and other ways to write it: digits and words, without article."""
    forms = [key]
    if span.number and key == span.number:
        value = span.value
        word = next((word for word, number in WORDS.items() if number == value), key)
        forms += [f"{value:g}", *([word] if span.unit.isascii() else []), f"{span.number} {span.unit}"]
    if span.kind is SpanKind.ROLE:
        bare = re.sub(r"^(?:the|your|our) ", "", key, flags=re.IGNORECASE)
        forms += [bare, f"the {bare}", *([f"my {bare}"] if key.lower().startswith("your") else [])]
    return tuple(dict.fromkeys(forms))


def _values(statement: Statement) -> list[str]:
    return [text for span in spans(statement.text) for text in (span.text, span.number) if text]


def _of_terms(sheet: Sheet, maker: Maker) -> Iterator[Question]:
    for term in sheet.terms:
        if set(content_words(term.term)) & set(content_words(leaf(term.heading))):
            continue  # the heading before the question would tell it
        rivals = [one for one in maker.material.terms if one.term.casefold() != term.term.casefold()]
        pool = [one.term for one in rivals if maker.distractors.cosine(one.definition, term.definition) < 0.7]
        matched = [one[0].upper() + one[1:] if term.term[0].isupper() else one for one in pool]
        tongue = language(term.definition)
        stem = wording.term(term.definition, tongue)
        wrong = maker.distractors.among(term.term, matched, stem)
        if wrong is not None and not any(contains(term.definition, one) for one in wrong.texts):
            yield choice(sheet, maker, stem, term.term, wrong, (term.start, term.end, term.heading))


def _of_cells(sheet: Sheet, maker: Maker, table: Table) -> Iterator[Question]:
    """One row for each of the first two columns that tell something; of names every row."""
    numbers = [number for number in range(1, len(table.rows[0])) if _telling(table, number)]
    for number in numbers[:2]:
        cells = table.column(number)
        first = turn(table.heading, str(number)) % len(table.rows)
        for row in table.rows[first : first + 1] if table.columns else table.rows:
            key, name = row[number], row[0]
            others = [cell.text for cell in cells if cell.text.casefold() != key.text.casefold()]
            wrong = _cell_options(maker, key.text, list(dict.fromkeys(others)))
            person = not table.columns and _PERSON.fullmatch(key.text) is not None
            if (
                wrong is None
                or not _short_cell(key, maker)
                or not _short_cell(name, maker)
                or (not table.columns and not person)
            ):
                continue
            tongue = language(name.text + key.text)
            stem = wording.person(name.text, tongue) if person else wording.cell(table.columns[number], name.text, tongue)
            yield choice(sheet, maker, stem, key.text, wrong, (min(name.start, key.start), row[-1].end, table.heading))


def _cell_options(maker: Maker, key: str, others: Sequence[str]) -> Wrong | None:
    """Other cells of the column: numbers and names as they come, words by their nearness."""
    distinct = [one for one in others if apart(one, key) and len(one.split()) <= CELL_WORDS]
    plain = all(re.search(r"\d", one) or _PERSON.fullmatch(one) for one in (key, *distinct))
    if plain and len(distinct) >= 2:
        return Wrong(tuple(sorted(distinct, key=lambda one: turn(key, one))[:2]))
    return maker.distractors.among(key, distinct)


def _fit_members(one: Enumeration) -> list[Member]:
    """Members of the shape that most have, short enough for an option."""
    shapes = [member.shape for member in one.members]
    shape = max(set(shapes), key=lambda each: (shapes.count(each), each))
    short = [
        member for member in one.members if len(member.text.split()) <= MEMBER_WORDS and not member.text.endswith(("?", "？"))
    ]
    chinese = [member for member in short if language(member.text) == "zh"]
    if any(len(member.text) > CHINESE_MEMBER or re.search("[，。；]", member.text) for member in chinese):
        return []
    good = len(short) == len(one.members) and shapes.count(shape) >= 0.75 * len(shapes) and shape is not Shape.CLAUSE
    return [member for member in short if member.shape is shape and ":" not in member.text] if good else []


def _introduction(one: Enumeration) -> str:
    """What a list is called in a question; "" where it does not say what it is a list of, or that it names all of them."""
    leaning = re.match(r"(?:These|This|Here|It|They|There|We)\b", one.lead) is not None
    vague = re.search(_OPEN, one.lead, re.IGNORECASE) is not None
    if leaning or vague or "?" in one.lead or len(one.lead.split()) > 16:
        return ""
    named = _LISTS.search(one.lead or leaf(one.heading)) is not None and bool(one.heading)
    return one.lead or leaf(one.heading) if named or len(one.lead.split()) >= 3 else ""


def _strangers(one: Enumeration, members: Sequence[Member], maker: Maker) -> list[str]:
    """Members of other lists of the document, built alike, that are near to the list but to no member of it."""
    shape = members[0].shape
    pool = {
        other.text
        for other, home in maker.material.members
        if not _related(home, one)
        and other.shape is shape
        and ":" not in other.text
        and len(other.text.split()) <= MEMBER_WORDS
    }
    pool = {text for text in pool if all(apart(text, member.text) for member in one.members) and not text.endswith(("?", "？"))}
    near = maker.distractors.among(members[0].text, sorted(pool), count=2)
    texts = near.texts if near is not None else ()
    return [text for text in texts if all(maker.distractors.cosine(text, member.text) < 0.75 for member in one.members)]


def _related(one: Enumeration, other: Enumeration) -> bool:
    """Whether two lists are of much the same: then a member of the one could be one of the other, too."""
    if one.heading == other.heading:
        return True
    if one.lead == other.lead and len(one.lead.split()) < 3:  # "Responsibilities" of two roles
        return False
    words = [set(content_words(f"{each.lead} {leaf(each.heading)}")) for each in (one, other)]
    return bool(words[0] & words[1])


def _several(sheet: Sheet, maker: Maker, one: Enumeration, told: str, rights: Sequence[str], wrong: Sequence[str]) -> Question:
    texts = sorted([*rights, *wrong], key=lambda text: turn(told, "option", text))
    options = tuple(Option(f"a{place}", text) for place, text in enumerate(texts, 1))
    key = tuple(option.id for option in options if option.text in rights)
    tongue = language(rights[0])
    stem = wording.lead(sheet.title, one.heading if one.lead else "", tongue) + wording.members(told, tongue)
    return made(sheet, maker, Kind.MULTIPLE_CHOICE, stem, (one.start, one.end, one.heading), options, key)


def _matched(sheet: Sheet, maker: Maker, table: Table, number: int, rows: Sequence[tuple[Cell, ...]]) -> Question:
    lefts = [Option(f"l{place}", row[0].text) for place, row in enumerate(rows, 1)]
    texts = sorted((row[number].text for row in rows), key=lambda text: turn(table.heading, "right", text))
    texts = [*texts[1:], texts[0]] if texts == [row[number].text for row in rows] else texts
    rights = [Option(f"r{place}", text) for place, text in enumerate(texts, 1)]
    by_text = {option.text: option.id for option in rights}
    key = tuple(f"{left.id}={by_text[row[number].text]}" for left, row in zip(lefts, rows, strict=True))
    tongue = language(" ".join(option.text for option in lefts))
    names = (table.columns[0], table.columns[number]) if table.columns else ("", "")
    stem = wording.lead(sheet.title, table.heading, tongue) + wording.pairs(*names, tongue)
    return made(sheet, maker, Kind.MATCHING, stem, (table.start, table.end, table.heading), (*lefts, *rights), key)


def _telling(table: Table, number: int) -> bool:
    """Whether a column is worth knowing: no telephone numbers, no bare counts without a unit, no name broken by the page."""
    name = table.columns[number] if table.columns else ""
    cells = [cell.text for cell in table.column(number)]
    bare = any(re.fullmatch(r"[\d.,]+", cell) for cell in cells) and not _UNIT.search(name)
    phones = any(re.search(r"\b(?:ext\.? )?\d{3,}[ \d]*\b", cell) and not re.search(r"[£€$¥%]", cell) for cell in cells)
    broken = re.search(r"\b[b-zB-HJ-Z]$", name) is not None
    return not bare and not phones and not broken


def _short(member: Member) -> str:
    """A step up to the end of its first sentence or part."""
    return re.split(r"(?<=\w)[.;:：；](?=\s|$)", member.text)[0]


def _short_cell(cell: Cell, maker: Maker) -> bool:
    whole = not maker.material.torn(cell.text)
    return whole and 0 < len(cell.text.split()) <= CELL_WORDS and len(cell.text) <= CELL_CHARACTERS and cell.text not in "-–—"


def _distinct(texts: Sequence[str]) -> bool:
    return len({text.casefold() for text in texts}) == len(texts)


def _mixed(options: tuple[Option, ...]) -> list[Option]:
    """Options in an order that tells nothing and is not the right one."""
    mixed = sorted(options, key=lambda option: turn("order", option.text))
    return [*mixed[1:], mixed[0]] if mixed == list(options) else mixed
