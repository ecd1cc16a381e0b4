"""The word of a statement that carries what it tells, to be left out. Knows nothing of questions or options."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.answering.words import content_words
from assistant.learning.standalone import Statement, leaf, orders
from assistant.learning.verbs import bases, past_forms, third_forms

LETTERS = 5  # of a word at the least
SHOWN = 2  # letters that are given away, so that no other word of the same meaning is right
LATER = 0.6  # how much more the last word of a statement is worth than the first: news stands at the end
LEAST, MOST = 3, 12  # how often the document uses a word that is one of its terms
SHORT = 1500  # words: a shorter document says its terms less often
COMMON = 0.006  # of the document's words: one that is used more often, and more often than MOST, says little anywhere
_DETERMINER = r"(?:the|an?|your|our|their|any|each|every|all|this|no|its|of|for|without|other)"
_PHRASE_END = re.compile(
    r"(?=$|[.,;:)]|\s(?:of|in|on|at|by|for|with|from|to|and|or|but|if|when|before|after|until|unless|because|so|that|which|who"
    r"|is|are|must|will|can|may|has|have|should|does|do|within|during|under|per|as|than|through|via|between|about)\b)"
)
_NOUN = re.compile(rf"\b{_DETERMINER} ([a-z]{{{LETTERS},}}){_PHRASE_END.pattern}", re.IGNORECASE)
_VERB_BEFORE = re.compile(
    r"\b(?:to|will|must|can|may|should|not|please|cannot|you|they|we|who|that|also|and|or|never|always)\s$"
)
_NO_NOUN = re.compile(
    r"(?:ly|ing|ed|ive|ous|ful|able|ible|ical|less|ize|ise|ify)$"
    r"|^(?:different|sufficient|recent|consistent|additional|medical|personal|people|person|anyone|everyone|someone|nobody|things?"
    r"|others?|example|because|before|after|during|without|their|there|where|which|those|these|about|under|until|while|every"
    r"|another|other|whether|either|neither|never|always|might|would|could|should|using|based|access|number|times?|place|parts?"
    r"|amount|types?|kinds?|right|first|second|third|years?|months?|weeks?|hours?|minutes|great|large|small|further|particular|mistakes?|business|matters?|order|manner|events?|moments?|nature"
    r"|situations?|information|details?|instructions?|steps?|questions?|abilit\w+|fields?|basics?|remainder|burden|money|needs?"
    r"|cases?|lists?|items?|issues?|problems?|reasons?|results?|purposes?|sections?|following|process|options?|work|changes?|sense"
    r"|knowledge|levels?)$",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(?:must|shall|should|may|can|cannot|will|never|always|only|requires?|required|needs? to|have to|has to|responsible"
    r"|eligible|covers?|covered|allowed|permitted|prohibited|forbidden|provides?|offers?|includes?|contains?|means"
    r"|refers to|used|applies|apply|available|if|when|unless|until|before|after|because|is an?|are)\b"
)
_SPEAKS = re.compile(
    r"\b(?:[Ww]e|[Oo]urs?|us|[Ii]|my|me)\b|\b(?:going to|stuff|guys|folks|gonna|okay|cool|fun|love|happy|hopefully)\b"
)
_BINDS = re.compile(r"\b(?:must|will|require|requires|shall|never|do not)\b")


@dataclass(frozen=True, slots=True)
class KeyWord:
    """A word that stands once in a statement: `page.text[start:end]`."""

    start: int
    end: int
    text: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a document."""

    nouns: frozenset[str] = frozenset()  # that stand behind an article or the like somewhere, small
    counts: Mapping[str, int] = field(default_factory=dict)  # of each stem
    size: int = 0  # words


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """The words of a document's pages."""
    pages = list(texts)
    nouns = frozenset(found.casefold() for text in pages for found in _NOUN.findall(text))
    counts = Counter(stem for text in pages for stem in content_words(text))
    return Vocabulary(nouns, counts, counts.total())


def tells(statement: Statement) -> bool:
    """Whether a statement tells a rule, a right, a duty, a condition or what something is, and is no talk."""
    text = statement.text
    if _SPEAKS.search(text) and not _BINDS.search(text):
        return False
    return _TELLS.search(text) is not None or orders(text)


def key_word(statement: Statement, title: str, known: Vocabulary) -> KeyWord | None:
    """The rarest of the document's nouns in an English statement, later ones before earlier ones; None where there is none.

    A word that the document uses hardly ever is none of its terms; one that it uses everywhere says little.
    """
    if statement.language != "en" or not tells(statement):
        return None
    body = statement.text.rstrip(" .")
    shown = {*content_words(title), *content_words(leaf(statement.heading))}
    best: tuple[float, KeyWord] | None = None
    for found in re.finditer(rf"(?<![\w'’/.-])[a-z]{{{LETTERS},}}(?![\w'’/-]|\.\w)", body):
        if not _fits(found, body, known.nouns, shown):
            continue
        count = known.counts.get(content_words(found.group())[0], 0)
        worth = math.log(known.size / max(1, count)) * (1 + LATER * found.end() / len(body))
        if (LEAST if known.size > SHORT else LEAST - 1) <= count <= max(COMMON * known.size, MOST) and (
            best is None or worth > best[0]
        ):
            start = statement.start + found.start()
            best = worth, KeyWord(start, start + len(found.group()), found.group(), statement)
    return None if best is None else best[1]


def _fits(found: re.Match[str], body: str, nouns: frozenset[str], shown: set[str]) -> bool:
    """Whether a word is the head of a noun phrase, stands once, and is not told by the title or the heading."""
    word = found.group()
    stems = content_words(word)
    if found.start() == 0 or not stems or stems[0] in shown or word.casefold() not in nouns or _NO_NOUN.search(word):
        return False
    small = word.casefold()
    if word[0].isupper() or small in bases() or small in past_forms() or small in third_forms():
        return False
    if content_words(body).count(stems[0]) != 1 or _VERB_BEFORE.search(body[: found.start()]):
        return False
    return _PHRASE_END.match(body, found.end()) is not None
