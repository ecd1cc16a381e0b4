"""Approved quiz questions as items. Knows nothing of how questions are made, approved or asked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.errors import Problem
from finetune.material import Item, Source, Tally, item
from finetune.shelf import Shelf

Row = Mapping[str, Any]  # Any: JSON
WITH_ANSWER = ("single_choice", "multiple_choice", "numeric", "short_answer")


def read_quiz(path: Path) -> list[Row]:
    """The rows of a file of quiz questions.

    Raises:
        Problem: it cannot be read, or a line is no object.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise Problem(f"{path} cannot be read ({error}): give a JSON Lines file as 'quiz make' writes it") from error
    if not all(isinstance(row, dict) for row in rows):
        raise Problem(f"{path} holds lines that are no JSON objects: give a file as 'quiz make' writes it")
    return rows


def quiz_items(rows: Iterable[Row], shelf: Shelf, tally: Tally) -> Iterator[Item]:
    """The approved questions whose evidence everybody may read and the document still holds."""
    for number, row in enumerate(rows, 1):
        evidence = row.get("evidence") or {}
        document = str(evidence.get("document", ""))
        told = document if shelf.holds(document) else ""
        answer, reason = _answer(row), None
        if row.get("state") != "approved":
            reason = "not approved"
        elif row.get("kind") not in WITH_ANSWER or not answer or not row.get("question"):
            reason = f"a question of kind {row.get('kind')} has no answer to write"
        elif not told:
            reason = "not everybody may read its document, or it is gone"
        proof = shelf.place(document, str(evidence.get("quote", ""))) if reason is None else None
        if reason is None and proof is None:
            reason = "the document no longer holds its quote"
        if reason is not None or proof is None:
            tally.drop(Source.QUESTIONS, told, str(reason))
            continue
        wrong = tuple(str(option["text"]) for option in row.get("options") or () if option["id"] not in row.get("key", ()))
        name = f"question/{row.get('id', number)}"
        explanation = str(row.get("explanation") or "").strip()
        yield item(Source.QUESTIONS, name, str(row["question"]), answer, proof, wrong=wrong, explanation=explanation)


def _answer(row: Row) -> str:
    """The right options, or the first answer that is accepted."""
    keys = [str(key) for key in row.get("key") or ()]
    options = {str(option["id"]): str(option["text"]) for option in row.get("options") or ()}
    if options:
        return "; ".join(options[key] for key in keys if key in options)
    accepted = [str(text) for text in row.get("accept") or ()] or keys
    return accepted[0] if accepted else ""
