"""How replies that pick, order or pair options are graded: exactly, with a stated share for a part. Knows no free text."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from assistant.errors import Problem
from assistant.learning.grades import Grade, Reason, graded
from assistant.learning.questions import Kind, Question

GRADER = "options"


def grade_options(question: Question, reply: object) -> Grade:
    """The grade of a reply to a question with options.

    Raises:
        Problem: the reply is not of the kind of the question, or names what the question does not have.
    """
    if question.kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE):
        return _single(question, reply)
    if question.kind is Kind.MULTIPLE_CHOICE:
        return _multiple(question, _ids(question, reply))
    if question.kind is Kind.ORDERING:
        return _ordering(question, _ids(question, reply))
    return _matching(question, reply)


def _single(question: Question, reply: object) -> Grade:
    if not isinstance(reply, str):
        raise _malformed(question, reply, "the id of one option")
    if reply == "":
        return graded(0.0, GRADER, missing=question.key, reasons=[Reason.EMPTY])
    _known(question, [reply])
    if reply in question.key:
        return graded(1.0, GRADER, hits=[reply])
    return graded(0.0, GRADER, missing=question.key, wrong=[reply], reasons=[Reason.WRONG_PICK])


def _multiple(question: Question, picked: Sequence[str]) -> Grade:
    """(right picks - wrong picks) / right options, never below 0: picking everything is worth no more than it should be."""
    hits = [one for one in question.key if one in picked]
    wrong = [one for one in picked if one not in question.key]
    missing = [one for one in question.key if one not in picked]
    score = (len(hits) - len(wrong)) / len(question.key)
    reasons = [Reason.EMPTY] if not picked else [Reason.WRONG_PICK] * bool(wrong) + [Reason.NOT_ALL] * bool(missing)
    return graded(score, GRADER, hits=hits, missing=missing, wrong=wrong, reasons=reasons)


def _ordering(question: Question, order: Sequence[str]) -> Grade:
    """The share of neighbours that follow one another as they should.

    Neighbours, not the longest common subsequence: in a procedure it matters what comes next, and by chance a random order
    keeps one neighbour in n, while its longest common subsequence holds half of five options.
    """
    if not order:
        return graded(0.0, GRADER, missing=question.key, reasons=[Reason.EMPTY])
    if len(order) != len(question.key):
        raise _malformed(question, order, f"all {len(question.key)} option ids, each once, in their order")
    pairs = list(pairwise(question.key))
    given = set(pairwise(order))
    hits = [f"{one}={other}" for one, other in pairs if (one, other) in given]
    missing = [f"{one}={other}" for one, other in pairs if (one, other) not in given]
    return graded(len(hits) / len(pairs), GRADER, hits=hits, missing=missing, reasons=[Reason.ORDER] if missing else [])


def _matching(question: Question, reply: object) -> Grade:
    """The share of pairs that are right; one left out counts as wrong."""
    if not isinstance(reply, Mapping) or not all(isinstance(one, str) for pair in reply.items() for one in pair):
        raise _malformed(question, reply, "an object of option ids, {left: right}")
    lefts = [pair.partition("=")[0] for pair in question.key]
    stray = [left for left in reply if left not in lefts] + [right for right in reply.values() if right in lefts]
    _known(question, [one for pair in reply.items() for one in pair])
    if stray:
        raise _malformed(question, reply, f"on the left {lefts}, on the right one of the others")
    pairs = [f"{left}={right}" for left, right in reply.items()]
    hits = [pair for pair in question.key if pair in pairs]
    missing = [pair for pair in question.key if pair not in pairs]
    wrong = [pair for pair in pairs if pair not in question.key]
    reasons = [Reason.EMPTY] if not pairs else [Reason.WRONG_PICK] * bool(wrong) + [Reason.NOT_ALL] * bool(missing)
    return graded(len(hits) / len(question.key), GRADER, hits=hits, missing=missing, wrong=wrong, reasons=reasons)


def _ids(question: Question, reply: object) -> list[str]:
    """The different option ids of a list."""
    if not isinstance(reply, Sequence) or isinstance(reply, str) or not all(isinstance(one, str) for one in reply):
        raise _malformed(question, reply, "a list of option ids")
    if len(set(reply)) != len(reply):
        raise _malformed(question, reply, "each option id once")
    _known(question, reply)
    return list(reply)


def _known(question: Question, ids: Sequence[str]) -> None:
    known = [option.id for option in question.options]
    if any(one not in known for one in ids):
        raise _malformed(question, ids, f"ids among {known}")


def _malformed(question: Question, reply: object, expected: str) -> Problem:
    return Problem(
        f"the reply {str(reply)[:60]!r} does not fit a {question.kind.value} question: expected {expected}; nothing was graded"
    )
