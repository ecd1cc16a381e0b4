"""An independent reader: finds or chooses the answer to a question in a passage. Knows nothing of who wrote the question."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answering.judge import Scored, best_answer, span_table
from assistant.answering.windows import tiles

SPAN, SUPPORT = 1.0, 1.0  # weights of the two logits by which an option is chosen


class Scorer(Protocol):
    """What this needs of a judge."""

    def scored(self, asked: str, texts: Sequence[str]) -> list[Scored]:
        """The model's numbers for each text."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader takes for the answer: `passage[start:end]`; `margin` is how far it is above the next best, in logits."""

    start: int
    end: int
    margin: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The option that a reader takes, and how far it is above the next best, in logits; None where none stands there."""

    option: int | None
    margin: float


def reads(judge: Scorer, question: str, passage: str) -> Reading | None:
    """The span of a passage that answers a question best; None of an empty passage."""
    parts = tiles(passage)
    scored = judge.scored(question, [passage[start:end] for start, end in parts])
    best: list[tuple[float, int, int]] = []
    for (offset, _), one in zip(parts, scored, strict=True):
        found = best_answer(one)
        best.append((_height(one), offset + found.start, offset + found.end))
        best.append((_second(one, found.start, found.end), -1, -1))
    best.sort(reverse=True)
    if not best or best[0][1] < 0:
        return None
    return Reading(best[0][1], best[0][2], best[0][0] - best[1][0])


def chooses(judge: Scorer, question: str, passage: str, options: Sequence[str]) -> Choice:
    """The option that answers a question best: where it stands in the passage, and whether the passage supports it."""
    weights = np.array([SPAN, SUPPORT])
    heights = option_heights(judge, question, passage, options) @ weights
    order = np.argsort(-heights, kind="stable")
    if not len(order) or heights[order[0]] == -np.inf:
        return Choice(None, 0.0)
    margin = float(heights[order[0]] - heights[order[1]]) if len(order) > 1 else float(np.inf)
    return Choice(int(order[0]), margin)


def option_heights(judge: Scorer, question: str, passage: str, options: Sequence[str]) -> NDArray[np.float64]:
    """For each option (n, 2) the highest logits of its span and of its support; -inf where it does not stand."""
    parts = [passage[start:end] for start, end in tiles(passage)]
    scored = judge.scored(question, parts)
    table = np.full((len(options), 2), -np.inf)
    for place, option in enumerate(options):
        spans = [_option_height(one, text, option) for one, text in zip(scored, parts, strict=True)]
        homes = [text for text, span in zip(parts, spans, strict=True) if span > -np.inf]
        if homes:
            support = max(one.support for one in judge.scored(f"{question} {option}", homes))
            table[place] = max(spans), support
    return table


def _height(one: Scored) -> float:
    """The best span's logit; a part that is likelier to hold the answer stands higher."""
    first, last = one.read.first, one.read.last
    return float(span_table(one.start[first:last], one.end[first:last]).max()) + one.relevance if last > first else -np.inf


def _second(one: Scored, start: int, end: int) -> float:
    """The best span that shares nothing with `start` to `end`."""
    first, last = one.read.first, one.read.last
    offsets = [(one.offset + begin, one.offset + finish) for begin, finish in one.read.offsets[first:last]]
    free = np.array([finish <= start or begin >= end for begin, finish in offsets])
    if not free.any():
        return -np.inf
    table = span_table(one.start[first:last], one.end[first:last])
    crossing = np.cumsum(~free)
    clear = (crossing[None, :] == crossing[:, None]) & free[:, None]  # no taken token from i to j
    return float(np.where(clear, table, -np.inf).max()) + one.relevance


def _option_height(one: Scored, text: str, option: str) -> float:
    pattern = r"\s+".join(re.escape(word) for word in option.split())
    heights = [-np.inf]
    for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE) if pattern else ():
        places = [
            place
            for place in range(one.read.first, one.read.last)
            if one.offset + one.read.offsets[place][0] < found.end() and one.offset + one.read.offsets[place][1] > found.start()
        ]
        if places:
            heights.append(float(one.start[places[0]] + one.end[places[-1]]) + one.relevance)
    return max(heights)
