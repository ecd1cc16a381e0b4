"""How questions are put, in English and Chinese: fixed words around words of the document. Knows nothing of keys or options."""

from assistant.learning.questions import BLANK
from assistant.learning.standalone import leaf

SEVERAL = {"en": "Several are right.", "zh": "（多选）"}


def lead(title: str, heading: str, language: str) -> str:
    """Where the question comes from, as a sentence of its own before it."""
    near = leaf(heading)
    known = near.casefold() in title.casefold() or near.endswith(("?", "？"))
    told = "" if known else near
    if language == "zh":
        return f"《{title}》{f'“{told}”' if told else ''}。"
    return f"{title}{f' – {told}' if told else ''}. "


def completed(sentence: str, start: int, end: int, language: str) -> str:
    """Which of the options fills a gap."""
    gap = gapped(sentence, start, end).rstrip(" .。")
    return f"下面哪一项填入空白处：“{gap}”？" if language == "zh" else f"Which option completes the sentence: “{gap}”?"


def gapped(sentence: str, start: int, end: int) -> str:
    """A sentence with a gap in it."""
    return f"{sentence[:start]}{BLANK}{sentence[end:]}".strip()


def quantity(sentence: str, start: int, end: int, language: str) -> str:
    """Which number is missing, with its unit."""
    gap = gapped(sentence, start, end).rstrip(" .。")
    if language == "zh":
        return f"空白处应填什么数值？请写出单位：“{gap}”。"
    return f"Which quantity is missing? Give the number with its unit: “{gap}”."


def claim(sentence: str, language: str) -> str:
    """Whether a statement is right."""
    return f"这句话对吗？“{sentence}”" if language == "zh" else f"Is this right? “{sentence}”"


def members(introduction: str, language: str) -> str:
    """Which of the options belong to a list."""
    if language == "zh":
        return f"下面哪些属于“{introduction}”？{SEVERAL['zh']}"
    return f"Which of these belong to the list “{introduction}”? {SEVERAL['en']}"


def order(introduction: str, language: str) -> str:
    """Which step comes first."""
    if language == "zh":
        return f"请按文件中的顺序排列“{introduction}”的步骤。"
    return f"Put these steps of “{introduction}” in the right order."


def pairs(left: str, right: str, language: str) -> str:
    """What belongs together; `left` and `right` are columns' names, "" of a list of entries."""
    if language == "zh":
        return f"请将每个“{left}”与其“{right}”配对。" if left else "请将左右两栏配对。"
    return f"Match each “{left}” with its “{right}”." if left else "Match what belongs together."


def cell(column: str, row: str, language: str) -> str:
    """What stands in a table."""
    if language == "zh":
        return f"表中“{row}”的“{column}”是什么？"
    return f"What does the table give as “{column}” for “{row}”?"


def person(entry: str, language: str) -> str:
    """Who is named in a list of roles."""
    return f"“{entry}”是谁？" if language == "zh" else f"Who is named as “{entry}”?"


def term(definition: str, language: str) -> str:
    """Which term is defined."""
    return f"下面哪个词的意思是：“{definition}”？" if language == "zh" else f"Which term means: “{definition}”?"


def case(condition: str, language: str, order: bool = False) -> str:
    """What applies in a case: `condition` opens with "If", "When", "Whoever"; what is to be done, where the page orders it."""
    if language == "zh":
        return f"{condition}，应该怎么做？"
    small = condition[0].lower() + condition[1:]
    if not small.startswith(("if ", "when ", "unless ")):
        return f"What applies to {small}?"
    return f"What should be done {small}?" if order else f"What applies {small}?"


def hinted(gap: str, letters: str) -> str:
    """Which word fills a gap, of which the first letters are given; English only."""
    return f"Which word is missing? It begins with “{letters}”: “{gap}”"


def described(said: str) -> str:
    """Which of a list's entries is described; English only."""
    return f"Which of these is described like this: “{said}”?"
