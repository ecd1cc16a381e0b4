"""When something learned is due again, by FSRS. Knows nothing of mastery, items or what a page shows.

There is a card for each question, or for each skill: whatever the key of an answer is. A card is what replaying the
answers gives; nothing is stored. There are no steps of minutes: what was wrong is due the next day, and a session asks
nothing twice anyway.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from assistant.learning.answers import Answered

if TYPE_CHECKING:
    import fsrs

RETENTION = 0.9  # how likely a person should still know it when it is due
SLOW = 2.0  # times the usual seconds
LONGEST = 365  # days until a thing is due again


class Grade(IntEnum):
    """How well something was recalled."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of the memory of one thing."""

    key: str  # id of the question or skill
    last: datetime
    due: datetime
    stability_days: float  # until recall has fallen to 0.9
    difficulty: float  # 1 to 10
    reviews: int
    lapses: int  # times it was not recalled

    def overdue_days(self, now: datetime) -> float:
        """Days since it was due, below 0 before."""
        return (now - self.due) / timedelta(days=1)

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The shape that commands print."""
        return {
            "key": self.key, "last": self.last.isoformat(), "due": self.due.isoformat(),
            "stability_days": round(self.stability_days, 3), "difficulty": round(self.difficulty, 3),
            "reviews": self.reviews, "lapses": self.lapses,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """A card that is due, with how likely its thing is still known."""

    card: Card
    recall: float  # 0 to 1
    seconds: float  # that it should take


def of_question(answer: Answered) -> str:
    """The key of one card for each question."""
    return answer.question


def of_skill(answer: Answered) -> str:
    """The key of one card for each skill."""
    return answer.skill


def grade(answer: Answered, usual_s: float | None = None) -> Grade:
    """How well an answer recalled: not right, with a hint or slowly, right, right and certain of it."""
    if not answer.correct:
        return Grade.AGAIN
    if answer.hinted or (usual_s is not None and answer.seconds > SLOW * usual_s):
        return Grade.HARD
    return Grade.EASY if answer.certain else Grade.GOOD


def cards(
    answers: Iterable[Answered],
    seconds: Mapping[str, float],
    retention: float = RETENTION,
    key: Callable[[Answered], str] = of_question,
) -> dict[str, Card]:
    """The cards that answers make, by their keys; `seconds` are the usual ones by the id of the question."""
    found: dict[str, Card] = {}
    for answer in answers:
        name = key(answer)
        found[name] = reviewed(found.get(name), name, answer, seconds.get(answer.question), retention)
    return found


def reviewed(before: Card | None, key: str, answer: Answered, usual_s: float | None, retention: float = RETENTION) -> Card:
    """The card after one more answer; `before` is None before the first."""
    import fsrs

    told = grade(answer, usual_s)
    if before is None:
        memory = fsrs.Card(card_id=0, due=answer.time)
    else:
        memory = fsrs.Card(
            card_id=0,
            state=fsrs.State.Review,
            stability=before.stability_days,
            difficulty=before.difficulty,
            due=before.due,
            last_review=before.last,
        )
    memory, _ = _scheduler(retention).review_card(memory, fsrs.Rating(told), answer.time)
    reviews, lapses = (0, 0) if before is None else (before.reviews, before.lapses)
    return _card(key, memory, reviews + 1, lapses + (told is Grade.AGAIN and reviews > 0))


def recall(card: Card, now: datetime) -> float:
    """How likely a card's thing is still known, 0 to 1."""
    import fsrs

    memory = fsrs.Card(card_id=0, stability=card.stability_days, due=card.due, last_review=card.last)
    return float(_scheduler(RETENTION).get_card_retrievability(memory, now))


def due(cards: Mapping[str, Card], among: Mapping[str, float], now: datetime, minutes: float) -> list[Due]:
    """The cards due that fit into the minutes, what is most likely forgotten first.

    `among` are the keys that the person may be asked now, with the seconds that each should take; others are never due.
    """
    waiting = [Due(card, recall(card, now), among[name]) for name, card in cards.items() if name in among and card.due <= now]
    waiting.sort(key=lambda one: (one.recall, one.card.due, one.card.key))
    return list(_fitting(waiting, minutes * 60))


def calendar(cards: Iterable[Card], now: datetime, days: int) -> dict[date, int]:
    """How many cards are due on each of the coming days (UTC), those overdue counted today."""
    today = now.date()
    counts = Counter(max(card.due.date(), today) for card in cards)
    return {day: counts[day] for day in (today + timedelta(days=n) for n in range(days))}


def _fitting(waiting: Iterable[Due], seconds: float) -> Iterator[Due]:
    for one in waiting:
        if one.seconds <= seconds:
            seconds -= one.seconds
            yield one


@lru_cache(maxsize=8)
def _scheduler(retention: float) -> "fsrs.Scheduler":
    import fsrs

    return fsrs.Scheduler(
        desired_retention=retention, learning_steps=(), relearning_steps=(), maximum_interval=LONGEST, enable_fuzzing=False
    )


def _card(key: str, memory: "fsrs.Card", reviews: int, lapses: int) -> Card:
    assert memory.last_review is not None  # it was reviewed
    assert memory.stability is not None
    assert memory.difficulty is not None
    return Card(key, memory.last_review, memory.due, memory.stability, memory.difficulty, reviews, lapses)
