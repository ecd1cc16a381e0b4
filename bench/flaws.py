"""What the checks of questions find: flaws put into good questions, and alarms on good ones. Needs the index of the samples.

Good questions are those written by hand, in bench/data/questions_by_hand.jsonl. With --questions, those of `quiz make` or of
`bench authoring` are added: they have passed the checks, so on these only flaws are measured.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.answering.judge import open_judge
from assistant.learning.check_context import CheckContext
from assistant.learning.checks import CheckResult, Reason, check
from assistant.learning.flaws import Flaw, seeded
from assistant.learning.questions import Evidence, Kind, Option, Question, id_of
from assistant.learning.round_trip import JudgeReader, QuotingReader
from bench.outcome import keep
from bench.quoted import spread
from indexer.embedding import open_embedder
from indexer.remembering import RememberingEmbedder
from indexer.settings import EmbedderSettings
from indexer.splitting import heading_path
from indexer.store import Generations, Index

ROOT = Path(__file__).parents[1]
BY_HAND = ROOT / "bench/data/questions_by_hand.jsonl"
Row = dict[str, Any]  # Any: JSON
READERS = ("quoting", "judge", "either")
EXPECTED = {
    Flaw.WRONG_KEY: {Reason.WRONG_KEY, Reason.KEY_NOT_QUOTED},
    Flaw.QUOTE_CHANGED: {Reason.QUOTE_MISSING},
    Flaw.SECOND_RIGHT: {Reason.PARAPHRASE, Reason.SECOND_RIGHT, Reason.TOO_NEAR},
    Flaw.UNFOCUSED: {Reason.UNFOCUSED},
    Flaw.ALL_OF_ABOVE: {Reason.ALL_OF_ABOVE},
    Flaw.COMBINED: {Reason.COMBINED_OPTION},
    Flaw.LONGEST_KEY: {Reason.LONGEST_KEY},
    Flaw.ABSOLUTE: {Reason.ABSOLUTE_WORD},
    Flaw.VAGUE: {Reason.VAGUE_WORD},
    Flaw.NEGATIVE: {Reason.NEGATIVE_STEM},
    Flaw.REPEAT: {Reason.STEM_REPEAT},
    Flaw.GRAMMAR: {Reason.GRAMMAR_CUE},
    Flaw.IMPLAUSIBLE: {Reason.IMPLAUSIBLE},
    Flaw.SEQUENCE: {Reason.UNSORTED},
    Flaw.FLUFF: {Reason.TOO_LONG},
    Flaw.BLANK_INSIDE: {Reason.BLANK_PLACE},
    Flaw.KEY_IN_STEM: {Reason.KEY_IN_STEM},
    Flaw.CONVERGENCE: {Reason.CONVERGENCE},
    Flaw.LOGICAL_CUE: {Reason.SPECIFIC_KEY},
    Flaw.DUPLICATE: {Reason.DUPLICATE},
    Flaw.PERSONAL: {Reason.PERSONAL_DATA},
    Flaw.UNREADABLE: {Reason.UNREADABLE},
}


def main(argv: Sequence[str] | None = None) -> None:
    """Measures, prints a table and writes bench/results/flaws.json."""
    parser = argparse.ArgumentParser(prog="python -m bench flaws", description=__doc__)
    parser.add_argument("--index", type=Path, default=ROOT / "data/bench/samples", help="index of the samples")
    parser.add_argument("--questions", type=Path, help="questions on the same documents, a JSON object a line")
    parser.add_argument("--limit", type=int, default=100, help="of these at the most, evenly spread")
    parser.add_argument("--reader", choices=READERS, default="either", help="who is asked back (default %(default)s)")
    arguments = parser.parse_args(argv)
    index = Generations(arguments.index).open()
    embedder = RememberingEmbedder(open_embedder(EmbedderSettings(folder=ROOT / "data/models")))
    quoting, judging = QuotingReader(embedder), JudgeReader(open_judge(ROOT / "data/models"))
    context = CheckContext(index, index.everything(), embedder, judging if arguments.reader == "judge" else quoting)
    context = replace(context, second=judging) if arguments.reader == "either" else context
    started = time.perf_counter()
    good = by_hand(index)
    results = [(one, check(one, context)) for one in good]
    alarms = [
        {"question": one.question, "kind": one.kind.value, "language": one.language, "reasons": list(result.reasons)}
        for one, result in results
        if not result.passed
    ]
    made = _made(arguments.questions, arguments.limit) if arguments.questions else []
    rows = [_row(flaw, [*good, *made], context, check) for flaw in Flaw]
    found, tried = sum(row["found"] for row in rows), sum(row["seeded"] for row in rows)
    keep(
        "flaws", rows, reader=arguments.reader,
        good=len(good), false_alarms=len(alarms), alarms=alarms, authored=len(made), seeded=tried,
        found=round(found / tried, 4), seconds=round(time.perf_counter() - started, 1),
    )  # fmt: skip
    print(f"\nfound {found} of {tried} ({found / tried:.1%}); {len(alarms)} false alarms on {len(good)} good questions")
    for alarm in alarms:
        print(f"  {', '.join(alarm['reasons'])}: {alarm['question']}")


def by_hand(index: Index, file: Path = BY_HAND) -> list[Question]:
    """The questions written by hand, each with the place of its quote in the index."""
    return [_question(json.loads(line), index) for line in file.read_text(encoding="utf-8").splitlines()]


def _question(row: Row, index: Index) -> Question:
    page = index.page(row["document"], row["page"])
    if page is None or row["quote"] not in page.text:
        raise ValueError(f"{row['document']}, page {row['page']} does not hold {row['quote']!r}")
    start = page.text.index(row["quote"])
    version = index.chunk(index.row_range(row["document"], row["page"])[0]).version
    proof = Evidence(
        row["document"], version, row["page"], row["quote"], start, start + len(row["quote"]), heading_path(page, start)
    )
    kind = Kind(row["kind"])
    names = ("true", "false") if kind is Kind.TRUE_FALSE else tuple(f"a{place}" for place in range(1, len(row["options"]) + 1))
    options = tuple(Option(name, text) for name, text in zip(names, row["options"], strict=True))
    ids = {option.text: option.id for option in options}
    right = [
        "=".join(ids[side] for side in one.split("=")) if kind is Kind.MATCHING else ids.get(one, one) for one in row["right"]
    ]
    return Question(
        id_of(kind, proof, row["question"]), 1, kind, row["question"], proof, options, tuple(right), tuple(row["accept"]),
        tuple(row["points"]), language=row["language"],
    )  # fmt: skip


def _made(file: Path, limit: int) -> list[Question]:
    rows = file.read_text(encoding="utf-8").splitlines()
    return [Question.from_json(json.loads(row)) for row in spread(rows, limit)]


def _row(
    flaw: Flaw, good: Sequence[Question], context: CheckContext, checking: Callable[[Question, CheckContext], CheckResult]
) -> dict[str, Any]:  # Any: JSON
    """How many of the seeded flaws of a kind are found, and how many for the right reason."""
    found, named = 0, 0
    pairs = [(one, flawed) for one in good if (flawed := seeded(flaw, one)) is not None]
    for one, flawed in pairs:
        around = replace(context, others=(one,)) if flaw is Flaw.DUPLICATE else context
        result = checking(flawed, around)
        found += not result.passed
        named += bool(EXPECTED[flaw] & set(result.reasons))
    share = round(found / len(pairs), 3) if pairs else None
    return {"flaw": flaw.value, "seeded": len(pairs), "found": found, "share": share, "named": named}


if __name__ == "__main__":
    main()
