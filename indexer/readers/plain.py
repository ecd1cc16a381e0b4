"""Plain text and source code. Knows no markup."""

from pathlib import Path

from indexer.documents import Reading
from indexer.readers.draft import Draft
from indexer.readers.encoding import decoded
from indexer.settings import ReadingLimits


def read(path: Path, limits: ReadingLimits) -> Reading:
    """A text file as one page, as it stands."""
    draft = Draft(limits)
    draft.block(decoded(path))
    return draft.finish("", path, paged=False)
