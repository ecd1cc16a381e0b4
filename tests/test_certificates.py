"""Certificates: their code, their secret, their page."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import Problem
from assistant.learning.certificates import Certificate, Seal, certificate, pdf
from assistant.learning.courses import Course, Quiz, Reading
from assistant.learning.skills import Name, Place

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COURSE = Course("fire", Name("Fire safety", "消防安全"), (Reading(Place("fire.md")), Quiz(("fire",))), 3, validity_months=12)
SEAL = Seal(b"s" * 32)
LABELS = {
    "title": "Certificate", "line": "{name} passed {course} with {score}", "issued": "Issued", "expires": "Valid until",
    "signer": "Signed", "documents": "Document", "code": "Code",
}  # fmt: skip


def issued(name: str = "Ada Lovelace", language: str = "en") -> Certificate:
    return certificate("a" * 32, name, COURSE, {"fire.md": "f" * 64, "other.md": "0" * 64}, 0.9, "Lindqvale", NOW, language)


def text_of(data: bytes) -> str:
    """The text of a PDF, as its own library reads it back."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_a_certificate_names_course_documents_and_validity() -> None:
    one = issued()
    assert (one.course, one.course_name, one.version, one.documents) == ("fire", "Fire safety", 3, {"fire.md": "f" * 64})
    assert (one.issued, one.expires) == (NOW, datetime(2027, 3, 2, 9, 0, tzinfo=UTC))
    assert issued(language="zh").course_name == "消防安全"
    assert issued().id != issued().id


def test_a_certificate_is_valid_until_it_runs_out() -> None:
    one = issued()
    assert one.valid(NOW)
    assert not one.valid(datetime(2027, 3, 2, 9, 0, tzinfo=UTC))
    assert replace(one, expires=None).valid(datetime(2099, 1, 1, tzinfo=UTC))


def test_a_certificate_comes_back_as_it_was_kept_and_keeps_its_code() -> None:
    one = issued("李雷")
    kept = Certificate.from_json(one.to_json() | {"code": SEAL.code(one)})
    assert kept == one
    assert SEAL.check(kept, SEAL.code(one))


def test_half_a_certificate_is_refused() -> None:
    with pytest.raises(Problem, match="as it was issued"):
        Certificate.from_json({"id": "x"})


def test_the_code_is_read_whatever_its_case_and_spaces() -> None:
    one = issued()
    code = SEAL.code(one)
    assert len(code.replace("-", "")) == 32
    assert SEAL.check(one, code.upper().replace("-", " "))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Eve"}, {"score": 1.0}, {"expires": None}, {"person": "b" * 32}, {"documents": {}}, {"version": 4},
        {"signer": "x"}, {"course": "y"}, {"course_name": "z"}, {"id": "1"}, {"issued": datetime(2026, 3, 3, tzinfo=UTC)},
    ],
)  # fmt: skip
def test_any_change_breaks_the_code(changes: dict[str, object]) -> None:
    one = issued()
    assert not SEAL.check(replace(one, **changes), SEAL.code(one))  # type: ignore[arg-type]  # by name, for one test each


def test_another_installation_makes_another_code() -> None:
    one = issued()
    assert not Seal(b"t" * 32).check(one, SEAL.code(one))
    assert not SEAL.check(one, "")
    assert not SEAL.check(one, "码")


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file, one = tmp_path / "new/certificates.key", issued()
    code = Seal.of(file).code(one)
    assert Seal.of(file).check(one, code)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_secret_that_was_cut_short_is_refused_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"short")
    with pytest.raises(Problem, match="has 5 bytes, 32 are needed"):
        Seal.of(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == b"short"


def test_a_secret_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir()
    with pytest.raises(Problem, match="no certificate can be checked"):
        Seal.of(tmp_path / "key")


def test_the_page_tells_who_what_when_and_the_code() -> None:
    one = issued()
    told = text_of(pdf(one, SEAL.code(one), LABELS))
    for part in (
        "Ada Lovelace",
        "Fire safety",
        "90%",
        "2026-03-02",
        "2027-03-02",
        "Lindqvale",
        SEAL.code(one),
        "ffffffffffffffff",
    ):
        assert part in told


def test_the_page_shows_chinese_names() -> None:
    one = issued("李雷", "zh")
    data = pdf(one, SEAL.code(one), LABELS | {"title": "证书"})
    assert b"STSong-Light" in data
    assert data == pdf(one, SEAL.code(one), LABELS | {"title": "证书"})


def test_long_names_and_many_documents_stay_on_the_page() -> None:
    one = replace(issued("A" * 300), documents={f"documents/{number}.md": "f" * 64 for number in range(40)})
    told = text_of(pdf(one, SEAL.code(one), LABELS))
    assert "+ 33" in told
    assert "A" * 300 in told
