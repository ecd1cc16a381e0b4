"""What authoring makes of real documents: questions per page and minute, what the checks drop, and a second opinion.

The second opinion is the judge, where it took no part in the checks: given the passage, does it give the key back?
A closed book is guessed at by rules of thumb and by nearness: how much better than chance are those?
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.answering.judge import Judge, open_judge
from assistant.answering.reader import chooses, reads
from assistant.answering.sentences import tidy
from assistant.answering.words import language
from assistant.learning.authoring import Batch, BatchReport, Wish, author
from assistant.learning.conflicts import DocumentConflict
from assistant.learning.guessing import over_bank, position_p
from assistant.learning.overlap import contains, token_f1
from assistant.learning.questions import BLANK, Kind, Question
from assistant.learning.stems import core
from bench.outcome import keep, table
from bench.quoted import spread
from bench.retrieval import ROOT
from indexer.embedding import Embedder, open_embedder
from indexer.remembering import RememberingEmbedder
from indexer.settings import EmbedderSettings
from indexer.store import Generations, Index

INDEXES = ("northwind", "18f_handbook", "security_training")
SURVIVORS = 200  # that are judged
CLEAR = 1.0  # logits: how far the judge's choice is above the next one where it is called sure
LEAST_F1 = 0.5  # of what the judge reads with the key
ASKED = (Kind.SINGLE_CHOICE, Kind.CLOZE, Kind.NUMERIC, Kind.SHORT_ANSWER, Kind.TRUE_FALSE)
Row = dict[str, object]


def main(argv: Sequence[str] | None = None) -> None:
    """Makes questions from each index, prints tables and writes bench/results/authoring.json and the questions beside it."""
    parser = argparse.ArgumentParser(prog="python -m bench authoring", description=__doc__)
    parser.add_argument("--index", type=Path, nargs="+", default=[ROOT / "data/bench" / name for name in INDEXES])
    parser.add_argument("--pages", type=int, default=0, help="of each index at the most, evenly spread; 0 for all")
    parser.add_argument("--out", type=Path, default=ROOT / "data/bench/authoring", help="where the questions go")
    parser.add_argument("--made", action="store_true", help="make none: those that lie there are read and judged again")
    given = parser.parse_args(argv)
    models = ROOT / "data/models"
    embedder, judge = open_embedder(EmbedderSettings(folder=models)), open_judge(models)
    given.out.mkdir(parents=True, exist_ok=True)
    batches: dict[str, Batch] = {}
    for folder in given.index:
        if not given.made:
            _write(given.out / folder.name, _batch(folder, embedder, judge, given.pages))
        batches[folder.name] = _read(given.out / folder.name)
    kept = [question for batch in batches.values() for question in batch.questions]
    chosen = spread(kept, max(1, SURVIVORS))[:SURVIVORS]
    indexes = {folder.name: _index(folder) for folder in given.index}
    guesses = [asdict(one) for one in over_bank(kept, RememberingEmbedder(embedder))]
    opinion = second_opinion(chosen, indexes, judge)
    for rows in ([kinds(name, batch) for name, batch in batches.items()], dropped(batches), opinion, guesses):
        print(f"{table(rows)}\n")
    keep(
        "authoring", [figures(name, batch) for name, batch in batches.items()], pages=given.pages, opinion=opinion,
        guesses=guesses, dropped=dropped(batches), positions=round(position_p(kept), 3),
    )  # fmt: skip


def _write(place: Path, batch: Batch) -> None:
    """The questions, a JSON object a line, and the report beside them."""
    rows = "".join(f"{json.dumps(question.to_json(), ensure_ascii=False)}\n" for question in batch.questions)
    place.with_suffix(".jsonl").write_text(rows, encoding="utf-8")
    report = {**batch.report.to_json(), "conflicts": [one.to_json() for one in batch.conflicts]}
    place.with_suffix(".report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


def _read(place: Path) -> Batch:
    """The batch that was written there."""
    report = json.loads(place.with_suffix(".report.json").read_text(encoding="utf-8"))
    conflicts = tuple(DocumentConflict.from_json(row) for row in report.pop("conflicts"))
    rows = place.with_suffix(".jsonl").read_text(encoding="utf-8").splitlines()
    return Batch(tuple(Question.from_json(json.loads(row)) for row in rows), BatchReport.from_json(report), conflicts)


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
    """How often the judge, which reads English only, gives the key back, by kind; of what it is sure of, too.

    Left out are questions that were kept because the judge had found the key: on those it has spoken already.
    """
    asked: Counter[Kind] = Counter()
    right: Counter[Kind] = Counter()
    sure: Counter[Kind] = Counter()
    sure_right: Counter[Kind] = Counter()
    for question in questions:
        passage = _passage(question, indexes)
        foreign = language(question.question) != "en" or "second_reader" in question.checks
        if question.kind not in ASKED or foreign or not passage:
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
    """Whether the judge's span, choice or verdict is the key, and how far it is above the next one, in logits."""
    if question.kind is Kind.TRUE_FALSE:
        support = judge.scored(core(question), [passage])[0].support
        return (support > 0) == (question.key == ("true",)), abs(support)
    stem = re.sub(r"\s+", " ", question.question.replace(BLANK, "what"))
    if question.kind is Kind.SINGLE_CHOICE:
        choice = chooses(judge, stem, passage, [option.text for option in question.options])
        return choice.option is not None and question.options[choice.option].id in question.key, choice.margin
    found = reads(judge, stem, passage)
    read = "" if found is None else tidy(passage[found.start : found.end])
    keys = question.accept
    back = any(contains(read, key) or contains(key, read) or token_f1(read, key) >= LEAST_F1 for key in keys) if read else False
    return back, 0.0 if found is None else found.margin
