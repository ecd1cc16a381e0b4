"""Writers side by side: the base model, quoted sentences, the tuned writer; passages given, and Northwind end to end.

Texts are kept in data/bench/writer, so that a killed measurement goes on; bench/results/writer_answers.jsonl shows them all.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answering.prompts import REFUSAL, is_refusal
from assistant.answering.retrieval import PassageIndex, Retrieved, retrieve
from assistant.errors import Problem
from assistant.learning.overlap import contains
from assistant.settings import AnsweringSettings, Settings
from bench.outcome import RESULTS, keep
from finetune.bootstrap import difference
from finetune.held_out import Question, read_questions, spread
from finetune.scores import Score, means, score, without_markers
from finetune.writing import Writer, Written, open_writer
from indexer.embedding import Embedder, open_embedder
from indexer.selection import Selection
from indexer.settings import EmbedderSettings
from indexer.store import Generations

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared/data"
WRITERS = ("SmolLM2-135M-Instruct", "quoted", "docent-writer")
SETS = ("xquad_en_public", "policyqa_dev", "northwind")
PAGES_OFF = 1  # a page beside the reference's counts as right: answers run on over the border
Row = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and whether retrieval refused it before any writer was asked."""

    question: Question
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What one writer wrote for a question."""

    asked: Asked
    written: Written
    score: Score

    @property
    def contained(self) -> bool:
        """Whether the answer holds a reference word for word."""
        return any(contains(without_markers(self.written.text), one) for one in self.asked.question.answers)


def main(argv: Sequence[str] | None = None) -> None:
    """Measures, prints a table and writes bench/results/writer.json."""
    given = _arguments(argv)
    try:
        _measure(given)
    except Problem as problem:
        sys.exit(str(problem))


def _measure(given: argparse.Namespace) -> None:
    settings = _settings(given.answer_tokens)
    embedder = open_embedder(settings.embedder)
    for name in given.writers:  # one that is missing is better known at once than after an hour
        _opened(name, settings, embedder).close()
    asked = {name: _asked(name, given.limit, given.indexes, embedder) for name in given.sets}
    found = {name: _answers(name, asked, settings, embedder) for name in given.writers}
    _keep_answers(found)
    rows = [summary(name, writer, found[writer][name]) for name in given.sets for writer in given.writers]
    *others, last = given.writers
    compared = [
        comparison(name, (writer, found[writer][name]), (last, found[last][name])) for name in given.sets for writer in others
    ]
    keep("writer", rows, limit=given.limit, answer_tokens=given.answer_tokens, differences=[one for one in compared if one])
    print("\n".join(json.dumps(one) for one in compared if one))


def northwind_question(row: Row, found: Retrieved) -> Question:
    """A question as it meets the writer after retrieval; right are passages of the reference's pages."""
    wanted = [(one["file"], one["page"]) for one in row["citations"]]
    right = frozenset(
        number
        for number, shown in enumerate(found.passages, 1)
        if any(shown.document == file and abs(shown.page - page) <= PAGES_OFF for file, page in wanted)
    )
    truth = re.sub(r"\s*\[[^\]]*#page=\d+\]", "", row["truth"])
    return Question(str(row["id"]), "northwind", wanted[0][0], found.question, found.passages, (truth,), right)


def summary(name: str, writer: str, answers: Sequence[Answered]) -> Row:
    """One line of the table; of shares and means only over the answers that they say something about."""
    told = [one for one in answers if one.asked.question.answers]
    said = [one for one in answers if not is_refusal(one.written.text)]
    mean = means([one.score for one in answers])
    texts = [without_markers(one.written.text).split() for one in said]
    return {
        "set": name,
        "writer": writer,
        "answerable": len(told),
        "unanswerable": len(answers) - len(told),
        "F1": _shown(mean["f1"]),
        "EM": _shown(mean["exact_match"]),
        "contained": _shown(_share([one.contained for one in told])),
        "citation": _shown(mean["citation"]),
        "refused": _shown(mean["refusal_right"]),
        "wrongly refused": _shown(mean["refusal_wrong"]),
        "support": _shown(mean["support"]),
        "format": _shown(mean["format"]),
        "words": _shown(_share([len(text) for text in texts]), 1),
        "s": _shown(_share([one.written.seconds for one in answers if not one.asked.refused]), 2),
    }


def comparison(name: str, before: tuple[str, Sequence[Answered]], after: tuple[str, Sequence[Answered]]) -> Row | None:
    """The difference of two writers' F1 with its interval over documents; None where nothing can be compared."""
    documents = [one.asked.question.document for one in after[1]]
    found = difference([one.score.f1 for one in before[1]], [one.score.f1 for one in after[1]], documents)
    return None if found is None else {"set": name, "from": before[0], "to": after[0], "metric": "F1", **found.to_json()}


def answered(writer: Writer, asked: Sequence[Asked], embedder: Embedder) -> list[Answered]:
    """What a writer writes, in the order of the questions; what retrieval refused is not put to it."""
    put = [place for place, one in enumerate(asked) if not one.refused]
    texts = {place: Written(REFUSAL["en"], 0, 0.0) for place, one in enumerate(asked) if one.refused}
    for number, (place, written) in enumerate(writer.answer([asked[place].question for place in put]), 1):
        texts[put[place]] = written
        if number % 25 == 0:
            print(f"{writer.name}: {number} of {len(put)}", file=sys.stderr, flush=True)
    return [Answered(one, texts[place], _score(one.question, texts[place], embedder)) for place, one in enumerate(asked)]


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench writer", description=__doc__)
    parser.add_argument(
        "--writers", nargs="+", default=list(WRITERS), metavar="ID", help="the last is compared with the others"
    )
    parser.add_argument("--sets", nargs="+", default=list(SETS), choices=SETS)
    parser.add_argument("--limit", type=int, default=100, help="rows of a set; all but Northwind's are asked with and without")
    parser.add_argument("--answer-tokens", type=int, default=128, help="of an answer at the most")
    parser.add_argument("--indexes", type=Path, default=ROOT / "data/bench", help="folder with the index northwind")
    return parser.parse_args(argv)


def _settings(answer_tokens: int) -> Settings:
    answering = replace(AnsweringSettings(), answer_tokens=answer_tokens)
    return Settings(answering=answering, embedder=EmbedderSettings(folder=ROOT / "data/models"))


def _asked(name: str, limit: int, indexes: Path, embedder: Embedder) -> list[Asked]:
    if name != "northwind":
        return [Asked(one) for one in read_questions(DATA / f"qa/{name}.jsonl", limit=limit, held_out=True)]
    index = Generations(indexes / name).open()
    folder = DATA / "documents/northwind"
    lines = [line for file in ("questions", "questions_more") for line in (folder / f"{file}.jsonl").open(encoding="utf-8")]
    return [_retrieved(json.loads(line), index, index.everything(), embedder) for line in spread(lines, limit)]


def _retrieved(row: Row, index: PassageIndex, within: Selection, embedder: Embedder) -> Asked:
    settings = AnsweringSettings()
    found = retrieve(
        row["question"], [], within=within, may_read=lambda _: True, index=index, embedder=embedder, settings=settings
    )
    return Asked(northwind_question(row, found), not found.passages or found.confidence < settings.refuse_below)


def _opened(name: str, settings: Settings, embedder: Embedder) -> Writer:
    return open_writer(name, settings, ROOT / "data/bench/writer", embedder)


def _answers(name: str, asked: dict[str, list[Asked]], settings: Settings, embedder: Embedder) -> dict[str, list[Answered]]:
    with closing(_opened(name, settings, embedder)) as writer:
        return {part: answered(writer, questions, embedder) for part, questions in asked.items()}


def _score(one: Question, written: Written, embedder: Embedder) -> Score:
    return score(written.text, one.answers, one.passages, one.right, embedder)


def _keep_answers(found: dict[str, dict[str, list[Answered]]]) -> None:
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "writer_answers.jsonl").open("w", encoding="utf-8") as file:
        for writer, sets in found.items():
            for name, answers in sets.items():
                for one in answers:
                    file.write(json.dumps(_line(name, writer, one), ensure_ascii=False) + "\n")


def _line(name: str, writer: str, one: Answered) -> Row:
    asked = one.asked.question
    return {
        "set": name, "writer": writer, "id": asked.id, "question": asked.text, "answers": list(asked.answers),
        "right": sorted(asked.right), "text": one.written.text, "refused_by_retrieval": one.asked.refused,
        "score": one.score.values(), "passages": [shown.text for shown in asked.passages],
    }  # fmt: skip


def _share(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _shown(value: float | None, places: int = 3) -> str:
    return "" if value is None else f"{value:.{places}f}"


if __name__ == "__main__":
    main()
