"""Tests of assistant.learning.conflicts: the report comes back as it was written."""

import pytest

from assistant.errors import Problem
from assistant.learning.conflicts import DocumentConflict, Statement

CONFLICT = DocumentConflict(
    "How many days?",
    Statement("a.md", "v1", 1, "Up to 5 days.", 0, 13, "5 days"),
    Statement("b.md", "v2", 3, "Up to 8 days.", 4, 17, "8 days"),
)


def test_a_conflict_survives_json() -> None:
    assert DocumentConflict.from_json(CONFLICT.to_json()) == CONFLICT


def test_a_line_that_lacks_something_is_a_problem() -> None:
    with pytest.raises(Problem, match="cannot be read"):
        DocumentConflict.from_json({"question": "How many days?", "a": {}})
