"""Certificates: what somebody passed, on which documents, until when, with a code that proves it. Knows nothing of pages.

The code is an HMAC over the content with a secret of this installation: whoever holds the certificate can have it checked
here, and nobody can make one up or change a word of it.
"""

import hashlib
import hmac
import io
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

from assistant.errors import Problem
from assistant.learning.courses import Course
from assistant.learning.validity import expires
from indexer.disk import sync_folder

SECRET_BYTES = 32
CODE_CHARACTERS = 32  # of the HMAC, hexadecimal: 128 bits
CHINESE_FONT = "STSong-Light"  # built into PDF readers, so that no font file is needed


@dataclass(frozen=True, slots=True)
class Certificate:
    """That somebody passed a course."""

    id: str
    person: str  # id
    name: str  # of the person, as it was then
    course: str  # id
    course_name: str
    version: int  # of the course
    documents: Mapping[str, str]  # path -> SHA-256 of the version that was learned
    score: float  # 0 to 1
    issued: datetime  # UTC
    expires: datetime | None  # None: never
    signer: str  # who answers for it: a person or the company

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The certificate as it is kept: in an "earned" event, with its code beside it."""
        end = None if self.expires is None else self.expires.isoformat()
        return asdict(self) | {"documents": dict(self.documents), "issued": self.issued.isoformat(), "expires": end}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Self:  # Any: JSON
        """The certificate that `to_json` gave; further keys are left aside.

        Raises:
            Problem: something is missing.
        """
        try:
            told = {name: row[name] for name in cls.__dataclass_fields__}
            end = None if told["expires"] is None else datetime.fromisoformat(told["expires"])
            return cls(**told | {"issued": datetime.fromisoformat(told["issued"]), "expires": end})
        except (KeyError, TypeError, ValueError) as error:
            raise Problem(f"a certificate cannot be read ({error!r}): give it as it was issued") from error

    def valid(self, now: datetime) -> bool:
        """Whether it has not run out."""
        return self.expires is None or self.expires > now


class Seal:
    """The secret of this installation, and the codes it makes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < SECRET_BYTES:
            raise Problem(
                f"the secret of the certificates has {len(secret)} bytes, {SECRET_BYTES} are needed: restore the file"
            )
        self._secret = secret

    @classmethod
    def of(cls, file: Path) -> Self:
        """The seal of a file, which is made where there is none, readable by its owner alone.

        Raises:
            Problem: the file cannot be read, or holds no secret.
        """
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not file.exists():
                _make_secret(file)
            return cls(file.read_bytes())
        except OSError as error:
            raise Problem(f"{file} cannot be read ({error}): restore it, without it no certificate can be checked") from error

    def code(self, certificate: Certificate) -> str:
        """The verification code: 32 hexadecimal digits in groups of four."""
        text = json.dumps(certificate.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        digits = hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()[:CODE_CHARACTERS]
        return "-".join(digits[place : place + 4] for place in range(0, CODE_CHARACTERS, 4))

    def check(self, certificate: Certificate, code: str) -> bool:
        """Whether the code is that of exactly this certificate; case, spaces and hyphens do not matter."""
        return hmac.compare_digest(_digits(self.code(certificate)).encode(), _digits(code).encode())


def certificate(
    person: str, name: str, course: Course, versions: Mapping[str, str], score: float, signer: str, now: datetime, language: str
) -> Certificate:
    """The certificate of somebody who just passed a course; `versions` are those of the index that they learned from."""
    documents = {document: versions[document] for document in course.documents if document in versions}
    return Certificate(
        uuid4().hex, person, name, course.id, course.name.told(language), course.version, documents, score, now,
        expires(now, course.validity_months), signer,
    )  # fmt: skip


def pdf(one: Certificate, code: str, labels: Mapping[str, str]) -> bytes:
    """A certificate on an A4 page.

    `labels` are the words around it: title, line (with {name}, {course} and {score}), issued, expires, signer, documents, code.
    """
    from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]  # no types
    from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # no types
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]  # no types
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # no types

    pdfmetrics.registerFont(UnicodeCIDFont(CHINESE_FONT))
    width, height = landscape(A4)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width, height), invariant=True)  # the same bytes each time
    canvas.setTitle(f"{labels['title']}: {one.course_name}")
    canvas.rect(28, 28, width - 56, height - 56)

    def centred(y: float, size: int, text: str) -> None:
        canvas.setFont(_font(text), _fitting(text, size, width - 120))
        canvas.drawCentredString(width / 2, y, text)

    centred(height - 110, 34, labels["title"])
    centred(height - 170, 26, one.name)
    line = labels["line"].format(name=one.name, course=one.course_name, score=f"{one.score:.0%}")
    centred(height - 215, 16, line)
    centred(height - 255, 20, one.course_name)
    for row, text in enumerate(_rows(one, code, labels)):
        size = 11 if row < 4 else 8
        canvas.setFont(_font(text), _fitting(text, size, width - 140))
        canvas.drawString(70, height - 310 - 18 * row, text)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _rows(one: Certificate, code: str, labels: Mapping[str, str]) -> list[str]:
    """The small print; of many documents the first are named and the rest counted."""
    most = 7
    rows = [f"{labels['issued']}: {one.issued:%Y-%m-%d}"]
    rows += [f"{labels['expires']}: {one.expires:%Y-%m-%d}"] if one.expires is not None else []
    rows += [f"{labels['signer']}: {one.signer}", f"{labels['code']}: {code}"]
    documents = [f"{labels['documents']}: {name} ({version[:16]})" for name, version in one.documents.items()]
    return rows + documents[:most] + ([f"+ {len(documents) - most}"] if len(documents) > most else [])


def _font(text: str) -> str:
    return "Helvetica" if all(ord(character) < 0x100 for character in text) else CHINESE_FONT


def _fitting(text: str, size: int, width: float) -> float:
    """The size at which a text is no wider than the page."""
    from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]  # no types

    return float(min(size, size * width / max(1.0, stringWidth(text, _font(text), size))))


def _digits(code: str) -> str:
    return "".join(character for character in code.lower() if character.isalnum())


def _make_secret(file: Path) -> None:
    """Writes a new secret under another name and links it in place, so that of two processes one wins and none tears."""
    draft = file.with_name(f"{file.name}.{uuid4().hex}.tmp")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(secrets.token_bytes(SECRET_BYTES))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)  # unlike a rename it never replaces a secret that is there
        except FileExistsError:
            return
        sync_folder(file.parent)
    finally:
        draft.unlink()
