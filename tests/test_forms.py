"""Accepted forms, aliases and spelling: what is the same term, what is another one."""

import pytest

from assistant.learning.aliases import abbreviates, abbreviations, written
from assistant.learning.forms import Context, Nearness, clean, match
from assistant.learning.spelling import misspelt, same_word
from assistant.learning.typed import unit_asked
from assistant.learning.units import BARE, unit_of


@pytest.mark.parametrize(
    ("accepted", "reply"),
    [
        ("line manager", "the Line-Manager."),
        ("line manager", "line managers"),
        ("line manager", "It is the line manager"),
        ("e-mail", "email"),
        ("colour", "color"),
        ("authorised", "authorized"),
        ("data centre", "data centers"),
        ("policies", "policy"),
        ("café", "cafe"),
        ("ＴＬＳ 1.2", "tls 1.2"),
        ("TLS 1.2", "TLS v1.2"),
        ("C++", "c++"),
        ("within 24 hours", "in 1 day"),
        ("laptop, phone and badge", "badge, laptop & phone"),
        ("Data Protection Officer (DPO)", "DPO"),
        ("Data Protection Officer (DPO)", "data protection officer"),
        ("two-factor authentication", "2FA"),
        ("annually", "once a year"),
        ("直属经理", "由直属经理"),
    ],
)
def test_the_same_term_in_another_form(accepted: str, reply: str) -> None:
    assert match(reply, [accepted]).nearness is Nearness.SAME


@pytest.mark.parametrize(
    ("accepted", "reply"),
    [
        ("confidential", "confidentail"),
        ("confidential", "confidental"),
        ("two-factor authentication", "two factor autentication"),
        ("encrypted", "encrytped"),
        ("permitted", "permited"),
    ],
)
def test_a_typing_mistake_is_forgiven_and_said(accepted: str, reply: str) -> None:
    assert match(reply, [accepted]).nearness is Nearness.MISSPELT


@pytest.mark.parametrize(
    ("accepted", "reply"),
    [
        ("TLS 1.2", "TLS 1.3"),
        ("30 days", "31 days"),
        ("within 24 hours", "within 48 hours"),
        ("is permitted", "is not permitted"),
        ("is permitted", "isn't permitted"),
        ("authorised", "unauthorised"),
        ("authorised", "unautorised"),
        ("regular", "irregular"),
        ("employee", "employer"),
        ("contract", "contrast"),
        ("deprecation", "depreciation"),
        ("complaint", "compliant"),
        ("maximum", "minimum"),
        ("C++", "C#"),
        ("red", "rad"),
        ("B204", "B205"),
        ("line manager", "manager line"),
        ("line manager", "line manager or HR"),
        ("two-factor authentication", "no two-factor authentication"),
        ("加密", "不加密"),
        ("必须", "无需"),
    ],
)
def test_another_term_is_never_taken_for_a_typing_mistake(accepted: str, reply: str) -> None:
    assert match(reply, [accepted]).nearness < Nearness.HALF


def test_a_short_form_counts_where_the_quoted_source_uses_it() -> None:
    quote = "Ask the Information Security Lead (ISL) before you buy software."
    assert match("ISL", ["Information Security Lead"], Context(quote=quote)).nearness is Nearness.SAME
    assert match("ISL", ["Information Security Lead"]).nearness < Nearness.HALF


def test_a_reply_that_is_another_term_of_the_company_is_no_typing_mistake() -> None:
    assert match("Procurator", ["Procurators office"], Context(terms={"Procurator"})).another
    assert match("Purchasor", ["Purchaser"], Context(terms={"Purchasor"})).nearness is Nearness.OTHER
    assert match("Purchasor", ["Purchaser"]).nearness is Nearness.MISSPELT


def test_words_of_the_question_may_be_repeated() -> None:
    context = Context(question="Who approves travel abroad?")
    assert match("The line manager approves travel abroad", ["line manager"], context).nearness is Nearness.SAME
    assert match("approves travel abroad", ["line manager"], context).nearness < Nearness.HALF


def test_what_both_sides_of_a_bracket_say_must_be_right() -> None:
    assert match("two-factor authentication (2FA)", ["two-factor authentication"]).nearness is Nearness.SAME
    assert match("two-factor authentication (3FA)", ["two-factor authentication"]).nearness < Nearness.HALF


def test_control_and_invisible_characters_are_taken_out() -> None:
    assert clean("li\u200bne\u0000 \u202emana\ufeffger\n\t") == "line manager"


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("the Data Protection Officer (DPO) decides", ("Data Protection Officer", "DPO")),
        ("the DPO (Data Protection Officer) decides", ("Data Protection Officer", "DPO")),
        ("use two-factor authentication (2FA)", ("two-factor authentication", "2FA")),
        ("数据保护官（DPO）", ("数据保护官", "DPO")),
    ],
)
def test_abbreviations_of_a_document_are_found(text: str, pair: tuple[str, str]) -> None:
    assert pair in list(abbreviations(text))


def test_what_stands_in_brackets_is_an_alias_only_if_it_abbreviates() -> None:
    assert "DPO" in written(["Data Protection Officer (DPO)"])
    assert "optional" not in written(["Badge (optional)"])
    assert not abbreviates("HR", ["human", "being"])


@pytest.mark.parametrize(("key", "word"), [("organisation", "organization"), ("boxes", "box"), ("programme", "program")])
def test_spelling_variants_are_one_word(key: str, word: str) -> None:
    assert same_word(key, word)


@pytest.mark.parametrize("word", ["accesss", "acces"])
def test_one_letter_of_a_short_word_may_be_wrong(word: str) -> None:
    assert misspelt("access", word)


@pytest.mark.parametrize(
    ("key", "word"), [("cost", "coost"), ("access", "axxes"), ("access2", "access3"), ("approve", "disapprove")]
)
def test_short_words_digits_and_prefixes_are_never_misspelt(key: str, word: str) -> None:
    assert not misspelt(key, word)


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many days of leave?", "days"),
        ("How many working days' notice?", "working days"),
        ("Reply within ____ hours.", "hours"),
        ("Up to $____ a month.", "$"),
        ("What percentage is paid?", "%"),
        ("What is the term, in months?", "months"),
        ("最多多少天？", "天"),
    ],
)
def test_the_unit_that_a_question_asks_for(question: str, unit: str) -> None:
    assert unit_asked(question) == unit_of(unit)


def test_a_question_without_a_unit_asks_for_none() -> None:
    assert unit_asked("How long is the period?") == BARE
