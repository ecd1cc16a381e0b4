"""What can go wrong with documents and indexes, in words a person can act on. Knows nothing of people or prompts.

Problem
 ├── SettingsInvalid     a settings file or environment variable that cannot be used
 ├── FolderMissing       the folder of documents is not there
 ├── FileRefused         one file that is not indexed, with its verdict
 ├── IndexMissing        no generation has been built yet
 ├── IndexIncompatible   another format or another embedder
 ├── IndexDamaged        a file of a generation does not match its checksum
 ├── IndexBusy           somebody else is writing
 ├── IndexUnwritten      an update that could not be written to the disk
 ├── PlanTooLarge        the update would remove more than the allowed share
 └── ModelMissing        a model is not on this machine
"""

from enum import StrEnum


class Problem(Exception):
    """Something a person can fix: the message says what was found, what was expected and what to do."""


class SettingsInvalid(Problem):
    """A setting has a value that cannot be used; the message lists all of them at once."""


class FolderMissing(Problem):
    """The folder of documents does not exist or is not a folder."""


class IndexMissing(Problem):
    """The index folder holds no complete generation."""


class IndexIncompatible(Problem):
    """The index was written in another format, or by another embedder."""


class IndexDamaged(Problem):
    """A file of the generation is missing or does not match its checksum."""


class IndexBusy(Problem):
    """Another process is writing this index."""


class IndexUnwritten(Problem):
    """An update could not be written; the generation before it is served as it was."""


class PlanTooLarge(Problem):
    """The update would remove a larger share of the index than the settings allow."""


class ModelMissing(Problem):
    """A model that is needed is not on this machine."""


class Verdict(StrEnum):
    """How reading one file ended; every file of a folder has exactly one."""

    INDEXED = "indexed"
    NO_TEXT = "no text"
    NEEDS_PASSWORD = "needs a password"  # noqa: S105 - a verdict, not a secret
    TOO_LARGE = "too large"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"


class FileRefused(Problem):
    """One file that is not indexed: `verdict` names the kind, `found` what was seen, `remedy` what to do about it."""

    def __init__(self, verdict: Verdict, found: str, remedy: str) -> None:
        super().__init__(f"{verdict}: {found}. {remedy}")
        self.verdict = verdict
        self.found = found
        self.remedy = remedy
