"""Whether wrong options are near enough to the key to be taken, and not so near that they say the same. Asks the embedder."""

import re

from assistant.answering.words import language
from assistant.learning.check_context import CheckContext
from assistant.learning.quantities import quantities
from assistant.learning.questions import Kind, Question
from assistant.learning.reasons import Finding, Reason
from indexer.searching import ENGLISH_ONLY

_NAME = re.compile(r"(?:[A-Z][\w'’.-]*)(?: (?:[A-Z][\w'’.-]*|van|von|de|of|the|and|for|&))*|[A-Z]{1,5}-?\d[\w-]*")


def plausible(question: Question, context: CheckContext) -> Finding:
    """The cosines of the wrong options to the nearest key are within the limits; quantities and names are not compared so.

    An embedder that knows English only says nothing of Chinese options.
    """
    if question.kind not in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE):
        return Finding()
    right = [option.text for option in question.options if option.id in question.key]
    wrong = [option.text for option in question.options if option.id not in question.key]
    blind = language(right[0]) == "zh" and any(name in context.embedder.name.lower() for name in ENGLISH_ONLY)
    if blind or not wrong or all(_bare(one) for one in (*right, *wrong)):
        return Finding({"plausible": True})
    vectors = context.embedder.passages([*right, *wrong])
    cosines = (vectors[len(right) :] @ vectors[: len(right)].T).max(axis=1)
    reasons = []
    if cosines.min() < context.limits.farthest:
        reasons.append(Reason.IMPLAUSIBLE)
    if cosines.max() > context.limits.nearest and not any(quantities(one) for one in (*right, *wrong)):
        reasons.append(Reason.TOO_NEAR)
    return Finding({"plausible": not reasons, "nearest": round(float(cosines.max()), 3)}, tuple(reasons))


def _bare(text: str) -> bool:
    """Whether a text is a quantity or a name: these stand in for one another, whatever their letters."""
    return bool(quantities(text)) or _NAME.fullmatch(text) is not None
