"""Questions made from the sentences of any prose, for reading practice. Knows nothing of models, examples or people.

They read worse than those of `facts`: a phrase of a sentence is taken out and asked for. Learning to find such phrases helps to
answer the questions of people (Lewis, Denoyer and Riedel 2019, Unsupervised Question Answering by Cloze Translation).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from assistant.answering.sentences import Kind, sentences, tidy

SHORTEST, LONGEST = 6, 45  # words of a sentence that is asked about
LONGEST_CLAUSE = 24  # words; of a longer sentence only the part around the phrase is kept
LONGEST_SUBJECT = 9  # words, before a verb that a question moves
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(rf"\b(?:\d{{1,2}} {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}}|{_MONTH} \d{{4}}|(?:1[0-9]|20)\d\d(?:s|\b))")
_COUNT = re.compile(
    r"\b(?P<number>\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty) (?P<unit>[a-z]{3,}s)\b"
)
_SHARE = re.compile(r"(?:[$€£]\s?\d[\d,.]*(?: (?:million|billion))?|\d[\d,.]*\s?(?:%|percent))")
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: (?:of the |of |the |de |and )?[A-Z][\w'’-]+){0,4}")
_PHRASE = re.compile(
    r"\b(?:a|an|the|such as|called|as|of|by|for|with|from|into) (?P<phrase>(?:[a-z-]{3,} ){0,3}[a-z-]{4,})"
    r"(?=[,.;:]| (?:of|in|to|for|and|that|which|is|was|are|were|by|on|from|with|at|as|or|can|has|have|had)\b)"
)
_LINK = re.compile(
    r"^(?P<of>.{3,70}?) (?P<link>is|are|was|were|can|could|will|would|has|have|had|must|may|should) (?P<rest>.*)$"
)
_WHEN = re.compile(r"\b(?:in|on|since|during|by|until|from|of) $", re.IGNORECASE)
_WHERE = re.compile(r"\b(?:in|at|near|to|from) $", re.IGNORECASE)
_TOPIC = re.compile(
    r"^(?P<topic>(?:(?:The|A|An) )?[\w' -]{3,60}?)(?: \([^)]*\))?,? (?P<link>is|are|was|were|refers|means|describes)\b"
)
_ARTICLES = ("The", "A", "An")
_OPENERS = (
    "The A An In On At By For From With As During After Before Since Most Many Some All Both These Those Under Such Each Every"
)
_LOWERED = frozenset(re.findall(r"\w+", _OPENERS))
_POINTERS = "It He She They This These Those There That Its His Her Their We I You However Although While If When Thus"
_VAGUE = frozenset(re.findall(r"\w+", _POINTERS))
_JOINING = re.compile(r"^(?:and|but|or|so|yet|though|because|that|which|who|where|also|then)\b,? ", re.IGNORECASE)
_NOT_NAMES = (
    _LOWERED | _VAGUE | {"But", "And", "Or", "So", "Also", "Yet", "Other", "One", "Another", "No", "Not", "Once", "Then"}
)
TELL = (
    "What is {topic}?",
    "What are the key points about {topic}?",
    "What should I know about {topic}?",
    "Describe {topic}.",
    "What does the text say about {topic}?",
    "Can you explain {topic}?",
    "What are the main details of {topic}?",
    "How is {topic} described?",
)


@dataclass(frozen=True, slots=True)
class Cloze:
    """A question and the words of the text that answer it."""

    question: str
    answer: str


def clozes(text: str, random: Random) -> list[Cloze]:
    """Questions for dates, numbers, names and phrases of a text, at most two a sentence, in its order."""
    made: dict[str, Cloze] = {}
    for span in sentences(text):
        sentence = tidy(text[span.start : span.end])
        if span.kind is not Kind.SENTENCE or not SHORTEST <= len(sentence.split()) <= LONGEST or not sentence.endswith("."):
            continue
        found = [cloze for cloze in _of_sentence(sentence, random) if _sound(cloze)]
        for cloze in random.sample(found, min(2, len(found))):
            made.setdefault(cloze.answer, cloze)
    return list(made.values())


def told(text: str, random: Random) -> Cloze | None:
    """A question for what a text is about, and its first sentences; None where the first one does not name it."""
    spans = [span for span in sentences(text) if span.kind is Kind.SENTENCE]
    found = _TOPIC.match(tidy(text[spans[0].start : spans[0].end])) if spans else None
    if found is None or found.group("topic").split()[0] in _VAGUE | _LOWERED - {*_ARTICLES}:
        return None
    kept = [tidy(text[span.start : span.end]) for span in spans[: random.randint(1, 3)]]
    question = random.choice(TELL).format(topic=_lowered(found.group("topic")))
    if found.group("link") in ("are", "were"):
        question = question.replace("What is", "What are", 1).replace("How is", "How are", 1)
    return Cloze(question, " ".join(kept))


def _of_sentence(sentence: str, random: Random) -> Iterator[Cloze]:
    body = sentence.rstrip(".")
    for found in _DATE.finditer(body):
        yield from _asked(body, found.span(), "when", random)
    for found in _COUNT.finditer(body):
        yield from _asked(body, found.span(), f"how many {found.group('unit')}", random, found.group("number"))
    for found in _SHARE.finditer(body):
        yield from _asked(body, found.span(), "how much", random)
    for found in _NAME.finditer(body):
        if re.fullmatch(_MONTH, found.group()):
            continue
        if found.start() > 0 or (" " in found.group() and found.group().split()[0] not in _NOT_NAMES):
            placed = _WHERE.search(body[: found.start()]) and random.random() < 0.6
            word = "where" if placed else random.choice(("who", "what", "which"))
            yield from _asked(body, found.span(), word, random)
    for found in _PHRASE.finditer(body):
        yield from _asked(body, found.span("phrase"), "what", random)


def _asked(body: str, span: tuple[int, int], word: str, random: Random, answer: str = "") -> Iterator[Cloze]:
    start, end = _clause(body, span)
    before, after = body[start : span[0]].strip(" ,;"), body[span[1] : end].rstrip(" ,;")
    before = _JOINING.sub("", before) + " "
    if before.split(" ")[0] in _VAGUE:
        return
    answer = (answer or body[span[0] : span[1]]).rstrip(",. ")
    if word == "when":
        before, word = _WHEN.sub("", before), random.choice(("when", "when", "in what year" if answer.isdigit() else "when"))
    if word == "where":
        before = _WHERE.sub("", before)
    before = re.sub(r"\b(?:a|an|the) $", "", before, flags=re.IGNORECASE) if word != "which" else before
    link = _LINK.match(before)
    if not before.strip():
        question = f"{word}{after}"
    elif link is not None and "," not in link.group("of") and len(link.group("of").split()) <= LONGEST_SUBJECT:
        question = f"{word} {link.group('link')} {_lowered(link.group('of'))} {link.group('rest')}{after}"
    else:
        question = f"{_lowered(before)}{word}{after}"
    question = " ".join(question.split())
    yield Cloze(question[:1].upper() + question[1:] + "?", answer)


def _clause(body: str, span: tuple[int, int]) -> tuple[int, int]:
    """The whole sentence, or of a long one the part between commas around a place, if enough words are left."""
    if len(body.split()) <= LONGEST_CLAUSE:
        return 0, len(body)
    marks = [found.end() for found in re.finditer(r"[,;:] |\) | (?=which |who |that |and |but |while |because )", body)]
    start = max((mark for mark in marks if mark <= span[0] and len(body[mark : span[0]].split()) >= 3), default=0)
    end = min((mark for mark in marks if mark > span[1] and len(body[start:mark].split()) >= SHORTEST + 2), default=len(body))
    return start, end


def _sound(cloze: Cloze) -> bool:
    words = cloze.question.split()
    if not SHORTEST <= len(words) <= LONGEST_CLAUSE + 6 or cloze.answer.lower() in cloze.question.lower():
        return False
    if "( " in cloze.question or '" who' in cloze.question or ":" in cloze.answer:
        return False
    return cloze.answer.split()[0] not in _NOT_NAMES and cloze.question.count("(") == cloze.question.count(")")


def _lowered(text: str) -> str:
    first, _, rest = text.strip().partition(" ")
    return f"{first.lower() if first in _LOWERED else first} {rest}".strip() + (" " if text.endswith(" ") else "")
