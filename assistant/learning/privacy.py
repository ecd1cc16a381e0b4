"""Personal data in past dialogues and chats, replaced by neutral words. Knows nothing of files or examples."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b")
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_IP4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\(?\d{1,4}\)?(?:[ /.-]?\(?\d{2,5}\)?){2,5}(?![\w])")
_NAME = r"[A-Z][a-zà-ÿ'’-]+(?:[ -][A-Z][a-zà-ÿ'’.-]*){0,2}"
_GREETING = re.compile(
    r"(?im)^(?P<word>\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))) "
    rf"(?-i:(?:Mr|Mrs|Ms|Dr)\.? )?(?-i:{_NAME})"
)
_CLOSING = re.compile(
    r"(?i)(?P<word>\b(?:(?:best|kind|warm) regards|regards|best wishes|sincerely|cheers|yours|thanks|thank you|many thanks)"
    rf",?[ \n]+)(?-i:{_NAME})(?=\s*(?:$|\n|[.,]?\s*$))"
)
_SELF = re.compile(
    rf"(?P<word>\b(?:[Mm]y name is|[Tt]his is|I am|I'm)) (?-i:{_NAME})(?=[ ,.](?:from|here|speaking|and|in|at|\s)|[,.]|$)"
)
_ZH_GREETING = re.compile(
    r"(?m)^(?P<word>\s*(?:尊敬的|亲爱的|您好，?|你好，?))(?:[\u4e00-\u9fff]{1,3}(?:先生|女士|经理|老师|总))"
)
_ZH_SELF = re.compile(r"(?P<word>我(?:叫|是|的名字是))(?:[\u4e00-\u9fff]{2,3})(?=[，,。])")
NAME = "[name]"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without personal data, and what was replaced in it, once for each place."""

    text: str
    kinds: tuple[str, ...]


def cleaned(text: str, keep: Callable[[str], bool] = lambda _: False) -> Cleaned:
    """The text with addresses, numbers and names of people replaced by words in brackets.

    `keep` is asked for e-mail addresses, telephone numbers and IP addresses: those that public documents name may stay.
    """
    kinds: list[str] = []
    for kind, pattern, is_one in _VALUES:
        text = pattern.sub(_replacement(kind, is_one, keep, kinds), text)
    for pattern in (_GREETING, _CLOSING, _SELF, _ZH_GREETING, _ZH_SELF):
        text = pattern.sub(lambda found: _named(found, kinds), text)
    return Cleaned(text, tuple(kinds))


def named_values(text: str) -> list[tuple[str, int]]:
    """The mail addresses, telephone numbers and IP addresses of a text with their places."""
    kinds = [one for one in _VALUES if one[0] in ("email", "phone", "ip")]
    return [
        (found.group(), found.start())
        for _, pattern, is_one in kinds
        for found in pattern.finditer(text)
        if is_one(found.group())
    ]


def is_card(number: str) -> bool:
    """Whether digits are a card number: 13 to 19 of them whose Luhn sum is right."""
    digits = [int(one) for one in number if one.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and sum(doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether a text is an IBAN: its check digits are right (ISO 13616)."""
    bare = re.sub(r"[ -]", "", text)
    moved = bare[4:] + bare[:4]
    return 15 <= len(bare) <= 34 and int("".join(str(int(one, 36)) for one in moved)) % 97 == 1


def is_phone(text: str) -> bool:
    """Whether a text is a telephone number and no date or amount: 8 to 15 digits, with a plus, or ten and more."""
    digits = re.sub(r"\D", "", text)
    date = re.fullmatch(r"\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}", text) is not None
    return 8 <= len(digits) <= 15 and not date and (text[0] in "+(0" or len(digits) >= 10)


def is_address(text: str) -> bool:
    """Whether a text is an IP address with a digit in it: "::" alone is punctuation."""
    if not re.search(r"\d", text):
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


_VALUES: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("email", _EMAIL, lambda _: True),
    ("iban", _IBAN, is_iban),
    ("card", _CARD, is_card),
    ("ip", _IP4, is_address),
    ("ip", _IP6, is_address),
    ("phone", _PHONE, is_phone),
)


def _replacement(
    kind: str, is_one: Callable[[str], bool], keep: Callable[[str], bool], kinds: list[str]
) -> Callable[[re.Match[str]], str]:
    def replacement(found: re.Match[str]) -> str:
        value = found.group()
        if not is_one(value) or (kind in ("email", "phone", "ip") and keep(value)):
            return value
        kinds.append(kind)
        return f"[{kind}]"

    return replacement


def _named(found: re.Match[str], kinds: list[str]) -> str:
    kinds.append("name")
    return f"{found['word'].rstrip(' ')}{' ' if found['word'].isascii() and not found['word'].endswith(chr(10)) else ''}{NAME}"
