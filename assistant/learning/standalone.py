"""Sentences of a page that can be asked about without what stands around them. Knows nothing of questions or keys."""

import re
from dataclasses import dataclass

from assistant.answering.clues import tells_past
from assistant.answering.sentences import Kind, sentences, tidy
from assistant.answering.words import language
from assistant.learning.verbs import bases, third_forms
from indexer.documents import Page
from indexer.splitting import heading_path

WORDS = (6, 34)  # of an English statement
CHARACTERS = (10, 80)  # of a Chinese one
SHORT = 9  # words: a pronoun in a shorter sentence stands for something outside it
_LEANS = re.compile(
    r"\W*(?:it|its|this|that|these|those|they|them|their|he|she|his|her|such|there|here|then|so|but|and|or|nor|also|however"
    r"|therefore|thus|otherwise|instead|both|another|others?|neither|the (?:latter|former|same|following|above|other|rest"
    r"|result|figures?|list|table|idea|goal)|in (?:addition|this|that|these|those|some|summary|general|fact|other|short)"
    r"|additionally|furthermore|moreover|for (?:example|instance|this|these|that)|e\.g|finally|first|second|third|firstly"
    r"|secondly|thirdly|next|again|yes|no(?=[,.])|some|if (?:so|not|this|that|it)|as (?:such|a result|mentioned)|overall|note"
    r"|please|once (?:this|that|it)|after (?:it|that|this|these|three rounds)|before (?:that|this)|until then|at this"
    r"|to this|with this|by (?:doing|following|this)|most of|many|several|none|nobody's|further|more|less|meanwhile|similarly"
    r"|likewise|unfortunately|luckily|by default|rather|consider|i|we're|we'll|let's|don't worry)\b",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\bthe same (?!shift|day|time|way)|\b(?:this|these|those|above|below|following|aforementioned|latter|former|here|i|i'm|my"
    r"|me|us|we've|we'll|let's|you're|you'll|we're|thing|things|stuff|something|somewhere|etc)\b"
    r"|\b[\w-]*\d[a-f\d]{5,}\b|\b(?:for )?more (?:information|details)\b|\bas noted\b|\bblog post\b|\banimation\b"
    r"|\bscreenshots?\b|\bslides?\b|\binformation on what\b|\bsee (?:section|page|chapter|also)\b|\bfor each\.$"
    r"|\b(?:of|after|before) that \w+|\b(?:decides?|answers?) within\b|\d- [a-z]"
    r"|\b(?:following|listed)\s*[,:]|https?:|www\.|[☐✓✗→©®]|\.{3}|…|\[|\]|\{|\}|[<>]|[!?]",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:for example|for instance|e\.g|i\.e|imagine|suppose|such as|example|typically|usually|generally|often|sometimes"
    r"|occasionally|normally|mostly|might|could|would|probably|perhaps|approximately|around|roughly|nearly|almost|likely|tends?"
    r"|can help|can be|24 hours a day|have any (?:\w+ )?questions|remaining amount|just|whatever|lots?"
    r"|important|essential|crucial|critical|vital|helpful|feel free|hope|strive"
    r"|committed|believe|value|encourage[ds]?|recommend(?:ed)?|in general|may vary|vary|varies|depending|depends|various"
    r"|certain|different|wide range|variety|great|best|better|easy|easily|really|very|pretty|actually|basically|maybe"
    r"|dedicated|proud|aware|understand|understanding|on average)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:wo|ca|did|would|could|was|were|have|has|had)n['’]t\b|\b\w+['’](?:ve|d|m)\b|\b(?:we|they|I|there|that|what)['’](?:re|ll|s)\b"
    r"|\b(?:that|there|he|she|who|what)['’]s\b|\bwe (?:need|care)\b|\b[Oo]ur next\b|^IC,"
)  # somebody speaks: no rule
_TOLD_OFF = re.compile(r"\b(?:is|are|do|does)n['’]t\b|\b(?:you|it)['’](?:re|ll|s)\b")  # of a rule only
_RULES = re.compile(
    r"\A(?:[Dd]on['’]t|[Nn]ever|[Aa]lways|If|When|Unless)\b|\b(?:must|should|may|shall|required|make sure|be sure)\b"
)
_EXAMPLE = re.compile(r"\b(?:for example|for instance|e\.g|example|imagine|suppose|say|let's)\b|例如|比如", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?:was|were|had|did|counted|delivered|used to|has been|have been|today)\b|\b(?:in|since|during) (?:19|20)\d\d\b"
    r"|\bcopyright\b|\ball rights\b|\bversion \d|\blast (?:changed|reviewed|updated)\b|\breviewed on\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"The (?P<noun>[a-z]+) (?:is|are|must|may|can|has|have|needs?|[a-z]+s)\b")  # "The form is kept for ..."
_ORDERS = frozenset(
    (
        "Acknowledge",
        "Activate",
        "Attach",
        "Avoid",
        "Back",
        "Be",
        "Bring",
        "Call",
        "Clean",
        "Click",
        "Communicate",
        "Contact",
        "Convert",
        "Delete",
        "Disable",
        "Discuss",
        "Document",
        "Don't",
        "Don’t",
        "Download",
        "Email",
        "Enable",
        "Encrypt",
        "Escalate",
        "Fill",
        "Gather",
        "Go",
        "Ignore",
        "Interact",
        "Investigate",
        "Lock",
        "Log",
        "Look",
        "Monitor",
        "Navigate",
        "Never",
        "Note",
        "Page",
        "Post",
        "Prepare",
        "Press",
        "Print",
        "Reach",
        "Read",
        "Rotate",
        "Schedule",
        "Search",
        "Select",
        "Sign",
        "Speak",
        "Switch",
        "Talk",
        "Test",
        "Train",
        "Try",
        "Upload",
        "Verify",
        "Visit",
        "Wait",
        "Watch",
        "Wear",
    )
)  # fmt: skip - that open a sentence as an order and are not among the verbs that facts are told with
_JOBS = ("manager", "company", "supervisor", "author", "director", "employee", "team")
_LOOSE = re.compile(r"\b(?:it|they|them)\b", re.IGNORECASE)
_BEFORE = re.compile(r"[,;:]|\b(?:and|if|when|that|who|which|unless|until|because|but|as)\b")
_FINITE = re.compile(
    r"\b(?:is|are|must|may|shall|will|can|cannot|should|has|have|does|do|needs?|gets?|goes|lasts?|pays?|applies|apply|counts?"
    r"|requires?|includes?|begins?|ends?|earns?|costs?|works?|takes?|names?|stops?|stays?|leaves?|owns?)\b"
)
_LEANS_ZH = re.compile(r"\W*(?:其|该|此|这|那|它|他|她|上述|以上|同时|但|并|另外|否则|如果这样|例如|因此|所以|如下|本表|下表)")
_POINTS_ZH = re.compile(
    r"上述|以下|如下|下列|例如|比如|这|[！？…]|大约|一般|通常|左右|可能|尽量|曾|去年|当时|版本|生效|修订|现有|投产|成立于"
)
_MARK = re.compile(
    r"(?:[•●▪◦■□‣·*+\-–—➢]|\d{1,3}[.)、．]|[（(]?[a-z0-9一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,3}、)\s*"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that stands alone: `page.text[start:end]`, where `text` has spaces for line breaks and is as long."""

    start: int
    end: int
    text: str
    heading: str  # the path in force: "Leave > Carry-over"
    language: str
    item: bool = False  # of a list, without its mark

    @property
    def shown(self) -> str:
        """The sentence as it is read."""
        return tidy(self.text)


def statements(page: Page) -> list[Statement]:
    """The statements of a page, in its order."""
    found: list[Statement] = []
    example = False  # whether an example is being told: the next sentence goes on with it
    for span in sentences(page.text, [heading.offset for heading in page.headings]):
        if span.kind in (Kind.HEADING, Kind.ROW):
            continue
        mark = _MARK.match(page.text, span.start, span.end) if span.kind is Kind.ITEM else None
        start = mark.end() if mark else span.start
        text = page.text[start : span.end].replace("\n", " ")
        path = heading_path(page, start)
        told, example = example, span.kind is Kind.SENTENCE and _EXAMPLE.search(text) is not None
        doing = span.kind is Kind.ITEM and re.match(r"[A-Z][a-z]+ing\b", text) is not None  # no sentence, but a part of one
        if stands_alone(text) and _known(text, path) and not (told or doing):
            found.append(Statement(start, span.end, text, path, language(text), span.kind is Kind.ITEM))
    return found


def stands_alone(text: str) -> bool:
    """Whether a sentence says something definite that is understood, and true, without its neighbours."""
    shown = tidy(text)
    if shown.count("(") != shown.count(")") or shown.count('"') % 2 or shown.count("“") != shown.count("”"):
        return False
    if language(shown) == "zh":
        return _alone_chinese(shown)
    words = shown.split()
    if not WORDS[0] <= len(words) <= WORDS[1] or not shown.endswith(".") or not re.match(r"[A-Z0-9\"“]", shown):
        return False
    if any(pattern.search(shown) for pattern in (_POINTS, _VAGUE, _TOLD, _TALK)) or _LEANS.match(shown) or tells_past(shown):
        return False
    if _TOLD_OFF.search(shown) and not (_RULES.search(shown) or orders(shown)):
        return False
    return not _hangs(shown, words) and (_FINITE.search(shown) is not None or has_verb(shown))


def orders(text: str) -> bool:
    """Whether a sentence tells somebody to do something: "Report a loss within 24 hours."."""
    first, _, rest = text.partition(" ")
    known = first.lower() in bases() or first in _ORDERS
    return known and not rest.startswith(("or ", "and "))


def has_verb(text: str) -> bool:
    """Whether a verb that is known stands in an English sentence, or opens it."""
    return orders(text) or any(word in third_forms() for word in re.findall(r"\b[a-z]+\b", text))


def leaf(heading: str) -> str:
    """The nearest heading of a path without its number: "5. Pay > 5.2 Bonus" gives "Bonus"."""
    last = heading.rpartition(" > ")[2]
    bare = re.sub(r"^(?:\d+(?:\.\d+)*\.?|第[一二三四五六七八九十\d]+[章节条])\s*", "", last).strip().rstrip(":：.。")
    return bare or last


def _hangs(shown: str, words: list[str]) -> bool:
    """Whether a pronoun stands for something outside the sentence: "pays half of it back"."""
    loose = _LOOSE.search(shown)
    early = re.search(r"\b(?:it|they|them|he|she|him)\b", " ".join(words[:5]), re.IGNORECASE) is not None
    if loose is not None and len(words) < SHORT:
        return True
    return early or (loose is not None and not _BEFORE.search(shown[: loose.start()]))


def _known(text: str, heading: str) -> bool:
    """Whether a reader knows which thing a sentence is about: "The form is kept" needs a heading that names the form."""
    bare = _BARE.match(text)
    return bare is None or bare["noun"] in _JOBS or bare["noun"].rstrip("s") in heading.lower()


def _alone_chinese(shown: str) -> bool:
    if not CHARACTERS[0] <= len(shown) <= CHARACTERS[1] or not shown.endswith("。"):
        return False
    return not _LEANS_ZH.match(shown) and not _POINTS_ZH.search(shown)
