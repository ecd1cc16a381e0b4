"""A classifier's training run from its beginning to its end, in a run folder. Knows nothing of where texts come from.

adapter/  classifier.json, head.safetensors, and what was trained of the encoder
metrics.jsonl, events.*     losses and metrics by step
confusion.png, labels.json  the test part's confusion matrix and the scores of each label
"""

import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, Literal

import numpy as np

from assistant.errors import Problem
from assistant.tuning import RunFolder
from finetune.calibration import calibration_error, sigmoid, softmax
from finetune.classification_scores import Flags, Outcome, accuracy, by_label, confusion, macro_f1
from finetune.classifier import AT_ONCE, CARD, Card, Classifier, groups_of, new_network, open_classifier, shares, wanted
from finetune.classifier_report import report
from finetune.classifier_settings import ClassifierSettings, written
from finetune.confusion_picture import draw
from finetune.encoder import encoder_folder
from finetune.examples import Part
from finetune.fitting import MAIN, fit, fit_again, steps_of
from finetune.labelled import Labelled, LabelledText, TaggedWords, few, labels_of, rows_hash, split
from finetune.metric_events import with_events
from finetune.network import Matrix
from finetune.wide import fit_wide
from finetune.writing import files_hash
from indexer.disk import sha256

Row = dict[str, Any]  # Any: JSON
Kind = Literal["classify", "tag"]


@dataclass(frozen=True, slots=True)
class Data(Generic[Labelled]):
    """Texts of a run by what they are used for."""

    training: Sequence[Labelled]
    validation: Sequence[Labelled]
    tests: Mapping[str, Sequence[Labelled]]  # by the set's name

    def to_json(self) -> Row:
        """The content of data.json."""
        parts = {"training": self.training, "validation": self.validation, **self.tests}
        hashed = hashlib.sha256("".join(f"{name} {rows_hash(part)}\n" for name, part in parts.items()).encode()).hexdigest()
        return {"hash": hashed, "texts": {name: len(part) for name, part in parts.items()}, "labels": _counts(self.training)}


@dataclass(frozen=True, slots=True)
class Compared:
    """What a classifier is compared with, and what that finds in each test set."""

    name: str
    hash: str  # "" of what is no model of its own
    outcomes: Mapping[str, Outcome]


def parted(items: Sequence[Labelled], settings: ClassifierSettings, more: Mapping[str, Sequence[Labelled]]) -> Data[Labelled]:
    """Texts split into parts by their groups; `more` are further sets to test on, whose groups are not trained on."""
    held = {item.group for part in more.values() for item in part}
    parts = split([item for item in items if item.group not in held], 0.0, settings.test, settings.seed)
    rest = split(few(parts[Part.TRAIN], settings.examples, settings.seed), settings.validation, 0.0, settings.seed)
    tests = {"test": parts[Part.TEST], **more}
    return Data(rest[Part.TRAIN], rest[Part.VALIDATION], {name: part for name, part in tests.items() if part})


def train(
    run: RunFolder,
    kind: Kind,
    settings: ClassifierSettings,
    data: Data[Labelled],
    models: Path,
    command: Sequence[str] = tuple(sys.argv),
    serving: Path | None = None,
) -> Iterator[Row]:
    """Trains a classifier into the run's folder; yields rows of metrics, the report last.

    It is compared with the classifier in the folder `serving`, where one is named. Else with what it has to beat to be worth
    its training: for texts a linear head on the frozen encoder, which is also where training starts (where nothing but the
    head is trained, the most frequent label); for words the tag that each word has most often.

    Raises:
        Problem: the run is there already, or there is too little to train on.
        ModelMissing: the encoder is not on this machine.
    """
    _check(run, data, settings)
    _prepare(settings)
    card = card_of(kind, settings, data, models)
    classifier = Classifier(card, new_network(card, models, settings.dropout))
    steps = 0 if settings.method == "head" and kind == "classify" else steps_of(_texts(classifier, data), settings)
    run.begin(kind, steps, command, written(settings), datetime.now(UTC))
    (run.folder / "metrics.jsonl").unlink(missing_ok=True)  # a run that was killed begins anew: it takes minutes
    run.keep("data", data.to_json())
    before = _first_head(classifier, settings, data)
    if serving is not None:
        before = _served(serving, models, classifier, data)
    best = 0
    for row in _rest(run, classifier, settings, data) if steps else ():
        best = row["step"] if row.get("best") else best
        yield row
    classifier.calibrate(data.validation, classifier.logits(data.validation))
    if settings.refit:
        yield from _again(classifier, settings, [*data.training, *data.validation], models, best if steps else None)
    classifier.save(run.adapter)
    yield _finish(run, classifier, data, before)


def _fit_first(classifier: Classifier, settings: ClassifierSettings, items: Sequence[Labelled]) -> None:
    """Trains what needs no step through the encoder."""
    units, card = classifier.units(items), classifier.card
    if card.kind == "tag":
        fit_wide(classifier.network, units, settings.seed)
        return
    targets = shares(classifier.wanted(items), len(card.labels), bool(card.outside))
    classifier.network.fit_head(classifier.network.vectors(units, AT_ONCE), targets, settings.ridge)


def _again(
    classifier: Classifier, settings: ClassifierSettings, items: Sequence[Labelled], models: Path, steps: int | None
) -> Iterator[Row]:
    """Trains a fresh network on all items, the encoder unless `steps` is None; temperature and threshold stay as they are."""
    classifier.network = new_network(classifier.card, models, settings.dropout)
    _fit_first(classifier, settings, items)
    if steps is not None:
        classifier.network.encoder.adapt(settings.method, settings.rank, settings.alpha, settings.dropout)
        classifier.network.soften()
        yield from fit_again(classifier.network, classifier.units(items), settings, steps)


def _first_head(classifier: Classifier, settings: ClassifierSettings, data: Data[Labelled]) -> Compared:
    """Trains the first head, and measures what the classifier is compared with."""
    _fit_first(classifier, settings, data.training)
    card = classifier.card
    if card.kind == "tag":
        found = {name: most_frequent(data.training, part, card.labels) for name, part in data.tests.items()}
        return Compared("most frequent tag of a word", "", found)
    if settings.method == "head":
        usual = int(classifier.wanted(data.training).sum(axis=0).argmax())
        return Compared(
            "most frequent label", "", {name: _always(usual, classifier, part) for name, part in data.tests.items()}
        )
    classifier.calibrate(data.validation, classifier.logits(data.validation))
    frozen = {name: classifier.outcome(part, classifier.logits(part)) for name, part in data.tests.items()}
    return Compared("head on the frozen encoder", "", frozen)


def _served(folder: Path, models: Path, classifier: Classifier, data: Data[Labelled]) -> Compared:
    """What another classifier finds, in the labels of this one."""
    other, labels = open_classifier(folder, models), classifier.card.decisions
    if other.card.kind != classifier.card.kind:
        raise Problem(f"{folder} is of the kind {other.card.kind}, expected {classifier.card.kind}: compare with another one")
    found = {name: other.outcome(part, other.logits(part), labels) for name, part in data.tests.items()}
    return Compared(folder.parent.name, files_hash(folder), found)


def _always(place: int, classifier: Classifier, items: Sequence[Labelled]) -> Outcome:
    table = classifier.wanted(items)
    found = np.zeros_like(table)
    found[:, place] = True
    return Outcome(classifier.card.decisions, table, found, groups_of(items), classifier.card.outside)


def _rest(run: RunFolder, classifier: Classifier, settings: ClassifierSettings, data: Data[Labelled]) -> Iterator[Row]:
    """Trains encoder and head together."""
    classifier.network.encoder.adapt(settings.method, settings.rank, settings.alpha, settings.dropout)
    classifier.network.soften()
    training = classifier.units(data.training)
    for row in with_events(run.folder, fit(classifier.network, training, settings, _validated(classifier, data.validation))):
        run.log(row)
        run.change(step=row["step"])
        yield row


def _validated(classifier: Classifier, validation: Sequence[Labelled]) -> Callable[[], dict[str, float]]:
    """Scores on validation; temperature and threshold are chosen anew each time, as they are after training."""

    def scores() -> dict[str, float]:
        logits = classifier.logits(validation)
        classifier.calibrate(validation, logits)
        found = classifier.outcome(validation, logits)
        return {MAIN: round(macro_f1(found), 4), "accuracy": round(accuracy(found), 4)}

    return scores


def _finish(run: RunFolder, classifier: Classifier, data: Data[Labelled], before: Compared) -> Row:
    """Tests, and writes what came out."""
    logits = {name: classifier.logits(part) for name, part in data.tests.items()}
    after = {name: classifier.outcome(part, logits[name]) for name, part in data.tests.items()}
    model = {"name": run.name, "hash": files_hash(run.adapter)}
    found = report(model, {"name": before.name, "hash": before.hash}, data.to_json()["hash"], before.outcomes, after)
    first = next(iter(after), None)
    if first is not None:
        found["calibration"] = _calibration(classifier, data.tests[first], logits[first])
        found["samples"] = _samples(data.tests[first], before.outcomes[first], after[first])
        draw(*confusion(after[first]), run.folder / "confusion.png")
        rows = [row.to_json() for row in by_label(after[first])]
        (run.folder / "labels.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    run.keep("report", found)
    run.change(state="done", message=f"{MAIN} {found['metrics'][MAIN]['after']}" if first is not None else "not tested")
    return found


def _calibration(classifier: Classifier, test: Sequence[Labelled], logits: Matrix) -> Row:
    """Temperature, threshold, and the expected calibration error without and with the temperature."""
    card, errors = classifier.card, []
    known = classifier.wanted(test)[:, : len(card.labels)]
    for chances in ((sigmoid if card.many else softmax)(logits), classifier.probabilities(logits)):
        if card.many:
            errors.append(calibration_error(chances.ravel(), known.ravel()))
            continue
        inside, right = known.any(axis=1), known[np.arange(len(chances)), chances.argmax(axis=1)]
        errors.append(calibration_error(chances.max(axis=1)[inside], right[inside]))
    before, after = (round(error, 4) for error in errors)
    return {"temperature": card.temperature, "threshold": card.threshold, "ece_before": before, "ece_after": after}


def _samples(test: Sequence[Labelled], before: Outcome, after: Outcome, count: int = 10) -> list[Row]:
    """Texts that the classifier and what it is compared with judge differently, then any others."""
    texts = [text for item in test for text in ([item.text] if isinstance(item, LabelledText) else item.words)]
    order = np.argsort((before.found == after.found).all(axis=1), kind="stable")[:count]

    def names(table: Flags, place: int) -> str:
        return ", ".join(label for label, on in zip(after.labels, table[place], strict=True) if on)

    return [
        {"question": texts[place], "passages": [], "reference": names(after.wanted, place),
         "before": names(before.found, place), "after": names(after.found, place)}
        for place in order.tolist()
    ]  # fmt: skip


def most_frequent(training: Sequence[Labelled], test: Sequence[Labelled], labels: Sequence[str]) -> Outcome:
    """What comes out when each word gets the tag that it has most often in training, an unknown word the most frequent one."""
    seen: dict[str, Counter[str]] = {}
    for item in training:
        for word, tag in _tagged(item):
            seen.setdefault(word, Counter())[tag] += 1
    usual = sum(seen.values(), Counter()).most_common(1)[0][0]
    places = {label: place for place, label in enumerate(labels)}
    best = {word: counts.most_common(1)[0][0] for word, counts in seen.items()}
    tags = [best.get(word, usual) for item in test for word, _ in _tagged(item)]
    found = np.zeros((len(tags), len(labels)), dtype=bool)
    found[np.arange(len(tags)), [places[tag] for tag in tags]] = True
    return Outcome(tuple(labels), wanted(test, labels), found, groups_of(test))


def _tagged(item: Any) -> Iterator[tuple[str, str]]:  # Any: a text has no words to tag
    yield from zip(item.words, item.tags, strict=True)


def card_of(kind: Kind, settings: ClassifierSettings, data: Data[Labelled], models: Path) -> Card:
    """The card that a training begins with."""
    labels = tuple(label for label in labels_of(data.training) if label != settings.outside)
    weights = encoder_folder(settings.encoder, models) / "model.safetensors"
    hashed = sha256(weights) if weights.is_file() else ""
    return Card(
        kind, labels, settings.many, settings.outside, settings.method, settings.encoder, hashed, settings.longest,
        settings.window, settings.words,
    )  # fmt: skip


def _check(run: RunFolder, data: Data[Labelled], settings: ClassifierSettings) -> None:
    if (run.adapter / CARD).is_file():
        raise Problem(f"{run.folder} holds a trained classifier already: choose another name, or remove that folder")
    labels = [label for label in labels_of(data.training) if label != settings.outside]
    if len(labels) < 2 or not data.validation:
        found = f"{len(data.training)} texts with {len(labels)} label(s), {len(data.validation)} to validate on"
        raise Problem(f"there is too little to train on: found {found}, expected two labels with three texts each at least")
    if not settings.many and not _single(data.training):
        raise Problem("a text has several labels or none, expected one each: set many = true, or correct the rows")


def _single(items: Sequence[LabelledText | TaggedWords]) -> bool:
    return all(len(item.labels) == 1 for item in items if isinstance(item, LabelledText))


def _prepare(settings: ClassifierSettings) -> None:
    import torch

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if settings.threads:
        torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)


def _texts(classifier: Classifier, data: Data[Labelled]) -> int:
    """How many rows an epoch has: texts, or windows of words."""
    window = classifier.card.window
    return sum(1 if isinstance(item, LabelledText) else -(-len(item.words) // window) for item in data.training)


def _counts(items: Sequence[Labelled]) -> dict[str, int]:
    found = Counter(label for item in items for label in (item.labels if isinstance(item, LabelledText) else item.tags))
    return dict(sorted(found.items()))
