"""A first skills map made from what documents consist of. Knows nothing of files, people or what trainers edited.

Few documents: each is a skill, long ones fall apart at their chapters, scraps of a folder stay together. Many documents:
each folder is a skill, so that new documents find their place by themselves.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import PurePosixPath

from assistant.answering.clues import is_superseded
from assistant.answering.passages import Passage
from assistant.answering.words import language
from assistant.learning.outlines import Outline, Section, word_count
from assistant.learning.prerequisites import Taught, suggestions
from assistant.learning.skills import SEPARATOR, JobRole, Name, Place, Skill, SkillsMap, Target
from assistant.people.person import EVERYONE

LEAST_WORDS = 150  # of a skill of its own
LONG_WORDS = 4000  # from which a document falls apart at its chapters
LEAST_CHAPTERS = 3
CHAPTER_WORDS = 600  # at the least, short chapters are taken together
MOST_CHAPTERS = 12  # skills out of one document
MOST_DOCUMENTS = 60  # above it, a folder is a skill
LONGEST_ID = 60  # characters
_SCRAP = re.compile(
    r"\W*(?:[\d.]+\s*)?(?:(?:table of )?contents|introduction|overview|appendix\b.*|index|revision history|change ?log|summary"
    r"|目录|前言|引言|概述|附录.*|修订记录)\W*",
    re.IGNORECASE,
)


@dataclass
class _Unit:
    """What becomes a skill: places, and the texts that they hold."""

    path: str  # what its id is made of
    name: str
    places: list[Place]
    sections: list[Section]
    documents: list[str]
    series: str = ""
    label: str = ""
    title: str = ""  # of the one document that it is part of
    titles: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(section.text for section in self.sections)


def draft(outlines: Iterable[Outline], groups_of: Callable[[str], frozenset[str]]) -> SkillsMap:
    """A skills map of documents: their skills with suggested prerequisites, and a role for each group that reads them.

    The role "everyone" needs what everybody may read; the role of a group needs what only some may read, it among them.
    """
    current = [_titled(one) for one in outlines if not _superseded(one)]
    units = _named_apart(list(_units(current)))
    ids = _ids(unit.path for unit in units)
    taught = [
        Taught(one, unit.text, tuple(dict.fromkeys([unit.name, *unit.titles])), unit.series, unit.label)
        for one, unit in zip(ids, units, strict=True)
    ]
    suggested = suggestions(taught, {})
    skills = tuple(
        Skill(one, _name(unit.name), tuple(unit.places), (), suggested.get(one, ()))
        for one, unit in zip(ids, units, strict=True)
    )  # fmt: skip
    return SkillsMap(skills, tuple(_roles(zip(ids, units, strict=True), groups_of)))


def _named_apart(units: list[_Unit]) -> list[_Unit]:
    """Skills of the same name get their document's title behind it."""
    seen = Counter(unit.name for unit in units)
    for unit in units:
        if seen[unit.name] > 1 and unit.title not in ("", unit.name):
            unit.name = f"{unit.name} ({unit.title})"
    return units


def _units(outlines: Sequence[Outline]) -> Iterator[_Unit]:
    if len(outlines) > MOST_DOCUMENTS:
        yield from _folders(outlines)
        return
    for folder, inside in groupby(outlines, key=lambda one: _folder(one.document)):
        scraps: list[Outline] = []
        for one in inside:
            if word_count(one.text) < LEAST_WORDS:
                scraps.append(one)
            else:
                yield from _chapters(one)
        if scraps:
            yield _together(scraps, folder if len(scraps) > 1 else PurePosixPath(scraps[0].document).with_suffix("").as_posix())


def _folders(outlines: Sequence[Outline]) -> Iterator[_Unit]:
    """A skill for each folder with the documents directly in it."""
    folders: defaultdict[str, list[Outline]] = defaultdict(list)
    for one in outlines:
        folders[_folder(one.document)].append(one)
    for folder, inside in folders.items():
        unit = _together(inside, folder)
        if folder:
            unit.places = [Place(f"{folder}/")]
            unit.name = _words(PurePosixPath(folder).name)
        yield unit


def _together(outlines: Sequence[Outline], path: str) -> _Unit:
    """One skill of several documents."""
    name = outlines[0].title if len(outlines) == 1 else _words(PurePosixPath(path).name) or outlines[0].title
    return _Unit(
        path or "documents",
        name or path,
        [Place(one.document) for one in outlines],
        [section for one in outlines for section in one.sections],
        [one.document for one in outlines],
        titles=[one.title for one in outlines],
    )


def _chapters(outline: Outline) -> list[_Unit]:
    """The skills of a document: one, or one for each of its chapters where it is long and has some."""
    path = PurePosixPath(outline.document).with_suffix("").as_posix()
    whole = _Unit(
        path, outline.title, [Place(outline.document)], list(outline.sections), [outline.document],
        _folder(outline.document), PurePosixPath(path).name, "", [outline.title],
    )  # fmt: skip
    words = word_count(outline.text)
    if words < LONG_WORDS:
        return [whole]
    chapters = _joined(_by_chapter(outline), max(CHAPTER_WORDS, words // MOST_CHAPTERS))
    if len(chapters) < LEAST_CHAPTERS:
        return [whole]
    units = [_chapter(outline, path, parts) for parts in chapters]
    units[0].places.insert(0, Place(outline.document))  # what stands before the first chapter
    return units


def _by_chapter(outline: Outline) -> list[tuple[str, list[Section]]]:
    """The sections of each chapter with the chapter's heading path: the first level at which a document has several."""
    paths = [section.heading.split(SEPARATOR) for section in outline.sections]
    depth = 1
    while depth < 4 and len({tuple(path[:depth]) for path in paths if len(path) >= depth}) < LEAST_CHAPTERS:
        depth += 1
    grouped: dict[str, list[Section]] = {}
    for section, path in zip(outline.sections, paths, strict=True):
        grouped.setdefault(SEPARATOR.join(path[:depth]), []).append(section)
    return list(grouped.items())


def _joined(chapters: Sequence[tuple[str, list[Section]]], least: int) -> list[list[tuple[str, list[Section]]]]:
    """Chapters with those joined to the one before that are short or say nothing by their heading."""
    joined: list[list[tuple[str, list[Section]]]] = []
    for heading, inside in chapters:
        filled = bool(joined) and sum(_words_of(part) for _, part in joined[-1]) >= least
        own = heading and not _SCRAP.fullmatch(heading.rpartition(SEPARATOR)[2])
        if not joined or (own and filled):
            joined.append([(heading, inside)])
        else:
            joined[-1].append((heading, inside))
    if len(joined) > 1 and sum(_words_of(part) for _, part in joined[-1]) < least:
        last = joined.pop()
        joined[-1].extend(last)
    return joined


def _chapter(outline: Outline, path: str, parts: Sequence[tuple[str, list[Section]]]) -> _Unit:
    headings = [heading for heading, _ in parts if heading]
    telling = [heading for heading in headings if not _SCRAP.fullmatch(heading.rpartition(SEPARATOR)[2])]
    sizes = {heading: _words_of(inside) for heading, inside in parts}
    first = max(telling or headings or [""], key=lambda heading: sizes.get(heading, 0))
    name = first.rpartition(SEPARATOR)[2] or outline.title
    return _Unit(
        f"{path} {name}",
        name,
        [Place(outline.document, heading) for heading in headings],
        [section for _, inside in parts for section in inside],
        [outline.document],
        outline.document,
        name,
        outline.title,
        [heading.rpartition(SEPARATOR)[2] for heading in telling],
    )


def _roles(units: Iterable[tuple[str, _Unit]], groups_of: Callable[[str], frozenset[str]]) -> Iterator[JobRole]:
    needed: defaultdict[str, list[Target]] = defaultdict(list)
    for skill, unit in units:
        readers = frozenset[str]().union(*(groups_of(document) for document in unit.documents))
        for group in [EVERYONE] if EVERYONE in readers else sorted(readers):
            needed[group].append(Target(skill))
    for group in sorted(needed, key=lambda group: (group != EVERYONE, group)):
        name = Name("Everyone", "所有人") if group == EVERYONE else _name(_words(group))
        yield JobRole(slug(group), name, (group,), tuple(needed[group]))


def _titled(outline: Outline) -> Outline:
    """The outline with a title, that of its file where it has none of its own."""
    return outline if outline.title.strip() else replace(outline, title=_words(PurePosixPath(outline.document).stem))


def _superseded(outline: Outline) -> bool:
    first = outline.sections[0]
    place = (outline.document, outline.version, outline.title, first.page, first.heading, first.start, first.end, first.text)
    return is_superseded(Passage(*place, 0.0))


def _ids(paths: Iterable[str]) -> list[str]:
    """An id for each path, made of its words; a second of the same gets a number."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for path in paths:
        one = slug(path)
        seen[one] = seen.get(one, 0) + 1
        made.append(one if seen[one] == 1 else f"{one}-{seen[one]}")
    return made


def slug(text: str) -> str:
    """A text as an id: its words in lower case, joined, each once."""
    words = re.findall(r"[^\W_]+", text.lower())
    return "-".join(dict.fromkeys(words))[:LONGEST_ID].rstrip("-") or "documents"


def _name(text: str) -> Name:
    told = text.capitalize() if text.isupper() and len(text) > 4 else text[:1].upper() + text[1:]
    return Name(zh=told) if language(text) == "zh" else Name(told)


def _words(path: str) -> str:
    """A file or folder name as words: "on-call_rules" is "on call rules"."""
    return re.sub(r"[-_]+", " ", path).strip()


def _words_of(inside: Iterable[Section]) -> int:
    return sum(word_count(section.text) for section in inside)


def _folder(document: str) -> str:
    return document.rpartition("/")[0]
