"""The words of a text that carry its meaning, made comparable, English and Chinese. Knows nothing of sentences."""

import functools
import re

from indexer.keywords import tokens

_CHINESE_RUN = re.compile(r"([\u3400-\u9fff]+)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_STOP = (
    "long soon quickly a about"
    " above after again all also am an and any are as at be because been before being below between both but"
    " by can could did do does doing down during each for from further had has have having he her here hers him his"
    " how i if in into is it its itself just let me more most my no nor not now of off on once only or other our ours"
    " out over own per please same shall she should so some such tell than that the their theirs them then there these"
    " they this those through to too under until up upon us very was we were what when where whether which while who"
    " whom whose why will with within would you your yours yes may might must need give explain describe list know"
    " want get many much often happen s t re ve ll d m isn don doesn didn won can't cannot without"
)
# Forms of one word that no stemmer brings together.
_FORMS = (
    "fly flew flown flight", "pay paid payment", "buy bought", "send sent", "take took taken", "go went gone",
    "give gave given", "wear wore worn", "begin began begun", "write wrote written", "break broke broken",
    "lose lost loss", "choose chose chosen choice", "hold held", "keep kept", "tell told", "bring brought",
    "sell sold sale", "spend spent", "meet met", "speak spoke spoken", "drive drove driven", "steal stole stolen theft",
    "undo undid undone", "know knew known", "grow grew grown growth", "die died death", "build built", "lend lent",
    "teach taught", "think thought", "win won", "hide hid hidden", "forget forgot forgotten", "fall fell fallen",
    "person people", "child children",
)  # fmt: skip
_STOP_ZH = re.compile(
    "什么时候|什么|怎么样|怎样|怎么|如何|哪些|哪里|哪个|哪儿|哪|为什么|为何|多少|多久|多长|多大|几|谁|是否|能否|可以|可否|请问|请|吗|呢|吧|啊|的|了|是|在"
    "|和|与|或|及|被|把|对|从|到|为|以|于|有|我们|我|你|您|他们|她|他|它|这个|那个|这|那|会|能|要|应该|应|需要|就|都|也|还|一个|之"
)


def language(text: str) -> str:
    """ "zh" where Chinese characters carry the text, else "en"."""
    chinese = len(_CHINESE.findall(text))
    return "zh" if chinese > 0 and chinese >= len(re.findall(r"[a-zA-Z]+", text)) else "en"


def content_words(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, repeats kept; Chinese as pairs of characters, numbers whole."""
    words: list[str] = []
    for run in _CHINESE_RUN.split(text):
        if _CHINESE.match(run):
            words += _pairs(run)
        else:
            words += [
                _forms().get(word, word)
                for word in tokens(run.replace("’", "'"))
                if word not in _stop_words() and (len(word) > 1 or word.isdigit())
            ]
    return words


def surface_words(text: str) -> list[str]:
    """The words that carry meaning as they are written, each once, so that each can be looked up alone."""
    found: dict[str, None] = {}
    for run in _CHINESE_RUN.split(text):
        pieces = _STOP_ZH.split(run) if _CHINESE.match(run) else re.findall(r"[\w.%-]*\w%?", run)
        for piece in pieces:
            for word in tokens(piece) if _CHINESE.match(piece) else [piece]:
                if content_words(word):
                    found[word] = None
    return list(found)


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, written alike: "1,000" and "1000" are the same."""
    return frozenset(found.replace(",", "") for found in re.findall(r"\d+(?:[.,]\d+)*", text))


@functools.cache
def _forms() -> dict[str, str]:
    """The stem of each irregular form, and the stem that stands for it."""
    families = [[tokens(form)[0] for form in family.split()] for family in _FORMS]
    return {form: family[0] for family in families for form in family}


@functools.cache
def _stop_words() -> frozenset[str]:
    return frozenset(_STOP.split()) | frozenset(tokens(_STOP))


def _pairs(run: str) -> list[str]:
    pairs: list[str] = []
    for piece in _STOP_ZH.split(run):
        pairs += [piece] if len(piece) == 1 else [piece[place : place + 2] for place in range(len(piece) - 1)]
    return [pair for pair in pairs if pair]
