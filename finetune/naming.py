"""Exercises "what is this token?" from a Java source: made with the parser's key, graded by code. Knows nothing of models."""

import hashlib
import random
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from assistant.errors import Problem
from finetune.java_tokens import Tag, Token, tagged
from finetune.tagging import WordTag

Tagger = Callable[[Sequence[str]], Sequence[WordTag]]
Language = Literal["en", "zh"]
Row = dict[str, Any]  # Any: JSON
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
        "right": "Right. {why}",
        "wrong": "Not quite. {why}",
    },
    "zh": {
        "question": "第 {line} 行第 {column} 列的 `{token}` 是什么？\n\n{code}",
        "keyword": "关键字",
        "function": "函数",
        "variable": "变量",
        "other": "其他",
        "why": "第 {line} 行的 `{token}` 是：{name}。",
        "right": "正确。{why}",
        "wrong": "不对。{why}",
    },
}


def exercises(source: str, document: str, tagger: Tagger, count: int, language: Language = "en", seed: int = 0) -> list[Row]:
    """At most `count` questions on a source, as rows of `quiz make`: kinds in turn, no token asked about twice.

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
    rows: list[Row] = []
    while len(rows) < count and any(agreed.values()):
        for tag in Tag:
            chosen = _next(agreed[tag], asked)
            if chosen is not None and len(rows) < count:
                asked.add(chosen[0].text)
                rows.append(_question(source, document, *chosen, language))
    return rows


def grade(item: Row, reply: str) -> Row:
    """The grade of a reply: an option's id or its text; one right, all else wrong.

    Raises:
        Problem: the item is no exercise of this kind.
    """
    if item.get("kind") != "single_choice" or len(item.get("key", ())) != 1 or "checks" not in item:
        raise Problem("the item is no exercise: expected a row that 'python -m finetune exercises make' wrote")
    given = reply.strip().casefold()
    chosen = [option["id"] for option in item["options"] if given in (option["id"].casefold(), option["text"].casefold())]
    right = chosen == item["key"]
    texts = TEXTS["zh" if item.get("language") == "zh" else "en"]
    return {
        "id": item["id"],
        "score": 1.0 if right else 0.0,
        "correct": right,
        "label": "correct" if right else "incorrect",
        "feedback": texts["right" if right else "wrong"].format(why=item["explanation"]),
        "evidence": item["evidence"],
        "why": "the parser's label" if chosen else "the reply names no option",
    }


def _next(found: list[tuple[Token, WordTag]], asked: set[str]) -> tuple[Token, WordTag] | None:
    while found:
        chosen = found.pop()
        if chosen[0].text not in asked:
            return chosen
    return None


def _question(source: str, document: str, token: Token, opinion: WordTag, language: Language) -> Row:
    texts, version = TEXTS[language], hashlib.sha256(source.encode()).hexdigest()
    rows = source.splitlines()
    start = sum(len(row) for row in source.splitlines(keepends=True)[: token.line - 1])
    quote = rows[token.line - 1]
    named = {"token": token.text, "line": token.line, "column": token.column, "code": _code(rows, token.line)}
    identity = hashlib.sha256(f"{version}:{token.line}:{token.column}".encode()).hexdigest()[:16]
    return {
        "id": f"naming-{identity}",
        "version": 1,
        "kind": "single_choice",
        "question": texts["question"].format(**named),
        "options": [{"id": tag.value, "text": texts[tag.value]} for tag in Tag],
        "key": [token.tag.value],
        "accept": [],
        "points": [],
        "explanation": texts["why"].format(name=texts[token.tag.value], **named),
        "evidence": {
            "document": document, "version": version, "page": 1, "quote": quote, "start": start, "end": start + len(quote),
        },
        "skill": f"java/{token.tag.value}",
        "difficulty": 0.0,
        "language": language,
        "checks": {"parser": token.tag.value, "tagger": opinion.tag, "sure": round(opinion.probability, 4), "guessable": 0.25},
        "state": "draft",
    }  # fmt: skip


def _code(rows: Sequence[str], line: int) -> str:
    """The lines around one, with their numbers, as a block of code."""
    first, last = max(1, line - AROUND), min(len(rows), line + AROUND)
    shown = [f"{number:>4}  {rows[number - 1]}" for number in range(first, last + 1)]
    return "\n".join(["```java", *shown, "```"])
