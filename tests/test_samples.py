"""The samples are real files of every kind, and the answers of the question file stand in them as our readers read them."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from indexer.documents import Reading
from indexer.readers.table import read_file
from indexer.settings import ReadingLimits

ROOT = Path(__file__).parents[1]
QUESTIONS = [
    json.loads(line) for line in (ROOT / "bench/data/samples_questions.jsonl").read_text(encoding="utf-8").splitlines()
]
ANSWERABLE = [row for row in QUESTIONS if row["answerable"]]
FILES = sorted(path for path in (ROOT / "samples").rglob("*") if path.is_file())


@cache
def reading(path: Path) -> Reading:
    return read_file(path, ReadingLimits())


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_is_read_and_has_a_title(path: Path) -> None:
    assert reading(path).characters > 300
    assert reading(path).title


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row["id"])
def test_the_quote_of_an_answer_stands_on_its_page(row: Mapping[str, Any]) -> None:  # Any: JSON
    for citation in row["citations"]:
        pages = {page.number: page.text for page in reading(ROOT / "samples" / citation["file"]).pages}
        assert without_space(citation["quote"]) in without_space(pages[citation["page"]])


def test_an_unanswerable_question_cites_nothing() -> None:
    rows = [row for row in QUESTIONS if not row["answerable"]]
    assert len(rows) == 10
    assert not any(row["citations"] or row["answer"] for row in rows)


def test_questions_have_ids_of_their_own() -> None:
    assert len({row["id"] for row in QUESTIONS}) == len(QUESTIONS)


def test_the_samples_hold_every_kind_of_file() -> None:
    assert {path.suffix for path in FILES} == {".pdf", ".docx", ".pptx", ".xlsx", ".html", ".md", ".csv", ".txt"}


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in FILES) < 2_000_000


def test_the_pdfs_have_several_pages_and_headings() -> None:
    for path in (path for path in FILES if path.suffix == ".pdf"):
        assert len(reading(path).pages) >= 6
        assert all(page.headings or page.opening for page in reading(path).pages)


def test_a_header_that_runs_through_a_pdf_is_not_part_of_its_text() -> None:
    pages = reading(ROOT / "samples/handbook/employee-handbook.pdf").pages
    assert not any("Lindqvale Pumps | Employee Handbook" in re.sub(r" +", " ", page.text) for page in pages)


def test_a_withdrawn_policy_says_so_on_its_first_line() -> None:
    first = reading(ROOT / "samples/hr/archive/leave-policy-2024-superseded.docx").pages[0].text.splitlines()[0]
    assert "superseded" in first
