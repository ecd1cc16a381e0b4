"""Words that turn a statement round: denials, opposites, duty and permission, hedges."""

import pytest

from assistant.learning.polarity import (
    NEGATIONS,
    ZH_NEGATIONS,
    Modality,
    _table,
    hedges,
    modalities,
    opposites,
    spelled_out,
    wavers,
    zh_opposed,
)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("it isn't so", "it is not so"),
        ("it isnt so", "it is not so"),
        ("they can't", "they can not"),
        ("they cannot", "they can not"),
        ("he won’t", "he will not"),
        ("i shan't", "i shall not"),
        ("you mustn't", "you must not"),
        ("it doesnt", "it does not"),
        ("the giant went", "the giant went"),
        ("it wants an important plant", "it wants an important plant"),
        ("a restaurant can", "a restaurant can"),
    ],
)
def test_short_forms_are_spelled_out_and_words_that_look_alike_are_not(text: str, spelled: str) -> None:
    assert spelled_out(text) == spelled


def test_spelling_out_twice_changes_nothing_more() -> None:
    for text in ("it isn't so", "they cannot", "he won't", "dont"):
        assert spelled_out(spelled_out(text)) == spelled_out(text)


def test_every_opposite_is_one_both_ways() -> None:
    for word, others in _table().items():
        assert word not in others, word
        assert all(word in opposites(other) for other in others), word


@pytest.mark.parametrize(
    ("word", "contrary"),
    [("before", "after"), ("required", "optional"), ("increase", "reduce"), ("internal", "external"), ("allowed", "forbidden")],
)
def test_opposites(word: str, contrary: str) -> None:
    assert contrary in opposites(word)


def test_a_word_that_nobody_listed_has_none() -> None:
    assert opposites("laptop") == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "opposed"),
    [
        ("提前之前提交", "之后提交", True),
        ("必须佩戴", "无需佩戴", True),
        ("允许携带", "禁止携带", True),
        ("最多三天", "至少三天", False),
        ("允许携带", "允许进入", False),
        ("之前和之后", "之后", False),
    ],
)
def test_chinese_opposites(one: str, other: str, opposed: bool) -> None:
    assert zh_opposed(one, other) is opposed
    assert zh_opposed(other, one) is opposed


@pytest.mark.parametrize("text", ["不", "没有", "未批准", "禁止", "切勿", "非员工"])
def test_chinese_denials(text: str) -> None:
    assert ZH_NEGATIONS.search(text)


@pytest.mark.parametrize("text", ["不仅", "不断", "无论", "非常", "未来", "别人", "不久", "不得不"])
def test_chinese_words_that_only_begin_like_denials(text: str) -> None:
    assert not ZH_NEGATIONS.search(text)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("staff must report it", {Modality.DUTY}),
        ("staff may report it", {Modality.PERMISSION}),
        ("staff should report it", {Modality.ADVICE}),
        ("staff must report it and may call", {Modality.DUTY, Modality.PERMISSION}),
        ("approval is required", {Modality.DUTY}),
        ("it is optional", {Modality.PERMISSION}),
        ("员工必须报告", {Modality.DUTY}),
        ("员工可以报告", {Modality.PERMISSION}),
        ("建议报告", {Modality.ADVICE}),
        ("参观须知", set()),
        ("staff report it", set()),
    ],
)
def test_how_binding_a_text_is(text: str, kinds: set[Modality]) -> None:
    assert modalities(text) == kinds


@pytest.mark.parametrize(
    "text",
    [
        "14 days or not",
        "yes or maybe not",
        "i don't know",
        "not sure",
        "either way",
        "it depends",
        "could be the opposite",
        "不知道",
        "也许不是",
    ],
)
def test_what_leaves_everything_open_is_a_hedge(text: str) -> None:
    assert hedges(text) > 0


@pytest.mark.parametrize(
    "text", ["14 days", "the manager approves it", "by mail and by phone", "员工报告", "not later than friday"]
)
def test_a_plain_statement_is_none(text: str) -> None:
    assert hedges(text) == 0
    assert not wavers(text)


@pytest.mark.parametrize("text", ["maybe 14 days", "by mail or by phone", "大概三天", "probably"])
def test_a_doubt_or_a_choice_wavers(text: str) -> None:
    assert wavers(text)


def test_denials_are_single_lower_case_words() -> None:
    assert all(word.isalpha() and word == word.lower() for word in NEGATIONS)
    assert {"not", "never", "without", "cannot"} <= NEGATIONS
