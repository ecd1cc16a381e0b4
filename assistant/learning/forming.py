"""How a draft is formed: its evidence, explanation, skill, level and options in their order. Knows nothing of facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.answering.sentences import tidy
from assistant.answering.words import language
from assistant.learning import wording
from assistant.learning.distractors import Distractors, Wrong
from assistant.learning.ladders import in_order, turn
from assistant.learning.material import Material, Sheet
from assistant.learning.questions import Evidence, Kind, Option, Question, id_of

PRIOR: Mapping[Kind, float] = {
    Kind.TRUE_FALSE: -0.6,
    Kind.SINGLE_CHOICE: 0.0,
    Kind.MATCHING: 0.2,
    Kind.MULTIPLE_CHOICE: 0.3,
    Kind.NUMERIC: 0.3,
    Kind.CLOZE: 0.4,
    Kind.ORDERING: 0.4,
    Kind.SHORT_ANSWER: 0.6,
}  # fmt: skip - logits, before anybody has answered
NEARNESS = 1.0  # logits for each 1.0 that wrong options are nearer than MIDDLE
MIDDLE = 0.55


@dataclass(frozen=True, slots=True)
class Maker:
    """What the makers take their wrong options from, and how a place is named as a skill."""

    material: Material
    distractors: Distractors
    skill: Callable[[Evidence], str]


def choice(sheet: Sheet, maker: Maker, stem: str, key: str, wrong: Wrong, place: tuple[int, int, str]) -> Question:
    """A single choice: the key among its wrong options, values in their order, others in one that tells nothing."""
    mixed = sorted([key, *wrong.texts], key=lambda text: turn(stem, text))
    texts = in_order(mixed)
    options = tuple(Option(f"a{number}", text) for number, text in enumerate(texts, 1))
    right = next(option.id for option in options if option.text == key)
    near = 0.0 if wrong.cosine is None else NEARNESS * (wrong.cosine - MIDDLE)
    stem = wording.lead(sheet.title, place[2], language(stem)) + stem
    level = PRIOR[Kind.SINGLE_CHOICE] + near
    return made(sheet, maker, Kind.SINGLE_CHOICE, stem, place, options, (right,), level=level)


def made(
    sheet: Sheet, maker: Maker, kind: Kind, stem: str, place: tuple[int, int, str], options: tuple[Option, ...] = (),
    key: tuple[str, ...] = (), accept: tuple[str, ...] = (), points: tuple[str, ...] = (), level: float | None = None,
) -> Question:  # fmt: skip
    """A draft with its evidence, explanation, skill and level."""
    evidence = sheet.evidence(*place)
    told = "|".join(accept[:1] or [option.text for option in options if option.id in key] or [*key])
    name = id_of(kind, evidence, f"{told}|{stem}" if kind is Kind.TRUE_FALSE else told)
    return Question(
        name, 1, kind, tidy(stem), evidence, options, key, accept, points, explanation=sheet.shown(*place[:2]),
        skill=maker.skill(evidence), difficulty=round(PRIOR[kind] if level is None else level, 3), language=language(stem),
    )  # fmt: skip
