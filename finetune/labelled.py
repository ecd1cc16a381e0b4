"""Labelled texts and tagged words: reading them and splitting them. Knows nothing of models."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from assistant.errors import Problem
from finetune.examples import Part

SHOWN = 5  # problems of a file that are listed
Row = Mapping[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text and its labels; texts of one group are never split up."""

    text: str
    labels: tuple[str, ...]
    group: str  # such as the document or the person it comes from; else the text itself without case and spacing

    @property
    def stratum(self) -> str:
        """What every part should have its share of."""
        return self.labels[0] if self.labels else ""

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of a file of labelled texts."""
        return {"text": self.text, "labels": list(self.labels), "group": self.group}

    @classmethod
    def from_json(cls, row: Row) -> "LabelledText":
        """The text of a row with "text" and either "label" or "labels".

        Raises:
            ValueError: says what is wrong with the row.
        """
        text, labels = row.get("text"), row.get("labels", [row["label"]] if "label" in row else None)
        if not isinstance(text, str) or not text.strip():
            raise ValueError('"text" must be a text that is not empty')
        if not isinstance(labels, list) or not all(isinstance(label, str) and label for label in labels):
            raise ValueError('"label" must be a text, or "labels" a list of texts')
        return cls(text, tuple(dict.fromkeys(labels)), str(row.get("group") or " ".join(text.casefold().split())))


@dataclass(frozen=True, slots=True)
class TaggedWords:
    """Words in their order, a tag for each; words of one group are never split up."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    group: str  # such as the document; else the words themselves
    source: str = ""  # where the words stand, for people

    @property
    def stratum(self) -> str:
        """What every part should have its share of: nothing, as a text has words of all kinds."""
        return ""

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """One row of a file of tagged words."""
        return {"words": list(self.words), "tags": list(self.tags), "group": self.group, "source": self.source}

    @classmethod
    def from_json(cls, row: Row) -> "TaggedWords":
        """The words of a row with "words" and "tags".

        Raises:
            ValueError: says what is wrong with the row.
        """
        words, tags = row.get("words"), row.get("tags")
        for name, value in (("words", words), ("tags", tags)):
            if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
                raise ValueError(f'"{name}" must be a list of texts')
        assert words is not None and tags is not None
        if len(words) != len(tags):
            raise ValueError(f"there are {len(words)} words and {len(tags)} tags")
        return cls(tuple(words), tuple(tags), str(row.get("group") or " ".join(words)), str(row.get("source") or ""))


class Grouped(Protocol):
    """What can be split: it has a group that stays together, and a stratum that every part has its share of."""

    @property
    def group(self) -> str:
        """What stays together."""
        ...

    @property
    def stratum(self) -> str:
        """What every part has its share of."""
        ...


Labelled = TypeVar("Labelled", LabelledText, TaggedWords)
Item = TypeVar("Item", bound=Grouped)


def read_rows(path: Path, made: Callable[[Row], Labelled]) -> list[Labelled]:
    """The rows of a JSONL file; `made` is `LabelledText.from_json` or `TaggedWords.from_json`.

    Raises:
        Problem: the file is missing, empty, or has rows that cannot be used; the first of them are listed.
    """
    if not path.is_file():
        raise Problem(f'{path} is not there: expected JSONL, such as {{"text": "...", "label": "..."}} in each line')
    found: list[Labelled] = []
    wrong: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(made(_object(line)))
        except ValueError as error:
            wrong.append(f"line {number}: {error}")
    if wrong or not found:
        listed = "; ".join(wrong[:SHOWN]) or "it has no rows"
        raise Problem(f"{path} cannot be used, {len(wrong)} row(s) are wrong: {listed}. Correct or remove them")
    return found


def split(items: Sequence[Item], validation: float, test: float, seed: int = 0) -> dict[Part, list[Item]]:
    """The items of each part: whole groups, and of every stratum the same share, as a hash of the group decides.

    A stratum of three groups or more has at least one in each part that is asked for; smaller ones are trained on.
    """
    groups: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        groups[item.group].append(item)
    strata: dict[str, list[str]] = defaultdict(list)
    for group, members in groups.items():
        strata[Counter(member.stratum for member in members).most_common(1)[0][0]].append(group)
    parts: dict[Part, list[Item]] = {part: [] for part in Part}
    for names in strata.values():
        for part, share in _shared(sorted(names, key=lambda name: _rank(name, seed)), validation, test):
            parts[part].extend(item for name in share for item in groups[name])
    return parts


def few(items: Sequence[Item], count: int, seed: int = 0) -> list[Item]:
    """At most `count` items of every stratum, chosen by a hash of their group; all of them where `count` is 0."""
    if count == 0:
        return list(items)
    taken: Counter[str] = Counter()
    chosen = []
    for item in sorted(items, key=lambda item: _rank(item.group, seed)):
        taken[item.stratum] += 1
        if taken[item.stratum] <= count:
            chosen.append(item)
    return chosen


def labels_of(items: Iterable[LabelledText | TaggedWords]) -> tuple[str, ...]:
    """Every label or tag, sorted."""
    return tuple(sorted({label for item in items for label in (item.labels if isinstance(item, LabelledText) else item.tags)}))


def rows_hash(items: Iterable[LabelledText | TaggedWords]) -> str:
    """A hash of the items and their order: what a run was trained on."""
    digest = hashlib.sha256()
    for item in items:
        digest.update(json.dumps(item.to_json(), ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return digest.hexdigest()


def _shared(names: list[str], validation: float, test: float) -> Iterator[tuple[Part, list[str]]]:
    held = {Part.TEST: _count(len(names), test), Part.VALIDATION: _count(len(names), validation)}
    start = 0
    for part, count in held.items():
        yield part, names[start : start + count]
        start += count
    yield Part.TRAIN, names[start:]


def _count(groups: int, share: float) -> int:
    return 0 if groups < 3 or share == 0 else max(1, round(groups * share))


def _rank(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()


def _object(line: str) -> Row:
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("it is no JSON object")
    return row
