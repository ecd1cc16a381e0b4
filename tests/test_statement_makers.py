"""Drafts from what sentences say without numbers."""

from assistant.learning.distractors import Distractors
from assistant.learning.forming import Maker
from assistant.learning.key_words import SHOWN
from assistant.learning.questions import BLANK, Kind, Question
from assistant.learning.statement_makers import (
    answers_in_words,
    choices_of_cases,
    choices_of_endings,
    choices_of_names,
    clozes_of_words,
)
from tests.pages import Near, one_document

ENDINGS = (
    "# Data\n\nAll customer data must be destroyed securely when no longer needed.\n\n"
    "# Keys\n\nEvery gate is locked by the guard when darkness falls.\n\n"
    "# Pumps\n\nEach engine must be cooled with water when pressure rises."
)
CASES = (
    "# Loss\n\nIf a badge is lost, report the loss at the front gate.\n\n"
    "# Fire\n\nWhen the alarm sounds, leave the building by the stairs.\n\n"
    "# Guests\n\nIf a visitor arrives early, call the host from reception."
)
NAMES = (
    "# Roles\n\n- Scribe: Writes down what is said and done during the call.\n"
    "- Deputy: Keeps the time and calls in more people.\n- Liaison: Tells customers what is known and what follows."
)
MAKERS = (choices_of_endings, answers_in_words, choices_of_cases, clozes_of_words, choices_of_names)


def made(text: str, cosine: float = 0.3) -> list[Question]:
    document = one_document(text)
    maker = Maker(document, Distractors(document, Near(cosine)), lambda place: place.heading)
    return [one for sheet in document.sheets for make in MAKERS for one in make(sheet, maker)]


def choices(text: str) -> list[Question]:
    return [one for one in made(text) if one.kind is Kind.SINGLE_CHOICE]


def test_an_ending_stands_among_the_endings_of_other_sections() -> None:
    one = next((one for one in choices(ENDINGS)), None)
    assert one is not None and {option.text for option in one.options} == {
        "when no longer needed", "when darkness falls", "when pressure rises",
    }  # fmt: skip
    assert one.right_answer() in one.evidence.quote


def test_without_two_wrong_endings_it_is_asked_in_words() -> None:
    [one] = [one for one in made(ENDINGS.split("\n\n# Keys")[0]) if one.kind is Kind.SHORT_ANSWER]
    assert one.question.endswith("When must all customer data be destroyed securely?")
    assert one.points == one.accept == ("when no longer needed",)


def test_what_applies_in_a_case_stands_among_what_applies_in_others() -> None:
    one = next(one for one in choices(CASES) if "alarm" in one.question)
    assert one.question.endswith("What should be done when the alarm sounds?")
    assert one.right_answer() == "leave the building by the stairs" and len(one.options) == 3


def test_an_entry_is_found_by_its_description() -> None:
    one = next(one for one in choices(NAMES) if "Writes down" in one.question)
    assert one.right_answer() == "Scribe" and {option.text for option in one.options} == {"Scribe", "Deputy", "Liaison"}


def test_a_word_that_is_left_out_gives_its_first_letters() -> None:
    text = "# Rules\n\nEvery report must be signed by a licensed physician.\n\n# More\n\nAsk the physician. Call the physician."
    [one] = [one for one in made(text) if one.kind is Kind.CLOZE]
    assert one.accept == ("physician",) and f"begins with “{one.accept[0][:SHOWN]}”" in one.question
    assert one.question.count(BLANK) == 1
