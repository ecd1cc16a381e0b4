"""Markdown to blocks: headings, paragraphs, lists, tables, code. Knows nothing of HTML beyond handing it on."""

import re
from collections.abc import Sequence
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # no types of its own
from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.documents import Reading
from indexer.readers import web
from indexer.readers.draft import Draft, table_rows
from indexer.readers.encoding import decoded
from indexer.settings import ReadingLimits

_FRONT = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LIQUID_WORDS = re.compile(r"""\{%-?\s*\w+\s*(?:"[^"]*"|'[^']*')\s+["']([^"']*)["']\s*-?%\}""")  # {% page "/x/" "words" %}
_LIQUID = re.compile(r"\{%.*?%\}|\{\{<.*?>\}\}|\{\{%.*?%\}\}|\{:[^}\n]*\}", re.DOTALL)
_ADMONITION = re.compile(r"""^( *)(?:!!!|\?\?\?\+?|:::)[ ]*([A-Za-z][\w-]*)?[ ]*(?:"([^"]*)")?[ ]*$""")
_CALLOUT = re.compile(r"^\[!(\w+)\]\s*")
_HTML_LINE = re.compile(r"\s*</?[a-z][\w-]*[\s>/]", re.IGNORECASE)
_MARKS = re.compile(r"\{[#.][^}\n]*\}|\{\{[^}\n]*\}\}|(?<!\d)\*\*(?!\d)")  # anchors, templates, bold that did not close
_REFERENCE = re.compile(r"\[([^\]\n]+)\]\[[^\]\n]*\]")  # to an address that the file does not give
_TAG = re.compile(r"<br\s*/?>|</?[a-zA-Z][^>]*>", re.IGNORECASE)
_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def read(path: Path, limits: ReadingLimits) -> Reading:
    """A Markdown file as one page; its title is that of the front matter, else its first heading."""
    text = decoded(path)
    title, text = _front_matter(text)
    draft = Draft(limits)
    _Blocks(draft).walk(_PARSER.parse(_without_templates(text)))
    return draft.finish(title, path, paged=False)


def _front_matter(text: str) -> tuple[str, str]:
    """The title that the YAML front matter gives, and the text after it."""
    match = _FRONT.match(text)
    if match is None:
        return "", text
    try:
        values = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError):
        values = None
    if not isinstance(values, dict):
        return "", text if values is not None else text[match.end() :]
    return str(values.get("title") or ""), text[match.end() :]


def _without_templates(text: str) -> str:
    """The text without the tags of site generators; the words they would show stay."""
    if "{" in text:
        text = _LIQUID.sub("", _LIQUID_WORDS.sub(r"\1", text))
    return _without_admonitions(text) if "!!!" in text or "???" in text or ":::" in text else text


def _without_admonitions(text: str) -> str:
    """The text with boxes ("!!! note" and indented lines below) as a title and plain paragraphs."""
    lines: list[str] = []
    depth = 0  # spaces to take away while in a box
    for line in text.splitlines():
        match = _ADMONITION.match(line)
        if match is not None:
            title = match[3] if match[3] is not None else (match[2] or "").capitalize()
            depth = len(match[1]) + 4
            lines += ["", f"{title}:" if title and title[-1] not in ".!?:" else title, ""]
        elif depth and line.strip() and not line.startswith(" " * depth):
            depth = 0
            lines.append(line)
        else:
            lines.append(line[depth:] if line.strip() else line)
    return "\n".join(lines)


class _Blocks:
    """Walks the tokens of a text and adds what they say to a draft."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._lists: list[int | None] = []  # the open lists: the next number, or None for one with dashes
        self._marker = ""
        self._tight = False  # the next block stands on the next line
        self._rows: list[list[str]] = []

    def walk(self, tokens: Sequence[Token]) -> None:
        """Adds the blocks of these tokens."""
        for place, token in enumerate(tokens):
            if token.type == "heading_open":
                self._draft.heading(int(token.tag[1:]), inline_text(tokens[place + 1]))
            elif token.type == "inline":
                self._inline(token, tokens[place - 1].type)
            elif token.type == "html_block" or (token.type == "code_block" and _HTML_LINE.match(token.content)):
                self._html(token.content)
            elif token.type in ("fence", "code_block"):
                self._draft.block(token.content)
            else:
                self._structure(token)

    def _structure(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            start = int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
            self._tight = bool(self._lists)
            self._lists.append(start)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
            self._tight = bool(self._lists)
        elif token.type == "list_item_open":
            self._open_item()
        elif token.type == "tr_open":
            self._rows.append([])
        elif token.type == "table_close":
            self._draft.lines(table_rows(self._rows))
            self._rows = []

    def _open_item(self) -> None:
        number = self._lists[-1]
        self._marker = "- " if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _inline(self, token: Token, opener: str) -> None:
        if opener == "heading_open":
            return
        if opener in ("th_open", "td_open"):
            self._rows[-1].append(inline_text(token))
            return
        text = _CALLOUT.sub(lambda match: f"{match[1].capitalize()}: ", inline_text(token))
        if not text.strip():
            return
        indent = "  " * (len(self._lists) - 1) if self._lists else ""
        hanging = indent + " " * len(self._marker) if self._lists and not self._marker else indent
        self._draft.block(hanging + self._marker + text, parted=not self._tight)
        self._marker = ""
        self._tight = bool(self._lists)

    def _html(self, content: str) -> None:
        tree = web.parsed(content)
        if tree is not None:
            web.write_html(tree, self._draft)


def inline_text(token: Token) -> str:
    """The words of an inline token: link and image text without addresses, line ends of a paragraph as spaces."""
    parts: list[str] = []
    for child in token.children or ():
        if child.type == "text":
            parts.append(_MARKS.sub("", _REFERENCE.sub(r"\1", child.content)))
        elif child.type == "code_inline":
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            parts.append(inline_text(child))
        elif child.type == "html_inline":
            parts.append("\n" if child.content.lower().startswith("<br") else "")
    return _TAG.sub(" ", "".join(parts)).strip()
