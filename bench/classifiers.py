"""Classifiers against simple ones: banking77 and clinc150 with ten examples a label and with all, and the tokens of Java.

Runs lie in data/bench/classifiers and are not made again where they are done; remove that folder to measure anew.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.tuning import RunFolder
from bench.outcome import keep
from finetune.calibration import outside_threshold
from finetune.classification_scores import Outcome, accuracy, by_label, macro_f1
from finetune.classifier import Classifier, groups_of, new_network, wanted
from finetune.classifier_settings import ClassifierSettings
from finetune.classifier_training import Data, Kind, card_of, most_frequent, train
from finetune.java_sources import ARCHIVE
from finetune.labelled import LabelledText, TaggedWords
from finetune.network import features_of
from finetune.recipes import JAVA_FILES, TEXT_RECIPES, java_data, text_data
from finetune.wide import fit_wide
from indexer.embedding import open_embedder
from indexer.settings import EmbedderSettings

ROOT = Path(__file__).parents[1]
MODELS = ROOT / "data/models"
RUNS = ROOT / "data/bench/classifiers"
FEW = 10  # examples of a label, for training and validation together
SETTINGS = {
    "few": ClassifierSettings(examples=FEW, epochs=5, patience=3, refit=True, threads=1),
    "all": ClassifierSettings(epochs=2, threads=1),
    "java": ClassifierSettings(most_steps=100, threads=1),
}
Row = dict[str, Any]  # Any: JSON
Matrix = NDArray[np.floating]
Features = Callable[[Sequence[str]], Any]  # Any: a table, sparse or not


def main(argv: Sequence[str] | None = None) -> None:
    """Measures, prints a table and writes bench/results/classifiers.json and classifiers_java.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/classification")
    parser.add_argument("--archive", type=Path, default=ARCHIVE, help="the JDK's src.zip")
    parser.add_argument(
        "--only", nargs="+", choices=("banking77", "clinc150", "java"), default=["banking77", "clinc150", "java"]
    )
    parser.add_argument("--simple", action="store_true", help="only what needs no step through the encoder: minutes")
    given = parser.parse_args(argv)
    rows: list[Row] = []
    for name in (name for name in TEXT_RECIPES if name in given.only):
        for amount in ("few", "all"):
            settings, data = text_data(name, given.data, SETTINGS[amount])
            shown = {"set": name, "examples": FEW if amount == "few" else "all"}
            rows += [shown | row for row in once(RUNS / f"{name}-{amount}-baselines.json", partial(_baselines, data, settings))]
            rows += [shown | row for row in _ours(f"{name}-{amount}", settings, data, given.simple)]
            keep("classifiers", rows, threads=1)
    if "java" in given.only:
        keep("classifiers_java", _java(given.archive, given.simple), threads=1, files=JAVA_FILES)


def once(path: Path, measured: Callable[[], list[Row]]) -> list[Row]:
    """Rows that are measured now, unless they were before and lie in a file."""
    if not path.is_file():
        found = measured()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found), encoding="utf-8")
    return list(json.loads(path.read_text(encoding="utf-8")))


def _baselines(data: Data[LabelledText], settings: ClassifierSettings) -> list[Row]:
    """Logistic regression on TF-IDF and on the frozen encoder's vectors."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-untyped]  # the package has no types

    known = [text.text for text in (*data.training, *data.validation)]
    counts = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit(known)
    embedder = open_embedder(EmbedderSettings(folder=MODELS))
    rows = []
    for name, features in (("TF-IDF, logistic", counts.transform), ("frozen MiniLM, logistic", remembered(embedder.passages))):
        began = time.process_time()
        found = logistic(data, settings.outside, features)
        rows += [
            {"model": name, "test": test, **numbers_of(outcome), "train_s": round(time.process_time() - began, 1)}
            for test, outcome in found.items()
        ]
    return rows


def remembered(embed: Callable[[Sequence[str]], Any]) -> Features:
    """The same vectors, each text embedded once."""
    known: dict[str, Any] = {}  # Any: a vector

    def vectors(texts: Sequence[str]) -> Any:
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(fresh, embed(fresh) if fresh else (), strict=True))
        return np.stack([known[text] for text in texts])

    return vectors


def logistic(data: Data[LabelledText], outside: str, features: Features) -> dict[str, Outcome]:
    """What logistic regression finds in each test set; texts outside by a threshold that validation decides."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]  # the package has no types

    def fitted(texts: Sequence[LabelledText]) -> Any:  # Any: a model of scikit-learn
        inside = [text for text in texts if text.labels[0] != outside]
        model = LogisticRegression(C=10.0, max_iter=300)
        return model.fit(features([text.text for text in inside]), [text.labels[0] for text in inside])

    threshold = 0.0
    if outside:
        sure, right = _sure(fitted(data.training), data.validation, features)
        there = np.array([text.labels[0] == outside for text in data.validation])
        threshold = outside_threshold(sure[~there], right[~there], sure[there])
    model = fitted([*data.training, *data.validation])
    labels = (*model.classes_.tolist(), *((outside,) if outside else ()))
    return {name: _outcome(model, test, labels, threshold, features) for name, test in data.tests.items()}


def _sure(model: Any, texts: Sequence[LabelledText], features: Features) -> tuple[Matrix, NDArray[np.bool_]]:
    chances = model.predict_proba(features([text.text for text in texts]))
    best = model.classes_[chances.argmax(axis=1)]
    return chances.max(axis=1), np.array([label == text.labels[0] for label, text in zip(best, texts, strict=True)])


def _outcome(model: Any, texts: Sequence[LabelledText], labels: Sequence[str], threshold: float, features: Features) -> Outcome:
    chances = model.predict_proba(features([text.text for text in texts]))
    best = np.where(chances.max(axis=1) < threshold, len(model.classes_), chances.argmax(axis=1))
    outside = labels[-1] if len(labels) > len(model.classes_) else ""
    return Outcome(tuple(labels), wanted(texts, labels), np.eye(len(labels), dtype=bool)[best], groups_of(texts), outside)


def numbers_of(outcome: Outcome) -> Row:
    """Accuracy and macro F1; of texts inside the share that is right, of those outside the share that is found."""
    found: Row = {"accuracy": round(accuracy(outcome), 3), "macro_f1": round(macro_f1(outcome), 3)}
    if outcome.outside:
        place = outcome.labels.index(outcome.outside)
        there = outcome.wanted[:, place]
        found["inside"] = round(float(outcome.right[~there].mean()), 3)
        found["outside_recall"] = round(float(outcome.found[there, place].mean()), 3)
    else:
        found |= {"inside": found["accuracy"], "outside_recall": "–"}
    return found


def _ours(name: str, settings: ClassifierSettings, data: Data[LabelledText], simple: bool) -> list[Row]:
    """A run's report as rows: the head on the frozen encoder, and after training."""
    chosen = replace(settings, method="head") if simple else settings
    report = _report(f"{name}-{chosen.method}", "classify", chosen, data)
    sides = {"after": "Docent, head alone"} if simple else {"before": "Docent, head alone", "after": "Docent, LoRA"}
    shown = {"accuracy": "accuracy", "macro_f1": "macro_f1", "inside": "accuracy_inside", "outside_recall": "outside_recall"}
    rows = []
    for side, model in sides.items():
        for test, metrics in report["by_set"].items():
            numbers = {column: metrics.get(metric, {}).get(side) for column, metric in shown.items()}
            numbers["inside"] = numbers["inside"] if numbers["inside"] is not None else numbers["accuracy"]
            found = {column: "–" if value is None else round(value, 3) for column, value in numbers.items()}
            rows.append({"model": model, "test": test, **found, "train_s": report["train_s"]})
    return rows


def _report(name: str, kind: Kind, settings: ClassifierSettings, data: Data[Any]) -> Row:
    """The report of a run; trained now unless it was done before."""
    run = RunFolder(RUNS / name)
    if run.kept("report") is None or run.state().state != "done":
        began = time.process_time()
        for row in train(run, kind, settings, data, MODELS, ("python", "-m", "bench", "classifiers")):
            print(name, json.dumps({key: row[key] for key in ("step", "loss", "validation") if key in row}), file=sys.stderr)
        run.keep("report", {**(run.kept("report") or {}), "train_s": round(time.process_time() - began, 1)})
    return run.kept("report") or {}


def _java(archive: Path, simple: bool) -> list[Row]:
    settings, data = java_data(archive, JAVA_FILES, SETTINGS["java"])
    test: Sequence[TaggedWords] = data.tests["test"]
    classifier = _by_features(settings, data)
    found = {"most frequent tag of a token": most_frequent(data.training, test, classifier.card.labels)}
    logits = classifier.network.of_features(features_of(classifier.units(test))).detach().numpy()
    found["Docent, features alone"] = classifier.outcome(test, logits)
    rows = [{"model": name, **_of_tags(outcome)} for name, outcome in found.items()]
    if not simple:
        report = _report("java", "tag", settings, data)["by_set"]["test"]
        numbers = {metric: round(report[metric]["after"], 4) for metric in ("macro_f1", "accuracy")}
        labels = json.loads((RUNS / "java/labels.json").read_text(encoding="utf-8"))
        each = {row["label"]: row["f1"] for row in labels}
        rows.append({"model": "Docent, encoder and features", **numbers, "words": report["accuracy"]["n"], **each})
    return rows


def _by_features(settings: ClassifierSettings, data: Data[TaggedWords]) -> Classifier:
    card = card_of("tag", settings, data, MODELS)
    classifier = Classifier(card, new_network(card, MODELS, dropout=0.0))
    fit_wide(classifier.network, classifier.units(data.training), settings.seed)
    return classifier


def _of_tags(outcome: Outcome) -> Row:
    each = {row.label: round(row.f1, 4) for row in by_label(outcome)}
    return {
        "macro_f1": round(macro_f1(outcome), 4),
        "accuracy": round(accuracy(outcome), 4),
        "words": len(outcome.wanted),
        **each,
    }


if __name__ == "__main__":
    main()
