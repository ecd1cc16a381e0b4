"""The registry of promoted models: what serves, what is kept, and that nothing is lost."""

import json
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import pytest

from assistant.answering.registry import SHIPPED, Change, Entry, Registry, State, files_of, hash_of
from assistant.answering.registry import Event as What
from assistant.errors import Problem
from indexer.errors import IndexBusy
from tests.fakes import START
from tests.promoted import candidate, filled, promoted

ROOT = Path(__file__).parents[1]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


def test_before_the_first_promotion_the_shipped_model_serves(registry: Registry) -> None:
    serving = registry.current("writer")
    assert (serving.entry, serving.change, serving.problems, serving.number) == (None, None, (), SHIPPED)
    assert registry.pointer("writer") == b"" and registry.roles() == () and registry.problems() == ()


def test_a_promoted_model_serves_from_its_own_copy(registry: Registry) -> None:
    entry = promoted(registry)
    assert registry.current("writer").entry == entry
    assert registry.place(entry).read_text() == "weights of first"
    assert registry.folder in registry.place(entry).parents


def test_an_entry_keeps_what_it_is_from_what_and_by_whom(registry: Registry) -> None:
    entry = promoted(registry, reason="the test set is small")
    assert (entry.role, entry.name, entry.number, entry.before) == ("writer", "first", 1, SHIPPED)
    assert entry.parents == ("SmolLM2-135M-Instruct",) and entry.metrics == {"main": "f1"}
    assert (entry.by, entry.at, entry.reason) == ("ada", START, "the test set is small")
    assert entry.label == f"docent-writer-1 {entry.hash[:8]}"


def test_entries_and_changes_survive_the_way_to_disk(registry: Registry) -> None:
    entry = promoted(registry)
    assert Entry.from_json(json.loads(json.dumps(entry.to_json()))) == entry
    for change in registry.history("writer"):
        assert Change.from_json(json.loads(json.dumps(change.to_json()))) == change


def test_a_model_of_several_files_is_served_as_a_folder(registry: Registry) -> None:
    def fill(folder: Path) -> None:
        (folder / "inner").mkdir()
        (folder / "inner/weights.safetensors").write_bytes(b"w")
        (folder / "config.json").write_bytes(b"{}")

    entry = registry.promote(candidate(role="judge"), fill, by="ada", now=START, instead_of=SHIPPED)
    assert sorted(entry.files) == ["config.json", "inner/weights.safetensors"]
    assert (registry.place(entry) / "inner/weights.safetensors").read_bytes() == b"w"
    assert registry.roles() == ("judge",)


def test_one_file_has_its_own_hash_and_several_have_one_together(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    alone = files_of(tmp_path)
    assert hash_of(alone) == alone["a"].sha256
    (tmp_path / "b").write_bytes(b"b")
    both = files_of(tmp_path)
    assert hash_of(both) == hash_of(dict(reversed(both.items()))) != hash_of(alone)


def test_a_rollback_leads_step_by_step_to_the_shipped_model(registry: Registry) -> None:
    first, _ = promoted(registry), promoted(registry, "second")
    assert registry.rollback("writer", "bob", START).entry == first
    assert registry.rollback("writer", "bob", START).entry is None
    with pytest.raises(Problem, match="nothing to go back to: the writer that comes with Docent serves already"):
        registry.rollback("writer", "bob", START)


def test_a_rollback_passes_what_was_withdrawn(registry: Registry) -> None:
    first, _ = promoted(registry), promoted(registry, "second")
    registry.rollback("writer", "bob", START)
    third = promoted(registry, "third")
    assert (third.number, third.before) == (3, 1)
    assert registry.rollback("writer", "bob", START).entry == first


def test_every_entry_has_a_state(registry: Registry) -> None:
    for name in ("first", "second"):
        promoted(registry, name)
    registry.rollback("writer", "bob", START)
    promoted(registry, "third")
    states = {entry.number: state for entry, state in registry.entries("writer")}
    assert states == {3: State.CURRENT, 2: State.WITHDRAWN, 1: State.EARLIER}


def test_the_history_says_who_changed_what_and_when(registry: Registry) -> None:
    promoted(registry)
    registry.rollback("writer", "bob", START, "it refuses too often")
    taken_back, put_live = registry.history("writer")
    assert (put_live.event, put_live.entry, put_live.instead_of, put_live.by) == (What.PROMOTED, 1, SHIPPED, "ada")
    assert (taken_back.event, taken_back.entry, taken_back.instead_of) == (What.ROLLED_BACK, SHIPPED, 1)
    assert (taken_back.by, taken_back.at, taken_back.reason) == ("bob", START, "it refuses too often")


def test_the_pointer_changes_with_what_serves_and_only_in_its_role(registry: Registry) -> None:
    looks = [registry.pointer("writer")]
    promoted(registry)
    looks.append(registry.pointer("writer"))
    registry.rollback("writer", "bob", START)
    looks.append(registry.pointer("writer"))
    assert len(set(looks)) == 3 and registry.pointer("judge") == b""


def test_a_damaged_model_is_refused_and_the_one_before_serves(registry: Registry) -> None:
    first, second = promoted(registry), promoted(registry, "second")
    registry.place(second).write_text("other weights", encoding="utf-8")
    serving = registry.current("writer")
    assert serving.entry == first
    assert "found " in serving.problems[0] and f"expected SHA-256 {second.hash}" in serving.problems[0]
    assert "python -m finetune rollback --role writer" in serving.problems[0]
    registry.place(first).unlink()
    assert registry.current("writer").entry is None and "found no file" in registry.current("writer").problems[1]


def test_a_rollback_passes_damaged_models(registry: Registry) -> None:
    first, second, _ = promoted(registry), promoted(registry, "second"), promoted(registry, "third")
    registry.place(second).unlink()
    assert registry.rollback("writer", "bob", START).entry == first


def test_an_entry_whose_description_was_changed_does_not_serve(registry: Registry) -> None:
    first, second = promoted(registry), promoted(registry, "second")
    path = registry.folder / "writer/0002/entry.json"
    path.write_text(path.read_text().replace("ada", "eve"), encoding="utf-8")
    assert registry.current("writer").entry == first
    assert "is not what ada put live" in registry.problems()[0]
    path.write_text("{", encoding="utf-8")
    assert registry.current("writer").entry == first
    assert [entry.number for entry, _ in registry.entries("writer")] == [1]
    assert second.number == 2


def test_a_changed_line_of_the_history_is_noticed(registry: Registry) -> None:
    for name in ("first", "second"):
        promoted(registry, name)
    assert registry.problems() == ()
    path = registry.folder / "registry.jsonl"
    path.write_text(path.read_text().replace("ada", "eve", 1), encoding="utf-8")
    assert "registry.jsonl, line 2 does not follow from the line before" in registry.problems()[0]


def test_a_torn_line_is_kept_aside_and_the_lost_one_is_written_again(registry: Registry) -> None:
    promoted(registry)
    path = registry.folder / "registry.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:50])
    assert [change.entry for change in registry.history("writer")] == [1]
    promoted(registry, "second")
    assert path.read_bytes().startswith(whole) and registry.problems() == ()
    assert (registry.folder / "registry.torn").read_bytes() == whole[:50] + b"\n"


def test_another_format_is_not_touched(registry: Registry) -> None:
    promoted(registry)
    path = registry.folder / "writer/CURRENT"
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'), encoding="utf-8")
    assert registry.current("writer").entry is None
    assert "has format 2, this version reads 1" in registry.current("writer").problems[0]
    with pytest.raises(Problem, match="has format 2"):
        registry.rollback("writer", "bob", START)


def test_a_lost_pointer_is_found_in_the_history(registry: Registry) -> None:
    entry = promoted(registry)
    (registry.folder / "writer/CURRENT").unlink()
    assert registry.current("writer").entry == entry


@pytest.mark.parametrize("role", ["", "../writer", "Writer", "a/b", "x" * 60])
def test_a_role_is_a_plain_name(registry: Registry, role: str) -> None:
    with pytest.raises(Problem, match="is no role"):
        registry.pointer(role)


def test_a_comparison_with_what_no_longer_serves_does_not_count(registry: Registry) -> None:
    promoted(registry)
    with pytest.raises(Problem, match="writer 1 serves, but the comparison was made with 0"):
        registry.promote(candidate("late"), filled("late"), by="bob", now=START, instead_of=SHIPPED)
    assert registry.current("writer").number == 1


def test_what_fails_half_way_leaves_nothing(registry: Registry) -> None:
    def broken(folder: Path) -> None:
        (folder / "half").write_bytes(b"half")
        raise OSError("no space left on device")

    with pytest.raises(Problem, match=r"cannot be written \(no space left on device\): free some space"):
        registry.promote(candidate(), broken, by="ada", now=START, instead_of=SHIPPED)
    with pytest.raises(Problem, match="has no files"):
        registry.promote(candidate(), lambda _: None, by="ada", now=START, instead_of=SHIPPED)
    assert registry.current("writer").number == SHIPPED and registry.entries("writer") == ()
    assert promoted(registry).number == 1


def test_while_one_promotes_another_is_told_to_wait(registry: Registry) -> None:
    inside, go_on = Event(), Event()

    def slow(folder: Path) -> None:
        inside.set()
        assert go_on.wait(10)
        filled("slow")(folder)

    arguments = {"by": "ada", "now": START, "instead_of": SHIPPED}
    first = Thread(target=registry.promote, args=(candidate("slow"), slow), kwargs=arguments)
    first.start()
    assert inside.wait(10)
    with pytest.raises(IndexBusy, match="is being written by process"):
        Registry(registry.folder).promote(candidate("quick"), filled("quick"), by="bob", now=START, instead_of=SHIPPED)
    go_on.set()
    first.join(10)
    assert registry.place(registry.entry("writer", 1)).read_text() == "slow"


TWO_AT_ONCE = """
import sys
from pathlib import Path
from assistant.answering.registry import Registry
from assistant.errors import Problem
from tests.fakes import START
from tests.promoted import candidate, filled
print("ready", flush=True)
sys.stdin.readline()
try:
    Registry(Path(sys.argv[1])).promote(candidate(sys.argv[2]), filled(sys.argv[2]), by=sys.argv[2], now=START, instead_of=0)
except Problem as problem:
    print(type(problem).__name__)
else:
    print("live")
"""


def test_of_two_processes_that_promote_at_once_one_wins_and_the_other_is_told(registry: Registry) -> None:
    command = [sys.executable, "-c", TWO_AT_ONCE, str(registry.folder)]
    pipes = {"cwd": ROOT, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen([*command, name], **pipes) for name in ("ada", "bob")]  # type: ignore[call-overload]  # as above
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    said = sorted(process.communicate()[0].strip() for process in both)
    assert said[1] == "live" and said[0] in ("IndexBusy", "Problem")
    assert len(registry.entries("writer")) == 1 and registry.problems() == ()


KILLED = """
import os, shutil, sys
from pathlib import Path
from assistant.answering.registry import Registry, State
from tests.fakes import START
from tests.promoted import candidate, filled, promoted

start, left = Path(sys.argv[1]), None
WATCHED = {"open", "os.rename", "os.mkdir", "os.remove", "shutil.rmtree", "os.truncate"}

def hook(event, arguments):
    global left
    if left is not None and event in WATCHED:
        if left == 0:
            os._exit(9)
        left -= 1

sys.addaudithook(hook)
promoted(Registry(start))
for number in range(1000):
    folder = start.with_name(f"killed-{number}")
    shutil.copytree(start, folder)
    child = os.fork()
    if child == 0:
        left = number
        promoted(Registry(folder), "second")
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    registry = Registry(folder)
    serving = registry.current("writer")
    assert serving.problems == () and serving.number in (1, 2), (number, serving)
    assert len(registry.history("writer")) == serving.number
    third = promoted(registry, "third")
    assert registry.problems() == () and third.before == serving.number
    assert len(registry.history("writer")) == serving.number + 1
    assert not list(folder.glob("*/.new"))
    print(serving.number)
    if code == 0:
        break
"""


def test_a_promotion_that_is_killed_anywhere_leaves_the_old_or_the_new_model_and_a_whole_history(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(tmp_path / "registry")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    served = done.stdout.split()
    assert len(served) > 15 and served == sorted(served) and set(served) == {"1", "2"}
