"""Tests of assistant.learning.plausibility: wrong options near enough to the key, and not too near."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.learning.plausibility import plausible
from assistant.learning.reasons import Reason
from tests.questions_to_check import CARRY, CHINESE, NUMERIC, choice, context


class Placed:
    """Puts each text at an angle whose cosine to the key is given; the key is 1."""

    dimensions = 2

    def __init__(self, cosines: Mapping[str, float], name: str = "placed") -> None:
        self.cosines = cosines
        self.name = name

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        cosines = np.array([self.cosines.get(text, 1.0) for text in texts], dtype=np.float32)
        return np.stack([cosines, np.sqrt(1 - cosines**2)], axis=1)

    def question(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self.passages([text])[0], dtype=np.float32)


OWNER = choice("Who is told?", ("the manager", "the nurse", "the porter"), "the manager", CARRY.evidence)


@pytest.mark.parametrize(
    ("nurse", "porter", "reasons"),
    [(0.5, 0.6, ()), (0.1, 0.6, (Reason.IMPLAUSIBLE,)), (0.5, 0.9, (Reason.TOO_NEAR,))],
)
def test_wrong_options_are_neither_far_off_nor_the_same(nurse: float, porter: float, reasons: tuple[Reason, ...]) -> None:
    embedder = Placed({"the nurse": nurse, "the porter": porter})
    found = plausible(OWNER, context(embedder=embedder))
    assert found.reasons == reasons
    assert found.checks["nearest"] == pytest.approx(max(nurse, porter), abs=1e-3)


def test_quantities_and_names_stand_in_for_one_another() -> None:
    far = context(embedder=Placed({"8 unused days": 0.0, "Jonas Weidmann": 0.0, "Priya Nambiar": 0.0}))
    named = choice("Who is it?", ("Ruth Adeyemi", "Jonas Weidmann", "Priya Nambiar"), "Ruth Adeyemi", CARRY.evidence)
    assert plausible(CARRY, far).checks == {"plausible": True}
    assert plausible(named, far).checks == {"plausible": True}


def test_an_english_embedder_says_nothing_of_chinese_options() -> None:
    departments = choice("谁负责？", ("财务部", "采购部"), "财务部", CHINESE.evidence, language="zh")
    blind = context(embedder=Placed({"采购部": 0.0}, name="all-MiniLM-L6-v2"))
    assert plausible(departments, blind).checks == {"plausible": True}
    assert plausible(departments, context(embedder=Placed({"采购部": 0.0}))).reasons == (Reason.IMPLAUSIBLE,)


def test_only_choices_are_compared() -> None:
    assert plausible(NUMERIC, context()).checks == {}
