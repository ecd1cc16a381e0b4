"""Questions made from prose, for reading practice."""

from random import Random

import pytest

from finetune.cloze import Cloze, clozes, told

TESLA = "Nikola Tesla moved to New York in 1884. The company paid him $18 for the first week. "
TOWER = "The Eiffel Tower is a lattice tower in Paris. It was built by Gustave Eiffel. Seven million people visit it each year."


def made(text: str) -> dict[str, str]:
    """Answers and questions of many rounds: each round takes two questions of a sentence."""
    return {cloze.answer: cloze.question for seed in range(12) for cloze in clozes(text, Random(seed))}


def test_a_year_is_asked_for_without_its_preposition() -> None:
    assert made(TESLA)["1884"] in ("Nikola Tesla moved to New York when?", "Nikola Tesla moved to New York in what year?")


def test_an_amount_of_money_is_asked_for_with_how_much() -> None:
    assert made(TESLA)["$18"] == "The company paid him how much for the first week?"


def test_a_number_is_asked_for_with_what_it_counts() -> None:
    assert (
        made("The new office needs 12 printers for its staff.")["12"] == "The new office needs how many printers for its staff?"
    )


def test_a_verb_that_questions_move_is_moved() -> None:
    assert made("The old bridge was designed by Maria Lopez.")["Maria Lopez"] in (
        "Who was the old bridge designed by?",
        "What was the old bridge designed by?",
        "Which was the old bridge designed by?",
    )


def test_an_answer_is_a_part_of_the_text_and_not_of_its_question() -> None:
    for answer, question in made(TESLA + TOWER).items():
        assert answer in TESLA + TOWER
        assert answer.lower() not in question.lower()


def test_a_sentence_that_points_elsewhere_is_not_asked_about() -> None:
    assert made("It was founded in Vienna by Karl Meier in 1911.") == {}


@pytest.mark.parametrize(
    "text", ["", "Short one.", "# A heading without a stop", "Is this asked in the text itself by Karl Meier?"]
)
def test_nothing_is_made_of_what_is_no_sentence(text: str) -> None:
    assert clozes(text, Random(1)) == []


def test_the_same_chance_makes_the_same_questions() -> None:
    assert clozes(TESLA + TOWER, Random(3)) == clozes(TESLA + TOWER, Random(3))


def test_of_a_sentence_there_are_two_questions_at_most() -> None:
    assert len(clozes("In 1911 Karl Meier and Anna Roth paid $900 for 14 looms in Vienna.", Random(1))) == 2


def test_a_text_tells_of_what_its_first_sentence_names() -> None:
    found = told(TOWER, Random(2))
    assert isinstance(found, Cloze)
    assert "the Eiffel Tower" in found.question
    assert found.answer.startswith("The Eiffel Tower is a lattice tower in Paris.")


def test_a_text_in_the_plural_is_asked_in_the_plural() -> None:
    questions = {told("Ravens are black birds of the crow family.", Random(seed)) for seed in range(20)}
    assert "What are Ravens?" in {one.question for one in questions if one is not None}


@pytest.mark.parametrize("text", ["It is a tower in Paris.", "In summer the tower is open.", "", "Visit us today."])
def test_a_text_that_names_nothing_tells_nothing(text: str) -> None:
    assert told(text, Random(1)) is None
