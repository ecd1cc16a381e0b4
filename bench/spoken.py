"""Numbers as people write them, and words as they mistype them. Knows nothing of questions or verdicts."""

from random import Random

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(number: int) -> str:
    """A whole number below a million in English words."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{in_words(ones)}" if ones else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    whole, rest = divmod(number, size)
    joined = " and " if rest and (name == "hundred" or rest < 100) else " "
    return f"{in_words(whole)} {name}" + (f"{joined}{in_words(rest)}" if rest else "")


def in_chinese(number: int) -> str:
    """A whole number below 100,000 in Chinese numerals."""
    if number < 10:
        return "零一二三四五六七八九"[number]
    made, gap = "", False
    for size, mark in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            made += ("零" if gap else "") + "零一二三四五六七八九"[digit] + mark
            gap = False
        else:
            gap = bool(made)
    return made.removeprefix("一") if made.startswith("一十") else made


def mistyped(word: str, chance: Random) -> str:
    """A long word with two neighbouring letters in its middle swapped, or one dropped or doubled."""
    at = chance.randrange(2, len(word) - 2)
    kind = chance.randrange(3)
    if kind == 0 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if kind == 1 else word[:at] + word[at] + word[at:]
