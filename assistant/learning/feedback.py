"""What a person is told after a reply: values, not sentences of a page. Knows nothing of how the reply was graded."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.learning.grades import Grade, Label, Reason
from assistant.learning.questions import Evidence, Kind, Question


class NextStep(StrEnum):
    """What helps now."""

    GO_ON = "go_on"
    READ_PASSAGE = "read_passage"  # wrong: the very passage
    COMPARE = "compare"  # nobody has decided: compare with the model answer
    ADD_WHAT_IS_MISSING = "add_what_is_missing"  # partly right
    NAME_THE_UNIT = "name_the_unit"
    TRY_LATER = "try_later"  # nothing was replied


@dataclass(frozen=True, slots=True)
class WrongPick:
    """A wrong option that was picked, and where the documents say what it belongs to, if known."""

    option: str  # its text
    belongs_to: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a page shows after a reply; texts are those of the question and the document."""

    label: Label
    score: float
    certain: bool
    right: tuple[str, ...]  # what of the reply was right
    missing: tuple[str, ...]
    wrong: tuple[WrongPick, ...]
    answer: str  # the right answer
    explanation: str
    evidence: Evidence | None  # None where the question has no source
    reasons: tuple[Reason, ...]
    next_step: NextStep


def feedback(question: Question, reply: object, grade: Grade, sources: Mapping[str, Evidence] | None = None) -> Feedback:
    """What to tell about a graded reply; `sources` say of wrong options (by id) which place of the documents they come from."""
    return Feedback(
        label=grade.label,
        score=grade.score,
        certain=grade.certain,
        right=tuple(_text(question, one) for one in grade.hits),
        missing=tuple(_text(question, one) for one in grade.missing),
        wrong=tuple(WrongPick(_text(question, one), (sources or {}).get(one.rpartition("=")[2])) for one in grade.wrong),
        answer=question.right_answer(),
        explanation=question.explanation,
        evidence=question.evidence if question.evidence.quote else None,
        reasons=grade.reasons,
        next_step=_next_step(grade),
    )


def in_english(told: Feedback) -> str:
    """The feedback in a line, for reports and commands."""
    verdict = {Label.CORRECT: "Right.", Label.PARTIALLY_CORRECT: "Partly right.", Label.INCORRECT: "Not right."}[told.label]
    parts = [verdict if told.certain else f"{verdict} Not sure: somebody should look."]
    if told.right and told.label is Label.PARTIALLY_CORRECT:
        parts.append(f"Right: {'; '.join(told.right)}.")
    if told.missing:
        parts.append(f"Expected: {'; '.join(told.missing)}.")
    if told.wrong:
        parts.append(f"Wrong: {'; '.join(pick.option for pick in told.wrong)}.")
    parts += [
        f'"{pick.option}" belongs to: {pick.belongs_to.document}, page {pick.belongs_to.page}: {pick.belongs_to.quote}'
        for pick in told.wrong
        if pick.belongs_to is not None
    ]
    if told.evidence is not None:
        parts.append(f'{told.evidence.document}, page {told.evidence.page}: "{told.evidence.quote}"')
    return " ".join(parts)


def _text(question: Question, one: str) -> str:
    """What an option id, a pair of them or a point is called."""
    texts = {option.id: option.text for option in question.options}
    left, pair, right = one.partition("=")
    if pair and left in texts and right in texts:
        return f"{texts[left]} {'→' if question.kind is Kind.ORDERING else '='} {texts[right]}"
    return texts.get(one, one)


def _next_step(grade: Grade) -> NextStep:
    if not grade.certain:
        return NextStep.COMPARE
    if grade.label is Label.CORRECT:
        return NextStep.GO_ON
    if Reason.EMPTY in grade.reasons:
        return NextStep.TRY_LATER
    if {Reason.UNIT_MISSING, Reason.UNIT_WRONG, Reason.DATE_INCOMPLETE} & set(grade.reasons):
        return NextStep.NAME_THE_UNIT
    return NextStep.ADD_WHAT_IS_MISSING if grade.label is Label.PARTIALLY_CORRECT else NextStep.READ_PASSAGE
