"""The command `quiz grade`: rows of replies in, rows of grades out. Knows nothing of how a reply is judged."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assistant.errors import Problem
from assistant.learning.questions import Evidence, Kind, Question

Row = dict[str, Any]  # Any: JSON
NOWHERE = Evidence("", "", 1, "", 0, 0)  # of a row that only gives reference answers


def add_grade(commands: Any) -> None:  # Any: argparse's subcommands have no public type
    """Adds `quiz grade`."""
    parser: ArgumentParser = commands.add_parser("grade", help="grade replies", description=grade_batch.__doc__)
    parser.add_argument(
        "--batch",
        type=Path,
        required=True,
        metavar="IN.jsonl",
        help='rows of {"id", "question", "reference_answers": [...] | "item": a row of `quiz make`, "reply"}',
    )
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.jsonl", help="where the grades go, one row each")
    parser.add_argument("--vectors", action="store_true", help="compare meaning too, with the embedder of the settings")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=grade_batch)


def grade_batch(arguments: Namespace) -> int:
    """Grades each row of a file; a row that cannot be graded says why, and the others go on."""
    from assistant.learning.grading import Grader

    grader = Grader(_embedder(arguments.settings) if arguments.vectors else None)
    failed = total = 0
    with arguments.out.open("w", encoding="utf-8") as file:
        for row in _rows(arguments.batch):
            total += 1
            try:
                shown = _graded(row, grader)
            except Problem as problem:
                failed += 1
                shown = {"id": row["id"], "error": str(problem)}
            file.write(json.dumps(shown, ensure_ascii=False) + "\n")
    counts = {"graded": total - failed, "failed": failed}
    said = json.dumps(counts) if arguments.json else f"graded: {total - failed}  failed: {failed}"
    sys.stdout.write(said + "\n")
    return 1 if failed else 0


def _graded(row: Row, grader: Any) -> Row:  # Any: Grader, imported only when grading
    from assistant.learning.feedback import feedback, in_english

    question = asked(row)
    grade = grader.grade(question, row["reply"])
    told = feedback(question, row["reply"], grade)
    return {
        "id": row["id"],
        "score": grade.score,
        "correct": grade.correct,
        "label": grade.label.value,
        "certain": grade.certain,
        "feedback": in_english(told),
        "evidence": None if told.evidence is None else question.to_json()["evidence"],
        "why": [reason.value for reason in grade.reasons],
    }


def asked(row: Row) -> Question:
    """The question of a row: its item, or a short answer made of its reference answers.

    Raises:
        Problem: it has neither, or the item is not well formed.
    """
    if row.get("item") is not None:
        return Question.from_json(row["item"])
    answers = row.get("reference_answers")
    if not isinstance(answers, list) or not answers or not all(isinstance(one, str) and one.strip() for one in answers):
        raise Problem(f'row {row["id"]}: give "item", or "reference_answers" as a list of texts')
    text = str(row.get("question") or "").strip() or "?"
    return Question(str(row["id"]) or "row", 1, Kind.SHORT_ANSWER, text, NOWHERE, accept=tuple(answers))


def _rows(path: Path) -> Iterator[Row]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read ({error}): name a UTF-8 file with one JSON object a line") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise Problem(f"{path}, line {number}: {error}; expected one JSON object a line") from error
        if not isinstance(row, dict) or not {"id", "reply"} <= set(row):
            raise Problem(f'{path}, line {number}: expected an object with "id" and "reply"')
        yield row


def _embedder(settings: Path | None) -> Any:  # Any: Embedder, heavy to import
    from assistant.settings import load_settings
    from indexer.embedding import open_embedder

    return open_embedder(load_settings(settings).embedder)
