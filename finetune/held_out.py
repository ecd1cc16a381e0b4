"""Questions with passages and known answers, on which a writer is measured. Knows nothing of models or scores' meaning."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from assistant.answering.passages import Passage
from assistant.errors import Problem
from assistant.learning.overlap import YES_NO, contains
from finetune.builders import passage
from finetune.examples import Example, Task
from finetune.public import document_of, split_rows
from finetune.scores import numbers_written, without_markers
from indexer.keywords import K1, B, tokens

DISTRACTORS = 2  # passages beside a question's own
EXPECTED = 'expected an object with "question", "context": [{"title", "text"}] and "answers": [...]'
_PASSAGE = re.compile(r'<passage number="\d+" from="([^"]*)">\n(.*?)\n</passage>', re.DOTALL)
_QUESTION = re.compile(r"\n\n(?:Question|问题): (.*)\Z", re.DOTALL)
PARTLY_TRAINED = ("xquad_en_public", "xquad_zh_public", "cmrc_trial", "clapnq_public", "boolq_public", "tatqa_dev")
Row = dict[str, Any]  # Any: JSON
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a writer meets it."""

    id: str
    set: str
    document: str  # where its own passage comes from; questions of one document are easy or hard together
    text: str
    passages: tuple[Passage, ...]
    answers: tuple[str, ...]  # alternatives; none where the passages do not hold the answer
    right: frozenset[int]  # the numbers of the passages that hold the answer, from 1


def read_questions(
    path: Path, distractors: int = DISTRACTORS, seed: int = 0, limit: int | None = None, held_out: bool = False
) -> list[Question]:
    """The questions of a file of question rows or of training examples (".jsonl", ".jsonl.gz").

    A question row gives two questions: one with its own passages among distractors, one without them. `limit` is how many
    rows are taken, evenly spread; `held_out` leaves the rows out whose documents may be trained on.

    Raises:
        Problem: the file is not there, or a line is of another shape.
    """
    lines = _lines(path)
    if lines and "messages" in lines[0][1]:
        return spread(of_examples([_example(path, number, row) for number, row in lines]), limit)
    rows = [_checked(path, number, row) for number, row in lines]
    return of_rows(untrained(rows) if held_out else rows, distractors, seed, limit)


def of_rows(rows: Sequence[Row], distractors: int = DISTRACTORS, seed: int = 0, limit: int | None = None) -> list[Question]:
    """Two questions for each row that can be answered, one for each other: with its passages, and with others' only.

    Others are those whose words overlap most with the question (BM25) among all rows' passages, but for those of its own
    document, those that hold an answer, and those that the very same question is asked of.
    """
    others = _Others(rows)
    return [question for row in spread(rows, limit) for question in _asked(row, others, distractors, seed)]


def untrained(rows: Sequence[Row]) -> list[Row]:
    """The rows of a public set that no writer of ours is trained on: all of them, a part, or none."""
    partly = bool(rows) and (rows[0]["set"] in PARTLY_TRAINED or rows[0]["set"].endswith("_train"))
    return split_rows(rows)[1] if partly else list(rows)


def of_examples(examples: Sequence[Example]) -> list[Question]:
    """The examples that answer or refuse, as questions."""
    return [_of_example(one) for one in examples if one.task in (Task.ANSWER, Task.REFUSE)]


def spread(rows: Sequence[Item], limit: int | None) -> list[Item]:
    """At most so many of the rows, at even distances."""
    if limit is None or len(rows) <= limit:
        return list(rows)
    return [rows[place * len(rows) // limit] for place in range(limit)]


class _Others:
    """The passages of all rows, from which those of other documents are taken."""

    def __init__(self, rows: Sequence[Row]) -> None:
        from bm25s import BM25  # type: ignore[import-untyped]  # the package has no types

        self._passages: dict[str, Passage] = {}
        self._asked: dict[str, set[str]] = {}  # the questions that are asked of each passage
        for row in rows:
            for one in _own(row):
                self._passages.setdefault(one.text, one)
                self._asked.setdefault(one.text, set()).add(_plain(row["question"]))
        self._bm25 = BM25(k1=K1, b=B, method="lucene", backend="numpy")
        if self._passages:
            self._bm25.index([tokens(f"{one.title} {one.text}") for one in self._passages.values()], show_progress=False)

    def hardest(self, row: Row, count: int) -> list[Passage]:
        """The `count` passages that look most like holding the answer and do not; fewer where there are no more."""
        known = [word for word in tokens(row["question"]) if word in self._bm25.vocab_dict]
        scores = self._bm25.get_scores(known) if known else [0.0] * len(self._passages)
        ranked = sorted(zip(self._passages.values(), scores, strict=True), key=lambda pair: -pair[1])
        found = (one for one, _ in ranked if self._is_other(one, row))
        return [one for one, _ in zip(found, range(count), strict=False)]

    def _is_other(self, one: Passage, row: Row) -> bool:
        own = {_text(part) for part in row["context"]}
        answers = [answer for answer in row["answers"] if answer.lower() not in YES_NO]
        return (
            one.text not in own
            and one.document != f"{row['set']}/{document_of(row)}"
            and _plain(row["question"]) not in self._asked[one.text]
            and not any(contains(one.text, answer) for answer in answers)
        )


def _asked(row: Row, others: _Others, distractors: int, seed: int) -> Iterator[Question]:
    own = _own(row)
    beside = others.hardest(row, distractors + len(own))
    yield _question(row, own, beside[:distractors], Random(f"{seed}/{row['id']}"))  # noqa: S311 - an order, not a secret
    if row["answerable"] and beside:
        yield _question(row, [], beside, Random(f"{seed}/{row['id']}/without"))  # noqa: S311 - as above


def _question(row: Row, own: Sequence[Passage], beside: Sequence[Passage], random: Random) -> Question:
    shown = [*own, *beside]
    random.shuffle(shown)
    holding = _holding(row, own) if row["answerable"] else []
    right = frozenset(number for number, one in enumerate(shown, 1) if any(one is held for held in holding))
    name = str(row["id"]) if own else f"{row['id']}/without"
    answers = tuple(row["answers"]) if holding else ()
    return Question(name, row["set"], document_of(row), row["question"].strip(), tuple(shown), answers, right)


def _holding(row: Row, own: Sequence[Passage]) -> list[Passage]:
    """Those of a question's own passages that hold an answer word for word; all of them where none does."""
    return [one for one in own if any(contains(one.text, answer) for answer in row["answers"])] or list(own)


def _own(row: Row) -> list[Passage]:
    document = f"{row['set']}/{document_of(row)}"
    return [passage(document, str(part["title"]).replace("_", " "), _text(part)) for part in row["context"]]


def _text(part: Row) -> str:
    return str(part["text"]).strip()


def _plain(question: str) -> str:
    return " ".join(question.lower().split())


def _of_example(example: Example) -> Question:
    said = example.messages[-1].content
    asked = _QUESTION.search(said)
    shown = tuple(passage(f"{example.id}/{n}", title, text) for n, (title, text) in enumerate(_PASSAGE.findall(said), 1))
    answered = example.task is Task.ANSWER
    answers = (without_markers(example.target),) if answered else ()
    right = numbers_written(example.target) if answered else frozenset[int]()
    text = asked.group(1) if asked else said
    return Question(example.id, example.origin, example.documents[0] if example.documents else "", text, shown, answers, right)


def _lines(path: Path) -> list[tuple[int, Row]]:
    """The objects of a file with the numbers of their lines."""
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = raw.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise Problem(f"{path} cannot be read ({error}): name a UTF-8 file with one JSON object a line") from error
    return [(number, _object(path, number, line)) for number, line in enumerate(lines, 1) if line.strip()]


def _object(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Problem(f"{path}, line {number}: found no JSON ({error}), {EXPECTED}: mend or remove the line") from error
    return row if isinstance(row, dict) else {}


def _checked(path: Path, number: int, row: Mapping[str, Any]) -> Row:  # Any: JSON
    wrong = _wrong(row)
    if wrong:
        raise Problem(f"{path}, line {number}: found {wrong}, {EXPECTED}: mend or remove the line")
    whole = {"id": number, "set": path.name.partition(".")[0], "answers": [], **row}
    whole["context"] = [{"title": "", **part} for part in row["context"]]
    return {"answerable": bool(whole["answers"]), **whole}


def _wrong(row: Mapping[str, Any]) -> str:  # Any: JSON
    """What is wrong with a row of questions; "" where nothing is."""
    context, answers = row.get("context"), row.get("answers", [])
    if not isinstance(row.get("question"), str) or not row["question"].strip():
        return f'"question" {row.get("question")!r}'
    if not isinstance(context, list) or not context:
        return f'"context" {str(context)[:60]!r}'
    if not all(isinstance(part, dict) and isinstance(part.get("text"), str) for part in context):
        return 'a "context" without "text"'
    if not isinstance(answers, list) or not all(isinstance(answer, str) and answer.strip() for answer in answers):
        return f'"answers" {str(answers)[:60]!r}'
    if row.get("answerable", bool(answers)) != bool(answers):
        return f'"answerable" {row["answerable"]} with {len(answers)} answers'
    return ""


def _example(path: Path, number: int, row: Mapping[str, Any]) -> Example:  # Any: JSON
    try:
        return Example.from_json(row)
    except (KeyError, ValueError, TypeError) as error:
        expected = 'expected a training example with "id", "task", "messages", "target", "documents" and "origin"'
        raise Problem(f"{path}, line {number}: found {error!r}, {expected}: make the file again") from error
