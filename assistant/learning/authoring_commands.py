"""The command `quiz make`: questions from documents that a person may read, one a line. Knows nothing of their making."""

import json
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from assistant.learning.questions import Kind, Question

if TYPE_CHECKING:
    from assistant.answering.reader import Scorer
    from assistant.learning.authoring import Batch
    from assistant.learning.bank import Bank
    from assistant.people.person import Person
    from assistant.settings import Settings
    from indexer.embedding import Embedder
    from indexer.selection import Selection
    from indexer.store import Index

COUNT = 10
HITS = 12  # passages on a topic whose pages are asked about


def add_make(commands: Any) -> None:  # Any: argparse's subcommands have no public type
    """Adds `quiz make`."""
    parser: ArgumentParser = commands.add_parser("make", help="make questions from documents", description=make.__doc__)
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument("--topic", metavar="T", help="what the questions are about, in a few words")
    about.add_argument("--document", metavar="D", help="the document, as `python -m indexer status` names it")
    parser.add_argument("-n", dest="count", type=int, default=COUNT, help=f"questions at the most (default {COUNT})")
    parser.add_argument(
        "--kinds", nargs="+", choices=[kind.value for kind in Kind], metavar="KIND", help="only these: %(choices)s"
    )
    parser.add_argument("--as", dest="person", metavar="PERSON", help="who will be asked; without, what everyone may read")
    parser.add_argument("--out", type=Path, metavar="Q.jsonl", help="where the questions go, one row each")
    parser.add_argument("--bank", action="store_true", help="put them into the bank as drafts, for trainers to review")
    parser.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=make)


def make(arguments: Namespace) -> int:
    """Makes questions whose key stands in a document and that pass all checks, and says what became of the others."""
    if arguments.count < 1:
        raise Problem(f"-n is {arguments.count}: ask for at least one question")
    if arguments.out is None and not arguments.bank:
        raise Problem("it is not said where the questions should go: name a file with --out, or give --bank")
    if arguments.topic is not None and not arguments.topic.strip():
        raise Problem("--topic is empty: say in a few words what the questions are about")
    from assistant.people.access import readable
    from assistant.settings import load_settings
    from indexer.embedding import open_embedder
    from indexer.store import Generations

    settings = load_settings(arguments.settings)
    if arguments.index is not None:
        settings = replace(settings, index=replace(settings.index, folder=arguments.index))
    index = Generations(settings.index.folder).open()
    embedder = open_embedder(settings.embedder)
    index.require(embedder.name)
    within = readable(_person(settings, arguments.person), index, settings.access.rules)
    batch = _made(arguments, index, within, embedder, settings)
    if arguments.out is not None:
        _written(arguments.out, batch)
    if arguments.bank:
        _banked(settings, batch)
    sys.stdout.write(f"{json.dumps(batch.report.to_json()) if arguments.json else _said(batch)}\n")
    return 0


def _written(path: Path, batch: "Batch") -> None:
    lines = (json.dumps(question.to_json(), ensure_ascii=False) for question in batch.questions)
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise Problem(f"{path} cannot be written ({error}): name a file in a folder that exists") from error


def _banked(settings: "Settings", batch: "Batch") -> None:
    from assistant.learning.bank import DOCENT

    with closing(_bank(settings)) as bank:
        bank.add_all(batch.questions, DOCENT, datetime.now(UTC))


def _bank(settings: "Settings") -> "Bank":
    from assistant.learning.bank import Bank

    return Bank(settings.practice.bank / "questions.db")


def _taken(arguments: Namespace, settings: "Settings") -> "tuple[Question, ...]":
    """The questions of the bank, where the new ones go there: none is made twice."""
    if not arguments.bank:
        return ()
    with closing(_bank(settings)) as bank:
        return tuple(bank.list(within=lambda _: True))


def _made(
    arguments: Namespace, index: "Index", within: "Selection", embedder: "Embedder", settings: "Settings"
) -> "Batch":  # fmt: skip
    from assistant.learning.authoring import KINDS, Wish, author
    from assistant.learning.skills_file import SkillsFile

    places = _places(arguments, index, within, embedder)
    kinds = tuple(Kind(name) for name in arguments.kinds) if arguments.kinds else KINDS
    skills = SkillsFile(settings.practice.skills).read()
    making = author(index, within, embedder, _judge(settings), lambda place: skills.skill_of(place.document, place.heading))
    return making.write(index, within, Wish(arguments.count, kinds, places, _taken(arguments, settings)))


def _judge(settings: "Settings") -> "Scorer | None":
    """The judge that reads questions back; None where its base model is not on this machine."""
    from assistant.answering.judge import open_judge
    from indexer.errors import ModelMissing

    try:
        return open_judge(settings.embedder.folder, settings.judge.adapter)
    except ModelMissing:
        return None


def _places(arguments: Namespace, index: "Index", within: "Selection", embedder: "Embedder") -> tuple[tuple[str, int], ...]:
    """The pages that are asked about, what fits the topic best first."""
    if arguments.topic is not None:
        from indexer.searching import search

        hits = search(index, embedder, arguments.topic, within=within, count=HITS)
        return tuple(dict.fromkeys((hit.chunk.document, hit.chunk.page) for hit in hits))
    pages = [record.pages for record in index.documents() if record.document == arguments.document]
    places = tuple((arguments.document, number) for number in range(1, (pages or [0])[0] + 1))
    if not any(row in within for document, number in places for row in index.row_range(document, number)):
        raise Problem(f"no document {arguments.document} may be read: 'python -m indexer status' names all that are indexed")
    return places


def _person(settings: "Settings", name: str | None) -> "Person":
    """The person with that name; without one, somebody who is in no group."""
    from assistant.people.accounts import Accounts
    from assistant.people.person import Person, Role

    if name is None:
        return Person("", "", Role.EMPLOYEE, frozenset())
    with closing(Accounts(settings.people.folder, settings.people.password_length)) as accounts:
        return accounts.named(name)


def _said(batch: "Batch") -> str:
    """The report as text, with the conflicts between documents below it."""
    report = batch.report
    kinds = ", ".join(f"{name} {count}" for name, count in report.kinds.items())
    lines = [f"{report.kept} questions kept of {report.made} tried, from {report.pages} pages: {kinds or 'none'}"]
    lines += [f"  dropped, {reason}: {count}" for reason, count in report.dropped.items()]
    for one in batch.conflicts:
        lines.append(f"  documents disagree: {one.a.document} page {one.a.page} says {one.a.value}, "
                     f"{one.b.document} page {one.b.page} says {one.b.value}")  # fmt: skip
    return "\n".join(lines)
