"""What a newcomer's first questions get: the samples are indexed and asked. Needs nothing but the repository and the models."""

import argparse
import json
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from assistant.answering.answers import Answer
from assistant.assembly import Assistant, open_assistant
from assistant.people.person import Person, Role
from assistant.settings import Settings, load_settings
from bench.outcome import keep

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "bench/data/samples_questions.jsonl"
ADMIN = Person("0" * 32, "bench", Role.ADMIN, frozenset())
Question = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Score:
    """How the questions of one language were answered."""

    language: str
    answerable: int
    page: int  # answers that cite the right document and page
    quote: int  # answers that quote the sentence which answers
    wrongly_refused: int
    unanswerable: int
    refused: int  # of those
    seconds: float  # of an answer, median


def main(argv: Sequence[str] | None = None) -> None:
    """Indexes the samples, asks every question, prints a table and writes bench/results/samples.json."""
    argparse.ArgumentParser(prog="python -m bench samples", description=__doc__).parse_args(argv)
    rows: list[Question] = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder, open_assistant(_settings(Path(folder))) as assistant:
        started = time.perf_counter()
        assistant.reindex(ADMIN).join()
        indexing_s = time.perf_counter() - started
        asked = [(row, _answered(assistant, row["question"])) for row in rows]
    scores = [score(language, [pair for pair in asked if pair[0]["language"] == language]) for language in ("en", "zh")]
    keep("samples", [asdict(each) for each in scores], indexing_s=round(indexing_s, 1))


def score(language: str, asked: Sequence[tuple[Question, Answer]]) -> Score:
    """What the answers are worth, judged by the citations that the questions name."""
    answerable = [pair for pair in asked if pair[0]["answerable"]]
    unanswerable = [answer for row, answer in asked if not row["answerable"]]
    return Score(
        language,
        len(answerable),
        page=sum(_right_page(*pair) for pair in answerable),
        quote=sum(_right_quote(*pair) for pair in answerable),
        wrongly_refused=sum(answer.refused for _, answer in answerable),
        unanswerable=len(unanswerable),
        refused=sum(answer.refused for answer in unanswerable),
        seconds=round(median(answer.seconds.total for _, answer in asked), 2),
    )


def _settings(folder: Path) -> Settings:
    settings = load_settings(ROOT / "settings.toml")
    people = replace(settings.people, folder=folder / "people", conversations=folder / "conversations")
    return replace(settings, index=replace(settings.index, folder=folder / "index"), people=people)


def _answered(assistant: Assistant, question: str) -> Answer:
    return next(event for event in assistant.answer(ADMIN, question, []) if isinstance(event, Answer))


def _right_page(row: Question, answer: Answer) -> bool:
    wanted = {(citation["file"], citation["page"]) for citation in row["citations"]}
    return any((citation.document, citation.page) in wanted for citation in answer.citations)


def _right_quote(row: Question, answer: Answer) -> bool:
    said = "".join(re.sub(r"\s+", "", citation.quote) for citation in answer.citations)
    return any(re.sub(r"\s+", "", citation["quote"]) in said for citation in row["citations"])
