"""What the judge is worth: ranking, support, spans, choosing an option, refusing, and its speed, each against going without.

Each part is kept in a file of its own, because the whole takes long: `python -m bench judge --parts speed options`.
"""

import argparse
import json
import math
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.answering.citations import prove
from assistant.answering.confidence import confidence, evidence, model_for
from assistant.answering.judge import RELEVANCE_WORDS, Judge, open_judge
from assistant.answering.judging import DOUBT, POINTED, POINTED_SHARE, RANKED
from assistant.answering.passages import Passage
from assistant.answering.reader import option_heights, reads
from assistant.answering.retrieval import HITS
from assistant.answering.windows import WORDS
from assistant.learning.overlap import exact, token_f1
from bench.outcome import keep
from bench.quoted import spread
from bench.refusal import questions_of
from bench.retrieval import DATA, ROOT, Question, Task, claims_on, index_of, ndcg
from finetune.judge_evaluation import Untuned, held_out_pairs, judged, macro_f1, report
from finetune.judge_pairs import Asks, half_of, same_kind
from finetune.judge_pairs import reads as as_read
from finetune.public import read_rows, split_rows
from indexer.embedding import Embedder, open_embedder
from indexer.searching import search
from indexer.settings import EmbedderSettings
from indexer.store import Generations

SEED = 20261124
Row = dict[str, object]
Value = TypeVar("Value")
Floats = NDArray[np.float64]


def main(argv: Sequence[str] | None = None) -> None:
    """Measures the parts that are named, prints tables and writes bench/results/judge_PART.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--adapter", default="", help="folder of a judge; the shipped one where it is left out")
    parser.add_argument("--limit", type=int, default=150, help="questions or pairs of each set at the most, evenly spread")
    parser.add_argument("--abstracts", type=int, default=1000, help="of SciFact")
    parser.add_argument(
        "--indexes", type=Path, default=ROOT / "data/bench", help="with northwind, security_training and samples"
    )
    given = parser.parse_args(argv)
    models = ROOT / "data/models"
    judge, embedder = open_judge(models, given.adapter), open_embedder(EmbedderSettings(folder=models))
    for part in given.parts:
        keep(f"judge_{part}", PARTS[part](judge, embedder, given), judge=judge.name, limit=given.limit)


def _pairs(judge: Judge, embedder: Embedder, given: argparse.Namespace) -> list[Row]:
    """The metrics of the report on held-out documents, against the untuned model."""
    everything = held_out_pairs(DATA, SEED)
    asked = set(spread(list(dict.fromkeys(pair.asked for pair in everything)), given.limit * 5))
    pairs = [pair for pair in everything if pair.asked in asked]  # all passages of a question: they are ranked
    found = report(pairs, judged(judge.name, "", judge, pairs), judged("untuned", "", Untuned(embedder), pairs))
    sets: dict[str, Mapping[str, Any]] = {"all": found["metrics"], **found["by_set"]}  # Any: JSON
    rows: list[Row] = [
        {"set": name, "metric": metric, "n": row["n"], "untuned": row["before"], "judge": row["after"],
         "low": row["low"], "high": row["high"]}
        for name, metrics in sets.items() for metric, row in metrics.items()
    ]  # fmt: skip
    return rows


def _support(judge: Judge, embedder: Embedder, given: argparse.Namespace) -> list[Row]:
    """True and wrong statements: the product's rules, the judge, and the rules where the judge does not doubt."""
    words: list[tuple[bool, bool, float]] = []
    for pair in [pair for pair in spread(held_out_pairs(DATA, SEED), given.limit * 10) if pair.asks is Asks.SUPPORT]:
        shown = Passage("given", "v", "", 1, "", 0, len(pair.text), pair.text, 1.0)
        statement = (
            pair.asked.partition("? ")[2] or pair.asked
        )  # the rules see an answer without its question, as in the product
        proved = prove(statement, [shown], embedder).sentences
        held = bool(proved) and all(one.supported for one in proved)
        words.append((pair.right, held, judge.support(pair.asked, [pair.text])[0]))
    right, rules, said = (np.array(column) for column in zip(*words, strict=True))
    ways = {"rules": rules, "judge": said >= 0.5}
    ways |= {f"rules, not doubted at {doubt}": rules & (said >= doubt) for doubt in (0.05, DOUBT, 0.2, 0.3, 0.5)}
    return [
        {"way": way, "true": int(right.sum()), "wrong": int((~right).sum()), "true kept": _mean(held[right]),
         "wrong believed": _mean(held[~right]), "macro-F1": _macro(right, held)}
        for way, held in ways.items()
    ]  # fmt: skip


def _macro(right: NDArray[np.bool_], held: NDArray[np.bool_]) -> float:
    counts = [(right & held).sum(), (right & ~held).sum(), (~right & held).sum(), (~right & ~held).sum()]
    return round(float(macro_f1(np.array(counts, dtype=np.float64))), 3)


def _spans(judge: Judge, embedder: Embedder, given: argparse.Namespace) -> list[Row]:
    """The answer in a whole paragraph, by the reader and as the nearest sentence."""
    rows: list[Row] = []
    for name in ("xquad_en_public", "policyqa_dev"):
        source = read_rows(DATA / f"qa/{name}.jsonl")
        kept = spread(source if name == "policyqa_dev" else split_rows(source)[1], given.limit)
        found: dict[str, list[tuple[float, float]]] = {"nearest sentence": [], "judge": [], "pointed at in it": []}
        for row in kept:
            text, untuned = row["context"][0]["text"], Untuned(embedder)
            reading = reads(judge, row["question"], text)
            sentence = untuned.answers(row["question"], [text])[0]
            answered = judge.answers(row["question"], [text[sentence.start : sentence.end]])[0]
            if answered.score >= POINTED and answered.end - answered.start <= POINTED_SHARE * (sentence.end - sentence.start):
                place = sentence.start + answered.start, sentence.start + answered.end
                found["pointed at in it"].append(_scores(text[slice(*place)], row["answers"]))
            found["judge"].append(_scores("" if reading is None else text[reading.start : reading.end], row["answers"]))
            found["nearest sentence"].append(_scores(text[sentence.start : sentence.end], row["answers"]))
        rows += [
            {"set": name, "way": way, "n": len(values), "f1": _mean([f1 for f1, _ in values]),
             "exact": _mean([same for _, same in values])}
            for way, values in found.items()
        ]  # fmt: skip
    return rows


def _options(judge: Judge, embedder: Embedder, given: argparse.Namespace) -> list[Row]:
    """The right one of four phrases of one kind from the passage; and on the half where the margin is widest."""
    random = Random(SEED)
    rows: list[Row] = []
    for name in ("xquad_en_public", "fairytale_val"):
        source = read_rows(DATA / f"qa/{name}.jsonl")
        kept = source if name == "fairytale_val" else split_rows(source)[1]
        found: dict[str, list[tuple[float, bool]]] = {}
        asked = [(one, same_kind(one.answer, one.text)) for one in as_read(kept) if one.answer]
        for one, others in spread([pair for pair in asked if len(pair[1]) >= 3], given.limit):
            options = [*random.sample(others, 3), one.answer]  # the last, because the first wins a tie
            heights = option_heights(judge, one.question, one.text, options)
            vectors = embedder.passages([f"{one.question} {option}" for option in options]) @ embedder.question(one.text)
            ways = {"untuned": vectors, "span": heights[:, 0], "support": heights[:, 1], "both": heights.sum(axis=1)}
            for way, values in ways.items():
                order = np.argsort(-np.asarray(values), kind="stable")
                margin = float(np.nan_to_num(values[order[0]] - values[order[1]], posinf=99.0))
                found.setdefault(way, []).append((margin, int(order[0]) == 3))
        for way, pairs in found.items():
            surest = sorted(pairs, key=lambda value: -value[0])[: len(pairs) // 2]
            rows.append({"set": name, "way": way, "n": len(pairs), "right": _mean([float(right) for _, right in pairs]),
                         "right on the surest half": _mean([float(right) for _, right in surest])})  # fmt: skip
    return rows


def _ranking(judge: Judge, embedder: Embedder, given: argparse.Namespace) -> list[Row]:
    """nDCG@10 on the claims of SciFact that no judge was trained on; the cost of a rank is chosen on every second claim."""
    with tempfile.TemporaryDirectory() as work:
        task = claims_on(Path(work), given.abstracts, given.limit, lambda claim: not half_of(claim))
        index = index_of(task, Path(work), embedder)
        lists = [_judged_hits(judge, index, embedder, question) for question in task.questions]
    first, second = range(0, len(lists), 2), range(1, len(lists), 2)
    costs = [0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 1e9]
    tables = {cost: [gain(task, place, lists[place], cost) for place in range(len(lists))] for cost in costs}
    best = max(costs, key=lambda cost: float(np.mean([tables[cost][place] for place in first])))
    rows: list[Row] = []
    for name, cost in [("search alone", 1e9), ("judge alone", 0.0), *((f"cost {cost}", cost) for cost in costs[1:-1])]:
        chosen = "chosen" if cost == best else ""
        parts = {"chosen on": first, "held out": second}
        values = {part: _mean([tables[cost][place] for place in places]) for part, places in parts.items()}
        rows.append({"way": name, "n": len(lists), "all": _mean(tables[cost]), **values, "": chosen})
    return rows


def _judged_hits(judge: Judge, index: Any, embedder: Embedder, question: Question) -> list[tuple[tuple[str, int], float]]:
    """The places of the best hits and the judge's logits, in the order of the search."""
    hits = search(index, embedder, question.text, within=index.everything(), count=RANKED)
    scores = judge.scored(question.text, [hit.chunk.text for hit in hits], RELEVANCE_WORDS)
    places = [(Path(hit.chunk.document).name, hit.chunk.page) for hit in hits]
    return [(place, one.relevance) for place, one in zip(places, scores, strict=True)]


def gain(task: Task, place: int, hits: Sequence[tuple[tuple[str, int], float]], cost: float) -> float:
    """nDCG@10 of one claim's hits by logit less the cost of their rank."""
    worth = [logit - cost * math.log(rank) for rank, (_, logit) in enumerate(hits, 1)]
    order = sorted(range(len(hits)), key=lambda row: (-worth[row], row))
    return ndcg(task, task.questions[place], list(dict.fromkeys(hits[row][0] for row in order)))


def _refusal(judge: Judge, embedder: Embedder, given: argparse.Namespace) -> list[Row]:
    """Unanswerable questions refused, where 1 % of the answerable ones are, by retrieval's confidence and with the judge."""
    cases: list[tuple[bool, float, float]] = []
    for corpus, asked in questions_of():
        index = Generations(given.indexes / corpus).open()
        everything = index.everything()
        for question, answerable in spread(asked, given.limit):
            hits = search(index, embedder, question, within=everything, count=HITS)
            sure = confidence(evidence(question, hits, index, everything), model_for(question, embedder.name))
            read = judge.scored(question, [hit.chunk.text for hit in hits], RELEVANCE_WORDS)
            word = max((one.relevance for one in read), default=-9.0)
            cases.append((answerable, math.log(max(sure, 1e-6) / max(1 - sure, 1e-6)), word))
    (given.indexes / "judge_refusal.json").write_text(json.dumps(cases), encoding="utf-8")
    table = np.array(cases, dtype=np.float64)
    halves = (table[0::2], table[1::2])
    weights = fitted(halves[0])
    print("SURE =", tuple(round(float(value), 2) for value in weights))
    ways: dict[str, Callable[[Floats], Floats]] = {
        "retrieval": lambda part: part[:, 1],
        "judge alone": lambda part: part[:, 2],
        "both": lambda part: weights[0] + part[:, 1:] @ weights[1:],
    }
    return [refused(way, values, halves) for way, values in ways.items()]


def refused(way: str, values: Callable[[Floats], Floats], halves: tuple[Floats, Floats]) -> Row:
    """Both shares on the second half, at the threshold that refuses 1 % of the answerable questions of the first."""
    threshold = float(np.quantile(values(halves[0])[halves[0][:, 0] == 1], 0.01))
    if way == "retrieval":
        threshold = 0.0  # as the product has it
    sure, answerable = values(halves[1]), halves[1][:, 0] == 1
    below = sure[~answerable]
    auc = float(np.mean([np.mean(below < value) for value in sure[answerable]]))
    return {"way": way, "foreign": int((~answerable).sum()), "answerable": int(answerable.sum()),
            "refused": round(float((below < threshold).mean()), 3), "auc": round(auc, 4),
            "wrongly refused": round(float((sure[answerable] < threshold).mean()), 3)}  # fmt: skip


def fitted(table: Floats) -> Floats:
    """Bias and weights of both logits (3,), by logistic regression; at a confidence of 0.5 are 1 % of the answerable."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]  # the package has no types

    features = np.hstack([np.ones((len(table), 1)), table[:, 1:]])
    wanted = table[:, 0]
    share = np.where(wanted == 1, 0.5 / wanted.sum(), 0.5 / (1 - wanted).sum())

    def loss(values: Floats) -> float:
        logit = features @ values
        return float(share @ (np.logaddexp(0, logit) - wanted * logit) + 0.002 * (values[1:] @ values[1:]))

    best = np.asarray(minimize(loss, np.zeros(3)).x, dtype=np.float64)
    best[0] -= float(np.quantile((features @ best)[wanted == 1], 0.01))
    return best


def _speed(judge: Judge, embedder: Embedder, given: argparse.Namespace) -> list[Row]:
    """Milliseconds for one question and 20 passages of the Northwind index, in turns with windows of several lengths."""
    index = Generations(given.indexes / "northwind").open()
    asked = [row["question"] for row in read_rows(DATA / "documents/northwind/questions.jsonl")][:15]
    ways: dict[int, list[tuple[float, float, int]]] = {WORDS: [], RELEVANCE_WORDS: []}
    for question in asked:
        texts = [hit.chunk.text for hit in search(index, embedder, question, within=index.everything(), count=RANKED)]
        for words, times in ways.items():
            began, worked = time.perf_counter(), time.process_time()
            found = judge.scored(question, texts, words)
            clock, busy = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
            times.append((clock, busy, sum(len(one.read.ids) for one in found)))
    return [_timed(words, np.array(times)) for words, times in ways.items()]


def _timed(words: int, times: Floats) -> Row:
    clock, busy, tokens = times.T
    return {"words": words, "questions": len(times), "passages": RANKED, "tokens": round(float(np.median(tokens))),
            "median ms": round(float(np.median(clock)), 1), "fastest ms": round(float(clock.min()), 1),
            "processor ms, all cores": round(float(np.median(busy)), 1)}  # fmt: skip


def _scores(text: str, answers: Sequence[str]) -> tuple[float, float]:
    return max(token_f1(text, one) for one in answers), float(any(exact(text, one) for one in answers))


def _mean(values: Sequence[float] | NDArray[np.bool_]) -> float:
    return round(float(np.mean(values)), 3) if len(values) else 0.0


PARTS: Mapping[str, Callable[[Judge, Embedder, argparse.Namespace], list[Row]]] = {
    "pairs": _pairs,
    "support": _support,
    "spans": _spans,
    "options": _options,
    "ranking": _ranking,
    "refusal": _refusal,
    "speed": _speed,
}


if __name__ == "__main__":
    main()
