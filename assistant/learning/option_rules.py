"""The rules of item-writing that options can break. Knows nothing of documents but the quote, and asks no model."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.answering.words import content_words, language, numbers
from assistant.learning.overlap import contains, words
from assistant.learning.quantities import Quantity, quantities
from assistant.learning.questions import BLANK, Kind, Question
from assistant.learning.reasons import Reason
from assistant.learning.stems import core

LONGER, LONG_WORDS, LONG_CHARACTERS = 1.33, 4, 8  # a key gives itself away from these words, and this much longer, on
LEAST_LETTERS = 4  # of a word whose repetition counts
_ABOVE = re.compile(
    r"(?:all|none|any|both|neither|each|most)\b.{0,12}\b(?:above|these|options?|answers?|following|them|others?)\W*"
    r"|(?:all|none|both|neither)\W*|以上.{0,6}|(?:全部|都|均)(?:不)?(?:对|是|正确|选|可)\W*|上述.{0,4}(?:都|均|全).{0,4}",
    re.IGNORECASE,
)
_LETTERS = re.compile(
    r"(?i:both |neither |only |options? |answers? )?\(?[A-H1-9甲乙丙丁]\)?"
    r"(?:\s*(?:,|and|or|&|和|与|及|、)\s*\(?[A-H1-9甲乙丙丁]\)?)+(?: only)?\W*"
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|none|all|every|completely|absolutely|totally|entirely|definitely|incapable|inevitabl[ey]|impossible"
    r"|under any circumstances|in every case|without exception)\b"
    r"|总是|从不|从来|绝对|完全|一律|必然|永远|所有|任何情况|毫无例外",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:often|usually|frequently|sometimes|occasionally|generally|rarely|seldom|mostly|probably|as needed)\b"
    r"|经常|通常|有时|偶尔|一般|往往|大概|大多",
    re.IGNORECASE,
)
_VOWEL = re.compile(r"(?:[aeio]|u(?!ni|se|sa|su|ti|k\b)|hour|honest|honou?r|8|11\b|18\b|[FHLMNRSX][A-Z\d])", re.IGNORECASE)

_FAMILIES = {"working days": "time", "months": "time"}  # a deadline may be one or the other


@dataclass(frozen=True, slots=True)
class Told:
    """A question with one right option, taken apart."""

    stem: str
    asked: str  # the stem without its lead
    key: str
    wrong: tuple[str, ...]
    quote: str

    @property
    def all(self) -> tuple[str, ...]:
        """Every option, the key first."""
        return (self.key, *self.wrong)


def option_reasons(question: Question) -> list[Reason]:
    """What is wrong with the options and with how they go with the stem."""
    found = [reason for reason, broken in EACH if broken(question)]
    if question.kind is Kind.SINGLE_CHOICE:
        told = taken_apart(question)
        found += [reason for reason, broken in CUES if broken(told)]
    return found


def taken_apart(question: Question) -> Told:
    """A single choice as stem, key and wrong options."""
    right = [option.text for option in question.options if option.id in question.key]
    wrong = tuple(option.text for option in question.options if option.id not in question.key)
    stem, asked = (text.replace(BLANK, " ").strip() for text in (question.question, core(question)))
    return Told(stem, asked, right[0], wrong, question.evidence.quote)


def all_of_above(question: Question) -> bool:
    """Whether an option means all, none or both of the others."""
    return _chosen(question) and any(_ABOVE.fullmatch(option.text.strip()) for option in question.options)


def combined(question: Question) -> bool:
    """Whether an option is two others together, by their letters or their words."""
    if not _chosen(question):
        return False
    texts = [option.text for option in question.options]
    letters = any(_LETTERS.fullmatch(text.strip()) for text in texts)
    return letters or any(sum(contains(text, other) for other in texts if other != text) > 1 for text in texts)


def absolute(question: Question) -> bool:
    """Whether an option, or a statement, claims something absolutely that the quote does not."""
    return any(_extra(_ABSOLUTE, text, question.evidence.quote) for text in _claims(question))


def vague(question: Question) -> bool:
    """Whether an option, or a statement, leaves open how often, and the quote does not."""
    return any(_extra(_VAGUE, text, question.evidence.quote) for text in _claims(question))


def unsorted(question: Question) -> bool:
    """Whether options that are values of one kind, dates among them, stand neither rising nor falling."""
    if not _chosen(question):
        return False
    found = [quantities(option.text) for option in question.options]
    if not found[0] or len({tuple((one.unit.dimension, bool(one.date)) for one in told) for told in found}) > 1:
        return False
    values = [tuple(_order(one) for one in told) for told in found]
    return values not in (sorted(values), sorted(values, reverse=True))


def key_in_stem(question: Question) -> bool:
    """Whether the stem says the answer; a stem may name all its options."""
    if question.kind is Kind.SINGLE_CHOICE:
        told = taken_apart(question)
        return contains(told.stem, told.key) and not all(contains(told.stem, one) for one in told.wrong)
    stem = question.question.replace(BLANK, " | ")
    if question.kind in (Kind.NUMERIC, Kind.SHORT_ANSWER):
        return contains(stem, question.accept[0])
    return question.kind is Kind.CLOZE and len(question.accept[0]) > 1 and contains(stem, question.accept[0])


def longest_key(told: Told) -> bool:
    """Whether the key is much longer than any other option."""
    longest = max(_length(one) for one in told.wrong)
    least = LONG_CHARACTERS if language(told.key) == "zh" else LONG_WORDS
    return _length(told.key) >= least and _length(told.key) > LONGER * longest


def specific_key(told: Told) -> bool:
    """Whether only the key has a number, or only the key has none."""
    having = [bool(quantities(one) or numbers(one)) for one in told.all]
    return having.count(having[0]) == 1


def stem_repeat(told: Told) -> bool:
    """Whether a word stands in what is asked and in the key but in no other option; of Chinese three characters in a row."""
    others = {word for one in told.wrong for word in content_words(one)}
    shared = (set(content_words(told.asked)) & set(content_words(told.key))) - others
    if language(told.key) == "zh":
        return len(shared) > 1
    return any(len(word) >= LEAST_LETTERS for word in shared)


def convergent(told: Told) -> bool:
    """Whether every other option shares a word with the key and none with another, what all have in common aside."""
    bags = [set(words(one)) for one in told.all]
    everywhere = bags[0].intersection(*bags[1:])
    bags = [bag - everywhere for bag in bags]
    apart = not any(one & other for one, other in combinations(bags[1:], 2))
    return len(told.wrong) > 1 and apart and all(bags[0] & bag for bag in bags[1:])


def grammar_cue(told: Told) -> bool:
    """Whether an article or a verb at the end of the stem fits the key, but not every other option."""
    stem = re.sub(r"[\s:：.…]+$", "", told.stem)
    article = re.search(r"\b(an?)$", stem)
    if article is not None:
        fits = [(_VOWEL.match(one) is not None) == (article[1].lower() == "an") for one in told.all]
        return not all(fits)
    verb = re.search(r"\b(?:(is|was|has)|(are|were|have))$", stem)
    plural = [_plural(one) for one in told.all]
    if verb is not None:
        counted = all(quantities(one) for one in told.all)
        return not counted and any(one != (verb[2] is not None) for one in plural)
    asked = re.match(r"(?:which|what) ([a-z]+)\b", stem, re.IGNORECASE)
    alone = plural.count(plural[0]) == 1 and len(plural) > 2
    return alone and asked is not None and _plural(asked[1]) == plural[0] and not quantities(told.key)


def form_cue(told: Told) -> bool:
    """Whether all options but the key are written alike: capital, full stop, brackets, or the form of the first word."""
    forms: tuple[Callable[[str], object], ...] = (
        lambda text: text[:1].isupper(),
        lambda text: re.search(r"[.。!！;；]$", text) is not None,
        lambda text: bool(re.search(r"[(（\"“]", text)),
        lambda text: re.match(r"\w+ing\b|to \w+", text, re.IGNORECASE) is not None,
    )
    return len(told.wrong) > 1 and any(_alone([form(one) for one in told.all]) for form in forms)


def other_type(question: Question) -> bool:
    """Whether a wrong option is another kind of thing: another unit, a number among words, another ending or case than all."""
    if not _chosen(question):
        return False
    right = [option.text for option in question.options if option.id in question.key]
    wrong = [option.text for option in question.options if option.id not in question.key]
    units = {name for text in right for name in _units(text)}
    if any(_units(one) and not units & _units(one) for one in wrong):
        return True
    forms: tuple[Callable[[str], object], ...] = (
        lambda text: text[:1].isupper(),
        lambda text: text[-1:] if language(text) == "zh" and not re.search(r"\d", text) else "",
    )
    return any(_odd([form(one) for one in right], [form(one) for one in wrong]) for form in forms)


EACH: tuple[tuple[Reason, Callable[[Question], bool]], ...] = (
    (Reason.ALL_OF_ABOVE, all_of_above),
    (Reason.COMBINED_OPTION, combined),
    (Reason.ABSOLUTE_WORD, absolute),
    (Reason.VAGUE_WORD, vague),
    (Reason.UNSORTED, unsorted),
    (Reason.KEY_IN_STEM, key_in_stem),
    (Reason.IMPLAUSIBLE, other_type),
)
CUES: tuple[tuple[Reason, Callable[[Told], bool]], ...] = (
    (Reason.LONGEST_KEY, longest_key),
    (Reason.SPECIFIC_KEY, specific_key),
    (Reason.STEM_REPEAT, stem_repeat),
    (Reason.CONVERGENCE, convergent),
    (Reason.GRAMMAR_CUE, grammar_cue),
    (Reason.FORM_CUE, form_cue),
)


def _chosen(question: Question) -> bool:
    return question.kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE)


def _units(text: str) -> set[str]:
    bare = re.sub(r"\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+", "", text)  # "4 月 8 日" is a date
    return {"date" if one.date else _FAMILIES.get(one.unit.dimension, one.unit.dimension) for one in quantities(bare)}


def _odd(right: Sequence[object], wrong: Sequence[object]) -> bool:
    """Whether one wrong option differs from all others, which are the same, at least three of them or all but it."""
    forms = {*right, *wrong}
    return len(forms) == 2 and len(set(right)) == 1 and len(wrong) > 1 and wrong.count(right[0]) == len(wrong) - 1


def _order(one: Quantity) -> tuple[object, ...]:
    return min(one.date) if one.date else (min(one.low) * one.unit.factor,)


def _claims(question: Question) -> list[str]:
    """What a question offers as possibly true."""
    if question.kind is Kind.TRUE_FALSE:
        return [question.question]
    return [option.text for option in question.options] if _chosen(question) else []


def _extra(pattern: re.Pattern[str], text: str, quote: str) -> bool:
    return any(found.group().lower() not in quote.lower() for found in pattern.finditer(text))


def _length(text: str) -> int:
    return len(text) if language(text) == "zh" else len(text.split())


def _plural(text: str) -> bool:
    """Whether what is named first is several: "keys of the room"."""
    head = re.split(r"\b(?:of|for|in|on|at|to|with|from|who|that|which|by|and)\b|,", text)[0].split() or [text]
    word = head[-1].lower().strip(".")
    joined = re.search(r"^\w+(?: \w+)? and \w", text) is not None
    return joined or word in ("people", "children", "men", "women", "staff") or re.search(r"[^su]s$", word) is not None


def _alone(forms: Sequence[object]) -> bool:
    """Whether the first differs from all others, which are the same."""
    return len(set(forms[1:])) == 1 and forms[0] != forms[1]
