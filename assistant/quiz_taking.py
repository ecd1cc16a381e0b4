"""The command `quiz take`: a person answers questions in a terminal; replies go into the journal. Knows no web server."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import Problem
from assistant.learning.questions import Kind, Question

if TYPE_CHECKING:
    from assistant.coaching import Coach, Turn
    from assistant.people.person import Person

COUNT = 10
MINUTES = 120.0  # the most that a quiz may take: it ends with its questions


def add_take(commands: Any) -> None:  # Any: argparse's subcommands have no public type
    """Adds `quiz take`."""
    parser: ArgumentParser = commands.add_parser("take", help="answer questions in this terminal", description=take.__doc__)
    parser.add_argument("--as", dest="person", required=True, metavar="PERSON", help="who answers; the replies count for them")
    about = parser.add_mutually_exclusive_group()
    about.add_argument("--topic", metavar="T", help="a skill, by its id or words of its name; without, what is due or weak")
    about.add_argument("--document", metavar="D", help="the document, as `python -m indexer status` names it")
    parser.add_argument("-n", dest="count", type=int, default=COUNT, help=f"questions at the most (default {COUNT})")
    parser.add_argument(
        "--kinds", nargs="+", choices=[kind.value for kind in Kind], metavar="KIND", help="only these: %(choices)s"
    )
    parser.add_argument("--settings", type=Path, metavar="FILE", help="another file than settings.toml")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=take)


def take(arguments: Namespace) -> int:
    """Asks questions that a person may read, says at once what was right, with the source, and keeps the replies.

    An empty line is "I do not know"; end of input (Ctrl-D) stops, and what was answered until then counts.
    """
    if arguments.count < 1:
        raise Problem(f"-n is {arguments.count}: ask for at least one question")
    from assistant.learning_assembly import open_learning
    from assistant.settings import load_settings

    with open_learning(load_settings(arguments.settings)) as learning:
        person = learning.accounts.named(arguments.person)
        within = learning.within(person)
        session = _begun(arguments, learning.coach, person, within)
        right = asked = 0
        for turn in _turns(learning.coach, person, session, within, arguments.count):
            graded = _answered(learning.coach, person, turn, within)
            if graded is None:
                break
            asked, right = asked + 1, right + (graded == 1.0)
        learning.coach.practice.end(person.id, session)
    _say(_result(asked, right, arguments.json))
    return 0


def _begun(arguments: Namespace, coach: "Coach", person: "Person", within: Callable[[str], bool]) -> str:
    """The id of a new quiz of what was wished for."""
    from assistant.coaching import Wish

    questions = [one for one in coach.questions(within) if not arguments.kinds or one.kind.value in arguments.kinds]
    skill = _skill(arguments.topic, coach, questions, person.language) if arguments.topic is not None else ""
    documents = sorted({one.evidence.document for one in questions})
    if arguments.document is not None and arguments.document not in documents:
        raise Problem(f"there are no questions on {arguments.document}; there are on: {', '.join(documents) or 'no document'}")
    among = tuple(one.id for one in questions) if arguments.kinds else ()
    if arguments.kinds and not among:
        raise Problem(f"there are no questions of these kinds: {', '.join(arguments.kinds)}")
    wish = replace(Wish(MINUTES), skill=skill, document=arguments.document or "", among=among, language=person.language)
    return coach.begin(person.id, wish, within).id


def _skill(topic: str, coach: "Coach", questions: list[Question], language: str) -> str:
    """The skill of which a topic is the id, the name, or words of the name.

    Raises:
        Problem: there is none, or several.
    """
    names = {skill: coach.name(skill, language) for skill in dict.fromkeys(one.skill for one in questions)}
    wanted = topic.casefold()
    exact = [skill for skill, name in names.items() if wanted in (skill.casefold(), name.casefold())]
    found = exact or [skill for skill, name in names.items() if wanted in name.casefold()]
    if len(found) != 1:
        shown = ", ".join(sorted(names.values())) or "none"
        raise Problem(f"{'several topics fit' if found else 'no topic fits'} {topic!r}: choose one of {shown}")
    return found[0]


def _turns(
    coach: "Coach", person: "Person", session: str, within: Callable[[str], bool], count: int
) -> Iterator["Turn"]:  # fmt: skip
    for _ in range(count):
        turn = coach.turn(person.id, session, within)
        if turn is None:
            return
        yield turn


def _answered(coach: "Coach", person: "Person", turn: "Turn", within: Callable[[str], bool]) -> float | None:
    """The score of the reply that is typed; None where input ends."""
    from assistant.learning.feedback import in_english
    from assistant.learning.typed_replies import HINTS, reply, shown

    _say(f"\n{turn.place}. {shown(turn.asked)}")
    while True:
        _say(f"Your answer ({HINTS[turn.asked.kind]}):")
        line = sys.stdin.readline()
        if not line:
            return None
        try:
            graded = coach.reply(person.id, turn.quiz.id, turn.asked.id, reply(turn.asked, line), within)
        except Problem as problem:
            _say(str(problem))
            continue
        _say(in_english(graded.feedback))
        if graded.read is not None:
            _say(f"Read: {graded.read.document}, page {graded.read.page}, {graded.read.heading}".rstrip(", "))
        return graded.answer.score


def _result(asked: int, right: int, as_json: bool) -> str:
    return f'{{"answered": {asked}, "right": {right}}}' if as_json else f"\n{right} of {asked} right."


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
