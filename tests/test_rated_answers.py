"""Tests of finetune.rated_answers: what people rated good and trainers wrote, from public documents alone."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.answering.answers import Answer, Citation, Mode, Seconds, Sentence
from assistant.answering.conversation import Turn
from assistant.answering.standard import StandardAnswer
from finetune.material import Item, Tally
from finetune.rated_answers import chat_items
from tests.company_index import LEAVE, SECRET, shelf

AT = datetime(2026, 3, 2, tzinfo=UTC)
TEXTS = {"leave.md": LEAVE, "secret/pay.md": SECRET}
LEAVE_CITED = Citation(1, "leave.md", "v1", 1, "Carry-over", "Employees may carry over up to 5 unused days.", 0, 45, 0.9)
SICK_CITED = Citation(2, "leave.md", "v1", 1, "Sick leave", "The People team keeps the certificates for six years.", 0, 53, 0.9)
PAY_CITED = Citation(2, "secret/pay.md", "v1", 1, "Bonus", "The bonus is paid on 24 December.", 0, 33, 0.9)
FIRST = Sentence("Up to 5 unused days may be carried over.", (1,), True)
NOT_FOR_ALL = "it cites a document that not everybody may read, or that is gone"


def turn(*sentences: Sentence, citations: tuple[Citation, ...] = (LEAVE_CITED,), question: str = "How many days?") -> Turn:
    text = " ".join(sentence.text for sentence in sentences)
    answer = Answer("a1", question, text, False, Mode.GENERATED, sentences, citations, "m", 1, Seconds(0.1, None, 0.2))
    return Turn("a1", question, answer, AT, "up")


def items(*turns: Turn, corrected: tuple[StandardAnswer, ...] = (), tally: Tally | None = None) -> list[Item]:
    return list(chat_items(turns, corrected, shelf(TEXTS), tally or Tally()))


def test_a_good_answer_from_a_public_document_is_used() -> None:
    (found,) = items(turn(FIRST))
    assert found.told == (("Up to 5 unused days may be carried over.", 0),)
    assert LEAVE_CITED.quote in found.proof[0].text


def test_each_sentence_keeps_its_own_passage() -> None:
    second = Sentence("Certificates are kept for six years.", (2,), True)
    (found,) = items(turn(FIRST, second, citations=(LEAVE_CITED, SICK_CITED)))
    assert [place for _, place in found.told] == [0, 1]
    assert SICK_CITED.quote in found.proof[1].text


def test_an_answer_that_cites_one_withheld_document_is_not_used() -> None:
    tally = Tally()
    second = Sentence("The bonus is paid on 24 December.", (2,), True)
    assert items(turn(FIRST, second, citations=(LEAVE_CITED, PAY_CITED)), tally=tally) == []
    assert tally.dropped(NOT_FOR_ALL) == 1


def test_an_unproved_sentence_or_a_refusal_is_not_used() -> None:
    tally = Tally()
    loose = turn(FIRST, Sentence("Perhaps more.", (), False))
    refused = turn(FIRST)
    refused = replace(refused, answer=replace(refused.answer, refused=True))
    assert items(loose, refused, tally=tally) == []
    assert tally.dropped("a refusal, or a sentence without proof") == 2


def test_a_document_that_changed_since_is_not_used() -> None:
    tally = Tally()
    old = replace(LEAVE_CITED, quote="Employees may carry over up to 9 unused days.")
    assert items(turn(FIRST, citations=(old,)), tally=tally) == []
    assert tally.dropped("a document no longer holds its quote") == 1


def test_a_question_with_personal_data_is_not_used() -> None:
    tally = Tally()
    assert items(turn(FIRST, question="My name is Ravi Sandhu, how many days?"), tally=tally) == []
    assert tally.dropped("the question names a person, an address or a number") == 1


def test_what_a_trainer_wrote_stands_before_what_was_rated() -> None:
    standard = StandardAnswer("s1", "How many days?", "Five at the most.", (LEAVE_CITED,), "t", AT)
    tally = Tally()
    (found,) = items(turn(FIRST), corrected=(standard,), tally=tally)
    assert found.answer == "Five at the most."
    assert tally.dropped("the same question was there before") == 1


def test_a_trainers_answer_on_a_withheld_document_is_not_used() -> None:
    tally = Tally()
    standard = StandardAnswer("s1", "When is the bonus paid?", "In December.", (PAY_CITED,), "t", AT)
    assert items(corrected=(standard,), tally=tally) == []
    assert tally.dropped(NOT_FOR_ALL) == 1
