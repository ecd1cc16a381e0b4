"""Tests of finetune.company: questions from documents, and which of them may be taught."""

import json
from dataclasses import replace
from random import Random

from finetune.company import Sifted, document_items, sift, writer_items
from finetune.material import Item, Source, Tally, item
from finetune.shelf import Shelf
from tests.company_index import LEAVE, SECRET, ContainingReader, shelf
from tests.engines import ScriptedGenerator

TEXTS = {"leave.md": LEAVE, "secret/pay.md": SECRET}
OTHER = "# Badges\n\nVisitors must return the badge within 2 hours. The reception keeps the badges of visitors."


def made(texts: dict[str, str], most: int = 100, tally: Tally | None = None) -> list[Item]:
    return document_items(shelf(texts), most, Random(1), tally or Tally())


def sifted(items: list[Item], found: Shelf, tally: Tally | None = None) -> list[Sifted]:
    neighbours = {name: frozenset(found.documents) for name in found.documents}
    return list(sift(items, found, neighbours, ContainingReader(), tally or Tally()))


def test_questions_come_from_documents_for_everybody_alone() -> None:
    items = made(TEXTS)
    assert {one.document for one in items} == {"leave.md"}
    assert "900000" not in str(items)
    assert "How many unused days may employees carry over?" in [one.question for one in items]


def test_the_answer_has_its_unit_and_the_key_is_the_passages_own_words() -> None:
    (one,) = [one for one in made(TEXTS) if one.question.startswith("How many unused days")]
    assert (one.answer, one.key) == ("up to 5 unused days", "up to 5")
    assert one.key in one.proof[0].text


def test_a_limit_takes_from_all_documents_alike_and_is_reported() -> None:
    tally = Tally()
    items = made({"leave.md": LEAVE, "badges.md": OTHER}, most=2, tally=tally)
    assert {one.document for one in items} == {"leave.md", "badges.md"}
    assert tally.dropped("above the limit of 2 questions") > 0


def test_a_document_that_code_cannot_ask_about_is_reported() -> None:
    tally = Tally()
    assert made({"x.md": "# X\n\nBlue."}, tally=tally) == []
    assert tally.dropped("no sentence that code can ask about") == 1


def test_the_same_seed_makes_the_same_questions() -> None:
    assert made(TEXTS) == made(TEXTS)


def test_the_writer_is_never_shown_a_withheld_document() -> None:
    writer = ScriptedGenerator(["When does it end?"])
    items = list(writer_items(shelf(TEXTS), writer, 10, [], Random(1)))
    assert {one.source for one in items} == {Source.WRITER}
    assert "bonus" not in str(writer.orders).lower()


def test_the_writer_makes_no_more_questions_than_wanted() -> None:
    assert len(list(writer_items(shelf(TEXTS), ScriptedGenerator(["When is it?"]), 1, [], Random(1)))) == 1


def test_a_good_question_is_kept_with_the_wrong_passages_of_its_own_part() -> None:
    found = shelf({"leave.md": LEAVE, "badges.md": OTHER})
    (one,) = [one for one in made(TEXTS) if one.question.startswith("How many unused days")]
    (kept,) = sifted([one], found)
    assert kept.refusable
    assert kept.wrong
    assert all(passage.text != one.proof[0].text for passage in kept.wrong)
    alone = list(sift([one], found, {"leave.md": frozenset(["leave.md"])}, ContainingReader(), Tally()))
    assert {passage.document for passage in alone[0].wrong} <= {"leave.md"}


def test_a_made_question_that_another_passage_answers_is_dropped_and_an_approved_one_kept() -> None:
    copy = LEAVE.replace("Employees may", "In Leeds employees may")
    found = shelf({"leave.md": LEAVE, "leeds.md": copy})
    (one,) = [one for one in made(TEXTS) if one.question.startswith("How many unused days")]
    tally = Tally()
    assert sifted([one], found, tally) == []
    assert tally.dropped("another passage gives the answer too") == 1
    (kept,) = sifted([replace(one, source=Source.QUESTIONS)], found)
    assert not kept.refusable


def test_a_question_whose_passage_gives_another_answer_is_dropped() -> None:
    class Mistaken:
        def read(self, question: str, passage: object) -> tuple[str, float]:
            return "31 March", 1.0

    found = shelf(TEXTS)
    (one,) = [one for one in made(TEXTS) if one.question.startswith("How many unused days")]
    tally = Tally()
    assert list(sift([one], found, {"leave.md": frozenset(["leave.md"])}, Mistaken(), tally)) == []
    assert tally.dropped("asked again, its passage does not give the answer") == 1


def test_a_question_that_does_not_find_its_passage_is_dropped() -> None:
    texts = {f"{number}.md": f"# Part {number}\n\nThe pump number {number} is green." for number in range(12)}
    found = shelf({**texts, "leave.md": "# Blue\n\nSomething blue."})
    place = found.place("leave.md", "Something blue.")
    assert place is not None
    lost = item(Source.CHATS, "x", "What is the pump number 3?", "blue", place)
    tally = Tally()
    assert sifted([lost], found, tally) == []
    assert tally.dropped("its own passage is not among the 5 found for the question") == 1


def test_a_question_by_code_that_finds_nothing_is_asked_with_its_heading() -> None:
    texts = {
        f"{number}.md": f"# Part {letter}\n\nIt takes 3 days on floor {letter}." for number, letter in enumerate("abcdefghijkl")
    }
    found = shelf({**texts, "z.md": "# Parental leave for adoptive parents\n\nYou get it within 9 days."})
    place = found.place("z.md", "within 9 days")
    assert place is not None
    one = item(Source.DOCUMENTS, "x", "What takes 3 days?", "9", place)
    (kept,) = sifted([one], found)
    assert kept.item.question == "What takes 3 days (Parental leave for adoptive parents)?"


def test_the_tally_counts_by_source_document_and_reason() -> None:
    tally = Tally()
    tally.drop("documents", "a.md", "too long", 2)
    tally.drop("chats", "", "unproved")
    tally.drop("chats", "", "never", 0)
    tally.replaced(("email", "email", "name"))
    told = json.loads(json.dumps(tally.to_json()))
    assert told["reasons"] == {"documents: too long": 2, "chats: unproved": 1}
    assert told["dropped"][0] == {"source": "documents", "document": "a.md", "reason": "too long", "count": 2}
    assert told["personal_data"] == {"email": 2, "name": 1}
