"""Which addresses and numbers a company publishes."""

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
