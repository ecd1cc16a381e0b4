"""Tests of finetune.preparing: documents in three parts, never one in two."""

import json
from pathlib import Path
from random import Random

import pytest

from assistant.errors import Problem
from finetune.company import document_items
from finetune.examples import Part, data_hash, part_of, read_examples
from finetune.material import Item, Source, Tally, item
from finetune.near_duplicates import Lookup, texts
from finetune.preparing import Prepared, Progress, held_share, prepare, write_prepared
from finetune.shelf import Shelf
from tests.company_index import SECRET, ContainingReader, named, shelf
from tests.memory_index import passage

THINGS = ("badge", "laptop", "locker", "permit", "invoice", "contract", "helmet", "ladder", "parcel")
PEOPLE = ("manager", "owner", "director", "officer", "committee", "board")


def text(number: int) -> str:
    """A document with facts of its own."""
    thing, person = THINGS[number % len(THINGS)], PEOPLE[number % len(PEOPLE)]
    return (
        f"# The {thing} of floor {number}\n\n"
        f"A visitor must return the {thing} of floor {number} within {number + 2} days. "
        f"The {person} checks each {thing} of floor {number}.\n\n# Keeping\n\n"
        f"The {thing} archive of floor {number} was built in {1950 + number}."
    )


def company() -> Shelf:
    """Eighteen documents for everybody and one that is withheld."""
    return shelf({**{f"docs/{number}.md": text(number) for number in range(18)}, "secret/pay.md": SECRET})


def prepared(found: Shelf, tally: Tally | None = None, seed: int = 0) -> Prepared:
    items = document_items(found, 1000, Random(seed), tally or Tally())
    *_, last = prepare(items, found, ContainingReader(), seed, tally or Tally(), {"documents": True})
    assert isinstance(last, Prepared)
    return last


@pytest.fixture(scope="module")
def whole() -> Prepared:
    return prepared(company())


def test_no_document_is_in_two_parts(whole: Prepared) -> None:
    of_part = {part: {name for example in examples for name in example.documents} for part, examples in whole.parts.items()}
    assert all(of_part.values())
    assert not of_part[Part.TRAIN] & of_part[Part.VALIDATION]
    assert not of_part[Part.TRAIN] & of_part[Part.TEST]
    assert not of_part[Part.VALIDATION] & of_part[Part.TEST]


def test_all_documents_of_an_example_are_in_the_part_of_its_first(whole: Prepared) -> None:
    share = whole.report["share_held_out"]
    for part, examples in whole.parts.items():
        assert all(part_of(name, share, share) is part for example in examples for name in example.documents)


def test_the_text_of_a_withheld_document_is_in_no_part_and_its_name_not_in_the_report(whole: Prepared) -> None:
    everything = str(whole.parts) + json.dumps(whole.report)
    assert "900000" not in everything
    assert "secret/" not in everything
    assert whole.report["documents_withheld"] == 1


def test_no_example_of_training_nearly_stands_in_a_held_out_part() -> None:
    more = {named(part, 1 + n): text(40 + 10 * place + n) for place, part in enumerate(Part) for n in range(3)}
    tally = Tally()
    found = prepared(shelf({named(Part.TRAIN): text(1), named(Part.TEST): text(1), **more}), tally)
    held = Lookup(each for part in (Part.VALIDATION, Part.TEST) for example in found.parts[part] for each in texts(example))
    assert found.parts[Part.TRAIN]
    assert not [each for example in found.parts[Part.TRAIN] for each in texts(example) if held.holds(each)]
    assert tally.dropped("train: nearly the same stands in a part that is held out") > 0


def test_an_item_whose_passages_lie_in_two_parts_is_dropped() -> None:
    train, test = named(Part.TRAIN), named(Part.TEST)
    found = shelf({train: text(1), test: text(2), named(Part.TRAIN, 1): text(3), named(Part.VALIDATION): text(4)})
    first, second = (next(iter(found.passages((name,)))) for name in (train, test))
    both = Item(
        "x", Source.CHATS, "What must a visitor return?", (("A badge.", 0), ("A laptop.", 1)), (first, second), "A badge."
    )
    tally = Tally()
    list(prepare([both, *document_items(found, 99, Random(0), tally)], found, ContainingReader(), 0, tally))
    assert tally.dropped("its passages lie in documents of different parts") == 1


def test_the_report_says_what_was_used_and_left_out_with_hashes(whole: Prepared) -> None:
    report = whole.report
    assert report["format"] == 1
    assert report["inputs"] == {"documents": True}
    for part, examples in whole.parts.items():
        told = report["parts"][part.value]
        assert told["examples"] == len(examples) == sum(told["tasks"].values()) == sum(told["documents"].values())
        assert told["sha256"] == data_hash(examples)
    assert set(report["left_out"]) == {"reasons", "dropped", "personal_data"}


def test_the_same_seed_prepares_the_same_data(whole: Prepared) -> None:
    assert prepared(company()) == whole


def test_progress_is_told_for_every_question() -> None:
    found = company()
    items = document_items(found, 10, Random(0), Tally())
    steps = [event for event in prepare(items, found, ContainingReader(), 0, Tally()) if isinstance(event, Progress)]
    assert steps[-1] == Progress(10, 10)


def test_what_is_written_is_what_was_prepared(whole: Prepared, tmp_path: Path) -> None:
    write_prepared(tmp_path / "out", whole)
    for part, examples in whole.parts.items():
        assert read_examples(tmp_path / "out" / f"{part.value}.jsonl") == examples
    assert json.loads((tmp_path / "out" / "data.json").read_text(encoding="utf-8")) == whole.report


def test_a_small_company_holds_out_a_larger_share() -> None:
    def one(name: str) -> Item:
        return item(Source.DOCUMENTS, name, "Who?", "They", passage("They do.", name))

    many = [one(named(part, number)) for part in Part for number in range(3)]
    assert held_share(many) == 0.1
    few = [one(named(Part.TRAIN)), one(named(Part.TEST, share=0.2)), one(named(Part.VALIDATION, share=0.2))]
    assert held_share(few) > 0.1
    assert held_share([one("a.md")]) == 0.25


def test_nothing_to_train_on_is_a_problem_that_says_what_to_do() -> None:
    with pytest.raises(Problem, match=r"found 0 questions on 0 documents .*withheld: 1.*access\.rules"):
        list(prepare([], shelf({"secret/pay.md": SECRET}), ContainingReader(), 0, Tally()))
