"""Verbs and their forms."""

from assistant.learning.verbs import bases, past_forms, third, third_forms


def test_forms_follow_the_spelling_of_english() -> None:
    assert [third(verb) for verb in ("receive", "carry", "pay", "pass", "go", "fix", "teach", "have")] == [
        "receives", "carries", "pays", "passes", "goes", "fixes", "teaches", "has",
    ]  # fmt: skip


def test_a_past_leads_back_to_its_base() -> None:
    known = past_forms()
    assert {past: known[past] for past in ("released", "carried", "planned", "stopped", "submitted", "began", "wrote")} == {
        "released": "release", "carried": "carry", "planned": "plan", "stopped": "stop", "submitted": "submit",
        "began": "begin", "wrote": "write",
    }  # fmt: skip


def test_every_form_is_of_a_verb_that_is_known_and_no_two_verbs_share_a_third_person() -> None:
    assert set(past_forms().values()) <= bases()
    assert len(third_forms()) == len(bases())
    assert all(third(base) == form for form, base in third_forms().items())


def test_verbs_are_single_small_words() -> None:
    assert all(verb.isalpha() and verb.islower() for verb in bases())
