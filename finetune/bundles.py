"""Examples packed into sequences that read a common beginning once. Knows nothing of tasks or of how models are trained.

Questions about the same passages share almost their whole prompt. A bundle is that beginning followed by one branch for each
example; a branch sees the beginning and itself, never its neighbours, and its positions go on where the beginning ends. So the
loss and its gradient are those of the examples one by one, at a fraction of the tokens:

    beginning: instructions + passages        branch 1: question + answer      branch 2: question + answer
    positions  0 ... P-1                      P ... P+a                        P ... P+b
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

LEAST_SHARED = 48  # tokens: a shorter common beginning is not worth a bundle


@dataclass(frozen=True, slots=True)
class Encoded:
    """An example as tokens."""

    id: str
    kind: str  # the task, for metrics by task
    prompt: tuple[int, ...]
    target: tuple[int, ...]  # with the token that ends an answer


@dataclass(frozen=True, slots=True)
class Bundle:
    """Examples with a common beginning of `shared` tokens; one example alone has its whole prompt as its branch."""

    examples: tuple[Encoded, ...]
    shared: int

    @property
    def tokens(self) -> int:
        """The length in tokens."""
        return self.shared + sum(len(one.prompt) - self.shared + len(one.target) for one in self.examples)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a bundle lies in its sequence."""

    start: int  # of its beginning
    shared: int  # tokens of its beginning
    lengths: tuple[int, ...]  # tokens of each branch, which follow one another


@dataclass(frozen=True, slots=True)
class Layout:
    """Bundles laid out one after another, as arrays of length t; bundles do not see each other."""

    ids: NDArray[np.int64]
    positions: NDArray[np.int64]
    bundle: NDArray[np.int64]  # the number of each token's bundle
    branch: NDArray[np.int64]  # the number of each token's branch within the sequence; -1 for a beginning
    asked: NDArray[np.int64]  # the places whose next token is a target
    target: NDArray[np.int64]  # those next tokens
    owner: NDArray[np.int64]  # for each of them the number of its example in the sequence
    kinds: tuple[str, ...]  # the kind of each example
    places: tuple[Place, ...]  # where each bundle lies


def bundled(examples: Sequence[Encoded], longest: int) -> list[Bundle]:
    """Bundles of at most `longest` tokens; examples that are longer alone are left out.

    Sorted by their tokens, examples that share a beginning stand next to each other.
    """
    found: list[Bundle] = []
    open_: list[Encoded] = []
    shared = 0
    for one in sorted(examples, key=lambda one: one.prompt):
        if len(one.prompt) + len(one.target) > longest:
            continue
        common = min(_common(open_[0].prompt, one.prompt), shared) if open_ else 0
        wider = Bundle((*open_, one), common)
        if open_ and common >= max(LEAST_SHARED, len(one.prompt) // 2) and wider.tokens <= longest:
            open_.append(one)
            shared = common
            continue
        if open_:
            found.append(_closed(open_, shared))
        open_, shared = [one], len(one.prompt) - 1
    return [*found, _closed(open_, shared)] if open_ else found


def packed(bundles: Sequence[Bundle], longest: int) -> list[tuple[Bundle, ...]]:
    """Bundles put together into sequences of at most `longest` tokens, first fit in the order given."""
    open_: list[list[Bundle]] = []
    room: list[int] = []
    for one in bundles:
        place = next((n for n, left in enumerate(room) if left >= one.tokens), None)
        if place is None:
            open_.append([one])
            room.append(longest - one.tokens)
        else:
            open_[place].append(one)
            room[place] -= one.tokens
    return [tuple(row) for row in open_]


def laid_out(bundles: Sequence[Bundle]) -> Layout:
    """The arrays of a sequence."""
    ids: list[int] = []
    positions: list[int] = []
    bundle: list[int] = []
    branch: list[int] = []
    asked: list[int] = []
    target: list[int] = []
    owner: list[int] = []
    kinds: list[str] = []
    places: list[Place] = []
    for number, one in enumerate(bundles):
        branches = tuple(len(example.prompt) - one.shared + len(example.target) for example in one.examples)
        places.append(Place(len(ids), one.shared, branches))
        for tokens, first, name, answers in _runs(one, len(kinds)):
            start = len(ids)
            ids += tokens
            positions += range(first, first + len(tokens))
            bundle += [number] * len(tokens)
            branch += [name] * len(tokens)
            before = range(start + len(tokens) - answers - 1, start + len(tokens) - 1) if answers else range(0)
            asked += before
            target += [ids[place + 1] for place in before]
            owner += [name] * len(before)
        kinds += [example.kind for example in one.examples]
    return Layout(
        _array(ids), _array(positions), _array(bundle), _array(branch), _array(asked), _array(target), _array(owner),
        tuple(kinds), tuple(places),
    )  # fmt: skip


def sight(row: Layout) -> NDArray[np.bool_]:
    """What each token sees (t, t): earlier tokens of its bundle that stand in the beginning or in its own branch."""
    place = np.arange(len(row.ids))
    earlier = place[:, None] >= place[None, :]
    same = row.bundle[:, None] == row.bundle[None, :]
    own = (row.branch[None, :] == -1) | (row.branch[:, None] == row.branch[None, :])
    return np.asarray(earlier & same & own)


def batch(row: Layout) -> "dict[str, torch.Tensor]":
    """The tensors for one forward pass: ids and positions (1, t), and what is asked of it (a,)."""
    import torch

    return {
        "input_ids": torch.from_numpy(row.ids)[None],
        "position_ids": torch.from_numpy(row.positions)[None],
        "asked": torch.from_numpy(row.asked),
        "target": torch.from_numpy(row.target),
        "owner": torch.from_numpy(row.owner),
    }


def encoded(examples: Sequence[tuple[str, str, str, str]], tokens: Callable[[str], list[int]], end: str) -> Iterator[Encoded]:
    """Tokens of (id, kind, prompt, target); `end` is the mark after an answer."""
    for name, kind, prompt, target in examples:
        yield Encoded(name, kind, tuple(tokens(prompt)), tuple(tokens(target + end)))


def _array(row: Sequence[int]) -> NDArray[np.int64]:
    return np.array(row, dtype=np.int64)


def _closed(examples: Sequence[Encoded], shared: int) -> Bundle:
    return Bundle(tuple(examples), shared if len(examples) > 1 else 0)


def _runs(one: Bundle, first: int) -> Iterator[tuple[list[int], int, int, int]]:
    """(tokens, first position, branch, how many of the last tokens are targets) of the beginning and of each branch."""
    if one.shared:
        yield list(one.examples[0].prompt[: one.shared]), 0, -1, 0
    for number, example in enumerate(one.examples, first):
        yield [*example.prompt[one.shared :], *example.target], one.shared, number, len(example.target)


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How many tokens two prompts begin with alike; at least one of the other is left, which asks for the first target."""
    most = min(len(one), len(other) - 1)
    return next((place for place in range(most) if one[place] != other[place]), most)
