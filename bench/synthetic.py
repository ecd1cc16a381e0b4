"""Documents made of random words with the frequencies of a language: as many passages as wanted. Knows nothing of indexes."""

import random
from itertools import accumulate
from pathlib import Path

VOCABULARY = 30_000  # words
CHUNKS_A_DOCUMENT = 50
CHARACTERS_A_CHUNK = 700  # a paragraph, which the splitter keeps whole
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in ("a", "e", "i", "o", "u", "an", "er", "is")]


def words(chance: random.Random) -> list[str]:
    """A vocabulary of pronounceable words."""
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(VOCABULARY)]


def write_documents(folder: Path, chunks: int, seed: int = 0) -> None:
    """Writes text files below a folder that are split into about `chunks` passages; a word's frequency follows Zipf's law."""
    chance = random.Random(seed)
    vocabulary = words(chance)
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    folder.mkdir(parents=True)
    for number in range(0, chunks, CHUNKS_A_DOCUMENT):
        paragraphs = [paragraph(vocabulary, weights, chance) for _ in range(min(CHUNKS_A_DOCUMENT, chunks - number))]
        path = folder / f"{number // 5000:03d}" / f"{number:07d}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n\n".join(paragraphs), encoding="utf-8")


def paragraph(vocabulary: list[str], weights: list[float], chance: random.Random) -> str:
    """Sentences of together about CHARACTERS_A_CHUNK characters."""
    sentences: list[str] = []
    while sum(map(len, sentences)) < CHARACTERS_A_CHUNK:
        picked = chance.choices(vocabulary, cum_weights=weights, k=chance.randint(6, 18))
        sentences.append(" ".join(picked).capitalize() + ".")
    return " ".join(sentences)


def questions(count: int, seed: int = 1) -> list[str]:
    """Questions of four to nine words of the same vocabulary."""
    vocabulary = words(random.Random(0))
    chance = random.Random(seed)
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    return [" ".join(chance.choices(vocabulary, cum_weights=weights, k=chance.randint(4, 9))) + "?" for _ in range(count)]
