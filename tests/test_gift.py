"""Tests of assistant.learning.gift and gift_reading: out, in again, and read by another program."""

import json
import random
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from assistant.learning.gift import number_of, write_gift
from assistant.learning.gift_reading import read_gift
from assistant.learning.questions import Kind, Option, Question, State
from tests.bank_questions import question
from tests.question_strategies import SNAGS, questions

KNOWN = tuple(kind for kind in Kind if kind is not Kind.ORDERING)


def only(text: str) -> Question:
    """The one question of a text."""
    (entry,) = read_gift(text)
    assert entry.question is not None, entry.reason
    return entry.question


def why_not(text: str) -> str:
    """Why the one entry of a text is refused."""
    (entry,) = read_gift(text)
    assert entry.question is None
    return entry.reason


@settings(max_examples=80, deadline=None)
@given(questions(KNOWN))
def test_what_is_written_comes_back_without_its_checks_as_a_draft(one: Question) -> None:
    written = write_gift([one])
    if written.left_out:
        assert "->" in "".join([*one.accept, *(option.text for option in one.options)])
        return
    assert only(written.text) == replace(one, checks={}, state=State.DRAFT)


@pytest.mark.parametrize("kind", KNOWN)
def test_every_kind_that_gift_knows_is_written_and_read(kind: Kind) -> None:
    assert only(write_gift([question(kind=kind)]).text) == question(kind=kind)


@pytest.mark.parametrize("key", [("c", "a"), ("c", "b", "a")])
def test_the_right_options_keep_the_order_that_they_had(key: tuple[str, ...]) -> None:
    one = question(kind=Kind.MULTIPLE_CHOICE, key=key)
    assert only(write_gift([one]).text) == one


def test_a_question_looks_as_moodle_expects() -> None:
    written = write_gift([question(explanation="See: page 1")]).text
    assert written.partition("\n")[2] == (
        "::q1::[plain]How many vacation days do full-time employees get? {\n\t=30\n\t~18\n\t~25\n\t####See\\: page 1\n}\n"
    )


def test_marks_are_shared_among_the_right_options_and_taken_off_for_the_wrong_ones() -> None:
    written = write_gift([question(kind=Kind.MULTIPLE_CHOICE)]).text
    assert "\t~%50%30\n\t~%-100%18\n\t~%50%thirty\n" in written


def test_the_unit_of_a_number_is_shown_and_taken_off_again() -> None:
    written = write_gift([question(kind=Kind.NUMERIC)]).text
    assert "employees get? [days] {\n\t#30:0.5\n}" in written
    assert only(written.replace("#30:0.5", "#31")).accept == ("31 days",)


def test_what_gift_cannot_hold_is_named_and_marked_in_the_file() -> None:
    arrow = question("q2", options=(Option("a", "x -> y"), Option("b", "z")), key=("a",))
    words = question("q3", Kind.NUMERIC, accept=("thirty days",))
    written = write_gift([question(kind=Kind.ORDERING), arrow, words, question("q4")])
    assert written.count == 1
    assert [name for name, _ in written.left_out] == ["q1", "q2", "q3"]
    assert written.text.count("// left out: question") == 3
    assert [entry.question.id for entry in read_gift(written.text) if entry.question] == ["q4"]


def test_an_edit_in_the_file_is_read_and_the_rest_is_kept() -> None:
    written = write_gift([question()]).text
    edited = only(written.replace("~18", "~20").replace("How many", "What number of"))
    assert edited.options == (Option("a", "30"), Option("o1", "20"), Option("c", "25"))
    assert edited.question.startswith("What number of")
    assert (edited.id, edited.key, edited.evidence) == ("q1", ("a",), question().evidence)


FOREIGN = """\
// question: 0  name: Switch category
$CATEGORY: $course$/Handbook

::Q1:: Who approves leave? {
  =Your manager # right
  ~Nobody #no
  ~The board
  ####Section 2
}

::Q2::[html]<p>Two days &amp; a <b>half</b></p>{T#yes#no}

Employees get {=30 =thirty} days.

::Q4:: How many? {#30..32}

Name it. {manager}

Match. {
=cat -> food
=dog -> bone
= -> hay
}

Which are colours? { ~%50%red ~%50%blue ~%-100%seven }
"""


def test_a_file_from_moodle_is_read() -> None:
    read = [entry.question for entry in read_gift(FOREIGN)]
    found = [one for one in read if one is not None]
    assert [one.kind for one in found] == [
        Kind.SINGLE_CHOICE, Kind.TRUE_FALSE, Kind.CLOZE, Kind.NUMERIC, Kind.SHORT_ANSWER, Kind.MATCHING, Kind.MULTIPLE_CHOICE,
    ]  # fmt: skip
    choice, truth, cloze, numeric, short, matching, several = found
    assert (choice.question, choice.right_answer(), choice.explanation) == ("Who approves leave?", "Your manager", "Section 2")
    assert [option.text for option in choice.options] == ["Your manager", "Nobody", "The board"]
    assert (" ".join(truth.question.split()), truth.key) == ("Two days & a half", ("true",))
    assert (cloze.question, cloze.accept) == ("Employees get ____ days.", ("30", "thirty"))
    assert (numeric.accept, numeric.tolerance) == (("31",), 1.0)
    assert short.accept == ("manager",)
    assert (matching.right_answer(), len(matching.options)) == ("cat = food; dog = bone", 5)
    assert several.right_answer() == "red; blue"
    assert len({one.id for one in found}) == len(found)
    assert all(one.evidence.quote == "" for one in found)


def test_the_line_of_an_entry_is_where_it_begins() -> None:
    assert [entry.line for entry in read_gift(FOREIGN)] == [4, 11, 13, 15, 17, 19, 25]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("What? {}", "without answers"),
        ("Just text.", "one pair of braces"),
        ("What? {=a ~b", "one pair of braces"),
        ("::What? {=a ~b}", "title has no end"),
        ("What? {=a =b ~c}", "several right answers"),
        ("What? {=a ~%50%b}", "parts of the marks"),
        ("What? {=%50%a}", "part of the marks"),
        ("What? {#many}", "a numeric answer is a number"),
        ("What? {~a ~b}", "does not fit"),
        ("What? {=a -> =b -> c}", "no right side"),
        ("// docent: {\nWhat? {=a ~b}", "holds no JSON"),
        ('// docent: {"options": 3}\nWhat? {=a ~b}', "cannot be read"),
        ('// docent: {"evidence": "x"}\nWhat? {=a ~b}', "cannot be read"),
        ("What? {#" + "9" * 400 + "}", "too many digits"),
    ],
)
def test_what_cannot_be_taken_says_why(text: str, reason: str) -> None:
    assert reason in why_not(text)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("30 days", ("30", "days")),
        ("1,500 euros", ("1500", "euros")),
        ("€ 2.50", ("2.50", "€")),
        ("-5 °C", ("-5", "°C")),
        ("5-10 days", None),
        ("two weeks", None),
    ],
)
def test_the_number_of_an_answer_and_its_unit(answer: str, found: tuple[str, str] | None) -> None:
    assert number_of(answer) == found


PARSE = "const fs = require('fs'); console.log(JSON.stringify(require('gift-pegjs').parse(fs.readFileSync(0, 'utf8'))))"
TYPES = {
    Kind.SINGLE_CHOICE: "MC", Kind.MULTIPLE_CHOICE: "MC", Kind.TRUE_FALSE: "TF", Kind.CLOZE: "Short", Kind.NUMERIC: "Numerical",
    Kind.SHORT_ANSWER: "Short", Kind.MATCHING: "Matching",
}  # fmt: skip


def parsed(folder: Path, text: str) -> list[dict[str, Any]]:  # Any: JSON
    """What the npm package gift-pegjs makes of a GIFT text; skipped where it cannot be had."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("needs npm and node")
    install = [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", "gift-pegjs@1.0.2"]
    if subprocess.run(install, capture_output=True, timeout=150, check=False).returncode:
        pytest.skip("gift-pegjs cannot be fetched")
    ran = subprocess.run([node, "-e", PARSE], input=text, capture_output=True, encoding="utf-8", cwd=folder, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def nasty(chance: random.Random) -> str:
    """A text of words and signs that mean something in GIFT."""
    signs = [snag for snag in SNAGS if snag != "->"]
    return " ".join(chance.choice([*signs, "word", "T", "F", "TRUE", "[id:x]", "&amp;"]) for _ in range(6))


def test_another_reader_of_gift_sees_the_same_questions(tmp_path: Path) -> None:
    chance, asked = random.Random(7), []
    for number in range(140):
        kind = KNOWN[number % len(KNOWN)]
        changes: dict[str, Any] = {"explanation": nasty(chance), "question": nasty(chance)}
        if kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.MATCHING):
            names = [option.id for option in question(kind=kind).options]
            changes["options"] = tuple(Option(name, f"{nasty(chance)} {name}") for name in names)
        if kind in (Kind.CLOZE, Kind.SHORT_ANSWER):
            changes |= {"accept": (nasty(chance), nasty(chance)), "question": "It is ____."}
        asked.append(question(f"q{number}", kind, **changes))
    written = write_gift(asked)
    assert written.left_out == ()
    for one, seen in zip(asked, parsed(tmp_path, written.text), strict=True):
        assert (seen["title"], seen["type"]) == (one.id, TYPES[one.kind])
        shown = f"{one.question} [days]" if one.kind is Kind.NUMERIC else one.question
        assert seen["stem"] == {"format": "plain", "text": seen["stem"]["text"]}
        assert seen["stem"]["text"].split() == shown.split()
        assert seen["globalFeedback"]["text"].split() == one.explanation.split()
        texts = [choice["text"]["text"].split() for choice in seen["choices"]] if seen["type"] in ("MC", "Short") else []
        if one.kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE):
            assert texts == [option.text.split() for option in one.options]
            right = [choice["isCorrect"] or (choice["weight"] or 0) > 0 for choice in seen["choices"]]
            assert right == [option.id in one.key for option in one.options]
        elif seen["type"] == "Short":
            assert texts == [form.split() for form in one.accept]
        elif one.kind is Kind.NUMERIC:
            assert seen["choices"] == {"type": "range", "number": 30, "range": 0.5}
        elif one.kind is Kind.TRUE_FALSE:
            assert seen["isTrue"] is True
        else:
            assert len(seen["matchPairs"]) == 2
