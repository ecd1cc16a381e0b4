"""Examples for every task of the writer, from questions and passages. Knows nothing of files, splits or models."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.passages import Passage
from assistant.answering.prompts import (
    REFUSAL,
    explanation_messages,
    follow_up_messages,
    messages,
    options_messages,
    question_messages,
)
from assistant.answering.sentences import sentences, tidy
from assistant.answering.words import content_words, language
from finetune.examples import Example, Task

LONGEST_ANSWER = 80  # words; three sentences hardly have more
LONGEST_EXPLANATION = 45  # words
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_NAME = re.compile(r"\b[A-Z][a-z]+(?:\s+[A-Z][a-z]+)*\b")
_PERSON = re.compile(r"\b(?:he|his|him|she|her)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an example comes from."""

    id: str
    set: str
    documents: tuple[str, ...]  # of all passages in the prompt; the first one names the part


def passage(document: str, title: str, text: str, heading: str = "") -> Passage:
    """A passage that was given rather than found."""
    return Passage(document, "", title, 1, heading, 0, len(text), text, 1.0)


def answered(origin: Origin, question: str, passages: Sequence[Passage], answer: str, number: int) -> Example:
    """Answering from passages: `number` is the right passage's, from 1; it is written after each sentence."""
    return Example(origin.id, Task.ANSWER, messages(question, passages), cited(answer, number), origin.documents, origin.set)


def refused(origin: Origin, question: str, passages: Sequence[Passage]) -> Example:
    """Saying that the passages do not hold the answer."""
    target = REFUSAL[language(question)]
    return Example(origin.id, Task.REFUSE, messages(question, passages), target, origin.documents, origin.set)


def asked(origin: Origin, where: Passage, question: str, phrase: str) -> Example:
    """Asking for a phrase of a passage."""
    return Example(origin.id, Task.ASK, question_messages(where, phrase), question, origin.documents, origin.set)


def optioned(origin: Origin, question: str, right: str, wrong: Sequence[str]) -> Example:
    """Three wrong options, one a line."""
    target = "\n".join(wrong[:3])
    return Example(origin.id, Task.OPTIONS, options_messages(question, right), target, origin.documents, origin.set)


def explained(origin: Origin, question: str, answer: str, passages: Sequence[Passage], number: int) -> Example | None:
    """Why an answer is right: the sentence that says so; None where no single sentence does."""
    reason = evidence(question, answer, passages[number - 1].text)
    if reason is None or len(reason.split()) > LONGEST_EXPLANATION:
        return None
    prompt = explanation_messages(question, answer, passages)
    return Example(origin.id, Task.EXPLAIN, prompt, cited(reason, number), origin.documents, origin.set)


def followed(origin: Origin, earlier: tuple[str, str], question: str) -> Example | None:
    """A follow-up made from two questions about the same thing; None where they name nothing in common."""
    named = [name for name in _NAME.findall(question)[0 if question[:1].islower() else 1 :] if name in earlier[0]]
    if not named:
        return None
    name = max(named, key=len)
    person = _PERSON.search(question + " " + earlier[1])
    short = re.sub(rf"\b(?:the\s+)?{re.escape(name)}(?P<own>'s)?", lambda found: _pronoun(found, person), question, count=1)
    if short == question:
        return None
    prompt = follow_up_messages([earlier], short)
    return Example(origin.id, Task.FOLLOW_UP, prompt, question, origin.documents, origin.set)


def near_miss(question: str, inside: str, outside: Sequence[str]) -> str | None:
    """The question about another number or name, so that the passage `inside` no longer answers it; None where it has none.

    `outside` are names that may stand in; one is taken that the passage does not hold.
    """
    for number in _NUMBER.findall(question):
        if number in inside and number.isdigit():
            return question.replace(number, str(int(number) + (10 if len(number) > 2 else 3)), 1)
    for name in sorted(_NAME.findall(question)[1:], key=len, reverse=True):
        other = next((one for one in outside if one not in inside and one.count(" ") == name.count(" ")), None)
        if name in inside and other is not None:
            return question.replace(name, other, 1)
    return None


def cited(answer: str, number: int) -> str:
    """An answer with the passage's number after each sentence, at most three sentences."""
    text = " ".join(answer.split())
    spans = sentences(text)[:3] if len(text.split()) > 12 else []
    parts = [text[span.start : span.end].strip() for span in spans] or [text]
    return " ".join(f"{part} [{number}]" for part in parts)


def evidence(question: str, answer: str, text: str) -> str | None:
    """The sentence of a text that holds the answer and most of the question's words; None where none holds it."""
    wanted = set(content_words(question))
    held = [tidy(text[span.start : span.end]) for span in sentences(text)]
    held = [sentence for sentence in held if answer.lower() in sentence.lower()]
    return max(held, key=lambda sentence: len(wanted & set(content_words(sentence))), default=None)


def _pronoun(found: re.Match[str], person: re.Match[str] | None) -> str:
    she = person is not None and person.group(0).lower() in ("she", "her")
    bare, own = ("she", "her") if she else ("he", "his") if person else ("it", "its")
    return own if found.group("own") else bare
