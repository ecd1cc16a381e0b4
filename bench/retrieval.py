"""How often search finds what answers, on Northwind and SciFact, beside LangChain's and LlamaIndex's hybrid retrieval."""

import argparse
import gzip
import json
import math
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.growth import updated
from bench.outcome import keep
from finetune.judge_pairs import claim_answers
from indexer.embedding import Embedder, open_embedder
from indexer.sandbox import Sandbox
from indexer.searching import search
from indexer.settings import EmbedderSettings, ReadingLimits
from indexer.store import Generations, Index

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared/data"
PEERS = {"LangChain, hybrid": "langchain_hybrid.py", "LlamaIndex, hybrid": "llamaindex_hybrid.py"}
COUNT = 10  # hits that are looked at
Place = tuple[str, int]  # file name, page
Found = list[list[Place]]  # for each question, best first


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the places that answer it."""

    id: str
    text: str
    answers: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Task:
    """Documents, questions, and how far from the page that is named a hit may be."""

    name: str
    folder: Path  # of the files that we index
    questions: tuple[Question, ...]
    pages_off: int
    files: tuple[Path, ...] = ()  # what the other libraries read: PDF files
    texts: tuple[dict[str, str], ...] = field(default=())  # or texts with id and title


def main(argv: Sequence[str] | None = None) -> None:
    """Measures, prints a table and writes bench/results/retrieval.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, default=ROOT / "data/peers/bin/python", help="Python with bench/requirements.txt")
    parser.add_argument("--scifact", type=int, default=5183, help="abstracts of SciFact, 0 for none")
    arguments = parser.parse_args(argv)
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as work:
        tasks = [northwind(Path(work)), *([scifact(Path(work), arguments.scifact)] if arguments.scifact else [])]
        for task in tasks:
            for way, found, chunks in _ways(task, arguments.peers, Path(work)):
                rows.append({"documents": task.name, "way": way, "chunks": chunks, **measures(task, found)})
    keep("retrieval", rows, questions={task.name: len(task.questions) for task in tasks}, scifact=arguments.scifact)


def northwind(work: Path) -> Task:
    """Six PDFs of a fictional company and 251 questions with the pages that answer them."""
    folder = DATA / "documents/northwind"
    lines = [line for name in ("questions", "questions_more") for line in (folder / f"{name}.jsonl").open(encoding="utf-8")]
    questions = tuple(
        Question(row["id"], row["question"], frozenset((place["file"], place["page"]) for place in row["citations"]))
        for row in map(json.loads, lines)
    )
    files = tuple(sorted(folder.glob("*.pdf")))
    alone = work / "northwind"  # the questions lie beside the documents and must not be found
    alone.mkdir()
    for file in files:
        shutil.copy(file, alone)
    return Task("Northwind", alone, questions, 1, files=files)


def scifact(work: Path, documents: int) -> Task:
    """SciFact's abstracts, each a Markdown file, and its training claims; where fewer are asked for, a random part of both."""
    return claims_on(work, documents, documents // 5, lambda _: True)


def claims_on(work: Path, documents: int, most: int, asked: Callable[[str], bool]) -> Task:
    """At most so many of the claims whose id is asked for, on so many abstracts; all abstracts stand for all those claims."""
    source = DATA / "retrieval/scifact"
    with gzip.open(source / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        abstracts = {row["_id"]: row for row in map(json.loads, file)}
    claims = {row["_id"]: row["text"] for row in map(json.loads, (source / "queries.jsonl").open(encoding="utf-8"))}
    answers = {claim: found for claim, found in claim_answers(source).items() if asked(claim)}
    chosen, ids = _part(answers, sorted(abstracts), documents, most)
    folder = work / "scifact"
    folder.mkdir()
    for name in ids:
        (folder / f"{name}.md").write_text(f"# {abstracts[name]['title']}\n\n{abstracts[name]['text']}\n", encoding="utf-8")
    texts = tuple({"id": f"{name}.md", "title": abstracts[name]["title"], "text": abstracts[name]["text"]} for name in ids)
    questions = tuple(
        Question(claim, claims[claim], frozenset((f"{name}.md", 1) for name in answers[claim])) for claim in chosen
    )
    return Task("SciFact", folder, questions, 0, texts=texts)


def _part(answers: dict[str, set[str]], abstracts: list[str], documents: int, most: int) -> tuple[list[str], list[str]]:
    """Claims and abstracts of a part: at most so many claims, what answers them, and others up to the number."""
    chance = random.Random(1)
    claims = sorted(answers)
    if documents >= len(abstracts):
        return claims, abstracts
    chance.shuffle(claims)
    chosen = claims[:most]
    needed = set().union(*(answers[claim] for claim in chosen))
    others = [name for name in abstracts if name not in needed]
    return chosen, sorted([*needed, *chance.sample(others, max(0, documents - len(needed)))])


def _ways(task: Task, peers: Path, work: Path) -> Iterator[tuple[str, Found, int]]:
    embedder = open_embedder(EmbedderSettings())
    index = index_of(task, work, embedder)
    for way, find in ours(index, embedder).items():
        yield way, [find(question.text) for question in task.questions], index.count
    for way, script in PEERS.items() if peers.is_file() else ():
        yield way, *peer(task, peers, script, work)


def index_of(task: Task, work: Path, embedder: Embedder) -> Index:
    """An index of the task's documents, below the folder of work."""
    with Sandbox(ReadingLimits()) as sandbox:
        updated(task.folder, work / f"index {task.name}", embedder, sandbox)
    return Generations(work / f"index {task.name}").open()


def ours(index: Index, embedder: Embedder) -> dict[str, Callable[[str], list[Place]]]:
    """Vectors alone, keywords alone, their ranks fused, and the search that the product uses."""
    within = index.everything()

    def places(rows: Sequence[int]) -> list[Place]:
        return [(Path(chunk.document).name, chunk.page) for chunk in index.chunks(rows[:COUNT])]

    def dense(question: str) -> list[int]:
        return [row for row, _ in index.search_vectors(embedder.question(question), within=within, count=50)]

    def words(question: str) -> list[int]:
        return [row for row, _ in index.search_keywords(question, within=within, count=50)]

    def product(question: str) -> list[int]:
        return [hit.row for hit in search(index, embedder, question, within=within, count=COUNT)]

    return {
        "vectors alone": lambda question: places(dense(question)),
        "keywords alone": lambda question: places(words(question)),
        "ranks of both, fused": lambda question: places(fused(dense(question), words(question))),
        "ours": lambda question: places(product(question)),
    }


def fused(*rankings: list[int]) -> list[int]:
    """Reciprocal rank fusion with the usual constant of 60."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (60 + rank)
    return sorted(scores, key=lambda row: (-scores[row], row))


def peer(task: Task, python: Path, script: str, work: Path) -> tuple[Found, int]:
    """What another library finds, in a process and an environment of its own."""
    job: dict[str, Any] = {  # Any: JSON
        "model": str(ROOT / "data/models/all-MiniLM-L6-v2"),
        "files": [str(path) for path in task.files],
        "texts": task.texts,
        "questions": [{"id": question.id, "question": question.text} for question in task.questions],
        "count": COUNT,
    }
    (work / "job.json").write_text(json.dumps(job), encoding="utf-8")
    command = [str(python), "-W", "ignore", str(Path(__file__).parent / "peers" / script)]
    subprocess.run([*command, str(work / "job.json"), str(work / "hits.json")], check=True)
    result = json.loads((work / "hits.json").read_text(encoding="utf-8"))
    found = [[(name, page) for name, page in result["hits"][question.id]] for question in task.questions]
    return found, int(result["chunks"])


def measures(task: Task, found: Found) -> dict[str, str]:
    """hit@1, 3, 5, 10, MRR and nDCG@10."""
    ranks = [_rank(task, question, places) for question, places in zip(task.questions, found, strict=True)]
    hit = {f"hit@{n}": sum(rank <= n for rank in ranks) / len(ranks) for n in (1, 3, 5, 10)}
    mean = sum(1 / rank for rank in ranks) / len(ranks)
    gain = sum(ndcg(task, question, places) for question, places in zip(task.questions, found, strict=True)) / len(ranks)
    return {name: f"{value:.3f}" for name, value in {**hit, "MRR": mean, "nDCG@10": gain}.items()}


def ndcg(task: Task, question: Question, places: Sequence[Place]) -> float:
    """Normalised discounted gain of the first ten different places; each answer is gained once."""
    left, gain = set(question.answers), 0.0
    for rank, place in enumerate(dict.fromkeys(places[:COUNT]), 1):
        met = next((answer for answer in sorted(left) if _meets(task, answer, place)), None)
        if met is not None:
            left.discard(met)
            gain += 1 / math.log2(rank + 1)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(COUNT, len(question.answers)) + 1))


def _rank(task: Task, question: Question, places: Sequence[Place]) -> float:
    meets = (any(_meets(task, answer, place) for answer in question.answers) for place in places[:COUNT])
    return next((float(rank) for rank, met in enumerate(meets, 1) if met), math.inf)


def _meets(task: Task, answer: Place, place: Place) -> bool:
    return answer[0] == place[0] and abs(answer[1] - place[1]) <= task.pages_off
