"""Words that deny, in English and Chinese, and how they are emphasised in a stem. Knows nothing of questions."""

import re

_ENGLISH = re.compile(
    r"\b(?:not|never|except|without|excluding|excludes?|excluded|neither|cannot|isn['’]t|aren['’]t|don['’]t|doesn['’]t"
    r"|can['’]t|mustn['’]t|won['’]t|shouldn['’]t)(?!\w)",
    re.IGNORECASE,
)
_CHINESE = re.compile(r"不(?:是|属于|包括|应|得|能|可以|可|需要|需|必|会|允许|要)|没有|并非|除.{1,12}?以?外")
_CONDITION = re.compile(r"(?<=\S )\b(?:if|when|whoever|who|unless|because|while)\b|如果|若|凡", re.IGNORECASE)
_CHOOSES = re.compile(r"which\b|what of\b", re.IGNORECASE)
_EMPHASISED = re.compile(r"[【“「*]+$")
_DENIAL = re.compile(
    r"\b(?:not|no)\b(?! (?:more|less|later|fewer|longer|earlier|only) )|\b(?:never|cannot|neither|nor|nobody|nothing|without)\b"
    r"|n['’]t\b|[未没非无]|(?<!并)不(?![同断论管仅但久过足超少低多高晚早])|禁止",
    re.IGNORECASE,
)  # a limit, "no more than", denies nothing


def negations(text: str) -> list[re.Match[str]]:
    """The negations that turn a question round: "not", "never", "except", 不属于, 除……外."""
    return [*_ENGLISH.finditer(text), *_CHINESE.finditer(text)]


def emphasised(stem: str) -> str:
    """The stem with its negations in capitals, Chinese ones in 【】, so that nobody overlooks them."""
    shouted = _ENGLISH.sub(lambda found: found.group().upper(), stem)
    return _CHINESE.sub(
        lambda found: found.group() if _marked(shouted, found) else f"【{found.group()}】", shouted
    )  # fmt: skip


def unmarked(stem: str) -> bool:
    """Whether a negation of the stem could be overlooked; in a condition it turns nothing round."""
    for found in negations(stem):
        word = found.group()
        condition = word.lower() == "without" and not _CHOOSES.match(stem.strip())
        condition = condition or _CONDITION.search(stem[: found.start()]) is not None
        if not (condition or _marked(stem, found) or word.isupper()):
            return True
    return False


def denials(text: str) -> int:
    """How often a text denies something."""
    return len(_DENIAL.findall(text))


def _marked(text: str, found: re.Match[str]) -> bool:
    return _EMPHASISED.search(text[: found.start()]) is not None
