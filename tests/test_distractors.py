"""Wrong options for a right answer."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.learning.distractors import COUNT, Distractors, alike, apart
from assistant.learning.spans import SpanKind, spans
from tests.pages import Near, Suggesting, one_document

ROLES = (
    "# Requests\n\nThe People team answers requests within 10 days.\n\n"
    "# Courses\n\nThe manager approves courses up to £900.\n\n"
    "# Devices\n\nThe security team checks devices every year.\n\n# Keys\n\nThe plant manager keeps keys of the hall."
)


def test_other_roles_of_the_document_stand_beside_a_role() -> None:
    document = one_document(ROLES)
    sheet = document.sheets[0]
    statement = next(one for one in sheet.statements if "courses" in one.text)
    role = next(one for one in spans(statement.text) if one.kind is SpanKind.ROLE)
    wrong = Distractors(document, Near()).of_span(role, sheet, statement.start, number_only=True)
    assert wrong is not None
    assert set(wrong.texts) == {"The People team", "The security team"}  # "the plant manager" could be meant by "the manager"


def test_numbers_of_the_same_section_are_not_taken() -> None:
    document = one_document("# Breaks\n\nA long shift has a break of 30 minutes. A short shift has a break of 20 minutes.")
    sheet = document.sheets[0]
    statement = sheet.statements[0]
    wrong = Distractors(document, Near()).of_span(spans(statement.text)[0], sheet, statement.start, number_only=False)
    assert wrong is not None and len(wrong.texts) == COUNT
    assert "20 minutes" not in wrong.texts and all(text.endswith(" minutes") for text in wrong.texts)


def test_what_is_too_near_or_too_far_is_no_option() -> None:
    document = one_document(ROLES)
    assert Distractors(document, Near(0.9)).among("coinsurance", ["premium", "deductible"]) is None
    assert Distractors(document, Near(0.2)).among("coinsurance", ["premium", "deductible"]) is None
    found = Distractors(document, Near(0.6)).among("coinsurance", ["premium", "deductible"])
    assert found is not None and round(found.cosine or 0, 2) == 0.6


def test_a_writer_is_asked_only_where_the_document_has_too_few() -> None:
    document, writer = one_document(ROLES), Suggesting("1. franchise", "2. allowance")
    distractors = Distractors(document, Near(), writer)
    assert distractors.among("coinsurance", ["premium", "deductible"], "Which term?") is not None and not writer.orders
    found = distractors.among("coinsurance", ["premium"], "Which term?")
    assert found is not None and found.texts == ("premium", "franchise")


def test_a_writer_invents_no_numbers() -> None:
    distractors = Distractors(one_document(ROLES), Near(), Suggesting("form 77", "form 10"))
    found = distractors.among("form 900", ["form 12"], "Which form?")
    assert found is not None and found.texts == ("form 12", "form 10")


def test_options_differ_and_look_alike() -> None:
    assert not apart("the security team", "the team")
    assert apart("4 weeks", "8 weeks")
    assert not alike("4 weeks", "several weeks") and not alike("Leeds", "a town") and alike("Leeds", "Suzhou")


class Placed:
    """An embedder that puts each text at an angle, in degrees."""

    name, dimensions = "placed", 2

    def __init__(self, **degrees: float) -> None:
        self._degrees = degrees

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        turned = np.radians([self._degrees[text] for text in texts])
        return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)

    def question(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self.passages([text])[0], dtype=np.float32)


def test_how_many_wrong_options_are_nearer_to_the_stem_depends_on_the_stem_alone() -> None:
    places = Placed(one=0, two=0, three=0, four=0, five=0, six=0, right=40, afar=-42, aside=-43, close=-26, closer=-27)
    distractors = Distractors(one_document(ROLES), places)
    chosen = [distractors.in_place("right", ["afar", "aside", "close", "closer"], stem) for stem in _STEMS]
    nearer = {sum(text.startswith("close") for text in one.texts) for one in chosen if one is not None}
    assert all(one is not None for one in chosen) and len(nearer) > 1


def test_without_enough_nearer_ones_there_are_none() -> None:
    places = Placed(one=0, two=0, three=0, four=0, five=0, six=0, right=20, afar=-51, aside=-52)
    chosen = [Distractors(one_document(ROLES), places).in_place("right", ["afar", "aside"], stem) for stem in _STEMS]
    assert None in chosen


_STEMS = ("one", "two", "three", "four", "five", "six")
