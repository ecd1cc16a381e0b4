"""The keyword index: what a word is, and that masked rows are never found."""

from pathlib import Path

import numpy as np

from indexer.keywords import KeywordIndex, asked_words, chinese_share, tokens, words_in
from indexer.selection import Selection

TEXTS = [
    "Up to 5 unused days carry over to the next year.",
    "Report a lost laptop to the help desk within 24 hours.",
    "The laptop policy follows ISO-27001.",
    "年假最多可以结转五天。",
]


def everything(count: int = len(TEXTS)) -> Selection:
    return Selection(1, np.ones(count, dtype=np.bool_))


def built(folder: Path, texts: list[str] = TEXTS) -> KeywordIndex:
    KeywordIndex.build(texts, folder)
    return KeywordIndex.open(folder)


def test_words_are_stemmed() -> None:
    assert tokens("Carried carries carrying") == ["carri", "carri", "carri"]


def test_identifiers_and_numbers_are_kept_whole_and_in_parts() -> None:
    found = tokens("ISO-27001 asks for 3.5% of E1234")
    assert {"iso-27001", "iso", "27001", "3.5%", "e1234"} <= set(found)


def test_chinese_is_cut_into_words() -> None:
    assert {"员工", "手册"} <= set(tokens("员工手册"))


def test_a_word_in_two_forms_is_found(tmp_path: Path) -> None:
    assert built(tmp_path).search("carrying", everything(), 5)[0][0] == 0


def test_an_identifier_finds_its_passage_first(tmp_path: Path) -> None:
    assert built(tmp_path).search("What is ISO-27001?", everything(), 5)[0][0] == 2


def test_a_chinese_question_finds_the_chinese_passage(tmp_path: Path) -> None:
    assert [row for row, _ in built(tmp_path).search("年假可以结转几天？", everything(), 5)] == [3]


def test_scores_fall_and_are_above_zero(tmp_path: Path) -> None:
    scores = [score for _, score in built(tmp_path).search("laptop policy", everything(), 5)]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_no_more_rows_come_than_asked_for(tmp_path: Path) -> None:
    assert len(built(tmp_path).search("laptop", everything(), 1)) == 1


def test_a_masked_row_is_never_found(tmp_path: Path) -> None:
    within = Selection(1, np.array([True, False, False, True]))
    assert built(tmp_path).search("laptop", within, 5) == []


def test_the_empty_selection_finds_nothing(tmp_path: Path) -> None:
    assert built(tmp_path).search("laptop", Selection.nothing(), 5) == []


def test_unknown_words_find_nothing(tmp_path: Path) -> None:
    assert built(tmp_path).search("zeppelin", everything(), 5) == []


def test_an_index_of_nothing_opens_and_finds_nothing(tmp_path: Path) -> None:
    assert built(tmp_path, []).search("laptop", Selection.nothing(), 5) == []


def test_an_index_of_wordless_texts_finds_nothing(tmp_path: Path) -> None:
    assert built(tmp_path, ["...", "!"]).search("laptop", everything(2), 5) == []


def test_counted_tokens_give_the_same_index(tmp_path: Path) -> None:
    KeywordIndex.build_from_tokens([tokens(text) for text in TEXTS], tmp_path / "again")
    again = KeywordIndex.open(tmp_path / "again").search("laptop", everything(), 5)
    assert again == built(tmp_path / "first").search("laptop", everything(), 5)


def test_the_share_of_chinese_counts_letters_only() -> None:
    assert chinese_share("年假 ab 12!") == 0.5
    assert chinese_share("12") == 0.0


def test_words_that_only_ask_are_left_out() -> None:
    assert asked_words("What is the allowed amount?") == ["allow", "amount"]


def test_a_question_of_nothing_but_asking_words_keeps_them() -> None:
    assert asked_words("What is it?") == ["what", "is", "it"]


def test_asked_words_come_once() -> None:
    assert asked_words("leave after leave") == ["leav", "after"]


def test_a_misspelt_word_is_found(tmp_path: Path) -> None:
    assert built(tmp_path).search("lost lapotp", everything(), 5) == built(tmp_path).search("lost laptop", everything(), 5)


def test_words_stand_in_a_text_in_any_form() -> None:
    assert words_in("Days carried over under ISO-27001", ["carri", "iso-27001", "leav"]) == {"carri", "iso-27001"}


def test_chinese_words_stand_in_a_text_by_their_characters() -> None:
    assert words_in("年假最多可以结转五天", ["年假", "病假"]) == {"年假"}
