"""The gates that a question passes before anybody sees it: all by code, all recorded. Knows nothing of its maker."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.learning.check_context import CheckContext, Limits
from assistant.learning.conflicts import DocumentConflict, Statement
from assistant.learning.duplicates import duplicate
from assistant.learning.grounding import grounded, key_grounded, retrievable
from assistant.learning.guessing import guessable
from assistant.learning.item_rules import well_written
from assistant.learning.plausibility import plausible
from assistant.learning.privacy import cleaned
from assistant.learning.questions import Question
from assistant.learning.readability import readability
from assistant.learning.reading_back import read_back
from assistant.learning.reasons import Finding, Reason, Value, finding
from assistant.learning.rewording import same_question
from assistant.learning.stems import asked_part
from assistant.learning.uniqueness import distinct, keyed_right, unique

__all__ = ["CheckContext", "CheckResult", "DocumentConflict", "Limits", "Reason", "Statement", "check", "checked"]
Gate = Callable[[Question, CheckContext], Finding]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of all gates: values for `Question.checks`, and why it was dropped."""

    passed: bool
    checks: Mapping[str, Value]
    reasons: tuple[Reason, ...]
    conflicts: tuple[DocumentConflict, ...] = ()  # for the owners of the documents


def check(question: Question, context: CheckContext, draft: str = "") -> CheckResult:
    """The question through the gates for its kind; `draft` is its stem before a writer reworded it, "" where none did.

    What fails a stage does not go on to the next, slower one: a result that did not pass may lack the checks of later gates.
    """
    context = replace(context, last={})  # what one question was searched for says nothing of another's
    found = [reworded_well(question, draft, context)] if draft else []
    for stage in STAGES:
        found += [gate(question, context) for gate in stage]
        if any(one.reasons for one in found):
            break
    return _together(found)


def checked(question: Question, result: CheckResult) -> Question:
    """The question with the result recorded."""
    return replace(question, checks={**question.checks, **result.checks})


def _together(found: Sequence[Finding]) -> CheckResult:
    checks = {name: value for one in found for name, value in one.checks.items()}
    reasons = tuple(dict.fromkeys(reason for one in found for reason in one.reasons))
    return CheckResult(not reasons, checks, reasons, tuple(conflict for one in found for conflict in one.conflicts))


def readable(question: Question, context: CheckContext) -> Finding:
    """Whether the target group can read the stem and the options."""
    limits = context.limits
    longest = limits.sentence_characters if question.language == "zh" else limits.sentence_words
    stem = readability(question.question)
    hard = stem.grade > limits.grade or stem.longest > longest
    hard = hard or any(readability(option.text).longest > longest for option in question.options)
    return finding("readable", *([Reason.UNREADABLE] if hard else []))


def new(question: Question, context: CheckContext) -> Finding:
    """Whether the bank lacks the question."""
    other = duplicate(question, context.others, context.embedder, context.limits.duplicate)
    return finding("new", *([Reason.DUPLICATE] if other is not None else []))


def private(question: Question, context: CheckContext) -> Finding:
    """Whether the question names no personal data but what public documents name."""
    texts = [question.question, question.explanation, *question.accept, *question.points]
    texts += [option.text for option in question.options]
    named = any(cleaned(text, context.keep).kinds for text in texts)
    return finding("private", *([Reason.PERSONAL_DATA] if named else []))


def reworded_well(question: Question, draft: str, context: CheckContext) -> Finding:
    """Whether a writer's stem still asks what the made one asks."""
    same = same_question(asked_part(question.question), asked_part(draft), question.right_answer(), context.embedder)
    return finding("reworded", *([] if same else [Reason.REWORDED_WRONGLY]))


def no_synonyms(question: Question, _: CheckContext) -> Finding:
    """Whether the options say different things."""
    return distinct(question)


def by_the_rules(question: Question, _: CheckContext) -> Finding:
    """Whether the rules of item-writing are kept."""
    return well_written(question)


STAGES: tuple[tuple[Gate, ...], ...] = (
    (grounded, key_grounded, keyed_right, no_synonyms, by_the_rules, readable, private),  # words alone
    (new, plausible, guessable),  # vectors
    (retrievable, unique, read_back),  # searching and reading: about a second
)
