"""A stem in a writer's words, kept only if it asks for the same: the reword check. Knows nothing of keys' proofs or banks."""

import re
from dataclasses import replace
from threading import Event

from assistant.answering.generation import Generator, Order
from assistant.answering.passages import Passage
from assistant.answering.prompts import question_messages
from assistant.answering.sentences import tidy
from assistant.answering.words import content_words, numbers
from assistant.learning.overlap import contains
from assistant.learning.questions import BLANK, Kind, Question
from indexer.embedding import Embedder

REWORDED = (Kind.SINGLE_CHOICE, Kind.NUMERIC)  # kinds whose stem is a question of one answer
KEPT = 0.9  # of the words that carry meaning
NEAREST = 0.75  # cosine to the stem
LONGEST = 35  # words
TOKENS = 64
HARDER = 0.2  # logits: the words of the document give no hint any more
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|none|without|except|unless|cannot)\b|n't\b|不|无|没", re.IGNORECASE)


def reworded(question: Question, writer: Generator, embedder: Embedder) -> Question:
    """The question with the writer's stem where that passes the reword check, else as it is.

    Raises:
        EngineFailed: the writer's engine broke.
    """
    if question.kind not in REWORDED:
        return question
    evidence = question.evidence
    key = question.right_answer()
    passage = Passage(
        evidence.document, evidence.version, "", evidence.page, evidence.heading, evidence.start, evidence.end,
        evidence.quote, 1.0,
    )  # fmt: skip
    order = Order(question_messages(passage, key), max_tokens=TOKENS, stop=("\n",))
    origin, _, core = question.question.partition(". ")
    written = tidy("".join(writer.write(order, Event())))
    if not core or not same_question(written, core, key, embedder):
        return question
    return replace(question, question=f"{origin}. {written}", difficulty=round(question.difficulty + HARDER, 3))


def same_question(written: str, stem: str, key: str, embedder: Embedder) -> bool:
    """Whether a writer's stem asks what the made one asks: words, numbers and negations kept, the key not given away."""
    if not written.endswith(("?", "？")) or len(written.split()) > LONGEST or contains(written, key):
        return False
    wanted = set(content_words(stem.replace(BLANK, " "))) - {
        "option",
        "complet",
        "sentenc",
        "quantiti",
        "miss",
        "unit",
        "number",
    }
    told = set(content_words(written))
    if not wanted or len(wanted & told) < KEPT * len(wanted) or numbers(stem) != numbers(written):
        return False
    if len(_NEGATION.findall(stem)) != len(_NEGATION.findall(written)):
        return False
    first, second = embedder.passages([stem, written])
    return float(first @ second) >= NEAREST
