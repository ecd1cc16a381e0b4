"""Where a document speaks of a wrong option."""

from dataclasses import replace
from typing import Any

from assistant.learning.option_sources import EVERYWHERE, option_sources
from assistant.learning.questions import Evidence, Kind, Option, Question
from tests.shelves import MemoryShelf

QUOTE = "Full-time employees get 30 days."
TEXT = f"# Leave\n\n{QUOTE} Part-time employees get 18 days.\n\n# Notice\n\nNotice is given 25 days ahead, never 118 days.\n"


def anything(_: str) -> bool:
    return True


def asked(*texts: str, quote: str = QUOTE, text: str = TEXT, **changes: Any) -> Question:  # Any: values of several fields
    start = text.index(quote)
    place = Evidence("leave.md", SHELF.documents()[0].version, 1, quote, start, start + len(quote))
    options = tuple(Option(str(number), text) for number, text in enumerate(texts))
    fields = {"question": "How many?", "evidence": place, "options": options, "key": ("0",)}
    return Question("q", 1, **{"kind": Kind.SINGLE_CHOICE, **fields, **changes})


SHELF = MemoryShelf({"leave.md": TEXT})


def test_a_wrong_option_is_found_in_the_sentence_that_says_it() -> None:
    found = option_sources(asked("30 days", "18 days", "25 days"), ["1", "2"], SHELF, anything)
    assert [found[one].quote for one in ("1", "2")] == [
        "Part-time employees get 18 days.",
        "Notice is given 25 days ahead, never 118 days.",
    ]
    assert found["2"].heading == "Notice"
    assert TEXT[found["1"].start : found["1"].end] == found["1"].quote


def test_what_only_the_evidence_says_belongs_nowhere_else() -> None:
    assert option_sources(asked("30 days", "Full-time employees"), ["1"], SHELF, anything) == {}


def test_a_number_inside_a_longer_one_is_another_number() -> None:
    assert option_sources(asked("30 days", "8 days"), ["1"], SHELF, anything) == {}


def test_what_stands_everywhere_belongs_nowhere() -> None:
    text = TEXT + "\n\n".join(f"Rule {number} holds for interns." for number in range(EVERYWHERE))
    question = asked("Employees", "interns", text=text)
    assert option_sources(question, ["1"], MemoryShelf({"leave.md": text}), anything) == {}


def test_nothing_is_told_of_a_document_that_may_not_be_read_or_has_changed() -> None:
    question = asked("30 days", "18 days")
    assert option_sources(question, ["1"], SHELF, lambda _: False) == {}
    old = asked("30 days", "18 days", evidence=replace(question.evidence, version="v0"))
    assert option_sources(old, ["1"], SHELF, anything) == {}


def test_true_and_false_belong_nowhere() -> None:
    options = (Option("true", "True"), Option("false", "False"))
    assert option_sources(asked(kind=Kind.TRUE_FALSE, options=options, key=("true",)), ["false"], SHELF, anything) == {}


def test_chinese_options_are_found_without_spaces_around_them() -> None:
    text = "# 年假\n\n正式员工每年有15天年假。兼职员工每年有8天年假。\n"
    shelf = MemoryShelf({"leave.md": text})
    place = Evidence("leave.md", shelf.documents()[0].version, 1, "正式员工每年有15天年假。", 6, 19)
    question = asked("15天", "8天", evidence=place)
    assert option_sources(question, ["1"], shelf, anything)["1"].quote == "兼职员工每年有8天年假。"
