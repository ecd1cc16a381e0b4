"""A writer before and after on the same held-out questions: the report that the gate reads. Knows nothing of training.

    {"role": "writer", "model": {"name", "hash"}, "before": {"name", "hash"} | null, "data": hash, "set": "test", "main": "f1",
     "metrics": {"f1": {"before", "after", "difference", "low", "high", "n", "higher_is_better"}, ...},
     "by_set": {"<set>": {<metrics as above>}}, "speed": {"before": {"seconds", "tokens_per_second"} | null, "after": {...}},
     "samples": [{"question", "passages", "reference", "before", "after"}, ... ten of them]}

Without a writer before, "before", "difference", "low" and "high" of a metric are null. Speed stands apart from the metrics,
because it depends on what else the machine does.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from finetune.bootstrap import difference
from finetune.general import accuracy, general_tasks
from finetune.held_out import Question, spread
from finetune.scores import LOWER_IS_BETTER, METRICS, Score, score
from finetune.writing import Writer, Written
from indexer.embedding import Embedder

MAIN = "f1"
GENERAL = "general"
SAMPLES = 10
Row = dict[str, Any]  # Any: JSON
Value = float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many texts of a writer are there."""

    writer: str
    what: Literal["answers", "general tasks"]
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What one writer wrote, and what it is worth."""

    name: str
    hash: str
    answers: tuple[Written, ...]  # one for each question
    scores: tuple[Score, ...]
    general: tuple[float, ...]  # 1.0 for each general task that was done; none for a writer that cannot write freely

    def speed(self) -> Row:
        """Seconds for an answer and tokens a second, over all answers."""
        seconds = sum(one.seconds for one in self.answers)
        pieces = sum(one.pieces for one in self.answers)
        rate = round(pieces / seconds, 1) if seconds else None
        return {"seconds": round(seconds / max(1, len(self.answers)), 3), "tokens_per_second": rate}


def measure(writer: Writer, questions: Sequence[Question], embedder: Embedder) -> Iterator[Progress | Measured]:
    """Has a writer answer all questions and do the general tasks; what it is worth comes last.

    Raises:
        EngineFailed: the engine broke; what was written until then is kept, and a second call goes on.
    """
    tasks = general_tasks()
    answers: dict[int, Written] = {}
    for place, written in writer.answer(questions):
        answers[place] = written
        yield Progress(writer.name, "answers", len(answers), len(questions))
    replies: dict[int, Written] = {}
    for place, written in writer.reply([task.order() for task in tasks]):
        replies[place] = written
        yield Progress(writer.name, "general tasks", len(replies), len(tasks))
    told = tuple(answers[place] for place in range(len(questions)))
    scores = tuple(
        score(written.text, one.answers, one.passages, one.right, embedder)
        for one, written in zip(questions, told, strict=True)
    )
    general = accuracy([replies[place].text for place in range(len(tasks))], tasks) if replies else []
    yield Measured(writer.name, writer.hash, told, scores, tuple(general))


def report(questions: Sequence[Question], after: Measured, before: Measured | None) -> Row:
    """The report of a writer, against another one where there is one (JSON)."""
    sets = list(dict.fromkeys(one.set for one in questions))
    return {
        "role": "writer",
        "model": {"name": after.name, "hash": after.hash},
        "before": None if before is None else {"name": before.name, "hash": before.hash},
        "data": questions_hash(questions),
        "set": "test",
        "main": MAIN,
        "metrics": metrics(questions, after, before) | _general(after, before),
        "by_set": {name: _of_set(name, questions, after, before) for name in sets},
        "speed": {"before": None if before is None else before.speed(), "after": after.speed()},
        "samples": samples(questions, after, before),
    }


def metrics(questions: Sequence[Question], after: Measured, before: Measured | None) -> dict[str, Row]:
    """Each metric that has a number, with its interval over documents."""
    documents = [f"{one.set}/{one.document}" for one in questions]
    found = {
        name: _metric(name, _values(name, after), None if before is None else _values(name, before), documents)
        for name in METRICS
    }
    return {name: row for name, row in found.items() if row is not None}


def samples(questions: Sequence[Question], after: Measured, before: Measured | None, count: int = SAMPLES) -> list[Row]:
    """Answers side by side, spread over the sets."""
    by_set: dict[str, list[int]] = {}
    for place, one in enumerate(questions):
        by_set.setdefault(one.set, []).append(place)
    share = -(-count // max(1, len(by_set)))
    chosen = [spread(places, share) for places in by_set.values()]
    in_turn = [row[turn] for turn in range(share) for row in chosen if turn < len(row)]
    return [_sample(questions[place], place, after, before) for place in in_turn[:count]]


def questions_hash(questions: Sequence[Question]) -> str:
    """A hash of what was asked, in its order."""
    rows = [[one.id, one.set, one.text, [p.text for p in one.passages], list(one.answers)] for one in questions]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _metric(name: str, after: Sequence[Value], before: Sequence[Value] | None, documents: Sequence[str]) -> Row | None:
    better = {"higher_is_better": name not in LOWER_IS_BETTER}
    if before is not None:
        found = difference(before, after, documents)
        return None if found is None else found.to_json() | better
    known = [value for value in after if value is not None]
    alone = {"before": None, "difference": None, "low": None, "high": None}
    return alone | {"after": round(sum(known) / len(known), 4), "n": len(known)} | better if known else None


def _values(name: str, measured: Measured) -> list[Value]:
    return [one.values()[name] for one in measured.scores]


def _general(after: Measured, before: Measured | None) -> dict[str, Row]:
    old = None if before is None else before.general
    if not after.general or old == ():
        return {}
    row = _metric(GENERAL, after.general, old, [str(place) for place in range(len(after.general))])
    return {} if row is None else {GENERAL: row}


def _of_set(name: str, questions: Sequence[Question], after: Measured, before: Measured | None) -> dict[str, Row]:
    places = [place for place, one in enumerate(questions) if one.set == name]
    chosen = [questions[place] for place in places]
    return metrics(chosen, _part(after, places), None if before is None else _part(before, places))


def _part(measured: Measured, places: Sequence[int]) -> Measured:
    answers = tuple(measured.answers[place] for place in places)
    return Measured(measured.name, measured.hash, answers, tuple(measured.scores[place] for place in places), ())


def _sample(one: Question, place: int, after: Measured, before: Measured | None) -> Row:
    return {
        "question": one.text,
        "passages": [f"{shown.title}: {shown.text}" if shown.title else shown.text for shown in one.passages],
        "reference": " / ".join(one.answers),
        "before": "" if before is None else before.answers[place].text,
        "after": after.answers[place].text,
        "set": one.set,
    }
