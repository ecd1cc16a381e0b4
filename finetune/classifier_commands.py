"""The commands of classifiers: classify, tag, predict, exercises. Knows nothing of how any of it is done."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from assistant.settings import load_settings
from assistant.tuning import RunFolder
from finetune.classifier_settings import ClassifierSettings, load_classifier_settings
from finetune.subcommands import Subcommands

if TYPE_CHECKING:
    from finetune.classifier import Classifier
    from finetune.classifier_training import Data

Row = dict[str, Any]  # Any: JSON


def add_commands(commands: Subcommands) -> None:
    """`classify`, `tag`, `predict` and `exercises`."""
    for kind, recipes in (("classify", ("banking77", "clinc150")), ("tag", ("java",))):
        shape = '{"text", "label" or "labels"}' if kind == "classify" else '{"words", "tags"}'
        what = "labels of texts" if kind == "classify" else "tags of words"
        training = commands.add_parser(kind, help=f"train a classifier: {what}")
        training.add_argument("file", type=Path, nargs="?", help=f"JSONL rows {shape}, and a group that stays together")
        training.add_argument("--recipe", choices=recipes, help="a ready-made one instead of a file")
        training.add_argument("--out", required=True, metavar="RUN", help="its name, or the whole path of a folder")
        training.add_argument("--test", type=Path, action="append", default=[], metavar="FILE", help="a further set to test on")
        training.add_argument("--config", type=Path, help="a TOML file with a [classifier] section")
        training.add_argument("--method", choices=("lora", "full", "head"), help="instead of the one of --config")
        training.add_argument("--before", metavar="RUN", help="the run that it is compared with, such as that of what serves")
        training.add_argument("--data", type=Path, help="the folder of the public sets, or the src.zip of the recipe java")
        _add_shared(training)
        training.set_defaults(run=_train, kind=kind)
    predicting = commands.add_parser("predict", help="labels or tags of new texts")
    predicting.add_argument("name", metavar="RUN")
    given = predicting.add_mutually_exclusive_group(required=True)
    given.add_argument("--text", action="append", default=[], help="may be given several times")
    given.add_argument("--batch", type=Path, help='JSONL rows {"id", "text"}')
    _add_shared(predicting)
    predicting.set_defaults(run=_predict)
    _add_exercises(commands)


def _add_exercises(commands: Subcommands) -> None:
    parts = commands.add_parser("exercises", help='"what is this token?" on Java sources').add_subparsers(required=True)
    making = parts.add_parser("make", help="questions on a Java source", description=_make.__doc__)
    making.add_argument("file", type=Path)
    making.add_argument("--tagger", required=True, metavar="RUN", help="a run of 'tag --recipe java', which must agree")
    making.add_argument("--document", metavar="NAME", help="of the file among the indexed documents; default: the file's name")
    making.add_argument("-n", type=int, default=10, dest="count")
    making.add_argument("--language", choices=("en", "zh"), default="en")
    making.add_argument("--out", type=Path, help="JSONL; printed where it is not given")
    making.add_argument("--settings", type=Path, help="Docent's settings.toml")
    making.set_defaults(run=_make)


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", type=Path, help="Docent's settings.toml")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _train(given: argparse.Namespace) -> int:
    from finetune.classifier_training import train

    settings = load_settings(given.settings)
    chosen = load_classifier_settings(given.config)
    chosen = replace(chosen, method=given.method) if given.method else chosen
    if (given.file is None) == (given.recipe is None):
        raise Problem("name either a file or a --recipe to train on")
    chosen, data = _recipe(given, chosen) if given.recipe else _files(given, chosen)
    run = RunFolder(settings.tuning.folder / "runs" / given.out)
    serving = RunFolder(settings.tuning.folder / "runs" / given.before).adapter if given.before else None
    report: Row = {}
    for row in train(run, given.kind, chosen, data, settings.embedder.folder, tuple(sys.argv), serving):
        if "role" in row:
            report = row
        else:
            _show(row)
    sys.stdout.write((json.dumps(report, ensure_ascii=False) if given.json else shown(report)) + "\n")
    return 0


def _recipe(given: argparse.Namespace, chosen: ClassifierSettings) -> "tuple[ClassifierSettings, Data[Any]]":
    from finetune.java_sources import ARCHIVE
    from finetune.recipes import JAVA_FILES, TEXTS, java_data, text_data

    if given.kind == "tag":
        return java_data(given.data or ARCHIVE, JAVA_FILES, chosen)
    return text_data(given.recipe, given.data or TEXTS, chosen)


def _files(given: argparse.Namespace, chosen: ClassifierSettings) -> "tuple[ClassifierSettings, Data[Any]]":
    from finetune.classifier_training import parted
    from finetune.labelled import LabelledText, TaggedWords, read_rows

    if given.kind == "tag":
        words = {path.stem: read_rows(path, TaggedWords.from_json) for path in given.test}
        return chosen, parted(read_rows(given.file, TaggedWords.from_json), chosen, words)
    texts = {path.stem: read_rows(path, LabelledText.from_json) for path in given.test}
    return chosen, parted(read_rows(given.file, LabelledText.from_json), chosen, texts)


def _show(row: Mapping[str, Any]) -> None:
    found = row.get("validation") or {name: row[name] for name in ("loss", "seconds")}
    numbers = ", ".join(f"{name} {value:.4g}" for name, value in found.items())
    sys.stderr.write(f"step {row['step']}: {numbers}{' (best)' if row.get('best') else ''}\n")


def shown(report: Mapping[str, Any]) -> str:
    """A report as a table in Markdown."""
    lines = ["| set | metric | before | after | difference | 95 % | n |", "|---|---|---|---|---|---|---|"]
    for name, metrics in report["by_set"].items():
        for metric, row in metrics.items():
            numbers = " | ".join(f"{row[key]:.3f}" for key in ("before", "after", "difference"))
            lines.append(f"| {name} | {metric} | {numbers} | {row['low']:.3f} to {row['high']:.3f} | {row['n']} |")
    return "\n".join(lines)


def _predict(given: argparse.Namespace) -> int:
    classifier = _open(given.name, given.settings)
    rows = list(_rows(given.batch)) if given.batch else [{"id": str(n), "text": text} for n, text in enumerate(given.text)]
    for row in _predicted(classifier, rows):
        sys.stdout.write((json.dumps(row, ensure_ascii=False) if given.json or given.batch else _line(row)) + "\n")
    return 0


def _open(name: str, settings: Path | None) -> "Classifier":
    from finetune.classifier import open_classifier

    loaded = load_settings(settings)
    return open_classifier(RunFolder(loaded.tuning.folder / "runs" / name).adapter, loaded.embedder.folder)


def _predicted(classifier: "Classifier", rows: Sequence[Row]) -> Iterator[Row]:
    from finetune.classifying import classified
    from finetune.tagging import tagged_words, words_of

    texts = [str(row["text"]) for row in rows]
    if classifier.card.kind == "classify":
        for row, found in zip(rows, classified(classifier, texts), strict=True):
            yield {"id": row.get("id"), "text": row["text"], **found.to_json()}
        return
    split = [words_of(text, classifier.card.words) for text in texts]
    for row, words in zip(rows, tagged_words(classifier, split), strict=True):
        yield {"id": row.get("id"), "words": [word.to_json() for word in words]}


def _line(row: Row) -> str:
    if "words" in row:
        return "\n".join(f"{word['word']}\t{word['tag']}\t{word['probability']}" for word in row["words"])
    return f"{', '.join(row['labels']) or '(none)'}\t{row['probability']}\t{row['text']}"


def _make(given: argparse.Namespace) -> int:
    """Makes drafts of ordinary questions, for 'python -m assistant bank import' and 'python -m assistant quiz grade'."""
    from finetune.naming import exercises
    from finetune.tagging import tagged_words

    if not given.file.is_file():
        raise Problem(f"{given.file} is not there: name a Java source")
    classifier = _open(given.tagger, given.settings)
    source, document = given.file.read_text(encoding="utf-8"), given.document or given.file.name
    found = exercises(source, document, lambda words: tagged_words(classifier, [words])[0], given.count, given.language)
    text = "".join(json.dumps(one.to_json(), ensure_ascii=False) + "\n" for one in found)
    if given.out is None:
        sys.stdout.write(text)
    else:
        given.out.write_text(text, encoding="utf-8")
    return 0


def _rows(path: Path) -> Iterator[Row]:
    if not path.is_file():
        raise Problem(f"{path} is not there: expected JSONL")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise Problem(f"{path}, line {number} is not JSON ({error}): correct it") from error
        if not isinstance(row, dict) or "text" not in row:
            raise Problem(f"{path}, line {number}: expected an object with text")
        yield row
