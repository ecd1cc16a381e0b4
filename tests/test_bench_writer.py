"""The measurement of writers side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.generation import Order
from assistant.answering.retrieval import Retrieved
from bench.writer import Answered, Asked, answered, comparison, northwind_question, summary
from finetune.held_out import Question, read_questions
from finetune.writing import QuotedWriter, Written
from tests.memory_index import EMBEDDER, passage

LEAVE = passage("Full-time employees get 30 vacation days a year.", document="leave.pdf")
HOTEL = passage("The company pays up to 150 euros for a hotel night.", document="travel.pdf")
TOLD = Question("a", "demo", "leave.pdf", "How many vacation days?", (LEAVE, HOTEL), ("30 vacation days",), frozenset({1}))
UNTOLD = Question("b", "demo", "leave.pdf", "Who is the director?", (LEAVE, HOTEL), (), frozenset())
OTHER = Question("c", "demo", "travel.pdf", "How much for a hotel?", (LEAVE, HOTEL), ("150 euros",), frozenset({2}))


class ListWriter:
    """Writes the texts that it is given, one after the other."""

    name, hash = "list", "0" * 64

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self.asked: list[Question] = []

    def answer(self, questions: Sequence[Question]) -> Iterator[tuple[int, Written]]:
        self.asked = list(questions)
        for place, text in enumerate(self._texts[: len(questions)]):
            yield place, Written(text, 5, 0.5)

    def reply(self, orders: Sequence[Order]) -> Iterator[tuple[int, Written]]:
        yield from ()

    def close(self) -> None:
        pass


def answers(*texts: str) -> list[Answered]:
    return answered(ListWriter(*texts), [Asked(TOLD), Asked(UNTOLD), Asked(OTHER)], EMBEDDER)


def test_a_summary_counts_only_what_each_number_is_about() -> None:
    row = summary("demo", "list", answers("They get 30 vacation days [1]", "Not in the passages.", "150 euros [1]"))
    assert (row["answerable"], row["unanswerable"]) == (2, 1)
    assert (row["EM"], row["contained"], row["citation"]) == ("0.500", "1.000", "0.500")
    assert (row["refused"], row["wrongly refused"], row["format"]) == ("1.000", "0.000", "1.000")
    assert (row["words"], row["s"]) == ("3.5", "0.50")


def test_a_summary_of_refusals_alone_leaves_the_rest_empty() -> None:
    row = summary("demo", "list", answers(*["Not in the passages."] * 3))
    assert (row["citation"], row["support"], row["words"], row["wrongly refused"]) == ("", "", "", "1.000")


def test_what_retrieval_refused_is_not_put_to_the_writer() -> None:
    writer = ListWriter("150 euros [2]")
    found = answered(writer, [Asked(TOLD, refused=True), Asked(OTHER)], EMBEDDER)
    assert writer.asked == [OTHER]
    assert [one.score.refusal_wrong for one in found] == [1.0, 0.0]
    assert summary("demo", "list", found)["s"] == "0.50"


def test_two_writers_are_compared_over_documents() -> None:
    found = comparison(
        "demo",
        ("old", answers("nothing", "x", "nothing")),
        ("new", answers("30 vacation days [1]", "x", "150 euros [2]")),
    )
    assert found is not None
    assert (found["from"], found["to"], found["difference"], found["low"], found["n"]) == ("old", "new", 1.0, 1.0, 2)


def test_nothing_answerable_cannot_be_compared() -> None:
    one = [Answered(Asked(UNTOLD), Written("x", 1, 0.1), answers("x", "x", "x")[1].score)]
    assert comparison("demo", ("old", one), ("new", one)) is None


def test_a_page_beside_the_reference_is_right_and_its_mark_is_no_part_of_the_answer() -> None:
    shown = (replace(passage("text", document="a.pdf"), page=8), replace(passage("text", document="b.pdf"), page=7))
    row = {"id": "n1", "truth": "It is so. [a.pdf#page=7]", "citations": [{"file": "a.pdf", "page": 7}]}
    one = northwind_question(row, Retrieved("Is it so?", shown, 0.9, ("a.pdf",)))
    assert (one.answers, one.right, one.document) == (("It is so.",), frozenset({1}), "a.pdf")


def test_a_missed_page_leaves_no_right_passage() -> None:
    row = {"id": "n1", "truth": "It is so.", "citations": [{"file": "a.pdf", "page": 70}]}
    shown = (replace(passage("text", document="a.pdf"), page=8),)
    assert northwind_question(row, Retrieved("Is it so?", shown, 0.9, ())).right == frozenset()


def test_quotes_of_public_questions_cite_their_passages(shared_data: Path) -> None:
    asked = [Asked(one) for one in read_questions(shared_data / "qa/xquad_en_public.jsonl", limit=3, held_out=True)]
    row = summary("xquad_en_public", "quoted", answered(QuotedWriter(EMBEDDER), asked, EMBEDDER))
    assert (row["answerable"], row["unanswerable"], row["format"]) == (3, 3, "1.000")
    assert float(row["F1"]) > 0


def test_an_unknown_set_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    from bench.writer import main

    with pytest.raises(SystemExit):
        main(["--sets", "nothing"])
    assert "invalid choice" in capsys.readouterr().err
