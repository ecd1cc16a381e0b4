"""How near a reply comes to right answers in meaning, by an embedder's vectors. Knows no weights, no gates and no scores."""

import functools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.answering.words import content_words

Floats: TypeAlias = NDArray[np.float64]
Vectors: TypeAlias = NDArray[np.float32]
Embed: TypeAlias = Callable[[Sequence[str]], Vectors]  # texts to unit vectors (n, d)

# "matched": how near each word comes to its nearest on the other side, 0 to 1, so that "cash" is found in "money"
MEANING = (
    "cosine", "cosine_question", "cosine_gain",
    "own_matched", "reply_matched", "all_matched", "least_own_matched", "both_matched", "least_reply_matched", "reply_words",
    "best_own_matched", "mean_own_matched", "mean_reply_matched", "mean_both_matched",
    "cosine_beside_question", "mean_cosine", "answers", "question_words",
)  # fmt: skip
APART = 384  # then, of each dimension, how far reply and answer are apart beside the question
STRANGE = 0.3  # cosine that any two English words have
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


def meaning(question: str, reply: str, answers: Sequence[str], embed: Embed) -> Floats:
    """The numbers of `MEANING`, then one for each dimension of the vectors (18 + d,)."""
    texts = list(dict.fromkeys(needed(question, reply, answers)))
    at = {text: place for place, text in enumerate(texts)}
    vectors = embed(texts)

    def of(some: Sequence[str]) -> Vectors:
        return vectors[[at[text] for text in some]]

    asked, given, right = of([question])[0], of([reply])[0], of(answers)
    cosines = right @ given
    near = right[int(cosines.argmax())]
    beside, near_beside = (_beside(one, asked) for one in (given, near))
    matched = _matched(question, reply, answers, of)
    numbers = np.array(
        [
            float(cosines.max()),
            float(asked @ given),
            float((right @ asked).max()),
            *matched[int(matched[:, 4].argmax())],
            matched[:, 0].max(),
            *matched[:, [0, 1, 4]].mean(axis=0),
            float(beside @ near_beside),
            float(cosines.mean()),
            len(answers),
            math.log(1 + len(_words(question))),
        ]
    )
    return np.concatenate([numbers, np.abs(beside - near_beside)])


def needed(question: str, reply: str, answers: Sequence[str]) -> list[str]:
    """The texts whose vectors are used: whole ones, and the words that carry meaning."""
    words = [word for text in (reply, *answers) for word in _carrying(text)]
    return [question, reply, *answers, *words]


def _matched(question: str, reply: str, answers: Sequence[str], of: Callable[[Sequence[str]], Vectors]) -> Floats:
    """For each answer (n, 7): how its words and the reply's meet. The question's words count on the other side only."""
    asked = set(content_words(question))
    given = _carrying(reply)
    added = _without(given, asked)
    rows = []
    for answer in answers:
        said = _carrying(answer)
        own, back, whole = (
            _nearest(of, some, other) for some, other in ((_without(said, asked) or said, given), (added, said), (said, given))
        )
        recall, precision = _mean(own), _mean(back)
        both = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        rows.append((recall, precision, _mean(whole), _least(own), both, _least(back), len(added)))
    return np.array(rows, dtype=np.float64)


def _nearest(of: Callable[[Sequence[str]], Vectors], words: Sequence[str], others: Sequence[str]) -> Floats:
    """How near (n,) each word comes to the nearest of the others, 0 to 1."""
    if not words or not others:
        return np.zeros(len(words))
    near = (of(words) @ of(others).T).max(axis=1)
    return np.asarray(np.clip((near - STRANGE) / (1 - STRANGE), 0.0, 1.0), dtype=np.float64)


def _beside(vector: Vectors, asked: Vectors) -> Vectors:
    """The unit vector of what a text says beside the question."""
    rest = vector - (vector @ asked) * asked
    return np.asarray(rest / max(float(np.linalg.norm(rest)), 1e-6), dtype=np.float32)


def _carrying(text: str) -> list[str]:
    return [word for word in dict.fromkeys(_words(text)) if _carries(word)]


def _without(words: Iterable[str], asked: set[str]) -> list[str]:
    return [word for word in words if not set(content_words(word)) & asked]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


@functools.lru_cache(maxsize=8192)
def _carries(word: str) -> bool:
    return bool(content_words(word))


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _least(values: Floats) -> float:
    return float(values.min()) if len(values) else 0.0
