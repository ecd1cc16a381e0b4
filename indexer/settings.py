"""Settings of reading and indexing, and how a settings file becomes frozen values. Knows nothing of people or prompts."""

import os
import tomllib
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from indexer.errors import SettingsInvalid

SETTINGS_FILE = "settings.toml"
ENVIRONMENT_PREFIX = "DOCENT_"
Section = TypeVar("Section")


@dataclass(frozen=True, slots=True)
class DocumentSettings:
    """Which files are documents."""

    folder: Path = Path("samples")  # the folder of documents
    exclude: tuple[str, ...] = ()  # glob patterns below it that are left out; hidden files always are


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one file may cost while it is read, in a process of its own."""

    cpu_s: int = 60  # processor time
    memory_mb: int = 1500  # address space on top of what the process starts with
    pages: int = 2000
    characters: int = 5_000_000  # of text, all pages together
    file_mb: int = 200  # size on disk
    archive_mb: int = 200  # of everything packed in an OOXML, ODF or EPUB file
    archive_ratio: int = 100  # unpacked bytes for each packed byte
    archive_members: int = 5000


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Where the index lives and how it is kept."""

    folder: Path = Path("data/index")
    keep_generations: int = 3
    removed_share: float = 0.3  # of the index; a plan that removes more is refused without --yes
    quantise_above: int = 300_000  # chunks; more than this are stored with 8 bits a dimension
    settle_s: float = 5.0  # `watch` waits for so long without a change before it updates

    def __post_init__(self) -> None:
        """Refuses to keep no generation, which would keep all of them."""
        if self.keep_generations < 1:
            raise ValueError(f"keep_generations: found {self.keep_generations}, expected 1 or more")


@dataclass(frozen=True, slots=True)
class EmbedderSettings:
    """Which model turns text into vectors."""

    model: str = "all-MiniLM-L6-v2"  # a name of the catalogue, a sentence-transformers id, or a local folder
    folder: Path = Path("data/models")  # where bundled models are kept
    batch: int = 32  # passages at a time

    def __post_init__(self) -> None:
        """Refuses batches of nothing."""
        if self.batch < 1:
            raise ValueError(f"batch: found {self.batch}, expected 1 or more")


@dataclass(frozen=True, slots=True)
class IndexerSettings:
    """Everything that the indexer is told."""

    documents: DocumentSettings = field(default_factory=DocumentSettings)
    reading: ReadingLimits = field(default_factory=ReadingLimits)
    index: IndexSettings = field(default_factory=IndexSettings)
    embedder: EmbedderSettings = field(default_factory=EmbedderSettings)


def load_sections(kind: type[Section], path: Path | None, environment: Mapping[str, str] | None = None) -> Section:
    """The settings of a dataclass of sections, from a TOML file with environment variables on top.

    `DOCENT_INDEX_FOLDER=x` sets `folder` of `[index]`. Relative paths are taken from the file's folder. Sections of the
    file that `kind` does not have are left to other parts of Docent, unless nobody knows them (`assistant.settings` checks).

    Raises:
        SettingsInvalid: all problems at once: unknown keys, wrong types, a file that is not TOML.
    """
    base = path.resolve().parent if path is not None else Path.cwd()
    tables = _read_toml(path) if path is not None else {}
    problems: list[str] = []
    sections: dict[str, Any] = {}  # Any: each section has its own type
    for name, section in get_type_hints(kind).items():
        values = dict(tables.get(name, {})) if isinstance(tables.get(name, {}), dict) else {}
        values |= _from_environment(name, section, os.environ if environment is None else environment, problems)
        sections[name] = _section(section, name, values, base, problems)
    if problems:
        raise SettingsInvalid("\n".join([f"{path or 'environment'}: {len(problems)} setting(s) cannot be used", *problems]))
    return kind(**sections)


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> IndexerSettings:
    """The indexer's settings: from `path`, else from ./settings.toml where there is one, else the defaults.

    Raises:
        SettingsInvalid: as `load_sections`.
    """
    return load_sections(IndexerSettings, found_file(path), environment)


def found_file(path: Path | None) -> Path | None:
    """The settings file to read: the one named, else ./settings.toml where it exists.

    Raises:
        SettingsInvalid: the file named does not exist.
    """
    if path is not None:
        if not path.is_file():
            raise SettingsInvalid(f"{path} is not a file: name an existing settings file, or leave --settings out")
        return path
    default = Path(SETTINGS_FILE)
    return default if default.is_file() else None


def _read_toml(path: Path) -> dict[str, Any]:  # Any: TOML
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path} is not valid TOML: {error}. Mend the line it names") from error


def _from_environment(
    name: str, section: type[Any], environment: Mapping[str, str], problems: list[str]
) -> dict[str, Any]:  # Any: as TOML would give it
    values: dict[str, Any] = {}
    for entry in fields(section):
        key = f"{ENVIRONMENT_PREFIX}{name}_{entry.name}".upper()
        if key not in environment:
            continue
        wanted = get_type_hints(section)[entry.name]
        text = environment[key]
        try:
            values[entry.name] = text if is_text(wanted) else tomllib.loads(f"value = {text}")["value"]
        except tomllib.TOMLDecodeError:
            problems.append(f'  {key}: found {text!r}, expected a TOML value such as 5, true or ["a"]')
    return values


def is_text(wanted: Any) -> bool:  # Any: a type expression
    """Whether a setting of that type is text, which the environment holds as it is and not as TOML."""
    if get_origin(wanted) is Literal:
        return all(isinstance(one, str) for one in get_args(wanted))
    return wanted in (str, Path) or set(get_args(wanted)) in ({str, type(None)}, {Path, type(None)})


def _section(
    section: type[Any], name: str, values: dict[str, Any], base: Path, problems: list[str]
) -> Any:  # Any: an instance of `section`
    hints = get_type_hints(section)
    known = {entry.name for entry in fields(section)}
    for key in sorted(set(values) - known):
        problems.append(f"  [{name}] {key}: unknown; known are {', '.join(sorted(known))}")
    given: dict[str, Any] = {}
    for key in sorted(set(values) & known):
        try:
            given[key] = _converted(values[key], hints[key], base)
        except (TypeError, ValueError, RuntimeError):  # RuntimeError: the home of a user that there is not
            problems.append(f"  [{name}] {key}: found {values[key]!r}, expected {_said(hints[key])}")
    for entry in fields(section):
        if entry.name not in given and isinstance(entry.default, Path):
            given[entry.name] = base / entry.default
    try:
        return section(**given)
    except ValueError as error:  # a contradiction that the section itself refuses
        problems.append(f"  [{name}] {error}")
        return section()


def _converted(value: Any, wanted: Any, base: Path) -> Any:  # Any: TOML in, the field's type out
    if get_origin(wanted) is Literal and value in get_args(wanted):
        return value
    if get_origin(wanted) in (Union, types.UnionType):
        return _converted(value, next(kind for kind in get_args(wanted) if kind is not type(None)), base)
    if wanted is Path and isinstance(value, str):
        return base / Path(value).expanduser()
    if get_origin(wanted) is tuple and isinstance(value, list):
        return tuple(_converted(item, get_args(wanted)[0], base) for item in value)
    if get_origin(wanted) in (dict, Mapping) and isinstance(value, dict):
        return {key: _converted(item, get_args(wanted)[1], base) for key, item in value.items()}
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(wanted, type) and not is_dataclass(wanted) and type(value) is wanted:
        return value
    if isinstance(wanted, type) and issubclass(wanted, str) and isinstance(value, str):
        return wanted(value)
    raise TypeError(value)


def _said(wanted: Any) -> str:  # Any: a type expression
    return {Path: "a path", str: "text", int: "a whole number", float: "a number", bool: "true or false"}.get(
        wanted, str(wanted)
    )
