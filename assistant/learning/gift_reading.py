"""Moodle GIFT read as questions. Knows nothing of banks or people; what it does not understand it refuses by line."""

import html
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import Problem
from assistant.learning.entries import Entry
from assistant.learning.gift import FORMATS, MARK, number_of, with_unit
from assistant.learning.questions import BLANK, Evidence, Kind, Question, id_of

TRUTH = {"en": ("True", "False"), "zh": ("正确", "错误")}
KEPT = ("skill", "difficulty", "language", "points")  # of the comment, as they are
_DECODED = {"n": "\n"}
_RUN = re.compile(r"_{3,}")  # a blank, however long it is drawn
_TAG = re.compile(r"<[^<>]*>")
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%", re.ASCII)
_NUMERIC = re.compile(r"([-+]?\d+(?:\.\d+)?)(?:(:|\.\.)([-+]?\d+(?:\.\d+)?))?", re.ASCII)
Json = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer between the braces, as it is written."""

    right: bool  # begins with =
    weight: float | None  # percent
    text: str


def read_gift(text: str) -> Iterator[Entry]:
    """The questions of a GIFT file, in order; categories and left-out remarks are passed over.

    Feedback on single answers is not kept; general feedback is the explanation. Questions without a comment of Docent's get an
    id from their content and no evidence.
    """
    for line, block in _blocks(text):
        comments = [row for row in block if row.lstrip().startswith("//")]
        told = "\n".join(row for row in block if not row.lstrip().startswith("//")).strip()
        if not told or told.startswith("$CATEGORY:"):
            continue
        try:
            yield Entry(line, _question(told, _noted(comments)))
        except Problem as problem:
            yield Entry(line, None, str(problem))
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # a comment in another shape
            yield Entry(line, None, f"the comment '{MARK}' cannot be read ({error!r}): mend it, or take the line out")


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows between blank lines, with the number of the first one."""
    block: list[str] = []
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, row in enumerate([*rows, ""], 1):
        if row.strip():
            block.append(row)
        elif block:
            yield number - len(block), block
            block = []


def _noted(comments: Sequence[str]) -> Json:
    """What the comment of Docent's says; nothing where there is none."""
    for row in comments:
        if row.lstrip().startswith(MARK.rstrip()):
            try:
                found = json.loads(row.lstrip().removeprefix(MARK.rstrip()))
            except (ValueError, RecursionError) as error:
                raise Problem(f"the comment '{MARK}' holds no JSON ({error}): mend it, or take the line out") from error
            if not isinstance(found, dict):
                raise Problem(f"the comment '{MARK}' holds no JSON object: mend it, or take the line out")
            return found
    return {}


def _question(told: str, noted: Json) -> Question:
    before, inside, after = _split(told)
    stem, explanation = _stem(before), ""
    if stem.startswith("[html]"):  # the answers are HTML as well
        inside = html.unescape(_TAG.sub(" ", inside))
    stem = _plain(stem + BLANK + after if after.strip() else stem)
    parts = _cut(inside, "####")
    if len(parts) > 1:
        inside, explanation = parts[0], _plain("####".join(parts[1:]))
    found = _kind(stem, inside, bool(after.strip()), noted)
    ids = {"id": noted.get("id") or "", "version": noted.get("version", 1)}
    kept: Json = {name: noted[name] for name in KEPT if name in noted}
    evidence = noted.get("evidence") or {"document": "", "version": "", "page": 1, "quote": "", "start": 0, "end": 0}
    row: Json = {"question": stem, **kept, **found, **ids, "evidence": evidence, "explanation": explanation}
    row["id"] = row["id"] or _made_id(row)
    return Question.from_json(row)


def _split(told: str) -> tuple[str, str, str]:
    """What stands before, between and after the braces."""
    opening, closing = _cut(told, "{"), _cut(told, "}")
    if len(opening) != 2 or len(closing) != 2 or len(opening[0]) > len(closing[0]):
        raise Problem("a question has one pair of braces with its answers: write others as \\{ and \\}")
    return opening[0], told[len(opening[0]) + 1 : len(closing[0])], closing[1]


def _stem(before: str) -> str:
    """The text without its title, not decoded."""
    text = before.lstrip()
    if not text.startswith("::"):
        return text
    titled = _cut(text[2:], "::")
    if len(titled) < 2:
        raise Problem("the title has no end: write it as ::title::")
    return "::".join(titled[1:]).lstrip()


def _kind(stem: str, inside: str, embedded: bool, noted: Json) -> Json:
    """Kind, answers and what depends on them."""
    bare = inside.strip()
    if not bare:
        raise Problem("a question without answers cannot be graded: give it some")
    truth = re.fullmatch(r"(TRUE|T|FALSE|F)\s*(#.*)?", bare, re.DOTALL)
    if truth is not None:
        return _true_false(truth.group(1).startswith("T"), noted)
    if bare.startswith("#"):
        return _numeric(stem, bare[1:], noted)
    if bare[0] not in "=~":
        bare = "=" + bare  # {answer} is short for {=answer}
    raw = list(_raw_answers(bare))
    if all(sign == "=" and len(_cut(text, "->")) == 2 for sign, text in raw):
        return _matching([_cut(text, "->") for _, text in raw], noted)
    answers = [_answer(sign, text) for sign, text in raw]
    if all(answer.right for answer in answers):
        return _typed(stem, answers, embedded, noted)
    return _choice(answers, noted)


def _true_false(true: bool, noted: Json) -> Json:
    words = TRUTH.get(str(noted.get("language", "en")), TRUTH["en"])
    told = {str(row["id"]): str(row["text"]) for row in noted.get("options", ())}
    options = told or dict(zip(("true", "false"), words, strict=True))
    shown = [{"id": name, "text": text} for name, text in options.items()]
    return {"kind": Kind.TRUE_FALSE, "options": shown, "key": ["true" if true else "false"]}


def _numeric(stem: str, bare: str, noted: Json) -> Json:
    found = _NUMERIC.fullmatch(_cut(bare.strip().removeprefix("="), "#")[0].strip())
    if found is None:
        raise Problem("a numeric answer is a number, as 30, 30:0.5 or 29..31: others are not taken")
    value, tolerance = _between(found)
    accept = [str(text) for text in noted.get("accept", ())]
    told = number_of(accept[0]) if accept else None
    unit = "" if told is None else told[1]
    if told is None or float(told[0]) != value:
        written = found.group(1) if found.group(2) != ".." else f"{value:.10f}".rstrip("0").rstrip(".")
        accept = [f"{written} {unit}".strip()]
    bare_stem = stem.removesuffix(with_unit("", unit)).rstrip() if unit else stem
    return {"kind": Kind.NUMERIC, "accept": accept, "tolerance": tolerance, "question": bare_stem}


def _between(found: re.Match[str]) -> tuple[float, float]:
    """The number that is right and how far off a reply may be."""
    value, other = float(found.group(1)), float(found.group(3) or 0)
    if not (math.isfinite(value) and math.isfinite(other)):
        raise Problem("a number has too many digits")
    return ((value + other) / 2, abs(other - value) / 2) if found.group(2) == ".." else (value, other)


def _matching(pairs: Sequence[Sequence[str]], noted: Json) -> Json:
    texts = [(_plain(left), _plain(_cut(right, "#")[0])) for left, right in pairs]
    if not all(right for _, right in texts):
        raise Problem("a pair has no right side: write = left -> right")
    options = _options([text for pair in texts for text in pair if text], noted)
    ids = {option["text"]: option["id"] for option in options}
    return {"kind": Kind.MATCHING, "options": options, "key": [f"{ids[left]}={ids[right]}" for left, right in texts if left]}


def _typed(stem: str, answers: Sequence[_Answer], embedded: bool, noted: Json) -> Json:
    if any(answer.weight not in (None, 100.0) for answer in answers):
        raise Problem("an accepted answer with part of the marks is not taken: give each the whole")
    accept, told = [answer.text for answer in answers], noted.get("kind")
    if told == Kind.SHORT_ANSWER or (told == Kind.CLOZE and stem.count(BLANK) == 1):
        return {"kind": told, "accept": accept}
    drawn = _RUN.sub(BLANK, stem)
    if embedded or drawn.count(BLANK) == 1:
        return {"kind": Kind.CLOZE, "accept": accept, "question": drawn}
    return {"kind": Kind.SHORT_ANSWER, "accept": accept}


def _choice(answers: Sequence[_Answer], noted: Json) -> Json:
    options = _options([answer.text for answer in answers], noted)
    ids = {option["text"]: option["id"] for option in options}
    right = [answer for answer in answers if answer.right]
    parted = [answer for answer in answers if answer.weight is not None and 0 < answer.weight < 100]
    if len(right) == 1 and not parted:
        return {"kind": Kind.SINGLE_CHOICE, "options": options, "key": [ids[right[0].text]]}
    if right:
        raise Problem("several right answers, or parts of the marks beside =, are not taken: give each ~%50% or its share")
    key = [ids[answer.text] for answer in answers if (answer.weight or 0) > 0]
    before = [str(name) for name in noted.get("key", ())]
    key = before if set(before) == set(key) else key  # in the order that it had
    return {"kind": Kind.MULTIPLE_CHOICE, "options": options, "key": key}


def _options(texts: Sequence[str], noted: Json) -> list[Json]:
    """Options with ids: those that the comment gives to the same texts, in its order; else made ones."""
    known = {str(row["text"]).strip(): str(row["id"]) for row in noted.get("options", ())}
    different = list(dict.fromkeys(texts))
    if set(different) == set(known):
        return [{"id": name, "text": text} for text, name in known.items()]
    spare = (f"o{number}" for number in range(1, len(texts) + len(known) + 1) if f"o{number}" not in known.values())
    return [{"id": known.get(text) or next(spare), "text": text} for text in different]


def _raw_answers(bare: str) -> Iterator[tuple[str, str]]:
    """Each answer with the sign that it begins with; nothing of it is decoded."""
    sign, start, place = bare[0], 1, 1
    while place < len(bare):
        if bare[place] == "\\":
            place += 1
        elif bare[place] in "=~":
            yield sign, bare[start:place]
            sign, start = bare[place], place + 1
        place += 1
    yield sign, bare[start:]


def _answer(sign: str, text: str) -> _Answer:
    text = _cut(text.strip(), "#")[0]
    weight = _WEIGHT.match(text)
    if weight is not None:
        text = text[weight.end() :]
    return _Answer(sign == "=", None if weight is None else float(weight.group(1)), _plain(text))


def _cut(text: str, at: str) -> list[str]:
    """The parts of a text between the places where `at` stands unescaped; nothing is decoded."""
    parts, start, place = [], 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
        elif text.startswith(at, place):
            parts.append(text[start:place])
            place = start = place + len(at)
        else:
            place += 1
    return [*parts, text[start:]]


def _plain(text: str) -> str:
    """A text decoded, without the format that it names; tags of HTML are taken out."""
    bare = text.strip()
    named = next((mark for mark in FORMATS if bare.startswith(mark)), "")
    told = " ".join(part.strip() for part in bare[len(named) :].split("\n"))
    decoded = re.sub(r"\\([\\~=#{}:n])", lambda found: _DECODED.get(found.group(1), found.group(1)), told)
    return (html.unescape(_TAG.sub(" ", decoded)) if named == "[html]" else decoded).strip()


def _made_id(row: Json) -> str:
    answers = json.dumps([row.get("options"), row.get("key"), row.get("accept")], ensure_ascii=False)
    place = Evidence("", "", 1, str(row["question"]), 0, 0)
    return id_of(row["kind"], place, answers)
