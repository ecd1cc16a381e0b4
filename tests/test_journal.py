"""A person's journal: nothing acknowledged is lost or doubled, nothing changed goes unnoticed."""

import json
import logging
import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import JournalDamaged, Problem
from assistant.people.journal import Event, EventKind, Journal, Journals
from assistant.people.journal_events import LONGEST_DATA_BYTES, VERBS
from tests.fakes import START, Clock

ROOT = Path(__file__).parents[1]
ADA = "0123456789abcdef0123456789abcdef"
NO_EVENT = {"format": 1, "sequence": True, "time": "2026-01-01T00:00:00+00:00", "kind": "rated", "data": {}, "before": ""}
WRITER = """
import sys
from pathlib import Path
from assistant.people.journal import EventKind, Journals
journal = Journals(Path(sys.argv[1])).of(sys.argv[2])
for number in range(int(sys.argv[4])):
    event = journal.append(EventKind.ANSWERED, {"n": number}, f"{sys.argv[3]}:{number}")
    print(event.sequence, event.key, flush=True)
"""


def writing(folder: Path, name: str, count: int) -> "subprocess.Popen[str]":
    """Another process that appends and says what it was told is saved."""
    command = [sys.executable, "-c", WRITER, str(folder), ADA, name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def written(folder: Path, count: int = 3) -> Journal:
    """A journal with some events."""
    journal = Journals(folder, Clock()).of(ADA)
    for number in range(1, count + 1):
        journal.append(EventKind.ANSWERED, {"n": number}, f"k{number}")
    return journal


def anew(folder: Path) -> Journal:
    """The journal as the next process finds it."""
    return Journals(folder, Clock()).of(ADA)


def change(journal: Journal, old: bytes, new: bytes) -> None:
    content = journal.file.read_bytes()
    assert old in content
    journal.file.write_bytes(content.replace(old, new))


def test_events_come_back_as_they_were_appended(tmp_path: Path) -> None:
    journal = Journals(tmp_path, Clock()).of(ADA)
    first = journal.append(EventKind.INITIALIZED, {"session": "s", "questions": [["q", 1]]})
    second = journal.append(EventKind.ANSWERED, {"reply": "三天\u2028\n", "score": 0.5, "certain": None}, "s:q")
    assert anew(tmp_path).events() == (first, second)
    assert (first.sequence, first.before, second.sequence, second.key, second.time) == (1, "", 2, "s:q", START)


def test_a_line_holds_the_hash_of_the_line_before(tmp_path: Path) -> None:
    import hashlib

    journal = written(tmp_path, 2)
    lines = journal.file.read_bytes().split(b"\n")
    assert json.loads(lines[1])["before"] == hashlib.sha256(lines[0]).hexdigest()


def test_the_format_of_the_first_line_is_read_back_and_another_is_refused(tmp_path: Path) -> None:
    journal = written(tmp_path)
    assert json.loads(journal.file.read_bytes().split(b"\n")[0])["format"] == 1
    change(journal, b'"format":1', b'"format":2')
    with pytest.raises(JournalDamaged, match="line 1: has format 2, this version reads 1"):
        anew(tmp_path).events()
    with pytest.raises(JournalDamaged, match="format 2"):
        anew(tmp_path).append(EventKind.ANSWERED, {})


@pytest.mark.parametrize("kind", list(EventKind))
def test_every_kind_of_event_is_one_verb(kind: EventKind) -> None:
    assert VERBS[kind].startswith("http")
    assert list(VERBS.values()).count(VERBS[kind]) == 1


def test_an_event_as_json_is_the_same_event(tmp_path: Path) -> None:
    for event in written(tmp_path).events():
        assert Event.from_json(json.loads(json.dumps(event.to_json()))) == event


@pytest.mark.parametrize("row", [None, [], {}, {"time": "now"}, NO_EVENT])
def test_what_is_no_event_is_not_taken_for_one(row: Any) -> None:
    with pytest.raises(ValueError, match=r"event|isoformat"):
        Event.from_json(row)


def test_the_same_key_again_returns_the_first_event_and_writes_nothing(tmp_path: Path) -> None:
    journal = written(tmp_path)
    content = journal.file.read_bytes()
    again = anew(tmp_path).append(EventKind.ANSWERED, {"n": "another reply"}, "k2")
    assert (again.sequence, again.data) == (2, {"n": 2})
    assert journal.file.read_bytes() == content


def test_without_a_key_the_same_data_are_another_event(tmp_path: Path) -> None:
    journal = anew(tmp_path)
    assert [journal.append(EventKind.RATED, {"up": True}).sequence for _ in range(2)] == [1, 2]


def test_words_of_a_reply_that_look_like_a_key_are_none(tmp_path: Path) -> None:
    journal = anew(tmp_path)
    journal.append(EventKind.ANSWERED, {"reply": {"key": "k9"}, "text": '"key":"k9"'}, "k1")
    assert journal.append(EventKind.ANSWERED, {}, "k9").sequence == 2


def test_time_never_goes_back_in_the_file(tmp_path: Path) -> None:
    clock = Clock()
    journal = Journals(tmp_path, clock).of(ADA)
    first = journal.append(EventKind.RATED, {})
    clock.forward(hours=-3)
    assert journal.append(EventKind.RATED, {}).time == first.time


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    journal = Journals(tmp_path, Clock(START.astimezone(timezone(timedelta(hours=8))))).of(ADA)
    journal.append(EventKind.RATED, {})
    (event,) = anew(tmp_path).events()
    assert (event.time, event.time.tzinfo) == (START, UTC)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"x": float("nan")}, "only JSON"),
        ({"x": {1, 2}}, "only JSON"),
        ({"x": b"1"}, "only JSON"),
        ({1: "x"}, "not text"),
        ({"x": "\ud800"}, "cannot be kept"),
        ({"x": "y" * LONGEST_DATA_BYTES}, "at most"),
        ({"x": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}, "levels deep"),
    ],
)
def test_data_that_cannot_be_kept_are_refused_and_nothing_is_written(tmp_path: Path, data: Any, why: str) -> None:
    journal = written(tmp_path)
    with pytest.raises(Problem, match=why):
        journal.append(EventKind.ANSWERED, data)
    assert len(journal.events()) == 3


@pytest.mark.parametrize("key", ["x" * 201, "two\nlines"])
def test_a_key_that_cannot_be_kept_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(Problem, match="key"):
        anew(tmp_path).append(EventKind.ANSWERED, {}, key)


@pytest.mark.parametrize("person_id", ["", "..", "../" + ADA, ADA.upper(), ADA[:-1], ADA + "0", "ada", ADA[:-1] + "\n"])
def test_only_the_id_of_a_person_names_a_journal(tmp_path: Path, person_id: str) -> None:
    with pytest.raises(Problem, match="no id of a person"):
        Journals(tmp_path).of(person_id)


def test_folders_and_files_are_private(tmp_path: Path) -> None:
    journal = written(tmp_path / "progress")
    folders = [journal.folder, journal.folder.parent, journal.folder.parent / "locks"]
    files = [path for path in (tmp_path / "progress").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert len(files) == 2


def test_nobody_has_a_journal_before_the_first_event(tmp_path: Path) -> None:
    journals = Journals(tmp_path)
    assert journals.of(ADA).events() == ()
    assert journals.people() == []
    journals.of(ADA).append(EventKind.RATED, {})
    assert journals.people() == [ADA]


def test_an_open_journal_sees_what_others_append(tmp_path: Path) -> None:
    journal = written(tmp_path)
    assert len(journal.events()) == 3
    anew(tmp_path).append(EventKind.RATED, {})
    assert [event.sequence for event in journal.events()] == [1, 2, 3, 4]


def test_an_open_journal_notices_that_its_file_is_another(tmp_path: Path) -> None:
    journal = written(tmp_path)
    assert len(journal.events()) == 3
    journal.file.unlink()
    assert journal.events() == ()
    anew(tmp_path).append(EventKind.RATED, {})
    assert [event.kind for event in journal.events()] == [EventKind.RATED]


@pytest.mark.parametrize("left", [1, 20, 100, -1])
def test_a_line_cut_off_in_writing_is_set_aside_and_appending_goes_on(
    tmp_path: Path, left: int, caplog: pytest.LogCaptureFixture
) -> None:
    journal = written(tmp_path)
    lines = journal.file.read_bytes().splitlines(keepends=True)
    piece = lines[2][:left]
    journal.file.write_bytes(lines[0] + lines[1] + piece)
    later = anew(tmp_path)
    assert [event.sequence for event in later.events()] == [1, 2]
    assert later.check().unfinished_bytes == len(piece)
    with caplog.at_level(logging.WARNING):
        assert later.append(EventKind.ANSWERED, {"n": 3}, "k3").sequence == 3
    (aside,) = later.torn()
    assert (aside.read_bytes(), stat.S_IMODE(aside.stat().st_mode)) == (piece, 0o600)
    assert aside.name in caplog.text
    check = later.check()
    assert (check.good, check.events, check.torn, check.unfinished_bytes) == (True, 3, (aside.name,), 0)


def test_a_last_line_of_zeros_as_a_power_cut_leaves_it_is_set_aside(tmp_path: Path) -> None:
    journal = written(tmp_path)
    with journal.file.open("ab") as file:
        file.write(b"\0" * 300 + b'"before":"ab"}\n')
    assert anew(tmp_path).append(EventKind.RATED, {}).sequence == 4
    assert len(journal.torn()) == 1


def test_a_first_line_cut_off_leaves_a_journal_that_begins_again(tmp_path: Path) -> None:
    journal = written(tmp_path, 1)
    journal.file.write_bytes(journal.file.read_bytes()[:30])
    assert anew(tmp_path).append(EventKind.RATED, {}).sequence == 1
    assert len(anew(tmp_path).events()) == 1


@pytest.mark.parametrize(("old", "new"), [(b'"n":2', b'"n":9'), (b'{"sequence":2', b'{sequence":2'), (b'"kind"', b'"kid"')])
def test_a_changed_line_is_reported_with_its_number_and_never_reset(tmp_path: Path, old: bytes, new: bytes) -> None:
    journal = written(tmp_path, 4)
    change(journal, old, new)
    content = journal.file.read_bytes()
    flaws = anew(tmp_path).check().flaws
    assert flaws[0].line in (1, 2, 3)
    with pytest.raises(JournalDamaged, match=f"line {flaws[0].line}: .*Restore the file from a backup"):
        anew(tmp_path).events()
    assert journal.file.read_bytes() == content


def test_a_line_taken_out_is_one_flaw(tmp_path: Path) -> None:
    journal = written(tmp_path, 6)
    lines = journal.file.read_bytes().splitlines(keepends=True)
    journal.file.write_bytes(b"".join(lines[:2] + lines[3:]))
    (flaw,) = anew(tmp_path).check().flaws
    assert (flaw.line, "lines are gone" in flaw.why) == (3, True)


def test_what_is_new_is_still_saved_where_the_middle_is_broken(tmp_path: Path) -> None:
    journal = written(tmp_path, 4)
    change(journal, b'"n":2', b'"n":9')
    assert anew(tmp_path).append(EventKind.ANSWERED, {"n": 5}, "k5").sequence == 5
    assert [flaw.line for flaw in anew(tmp_path).check().flaws] == [3]


def test_nothing_is_appended_to_a_last_line_that_is_no_event(tmp_path: Path) -> None:
    journal = written(tmp_path)
    with journal.file.open("ab") as file:
        file.write(b'{"sequence": 4}\n')
    with pytest.raises(JournalDamaged, match="line 4"):
        anew(tmp_path).append(EventKind.RATED, {})


def test_everything_of_a_person_is_exported_also_from_a_damaged_journal(tmp_path: Path) -> None:
    journal = written(tmp_path, 4)
    change(journal, b'"n":2', b'"n":9')
    with journal.file.open("ab") as file:
        file.write(b'{"half')
    exported = anew(tmp_path).exported()
    assert [event["data"]["n"] for event in exported["events"]] == [1, 9, 4]
    assert (exported["person"], exported["torn"], exported["flaws"][0]["line"]) == (ADA, ['{"half'], 3)


def test_threads_never_interleave_or_double(tmp_path: Path) -> None:
    journals = [Journals(tmp_path).of(ADA) for _ in range(2)]
    with ThreadPoolExecutor(4) as pool:
        wishes = [(journals[n % 2], f"k{n // 2}") for n in range(40)]
        list(pool.map(lambda wish: wish[0].append(EventKind.ANSWERED, {}, wish[1]), wishes))
    events = anew(tmp_path).events()
    assert sorted(event.key for event in events) == sorted(f"k{n}" for n in range(20))
    assert journals[0].check().good


def test_two_processes_at_once_lose_and_double_nothing(tmp_path: Path) -> None:
    writers = [writing(tmp_path, name, 25) for name in ("a", "b", "a")]  # the third repeats what the first does
    told = [line for writer in writers for line in writer.communicate()[0].splitlines()]
    events = anew(tmp_path).events()
    assert sorted(event.key for event in events) == sorted(f"{name}:{n}" for name in "ab" for n in range(25))
    assert set(told) == {f"{event.sequence} {event.key}" for event in events}
    assert anew(tmp_path).check().good


def test_what_was_acknowledged_before_a_kill_is_there_once_and_what_was_not_can_be_repeated(tmp_path: Path) -> None:
    told: list[str] = []
    for _ in range(3):
        writer = writing(tmp_path, "a", 10_000)
        assert writer.stdout is not None
        told += [writer.stdout.readline().strip() for _ in range(5 + len(told))]
        os.kill(writer.pid, signal.SIGKILL)
        told += writer.communicate()[0].splitlines()
    events = anew(tmp_path).events()
    assert set(told) <= {f"{event.sequence} {event.key}" for event in events}
    assert [event.key for event in events] == [f"a:{n}" for n in range(len(events))]
    assert anew(tmp_path).check().good


def test_a_full_disk_leaves_nothing_behind_and_says_so(tmp_path: Path) -> None:
    program = f"""
import resource
from pathlib import Path
from assistant.errors import Problem
from assistant.people.journal import EventKind, Journals
journal = Journals(Path({str(tmp_path)!r})).of({ADA!r})
journal.append(EventKind.RATED, {{}})
resource.setrlimit(resource.RLIMIT_FSIZE, (journal.file.stat().st_size + 50, resource.RLIM_INFINITY))
try:
    journal.append(EventKind.RATED, {{"text": "x" * 500}})
except Problem as problem:
    print(problem)
"""
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "nothing was saved" in said
    check = anew(tmp_path).check()
    assert (check.events, check.unfinished_bytes) == (1, 0)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WISHES = st.lists(
    st.tuples(st.sampled_from(EventKind), st.dictionaries(st.text(max_size=3), JSON, max_size=3), st.integers(0, 4)),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(WISHES, st.integers(0, 40))
def test_replay_equals_what_was_appended_whatever_is_cut_off_behind_it(
    tmp_path_factory: pytest.TempPathFactory, wishes: list[tuple[EventKind, dict[str, Any], int]], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("journals") / uuid4().hex
    journal = Journals(folder, Clock()).of(ADA)
    expected: list[Event] = []
    for kind, data, number in wishes:
        key = f"k{number}" if number else ""
        event = journal.append(kind, data, key)
        if event not in expected:
            assert (event.kind, event.data, event.key) == (kind, data, key)
            expected.append(event)
        if cut and expected:
            with journal.file.open("ab") as file:
                file.write(journal.file.read_bytes()[:cut].replace(b"\n", b" "))
    assert journal.events() == anew(folder).events() == tuple(expected)
