"""Clues that a sentence fits a question: its age, dates, identifiers, permissions and steps. Knows nothing of scores."""

import re

from assistant.answering.passages import Passage

_MARK = r"(?:superseded|withdrawn|obsolete|archived|replaced by\b.*|no longer (?:valid|in force)|已?(?:作废|废止|失效)|旧版)"
# A mark, not a subject: "Leave Policy (superseded)", "Obsolete: ...", not "Handling obsolete parts".
_MARKED = re.compile(rf"(?:[(\[（【:：–—]|\s-)\s*{_MARK}|^{_MARK}\s*[:：–—]|{_MARK}\W*$|^旧版", re.IGNORECASE | re.MULTILINE)
_MARKED_PATH = re.compile(rf"(?:^|[/_ .-])(?:{_MARK}|archive|old)(?=/|\.\w+$)|/旧版|（{_MARK}", re.IGNORECASE)
_WITHDRAWAL = re.compile(r"\W*(?:superseded|withdrawn|obsolete|本.{0,8}(?:作废|废止|失效))", re.IGNORECASE)
_ONCE = re.compile(
    r"^(?:until|before|up to|prior to)\b[^,.]{0,25}\b(?:19|20)\d\d\b[^.]*\b(?:had|was|were|could|did|rose|got)\b"
    r"|^(?:formerly|previously|in the past)\b|rule until (?:19|20)\d\d|^(?:20\d\d\s*年.{0,4}(?:以前|之前)|以前|此前|过去|原先)",
    re.IGNORECASE,
)
_ABOUT_PAST = re.compile(
    r"\b(?:before|until|prior to|up to)\b.{0,20}\b(?:19|20)\d\d\b|\b(?:was|were|did|had)\b.*\b(?:19|20)\d\d\b"
    r"|\b(?:previous(?:ly)?|former(?:ly)?|earlier|used to|in the past|last year|superseded|archived?|obsolete|withdrawn)\b"
    r"|(?<!how )\bold\b|(?<![日天月时])(?:以前|之前)|过去|旧|原来|原先|曾经|当时|去年",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december)\b(?= \d)"
    r"|(?<=\d )(january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|(?<!\d)(1[0-2]|[1-9])\s*月(?!\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![\d.,-])(?:1[5-9]|20)\d\d(?![\d,-]|\.\d)")
_IDENTIFIER = re.compile(r"(?<![A-Za-z\d-])[A-Za-z]{1,6}-?\d[A-Za-z\d-]*")
_PERMISSION = re.compile(
    r"\b(?:allowed|permitted|who (?:may|can|must))\b"
    r"|\b(?:may|can|must) (?:i|we|you|my|employees|staff|some\w+|any\w+|people)\b"
    r"|可以|能否|可否|能不能|允许|是否可",
    re.IGNORECASE,
)
_PERMITS = re.compile(
    r"\b(?:may|must|only|never|not allowed|allowed|forbidden|prohibited|permitted|not permitted|needs?|requires?|consent"
    r"|approv\w+|agree\w*|cannot|do not|nobody|yes|no)\b|可以|不可|不得|不能|只能|只限|禁止|严禁|允许|须经|批准",
    re.IGNORECASE,
)
_WAY = re.compile(r"\bhow (?:do|can|should|would|to|must) ?(?:i|we|you|one)?\b|\bsteps\b|怎样|怎么|如何|步骤", re.IGNORECASE)
_STEP = re.compile(
    r"^(?:\W*\d{0,2}[.)]?\s*)(?:then |first |please )?(?:hold|press|open|click|choose|select|enter|switch|turn|send|call"
    r"|write|tell|fill|ask|report|check|go|use|sign|book|take|put|bring|contact|submit|log|stop|set|apply|photograph|remove|measure|disconnect"
    r"|restart|lock|unlock|close|move|type|hand|give|order|start|wait|rinse|clean|install|connect|plug|copy|keep|read|add|create)\b"
    r"|^(?:请|先|按|打开|填写|提交|联系|拨打|点击|选择|登录|向|在.{1,12}(?:提交|填写|登记|补登|申请))",
    re.IGNORECASE,
)


def is_superseded(passage: Passage) -> bool:
    """Whether a document says of itself, in its path, title, first heading or first lines, that it is no longer in force."""
    opening = _WITHDRAWAL.match(passage.text) if passage.start == 0 else None
    names = f"{passage.title}\n{passage.heading.partition(' > ')[0]}"
    return opening is not None or bool(_MARKED_PATH.search(passage.document) or _MARKED.search(names))


def tells_past(sentence: str) -> bool:
    """Whether a sentence tells a rule of former times: "Until the end of 2025 it was 18 weeks."."""
    return bool(_ONCE.search(sentence))


def asks_past(question: str) -> bool:
    """Whether a question is about former times."""
    return bool(_ABOUT_PAST.search(question))


def other_date(question: str, sentence: str) -> bool:
    """Whether a sentence names only other months, or only other years, than the question does."""
    pairs = ((_months(question), _months(sentence)), (set(_YEAR.findall(question)), set(_YEAR.findall(sentence))))
    return any(asked and named and not asked & named for asked, named in pairs)


def identifiers(text: str) -> frozenset[str]:
    """The codes of a text, such as E05, PN-3 or ISO-27001, in capitals."""
    return frozenset(found.upper() for found in _IDENTIFIER.findall(text))


def asks_permission(question: str) -> bool:
    """Whether a question is about what is allowed, or to whom."""
    return bool(_PERMISSION.search(question)) and not asks_way(question)


def permits(sentence: str) -> bool:
    """Whether a sentence allows, forbids or requires something."""
    return bool(_PERMITS.search(sentence))


def asks_way(question: str) -> bool:
    """Whether a question is about how to do something."""
    return bool(_WAY.search(question))


def is_step(sentence: str) -> bool:
    """Whether a sentence tells somebody to do something."""
    return bool(_STEP.search(sentence))


def _months(text: str) -> set[int]:
    found = (next(part for part in match if part) for match in _MONTH.findall(text))
    return {int(name) if name.isdigit() else _MONTHS.index(name[:3].lower()) + 1 for name in found}
