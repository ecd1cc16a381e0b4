"""How typed replies with accepted forms are graded: blanks, terms, numbers. Knows no options and no statements."""

import re
from collections.abc import Collection, Sequence

from assistant.errors import Problem
from assistant.learning import forms
from assistant.learning.forms import Context, Match, Nearness
from assistant.learning.grades import Grade, Reason, graded
from assistant.learning.polarity import hedges, wavers
from assistant.learning.quantities import Comparison, Quantity, compared, off_by, plain, quantities
from assistant.learning.questions import BLANK, Kind, Question
from assistant.learning.units import BARE, PERCENT, PREFIX, Unit, pattern, unit_of

GRADER = "forms"
LONGEST = 600  # characters of a reply; longer ones are not read
HALF = 0.5  # of the right number without its unit, or of a date without a part
_REASONS = {
    Comparison.UNIT_MISSING: Reason.UNIT_MISSING,
    Comparison.UNIT_WRONG: Reason.UNIT_WRONG,
    Comparison.BOUND: Reason.BOUND,
    Comparison.APPROXIMATE: Reason.APPROXIMATE,
    Comparison.DATE_INCOMPLETE: Reason.DATE_INCOMPLETE,
    Comparison.OTHER: Reason.OTHER_VALUE,
}
_ZH_ASKS = re.compile(rf"(?:几|多少)(?P<unit>个?{pattern()})", re.IGNORECASE)


def grade_typed(question: Question, reply: object, terms: Collection[str] = ()) -> Grade:
    """The grade of a reply to a cloze or numeric question; `terms` are the company's other terms.

    Raises:
        Problem: the reply is not a text.
    """
    text = text_of(question, reply)
    refused = unreadable(text, GRADER, question.accept[:1])
    if refused is not None:
        return refused
    context = context_of(question, terms)
    if question.kind is Kind.NUMERIC:
        return _numeric(question, text, context)
    return of_match(forms.match(text, question.accept, context), question, text)


def text_of(question: Question, reply: object) -> str:
    """The reply as clean text.

    Raises:
        Problem: it is not a text.
    """
    if not isinstance(reply, str):
        raise Problem(
            f"the reply {str(reply)[:60]!r} does not fit a {question.kind.value} question: expected a text; nothing was graded"
        )
    return forms.clean(reply[: LONGEST * 4])


def unreadable(text: str, grader: str, missing: Sequence[str]) -> Grade | None:
    """The grade of an empty or overlong reply; None of any other."""
    if not re.search(r"\w", text):
        return graded(0.0, grader, missing=missing, reasons=[Reason.EMPTY])
    return graded(0.0, grader, missing=missing, reasons=[Reason.TOO_LONG]) if len(text) > LONGEST else None


def context_of(question: Question, terms: Collection[str] = ()) -> Context:
    """What a reply to the question may leave out or repeat."""
    return Context(question.question.replace(BLANK, " "), question.evidence.quote, unit_asked(question.question), terms)


def unit_asked(question: str) -> Unit:
    """The unit that a question names for its answer: "How many days ...", "within ____ days"; BARE where it names none."""
    before, blank, after = question.partition(BLANK)
    if blank:
        ahead = re.search(rf"({PREFIX})\s*$", before, re.IGNORECASE)
        behind = re.match(rf"[\s-]*({pattern()})", plain(after), re.IGNORECASE)
        return unit_of(ahead[1]) if ahead else unit_of(behind[1]) if behind else BARE
    body = plain(question)
    if re.search(r"\b(?:what|which) (?:percentage|percent)\b|百分之几|百分之多少", body):
        return PERCENT
    found = re.search(rf"\bhow many (?:[a-z]+ )??({pattern()})\b|\bin ({pattern()})\s*\?$", body) or _ZH_ASKS.search(body)
    return BARE if found is None else unit_of(next(word for word in found.groups() if word))


def of_match(found: Match, question: Question, text: str) -> Grade:
    """The grade that a comparison with the accepted forms gives."""
    right = question.accept[:1]
    if found.nearness in (Nearness.SAME, Nearness.MISSPELT):
        return graded(1.0, GRADER, hits=right, reasons=[Reason.SPELLING] if found.nearness is Nearness.MISSPELT else [])
    if found.nearness is Nearness.HALF:
        return graded(HALF, GRADER, missing=right, reasons=[_REASONS[found.quantity]])
    if found.negated:
        return graded(0.0, GRADER, missing=right, reasons=[Reason.NEGATED])
    if found.nearness is Nearness.OTHER_VALUE:
        return graded(0.0, GRADER, missing=right, reasons=[_REASONS[found.quantity]])
    if hedges(plain(text)) or wavers(plain(text)):
        return graded(0.0, GRADER, missing=right, reasons=[Reason.HEDGED])
    unsure = found.nearness is Nearness.NEAR
    return graded(
        0.0, GRADER, certain=not unsure, missing=right, reasons=[Reason.ANOTHER_TERM, *([Reason.UNSURE] if unsure else [])]
    )


def _numeric(question: Question, text: str, context: Context) -> Grade:
    right = question.accept[:1]
    keys = [found[0] for form in question.accept if (found := quantities(form))]
    if not keys:
        return of_match(forms.match(text, question.accept, context), question, text)
    if hedges(plain(text)):
        return graded(0.0, GRADER, missing=right, reasons=[Reason.HEDGED])
    if forms.negations(forms.tokens(text)) > forms.negations(forms.tokens(" ".join(question.accept[:1]))):
        return graded(0.0, GRADER, missing=right, reasons=[Reason.NEGATED])
    given = _said(text, keys, context)
    if len(given) != 1:
        return graded(0.0, GRADER, missing=right, reasons=[Reason.SEVERAL if given else Reason.OTHER_VALUE])
    return _one_number(question, text, keys, given[0], context)


def _one_number(question: Question, text: str, keys: Sequence[Quantity], given: Quantity, context: Context) -> Grade:
    right = question.accept[:1]
    found = min((forms.quantity_compared(key, given, context) for key in keys), key=list(Comparison).index)
    if found is Comparison.OTHER and question.tolerance:
        distance = off_by(keys[0], given, context.unit)
        found = Comparison.SAME if distance is not None and distance <= question.tolerance + 1e-9 else found
    if found is Comparison.SAME:
        return _counted(question, text, context)
    half = found not in (Comparison.OTHER, Comparison.BOUND)
    return graded(HALF if half else 0.0, GRADER, missing=right, reasons=[_REASONS[found]])


def _counted(question: Question, text: str, context: Context) -> Grade:
    """The right number: what it counts must be named, by the reply or the question, and nothing else may be."""
    right = question.accept[:1]
    known = forms.content(" ".join((context.question, context.quote, *question.accept)))
    named, wanted = forms.content(text), forms.content(question.accept[0])
    asked = forms.content(context.question)
    if wanted and not forms.share(wanted, [*named, *asked]):
        return graded(HALF, GRADER, missing=right, reasons=[Reason.UNIT_WRONG if named else Reason.UNIT_MISSING])
    strange = [word for word in named if not forms.share([word], known)]
    return graded(1.0, GRADER, hits=right, certain=not strange, reasons=[Reason.UNSURE] if strange else [])


def _said(text: str, keys: Sequence[Quantity], context: Context) -> list[Quantity]:
    """The different quantities of a reply, without those that the question mentions."""
    asked = quantities(context.question)
    different: list[Quantity] = []
    for one in quantities(text):
        of_key = any(compared(key, one, context.unit) is not Comparison.OTHER for key in keys)
        repeated = any(compared(other, one) is not Comparison.OTHER for other in asked)
        if (of_key or not repeated) and not any(compared(other, one) is Comparison.SAME for other in different):
            different.append(one)
    return different
