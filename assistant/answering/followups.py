"""A follow-up made into a question that stands alone, by rules. Knows nothing of passages, models or people."""

import re
from collections.abc import Sequence

from assistant.answering.words import content_words, language

Turn = tuple[str, str]  # question, answer

_OPENING = re.compile(
    r"^\s*(?:ok(?:ay)?,?\s+|thanks?,?\s+|so,?\s+)*(?:and\b|but\b|or\b|also\b|what about\b|how about\b"
    r"|same (?:question )?for\b|what if\b(?=.{0,25}$))"
    r"[\s,:]*(?:what about\b|how about\b|also\b|then\b)?[\s,]*",
    re.IGNORECASE,
)
_OPENING_ZH = re.compile(r"^\s*(?:好的?[，,]?|那么?|还有|另外|而|如果是|要是|换成|对于)[，,\s]*")
_ENDING_ZH = re.compile(r"(?:又|也)?(?:怎么样|怎样|如何|怎么办|是多少|呢)?[呢吗]?\s*[？?。]*\s*$")
_ASKING = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have)\b",
    re.IGNORECASE,
)
_ASKING_ZH = re.compile(r"什么|多少|几|谁|哪|怎|如何|为何|是否|能否|可否|吗|多久|多长")
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|those|these|this|that|he|him|his|she|her|there|one|ones|same)\b", re.IGNORECASE
)
_POINTING_ZH = re.compile(
    r"它们?|他们?|她们?|这(?:个|些|项|种|样|里|时)?|那(?:个|些|项|种|样|里|时)|其(?![他它余实中次])|该(?=[\u4e00-\u9fff])|上述|前者|后者"
)
_RELATIVE_THAT = re.compile(
    r"\w+\s+that\s+(?:is|are|was|were|has|have|can|do|does|I|we|you|they|the)\b"
    r"|\b(?:is it|it is|there (?:is|are|was)|(?:is|are) there)\b",
    re.I,
)
_ATTACHED = re.compile(r"^(?P<word>for|of|in|on|at|with|during|under|about|from|to|by)\s+(?P<rest>.+)$", re.IGNORECASE)
_LONGEST_POINTING = 3  # content words; a question with more of its own stands alone although it says "it"
_LONGEST_FRAGMENT = 5


def is_followup(question: str) -> bool:
    """Whether a question leans on the one before it."""
    if language(question) == "zh":
        return _leans_zh(question)
    own = len(content_words(question))
    if _OPENING.match(question):
        return True
    if not _ASKING.search(question):
        return own <= _LONGEST_FRAGMENT and question.rstrip().endswith("?")
    if own == 0:
        return True  # "Why?", "How long?", "When is that?"
    return own <= _LONGEST_POINTING and bool(_POINTING.search(_RELATIVE_THAT.sub(" ", question)))


def standing_alone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves unsaid taken from the questions before it; a question that stands alone as it is."""
    if not history or not is_followup(question):
        return question.strip()
    before = standing_alone(history[-1][0], history[:-1])
    if language(question) == "zh":
        return _completed_zh(question, before)
    rest = _OPENING.sub("", question.strip(), count=1).strip(" ,?!.")
    if _ASKING.search(rest):
        return f"{rest}? ({_topic(before)})"
    return _replaced(before, rest)


def _topic(question: str) -> str:
    """The words of a question without those that only ask."""
    bare = re.sub(
        r"^\s*(?:(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|can|could|may|must|should|will|would"
        r"|many|much|long|often|the|an?|i|we|you|my|our|your)\b\s*)+",
        "",
        question.strip(" ?!."),
        flags=re.IGNORECASE,
    )
    return bare or question.strip(" ?!.")


def _replaced(before: str, fragment: str) -> str:
    """The question before with the fragment in the place of what it stands for, else with the fragment at its end."""
    body = before.strip(" ?!.")
    attached = _ATTACHED.match(fragment)
    topic = attached["rest"] if attached else fragment
    head = re.split(r"\s+", topic)[-1]
    same_head = re.search(
        rf"(?:\b(?!(?:the|a|an|of|for|in|on|do|does|are|is|many|much|which|what)\b)[\w-]+\s+){{0,3}}\b{re.escape(head)}\b",
        body,
        re.I,
    )
    if same_head and same_head.group().strip().lower() != topic.lower():
        return f"{body[: same_head.start()]}{topic}{body[same_head.end() :]}?"
    word = attached["word"] if attached else "for|of|about"
    places = list(
        re.finditer(rf"\b(?:{word})\s+((?:(?!\b(?:for|of|in|on|at|with|if|when|do|does|is|are|can)\b)[^,?])+)", body, re.I)
    )
    if places:
        place = places[-1]
        tail = body[place.end(1) :]
        return f"{body[: place.start(1)]}{topic}{' ' + tail.strip() if tail.strip() else ''}?"
    return f"{body} {fragment if attached else 'for ' + fragment}?"


def _leans_zh(question: str) -> bool:
    bare = re.sub(r"[？?。！\s]", "", question)
    if re.match(r"那(?!些|个|里|时)|还有|另外", bare) or (bare.endswith("呢") and len(bare) <= 15):
        return True
    if not _ASKING_ZH.search(bare):
        return len(bare) <= 8
    return len(bare) <= 4 or (len(bare) <= 16 and bool(_POINTING_ZH.search(bare)))


def _completed_zh(question: str, before: str) -> str:
    body = before.strip("？?。 ")
    rest = _OPENING_ZH.sub("", question.strip(), count=1)
    fragment = _ENDING_ZH.sub("", rest).strip("，, ")
    if _ASKING_ZH.search(fragment) or _POINTING_ZH.search(fragment) or not fragment:
        topic = re.sub(r"什么是|是什么|什么|多少|为什么|如何|怎么|哪些|谁|吗", "", body)
        return f"{rest.strip('？?。 ')}？（{topic}）"
    for length in range(min(len(fragment) - 1, 4), 1, -1):  # the same last characters: 全职员工, 兼职员工
        place = body.find(fragment[-length:])
        if place > 0 and fragment not in body:
            begin = max(0, place - (len(fragment) - length))
            return f"{body[:begin]}{fragment}{body[place + length :]}？"
    return f"{fragment}：{body}？"
