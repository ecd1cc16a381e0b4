"""From what may be read to questions that passed, and what became of the others."""

import json
from collections.abc import Sequence

import pytest

from assistant.learning.authoring import Author, Batch, BatchReport, Wish, gate
from assistant.learning.checks import CheckContext, CheckResult
from assistant.learning.questions import BLANK, Kind, Question
from assistant.learning.reasons import Reason
from assistant.learning.round_trip import QuotingReader
from tests.memory_index import EMBEDDER, MemoryIndex
from tests.pages import Near, Suggesting

TEXTS = {
    "leave.md": (
        "# Carry-over\n\nUp to 5 unused days may be carried over into the next year."
        " Days lapse on 31 March of the next year.\n\n"
        "# Sick leave\n\nReport sickness to your manager by 09:30 on the first day."
    ),
    "travel.md": (
        "# Hotels\n\nThe company pays up to £150 for a night in a hotel.\n\n# Trains\n\nFirst class is not allowed on trains."
    ),
    "hr/pay.md": "# Pay\n\nSalaries are paid within 28 days after the end of the month.",
    "old.md": "Obsolete: replaced by leave.md\n\nUp to 9 unused days may be carried over into the next year.",
}


class Passing:
    """Lets everything through but what it is told to refuse, and remembers what it was shown."""

    def __init__(self, *refused: Kind) -> None:
        self.refused = refused
        self.seen: list[tuple[Question, int, str]] = []

    def __call__(self, question: Question, others: Sequence[Question], draft: str) -> CheckResult:
        self.seen.append((question, len(others), draft))
        fine = question.kind not in self.refused
        return CheckResult(fine, {"quoted": True}, () if fine else (Reason.GUESSABLE, Reason.UNSORTED))


def written(wish: Wish = Wish(), checks: Passing | None = None, prefix: str = "", **more: object) -> Batch:  # noqa: B008
    index = MemoryIndex(TEXTS)
    author = Author(Near(), Passing() if checks is None else checks, **more)  # type: ignore[arg-type]  # writer or skill
    return author.write(index, index.only(prefix), wish)


def test_nothing_is_asked_of_what_may_not_be_read() -> None:
    assert {one.evidence.document for one in written(prefix="travel").questions} == {"travel.md"}
    assert written(prefix="nothing").questions == ()


def test_withdrawn_documents_are_not_asked_about() -> None:
    assert "old.md" not in {one.evidence.document for one in written().questions}


def test_only_the_places_and_kinds_that_are_wished_for() -> None:
    batch = written(Wish(kinds=(Kind.CLOZE,), places=(("leave.md", 1),)))
    assert {(one.evidence.document, one.kind) for one in batch.questions} == {("leave.md", Kind.CLOZE)}
    assert batch.report.pages == 1


def test_so_many_at_the_most_and_each_sentence_once() -> None:
    few = written(Wish(count=3))
    places = {(one.evidence.document, one.evidence.start) for one in few.questions}
    assert len(few.questions) == len(places) == 3


def test_kinds_take_turns() -> None:
    assert len({one.kind for one in written(Wish(count=3)).questions}) >= 2


def test_a_sentence_is_asked_about_once_and_with_a_gap_only_where_nothing_better_is_to_be_had() -> None:
    batch = written()
    places = [(one.evidence.document, one.evidence.start) for one in batch.questions]
    assert len(places) == len(set(places))
    choices = written(Wish(kinds=(Kind.SINGLE_CHOICE,))).questions
    gaps = {(one.evidence.document, one.evidence.start) for one in batch.questions if one.kind is Kind.CLOZE}
    assert not gaps & {(one.evidence.document, one.evidence.start) for one in choices}


def test_a_sentence_that_is_asked_about_already_is_not_asked_about_in_another_way() -> None:
    gaps = written(Wish(kinds=(Kind.CLOZE,))).questions
    places = {(one.evidence.document, one.evidence.start) for one in gaps}
    more = written(Wish(taken=gaps)).questions
    assert gaps and not places & {(one.evidence.document, one.evidence.start) for one in more}


def test_what_fails_is_counted_by_its_first_reason_and_the_sentence_is_asked_about_in_another_way() -> None:
    batch = written(checks=Passing(Kind.NUMERIC))
    assert Kind.NUMERIC not in {one.kind for one in batch.questions}
    assert set(batch.report.dropped) == {"guessable"}
    assert batch.report.made == batch.report.kept + sum(batch.report.dropped.values())
    assert batch.report.kept == sum(batch.report.kinds.values()) == len(batch.questions)
    assert len(batch.questions) == len(written().questions)


def test_results_are_kept_with_the_question() -> None:
    assert all(one.checks == {"quoted": True} for one in written().questions)


def test_each_is_checked_beside_those_that_are_kept_and_there_already() -> None:
    first = written().questions
    checks = Passing()
    again = written(Wish(taken=first[:2]), checks)
    assert checks.seen[0][1] == 2
    assert not {one.id for one in again.questions} & {one.id for one in first[:2]}


def test_a_writer_rewords_and_the_check_is_told_the_stem_before() -> None:
    checks = Passing()
    told = "How many unused days may be carried over into the next year?"
    batch = written(Wish(kinds=(Kind.NUMERIC,), places=(("leave.md", 1),)), checks, writer=Suggesting(told))
    reworded = [draft for one, _, draft in checks.seen if told in one.question]
    assert batch.questions and all(draft == "" or BLANK in draft for draft in reworded)


def test_a_batch_is_the_same_every_time() -> None:
    assert [one.to_json() for one in written().questions] == [one.to_json() for one in written().questions]


def test_a_report_comes_back_from_json() -> None:
    report = written().report
    assert BatchReport.from_json(json.loads(json.dumps(report.to_json()))) == report


@pytest.mark.parametrize("kind", [Kind.NUMERIC, Kind.CLOZE])
def test_the_real_checks_keep_what_is_right(kind: Kind) -> None:
    index = MemoryIndex(TEXTS)
    within = index.without("old")
    context = CheckContext(index, within, EMBEDDER, QuotingReader(EMBEDDER))
    batch = Author(EMBEDDER, gate(context)).write(index, within, Wish(kinds=(kind,)))
    assert any("carried over" in one.question for one in batch.questions), batch.report.dropped
