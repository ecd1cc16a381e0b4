"""Statements turned round by their verb: denied where they affirm, affirmed where they deny. Knows nothing of quizzes."""

import re

from assistant.learning.negation import denials
from assistant.learning.standalone import orders
from assistant.learning.verbs import bases, past_forms, third_forms

_AFFIRMED = {
    "is": "is not", "are": "are not", "must": "need not", "should": "should not", "can": "cannot", "will": "will not",
}  # fmt: skip
_DENIED = {
    "is not": "is", "are not": "are", "should not": "should", "cannot": "can", "can not": "can", "will not": "will",
    "must not": "may", "must never": "may", "should never": "should",
}  # fmt: skip
_VERB = re.compile(rf"\b(?:{'|'.join(_AFFIRMED)})\b(?! (?:not|never|also|always|only|just|still|either|both|no)\b)")
_DENIAL = re.compile(rf"\b(?:{'|'.join(_DENIED)})\b(?! (?:only|just|necessarily|always|all|both)\b)")
_DO = re.compile(r"\b(do|does) not (?P<verb>[a-z]+)\b")
_ORDER = re.compile(r"(?:Do not|Don['’]t|Never) (?P<verb>[a-z])")
_HIDDEN = re.compile(
    r"\b(?:only|unless|except|neither|nor|without|until|any|all|some|both|every|each|either|most|many|few|no|nobody|none|nothing"
    r"|always|just|even|because|so that|but|however|instead|rather|than)\b",
    re.IGNORECASE,
)  # with these a denial says two things
_NO_SUBJECT_END = ("the", "a", "an", "of", "in", "to", "your")
_CLAUSE = re.compile(r"\b(?:that|which|who|whom|whose|if|when|where|before|after|while|as|and|or|how|what|whether)\b|[,;:(]")


def turned(text: str) -> tuple[int, int, str] | None:
    """Where a statement is changed and to what, so that it says the opposite; None where that would not be certain."""
    if _HIDDEN.search(text) or denials(text) > 1 or text.startswith("Example"):
        return None
    return _affirmed(text) if denials(text) else _denied(text)


def _affirmed(text: str) -> tuple[int, int, str] | None:
    """A denial taken out of the main clause."""
    order = _ORDER.match(text)
    if order is not None:
        return 0, order.end(), order["verb"].upper()
    found = _DENIAL.search(text)
    if found is not None and _main(text, found.start()):
        return found.start(), found.end(), _DENIED[found.group()]
    done = _DO.search(text)
    if done is None or not _main(text, done.start()) or done["verb"] not in bases():
        return None
    verb = next((third for third, base in third_forms().items() if base == done["verb"]), "")
    return (done.start(), done.end(), done["verb"] if done[1] == "do" else verb) if verb else None


def _denied(text: str) -> tuple[int, int, str] | None:
    """A denial put into the main clause."""
    if orders(text):
        return (0, 1, f"Do not {text[0].lower()}") if len(text.split()) < 16 else None
    found = _VERB.search(text)
    if found is not None and _main(text, found.start()):
        return found.start(), found.end(), _AFFIRMED[found.group()]
    for word in re.finditer(r"\b[a-z]+\b", text):
        if word.group() in third_forms() and word.start() and _main(text, word.start()):
            before = text[: word.start()].split()
            if (
                len(before) > 6
                or before[-1].endswith("s")
                or before[-1].lower() in _NO_SUBJECT_END
                or (before[-1] in bases() and before[-2:-1] and before[-2].endswith("s"))  # "Managers approve requests"
            ):
                return None
            after = text[word.end() :].split()[:1]
            if word.group() == "has" and (after == ["been"] or set(after) & past_forms().keys()):
                return word.start(), word.end(), "has not"  # "has been approved"
            return word.start(), word.end(), f"does not {third_forms()[word.group()]}"
    return None


def _main(text: str, place: int) -> bool:
    """Whether a verb is that of the sentence: no other clause and no other verb opens before it."""
    before = text[:place]
    return 0 < len(before.split()) <= 9 and _CLAUSE.search(before) is None and not _VERB.search(before)
