"""Wrong options for a right answer: of its kind, plausible, false by the source. Knows nothing of stems or banks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event

import numpy as np
from numpy.typing import NDArray

from assistant.answering.generation import Generator, Order
from assistant.answering.prompts import options_messages
from assistant.answering.sentences import tidy
from assistant.answering.words import content_words
from assistant.learning.ladders import others, turn
from assistant.learning.material import Material, Sheet
from assistant.learning.spans import Span, SpanKind, spans
from indexer.embedding import Embedder

COUNT = 2  # wrong options beside a right one: a fourth option is hardly ever taken (Rodriguez 2005)
NEAREST, FARTHEST = 0.80, 0.35  # cosine of a wrong option to the right one
NEAR, FAR = 0.45, 0.05  # the same for parts of sentences, which say the same in more ways
OPTION_TOKENS = 60
LONGER = 1.3  # times: how much longer an option may be than another, beyond a few characters
_NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Wrong options, and how near they are to the right one in the mean; None where that was not measured."""

    texts: tuple[str, ...]
    cosine: float | None = None


class Distractors:
    """Finds wrong options in one document; without enough of them a writer is asked, where there is one."""

    def __init__(self, material: Material, embedder: Embedder, writer: Generator | None = None) -> None:
        self._material = material
        self._embedder = embedder
        self._writer = writer
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def of_span(self, span: Span, sheet: Sheet, start: int, number_only: bool) -> Wrong | None:
        """Other numbers, times, dates or roles than the one in the sentence at `start`; none that its section names."""
        if span.kind is SpanKind.ROLE:
            return self._of_role(span, sheet, start)
        near = _texts_of(sheet.section(start))
        known = [one.number or one.text for one in self._material.of_kind(span.kind, span.unit)]
        found = others(span, known, near, COUNT, f"{sheet.document}{span.start}{span.text}")
        if number_only or not span.number:
            return Wrong(tuple(found)) if found else None
        at, to = span.number_start - span.start, span.number_end - span.start
        return Wrong(tuple(f"{span.text[:at]}{number}{span.text[to:]}" for number in found)) if found else None

    def among(self, right: str, pool: Sequence[str], question: str = "", count: int = COUNT) -> Wrong | None:
        """The nearest of a pool that are neither too near to the right answer nor too far from it, then the writer's."""
        fit = [one for one in dict.fromkeys(pool) if apart(one, right) and alike(one, right)]
        chosen = self._nearest(right, fit)[:count]
        if len(chosen) < count and self._writer is not None and question:
            offered = [one for one in self._written(question, right) if apart(one, right) and alike(one, right)]
            chosen += [pair for pair in self._nearest(right, offered) if pair[0] not in dict(chosen)]
        chosen = _distinct(chosen)[:count]
        if len(chosen) < count:
            return None
        return Wrong(tuple(text for text, _ in chosen), float(np.mean([cosine for _, cosine in chosen])))

    def in_place(self, right: str, pool: Sequence[str], stem: str, count: int = COUNT) -> Wrong | None:
        """Those of a pool that are about as near to the stem as the right answer is, none, one or both of them nearer.

        How many are nearer is as good as chance, so that nearness tells nothing.
        """
        fit = [one for one in dict.fromkeys(pool) if apart(one, right) and alike(one, right)]
        if len(fit) < count:
            return None
        about, vector, *vectors = self._embedded([stem, right, *fit])
        near = [(text, float(one @ vector), float((one - vector) @ about)) for text, one in zip(fit, vectors, strict=True)]
        chosen = sorted((each for each in near if FAR <= each[1] <= NEAR), key=lambda each: abs(each[2]))
        wanted = turn(stem, right) % (count + 1)  # how many are nearer
        nearer = _distinct([(text, cosine) for text, cosine, more in chosen if more > 0])[:wanted]
        farther = _distinct([(text, cosine) for text, cosine, more in chosen if more <= 0])
        pairs = _distinct([*nearer, *farther])[:count]
        if len(pairs) < count or len(nearer) < wanted:
            return None
        return Wrong(tuple(text for text, _ in pairs), float(np.mean([cosine for _, cosine in pairs])))

    def cosine(self, one: str, other: str) -> float:
        """How near two texts are."""
        first, second = self._embedded([one, other])
        return float(first @ second)

    def _of_role(self, span: Span, sheet: Sheet, start: int) -> Wrong | None:
        near = sheet.section(start).casefold()
        bare = _bare_role(span.text)
        pool = [one.text for one in self._material.of_kind(SpanKind.ROLE) if _bare_role(one.text) != bare]
        pool = [
            one
            for one in pool
            if _bare_role(one) not in near and one.split(" ")[0].casefold() == span.text.split(" ")[0].casefold()
        ]
        unique = {_bare_role(one): one for one in pool}
        chosen = sorted(unique.values(), key=lambda one: turn(span.text, sheet.document, one))
        matched = [one[0].upper() + one[1:] if span.text[0].isupper() else one[0].lower() + one[1:] for one in chosen]
        return self.among(span.text, matched)

    def _nearest(self, right: str, pool: Sequence[str]) -> list[tuple[str, float]]:
        if not pool:
            return []
        vector, *vectors = self._embedded([right, *pool])
        pairs = [(text, float(one @ vector)) for text, one in zip(pool, vectors, strict=True)]
        return sorted((pair for pair in pairs if FARTHEST <= pair[1] <= NEAREST), key=lambda pair: -pair[1])

    def _embedded(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, self._embedder.passages(missing), strict=True))
        return [self._vectors[text] for text in texts]

    def _written(self, question: str, right: str) -> Iterator[str]:
        """What a writer suggests, a line each; numbers must be of the document, so that it invents none."""
        assert self._writer is not None
        known = {number for each in self._material.sheets for number in _NUMBER.findall(each.page.text)}
        order = Order(options_messages(question, right), max_tokens=OPTION_TOKENS)
        for line in "".join(self._writer.write(order, Event())).splitlines():
            text = tidy(re.sub(r"^\W*(?:\d{1,2}[.)]|[A-Da-d][.)])?\s*", "", line)).rstrip(".")
            if text and set(_NUMBER.findall(text)) <= known:
                yield text


def apart(one: str, right: str) -> bool:
    """Whether two texts differ in words that carry meaning, and neither says all that the other says."""
    mine, yours = set(content_words(one)) or {one}, set(content_words(right)) or {right}
    return not mine <= yours and not yours <= mine


def alike(one: str, right: str) -> bool:
    """Whether two texts look alike as options: about as long, both with a number or neither, both with a capital or not."""
    long, short = max(len(one), len(right)), min(len(one), len(right))
    numbers = [_NUMBER.search(text) is not None for text in (one, right)]
    return long <= short * LONGER + 14 and numbers[0] == numbers[1] and one[:1].isupper() == right[:1].isupper()


def _distinct(pairs: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    kept: list[tuple[str, float]] = []
    for text, cosine in pairs:
        if all(apart(text, other) for other, _ in kept):
            kept.append((text, cosine))
    return kept


def _texts_of(text: str) -> list[str]:
    return [each for one in spans(text.replace("\n", " ")) for each in (one.text, one.number) if each]


def _bare_role(text: str) -> str:
    return re.sub(r"^(?:the|your|our|an?) ", "", text.casefold())
