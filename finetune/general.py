"""A fixed set of small tasks that any assistant can do: what a tuned writer has forgotten shows here. Knows no writer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.generation import Message, Order

TOKENS = 48  # of a reply; each fits in far fewer


@dataclass(frozen=True, slots=True)
class GeneralTask:
    """A request and what its reply must hold."""

    request: str
    pattern: str  # a regular expression, case ignored

    def order(self) -> Order:
        """The request as it is put: without passages or instructions."""
        return Order((Message("user", self.request),), TOKENS)

    def done(self, reply: str) -> bool:
        """Whether a reply does what was asked."""
        return re.search(self.pattern, reply.strip(), re.IGNORECASE | re.DOTALL) is not None


def general_tasks() -> list[GeneralTask]:
    """The tasks, always the same ones in the same order."""
    opposite, capital = "What is the opposite of the word '{}'? Answer with one word.", "What is the capital of {}?"
    words = [
        *_ARITHMETIC,
        *((opposite.format(word), other) for word, other in _OPPOSITES),
        *((capital.format(country), city) for country, city in _CAPITALS),
        *_FACTS,
    ]
    rows = [*((request, _word(answer)) for request, answer in words), *_FORMS, *_REWRITING]
    return [GeneralTask(request, pattern) for request, pattern in rows]


def accuracy(replies: Sequence[str], tasks: Sequence[GeneralTask]) -> list[float]:
    """1.0 for each task that its reply does, else 0.0."""
    return [float(task.done(reply)) for task, reply in zip(tasks, replies, strict=True)]


def _word(alternatives: str) -> str:
    """A pattern for one of several words, parted by bars, as a whole word."""
    return rf"(?<![\w.])(?:{alternatives})(?!\w)"


_ARITHMETIC = (
    ("What is seven plus five?", "12|twelve"),
    ("What is 9 minus 4?", "5|five"),
    ("A box holds six eggs. How many eggs are in two boxes?", "12|twelve"),
    ("What is 3 times 3?", "9|nine"),
    ("How many minutes are in one hour?", "60|sixty"),
    ("What is ten divided by two?", "5|five"),
    ("What is half of 20?", "10|ten"),
    ("How many days are in two weeks?", "14|fourteen"),
    ("Which number comes after 41?", "42|forty-two"),
    ("Which is larger, 17 or 71? Answer with the number.", "(?:(?<=^)71|(?<=is )71|71 (?:is|>))"),
)
_OPPOSITES = (
    ("hot", "cold|cool"),
    ("big", "small|little|tiny"),
    ("early", "late"),
    ("open", "closed?|shut"),
    ("old", "young|new"),
    ("happy", "sad|unhappy"),
    ("up", "down"),
    ("fast", "slow"),
    ("empty", "full"),
    ("buy", "sell"),
)
_CAPITALS = (
    ("France", "Paris"),
    ("Germany", "Berlin"),
    ("Italy", "Rome"),
    ("Spain", "Madrid"),
    ("Japan", "Tokyo"),
    ("Egypt", "Cairo"),
    ("Russia", "Moscow"),
    ("the United Kingdom", "London"),
    ("China", "Beijing"),
    ("Greece", "Athens"),
)
_FACTS = (
    ("Which colour do you get when you mix blue and yellow?", "green"),
    ("What do bees make?", "honey"),
    ("Which planet do people live on?", "earth"),
    ("How many legs does a spider have?", "8|eight"),
    ("Which season comes after winter?", "spring"),
    ("What is frozen water called?", "ice"),
    ("Which day comes after Monday?", "tuesday"),
    ("Which animal says 'meow'?", "cats?|kittens?"),
    ("What do you call a person who teaches in a school?", "teachers?|educators?"),
    ("At how many degrees Celsius does water boil?", "100|hundred"),
)
_FORMS = (
    ("Reply with the single word: yes", r"^\W*yes\W*$"),
    ("Write the word 'office' in capital letters.", "(?-i:OFFICE)"),
    ("Count from 1 to 5.", r"1\D+2\D+3\D+4\D+5"),
    ("List three fruits, one on each line.", r"^[^\n]+\n+[^\n]+\n+[^\n]+"),
    ("Write a question about the weather. End it with a question mark.", r"\?\W*$"),
    ("Name the days of the week.", "monday.*tuesday.*wednesday.*thursday.*friday"),
    ("Write one short sentence about a dog.", r"\b(?:dogs?|pupp(?:y|ies))\b.*[.!]"),
    ("Start your answer with the word 'Certainly'. How are you?", r"^\W*certainly"),
    ("Write the numbers two, four and six as digits, separated by commas.", r"2\s*,\s*4\s*,\s*(?:and\s*)?6"),
    ("Spell the word 'cat' with a hyphen between the letters.", "c-a-t"),
)
_REWRITING = (
    ("Rewrite in the past tense: 'She walks to work.'", "walked"),
    ("Make this plural: 'one child'", r"\bchildren\b"),
    ("Rewrite as a question: 'The shop is open.'", r"\bis\b.*\bopen\b.*\?"),
    ("Correct the spelling: 'I recieved your leter.'", "received your letter"),
    ("Rewrite in the future tense: 'We meet at noon.'", "will (?:meet|be meeting)|going to meet"),
    ("Translate into English: 'Guten Morgen'", "good morning"),
    ("Translate into English: 'merci'", r"thanks?\b|thank you"),
    (
        "Say the same in other words: 'The film was very good.'",
        "great|excellent|wonderful|superb|amazing|brilliant|enjoy",
    ),
    ("Complete the sentence: 'The sun rises in the ...'", r"\beast|\bmorning"),
    ("Write the plural of 'mouse'.", r"\bmice\b"),
)
