"""Past support dialogues: read from CSV, JSON or JSON Lines, cleaned, and kept where documents prove the answer.

Knows nothing of examples.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answering.citations import prove
from assistant.answering.sentences import sentences, tidy
from assistant.answering.standard import normal
from assistant.errors import Problem
from assistant.learning.privacy import cleaned
from finetune.material import Item, Source, Tally
from finetune.shelf import Shelf

SHORTEST = 8  # characters of a question
LOOKED_AT = 5  # passages that may prove an answer
MOST_SENTENCES = 3
_QUESTION = ("question", "customer", "query", "prompt", "问题")
_ANSWER = ("answer", "agent", "response", "reply", "completion", "回答", "答案")
_POLITE = re.compile(
    r"(?i)^(?:(?:hi|hello|hey|dear|good (?:morning|afternoon))\b[^.!?\n]{0,30}[,.!\n]|thank(?:s| you)[^.!?]{0,60}[.!]"
    r"|i hope [^.!?]*[.!]|(?:best|kind) regards.*|regards.*|please let (?:me|us) know[^.!?]*[.!]|happy to help[^.!?]*[.!]"
    r"|great question[^.!?]*[.!]|my name is \[name\]\W*$|(?:您好|你好)[，,！!。]?|感谢[^。！]*[。！]|祝[^。！]*[。！])\s*"
)
_PERSONAL = re.compile(r"\[(?:name|email|phone|card|iban|ip)\]")
_ONLY_NAMES = re.compile(r"\W*(?:\[name\]\W*)+")


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One question and the answer that support gave."""

    question: str
    answer: str


def read_dialogues(path: Path) -> list[Dialogue]:
    """The dialogues of a file: rows of question and answer, or JSON objects with "messages" of a user and an assistant.

    Raises:
        Problem: it cannot be read, or nothing in it is a question with an answer.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read ({error}): give a CSV, JSON or JSON Lines file in UTF-8") from error
    found = [one for row in _rows(path, text) for one in _of_row(row)]
    if not found:
        raise Problem(
            f'{path} holds no question with an answer: expected columns or keys "question" and "answer", or "messages" with '
            '"role" and "content"'
        )
    return found


def dialogue_items(dialogues: Iterable[Dialogue], shelf: Shelf, tally: Tally) -> Iterator[Item]:
    """The dialogues whose answer public passages prove, without personal data, each once; of the answer what is proved."""
    kept = _known(shelf)
    seen: set[str] = set()
    for number, one in enumerate(dialogues, 1):
        question, answer = (_clean(text, kept, tally) for text in (one.question, one.answer))
        reason = _unusable(question, answer, seen)
        seen.add(normal(question))
        item = _proved(f"dialogue/{number}", question, answer, shelf) if reason is None else None
        if item is None:
            tally.drop(Source.DIALOGUES, "", reason or "no document for everybody proves the answer")
        else:
            yield item


def _proved(id: str, question: str, answer: str, shelf: Shelf) -> Item | None:
    """The item of an answer: its sentences that a passage proves, where these are at least half of it."""
    passages = shelf.find(f"{question} {answer}"[:600], LOOKED_AT)
    proof = prove(answer, passages, shelf.embedder)
    cited = {citation.n: citation for citation in proof.citations}
    told = [(sentence.text, cited[sentence.citations[0]]) for sentence in proof.sentences if sentence.supported]
    told = told[:MOST_SENTENCES]
    if not told or 2 * len(told) < len(proof.sentences):
        return None
    used = [
        next(one for one in passages if one.document == citation.document and one.start <= citation.start < one.end)
        for _, citation in told
    ]
    places = list(dict.fromkeys(used))
    sentences_told = tuple((text, places.index(one)) for (text, _), one in zip(told, used, strict=True))
    return Item(id, Source.DIALOGUES, question, sentences_told, tuple(places), told[0][0])


def _unusable(question: str, answer: str, seen: set[str]) -> str | None:
    if len(question) < SHORTEST or not answer.strip():
        return "no question or no answer is left"
    if normal(question) in seen:
        return "the same question was there before"
    return "the question holds personal data" if _PERSONAL.search(question) else None


def _clean(text: str, known: str, tally: Tally) -> str:
    """A turn without personal data and without polite phrases around it."""
    without = cleaned(text, keep=lambda value: value in known)
    tally.replaced(without.kinds)
    parts = [tidy(without.text[span.start : span.end]) for span in sentences(without.text)]
    said = [_POLITE.sub("", part).strip(" ,") for part in parts]
    return " ".join(part for part in said if part and not _ONLY_NAMES.fullmatch(part))


def _known(shelf: Shelf) -> str:
    """What documents for everybody say: an address that stands in them is no secret."""
    return "\n".join(passage.text for passage in shelf.passages())


def _rows(path: Path, text: str) -> list[Mapping[str, Any]]:  # Any: JSON
    try:
        if path.suffix.lower() == ".csv":
            first = text.partition("\n")[0]
            delimiter = max((",", ";", "\t"), key=first.count)
            return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
        if path.suffix.lower() in (".jsonl", ".ndjson"):
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        whole = json.loads(text)
    except (csv.Error, json.JSONDecodeError) as error:
        raise Problem(f"{path} cannot be read as {path.suffix or 'JSON'} ({error}): mend it, or give another file") from error
    rows = next(iter(whole.values()), []) if isinstance(whole, dict) and "messages" not in whole else whole
    return [row for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, dict)]


def _of_row(row: Mapping[str, Any]) -> Iterator[Dialogue]:  # Any: JSON
    turns = row.get("messages")
    if isinstance(turns, list):
        said = [(str(turn.get("role", "")), str(turn.get("content", ""))) for turn in turns if isinstance(turn, dict)]
        if len(said) > 1 and said[0][0] in ("user", "customer") and said[1][0] in ("assistant", "agent"):
            yield Dialogue(said[0][1], said[1][1])  # later turns lean on what was said before
        return
    named = {str(key).strip().lower(): value for key, value in row.items() if key is not None}
    question = next((named[key] for key in _QUESTION if named.get(key)), None)
    answer = next((named[key] for key in _ANSWER if named.get(key)), None)
    if question is not None and answer is not None:
        yield Dialogue(str(question), str(answer))
