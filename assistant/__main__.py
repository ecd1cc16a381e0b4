"""The assistant's commands: arguments in, one call, text or JSON out. Knows nothing of how questions are answered."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem

if TYPE_CHECKING:
    from assistant.answering.answers import Answer
    from assistant.assembly import Assistant
    from assistant.people.person import Person
    from assistant.settings import Settings


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; problems go to stderr with exit code 1."""
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return code


def ask(arguments: argparse.Namespace) -> int:
    """Answers one question, or a file of them."""
    if (arguments.question is None) == (arguments.batch is None) or (arguments.batch is None) != (arguments.out is None):
        raise Problem("ask takes a question, or --batch with --out")
    if arguments.question is not None and arguments.person is None:
        raise Problem("ask takes --as PERSON: the answer comes from what that person may read")
    from assistant.assembly import open_assistant

    with open_assistant(_settings(arguments)) as assistant:
        person = _person(assistant, arguments.person)
        if arguments.batch is not None:
            return _batch(assistant, person, arguments.batch, arguments.out)
        answer = _answer(assistant, person, arguments.question, [])
    print(json.dumps(answer.to_json(), ensure_ascii=False) if arguments.json else _said(answer))
    return 0


def standard(arguments: argparse.Namespace) -> int:
    """Keeps, lists or removes answers that trainers approved for a question."""
    from assistant.assembly import open_assistant

    with open_assistant(_settings(arguments)) as assistant:
        if arguments.action == "add":
            by = assistant.accounts.named(arguments.person)
            place = (arguments.document, arguments.page, arguments.quote)
            print(assistant.approve(by, arguments.question, arguments.answer, *place).id)
        elif arguments.action == "remove":
            assistant.standards.remove(arguments.id)
        else:
            for kept in assistant.standards.list():
                row = kept.to_json()
                print(json.dumps(row, ensure_ascii=False) if arguments.json else f"{kept.id}  {kept.question}  {kept.answer}")
    return 0


def _add_standard(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    adding = actions.add_parser("add", help="approve an answer")
    for name, about in (
        ("question", "what is asked"),
        ("answer", "what is answered"),
        ("document", "the document that proves it, as `python -m indexer status` names it"),
        ("quote", "the words of the page that prove it"),
    ):
        adding.add_argument(f"--{name}", required=True, help=about)
    adding.add_argument("--page", type=int, default=1, help="1 for a file without pages")
    adding.add_argument("--as", dest="person", required=True, metavar="PERSON", help="the trainer or admin who approves")
    removing = actions.add_parser("remove", help="take an approved answer back")
    removing.add_argument("id")
    for action in (adding, removing, actions.add_parser("list", help="show all approved answers")):
        action.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
        action.add_argument("--json", action="store_true", help="print JSON")
        action.set_defaults(run=standard, index=None)


def _parser() -> argparse.ArgumentParser:
    from assistant import course_commands, quiz_taking
    from assistant.answering import model_commands
    from assistant.learning import bank_commands, quiz_commands, skill_commands
    from assistant.people import commands, journal_commands

    parser = argparse.ArgumentParser(prog="python -m assistant", description="Ask the documents, and keep accounts.")
    chosen = parser.add_subparsers(required=True, metavar="COMMAND")
    asking = chosen.add_parser("ask", help="answer a question from the documents", description=ask.__doc__)
    asking.add_argument("question", nargs="?")
    asking.add_argument("--as", dest="person", metavar="PERSON", help="who asks; without, --batch sees what everyone may read")
    asking.add_argument("--batch", type=Path, metavar="IN.jsonl", help='rows of {"id", "question", "history"?: [[q, a], ...]}')
    asking.add_argument("--out", type=Path, metavar="OUT.jsonl", help="where the answers of --batch go, one row each")
    asking.add_argument("--index", type=Path, metavar="DIR", help="another index than the settings name")
    asking.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    asking.add_argument("--json", action="store_true", help="print JSON")
    asking.set_defaults(run=ask)
    users = chosen.add_parser("user", help="keep accounts", description="Keep accounts.")
    commands.add_arguments(users)
    users.set_defaults(run=commands.run)
    progress = chosen.add_parser("progress", help="what somebody has done", description="Show, check, export, erase progress.")
    journal_commands.add_arguments(progress)
    progress.set_defaults(run=partial(journal_commands.run, forget=_forget))
    models = chosen.add_parser("models", help="fetch and check the models", description="Fetch and check the models.")
    model_commands.add_arguments(models)
    models.set_defaults(run=model_commands.run)
    quizzes = chosen.add_parser("quiz", help="make questions, answer them, and grade replies", description="Quizzes.")
    quiz_commands.add_arguments(quizzes, quiz_taking.add_take)
    bank_commands.add_arguments(chosen.add_parser("bank", help="keep the questions", description="Keep the bank of questions."))
    skill_commands.add_skills(chosen.add_parser("skills", help="keep the skills map", description="Keep the skills map."))
    for name, add, about in (
        ("course", course_commands.add_courses, "keep courses"),
        ("assign", course_commands.add_assign, "assign a course"),
        ("assignments", course_commands.add_assignments, "show assignments, and how far somebody is"),
        ("certificate", course_commands.add_certificates, "show, print and check certificates"),
        ("remind", course_commands.add_remind, "send the reminders of the day; they are never sent twice"),
        ("path", course_commands.add_path, "show what somebody should learn next"),
    ):
        add(chosen.add_parser(name, help=about, description=f"{about.capitalize()}."))
    _add_standard(chosen.add_parser("standard", help="approve answers", description=standard.__doc__))
    return parser


def _settings(arguments: argparse.Namespace) -> "Settings":
    from assistant.settings import load_settings

    settings = load_settings(arguments.settings)
    return settings if arguments.index is None else replace(settings, index=replace(settings.index, folder=arguments.index))


def _forget(settings: "Settings", person_id: str) -> int:
    from assistant.learning_assembly import open_learning

    with open_learning(settings) as learning:
        return learning.forget(person_id)


def _person(assistant: "Assistant", name: str | None) -> "Person":
    """The person with that name; without one, somebody who is in no group."""
    from assistant.people.person import Person, Role

    return Person("", "", Role.EMPLOYEE, frozenset()) if name is None else assistant.accounts.named(name)


def _answer(assistant: "Assistant", person: "Person", question: str, history: list[tuple[str, str]]) -> "Answer":
    from assistant.answering.answers import Answer

    answers = [event for event in assistant.answer(person, question, history) if isinstance(event, Answer)]
    return answers[-1]


def _batch(assistant: "Assistant", person: "Person", rows: Path, out: Path) -> int:
    """Answers each row of a file as it is read; a row that cannot be answered says why, and the others go on."""
    failed = 0
    with out.open("w", encoding="utf-8") as file:
        for row in _rows(rows):
            try:
                history = [(str(asked), str(answered)) for asked, answered in row.get("history") or []]
                shown = _answer(assistant, person, str(row["question"]), history).to_json() | {"id": row["id"]}
            except Problem as problem:
                failed += 1
                shown = {"id": row["id"], "question": row["question"], "error": str(problem)}
            file.write(json.dumps(shown, ensure_ascii=False) + "\n")
    if failed:
        print(f'{failed} row(s) could not be answered: see "error" in {out}', file=sys.stderr)
    return 1 if failed else 0


def _rows(path: Path) -> Iterator[dict[str, Any]]:  # Any: JSON
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read ({error}): name a UTF-8 file with one JSON object a line") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not {"id", "question"} <= set(row):
                raise ValueError("no id or question")
        except ValueError as error:
            raise Problem(f'{path}, line {number}: found {error}, expected an object with "id" and "question"') from error
        yield row


def _said(answer: "Answer") -> str:
    """An answer as text, with its citations below it."""
    if answer.refused:
        closest = "".join(f"\n  {name}" for name in answer.closest)
        return answer.answer + (f"\nClosest documents:{closest}" if closest else "")
    lines = [
        sentence.text + "".join(f" [{n}]" for n in sentence.citations) + ("" if sentence.supported else " (no support found)")
        for sentence in answer.sentences
    ]
    for cited in answer.citations:
        where = ", ".join(part for part in (cited.document, f"page {cited.page}", cited.heading) if part)
        lines.append(f"  [{cited.n}] {where}")
    return "\n".join([*lines, *(["The evidence is thin."] if answer.weak else [])])


if __name__ == "__main__":
    sys.exit(main())
