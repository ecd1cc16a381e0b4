"""The part of a passage that is read closely for a question. Knows nothing of models or tokens."""

from collections.abc import Sequence

from assistant.answering.sentences import sentences
from assistant.answering.words import content_words

WORDS = 48  # of a window: what a judge reads of one passage, about 64 tokens


def window(question: str, text: str, words: int = WORDS) -> tuple[int, int]:
    """`text[start:end]`, sentences in a row with at most `words` words that share most words with the question.

    A text that is short enough is taken whole; of one longer sentence the caller takes what it can.
    """
    if len(text.split()) <= words:
        return 0, len(text)
    spans = [(span.start, span.end) for span in sentences(text)]
    asked = set(content_words(question))
    shared = [asked & set(content_words(text[start:end])) for start, end in spans]
    lengths = [len(text[start:end].split()) for start, end in spans]
    runs = [(first, _last(lengths, first, words)) for first in range(len(spans))]
    best = max(runs, key=lambda run: (_worth(shared[run[0] : run[1]]), -run[0]), default=None)
    return (0, len(text)) if best is None else (spans[best[0]][0], spans[best[1] - 1][1])


def _last(lengths: Sequence[int], first: int, words: int) -> int:
    """One past the last sentence that still fits, at least one."""
    last, used = first + 1, lengths[first]
    while last < len(lengths) and used + lengths[last] <= words:
        used += lengths[last]
        last += 1
    return last


def _worth(shared: Sequence[set[str]]) -> tuple[int, int]:
    """Different words first, then how much one sentence holds of them."""
    return len(set().union(*shared)), max(map(len, shared), default=0)


def tiles(text: str, words: int = WORDS) -> list[tuple[int, int]]:
    """All of a text as `text[start:end]`, each some sentences in a row with at most `words` words, or one longer sentence."""
    spans = [(span.start, span.end) for span in sentences(text)]
    lengths = [len(text[start:end].split()) for start, end in spans]
    found: list[tuple[int, int]] = []
    first = 0
    while first < len(spans):
        last = _last(lengths, first, words)
        found.append((spans[first][0], spans[last - 1][1]))
        first = last
    return found
