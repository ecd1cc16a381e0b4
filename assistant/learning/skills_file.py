"""The skills map as a TOML file that trainers edit. Knows nothing of documents, people or mastery.

Comments that people write into the file are lost when a page or a command writes it again.
"""

import json
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from assistant.learning.redrafting import redrafted
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsInvalid, SkillsMap, Suggestion, Target, Why, problems
from assistant.people.file_lock import held
from indexer.disk import write_atomically

FORMAT = 1
DRAFTED = ".drafted"  # in the name of the file that keeps the last draft, so that the next one tells what trainers edited
HEAD = """\
# Roles, the skills they need, and the documents that teach them. Check it after editing: python -m assistant skills check
# level: 1 to 4, a chance of a right answer of 60, 70, 80 and 90 %; importance: 0 to 1; validity_months: 0 is for ever.
# A place is a document, a section of one ("Leave > Carry-over"), or a folder (its name ends in "/").
# "suggested" prerequisites have no effect until they are moved to "requires".
# Comments other than these are lost when the file is written by a page or by `skills draft`.
"""
Row: TypeAlias = Mapping[str, Any]  # Any: TOML
Value = TypeVar("Value")


class SkillsFile:
    """A skills map on disk."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[str, SkillsMap] | None = None  # the text that was read last, and what it says

    def read(self) -> SkillsMap:
        """The map; an empty one where there is no file. The same text is taken apart once.

        Raises:
            SkillsInvalid: it cannot be read, or does not fit together; everything that is wrong is listed.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return SkillsMap()
        except (OSError, UnicodeDecodeError) as error:
            raise SkillsInvalid(f"{self.path} cannot be read ({error}): save it as UTF-8, or restore it") from error
        known = self._known
        if known is None or known[0] != text:
            known = self._known = text, from_toml(text, str(self.path))
        return known[1]

    def write(self, skills: SkillsMap) -> None:
        """Replaces the file at once."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, to_toml(skills).encode())

    def change(self, edit: Callable[[SkillsMap], SkillsMap]) -> SkillsMap:
        """Replaces the file with what an edit makes of it, one edit at a time; the new map.

        Raises:
            SkillsInvalid: as of `read`; whatever the edit raises leaves the file as it is.
        """
        with held(self.path.with_suffix(".lock")):
            after = edit(self.read())
            self.write(after)
            return after

    def redraft(self, new: SkillsMap) -> tuple[SkillsMap, SkillsMap]:
        """Brings the file up to a new draft, keeping what trainers edited; the map before and after.

        Raises:
            SkillsInvalid: as of `read`, of the file or of the last draft beside it.
        """
        last = SkillsFile(self.path.with_name(f"{self.path.stem}{DRAFTED}{self.path.suffix}"))
        with held(self.path.with_suffix(".lock")):
            there = self.path.exists()
            edited, before = (self.read(), last.read()) if there else (SkillsMap(), SkillsMap())
            after = redrafted(before, edited, new)
            self.write(after)
            last.write(new)  # second: after a kill in between, what was new counts as edited and is kept
            return edited, after


def to_toml(skills: SkillsMap) -> str:
    """The text of the file; `from_toml` gives an equal map back."""
    return "\n".join([f"{HEAD}\nformat = {FORMAT}\n", *map(_skill_text, skills.skills), *map(_role_text, skills.roles)])


def from_toml(text: str, source: str = "the skills map") -> SkillsMap:
    """The map of a text; `source` names it in problems.

    Raises:
        SkillsInvalid: everything that is wrong with it.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SkillsInvalid(f"{source} is not TOML: {error}") from error
    if tables.get("format") != FORMAT:
        raise SkillsInvalid(f"{source} has format {tables.get('format')}, this version reads {FORMAT}: write format = {FORMAT}")
    reading = _Reading()
    reading.only(tables, ("format", "skill", "role"), "the file")
    skills = [_skill(reading, row) for row in reading.rows(tables, "skill", "the file")]
    roles = [_role(reading, row) for row in reading.rows(tables, "role", "the file")]
    found = [*reading.problems, *problems(skills, roles)]
    if found:
        raise SkillsInvalid(f"{source} has {len(found)} problem(s): {'; '.join(dict.fromkeys(found))}")
    return SkillsMap(tuple(skills), tuple(roles))


@dataclass
class _Reading:
    """Values taken out of TOML tables; what does not fit is noted and replaced, so that all of it is told at once."""

    problems: list[str] = field(default_factory=list)

    def only(self, row: Row, known: Iterable[str], where: str) -> None:
        unknown = [name for name in row if name not in tuple(known)]
        if unknown:
            self.problems.append(f"{where}: unknown key(s) {', '.join(unknown)}; known are {', '.join(known)}")

    def rows(self, row: Row, name: str, where: str) -> list[Row]:
        found = row.get(name, [])
        if isinstance(found, list) and all(isinstance(one, Mapping) for one in found):
            return found
        self.problems.append(f"{where}: {name} is not a list of tables")
        return []

    def text(self, row: Row, name: str, where: str) -> str:
        return self._taken(row, name, where, "", "a text", lambda found: isinstance(found, str))

    def texts(self, row: Row, name: str, where: str) -> tuple[str, ...]:
        def fits(found: object) -> bool:
            return isinstance(found, list) and all(isinstance(one, str) for one in found)

        return tuple(self._taken(row, name, where, [], "a list of texts", fits))

    def whole(self, row: Row, name: str, where: str, default: int) -> int:
        return self._taken(row, name, where, default, "a whole number", lambda found: type(found) is int)

    def number(self, row: Row, name: str, where: str, default: float) -> float:
        def fits(found: object) -> bool:
            return type(found) in (int, float) and math.isfinite(found)  # type: ignore[arg-type]  # a number by then

        return float(self._taken(row, name, where, default, "a number", fits))

    def flag(self, row: Row, name: str, where: str) -> bool:
        return self._taken(row, name, where, False, "true or false", lambda found: isinstance(found, bool))

    def _taken(self, row: Row, name: str, where: str, default: Value, kind: str, fits: Callable[[object], bool]) -> Value:
        found: Any = row.get(name, default)  # Any: TOML
        if not fits(found):
            self.problems.append(f"{where}: {name} is {found!r}, {kind} was expected")
            return default
        value: Value = found
        return value


def _name(reading: _Reading, row: Row, where: str) -> Name:
    found = row.get("name", {})
    if not isinstance(found, Mapping):
        reading.problems.append(f'{where}: name is {found!r}, {{en = "...", zh = "..."}} was expected')
        return Name("?")
    reading.only(found, ("en", "zh"), f"{where}, name")
    return Name(reading.text(found, "en", where), reading.text(found, "zh", where))


def _skill(reading: _Reading, row: Row) -> Skill:
    where = f"skill {row.get('id', 'without an id')!r}"
    reading.only(row, ("id", "name", "requires", "suggested", "places"), where)
    return Skill(
        reading.text(row, "id", where),
        _name(reading, row, where),
        tuple(_place(reading, one, where) for one in reading.rows(row, "places", where)),
        reading.texts(row, "requires", where),
        tuple(_suggestion(reading, one, where) for one in reading.rows(row, "suggested", where)),
    )


def _place(reading: _Reading, row: Row, where: str) -> Place:
    reading.only(row, ("document", "heading"), f"{where}, places")
    return Place(reading.text(row, "document", where), reading.text(row, "heading", where))


def _suggestion(reading: _Reading, row: Row, where: str) -> Suggestion:
    reading.only(row, ("skill", "why", "about"), f"{where}, suggested")
    why = reading.text(row, "why", where)
    if why not in list(Why):
        reading.problems.append(f"{where}: why is {why!r}, one of {', '.join(Why)} was expected")
        why = Why.ORDER
    return Suggestion(reading.text(row, "skill", where), Why(why), reading.text(row, "about", where))


def _role(reading: _Reading, row: Row) -> JobRole:
    where = f"role {row.get('id', 'without an id')!r}"
    reading.only(row, ("id", "name", "groups", "targets"), where)
    return JobRole(
        reading.text(row, "id", where),
        _name(reading, row, where),
        reading.texts(row, "groups", where),
        tuple(_target(reading, one, where) for one in reading.rows(row, "targets", where)),
    )


def _target(reading: _Reading, row: Row, where: str) -> Target:
    skill = reading.text(row, "skill", where)
    where = f"{where}, target {skill!r}"
    reading.only(row, ("skill", "level", "importance", "mandatory", "validity_months"), where)
    return Target(
        skill,
        reading.whole(row, "level", where, 2),
        reading.number(row, "importance", where, 0.5),
        reading.flag(row, "mandatory", where),
        reading.whole(row, "validity_months", where, 0),
    )


def _skill_text(skill: Skill) -> str:
    places = [_table({"document": place.document, "heading": place.heading}) for place in skill.places]
    suggested = [_table({"skill": one.skill, "why": one.why.value, "about": one.about}) for one in skill.suggested]
    lines = ["[[skill]]", f"id = {_toml(skill.id)}", f"name = {_name_text(skill.name)}"]
    lines += [f"requires = [{', '.join(map(_toml, skill.requires))}]"] if skill.requires else []
    lines += _list("suggested", suggested) + _list("places", places)
    return "\n".join(lines) + "\n"


def _role_text(role: JobRole) -> str:
    targets = [
        f"{{skill = {_toml(one.skill)}, level = {one.level}, importance = {_toml(one.importance)}, "
        f"mandatory = {_toml(one.mandatory)}, validity_months = {one.validity_months}}}"
        for one in role.targets
    ]
    lines = ["[[role]]", f"id = {_toml(role.id)}", f"name = {_name_text(role.name)}"]
    lines += [f"groups = [{', '.join(map(_toml, role.groups))}]"] if role.groups else []
    return "\n".join(lines + _list("targets", targets)) + "\n"


def _name_text(name: Name) -> str:
    return _table({"en": name.en, "zh": name.zh})


def _list(name: str, items: list[str]) -> list[str]:
    return [f"{name} = [", *(f"    {item}," for item in items), "]"] if items else []


def _table(values: Mapping[str, str]) -> str:
    """An inline table without its empty values, which are the defaults."""
    return "{" + ", ".join(f"{name} = {_toml(value)}" for name, value in values.items() if value) + "}"


def _toml(value: str | float | bool) -> str:
    """A plain value; TOML spells it as JSON does, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
