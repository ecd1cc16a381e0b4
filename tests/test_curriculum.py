"""Courses taken from the first reading to the certificate, by the rules, and never on what may not be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.curriculum import Hindrance, PartState, Verdict
from assistant.learning.assignments import Audience, State
from tests.curricula import Company, anything


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path)
    made.ask("q1", "q2", "q3")
    yield made
    made.close()


def test_a_course_is_done_from_its_reading_to_the_certificate(company: Company) -> None:
    company.course(validity_months=12)
    assert company.states("ada") == [PartState.OPEN, PartState.LATER]
    company.read("ada")
    assert company.states("ada") == [PartState.DONE, PartState.OPEN]
    company.sit("ada", "a", "a")
    ada = company.person("ada")
    (held,) = company.curriculum.certificates(ada)
    assert held.certificate.documents == {"leave.md": "v1"}
    assert company.curriculum.verify(held.code) == held
    assert company.kinds("ada") == [
        "registered", "experienced", "initialized", "answered", "answered", "terminated", "completed", "passed", "earned",
    ]  # fmt: skip
    (standing,) = company.curriculum.courses(ada, "zh", anything)
    assert standing.name == "休假制度"
    assert standing.chance.hindrance is Hindrance.PASSED
    assert company.curriculum.certificate_pdf(ada, held.certificate.id, "zh").startswith(b"%PDF")


def test_a_status_follows_what_was_done(company: Company) -> None:
    company.course()
    boss = company.person("boss")
    company.curriculum.assign(boss, Audience.GROUP, "office", "leave", 30)
    (status,) = company.curriculum.statuses(company.person("bob"))
    assert status.state is State.CURRENT
    company.read("bob")
    company.sit("bob", "a", "a")
    (status,) = company.curriculum.statuses(company.person("bob"))
    assert status.state is State.PASSED


def test_a_failed_quiz_is_failed(company: Company) -> None:
    company.course()
    company.read("ada")
    session = company.sit("ada", "a", "b")
    assert company.curriculum.finish(company.person("ada"), session, anything).verdict is Verdict.FAILED
    assert company.states("ada") == [PartState.DONE, PartState.OPEN]
