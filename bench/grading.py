"""Grading against people's labels: SemEval-2013, two Chinese sets, hand-checked closed replies, and attacks.

Numbers and vectors of replies are kept in data/bench/grading; remove that folder to measure anew. `--fit` also writes the
weights that grading uses, from all rows.
"""

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import Problem
from assistant.learning import forms, free_text, weighing
from assistant.learning.free_text import ACCEPT, RECIPES, REJECT, WITH_VECTORS, Judged
from assistant.learning.gates import stops
from assistant.learning.grading import Grader, grade
from assistant.learning.meaning import meaning, needed
from assistant.learning.questions import Evidence, Kind, Question
from assistant.learning.statements import FEATURES
from assistant.learning.weighing import Floats, fitted, regression
from bench import seeded_replies
from bench.attacks import KINDS, attacks, strings
from bench.outcome import keep
from indexer.embedding import Embedder, open_embedder
from indexer.settings import EmbedderSettings

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "data/bench/grading"
REPLIES = Path(__file__).parent / "data/closed_replies.jsonl"
PARTS = ("semeval", "chinese", "closed", "attacks")
FOLDS = 10
# Modules that took no part in choosing features, recipes and bands; drawn by the hash of their names.
SET_ASIDE = ("beetle:SwitchesBulbsSeries", "sciEntsBank:VB", "sciEntsBank:SE", "sciEntsBank:MX")
Row = dict[str, Any]  # Any: JSON
Flags = NDArray[np.bool_]


class Chances(Protocol):
    """What was learned."""

    def chances(self, table: Floats) -> Floats:
        """Chances (n,) of rows (n, features)."""


Learner = Callable[[Floats, Floats], Chances]  # rows and shares


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that people graded."""

    question: str
    answers: tuple[str, ...]
    text: str
    share: float  # 0 to 1: what people gave
    corpus: str
    item: str  # id of the question
    domain: str


def main(argv: Sequence[str] | None = None) -> None:
    """Measures, prints tables and writes bench/results/grading_*.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data/grading")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--no-vectors", action="store_true", help="without the embedder: minutes less")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew from all rows and keep them")
    parser.add_argument("--bank", type=Path, help="attack also the short answers of this file of 'quiz make --out'")
    given = parser.parse_args(argv)
    embedder = None if given.no_vectors else open_embedder(EmbedderSettings(folder=ROOT / "data/models"))
    english, chinese = semeval(given.data), chinese_replies(given.data)
    if given.fit:
        fit(english, chinese, embedder)
    if "semeval" in given.only:
        keep("grading_semeval", _semeval(english, embedder), replies=len(english), folds=FOLDS)
    if "chinese" in given.only:
        keep("grading_chinese", _chinese(chinese), replies=len(chinese), folds=FOLDS)
    if "closed" in given.only:
        typed = typed_replies(given.data.parent / "distractors/opentrivia.jsonl.gz")
        keep("grading_closed", closed(typed), replies=len(typed))
    if "attacks" in given.only:
        asked = [
            ("English", _asked(english)),
            ("Chinese", _asked(chinese)),
            *([] if given.bank is None else _banked(given.bank)),
        ]
        keep("grading_attacks", [_attacked(name, questions, Grader(embedder)) for name, questions in asked], seed=1)


def semeval(folder: Path) -> list[Reply]:
    """The public part of SemEval-2013 task 7; a domain is a science module, or a lesson of Beetle."""
    rows = []
    text = gzip.decompress((folder / "semeval2013_train.jsonl.gz").read_bytes()).decode()
    for line in text.splitlines():
        row = json.loads(line)
        _, item, place = row["id"].split(":")
        domain = item.split("_")[0] if row["corpus"] == "sciEntsBank" else place.split("-")[0]
        share = float(row["label_2way"] == "correct")
        rows.append(_reply(row, share, f"{row['corpus']}:{item}", f"{row['corpus']}:{domain}"))
    return rows


def chinese_replies(folder: Path) -> list[Reply]:
    """The Chinese sets ADS and LE."""
    rows = []
    for name in ("ads", "le"):
        for line in (folder / f"zh_{name}_train.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows.append(_reply(row, row["score"] / row["max_score"], f"{row['corpus']}:{row['question_id']}", row["corpus"]))
    return rows


def _reply(row: Row, share: float, item: str, domain: str) -> Reply:
    question = row["question"].replace("^", "'")
    text = forms.clean(row["student_answer"])[:600]
    return Reply(question, tuple(row["reference_answers"]), text, share, row["corpus"], item, domain)


def numbers(name: str, replies: Sequence[Reply], embedder: Embedder | None) -> Floats:
    """The numbers (n, features) of all replies, computed once."""
    table: Floats = _once(
        KEPT / f"{name}.npy",
        lambda: np.array([free_text.numbers_of(one.question, one.answers, one.text, None) for one in replies]),
    )
    if embedder is None:
        return table
    return np.hstack([table, _once(KEPT / f"{name}_meaning.npy", lambda: _meanings(replies, embedder))])


def _meanings(replies: Sequence[Reply], embedder: Embedder) -> Floats:
    """The numbers of meaning of all replies; each text is embedded once."""
    asked = [(one.question, one.text, one.answers) for one in replies]
    texts = sorted({text for some in asked for text in needed(*some)}, key=lambda text: (len(text), text))
    vectors = embedder.passages(texts)
    at = {text: place for place, text in enumerate(texts)}
    return np.array([meaning(*some, lambda wanted: vectors[[at[text] for text in wanted]]) for some in asked])


def _once(path: Path, made: Callable[[], Any]) -> Any:  # Any: an array
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, made())
    return np.load(path)


def fit(english: Sequence[Reply], chinese: Sequence[Reply], embedder: Embedder | None) -> None:
    """Fits the weights from all rows and keeps them.

    Raises:
        Problem: there is no embedder; the weights of meaning would be missing.
    """
    if embedder is None:
        raise Problem("--fit needs the bundled embedder, and --no-vectors was given: leave it out")
    shares, zh_shares = (np.array([one.share for one in some]) for some in (english, chinese))
    weighing.keep(
        {
            "en": fitted(RECIPES["en"], numbers("semeval", english, None), shares),
            "en_meaning": fitted(RECIPES["en_meaning"], numbers("semeval", english, embedder), shares),
            "zh": fitted(RECIPES["zh"], numbers("chinese", chinese, None), zh_shares),
        }
    )
    weighing.shipped.cache_clear()


def held_out(groups: Sequence[str], table: Floats, shares: Floats, learn: Learner, folds: int = FOLDS) -> Floats:
    """Chances (n,) of each row by what learned from no row of its group."""
    names = sorted(set(groups))
    Random(0).shuffle(names)
    parts = [set(names[at::folds]) for at in range(min(folds, len(names)))]
    chances = np.zeros(len(table))
    for part in parts:
        inside = np.array([group in part for group in groups])
        chances[inside] = learn(table[~inside], shares[~inside]).chances(table[inside])
    return chances


def _semeval(replies: Sequence[Reply], embedder: Embedder | None) -> list[Row]:
    shares = np.array([one.share for one in replies])
    stopped = _stopped(replies)
    rows: list[Row] = []
    for split, groups in (("question", [one.item for one in replies]), ("module", [one.domain for one in replies])):
        ways = _ways(replies, groups, shares, embedder)
        graded: list[tuple[str, Floats, list[Judged] | None]] = [(name, chances, None) for name, chances in ways.items()]
        graded.append((f"{graded[-1][0]}, gates", graded[-1][1], stopped))
        for part in ("both", "sciEntsBank", "beetle", "set aside"):
            inside = np.array(
                [part in ("both", one.corpus) or (part == "set aside" and one.domain in SET_ASIDE) for one in replies]
            )
            rows += [
                {"split": split, "set": part, "grader": name, **scores(chances, shares, gates, inside)}
                for name, chances, gates in graded
            ]
    return rows


def _ways(replies: Sequence[Reply], groups: Sequence[str], shares: Floats, embedder: Embedder | None) -> dict[str, Floats]:
    """The chances of each grader, the best last."""
    plain = numbers("semeval", replies, None)
    full = None if embedder is None else numbers("semeval", replies, embedder)
    ways = {
        "majority": np.full(len(replies), 0.49),
        "word overlap": _threshold(groups, plain[:, FEATURES.index("f1")], shares),
    }
    if full is not None:
        ways["MiniLM cosine"] = _threshold(groups, full[:, WITH_VECTORS.index("cosine")], shares)
    ways["words: regression"] = held_out(groups, plain, shares, lambda rows, wanted: regression(FEATURES, rows, wanted))
    ways["words: regression and trees"] = held_out(groups, plain, shares, _learner("en"))
    if full is not None:
        ways["words and meaning: regression and trees"] = held_out(groups, full, shares, _learner("en_meaning"))
    return ways


def _learner(name: str) -> Learner:
    return lambda rows, shares: fitted(RECIPES[name], rows, shares)


def scores(chances: Floats, shares: Floats, stopped: Sequence[Judged] | None, inside: Flags) -> Row:
    """Two-way accuracy and macro-F1; the accuracy on the surer half; what is decided alone and how well."""
    hard = np.array([bool(one.hard) for one in stopped]) if stopped else np.zeros(len(chances), bool)
    soft = np.array([bool(one.soft) for one in stopped]) if stopped else np.zeros(len(chances), bool)
    said, right = ((chances >= 0.5) & ~hard)[inside], (shares >= 0.5)[inside]
    doubt = ((hard | soft) & (chances > REJECT))[inside]
    sure = np.where((hard | soft) & (chances >= 0.5), 0.0, np.abs(chances - 0.5))[inside]
    half = np.argsort(-sure, kind="stable")[: len(sure) // 2]
    alone = ((chances[inside] >= ACCEPT) | (chances[inside] <= REJECT)) & ~doubt
    return {
        "accuracy": f"{(said == right).mean():.3f}",
        "macro-F1": f"{np.mean([_f1(said == kind, right == kind) for kind in (True, False)]):.3f}",
        "surer half": f"{(said == right)[half].mean():.3f}",
        "decided alone": f"{alone.mean():.2f}",
        "right of these": f"{(said == right)[alone].mean():.3f}" if alone.any() else "–",
    }


def _f1(said: Flags, right: Flags) -> float:
    return float(2 * (said & right).sum() / max(1, said.sum() + right.sum()))


def _stopped(replies: Sequence[Reply]) -> list[Judged]:
    found = []
    for one in replies:
        best = free_text.nearest(one.question, one.answers, one.text)
        stop = stops(one.question, best, one.text)
        found.append(Judged(best, 0.5, stop.hard, stop.soft))
    return found


def _threshold(groups: Sequence[str], values: Floats, shares: Floats) -> Floats:
    """Chances by one number alone."""
    return held_out(groups, values[:, None], shares, lambda rows, wanted: regression(("value",), rows, wanted))


def _chinese(replies: Sequence[Reply]) -> list[Row]:
    shares, table = np.array([one.share for one in replies]), numbers("chinese", replies, None)
    groups = [one.item for one in replies]
    ways = {
        "mean": np.full(len(replies), shares.mean()),
        "word overlap": _threshold(groups, table[:, FEATURES.index("f1")], shares),
        "words: regression": held_out(groups, table, shares, lambda rows, wanted: regression(FEATURES, rows, wanted)),
        "words: regression and trees": held_out(groups, table, shares, _learner("zh")),
    }
    rows: list[Row] = []
    for corpus in ("ADS", "LE"):
        inside = np.array([one.corpus == corpus for one in replies])
        for name, chances in ways.items():
            given, wanted = chances[inside], shares[inside]
            rows.append(
                {
                    "set": corpus,
                    "grader": name,
                    "replies": int(inside.sum()),
                    "QWK": f"{kappa(np.rint(given * 10), np.rint(wanted * 10)):.3f}",
                    "Pearson": f"{np.corrcoef(given, wanted)[0, 1]:.3f}" if given.std() > 1e-9 else "–",
                    "mean error": f"{np.abs(given - wanted).mean():.3f}",
                }
            )
    return rows


def kappa(given: Floats, wanted: Floats) -> float:
    """Cohen's kappa with quadratic weights, of whole scores."""
    expected = ((given[:, None] - wanted[None, :]) ** 2).mean()
    return float(1 - ((given - wanted) ** 2).mean() / expected) if expected else 1.0


def typed_replies(trivia: Path) -> list[Row]:
    """The replies whose verdicts were written by hand, and both parts of those made from a seed."""
    by_hand = [json.loads(line) for line in REPLIES.read_text(encoding="utf-8").splitlines()]
    return [*by_hand, *seeded_replies.replies(0, trivia), *seeded_replies.replies(1, trivia)]


def closed(rows: Sequence[Row]) -> list[Row]:
    """Typed replies by kind: what was accepted wrongly and rejected wrongly."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        evidence = Evidence("d", "v", 1, row["quote"], 0, len(row["quote"]))
        question = Question(
            row["id"], 1, Kind(row["kind"]), row["question"], evidence, accept=tuple(row["accept"]), tolerance=row["tolerance"]
        )
        pair = (row["expected"], grade(question, row["reply"]).label.value)
        for group in (f"{row['set']}, {row['kind']}, {row['language']}", f"{row['set']}, all"):
            found.setdefault(group, []).append(pair)
    return [{"replies": group, **_errors(pairs)} for group, pairs in sorted(found.items())]


def _errors(pairs: Sequence[tuple[str, str]]) -> Row:
    wrong = [said for expected, said in pairs if expected == "incorrect"]
    right = [said for expected, said in pairs if expected == "correct"]
    part = [said for expected, said in pairs if expected == "partially_correct"]
    return {
        "n": len(pairs),
        "wrong accepted": f"{sum(said == 'correct' for said in wrong)} of {len(wrong)}",
        "wrong given half": sum(said == "partially_correct" for said in wrong),
        "right rejected": f"{sum(said != 'correct' for said in right)} of {len(right)}",
        "half right, graded otherwise": f"{sum(said != 'partially_correct' for said in part)} of {len(part)}",
    }


def _asked(replies: Sequence[Reply]) -> list[Question]:
    """The questions of a set."""
    made = {one.item: Question(one.item, 1, Kind.SHORT_ANSWER, one.question, _NOWHERE, accept=one.answers) for one in replies}
    return list(made.values())


def _banked(path: Path) -> Iterator[tuple[str, list[Question]]]:
    """The short answers of a file of questions, by language."""
    questions = [Question.from_json(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]
    for language in ("en", "zh"):
        some = [one for one in questions if one.kind is Kind.SHORT_ANSWER and one.language == language]
        if len(some) > 1:
            yield f"bank, {language}", some


def _attacked(name: str, questions: Sequence[Question], grader: Grader) -> Row:
    """The share of each attack that gets credit as right, and that code takes for right alone; strings: on any question."""
    counts = {kind: np.zeros(3, int) for kind in (*KINDS, "strings")}
    for kind, question, text in _attempts(questions):
        found = grader.grade(question, text)
        counts[kind] += np.array([1, found.correct, found.correct and found.certain])
    return {"set": name, **{kind: _share(count) for kind, count in counts.items()}}


def _attempts(questions: Sequence[Question]) -> Iterator[tuple[str, Question, str]]:
    chance = Random(1)
    for question in questions:
        others = [other.accept[0] for other in questions if other.question != question.question]
        for kind, text in attacks(question.question, question.accept[0], others, chance):
            yield kind, question, text
    for text in strings(500, chance):
        yield "strings", chance.choice(questions), text


def _share(count: NDArray[np.int_]) -> str:
    return f"{count[1] / count[0]:.3f} ({count[2] / count[0]:.3f} alone) of {count[0]}"


_NOWHERE = Evidence("", "", 1, "", 0, 0)
