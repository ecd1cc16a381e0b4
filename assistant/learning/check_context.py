"""What the checks of a question are given to check it with. Decides nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answering.retrieval import PassageIndex
from assistant.learning.questions import Question
from assistant.learning.round_trip import Reader
from indexer.embedding import Embedder
from indexer.searching import Hit, search
from indexer.selection import Selection


def nothing_kept(_: str) -> bool:
    """No address or number is known to be public."""
    return False


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a question is dropped."""

    passages: int = 3  # among the first so many hits the question's own passage must be
    compared: int = 20  # passages that are searched for another answer
    guess_margin: float = 0.35  # what the guessers may be better than chance at one question, 0 to 1; a bank: `guessing.BANK`
    grade: float = 16.0  # Flesch-Kincaid grade of an English question
    sentence_words: int = 35
    sentence_characters: int = 60  # of a Chinese sentence
    nearest: float = 0.85  # cosine of two options from which they are synonyms
    farthest: float = 0.15  # cosine to the key below which a wrong option is implausible
    duplicate: float = 0.90  # cosine of two questions with the same answer


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Documents, models and other questions that a question is checked against.

    `within` is what the readers of the questions may read: a passage outside it neither proves a key nor contradicts one.
    `reader` must not be what made the question; `second`, where there is one, is asked when the first does not find the key:
    a question is kept if either leads to it. `others` are the questions of the bank, whatever their state but retired.
    """

    index: PassageIndex
    within: Selection
    embedder: Embedder
    reader: Reader
    others: Sequence[Question] = ()
    keep: Callable[[str], bool] = nothing_kept  # whether an address or number may be named: those of public documents
    limits: Limits = Limits()
    second: Reader | None = None
    last: dict[str, list[Hit]] = field(default_factory=dict, compare=False)  # the search of the question that is checked now

    def hits(self, text: str, count: int) -> list[Hit]:
        """The first so many passages for a text, best first; the gates of one question ask for the same again."""
        if text not in self.last or len(self.last[text]) < count:
            most = max(count, self.limits.compared)
            self.last.clear()
            self.last[text] = search(self.index, self.embedder, text, within=self.within, count=most)
        return self.last[text][:count]
