"""Facts of table rows and of list entries such as "Head of People: Ruth Adeyemi". Knows nothing of sentences."""

import re
from collections.abc import Iterator

from assistant.answering.words import language
from assistant.learning.found import FactKind, Found
from assistant.learning.verbs import bases

LONGEST_CELL = 80  # characters of what is asked about
_PERSON = re.compile(r"[A-Z][\w'’-]+(?: (?:van|von|de|al|bin) )?(?: [A-Z][\w'’-]+){1,2}")
_ROLE = re.compile(
    r"\b(?:owner|lead|manager|head|director|officer|contact|responsible|approver|approved by|chair|deputy|supervisor|author)\b",
    re.IGNORECASE,
)
_NOT_A_THING = re.compile(
    r"(?:on|in|at|by|for|with|from|if|after|before|during)\b|.*\b(?:\w+ed|due|valid|open|on|for|to|in|by|with)$",
    re.IGNORECASE,
)
_NO_COLUMN = re.compile(r"(?:what|who|when|where|how|why|yes|no|may|must|can|is|has|fits)\b|\W*$", re.IGNORECASE)
_PLURAL = re.compile(r"(?<![ius])s$")  # not "status", "basis", "address"
_ENTRY = re.compile(r"(?:[•●▪*+–-]\s*|\d{1,2}[.)]\s*)?(?P<key>[A-Z][^:.;,?!|]{2,60}): (?P<value>\S.*)")
_CELL = re.compile(r"[^|\t]+")


def names_columns(row: str) -> bool:
    """Whether a table's first row names its columns: at least two cells, and no number."""
    return len(_cells(row)) > 1 and not re.search(r"\d", row)


def row_facts(columns: str, row: str) -> Iterator[Found]:
    """What each further cell of a row says about its first one; nothing where the row has other columns than the first."""
    heads, cells = _cells(columns), _cells(row)
    if len(heads) != len(cells) or not cells:
        return
    key = cells[0].group().strip()
    if not re.search(r"[^\W\d_]", key) or not 1 < len(key) <= LONGEST_CELL or "-\n" in key:
        return
    about = _about(heads[0].group().strip(), key)
    for head, cell in list(zip(heads, cells, strict=True))[1:]:
        value = cell.group().strip().rstrip(" .")
        if value and value not in "-–—" and not _NO_COLUMN.match(head.group().strip()):
            start = cell.start() + len(cell.group()) - len(cell.group().lstrip())
            yield Found(_of_cell(head.group().strip(), about, value), start, start + len(value), FactKind.ENTRY)


def item_facts(sentence: str, title: str = "") -> Iterator[Found]:
    """What a list entry says: "Head of People: Ruth Adeyemi" answers "Who is the Head of People?".

    An entry about the document itself, "Owner: ...", is asked with the document's title.
    """
    found = _ENTRY.fullmatch(sentence)
    if found is None:
        return
    key, value = found["key"].strip(), found["value"].rstrip(" .")
    own = key.lower() in ("owner", "author", "contact", "approved by", "responsible")
    person = re.match(rf"{_PERSON.pattern}(?=$|[,.])", value)
    start = found.start("value")
    if own and person is not None:
        question = f"Who is the {key.lower()} of “{title}”?" if title else None
        yield Found(question, start, start + person.end(), FactKind.AGENT)
    elif person is not None and _ROLE.search(key):
        yield Found(f"Who is the {key}?", start, start + person.end(), FactKind.AGENT)
    elif not own and not _NOT_A_THING.match(key) and not _NO_COLUMN.match(key) and len(key.split()) < 5 and not _orders(key):
        yield Found(f"What applies to {_small(key)}?", start, start + len(value), FactKind.ENTRY)


def _orders(key: str) -> bool:
    """Whether a key is half a sentence: it tells what to do, such as "Contain", or holds a verb."""
    first = key.split()[0].lower()
    told = re.search(r"\b(?:is|are|was|were|has|have|can|must|may|will|makes|needs)\b", key) is not None
    return told or first in bases() or first in ("the", "this", "use", "check", "never", "always")


def _about(head: str, key: str) -> str:
    """What a row is about: with its column's name where it is a code, "grade G7"."""
    code = re.fullmatch(r"[A-Z]+[-\d]\S*", key) is not None and re.fullmatch(r"[A-Z][a-z]+", head) is not None
    return f"{head.lower()} {key}" if code and not _NOT_A_THING.match(head) else _small(key)


def _of_cell(head: str, about: str, value: str) -> str:
    if language(head + about) == "zh":
        return f"{about}的{head}是什么？"
    if re.match(rf"{_PERSON.pattern}$", value) and _ROLE.search(head):
        return f"Who is the {_noun(head)} for {about}?"
    if re.fullmatch(r"\d[\d,.]*", value) and re.fullmatch(r"[A-Z]?[a-z]+", head) and _PLURAL.search(head):
        return f"How many {head.lower()} are given for {about}?"
    if _NOT_A_THING.match(head) or "," in head:
        return f"What is “{head}” for {about}?"
    return f"What {'are' if _PLURAL.search(head) else 'is'} the {_noun(head)} for {about}?"


def _noun(head: str) -> str:
    """A column's name inside a sentence."""
    return head.lower() if re.fullmatch(r"[A-Z][a-z]+", head) else _small(head)


def _small(words: str) -> str:
    """Words inside a sentence: small, but for single words, which may be names, and what holds names or numbers."""
    first, _, others = words.partition(" ")
    kept = not others or not re.fullmatch(r"[A-Z][a-z]+", first) or re.search(r"\b[A-Z]|\d{4}", others)
    return words if kept else f"{first.lower()} {others}"


def _cells(row: str) -> list[re.Match[str]]:
    return [cell for cell in _CELL.finditer(row) if cell.group().strip()]
