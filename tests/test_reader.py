"""The independent reader, with a judge that says what the test wants."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assistant.answering.judge import Scored
from assistant.answering.judge_format import Read
from assistant.answering.reader import Choice, chooses, reads

TEXT = "The office opens at eight. The canteen opens at noon."


class Scripted:
    """A judge that gives each word the height that a function says."""

    def __init__(
        self,
        height: Callable[[str], float],
        relevance: Callable[[str], float] = lambda _: 0.0,
        support: Callable[[str], float] = lambda _: 0.0,
    ) -> None:
        self.height, self.relevance, self.support = height, relevance, support
        self.read: list[str] = []

    def scored(self, asked: str, texts: Sequence[str]) -> list[Scored]:
        self.read += texts
        return [self._scored(asked, text) for text in texts]

    def _scored(self, asked: str, text: str) -> Scored:
        offsets, place = [(0, 0)], 0
        for word in text.split():
            place = text.index(word, place)
            offsets.append((place, place + len(word.rstrip("."))))
            place += len(word)
        heights = [0.0] + [self.height(text[start:end]) for start, end in offsets[1:]]
        values = np.array(heights, np.float32)
        return Scored(
            0, Read([0] * len(offsets), offsets, 1, len(offsets)), values, values, self.relevance(text), self.support(asked)
        )


def test_the_highest_span_is_read_with_its_margin() -> None:
    reading = reads(Scripted(lambda word: {"eight": 5.0, "noon": 3.0}.get(word, -9.0)), "When?", TEXT)
    assert reading is not None
    assert TEXT[reading.start : reading.end] == "eight"
    assert reading.margin == pytest.approx((5 + 5) - (3 + 3))


def test_what_is_not_the_answer_itself_counts_for_the_margin() -> None:
    sure = reads(Scripted(lambda word: {"eight": 5.0}.get(word, -9.0)), "When?", TEXT)
    unsure = reads(Scripted(lambda word: {"eight": 5.0, "noon": 4.9}.get(word, -9.0)), "When?", TEXT)
    assert sure is not None and unsure is not None
    assert unsure.margin < sure.margin


def test_a_long_passage_is_read_in_parts_and_the_likelier_part_wins() -> None:
    long = " ".join(f"Room {number} has a table and also a chair and a lamp." for number in range(12))
    judge = Scripted(lambda word: 1.0 if word.isdigit() else -9.0, lambda text: 5.0 if " 11 " in text else 0.0)
    reading = reads(judge, "Which room?", long)
    assert len(judge.read) > 1
    assert reading is not None
    assert int(long[reading.start : reading.end].split()[0]) >= 8


def test_an_empty_passage_has_no_answer() -> None:
    assert reads(Scripted(lambda _: 0.0), "When?", "") is None


def test_the_option_that_stands_highest_is_chosen() -> None:
    judge = Scripted(lambda word: {"eight": 5.0, "noon": 3.0}.get(word, -9.0))
    assert chooses(judge, "When?", TEXT, ["noon", "eight"]) == Choice(1, 4.0)


def test_an_option_that_does_not_stand_there_is_not_chosen() -> None:
    judge = Scripted(lambda word: 1.0)
    assert chooses(judge, "When?", TEXT, ["midnight", "noon"]).option == 1
    assert chooses(judge, "When?", TEXT, ["midnight", ""]) == Choice(None, 0.0)


def test_an_option_is_found_in_either_case_as_whole_words() -> None:
    judge = Scripted(lambda word: 1.0)
    assert chooses(judge, "When?", TEXT, ["NOON"]).option == 0
    assert chooses(judge, "When?", TEXT, ["noo"]).option is None


def test_an_option_of_several_words_stands_from_its_first_to_its_last() -> None:
    judge = Scripted(lambda word: {"canteen": 4.0, "opens": 2.0, "office": 1.0}.get(word, 0.0))
    choice = chooses(judge, "What?", TEXT, ["office opens", "canteen opens"])
    assert choice == Choice(1, 3.0)


def test_an_option_that_the_passage_supports_is_chosen_over_one_that_only_stands_there() -> None:
    judge = Scripted(lambda word: 0.0, support=lambda asked: 2.0 if asked == "When? noon" else -1.0)
    assert chooses(judge, "When?", TEXT, ["eight", "noon"]) == Choice(1, 3.0)


def test_no_options_no_choice() -> None:
    assert chooses(Scripted(lambda word: 1.0), "When?", TEXT, []) == Choice(None, 0.0)
