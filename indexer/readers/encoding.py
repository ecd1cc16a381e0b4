"""Bytes of a text file to characters. Knows nothing of what the text says."""

import codecs
import re
from pathlib import Path

from indexer.readers.draft import damaged

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_SAMPLE_BYTES = 200_000
_WESTERN = "cp1252"


def decoded(path: Path) -> str:
    """The text of a file: by its mark, as UTF-8, by the encoding it declares, else by what its bytes look like.

    Raises:
        FileRefused: the bytes are not text in any encoding.
    """
    data = path.read_bytes()
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    if b"\0" in data[:_SAMPLE_BYTES]:
        raise damaged("the file holds binary data, not text", "the program that made it")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first = max(0, error.start - _SAMPLE_BYTES // 2)  # the beginning of a long text may be plain ASCII
        return data.decode(_declared(data) or _guessed(data[first : first + _SAMPLE_BYTES]), errors="replace")


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if match is None:
        return None
    try:
        return codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None


def _guessed(data: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        return _WESTERN
    # a short text fits many a one-byte encoding equally well: then it is the commonest
    is_western = any(match.encoding == _WESTERN and match.chaos <= best.chaos for match in matches)
    return _WESTERN if is_western and not best.multi_byte_usage else best.encoding
