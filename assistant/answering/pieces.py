"""From tokens to pieces of text that can be shown: whole characters, ending before a stop string. Knows no engine."""

from collections.abc import Callable, Sequence

UNFINISHED = "\N{REPLACEMENT CHARACTER}"  # what a decoder writes for bytes that are not a whole character yet


class Pieces:
    """The text of one answer while its tokens come in."""

    def __init__(self, decode: Callable[[Sequence[int]], str], stop: Sequence[str] = ()) -> None:
        self._decode, self._stop = decode, tuple(text for text in stop if text)
        self._tokens: list[int] = []
        self._read = 0  # tokens whose text has been taken; the ones before them are kept because decoding depends on neighbours
        self._start = 0  # where the tokens begin that are decoded again
        self._held = ""  # text that may be the beginning of a stop string
        self.stopped = False

    def add(self, tokens: Sequence[int]) -> str:
        """What can be shown now that these tokens have come; "" while a character or a stop string is unfinished."""
        if self.stopped:
            return ""
        self._tokens += tokens
        before = self._decode(self._tokens[self._start : self._read])
        after = self._decode(self._tokens[self._start :])
        if after.endswith(UNFINISHED) or len(after) <= len(before):
            return ""
        self._start, self._read = self._read, len(self._tokens)
        return self._shown(after[len(before) :])

    def rest(self) -> str:
        """What was held back, once no more tokens come."""
        if self.stopped:
            return ""
        before = self._decode(self._tokens[self._start : self._read])
        after = self._decode(self._tokens[self._start :])
        return self._held + after[len(before) :].rstrip(UNFINISHED)

    def _shown(self, fresh: str) -> str:
        text = self._held + fresh
        found = [place for place in (text.find(stop) for stop in self._stop) if place >= 0]
        if found:
            self.stopped = True
            return text[: min(found)]
        keep = max((_overlap(text, stop) for stop in self._stop), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]


def _overlap(text: str, stop: str) -> int:
    """How many characters at the end of the text are the beginning of the stop string."""
    return next((size for size in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:size])), 0)
