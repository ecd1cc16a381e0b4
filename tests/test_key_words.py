"""The word of a statement that carries what it tells."""

import pytest

from assistant.learning.key_words import KeyWord, key_word, tells, vocabulary
from assistant.learning.standalone import Statement, statements
from tests.pages import page

AROUND = "The physician signs. Ask the physician. A physician is called. " * 2
MORE = "The report is long. Every report is read. A report is kept. " * 20


def statement(sentence: str) -> Statement:
    [found] = statements(page(f"# Rules\n\n{sentence}"))
    return found


def word(sentence: str, title: str = "Handbook", around: str = AROUND + MORE) -> KeyWord | None:
    return key_word(statement(sentence), title, vocabulary([sentence, around]))


def test_the_rarest_noun_that_the_document_uses_as_a_term_is_taken() -> None:
    found = word("Every report must be signed by a licensed physician.")
    assert found is not None and found.text == "physician"


def test_the_place_is_that_on_the_page() -> None:
    sentence = "Every report must be signed by a licensed physician."
    found = word(sentence)
    assert found is not None and f"Rules\n\n{sentence}"[found.start : found.end] == "physician"


@pytest.mark.parametrize(
    "sentence",
    [
        "Every physician must ask another physician before signing.",  # stands twice
        "Every report must be signed by a notary of the town.",  # the document hardly uses "notary"
    ],
)
def test_a_word_that_stands_twice_or_hardly_anywhere_is_not(sentence: str) -> None:
    found = word(sentence)
    assert found is None or found.text not in ("physician", "notary")


def test_what_the_title_tells_is_not_asked() -> None:
    assert word("Every report must be signed by a licensed physician.", title="Physician handbook") is None


def test_talk_tells_nothing() -> None:
    assert not tells(statement("We are happy to run the office in the old town."))
    assert tells(statement("We must run the office in the old town."))


def test_nouns_stand_behind_an_article_at_the_end_of_a_phrase() -> None:
    assert vocabulary(["The secure way is a door."]).nouns == frozenset()
    assert "physician" in vocabulary(["Ask the physician."]).nouns
