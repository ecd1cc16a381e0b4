"""Whether a short reply is one of the accepted forms: the same words but for spelling, the same quantities. Knows no scores."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TypeAlias

from assistant.learning import numerals
from assistant.learning.aliases import written
from assistant.learning.polarity import NEGATIONS, ZH_NEGATIONS, opposites, spelled_out
from assistant.learning.quantities import Bound, Comparison, Quantity, compared, plain, quantities
from assistant.learning.spelling import distance, misspelt, negative_of, same_word, singular
from assistant.learning.units import BARE, Unit

Token: TypeAlias = str | Quantity
_ARTICLES = frozenset({"a", "an", "the"})
_LEADING = frozenset(
    """it is its are they them that this there was were be by to in on at from for with as answer i think believe would say
    use using called named known please must should my our your their his her you we and of yes because than
    """.split()  # noqa: SIM905 - easier to read than a list
)
_TRAILING = frozenset({"please", "only", "each", "of", "it", "is", "too"})
_BEFORE_NUMBERS = frozenset({"v", "version"})
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?[+#]*|[\u3400-\u9fff]+|\d+(?:\.\d+)*|[^\W\d_]+")
_ZH_FILLER = re.compile(
    "^(?:答案是|答案为|答|应该是|应该|应由|应|是|由|在|为|需要|需|要|必须|通过|使用|用)+|(?:的|了|吧|呢|啊|等)+$"
)
_LIST = re.compile(r"\s*(?:[,;，；、]|\band\b|&|\+|和|及|与|以及)\s*", re.IGNORECASE)
_BRACKETED = re.compile(r"([^()（）]+)[(（]([^()（）]+)[)）]\W*")
_INVISIBLE = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]")


class Nearness(IntEnum):
    """How near a reply comes to an accepted form, the nearest last."""

    OTHER = 0
    OTHER_VALUE = 1  # the words fit, a number does not
    NEAR = 2  # some words in common; a person should look
    HALF = 3  # the words fit, of a quantity the unit or a part does not
    MISSPELT = 4
    SAME = 5


@dataclass(frozen=True, slots=True)
class Match:
    """How a reply stands to the nearest accepted form."""

    nearness: Nearness
    quantity: Comparison = Comparison.SAME  # of the quantity that is furthest off
    negated: bool = False
    another: bool = False  # it is another known term


@dataclass(frozen=True, slots=True)
class Context:
    """What a reply may leave out or repeat: the question's words, the unit it asks for, the words of the quoted source."""

    question: str = ""
    quote: str = ""
    unit: Unit = BARE
    terms: Collection[str] = ()  # of the company: a reply that is one of them is no typing mistake


def clean(text: str) -> str:
    """The text without control and zero-width characters; line breaks and tabs become spaces."""
    spaced = re.sub(r"[\s\u2028\u2029]+", " ", text)
    hidden = ("Cc", "Cf", "Cs", "Co")
    return "".join(mark for mark in _INVISIBLE.sub("", spaced) if unicodedata.category(mark) not in hidden).strip()


def collapsed(text: str) -> str:
    """The text with what is repeated at once said only once: "yes yes yes" is "yes"."""
    return re.sub(r"(\b.{2,60}?\b\W*)\1+", r"\1", text)


def match(reply: str, accepted: Sequence[str], context: Context = Context()) -> Match:
    """How near a reply comes to the nearest of the accepted forms."""
    given, texts = tokens(reply), written(accepted, context.quote)
    forms = [tokens(form) for form in texts]
    best = max((_matched(form, given, context) for form in forms if form), key=_worth, default=Match(Nearness.OTHER))
    if best.nearness < Nearness.HALF and _both_named(reply, accepted, context):
        return Match(Nearness.SAME)
    if best.nearness < Nearness.HALF and any(_same_list(text, reply, context) or _same_letters(text, reply) for text in texts):
        return Match(Nearness.SAME)
    if best.nearness in (Nearness.MISSPELT, Nearness.NEAR, Nearness.OTHER) and _is_term(given, context.terms, forms):
        return Match(Nearness.OTHER, another=True)
    return best


def tokens(text: str) -> list[Token]:
    """A text as words (NFKC, lower case, without accents, articles and punctuation) and quantities, in order."""
    body = spelled_out(plain(clean(text)))
    made: list[Token] = []
    place = 0
    for one in quantities(body):
        # "007" and "0800" are names, not numbers
        if one.unit == BARE and not one.date and re.match(r"0\d", body[one.start : one.end]):
            continue
        made += [*_words(body[place : one.start]), one]
        place = one.end
    made += _words(body[place:])
    # "TLS v1.2" is "TLS 1.2"
    return [
        one
        for one, after in zip(made, [*made[1:], ""][: len(made)], strict=True)
        if not (_is_bare(after) and one in _BEFORE_NUMBERS)
    ]


def content(text: str) -> list[str]:
    """The words of a text but those that only lead to an answer; no quantities."""
    return [one for one in tokens(text) if isinstance(one, str) and one not in _LEADING and one not in _TRAILING]


def share(words: Sequence[str], known: Sequence[str]) -> bool:
    """Whether one of some words is, but for spelling, among others."""
    return any(_word_compared(one, other) is not Nearness.OTHER or _shortened(one, other) for one in words for other in known)


def _shortened(one: str, other: str) -> bool:
    short, long = sorted((singular(one), singular(other)), key=len)
    return len(short) >= 4 and long.startswith(short)


def negations(given: Iterable[Token]) -> int:
    """How many words of denial there are."""
    words = [one for one in given if isinstance(one, str)]
    return sum(one in NEGATIONS for one in words) + sum(len(ZH_NEGATIONS.findall(one)) for one in words)


def _is_bare(one: Token) -> bool:
    return isinstance(one, Quantity) and one.bare


def _words(text: str) -> list[Token]:
    found: list[Token] = []
    for word in _WORD.findall(text.replace("&", " and ")):
        letters = "".join(mark for mark in unicodedata.normalize("NFKD", word) if not unicodedata.combining(mark))
        letters = letters.removesuffix("'s")
        if re.fullmatch(r"\d+(?:\.\d+)?", letters) and not re.match(r"0\d", letters):
            values = numerals.digits(letters)
            found.append(Quantity(values, values, BARE))
        elif letters not in _ARTICLES:
            found.append(letters)
    return found


def _matched(form: Sequence[Token], given: Sequence[Token], context: Context) -> Match:
    asked = {one for one in tokens(context.question) if isinstance(one, str)} - NEGATIONS
    denies = negations(form) != negations([one for one in given if one not in asked or one in form])
    ways = ((form, given), (_trimmed(form), _trimmed(given)), (_core(form, asked), _core(given, asked)))
    found = max(
        (_aligned(one, other, context) for one, other in ways if one and other), key=_worth, default=Match(Nearness.OTHER)
    )
    if found.nearness < Nearness.HALF and _around(form, given, context.question):
        return Match(Nearness.SAME)
    if denies or _opposed(form, given):
        return Match(min(found.nearness, Nearness.NEAR), found.quantity, negated=True)
    if found.nearness is Nearness.OTHER and _near(form, given, asked):
        return Match(Nearness.NEAR)
    return found


def _aligned(form: Sequence[Token], given: Sequence[Token], context: Context) -> Match:
    """Word by word and quantity by quantity; words may be written together or apart."""
    mine, yours = _blocks(form), _blocks(given)
    if len(mine) != len(yours):
        return Match(Nearness.OTHER)
    nearness, worst = Nearness.SAME, Comparison.SAME
    for one, other in zip(mine, yours, strict=True):
        if isinstance(one, Quantity) and isinstance(other, Quantity):
            found = quantity_compared(one, other, context)
            worst = found if found is not Comparison.SAME else worst
        elif isinstance(one, Quantity) or isinstance(other, Quantity):
            return Match(Nearness.OTHER)
        else:
            nearness = min(nearness, _words_compared(one, other))
    if nearness is Nearness.OTHER or worst is Comparison.SAME:
        return Match(nearness)
    other_value = worst in (Comparison.OTHER, Comparison.BOUND)
    return Match(Nearness.OTHER_VALUE if other_value else min(nearness, Nearness.HALF), worst)


def quantity_compared(key: Quantity, reply: Quantity, context: Context) -> Comparison:
    """As `compared`, but what the question or the quote says of the same number may be said of it."""
    found = compared(key, reply, context.unit)
    if found is Comparison.SAME:
        return found
    quoted = quantities(context.quote)
    stated = [one for one in (*quoted, *quantities(context.question)) if one.bound is not Bound.NONE or one.date]
    if found in (Comparison.BOUND, Comparison.APPROXIMATE) and any(compared(one, reply) is Comparison.SAME for one in stated):
        return Comparison.SAME
    if found is Comparison.UNIT_WRONG and key.bare and any(compared(one, reply) is Comparison.SAME for one in quoted):
        return Comparison.SAME  # the key says "14", the document "14 days"
    return found


def _blocks(given: Sequence[Token]) -> list[Quantity | tuple[str, ...]]:
    """Words that stand together as one block; between two neighbouring quantities an empty one."""
    made: list[Quantity | tuple[str, ...]] = []
    words: list[str] = []
    for one in given:
        if isinstance(one, str):
            words.append(one)
        else:
            made += [tuple(words), one]
            words = []
    return [*made, tuple(words)]


def _words_compared(form: tuple[str, ...], given: tuple[str, ...]) -> Nearness:
    if form == given or "".join(form) == "".join(given):
        return Nearness.SAME
    if len(form) != len(given):
        one, other = "".join(form), "".join(given)
        return Nearness.SAME if same_word(one, other) else Nearness.OTHER
    kinds = [_word_compared(one, other) for one, other in zip(form, given, strict=True)]
    return min(kinds)


def _word_compared(one: str, other: str) -> Nearness:
    if same_word(one, other):
        return Nearness.SAME
    if one in NEGATIONS or other in NEGATIONS or other in opposites(one):
        return Nearness.OTHER
    return Nearness.MISSPELT if misspelt(one, other) else Nearness.OTHER


def _trimmed(given: Sequence[Token]) -> list[Token]:
    """Without the words that only lead to an answer: "It is the ...", "由……"."""
    left = list(given)
    while left and left[0] in _LEADING:
        left.pop(0)
    while left and left[-1] in _TRAILING:
        left.pop()
    return [shorter for one in left if (shorter := _ZH_FILLER.sub("", one) if isinstance(one, str) else one)]


def _core(given: Sequence[Token], asked: Collection[str]) -> list[Token]:
    """Without the question's words too; what only repeats it is left with nothing."""
    return [
        one for one in _trimmed(given) if not isinstance(one, str) or (one not in asked and one not in _LEADING - NEGATIONS)
    ]


def _around(form: Sequence[Token], given: Sequence[Token], question: str) -> bool:
    """Whether a Chinese reply is an accepted form with words of the question around it."""
    if len(form) != 1 or len(given) != 1 or not isinstance(form[0], str) or not isinstance(given[0], str):
        return False
    if not re.search(r"[\u3400-\u9fff]", form[0]) or form[0] not in given[0]:
        return False
    if ZH_NEGATIONS.search(given[0].replace(form[0], "")):
        return False
    asked = "".join(one for one in tokens(question) if isinstance(one, str))
    parts = [_ZH_FILLER.sub("", part) for part in given[0].split(form[0], 1)]
    return form[0] not in asked and all(part in asked or _ZH_FILLER.sub("", part) in asked for part in parts)


def _same_list(form: str, reply: str, context: Context) -> bool:
    """Whether both are lists of the same things, in any order."""
    mine, yours = ([_trimmed(tokens(thing)) for thing in _LIST.split(clean(text)) if tokens(thing)] for text in (form, reply))
    if len(mine) < 2 or len(mine) != len(yours):
        return False
    for thing in mine:
        same = next((one for one in yours if _aligned(thing, one, context).nearness >= Nearness.MISSPELT), None)
        if same is None:
            return False
        yours.remove(same)
    return True


def _both_named(reply: str, accepted: Sequence[str], context: Context) -> bool:
    """Whether a reply as "Data Protection Officer (DPO)" is right before and in its brackets."""
    found = _BRACKETED.fullmatch(clean(reply))
    return found is not None and all(match(part, accepted, context).nearness >= Nearness.MISSPELT for part in found.groups())


def _same_letters(form: str, reply: str) -> bool:
    """Whether two texts without digits have the same letters: "twofactor", "two-factor"."""
    mine, yours = (plain(clean(text)) for text in (form, reply))
    return not re.search(r"[\d+#]", mine + yours) and re.findall(r"[^\W_]", mine) == re.findall(r"[^\W_]", yours)


def _opposed(form: Sequence[Token], given: Sequence[Token]) -> bool:
    """Whether the reply has the contrary of a word of the form, and not the word."""
    words, theirs = ([one for one in some if isinstance(one, str)] for some in (form, given))
    contrary = any(opposites(one) & set(theirs) - set(words) for one in words if one not in theirs)
    return contrary or any(negative_of(one, other) for one in words for other in theirs)


def _near(form: Sequence[Token], given: Sequence[Token], asked: Collection[str]) -> bool:
    numbers = [[one for one in some if isinstance(one, Quantity)] for some in (form, given)]
    if any(compared(one, other) is not Comparison.OTHER for one in numbers[0] for other in numbers[1]):
        return True
    mine = [one for one in _core(form, asked) if isinstance(one, str)]
    yours = [one for one in _core(given, asked) if isinstance(one, str)]
    return any(same_word(one, other) or _loosely(one, other) for one in mine for other in yours)


def _loosely(one: str, other: str) -> bool:
    if not one.isascii():
        pairs = {a + b for a, b in pairwise(one)}
        return any(a + b in pairs for a, b in pairwise(other))
    most = len(one) // 3
    return most > 0 and distance(one, other, most) <= most


def _is_term(given: Sequence[Token], terms: Collection[str], forms: Sequence[Sequence[Token]]) -> bool:
    """Whether the reply is another known term, word for word."""
    wanted = _trimmed(given)
    if any(list(form) == wanted for form in forms):
        return False
    return any(_trimmed(tokens(term)) == wanted for term in terms) if wanted else False


def _worth(one: Match) -> tuple[int, bool]:
    return one.nearness, not one.negated
