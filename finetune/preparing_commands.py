"""The command that makes training data from a company's own material. Knows nothing of how examples are made."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from assistant.settings import Settings, load_settings
from finetune.subcommands import Subcommands
from indexer.disk import sha256

if TYPE_CHECKING:
    from assistant.learning.round_trip import Reader
    from finetune.material import Item, Tally
    from finetune.preparing import Prepared, Row
    from finetune.shelf import Shelf

EACH = 100  # questions between two lines of progress


def add_commands(commands: Subcommands) -> None:
    """`prepare`."""
    parser = commands.add_parser("prepare", help="examples from the company's own documents, questions, chats and dialogues",
                                 description=_prepare.__doc__)  # fmt: skip
    parser.add_argument("--documents", action="store_true", help="questions on the documents; also where nothing is named")
    parser.add_argument("--writer", type=int, default=0, metavar="N", help="let the writer make so many questions more")
    parser.add_argument("--questions", type=Path, metavar="FILE", help="approved quiz questions, JSON Lines")
    parser.add_argument("--chats", action="store_true", help="answers rated good, and those that trainers wrote")
    parser.add_argument("--dialogues", type=Path, metavar="FILE", help="past support dialogues, CSV, JSON or JSON Lines")
    parser.add_argument("--most", type=int, default=3000, metavar="N", help="questions on the documents at the most")
    told = "what asks made questions again: the way answers are quoted, or the judge (English only)"
    parser.add_argument("--reader", choices=("quoted", "judge"), default="quoted", help=told)
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the files go; without, data/ below the folder of tuning")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=_prepare)


def _prepare(given: argparse.Namespace) -> int:
    """Makes examples from documents that everybody may read, and splits them by document."""
    from finetune.material import Tally
    from finetune.preparing import Prepared, prepare, write_prepared

    settings = load_settings(given.settings)
    shelf = _shelf(settings, given.index)
    tally = Tally()
    items = list(_gathered(given, settings, shelf, tally))
    for event in prepare(items, shelf, _reader(given.reader, settings, shelf), given.seed, tally, _inputs(given)):
        if isinstance(event, Prepared):
            out = given.out or settings.tuning.folder / "data"
            write_prepared(out, event)
            told = json.dumps(event.report, ensure_ascii=False) if given.json else _told(event, out)
            sys.stdout.write(f"{told}\n")
        elif event.done % EACH == 0 or event.done == event.total:
            sys.stderr.write(f"{event.done} of {event.total} questions checked\n")
    return 0


def _shelf(settings: Settings, index: Path | None) -> "Shelf":
    from finetune.shelf import Shelf
    from indexer.embedding import open_embedder
    from indexer.remembering import RememberingEmbedder
    from indexer.store import Generations

    opened = Generations(index or settings.index.folder).open()
    embedder = open_embedder(settings.embedder)
    opened.require(embedder.name)
    return Shelf(opened, settings.access.rules, RememberingEmbedder(embedder))


def _reader(name: str, settings: Settings, shelf: "Shelf") -> "Reader":
    from assistant.learning.round_trip import JudgeReader, QuotingReader

    if name == "quoted":
        return QuotingReader(shelf.embedder)
    from assistant.answering.judge import open_judge

    return JudgeReader(open_judge(settings.embedder.folder, settings.judge.adapter))


def _gathered(given: argparse.Namespace, settings: Settings, shelf: "Shelf", tally: "Tally") -> Iterator["Item"]:
    """The items of all sources that were named; of the documents where none was."""
    from finetune.company import document_items

    random = Random(given.seed)  # noqa: S311 - choices for training, not secrets
    found: list[Item] = []
    if given.questions is not None:
        from finetune.approved_questions import quiz_items, read_quiz

        found += quiz_items(read_quiz(given.questions), shelf, tally)
    if given.chats:
        found += _chats(settings, shelf, tally)
    if given.dialogues is not None:
        from finetune.dialogues import dialogue_items, read_dialogues

        found += dialogue_items(read_dialogues(given.dialogues), shelf, tally)
    if given.documents or not (given.questions or given.chats or given.dialogues):
        found += document_items(shelf, given.most, random, tally)
    yield from found
    if given.writer:
        yield from _written(given.writer, settings, shelf, found, random)


def _chats(settings: Settings, shelf: "Shelf", tally: "Tally") -> list["Item"]:
    from assistant.answering.conversation import Conversations
    from assistant.answering.standard import StandardAnswers
    from finetune.rated_answers import chat_items

    with closing(Conversations(settings.people.conversations)) as conversations:
        rated = conversations.rated("up")
    corrected = StandardAnswers(settings.people.conversations / "standard.json").list()
    return list(chat_items(rated, corrected, shelf, tally))


def _written(most: int, settings: Settings, shelf: "Shelf", taken: list["Item"], random: Random) -> Iterator["Item"]:
    from assistant.answering.engines import open_generator
    from finetune.company import writer_items

    with closing(open_generator(settings.writer, settings.embedder.folder)) as writer:
        yield from writer_items(shelf, writer, most, taken, random)


def _inputs(given: argparse.Namespace) -> "Row":
    """The files that were read, with their hashes."""
    files = {name: path for name in ("questions", "dialogues") if (path := getattr(given, name)) is not None}
    hashes = {name: {"file": path.name, "sha256": sha256(path)} for name, path in files.items()}
    return {
        **hashes,
        "documents": given.documents,
        "chats": given.chats,
        "writer": given.writer,
        "most": given.most,
        "reader": given.reader,
    }


def _told(prepared: "Prepared", out: Path) -> str:
    lines = [f"{out}"]
    for name, part in prepared.report["parts"].items():
        tasks = ", ".join(f"{count} {task}" for task, count in part["tasks"].items())
        lines.append(f"  {name:<10} {part['examples']:>6} examples of {len(part['documents'])} documents: {tasks or 'none'}")
    reasons = prepared.report["left_out"]["reasons"]
    lines += ["left out", *(f"  {reason}: {count}" for reason, count in reasons.items())]
    lines.append(f"  documents that not everybody may read: {prepared.report['documents_withheld']}")
    replaced = prepared.report["left_out"]["personal_data"]
    if replaced:
        lines.append("replaced: " + ", ".join(f"{count} {kind}" for kind, count in replaced.items()))
    return "\n".join(lines)
