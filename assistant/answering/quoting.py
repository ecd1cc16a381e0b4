"""The sentences of the passages that answer a question best, word for word. Knows nothing of writers or people."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answering.answers import Citation
from assistant.answering.clues import (
    asks_past,
    asks_permission,
    asks_way,
    identifiers,
    is_step,
    is_superseded,
    other_date,
    permits,
    tells_past,
)
from assistant.answering.expecting import Expected, defined_term, defines, expected, holds, wants_several
from assistant.answering.passages import Passage
from assistant.answering.sentences import Kind, Span, sentences, tidy
from assistant.answering.words import content_words, language
from indexer.embedding import Embedder

LONGEST_LIST = 700  # characters of a sentence with its list
CANDIDATES = 60  # sentences that are embedded at the most: those of the best passages come first
PROMISING = 12  # of them: those whose words fit best are compared by their vectors
FEATURES = (
    "words", "words_around", "rarest", "cosine", "cosine_around", "kind_held", "kind_missing", "passage", "first", "lead",
    "definition", "item", "row", "dangling", "open_end", "denial", "after_its_question", "short",
    "header", "identifier", "superseded", "other_date", "permits", "step",
)  # fmt: skip
COSINES = slice(3, 5)  # their columns
# Of the last six features, set by hand: the public question sets hold too few tables, codes, old rules and permissions to fit.
BY_HAND = (-4.0, 2.5, -3.5, -1.5, 0.8, 0.8)
# Fitted by `python -m bench quoted --fit` on the training part of public question sets, drawn towards values set by hand.
WEIGHTS = {
    "en": np.array(
        [2.6, 1.9, 1.25, 2.8, 1.9, 0.85, -0.85, 1.65, 1.35, 0.0, 0.95, -0.2, -0.3, -0.6, -3.9, -0.6, 1.0, -0.55, *BY_HAND]
    ),
    "zh": np.array(
        [2.9, 2.9, 3.0, 1.9, 1.1, 1.05, -1.05, 1.65, 1.15, 0.0, 1.25, -0.2, -0.3, -0.2, -3.9, -0.6, 0.9, -0.9, *BY_HAND]
    ),
}
_BARE = re.compile(
    r"(?:yes|no|never|not always)\b[^.!]{0,15}[.!]|[^。！]{0,2}(?:可以|不能|不会|会|能|是|需要|有|没有)[^。！]{0,2}[。！]",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?:this|these|it|they|those|that|such|however|additionally|also|but|and|he|she|then|in addition)\b|[这该其此它他她]",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:not|no|never|cannot|exclud\w+|exceptions?|non)\b|n't\b|[不没未非]|除外", re.IGNORECASE)
TYPICAL = 6.0  # the score of a sentence that is as often right as wrong


@dataclass(frozen=True, slots=True)
class Rule:
    """When a further sentence is quoted."""

    most: int  # sentences
    margin: float  # how far below the best sentence's score it may be
    next_to: float  # what standing right after a chosen sentence is worth


FEW = Rule(most=2, margin=0.5, next_to=0.0)  # one fact was asked for
SEVERAL = Rule(most=3, margin=2.5, next_to=1.0)  # a list, a way of doing something, a reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that could be quoted, with what stands around it."""

    passage: int  # its place among the passages
    place: int  # its place among the passage's sentences
    span: Span  # offsets in the passage's text
    text: str
    before: str  # the sentence before it, of a row the first row of its table; "" where there is none
    heading: str  # the nearest heading above it
    asked: str  # the nearest question or heading above it, whichever is nearer
    below: int  # how many sentences stand between that and it
    header: bool  # whether it only names the columns of a table


def candidates(passages: Sequence[Passage]) -> list[Candidate]:
    """Every sentence of the passages but headings and questions, in their order; one that opens a list also with the list."""
    found: list[Candidate] = []
    for number, passage in enumerate(passages):
        found += _of_passage(number, passage)
    return found[:CANDIDATES]


def _of_passage(number: int, passage: Passage) -> Iterator[Candidate]:
    heading, before, table = passage.heading.rpartition(" > ")[2], "", ""
    asked, below = heading, 0
    spans = sentences(passage.text)
    for place, span in enumerate(spans):
        text = tidy(passage.text[span.start : span.end])
        if span.kind is Kind.HEADING or text.endswith(("?", "？")):
            heading = text.lstrip("# ") if span.kind is Kind.HEADING else heading
            asked, below = text.lstrip("# "), 0
            before, table = "" if span.kind is Kind.HEADING else text, ""
            continue
        header = span.kind is Kind.ROW and not table and _names_columns(text, spans, place)
        table = (table or text) if span.kind is Kind.ROW else ""
        whole = _whole(passage.text, spans, place)
        context = table if span.kind is Kind.ROW and table != text else before
        words = tidy(passage.text[whole.start : whole.end])
        yield Candidate(number, place, whole, words, context, heading, asked, below, header)
        before, below = text, below + 1


def _names_columns(text: str, spans: Sequence[Span], place: int) -> bool:
    """Whether the first row of a table names its columns: rows follow it, and it holds no number."""
    return place + 1 < len(spans) and spans[place + 1].kind is Kind.ROW and not re.search(r"\d", text)


def _whole(text: str, spans: Sequence[Span], place: int) -> Span:
    """A sentence with what it needs: the list that it opens with a colon, or the sentence after a bare "No."."""
    span = spans[place]
    end = span.end
    if text[: span.end].endswith((":", "：")):
        for item in spans[place + 1 :]:
            if item.kind not in (Kind.ITEM, Kind.ROW) or item.end - span.start > LONGEST_LIST:
                break
            end = item.end
    elif place + 1 < len(spans) and _BARE.fullmatch(text[span.start : span.end]):
        end = spans[place + 1].end if spans[place + 1].kind is Kind.SENTENCE else end
    return Span(span.start, end, span.kind)


def features(question: str, passages: Sequence[Passage], rows: Sequence[Candidate], embedder: Embedder) -> NDArray[np.float64]:
    """What is known of each candidate (n, FEATURES) float64, each between 0 and 1."""
    return _with_cosines(worded(question, passages, rows), question, rows, embedder)


def worded(question: str, passages: Sequence[Passage], rows: Sequence[Candidate]) -> NDArray[np.float64]:
    """The features of each candidate but for the cosines, which are 0: no model is asked."""
    asked = set(content_words(question))
    bags = [set(content_words(row.text)) for row in rows]
    around = [bag | set(content_words(f"{row.heading} {row.before}")) for bag, row in zip(bags, rows, strict=True)]
    weight = _rarity(asked, bags)
    best = max((passage.score for passage in passages), default=0.0) or 1.0
    table = np.zeros((len(rows), len(FEATURES)), dtype=np.float64)
    for number, row in enumerate(rows):
        table[number] = (
            _covered(asked, bags[number], weight),
            _covered(asked, around[number], weight),
            max((weight[word] for word in asked & bags[number]), default=0.0),
            0.0,
            0.0,
            *_kind(question, row.text),
            passages[row.passage].score / best,
            1 / (1 + row.passage),
            1 / (1 + row.place),
            *_shape(question, row),
            _alike(asked, set(content_words(row.asked)), weight) / (1 + row.below / 2),
            max(0.0, 1 - len(bags[number]) / 8),
            *_clues(question, passages[row.passage], row),
        )
    return table


def _with_cosines(
    table: NDArray[np.float64], question: str, rows: Sequence[Candidate], embedder: Embedder
) -> NDArray[np.float64]:
    vector = embedder.question(question)
    texts = [row.text for row in rows] + [_in_context(row) for row in rows]
    table[:, COSINES] = (embedder.passages(texts) @ vector).reshape(2, len(rows)).T
    return table


def _kind(question: str, text: str) -> tuple[float, float]:
    """Whether a sentence holds, and whether it lacks, the kind of answer that was asked for; 0 and 0 for open questions."""
    kind = expected(question)
    if kind is Expected.OPEN:
        return 0.0, 0.0
    held = holds(_beyond(text, question), kind)
    return float(held), float(not held)


def _shape(question: str, row: Candidate) -> tuple[float, ...]:
    """What the form of a sentence says: definition, item, row, dangling, open end, denial."""
    term = defined_term(question)
    return (
        float(term is not None and defines(row.text, term)),
        float(row.span.kind is Kind.ITEM),
        float(row.span.kind is Kind.ROW),
        float(bool(_DANGLING.match(row.text))),
        float(row.text.endswith(("?", "？", ":", "："))),
        float(not asks_permission(question) and bool(_DENIAL.search(row.text)) != bool(_DENIAL.search(question))),
    )


def _clues(question: str, passage: Passage, row: Candidate) -> tuple[float, ...]:
    """What else speaks for or against a sentence: header, identifier, superseded, other date, permits, step."""
    codes = identifiers(question)
    held = identifiers(f"{row.text} {row.asked}")
    past = not asks_past(question) and (is_superseded(passage) or tells_past(row.text))
    return (
        float(row.header),
        len(codes & held) / len(codes) if codes else 0.0,
        float(past),
        float(other_date(question, row.text)),
        float(asks_permission(question) and permits(row.text)),
        float(asks_way(question) and is_step(row.text)),
    )


def quoted(question: str, passages: Sequence[Passage], embedder: Embedder) -> list[Citation]:
    """The one to three sentences that answer the question, word for word; none where the passages hold no sentence."""
    rows = candidates(passages)
    if not rows:
        return []
    weights = WEIGHTS[language(question)]
    table = worded(question, passages, rows)
    promising = np.sort(np.argsort(-(table @ weights), kind="stable")[:PROMISING])
    rows = [rows[place] for place in promising]
    scores = _with_cosines(table[promising], question, rows, embedder) @ weights
    chosen = choose(rows, scores, SEVERAL if wants_several(question) else FEW)
    found = (citation(number, passages, rows[place], _share(float(scores[place]))) for number, place in enumerate(chosen, 1))
    return list(found)


def citation(number: int, passages: Sequence[Passage], row: Candidate, score: float) -> Citation:
    """A candidate as a citation, with offsets in the text of its page."""
    passage = passages[row.passage]
    quote = passage.text[row.span.start : row.span.end]
    start, end = passage.start + row.span.start, passage.start + row.span.end
    return Citation(
        number,
        passage.document,
        passage.version,
        passage.page,
        passage.heading,
        quote,
        start,
        end,
        round(score, 4),
        passage.also,
    )


def choose(rows: Sequence[Candidate], scores: NDArray[np.float64], rule: Rule) -> list[int]:
    """The places of the sentences to quote: the best, then those that come near it; in the order of their passage."""
    chosen = [int(np.argmax(scores))]
    while len(chosen) < rule.most:
        gains = [(score + rule.next_to * _follows(rows, chosen, place), place) for place, score in enumerate(scores)
                 if _adds(rows, chosen, place)]  # fmt: skip
        if not gains or max(gains)[0] < scores[chosen[0]] - rule.margin:
            break
        chosen.append(max(gains)[1])
    first = {rows[place].passage: -order for order, place in reversed(list(enumerate(chosen)))}
    return sorted(chosen, key=lambda place: (-first[rows[place].passage], place))


def _adds(rows: Sequence[Candidate], chosen: Sequence[int], place: int) -> bool:
    """Whether a sentence stands apart from the chosen ones and says something else."""
    new = set(content_words(rows[place].text))
    for other in chosen:
        if (
            rows[other].passage == rows[place].passage
            and rows[place].span.start < rows[other].span.end
            and rows[other].span.start < rows[place].span.end
        ):
            return False
        old = set(content_words(rows[other].text))
        if len(new & old) > 0.7 * len(new):
            return False
    return True


def _follows(rows: Sequence[Candidate], chosen: Sequence[int], place: int) -> bool:
    return any(rows[place].passage == rows[other].passage and rows[place].place == rows[other].place + 1 for other in chosen)


def _share(score: float) -> float:
    """A score as a number between 0 and 1."""
    return 1 / (1 + math.exp((TYPICAL - score) / 2))


def _in_context(row: Candidate) -> str:
    if row.heading:
        return f"{row.heading}: {row.text}"
    return f"{row.before} {row.text}".strip()


def _beyond(text: str, question: str) -> str:
    """A sentence without the question's own words, so that a year that was asked about is not taken for the answer."""
    named = [word for word in re.findall(r"[A-Za-z][\w-]+|\d[\d.,]*", question) if word[0].isupper() or word[0].isdigit()]
    return re.sub("|".join(map(re.escape, named)), " ", text) if named else text


def _rarity(asked: set[str], bags: Sequence[set[str]]) -> dict[str, float]:
    """How much each word of the question tells the candidates apart, 0 to 1."""
    count = Counter(word for bag in bags for word in bag & asked)
    top = math.log(1 + len(bags))
    return {word: math.log(1 + len(bags) / (0.5 + count[word])) / math.log(1 + 2 * len(bags)) for word in asked} if top else {}


def _covered(asked: set[str], bag: set[str], weight: dict[str, float]) -> float:
    total = sum(weight[word] for word in asked)
    return sum(weight[word] for word in asked & bag) / total if total else 0.0


def _alike(asked: set[str], other: set[str], weight: dict[str, float]) -> float:
    """How nearly a question or heading asks the same, 0 to 1 (Dice); words that the question lacks weigh as its mean word."""
    total = sum(weight[word] for word in asked)
    if not total or not other:
        return 0.0
    shared = sum(weight[word] for word in asked & other)
    return 2 * shared / (total + shared + len(other - asked) * total / len(asked))
