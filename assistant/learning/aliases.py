"""Other ways to write the same term: abbreviations of a document and common ones. Knows nothing of replies."""

import re
from collections.abc import Iterator, Sequence

_DIGIT_WORDS = {"2": "two", "3": "three", "4": "four", "5": "five", "1": "one"}
_SMALL = frozenset({"of", "and", "the", "for", "in", "on", "to", "a", "an", "at", "by", "or", "with"})
_BRACKETED = re.compile(r"((?:[\w&'’./-]+ ){0,9}[\w&'’./-]+) \(([^()]{2,80})\)|([\u3400-\u9fff]{2,20})（([^（）]{2,40})）")
COMMON = (
    ("two-factor authentication", "2fa", "two-step verification"),
    ("multi-factor authentication", "mfa"),
    ("human resources", "hr"),
    ("information technology", "it"),
    ("chief executive officer", "ceo", "chief executive"),
    ("chief financial officer", "cfo"),
    ("chief technology officer", "cto"),
    ("virtual private network", "vpn"),
    ("personally identifiable information", "pii"),
    ("general data protection regulation", "gdpr"),
    ("paid time off", "pto"),
    ("non-disclosure agreement", "nda"),
    ("key performance indicator", "kpi"),
    ("single sign-on", "sso"),
    ("identification", "id"),
    ("annually", "yearly", "every year", "each year", "once a year", "per annum", "once per year", "once every year"),
    ("monthly", "every month", "each month", "once a month", "once per month"),
    ("weekly", "every week", "each week", "once a week", "once per week"),
    ("daily", "every day", "each day", "once a day", "once per day"),
    ("quarterly", "every quarter", "each quarter", "every three months", "every 3 months", "once a quarter"),
    ("every other week", "every two weeks", "every 2 weeks", "fortnightly"),
    ("twice a year", "two times a year", "twice per year", "every six months", "every 6 months", "semi-annually"),
    ("every other year", "every two years", "every 2 years", "biennially"),
    ("once", "one time", "1 time"),
    ("twice", "two times", "2 times"),
    ("thrice", "three times", "3 times"),
    ("immediately", "at once", "right away", "straight away", "without delay"),
    ("每年", "每年一次", "一年一次"),
    ("每月", "每个月", "每月一次"),
    ("每周", "每周一次", "每星期"),
    ("立即", "马上", "立刻"),
)


def written(accepted: Sequence[str], quote: str = "") -> list[str]:
    """The accepted forms with what stands in their brackets, what the quote calls them, and common abbreviations."""
    found = dict.fromkeys(form for text in accepted for form in _unbracketed(text))
    known = {form.casefold() for form in found}
    for long, short in abbreviations(quote):
        if {long.casefold(), short.casefold()} & known:
            found |= dict.fromkeys((long, short))
    for group in COMMON:
        if {_bare(form) for form in found} & {_bare(form) for form in group}:
            found |= dict.fromkeys(group)
    return list(found)


def abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of a term and its abbreviation: "Data Protection Officer (DPO)", "DPO (Data Protection Officer)"."""
    for found in _BRACKETED.finditer(text):
        before, inside = (found[1], found[2]) if found[1] else (found[3], found[4])
        if found[3]:
            yield before, inside
            continue
        words = before.split(" ")
        last = next((words[-count:] for count in range(1, len(words) + 1) if abbreviates(inside, words[-count:])), None)
        if last is not None:
            yield " ".join(last), inside
        elif abbreviates(words[-1], inside.split(" ")):
            yield inside, words[-1]


def abbreviates(short: str, words: Sequence[str]) -> bool:
    """Whether a short form is made of the first letters of words; small words may be left out, a digit stands for its word."""
    letters = re.sub(r"[^a-z0-9]", "", short.casefold())
    parts = [part for word in words for part in re.findall(r"[a-z0-9]+", word.casefold())]
    initials = [(part, part[0]) for part in parts]
    if not 2 <= len(letters) <= 8 or len(parts) < 2 or " " in short.strip():
        return False
    full = [letter for _, letter in initials]
    main = [letter for part, letter in initials if part not in _SMALL]
    wanted = [_DIGIT_WORDS.get(letter, letter)[0] for letter in letters]
    return wanted in (full, main) and parts[0] not in _SMALL


def _unbracketed(text: str) -> list[str]:
    """A form with and without what stands in brackets; what stands in them alone only where it is an abbreviation."""
    found = re.fullmatch(r"\s*(.+?)\s*[(（]([^()（）]+)[)）]\s*", text)
    if found is None:
        return [text]
    short = any(abbreviates(one, other.split()) for one, other in ((found[2], found[1]), (found[1], found[2])))
    return [text, found[1], *([found[2]] if short or text.strip().endswith("）") else [])]


def _bare(text: str) -> str:
    return re.sub(r"[^\w]+", " ", text.casefold()).strip()
