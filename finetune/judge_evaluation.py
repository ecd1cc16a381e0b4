"""A judge before and after on the same held-out pairs: the report that the gate reads. Knows nothing of training or search.

ndcg      passages of one question in the order of relevance, the right one among those that look alike
auc       support: how often a true statement is above a wrong one
macro_f1  support: the mean of the F1 of true and of wrong statements, at 0.5
span_f1   words of the answer that was pointed at, against the one that was marked
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answering.judge import Answered
from assistant.answering.sentences import sentences
from assistant.learning.overlap import token_f1
from finetune.bootstrap import RESAMPLES, SEED, difference
from finetune.judge_pairs import Asks, Pair, Share, pair_hash, reads, set_pairs
from finetune.public import read_rows, split_rows
from indexer.embedding import Embedder

MAIN = "auc"
SAMPLES = 10
SUPPORTED = 0.5
HELD_OUT = (
    Share("xquad_en_public", 190, 2, 1.0),
    Share("tatqa_dev", 120, 1, 1.0, 0, 40),
    Share("fairytale_val", 120, 2, 1.0, 0, 40),
    Share("clapnq_public", 60, 2, 1.0, 0, 60),
)
Row = dict[str, Any]  # Any: JSON
Value = float | None


class Judging(Protocol):
    """What is measured."""

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text, whether it answers the question."""

    def answers(self, question: str, texts: Sequence[str]) -> list[Answered]:
        """For each text the span that answers the question best."""

    def support(self, statement: str, texts: Sequence[str]) -> list[float]:
        """For each text, whether it says what the statement says."""


class Untuned:
    """The base model as it comes, as a judge: the cosine of its vectors, and the nearest sentence as the answer."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of question and text."""
        return [float(value) for value in self._embedder.passages(texts) @ self._embedder.question(question)]

    def support(self, statement: str, texts: Sequence[str]) -> list[float]:
        """The cosine of statement and text."""
        return self.relevance(statement, texts)

    def answers(self, question: str, texts: Sequence[str]) -> list[Answered]:
        """The sentence whose vector is nearest."""
        return [self._nearest(question, text) for text in texts]

    def _nearest(self, question: str, text: str) -> Answered:
        spans = [(span.start, span.end) for span in sentences(text)] or [(0, len(text))]
        scores = self.relevance(question, [text[start:end] for start, end in spans])
        best = max(range(len(spans)), key=lambda place: scores[place])
        return Answered(scores[best], *spans[best])


@dataclass(frozen=True, slots=True)
class Judged:
    """What one judge says of the pairs, in their order."""

    name: str
    hash: str
    scores: tuple[float, ...]  # relevance or support, whichever is asked
    spans: tuple[str, ...]  # what is pointed at; "" where no answer is marked


def held_out_pairs(folder: Path, seed: int) -> list[Pair]:
    """Pairs of the parts of public sets that no judge is trained on; `folder` holds `qa/`.

    Raises:
        FileNotFoundError: a set is not there.
    """
    random = Random(seed)  # noqa: S311 - choices for measuring, not secrets
    found: list[Pair] = []
    for share in HELD_OUT:
        rows = read_rows(folder / f"qa/{share.set}.jsonl")
        kept = rows if share.set.endswith("_val") else split_rows(rows)[1]
        found += set_pairs(reads(kept), share, random)
    return found


def judged(name: str, model_hash: str, judge: Judging, pairs: Sequence[Pair]) -> Judged:
    """What a judge says of each pair; texts of one question are read together."""
    groups: dict[tuple[Asks, str], list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        groups[pair.asks, pair.asked].append(place)
    scores, spans = [0.0] * len(pairs), [""] * len(pairs)
    for (asks, asked), places in groups.items():
        texts = [pairs[place].text for place in places]
        found = judge.relevance(asked, texts) if asks is Asks.RELEVANCE else judge.support(asked, texts)
        marked = [place for place in places if asks is Asks.RELEVANCE and pairs[place].start >= 0]
        pointed = judge.answers(asked, [pairs[place].text for place in marked]) if marked else []
        for place, score in zip(places, found, strict=True):
            scores[place] = score
        for place, one in zip(marked, pointed, strict=True):
            spans[place] = pairs[place].text[one.start : one.end]
    return Judged(name, model_hash, tuple(scores), tuple(spans))


def report(pairs: Sequence[Pair], after: Judged, before: Judged | None) -> Row:
    """The report of a judge, against another one where there is one (JSON)."""
    sets = list(dict.fromkeys(_set_of(pair) for pair in pairs))
    return {
        "role": "judge",
        "model": {"name": after.name, "hash": after.hash},
        "before": None if before is None else {"name": before.name, "hash": before.hash},
        "data": pair_hash(pairs),
        "set": "test",
        "main": MAIN,
        "metrics": metrics(pairs, after, before),
        "by_set": {name: _of_set(name, pairs, after, before) for name in sets},
        "samples": samples(pairs, after, before),
    }


def metrics(pairs: Sequence[Pair], after: Judged, before: Judged | None) -> dict[str, Row]:
    """Each metric that has a value, with the interval of the difference over documents."""
    documents = [pair.document for pair in pairs]
    found: dict[str, Row] = {}
    for name, values in (("ndcg", gains), ("auc", shares_below), ("span_f1", overlaps)):
        new = values(pairs, after)
        row = _means(new, None if before is None else values(pairs, before), documents)
        found |= {} if row is None else {name: row}
    macro = _macro_row(pairs, after, before)
    return found | ({} if macro is None else {"macro_f1": macro})


def samples(pairs: Sequence[Pair], after: Judged, before: Judged | None, count: int = SAMPLES) -> list[Row]:
    """Answers that were pointed at, side by side, evenly spread."""
    marked = [place for place, pair in enumerate(pairs) if pair.asks is Asks.RELEVANCE and pair.start >= 0]
    chosen = marked[:: max(1, len(marked) // count)][:count]
    return [
        {
            "question": pairs[place].asked,
            "passages": [pairs[place].text],
            "reference": pairs[place].text[pairs[place].start : pairs[place].end],
            "before": "" if before is None else before.spans[place],
            "after": after.spans[place],
        }
        for place in chosen
    ]


def gains(pairs: Sequence[Pair], found: Judged) -> list[Value]:
    """nDCG of each question that has right and wrong passages, at its first one; in a tie the wrong one counts as first."""
    groups: dict[str, list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        if pair.asks is Asks.RELEVANCE:
            groups[pair.asked].append(place)
    values: list[Value] = [None] * len(pairs)
    for group in groups.values():
        order = sorted(group, key=lambda place: (-found.scores[place], pairs[place].right))
        ranks = [rank for rank, place in enumerate(order, 1) if pairs[place].right]
        if 0 < len(ranks) < len(order):
            values[group[0]] = _gain(ranks) / _gain(range(1, len(ranks) + 1))
    return values


def shares_below(pairs: Sequence[Pair], found: Judged) -> list[Value]:
    """For each true statement the share of all wrong ones that it is above, ties half: their mean is the AUC."""
    wrong = np.sort([found.scores[place] for place, pair in enumerate(pairs) if pair.asks is Asks.SUPPORT and not pair.right])
    values: list[Value] = [None] * len(pairs)
    for place, pair in enumerate(pairs):
        if pair.asks is Asks.SUPPORT and pair.right and len(wrong):
            score = found.scores[place]
            below = np.searchsorted(wrong, score, "left") + np.searchsorted(wrong, score, "right")
            values[place] = float(below / 2 / len(wrong))
    return values


def overlaps(pairs: Sequence[Pair], found: Judged) -> list[Value]:
    """For each question whose answer is marked the F1 of the words that were pointed at."""
    return [
        token_f1(span, pair.text[pair.start : pair.end]) if pair.asks is Asks.RELEVANCE and pair.start >= 0 else None
        for pair, span in zip(pairs, found.spans, strict=True)
    ]


def macro_f1(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of the two F1 (n,) from true said true, true said wrong, wrong said true and wrong said wrong (n, 4)."""
    yes, missed, believed, no = np.moveaxis(np.asarray(counts, dtype=np.float64), -1, 0)
    errors = missed + believed
    with np.errstate(invalid="ignore"):
        return np.asarray((2 * yes / (2 * yes + errors) + 2 * no / (2 * no + errors)) / 2)


def _means(new: Sequence[Value], old: Sequence[Value] | None, documents: Sequence[str]) -> Row | None:
    if old is not None:
        found = difference(old, new, documents)
        return None if found is None else found.to_json() | {"higher_is_better": True}
    known = [value for value in new if value is not None]
    return _alone(sum(known) / len(known), len(known)) if known else None


def _macro_row(pairs: Sequence[Pair], after: Judged, before: Judged | None) -> Row | None:
    new = _counts(pairs, after)
    whole = new.sum(axis=0)
    if min(whole[:2].sum(), whole[2:].sum()) == 0:
        return None
    value, n = float(macro_f1(whole)), int(whole.sum())
    if before is None:
        return _alone(value, n)
    old = _counts(pairs, before)
    was = float(macro_f1(old.sum(axis=0)))
    drawn = np.random.default_rng(SEED).multinomial(len(new), np.full(len(new), 1 / len(new)), size=RESAMPLES)
    spread = macro_f1(drawn @ new) - macro_f1(drawn @ old)
    low, high = np.nanpercentile(spread, [2.5, 97.5]) if len(new) > 1 else (-1.0, 1.0)
    numbers = {"before": was, "after": value, "difference": value - was, "low": float(low), "high": float(high)}
    return {name: round(number, 4) for name, number in numbers.items()} | {"n": n, "higher_is_better": True}


def _counts(pairs: Sequence[Pair], found: Judged) -> NDArray[np.float64]:
    """For each document: true said true, true said wrong, wrong said true, wrong said wrong (documents, 4)."""
    names = {name: number for number, name in enumerate(dict.fromkeys(pair.document for pair in pairs))}
    table = np.zeros((len(names), 4))
    for pair, score in zip(pairs, found.scores, strict=True):
        if pair.asks is Asks.SUPPORT:
            table[
                names[pair.document], (0 if score >= SUPPORTED else 1) if pair.right else (2 if score >= SUPPORTED else 3)
            ] += 1
    return table


def _alone(value: float, n: int) -> Row:
    alone = {"before": None, "difference": None, "low": None, "high": None}
    return alone | {"after": round(value, 4), "n": n, "higher_is_better": True}


def _of_set(name: str, pairs: Sequence[Pair], after: Judged, before: Judged | None) -> dict[str, Row]:
    places = [place for place, pair in enumerate(pairs) if _set_of(pair) == name]
    return metrics([pairs[place] for place in places], _part(after, places), None if before is None else _part(before, places))


def _part(found: Judged, places: Sequence[int]) -> Judged:
    scores, spans = tuple(found.scores[place] for place in places), tuple(found.spans[place] for place in places)
    return Judged(found.name, found.hash, scores, spans)


def _set_of(pair: Pair) -> str:
    return pair.origin.partition("/")[0]


def _gain(ranks: Iterable[int]) -> float:
    return sum(1 / math.log2(rank + 1) for rank in ranks)
