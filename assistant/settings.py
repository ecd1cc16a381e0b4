"""Every setting of Docent with its default and unit; settings.toml says the same for people."""

import fnmatch
import json
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_type_hints

from indexer.errors import SettingsInvalid
from indexer.settings import (
    ENVIRONMENT_PREFIX,
    DocumentSettings,
    EmbedderSettings,
    IndexSettings,
    ReadingLimits,
    found_file,
    load_sections,
)

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Which groups may read which documents. The last rule that matches a path decides; no rule: only admins."""

    rules: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"**": ("everyone",)})


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """Accounts, sessions and what is kept of each person."""

    folder: Path = Path("data/people")  # accounts and sessions
    conversations: Path = Path("data/conversations")
    idle_min: int = 30  # minutes without a request after which a session ends
    session_h: int = 12  # hours after which a session ends in any case
    password_length: int = 15  # characters at the least (NIST SP 800-63B-4, without a second factor)


@dataclass(frozen=True, slots=True)
class AnsweringSettings:
    """How questions are answered."""

    mode: Literal["auto", "quoted", "generated"] = "auto"  # auto: generated where the writer is tuned and knows the language
    question_characters: int = 4000  # longer questions are refused
    passages: int = 5  # passages in a prompt at the most
    passage_tokens: int = 1500  # of all passages together
    answer_tokens: int = 256
    refuse_below: float = 0.5  # confidence (0 to 1, calibrated) under which the answer is "nothing relevant"
    weak_below: float = 0.7  # confidence under which the page shows that evidence is thin
    unsupported: Literal["mark", "drop"] = "mark"  # what happens to a sentence without support
    refusal_en: str = "I did not find this in the documents you may read."
    refusal_zh: str = "在您有权阅读的文档中没有找到相关内容。"


@dataclass(frozen=True, slots=True)
class WriterSettings:
    """The language model that writes."""

    model: str = "SmolLM2-135M-Instruct"  # a name of the catalogue, a GGUF file, a folder, or a Hugging Face id
    engine: Literal["auto", "openvino", "transformers", "remote"] = "auto"
    address: str = ""  # base URL of an OpenAI-compatible server; only used with engine = "remote"
    key_variable: str = "DOCENT_WRITER_KEY"  # the environment variable that holds the server's key
    tuned: bool = False  # a writer tuned for Docent; until it is, answers are quoted
    languages: tuple[str, ...] = ("en",)  # those the writer knows
    at_once: int = 4  # answers written at the same time
    waiting: int = 32  # people in line at the most; the next one is told to come back
    timeout_s: float = 60.0  # for one answer


@dataclass(frozen=True, slots=True)
class TuningSettings:
    """Where tuning runs, tuned models and their registry are kept."""

    folder: Path = Path("data/tuning")


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The web server."""

    host: str = "127.0.0.1"
    port: int = 7860
    name: str = "Docent"  # shown in the pages
    secure_cookies: bool = False  # set when people reach the server by https
    allow_network: bool = False  # an address other than this machine's own is refused until set (put TLS in front)
    questions_per_min: int = 20  # for one person


@dataclass(frozen=True, slots=True)
class Settings:
    """All sections of settings.toml."""

    documents: DocumentSettings = field(default_factory=DocumentSettings)
    reading: ReadingLimits = field(default_factory=ReadingLimits)
    index: IndexSettings = field(default_factory=IndexSettings)
    embedder: EmbedderSettings = field(default_factory=EmbedderSettings)
    access: AccessSettings = field(default_factory=AccessSettings)
    people: PeopleSettings = field(default_factory=PeopleSettings)
    answering: AnsweringSettings = field(default_factory=AnsweringSettings)
    writer: WriterSettings = field(default_factory=WriterSettings)
    tuning: TuningSettings = field(default_factory=TuningSettings)
    server: ServerSettings = field(default_factory=ServerSettings)


def load_settings(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """All settings: from `path`, else ./settings.toml where there is one, else the defaults.

    Raises:
        SettingsInvalid: every unknown section and key and every value that cannot be used, at once.
    """
    file = found_file(path)
    if file is not None:
        _refuse_unknown_sections(file)
    return load_sections(Settings, file, environment)


def as_environment(settings: Settings) -> dict[str, str]:
    """The environment in which another process of Docent finds these settings, whatever file it reads."""
    found: dict[str, str] = {}
    for section in fields(settings):
        values = getattr(settings, section.name)
        hints = get_type_hints(type(values))
        for entry in fields(values):
            value = getattr(values, entry.name)
            plain = hints[entry.name] in (str, Path)
            found[f"{ENVIRONMENT_PREFIX}{section.name}_{entry.name}".upper()] = str(value) if plain else _toml(value)
    return found


def _toml(value: Any) -> str:  # Any: a value of a setting
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)  # of plain values TOML's spelling is JSON's


def _refuse_unknown_sections(file: Path) -> None:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return  # load_sections reports it
    known = get_type_hints(Settings)
    unknown = [name for name in tables if name not in known]
    if unknown:
        raise SettingsInvalid(f"{file}: unknown section(s) {', '.join(unknown)}; known are {', '.join(known)}")


def groups_of(document: str, rules: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """The groups that may read a document: those of the last rule whose pattern matches; none where no rule does.

    `*` matches within a path as well as across folders, as `fnmatch` does: "hr/**" and "hr/*" are the same.
    """
    groups: tuple[str, ...] = ()
    name = unicodedata.normalize("NFC", document)  # macOS stores accents apart from their letters
    for pattern, named in rules.items():
        if fnmatch.fnmatchcase(name, unicodedata.normalize("NFC", pattern)):
            groups = named
    return frozenset(groups)
