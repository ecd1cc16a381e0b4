"""Which addresses and numbers a company publishes."""

import pytest

from assistant.learning.contacts import public, role_mailbox

TEXTS = (
    ("safety.md", "Call the hotline at +44 113 496 0100. Jane Doe is reached at +44 113 496 0199 or jane.doe@aquilo.example."),
    ("travel.md", "Write to service-desk@aquilo.example. The gate answers +44 113 496 0123."),
    ("gate.md", "The gate answers +44 (113) 496-0123. Toll-free: 1-800-555-0100. Ask jane.doe@aquilo.example."),
)


def test_a_hotline_and_a_number_in_several_documents_are_public() -> None:
    keep = public(TEXTS)
    assert keep("+44 113 496 0100") and keep("+44 113 496 0123") and keep("1-800-555-0100")


def test_a_persons_number_and_mailbox_stay_out_even_where_several_documents_name_them() -> None:
    keep = public(TEXTS)
    assert not keep("+44 113 496 0199") and not keep("jane.doe@aquilo.example")


def test_a_role_has_a_mailbox_of_its_own() -> None:
    assert role_mailbox("service-desk@aquilo.example") and role_mailbox("hr.leeds@aquilo.example")
    assert not role_mailbox("jane.doe@aquilo.example") and not role_mailbox("+44 113 496 0100")


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert public(TEXTS)("0044 (113) 496-0100")


@pytest.mark.parametrize("value", ["HR@aquilo.example", "it-support@a.example", "info2@a.example", "billing.emea@a.example"])
def test_a_mailbox_of_a_role_may_be_named_though_no_document_does(value: str) -> None:
    assert role_mailbox(value)
    assert public([])(value)


@pytest.mark.parametrize(
    "value", ["jane@a.example", "@a.example", "123@a.example", "hrabal@a.example", "hr", "", "张伟@a.example"]
)
def test_what_only_begins_like_a_role_is_none(value: str) -> None:
    assert not role_mailbox(value)
    assert not public([])(value)


def test_two_pages_of_one_document_are_one_document() -> None:
    pages = [("gate.md", "Ring +44 113 496 0123."), ("gate.md", "Again: +44 113 496 0123.")]
    assert not public(pages)("+44 113 496 0123")
    assert public([*pages, ("other.md", "Ring +44 113 496 0123.")])("+44 113 496 0123")


def test_a_mailbox_is_the_same_in_any_case() -> None:
    keep = public([("a.md", "Write to Aquilo@a.example."), ("b.md", "Write to aquilo@A.example.")])
    assert keep("AQUILO@a.example")


def test_words_that_publish_reach_no_further_than_their_sentence() -> None:
    assert public([("a.md", "The hotline is\n+44 113 496 0100.")])("+44 113 496 0100")
    assert not public([("a.md", "The hotline is open. Jane has +44 113 496 0100.")])("+44 113 496 0100")
