"""What a judge's word changes: the order of passages, how sure it is that there is an answer, which sentences are proved,
which words are pointed at.

Knows nothing of the model behind the word. Each use is switched by the settings; numbers are fitted by `python -m bench judge`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answering.answers import Citation, Sentence
from assistant.answering.citations import Proved
from assistant.answering.judge import Answered
from assistant.answering.passages import Passage
from assistant.answering.words import language
from assistant.settings import JudgeSettings
from indexer.searching import Hit

RANKED = 20  # passages that are put in order again
RANK_COST = 1.5  # logits that a passage loses each time its rank in the search grows by a factor of e
SURE = (-0.59, 1.27, 0.3)  # of retrieval's and the judge's word together: bias, weight of either logit
DOUBT = 0.2  # support below which a sentence is not proved, whatever words it shares with its quote
POINTED = 0.35  # how sure the judge is of a span, 0 to 1, from which it is pointed at
POINTED_SHARE = 0.6  # of a quote: to point at nearly all of it says nothing
_LEAST = 1e-6  # probabilities are kept this far from 0 and 1


class Judging(Protocol):
    """What this needs of a judge."""

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text, 0 to 1, whether it answers the question."""

    def support(self, statement: str, texts: Sequence[str]) -> list[float]:
        """For each text, 0 to 1, whether it says what the statement says."""

    def answers(self, question: str, texts: Sequence[str]) -> Sequence[Answered]:
        """For each text the span that answers the question best."""


@dataclass(frozen=True, slots=True)
class Uses:
    """A judge and what it is used for."""

    judge: Judging
    settings: JudgeSettings

    @property
    def looks(self) -> int:
        """How many passages of a search it wants to see."""
        return RANKED if self.settings.rank else 0

    def reads(self, question: str, hits: Sequence[Hit]) -> list[float] | None:
        """The relevance of each hit; None where it is not asked, or does not know the language."""
        asked = self.settings.rank or self.settings.refuse
        if not asked or not hits or language(question) != "en":
            return None
        return self.judge.relevance(question, [hit.chunk.text for hit in hits])


def reordered(hits: Sequence[Hit], relevance: Sequence[float]) -> list[Hit]:
    """The hits by the judge's word, less what their place in the search costs; ranks are counted anew."""
    worth = [_logit(value) - RANK_COST * math.log(place) for place, value in enumerate(relevance, 1)]
    order = sorted(range(len(hits)), key=lambda place: (-worth[place], place))
    return [replace(hits[place], rank=rank) for rank, place in enumerate(order, 1)]


def surer(confidence: float, relevance: Sequence[float]) -> float:
    """How sure it is, 0 to 1, that there is an answer, with the judge's word on the best passage."""
    bias, searched, judged = SURE
    logit = bias + searched * _logit(confidence) + judged * _logit(max(relevance, default=0.0))
    return 1 / (1 + math.exp(-logit))


def doubted(proved: Proved, question: str, passages: Sequence[Passage], judge: Judging) -> Proved:
    """What was proved by words and numbers, less the sentences that the judge does not find in the passages of their quotes."""
    cited = {citation.n: citation for citation in proved.citations}
    kept = tuple(_checked(one, question, passages, cited, judge) for one in proved.sentences)
    used = {number for sentence in kept for number in sentence.citations}
    numbers = {number: place for place, number in enumerate(sorted(used), 1)}
    return Proved(
        tuple(replace(one, citations=tuple(numbers[number] for number in one.citations)) for one in kept),
        tuple(replace(cited[number], n=numbers[number]) for number in sorted(used)),
    )


def pointed(citations: Sequence[Citation], question: str, judge: Judging) -> tuple[Citation, ...]:
    """The citations with the words that answer the question, where the judge is sure of them; English only."""
    if not citations or language(question) != "en":
        return tuple(citations)
    spans = judge.answers(question, [cited.quote for cited in citations])
    return tuple(
        replace(cited, answer=(span.start, span.end)) if _worth_pointing(span, cited.quote) else cited
        for cited, span in zip(citations, spans, strict=True)
    )


def _worth_pointing(span: Answered, quote: str) -> bool:
    return span.score >= POINTED and 0 < span.end - span.start <= POINTED_SHARE * len(quote)


def _checked(
    sentence: Sentence, question: str, passages: Sequence[Passage], cited: dict[int, Citation], judge: Judging
) -> Sentence:
    texts = [_around(cited[number], passages) for number in sentence.citations]
    if not texts or language(sentence.text) != "en":
        return sentence
    best = max(judge.support(f"{question} {sentence.text}", texts))
    return sentence if best >= DOUBT else Sentence(sentence.text, (), False)


def _around(citation: Citation, passages: Sequence[Passage]) -> str:
    """The text of the passage that a quote is from."""
    place = (citation.document, citation.page)
    homes = [one for one in passages if (one.document, one.page) == place and one.start <= citation.start < one.end]
    return homes[0].text if homes else citation.quote


def _logit(value: float) -> float:
    bounded = min(1 - _LEAST, max(_LEAST, value))
    return math.log(bounded / (1 - bounded))
