"""What a page says for a case: "If ..., then ...", and questions it answers itself. Knows nothing of quizzes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.sentences import Kind, Span, sentences, tidy
from assistant.answering.words import content_words, language
from assistant.learning.standalone import Statement, stands_alone
from indexer.documents import Page
from indexer.splitting import heading_path

POINTS = 3
POINT_WORDS = (3, 28)
CASE_WORDS = 2  # of a case that carry meaning
ANSWER_WORDS = 4  # of what a page answers to its own question
_EMPTY = re.compile(
    r"\bmay\b(?! not)|\b(?:consider|might|can|could|please|tips|will be able|feel free|question|important|know|aware)\b"
    r"|^\W|[\"“”]|^(?:and|or|but|so|that|this|these|those)\b",
    re.IGNORECASE,
)  # a consequence that tells nobody what to do
_CASE = re.compile(
    r"(?P<case>(?:If|When|Whoever|Anybody who|Anyone who|Employees who|Unless) [^,;:.]{8,110}),\s(?:then\s)?"
    r"(?P<rest>[^:]{12,})\.$"
)
_CASE_ZH = re.compile(r"(?P<case>(?:如果?|若)[^，；。]{3,40}|[^，；。]{3,40}的)，(?P<rest>(?!并|且|或)[^：]{4,60})。$")
_QUESTION = re.compile(r"(?:How|What|When|Where|Who|Which|May|Can|Must|Do|Does|Is|Are|Will|Should)\b.{6,110}\?$|.{4,40}？$")
_LEANS = re.compile(
    r"\b(?:(?:I|me|my)\b|this|these|those|it|they|them|that one|one\?|we|find out more|what is covered)", re.IGNORECASE
)
_TALKS = re.compile(
    r"(?:well|yes|no|nope|yeah|yep|okay|ok|so|probably|maybe|that|this|folks|we|i|i'm|let's|not|another|others?|here|there|these|those"
    r"|next|then|also|however|but|and|because|enthusiastic\w*)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r";\s+|,\s+(?=(?:then|and then)\s)|；")


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked, in the page's own words, and the statements that answer it, each `page.text[start:end]`."""

    asked: str  # the case without its comma, or the page's question
    points: tuple[tuple[int, int], ...]
    start: int
    end: int
    heading: str
    question: bool  # whether `asked` is a question already


def cases(page: Page, alone: list[Statement]) -> list[Case]:
    """The cases of a page: those in its statements, then the questions that it answers."""
    return [*_conditions(page, alone), *_answered(page)]


def _conditions(page: Page, alone: list[Statement]) -> Iterator[Case]:
    for statement in alone:
        text = statement.text
        found = (_CASE_ZH if statement.language == "zh" else _CASE).match(text)
        if found is None or (statement.language == "en" and _LEANS.search(found["case"])):
            continue
        few = statement.language == "en" and len(content_words(found["case"])) < CASE_WORDS
        if few or _EMPTY.search(found["rest"]) or "question" in found["case"]:
            continue
        start = statement.start + found.start("rest")
        points = tuple((start + begin, start + end) for begin, end in _split(found["rest"]))
        yield Case(tidy(found["case"]), points, statement.start, statement.end, statement.heading, question=False)


def _split(rest: str) -> list[tuple[int, int]]:
    """The parts of what follows; one part where they would be scraps."""
    borders = [0, *(place for found in _PARTS.finditer(rest) for place in found.span()), len(rest)]
    parts = [(borders[place], borders[place + 1]) for place in range(0, len(borders), 2)]
    scraps = any(len(rest[begin:end].split()) < POINT_WORDS[0] for begin, end in parts) and language(rest) == "en"
    return [(0, len(rest))] if scraps or len(parts) > POINTS else parts


def _answered(page: Page) -> Iterator[Case]:
    spans = sentences(page.text, [heading.offset for heading in page.headings])
    for place, span in enumerate(spans):
        asked = tidy(page.text[span.start : span.end]).lstrip("# ")
        if (
            not _QUESTION.fullmatch(asked)
            or _LEANS.search(asked)
            or re.search(r"\b[Ww]hat (?:if|about|comes|next|else)\b", asked)
        ):
            continue
        answer = _answer(page, spans[place + 1 :])
        if answer and _answers(asked, page.text[answer[0][0] : answer[0][1]]):
            heading = heading_path(page, answer[0][0])
            yield Case(asked, tuple(answer), answer[0][0], answer[-1][1], heading, question=True)


def _answer(page: Page, following: list[Span]) -> list[tuple[int, int]]:
    """The sentences up to the next heading or question; [] where one of them would not be understood alone."""
    points: list[tuple[int, int]] = []
    for span in following:
        sentence = page.text[span.start : span.end].replace("\n", " ")
        if span.kind is not Kind.SENTENCE or sentence.endswith(("?", "？", ":", "：")):
            break
        points.append((span.start, span.start + len(sentence.rstrip(" .。"))))
    opening = page.text[points[0][0] :][:1] if points else "("
    good = 1 <= len(points) <= POINTS and opening.isalnum() and _tells(page.text[points[0][0] : points[0][1]])
    good = good and all(_fits(page.text[start:end].replace("\n", " ")) for start, end in points[1:])
    return points if good else []


def _answers(asked: str, answer: str) -> bool:
    """Whether the first sentence is an answer: after "Do ...?" one that speaks of the same and does not only go on."""
    if language(asked) == "zh" or not re.match(r"(?:Do|Does|Is|Are|Can|May|Will|Must|Should)\b", asked):
        return True
    return len(set(content_words(asked)) & set(content_words(answer))) > 1


def _tells(answer: str) -> bool:
    """Whether an answer says something: no bare "Probably not.", no numbers of slides."""
    if language(answer) == "zh":
        return True
    words = re.findall(r"[A-Za-z][\w'’-]*", answer)
    return len(words) >= ANSWER_WORDS and len(words) > len(re.findall(r"\d+", answer)) and _TALKS.match(answer) is None


def _fits(point: str) -> bool:
    return stands_alone(f"{point}。" if language(point) == "zh" else f"{point}.")
