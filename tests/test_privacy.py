"""Tests of assistant.learning.privacy: personal data out, everything else left."""

import pytest

from assistant.learning.privacy import cleaned, is_card, is_iban, is_phone


@pytest.mark.parametrize(
    ("text", "expected", "kind"),
    [
        ("Write to anna.b+x@mail.example.org please.", "Write to [email] please.", "email"),
        ("Call +44 20 7946 0958 today.", "Call [phone] today.", "phone"),
        ("Call (020) 7946 0958 today.", "Call [phone] today.", "phone"),
        ("Pay to DE89 3704 0044 0532 0130 00 now.", "Pay to [iban] now.", "iban"),
        ("My card is 4111 1111 1111 1111.", "My card is [card].", "card"),
        ("It came from 192.168.7.21 at night.", "It came from [ip] at night.", "ip"),
        ("It came from 2001:db8::8a2e:370:7334 at night.", "It came from [ip] at night.", "ip"),
    ],
)
def test_addresses_and_numbers_are_replaced(text: str, expected: str, kind: str) -> None:
    found = cleaned(text)
    assert found.text == expected
    assert found.kinds == (kind,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi Karen Oldroyd, may I ask?", "Hi [name], may I ask?"),
        ("Dear Mr Sandhu\nmay I ask?", "Dear [name]\nmay I ask?"),
        ("You may.\nBest regards,\nTom Birkett", "You may.\nBest regards,\n[name]"),
        ("My name is Ravi Sandhu, I lost my badge.", "My name is [name], I lost my badge."),
        ("尊敬的王经理，请问年假几天？", "尊敬的[name]，请问年假几天？"),
        ("我叫陈雨桐，请问年假几天？", "我叫[name]，请问年假几天？"),
    ],
)
def test_names_in_greetings_and_signatures_are_replaced(text: str, expected: str) -> None:
    found = cleaned(text)
    assert found.text == expected
    assert found.kinds == ("name",)


@pytest.mark.parametrize(
    "text",
    [
        "The rule holds from 2026-03-31 to 31.12.2027.",
        "Part number 12345678 costs EUR 1,250.00 and weighs 12.5 kg.",
        "Version 2026.3.1 is out.",
        "Order 1234 5678 9012 3456 was sent.",
        "The archive is in Leeds, hall 2.",
        "Thanks for the answer.",
        "I am in Leeds, may I ask?",
        "年假最多可结转5天。",
    ],
)
def test_dates_amounts_and_part_numbers_stay(text: str) -> None:
    found = cleaned(text)
    assert (found.text, found.kinds) == (text, ())


def test_what_public_documents_name_may_stay() -> None:
    text = "Write to people@lindqvale.example, not to anna@mail.example."
    found = cleaned(text, keep=lambda value: value == "people@lindqvale.example")
    assert found.text == "Write to people@lindqvale.example, not to [email]."


def test_a_card_or_an_account_is_replaced_whatever_documents_say() -> None:
    assert cleaned("Card 4111 1111 1111 1111", keep=lambda _: True).kinds == ("card",)


def test_every_place_is_counted() -> None:
    assert cleaned("a@b.example and c@d.example").kinds == ("email", "email")


def test_check_digits_decide() -> None:
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")
    assert is_iban("GB82 WEST 1234 5698 7654 32")
    assert not is_iban("GB82 WEST 1234 5698 7654 33")


def test_a_short_number_is_no_telephone_number() -> None:
    assert not is_phone("5555")
    assert not is_phone("2026-03-31")
    assert is_phone("+49 30 901820")
