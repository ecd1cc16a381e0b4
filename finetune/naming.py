"""Questions "what is this token?" on a Java source, with the parser's key. Knows nothing of models, banks or replies."""

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from assistant.learning.questions import Evidence, Kind, Option, Question
from finetune.java_tokens import Tag, Token, tagged
from finetune.tagging import WordTag

Tagger = Callable[[Sequence[str]], Sequence[WordTag]]
Language = Literal["en", "zh"]
SURE = 0.9  # probability from which a tagger's agreement counts
AROUND = 2  # lines above and below that are shown
ASKED = re.compile(r"[A-Za-z_$][\w$]*")  # tokens worth asking about: names and words
TEXTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "question": "What is `{token}` in line {line}, column {column}?\n\n{code}",
        "keyword": "keyword",
        "function": "function",
        "variable": "variable",
        "other": "something else",
        "why": "In line {line} `{token}` is: {name}.",
    },
    "zh": {
        "question": "第 {line} 行第 {column} 列的 `{token}` 是什么？\n\n{code}",
        "keyword": "关键字",
        "function": "函数",
        "variable": "变量",
        "other": "其他",
        "why": "第 {line} 行的 `{token}` 是：{name}。",
    },
}


def exercises(
    source: str, document: str, tagger: Tagger, count: int, language: Language = "en", seed: int = 0
) -> list[Question]:
    """At most `count` drafts of questions on a source: kinds in turn, no token asked about twice.

    The key is the parser's. A question is kept only where a tagger that never saw the parser's tree finds the same, and is
    sure of it.

    Raises:
        JavaUnreadable: the parser does not read the source.
    """
    tokens = tagged(source)
    opinions = tagger([token.text for token in tokens])
    agreed: dict[Tag, list[tuple[Token, WordTag]]] = defaultdict(list)
    for token, opinion in zip(tokens, opinions, strict=True):
        if ASKED.fullmatch(token.text) and opinion.tag == token.tag.value and opinion.probability >= SURE:
            agreed[token.tag].append((token, opinion))
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    for found in agreed.values():
        chance.shuffle(found)
    asked: set[str] = set()
    rows: list[Question] = []
    while len(rows) < count and any(agreed.values()):
        for tag in Tag:
            chosen = _next(agreed[tag], asked)
            if chosen is not None and len(rows) < count:
                asked.add(chosen[0].text)
                rows.append(_question(source, document, *chosen, language))
    return rows


def _next(found: list[tuple[Token, WordTag]], asked: set[str]) -> tuple[Token, WordTag] | None:
    while found:
        chosen = found.pop()
        if chosen[0].text not in asked:
            return chosen
    return None


def _question(source: str, document: str, token: Token, opinion: WordTag, language: Language) -> Question:
    texts, version = TEXTS[language], hashlib.sha256(source.encode()).hexdigest()
    rows = source.splitlines()
    named = {"token": token.text, "line": token.line, "column": token.column, "code": _code(rows, token.line)}
    identity = hashlib.sha256(f"{version}:{token.line}:{token.column}:{language}".encode()).hexdigest()[:16]
    return Question(
        id=f"naming-{identity}",
        version=1,
        kind=Kind.SINGLE_CHOICE,
        question=texts["question"].format(**named),
        evidence=_evidence(source, document, version, token.line),
        options=tuple(Option(tag.value, texts[tag.value]) for tag in Tag),
        key=(token.tag.value,),
        explanation=texts["why"].format(name=texts[token.tag.value], **named),
        skill=f"java/{token.tag.value}",
        language=language,
        checks={"parser": True, "tagger": True, "sure": round(opinion.probability, 4), "guessable": 1 / len(Tag)},
    )


def _evidence(source: str, document: str, version: str, line: int) -> Evidence:
    """A line of a source, without the white space around it."""
    rows = source.splitlines(keepends=True)
    quote = rows[line - 1].strip()
    start = sum(map(len, rows[: line - 1])) + rows[line - 1].index(quote)
    return Evidence(document, version, 1, quote, start, start + len(quote))


def _code(rows: Sequence[str], line: int) -> str:
    """The lines around one, with their numbers, as a block of code."""
    first, last = max(1, line - AROUND), min(len(rows), line + AROUND)
    shown = [f"{number:>4}  {rows[number - 1]}" for number in range(first, last + 1)]
    return "\n".join(["```java", *shown, "```"])
