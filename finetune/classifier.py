"""A trained classifier: network, labels, calibration, and its folder on disk. Knows nothing of training."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from assistant.errors import Problem
from finetune.calibration import best_temperature, label_threshold, outside_threshold, sigmoid, softmax
from finetune.classification_scores import Flags, Outcome
from finetune.encoder import Encoder, encoder_folder
from finetune.labelled import Labelled, LabelledText, TaggedWords
from finetune.network import Matrix, Network, Unitised
from finetune.surface import surface

FORMAT = 1
CARD = "classifier.json"
AT_ONCE = 64  # texts that are classified together
CONTEXT = 12  # words on both sides of a window that are read with it
LETTERS = 24  # of a word that the encoder reads; the rest is string literals
PIECES = 512  # of a window at the most
Probabilities = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Card:
    """All that a classifier is besides its weights."""

    kind: Literal["classify", "tag"]  # labels of texts, or of their words
    labels: tuple[str, ...]
    many: bool  # a text may have several labels, or none
    outside: str  # the label of texts under the threshold; "" where every text belongs to a class
    method: Literal["lora", "full", "head"]
    encoder: str
    encoder_hash: str
    longest: int  # word pieces of a text
    window: int  # words that are tagged together
    words: Literal["spaces", "java"] = "spaces"  # how a text is split into words that are tagged
    temperature: float = 1.0
    threshold: float = 0.5  # of confidence in a class, or of each label's probability where there may be many

    @property
    def decisions(self) -> tuple[str, ...]:
        """Every label that can be found: the classes, and the one of texts outside them."""
        return (*self.labels, self.outside) if self.outside else self.labels

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The content of classifier.json."""
        return {"format": FORMAT, **asdict(self), "labels": list(self.labels)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Card":  # Any: JSON
        """The card of a classifier.json.

        Raises:
            Problem: it has another format.
        """
        if row.get("format") != FORMAT:
            raise Problem(f"{CARD} has format {row.get('format')}, this version reads {FORMAT}: train the classifier again")
        values = {name: value for name, value in row.items() if name != "format"}
        return cls(**{**values, "labels": tuple(row["labels"])})


class Classifier:
    """A network with its card."""

    def __init__(self, card: Card, network: Network) -> None:
        self.card = card
        self.network = network

    def units(self, items: Sequence[Labelled]) -> list[Unitised]:
        """What the network reads of texts, with what is wanted of them: one for each text, or for each window of words."""
        return [unit for item in _units(self.card, self.network.encoder, items) for unit in item]

    def logits(self, items: Sequence[Labelled]) -> Matrix:
        """Logits (n, labels) of all texts, or of the words of all texts."""
        return self.network.scores(self.units(items), AT_ONCE)

    def probabilities(self, logits: Matrix) -> Probabilities:
        """Calibrated probabilities (n, labels) of logits (n, labels)."""
        return (sigmoid if self.card.many else softmax)(logits, self.card.temperature)

    def calibrate(self, items: Sequence[Labelled], logits: Matrix) -> None:
        """Chooses temperature and threshold by texts that were not trained on and their logits."""
        table = self.wanted(items)
        classes = table[:, : len(self.card.labels)]
        inside = np.ones(len(table), dtype=bool) if self.card.many else classes.any(axis=1)
        temperature = best_temperature(logits[inside], classes[inside].astype(np.float32), self.card.many)
        self.card = replace(self.card, temperature=temperature)
        chances = self.probabilities(logits)
        if self.card.many:
            self.card = replace(self.card, threshold=label_threshold(chances, classes))
        elif self.card.outside:
            sure, right = chances.max(axis=1), classes[np.arange(len(chances)), chances.argmax(axis=1)]
            threshold = outside_threshold(sure[inside], right[inside], sure[~inside]) if (~inside).any() else 0.0
            self.card = replace(self.card, threshold=threshold)

    def decided(self, chances: Probabilities) -> Flags:
        """Which labels (n, decisions) probabilities (n, labels) stand for."""
        if self.card.many:
            return np.asarray(chances >= self.card.threshold)
        found = np.zeros((len(chances), len(self.card.decisions)), dtype=bool)
        best = chances.argmax(axis=1)
        if self.card.outside:
            best = np.where(chances.max(axis=1) < self.card.threshold, len(self.card.labels), best)
        found[np.arange(len(chances)), best] = True
        return found

    def outcome(self, items: Sequence[Labelled], logits: Matrix, labels: Sequence[str] | None = None) -> Outcome:
        """What was wanted of texts and what is found; `labels` are those of a classifier that it is compared with."""
        found = self.decided(self.probabilities(logits))
        names = self.card.decisions if labels is None else tuple(labels)
        places = {label: place for place, label in enumerate(self.card.decisions)}
        absent = np.zeros(len(found), dtype=bool)
        table = np.stack([found[:, places[name]] if name in places else absent for name in names], axis=1)
        return Outcome(names, wanted(items, names), table, groups_of(items), self.card.outside)

    def wanted(self, items: Sequence[Labelled]) -> Flags:
        """The labels (n, decisions) of texts or of their words; unknown ones are left out."""
        return wanted(items, self.card.decisions)

    def save(self, folder: Path) -> None:
        """Writes the classifier; the card last, its presence means complete."""
        folder.mkdir(parents=True, exist_ok=True)
        self.network.save(folder, self.card.method)
        (folder / CARD).write_text(json.dumps(self.card.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")


def open_classifier(folder: Path, models: Path) -> Classifier:
    """The classifier of a folder, its encoder from the folder of models.

    Raises:
        Problem: the folder holds none, one of another format, or one made with another encoder.
        ModelMissing: the encoder is not on this machine.
    """
    path = folder / CARD
    if not path.is_file():
        raise Problem(f"{folder} holds no classifier ({CARD}): train one with 'python -m finetune classify' or 'tag'")
    card = Card.from_json(json.loads(path.read_text(encoding="utf-8")))
    network = new_network(card, models, dropout=0.0)
    if network.encoder.hash != card.encoder_hash:
        raise Problem(f"{folder} was made with another encoder than {encoder_folder(card.encoder, models)}: train it again")
    network.load(folder, card.method)
    return Classifier(card, network)


def new_network(card: Card, models: Path, dropout: float) -> Network:
    """A network for a card, its head not trained yet."""
    tags = card.kind == "tag"
    encoder = Encoder(encoder_folder(card.encoder, models), PIECES if tags else card.longest)
    return Network(encoder, len(card.labels), dropout=dropout, featured=tags, many=card.many)


def wanted(items: Sequence[Labelled], labels: Sequence[str]) -> Flags:
    """The labels (n, labels) of texts or of their words; unknown ones are left out."""
    places = {label: place for place, label in enumerate(labels)}
    rows = [
        row for item in items for row in ([item.labels] if isinstance(item, LabelledText) else [(tag,) for tag in item.tags])
    ]
    table = np.zeros((len(rows), len(labels)), dtype=bool)
    for place, row in enumerate(rows):
        table[place, [places[label] for label in row if label in places]] = True
    return table


def groups_of(items: Sequence[Labelled]) -> tuple[str, ...]:
    """The group of each text, or of each word of all texts."""
    return tuple(item.group for item in items for _ in range(1 if isinstance(item, LabelledText) else len(item.words)))


def shares(table: Flags, labels: int, outside: bool) -> Matrix:
    """What the network is taught (n, labels): each label its share; a text outside all classes an equal share of each."""
    found = table[:, :labels].astype(np.float32)
    if outside:
        found[~found.any(axis=1)] = 1 / labels
    return found


def _units(card: Card, encoder: Encoder, items: Sequence[LabelledText | TaggedWords]) -> list[list[Unitised]]:
    texts = [item for item in items if isinstance(item, LabelledText)]
    tagged = [item for item in items if isinstance(item, TaggedWords)]
    return [[unit] for unit in _of_texts(card, encoder, texts)] if texts else [_of_words(card, encoder, one) for one in tagged]


def _of_texts(card: Card, encoder: Encoder, texts: Sequence[LabelledText]) -> list[Unitised]:
    targets = shares(wanted(texts, card.decisions), len(card.labels), bool(card.outside))
    pieces = encoder.pieces([one.text for one in texts])
    return [
        Unitised(one.ids, (0,) * len(one.ids), 1, targets=target[None]) for one, target in zip(pieces, targets, strict=True)
    ]


def _of_words(card: Card, encoder: Encoder, text: TaggedWords) -> list[Unitised]:
    """Windows of words, each read with the words around it."""
    targets, features = wanted([text], card.labels).astype(np.float32), surface(text.words)
    starts = range(0, len(text.words), card.window)
    firsts = [max(0, start - CONTEXT) for start in starts]
    around = [
        [word[:LETTERS] for word in text.words[first : start + card.window + CONTEXT]]
        for first, start in zip(firsts, starts, strict=True)
    ]
    units = []
    for first, start, found in zip(firsts, starts, encoder.pieces_of_words(around), strict=True):
        stop = min(start + card.window, len(text.words))
        owners = tuple(first + one - start if one >= 0 and start <= first + one < stop else -1 for one in found.owners)
        units.append(Unitised(found.ids, owners, stop - start, features[start:stop], targets[start:stop]))
    return units
