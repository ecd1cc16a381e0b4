"""What authoring makes of real documents: questions per page and minute, what the checks drop, and a second opinion.

The second opinion is the judge, which neither makes nor checks questions: given the passage, does it give the key back?
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.answering.judge import Judge, open_judge
from assistant.answering.reader import chooses, reads
from assistant.answering.sentences import tidy
from assistant.answering.words import language
from assistant.learning.authoring import Batch, Wish, author
from assistant.learning.overlap import contains, token_f1
from assistant.learning.questions import BLANK, Kind, Question
from bench.outcome import keep, table
from bench.quoted import spread
from bench.retrieval import ROOT
from indexer.embedding import Embedder, open_embedder
from indexer.settings import EmbedderSettings
from indexer.store import Generations, Index

INDEXES = ("northwind", "samples", "security_training")
SURVIVORS = 200  # that are judged
CLEAR = 1.0  # logits: how far the judge's choice is above the next one where it is called sure
LEAST_F1 = 0.6  # of what the judge reads with the key
Row = dict[str, object]


def main(argv: Sequence[str] | None = None) -> None:
    """Makes questions from each index, prints tables and writes bench/results/authoring.json and the questions beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, nargs="+", default=[ROOT / "data/bench" / name for name in INDEXES])
    parser.add_argument("--pages", type=int, default=0, help="of each index at the most, evenly spread; 0 for all")
    parser.add_argument("--out", type=Path, default=ROOT / "data/bench/authoring", help="where the questions go")
    given = parser.parse_args(argv)
    models = ROOT / "data/models"
    embedder = open_embedder(EmbedderSettings(folder=models))
    judge = open_judge(models)
    given.out.mkdir(parents=True, exist_ok=True)
    batches = {folder.name: _batch(folder, embedder, judge, given.pages) for folder in given.index}
    for name, batch in batches.items():
        rows = "".join(f"{json.dumps(question.to_json(), ensure_ascii=False)}\n" for question in batch.questions)
        (given.out / f"{name}.jsonl").write_text(rows, encoding="utf-8")
    print(table([kinds(name, batch) for name, batch in batches.items()]))
    print(table(dropped(batches)))
    kept = [question for batch in batches.values() for question in batch.questions]
    print(table(second_opinion(spread(kept, SURVIVORS), {folder.name: _index(folder) for folder in given.index}, judge)))
    keep("authoring", [figures(name, batch) for name, batch in batches.items()], pages=given.pages)


def _index(folder: Path) -> Index:
    return Generations(folder).open()


def _batch(folder: Path, embedder: Embedder, judge: Judge, pages: int) -> Batch:
    index = _index(folder)
    places = [(one.document, number) for one in index.documents() for number in range(1, one.pages + 1)]
    within = index.everything()
    wish = Wish(places=tuple(spread(places, pages)) if pages else None)
    return author(index, within, embedder, judge).write(index, within, wish)


def figures(name: str, batch: Batch) -> Row:
    """What came of a set's pages."""
    report = batch.report
    return {
        "set": name, "pages": report.pages, "words": report.words, "made": report.made, "kept": report.kept,
        "kept share": round(report.kept / max(1, report.made), 3), "kept a page": round(report.kept / max(1, report.pages), 2),
        "kept per 150 words": round(150 * report.kept / max(1, report.words), 2),
        "kept a minute": round(60 * report.kept / report.seconds, 1), "conflicts": len(batch.conflicts),
    }  # fmt: skip


def kinds(name: str, batch: Batch) -> Row:
    """How many of each kind were kept, of how many."""
    report = batch.report
    shown: Row = {kind.value: f"{report.kinds.get(kind.value, 0)} of {report.made_kinds.get(kind.value, 0)}" for kind in Kind}
    return {"set": name, **shown}


def dropped(batches: Mapping[str, Batch]) -> list[Row]:
    """How many each check dropped first, by set, the commonest reason first."""
    reasons = Counter[str]()
    for batch in batches.values():
        reasons.update(batch.report.dropped)
    return [
        {"dropped because": reason} | {name: batch.report.dropped.get(reason, 0) for name, batch in batches.items()}
        for reason, _ in reasons.most_common()
    ]


def second_opinion(questions: Sequence[Question], indexes: Mapping[str, Index], judge: Judge) -> list[Row]:
    """How often the judge, which reads English only, gives the key back, by kind; of the choices it is sure of, too."""
    asked: Counter[Kind] = Counter()
    right: Counter[Kind] = Counter()
    sure: Counter[Kind] = Counter()
    sure_right: Counter[Kind] = Counter()
    for question in questions:
        passage = _passage(question, indexes)
        if (
            question.kind not in (Kind.SINGLE_CHOICE, Kind.CLOZE, Kind.NUMERIC)
            or language(question.question) != "en"
            or not passage
        ):
            continue
        back, margin = _back(question, passage, judge)
        asked[question.kind] += 1
        right[question.kind] += back
        sure[question.kind] += margin >= CLEAR
        sure_right[question.kind] += back and margin >= CLEAR
    return [
        {
            "kind": kind.value,
            "judged": asked[kind],
            "key given back": right[kind],
            "sure": sure[kind],
            "of these right": sure_right[kind],
        }
        for kind in asked
    ]


def _passage(question: Question, indexes: Mapping[str, Index]) -> str:
    """The chunks around the evidence."""
    evidence = question.evidence
    for index in indexes.values():
        chunks = index.chunks(list(index.row_range(evidence.document, evidence.page)))
        around = [chunk for chunk in chunks if chunk.start < evidence.end and evidence.start < chunk.end]
        if around and around[0].version == evidence.version:
            return "\n".join(chunk.text for chunk in around)
    return ""


def _back(question: Question, passage: str, judge: Judge) -> tuple[bool, float]:
    """Whether the judge's span or choice is the key, and how far it is above the next one, in logits."""
    stem = re.sub(r"\s+", " ", question.question.replace(BLANK, "what"))
    if question.kind is Kind.SINGLE_CHOICE:
        choice = chooses(judge, stem, passage, [option.text for option in question.options])
        return choice.option is not None and question.options[choice.option].id in question.key, choice.margin
    found = reads(judge, stem, passage)
    read = "" if found is None else tidy(passage[found.start : found.end])
    keys = question.accept
    back = any(contains(read, key) or contains(key, read) or token_f1(read, key) >= LEAST_F1 for key in keys) if read else False
    return back, 0.0 if found is None else found.margin
