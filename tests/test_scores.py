"""What one written answer is worth."""

import pytest

from assistant.answering.passages import Passage
from assistant.answering.prompts import REFUSAL
from assistant.learning.overlap import contains, exact, token_f1, words
from finetune.scores import Score, cites, keeps_format, means, numbers_written, score, without_markers
from tests.memory_index import EMBEDDER, passage

LEAVE = passage("Full-time employees get 30 vacation days a year. Up to 5 unused days may be carried over.")
HOTEL = passage("The company pays up to 150 euros for a hotel night in Berlin.", document="travel.md")
PASSAGES: list[Passage] = [LEAVE, HOTEL]


def scored(text: str, answers: tuple[str, ...] = ("30 vacation days",), right: tuple[int, ...] = (1,)) -> Score:
    return score(text, answers, PASSAGES, right, EMBEDDER)


def test_words_are_compared_without_case_punctuation_and_articles() -> None:
    assert words("The 27-30%, an Apple!") == ["2730", "apple"]
    assert exact("the Panthers.", "Panthers")
    assert not exact("the Panthers defense", "Panthers")


def test_full_width_characters_are_those_of_an_english_keyboard() -> None:
    assert exact("２７％", "27%")


def test_chinese_counts_by_character() -> None:
    assert words("15天年假。") == ["15", "天", "年", "假"]
    assert token_f1("年假15天", "15天") == pytest.approx(2 * 2 / (4 + 2))


@pytest.mark.parametrize(
    ("text", "reference", "expected"),
    [("308 points", "308", 2 / 3), ("308", "308", 1.0), ("nothing", "308", 0.0), ("", "308", 0.0), ("a b b", "b b", 1.0)],
)
def test_f1_counts_shared_words_as_often_as_both_have_them(text: str, reference: str, expected: float) -> None:
    assert token_f1(text, reference) == pytest.approx(expected)


def test_the_reason_after_a_yes_or_no_does_not_count() -> None:
    assert token_f1("No: the canteen is closed.", "no") == 1.0
    assert exact("Yes, it is open.", "yes")
    assert token_f1("Yes: it is open.", "no") == 0.0


def test_the_numbers_of_passages_are_taken_off_before_words_are_compared() -> None:
    assert without_markers("30 days [1]. Ask HR. [2, 3]") == "30 days. Ask HR."
    assert numbers_written("30 days [1]. Ask HR. [2, 3]") == {1, 2, 3}
    assert scored("30 vacation days [1]").exact_match == 1.0


def test_a_text_holds_an_answer_only_as_whole_words() -> None:
    assert contains("They scored 308 points.", "308")
    assert not contains("They scored 1308 points.", "308")
    assert not contains("They scored.", "...")


def test_the_nearest_of_several_references_counts() -> None:
    assert scored("thirty days [1]", ("30", "thirty days")).f1 == 1.0


def test_an_answer_is_right_to_cite_only_what_holds_it() -> None:
    assert cites("30 days [1]", frozenset({1}))
    assert not cites("30 days [2]", frozenset({1}))
    assert not cites("30 days [1] [2]", frozenset({1}))
    assert not cites("30 days", frozenset({1}))


def test_a_wrongly_refused_question_has_no_words_right_and_no_citation() -> None:
    one = scored(REFUSAL["en"])
    assert (one.f1, one.exact_match, one.refusal_wrong) == (0.0, 0.0, 1.0)
    assert one.citation is None and one.support is None and one.refusal_right is None


def test_an_unanswerable_question_only_asks_for_a_refusal() -> None:
    refused, answered = scored(REFUSAL["en"], ()), scored("30 days [1]", ())
    assert (refused.refusal_right, answered.refusal_right) == (1.0, 0.0)
    assert refused.f1 is None and answered.citation is None and answered.refusal_wrong is None


def test_support_is_the_share_of_the_sentences_that_a_passage_proves() -> None:
    assert scored("Full-time employees get 30 vacation days [1]. The canteen serves fish at noon [1].").support == 0.5


def test_a_number_alone_is_an_answer() -> None:
    one = scored("30 [1]", ("30",))
    assert (one.exact_match, one.refusal_wrong, one.citation) == (1.0, 0.0, 1.0)


def test_without_passages_nothing_has_support() -> None:
    assert score("Thirty days.", (), [], (), EMBEDDER).support == 0.0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("30 days [1]", True),
        ("30 days a year. [1] Ask HR first. [2]", True),
        ("30 days a year [1]. Ask HR first [1, 2].", True),
        ("30 days a year. Ask HR first. [2]", False),  # the first sentence has none
        ("30 days [3]", False),  # there is no such passage
        ("30 days [0]", False),
        ("30 days", False),
        ("One [1]. Two [1]. Three [1]. Four [1].", False),
    ],
)
def test_the_format_is_up_to_three_sentences_each_with_a_valid_number(text: str, kept: bool) -> None:
    assert keeps_format(text, 2) is kept


def test_a_refusal_keeps_the_format_in_its_very_words() -> None:
    assert scored("Not in the passages.").format == 1.0
    assert scored("Not in the passages. But I would say 30 [1].").format == 0.0
    assert scored("段落中没有答案。").format == 1.0


def test_means_leave_out_what_does_not_apply() -> None:
    found = means([scored("30 vacation days [1]"), scored(REFUSAL["en"], ())])
    assert (found["f1"], found["refusal_right"], found["format"]) == (1.0, 1.0, 1.0)
    assert means([])["f1"] is None
