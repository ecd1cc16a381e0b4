"""The sentences people see, in their language. Knows nothing of pages."""

import json
from pathlib import Path

from assistant.settings import LANGUAGES

FOLDER = Path(__file__).parent / "messages"


class Words:
    """All sentences in one language: words("signin.title"), words("frame.signed_in", name="Ada")."""

    def __init__(self, language: str, folder: Path = FOLDER) -> None:
        self.language = language
        self._sentences: dict[str, str] = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))

    def __call__(self, key: str, **values: object) -> str:
        """The sentence with this key, its places filled in."""
        return self._sentences[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a sentence with this key."""
        return key in self._sentences


def all_words() -> dict[str, Words]:
    """The sentences of every language."""
    return {language: Words(language) for language in LANGUAGES}
