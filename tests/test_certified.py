"""Certificates that people hold, and what their code proves."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.certified import Validity
from assistant.errors import AccessDenied
from assistant.learning.courses import Quiz
from tests.curricula import Company


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = Company(tmp_path)
    made.ask("q1", "q2")
    made.course(Quiz(("leave",), 2), validity_months=6)
    made.sit("ada", "a", "a", part=0)
    yield made
    made.close()


def test_a_code_is_found_however_it_is_written(company: Company) -> None:
    (held,) = company.curriculum.certificates(company.person("ada"))
    for code in (held.code, held.code.upper(), held.code.replace("-", " "), held.code.replace("-", "")):
        assert company.curriculum.verify(code) == held
    assert (held.certificate.name, held.certificate.signer) == ("ada", "Lindenhof")


@pytest.mark.parametrize("code", ["", "0000", "ffff-ffff-ffff-ffff-ffff-ffff-ffff-ffff"])
def test_another_code_proves_nothing(company: Company, code: str) -> None:
    assert company.curriculum.verify(code) is None


def test_a_certificate_runs_out(company: Company) -> None:
    company.clock.turn(days=190)
    (held,) = company.curriculum.certificates(company.person("ada"))
    assert held.validity is Validity.EXPIRED
    assert company.curriculum.verify(held.code) == held
    assert held.to_json()["validity"] == "expired"


def test_a_certificate_that_was_changed_in_its_file_proves_nothing(company: Company) -> None:
    (held,) = company.curriculum.certificates(company.person("ada"))
    file = company.journals.of(company.person("ada").id).file
    file.write_text(file.read_text(encoding="utf-8").replace('"name":"ada"', '"name":"eve"'), encoding="utf-8")
    other = company.opened()  # nothing of the journal is in memory there
    assert other.verify(held.code) is None
    other.close()


def test_a_damaged_journal_keeps_no_other_certificate_from_being_checked(company: Company) -> None:
    company.sit("bob", "a", "a", part=0)
    (held,) = company.curriculum.certificates(company.person("bob"))
    company.journals.of(company.person("ada").id).file.write_text(json.dumps({"no": "event"}) + "\n", encoding="utf-8")
    other = company.opened()
    assert other.verify(held.code) == held
    other.close()


def test_a_certificate_is_printed_in_both_languages_for_its_holder(company: Company) -> None:
    ada = company.person("ada")
    (held,) = company.curriculum.certificates(ada)
    english, chinese = (company.curriculum.certificate_pdf(ada, held.certificate.id, one) for one in ("en", "zh"))
    assert english.startswith(b"%PDF") and chinese.startswith(b"%PDF") and english != chinese
    for person, name in ((company.person("bob"), held.certificate.id), (ada, "none")):
        with pytest.raises(AccessDenied):
            company.curriculum.certificate_pdf(person, name, "en")


def test_erasing_takes_certificates_away(company: Company) -> None:
    ada = company.person("ada")
    (held,) = company.curriculum.certificates(ada)
    company.coach.forget(ada.id)
    company.curriculum.forget(ada.id)
    assert company.curriculum.certificates(ada) == ()
    assert company.curriculum.verify(held.code) is None


def test_a_certificate_is_dated_by_the_pass_and_not_by_when_it_was_issued(company: Company) -> None:
    (held,) = company.curriculum.certificates(company.person("ada"))
    passed = next(one for one in company.journals.of(company.person("ada").id).events() if one.kind == "passed")
    assert held.certificate.issued == passed.time
    assert held.certificate.expires is not None
    assert held.certificate.expires - passed.time == timedelta(days=184)
