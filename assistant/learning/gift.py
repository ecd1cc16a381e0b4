"""Questions written as Moodle GIFT. Knows nothing of reading it (`gift_reading`), of banks or of people.

Each question carries a comment "// docent: {...}" with what GIFT has no place for (id, version, evidence, option ids, unit and
others), so that a file that went through an editor comes back as the next version of the same question.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from assistant.learning.entries import Written
from assistant.learning.questions import Kind, Question

MARK = "// docent: "
FORMATS = ("[html]", "[markdown]", "[plain]", "[moodle]")
NUMBER = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?", re.ASCII)
_SPECIAL = re.compile(r"[\\~=#{}:]")


class _Unwritable(Exception):
    """GIFT cannot hold this question; the text says why."""


def write_gift(questions: Iterable[Question]) -> Written:
    """Questions as GIFT (UTF-8 text); those that GIFT has no form for are left out, and a comment in their place says so."""
    blocks, left_out, count = [], [], 0
    for one in questions:
        try:
            blocks.append(_block(one))
            count += 1
        except _Unwritable as why:
            left_out.append((one.id, str(why)))
            blocks.append(f"// left out: question {_flat(one.id)}: {_flat(str(why))}\n")
    return Written("\n".join(blocks), count, tuple(left_out))


def number_of(answer: str) -> tuple[str, str] | None:
    """The one number of an answer, as GIFT writes it, and the words around it: "1,500 euros" -> ("1500", "euros")."""
    found = NUMBER.findall(answer)
    if len(found) != 1:
        return None
    before, _, after = answer.partition(found[0])
    return found[0].replace(",", "").removeprefix("+"), " ".join(f"{before} {after}".split())


def with_unit(stem: str, unit: str) -> str:
    """The text of a numeric question with the unit that a reply is in, for GIFT knows numbers only."""
    return f"{stem} [{unit}]" if unit else stem


def hidden(one: Question) -> dict[str, Any]:  # Any: JSON
    """What the comment of a question holds."""
    row = one.to_json()
    names = ("id", "version", "kind", "evidence", "options", "skill", "difficulty", "language")
    found = {name: row[name] for name in names}
    if one.kind is Kind.NUMERIC:
        found["accept"] = row["accept"]
    if one.kind is Kind.MULTIPLE_CHOICE:
        found["key"] = row["key"]
    if one.points:
        found["points"] = row["points"]
    return found


def _block(one: Question) -> str:
    answers = "\n".join(_answers(one))
    told = number_of(one.accept[0]) if one.kind is Kind.NUMERIC else None
    stem = one.question if told is None else with_unit(one.question, told[1])
    explained = f"\n\t####{_text(one.explanation)}" if one.explanation.strip() else ""
    comments = MARK + json.dumps(hidden(one), ensure_ascii=True)
    return f"{comments}\n::{_escaped(one.id)}::[plain]{_escaped(stem)} {{\n{answers}{explained}\n}}\n"


def _answers(one: Question) -> Iterator[str]:
    """The lines between the braces."""
    if any("->" in text for text in (*one.accept, *(option.text for option in one.options))):
        raise _Unwritable('an answer holds "->", which GIFT cannot tell from its own arrow')
    if one.kind is Kind.TRUE_FALSE:
        yield "\tTRUE" if one.key == ("true",) else "\tFALSE"
    elif one.kind is Kind.SINGLE_CHOICE:
        for option in one.options:
            right = option.id in one.key
            # a text that begins with % would be taken for a weight, so it is given one
            weight = ("%100%" if right else "%0%") if option.text.lstrip().startswith("%") else ""
            yield f"\t{'=' if right else '~'}{weight}{_text(option.text)}"
    elif one.kind is Kind.MULTIPLE_CHOICE:
        wrong = len(one.options) - len(one.key)
        for option in one.options:
            share = 100 / len(one.key) if option.id in one.key else -100 / wrong
            yield f"\t~%{_decimal(share)}%{_text(option.text)}"
    elif one.kind in (Kind.CLOZE, Kind.SHORT_ANSWER):
        for form in one.accept:
            yield f"\t={'%100%' if form.lstrip().startswith('%') else ''}{_text(form)}"
    elif one.kind is Kind.NUMERIC:
        yield _numeric(one)
    elif one.kind is Kind.MATCHING:
        yield from _pairs(one)
    else:
        raise _Unwritable(f"GIFT has no form for {one.kind}")


def _numeric(one: Question) -> str:
    found = number_of(one.accept[0])
    if found is None:
        raise _Unwritable(f"its answer {one.accept[0]!r} is not one number in digits")
    return f"\t#{found[0]}" + (f":{_decimal(one.tolerance, digits=10)}" if one.tolerance else "")


def _pairs(one: Question) -> Iterator[str]:
    texts = {option.id: option.text for option in one.options}
    pairs = [tuple(pair.split("=")) for pair in one.key]
    for left, right in pairs:
        yield f"\t={_text(texts[left])} -> {_text(texts[right])}"
    used = {name for pair in pairs for name in pair}
    for name in texts:
        if name not in used:
            yield f"\t= -> {_text(texts[name])}"


def _text(text: str) -> str:
    """A text inside braces; one that looks as if it named a format is told to be plain."""
    return ("[plain]" if text.lstrip().startswith(FORMATS) else "") + _escaped(text)


def _escaped(text: str) -> str:
    plain = re.sub(r"\r\n?", "\n", text.strip())
    return _SPECIAL.sub(lambda found: "\\" + found.group(), plain).replace("\n", "\\n")


def _decimal(number: float, digits: int = 5) -> str:
    """A number without exponent; five digits after the point are what Moodle's grades have."""
    return f"{number:.{digits}f}".rstrip("0").rstrip(".")


def _flat(text: str) -> str:
    return " ".join(text.split())
