"""Questions of every kind, on one sentence of a page or on one each, for tests of the page for practising."""

from dataclasses import replace
from typing import Any

from assistant.learning.questions import BLANK, Evidence, Kind, Option, Question

QUOTE = "Up to 5 unused days carry over to the next year and must be taken by 31 March."
CHECKED = {"grounded": True, "guessable": 0.3}
FIELDS: dict[Kind, dict[str, Any]] = {  # Any: values of several fields
    Kind.SINGLE_CHOICE: {
        "question": "Who may carry days over?",
        "options": (Option("p", "Nobody"), Option("q", "Everybody <b>here</b>"), Option("r", "Managers")),
        "key": ("q",),
    },
    Kind.MULTIPLE_CHOICE: {
        "question": "What is true of days that carry over?",
        "options": (Option("p", "At most 5"), Option("q", "Taken by 31 March"), Option("r", "Paid twice")),
        "key": ("p", "q"),
    },
    Kind.TRUE_FALSE: {
        "question": "Unused days must be taken by 31 March.",
        "options": (Option("true", "True"), Option("false", "False")),
        "key": ("true",),
    },
    Kind.CLOZE: {"question": f"Unused days must be taken by {BLANK}.", "accept": ("31 March",)},
    Kind.NUMERIC: {"question": "How many unused days carry over?", "accept": ("5 days",)},
    Kind.SHORT_ANSWER: {"question": "What happens to unused days?", "accept": (QUOTE,), "points": (QUOTE,)},
    Kind.ORDERING: {
        "question": "What comes first?",
        "options": (Option("m", "The year ends"), Option("n", "Days carry over"), Option("o", "31 March passes")),
        "key": ("m", "n", "o"),
    },
    Kind.MATCHING: {
        "question": "What belongs together?",
        "options": (Option("e", "Days"), Option("f", "Date"), Option("g", "5"), Option("h", "31 March")),
        "key": ("e=g", "f=h"),
    },
}
RIGHT: dict[Kind, dict[str, Any]] = {
    Kind.SINGLE_CHOICE: {"pick": "q"},
    Kind.MULTIPLE_CHOICE: {"picks": ["p", "q"]},
    Kind.TRUE_FALSE: {"pick": "true"},
    Kind.CLOZE: {"text": "31 march"},
    Kind.NUMERIC: {"text": "five days"},
    Kind.SHORT_ANSWER: {"text": QUOTE},
    Kind.ORDERING: {"place_o": "3", "place_m": "1", "place_n": "2"},
    Kind.MATCHING: {"pair_e": "g", "pair_f": "h"},
}  # what the page sends


def on(document: str, version: str, page: int, text: str, skill: str = "leave") -> list[Question]:
    """A question of every kind on a page that holds QUOTE, perhaps over several lines."""
    start = text.index(QUOTE)
    place = Evidence(document, version, page, QUOTE, start, start + len(QUOTE), "Carry-over")
    return [Question(f"q-{kind.value}", 1, kind, evidence=place, skill=skill, checks=CHECKED, **FIELDS[kind]) for kind in Kind]


SENTENCES = {
    Kind.SINGLE_CHOICE: "Everybody here may carry days over to the next year.",
    Kind.MULTIPLE_CHOICE: "At most 5 days that carry over are taken by 31 March and are never paid twice.",
    Kind.TRUE_FALSE: "Unused days must be taken by 31 March of the next year.",
    Kind.CLOZE: "Who forgets to take unused days loses them on 31 March.",
    Kind.NUMERIC: "Not more than 5 days carry over in any year.",
    Kind.SHORT_ANSWER: QUOTE,
    Kind.ORDERING: "First the year ends, then days carry over, then 31 March passes.",
    Kind.MATCHING: "The number of days is 5 and the date is 31 March.",
}
ELSEWHERE = "Nobody may sell days to the company."  # says what a wrong option says
TEXT = "Carry-over\n" + "\n".join([*SENTENCES.values(), ELSEWHERE]) + "\n"


def spread(document: str, version: str, page: int, text: str, skill: str = "leave") -> list[Question]:
    """A question of every kind, each on its own sentence of a page that holds all SENTENCES."""
    return [
        replace(one, evidence=replace(one.evidence, quote=quote, start=text.index(quote), end=text.index(quote) + len(quote)))
        for one, quote in zip(on(document, version, page, text, skill), SENTENCES.values(), strict=True)
    ]
