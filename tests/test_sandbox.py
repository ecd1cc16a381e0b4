"""The sandbox: what children may do, how calls that go wrong end, that a run never hangs."""

import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from indexer.documents import Reading
from indexer.errors import FileRefused, Verdict
from indexer.sandbox import Sandbox
from indexer.settings import ReadingLimits
from tests import sandbox_stubs as stubs

LIMITS = ReadingLimits(cpu_s=1, memory_mb=300, characters=100_000)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as sandbox:
        yield sandbox


def verdict(sandbox: Sandbox, function: object, *arguments: object) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        sandbox.call(function, *arguments)  # type: ignore[arg-type]  # a stub
    return caught.value


def test_a_result_comes_back_as_it_was(sandbox: Sandbox) -> None:
    value = {
        "text": "Ümläut 中文 \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "list": [1, 2.5, None, True],
    }
    assert sandbox.call(stubs.echo, value) == value


def test_bytes_come_back_as_bytes(sandbox: Sandbox) -> None:
    assert sandbox.call(stubs.picture) == bytes(range(256))


def test_a_path_arrives_as_text(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox.call(stubs.echo, tmp_path) == str(tmp_path)


def test_a_loop_is_ended_and_told_as_too_large(sandbox: Sandbox) -> None:
    refused = verdict(sandbox, stubs.loop_forever)
    assert refused.verdict is Verdict.TOO_LARGE
    assert "more than 1 s" in refused.found


def test_a_child_that_only_waits_is_ended_too(sandbox: Sandbox) -> None:
    started = time.monotonic()
    assert verdict(sandbox, stubs.sleep_forever).verdict is Verdict.TOO_LARGE
    assert time.monotonic() - started < 30


def test_a_crash_is_told_as_damaged_with_its_signal(sandbox: Sandbox) -> None:
    refused = verdict(sandbox, stubs.crash)
    assert (refused.verdict, "SIGABRT" in refused.found) == (Verdict.DAMAGED, True)


def test_an_exit_without_an_answer_is_told_as_damaged(sandbox: Sandbox) -> None:
    assert verdict(sandbox, stubs.exit_at_once).verdict is Verdict.DAMAGED


def test_memory_is_limited(sandbox: Sandbox) -> None:
    assert sandbox.call(stubs.take_memory, 100) == 100_000_000
    assert verdict(sandbox, stubs.take_memory, 600).verdict is Verdict.TOO_LARGE


def test_the_answer_is_limited(sandbox: Sandbox) -> None:
    assert verdict(sandbox, stubs.write_much, 60).verdict is Verdict.TOO_LARGE


@pytest.mark.parametrize("function", [stubs.connect, stubs.start_program])
def test_a_child_reaches_neither_the_network_nor_other_programs(sandbox: Sandbox, function: object) -> None:
    assert "not allowed" in verdict(sandbox, function).found


def test_a_child_writes_no_file(sandbox: Sandbox, tmp_path: Path) -> None:
    assert "not allowed" in verdict(sandbox, stubs.write_file, tmp_path / "x").found
    assert not (tmp_path / "x").exists()


def test_a_child_has_no_network_interface_but_its_own(sandbox: Sandbox) -> None:
    names = sandbox.call(stubs.interfaces)
    if names != ["lo"]:
        pytest.skip("this system lets nobody but root make a network namespace")
    assert names == ["lo"]


def test_a_child_does_not_see_the_keys_of_this_process(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCENT_WRITER_KEY", "secret")
    with Sandbox(LIMITS, workers=1) as fresh:
        assert "DOCENT_WRITER_KEY" not in fresh.call(stubs.environment)


def test_a_call_after_a_crash_works(sandbox: Sandbox) -> None:
    for _ in range(4):
        verdict(sandbox, stubs.crash)
        assert sandbox.call(stubs.echo, 1) == 1


def test_every_call_has_a_child_of_its_own(sandbox: Sandbox) -> None:
    assert "not allowed" in verdict(sandbox, stubs.connect).found
    assert sandbox.call(stubs.environment)["PYTHONUTF8"] == "1"


def test_many_threads_may_call_at_once(sandbox: Sandbox) -> None:
    results: list[object] = []
    threads = [
        threading.Thread(target=lambda value=value: results.append(sandbox.call(stubs.echo, value))) for value in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(map(str, results)) == sorted(map(str, range(8)))


def test_a_closed_sandbox_starts_again_when_it_is_called() -> None:
    sandbox = Sandbox(LIMITS, workers=1)
    assert sandbox.call(stubs.echo, 1) == 1
    sandbox.close()
    assert sandbox.call(stubs.echo, 2) == 2
    sandbox.close()


def test_a_file_is_read_as_in_this_process(tmp_path: Path) -> None:
    path = tmp_path / "leave.md"
    path.write_text("# Leave\n\nUp to 5 days carry over.", encoding="utf-8")
    with Sandbox(ReadingLimits(), workers=1) as sandbox:
        reading = sandbox.read(path)
    assert reading.title == "Leave"
    assert reading.pages[0].text == "Leave\n\nUp to 5 days carry over."


def test_every_file_of_many_gets_a_reading_or_a_verdict(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.txt").write_text(f"text {number}", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"not a PDF")
    (tmp_path / "old.xls").write_bytes(b"x")
    with Sandbox(ReadingLimits()) as sandbox:
        found = dict(sandbox.read_many(sorted(tmp_path.iterdir())))
    assert len(found) == 11
    assert {path.name: result.verdict for path, result in found.items() if isinstance(result, FileRefused)} == {
        "broken.pdf": Verdict.DAMAGED,
        "old.xls": Verdict.UNSUPPORTED,
    }
    assert all(isinstance(result, Reading) for path, result in found.items() if path.suffix == ".txt")


def test_limits_of_text_hold_in_the_child(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("word " * 1000, encoding="utf-8")
    with Sandbox(replace(ReadingLimits(), characters=1000), workers=1) as sandbox, pytest.raises(FileRefused) as caught:
        sandbox.read(tmp_path / "long.txt")
    assert caught.value.verdict is Verdict.TOO_LARGE


def test_leaving_a_run_early_ends_it(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text("text", encoding="utf-8")
    with Sandbox(ReadingLimits()) as sandbox:
        run = sandbox.read_many(sorted(tmp_path.iterdir()))
        next(run)
        run.close()  # type: ignore[attr-defined]  # a generator
        assert sandbox.call(stubs.echo, asdict(LIMITS))["cpu_s"] == 1


def test_without_fork_every_call_starts_a_process(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.", encoding="utf-8")
    with Sandbox(ReadingLimits(cpu_s=5), workers=1, forks=False) as sandbox:
        assert sandbox.read(tmp_path / "a.txt").pages[0].text == "Text."
        assert verdict(sandbox, stubs.crash).verdict is Verdict.DAMAGED
        assert "not allowed" in verdict(sandbox, stubs.connect).found
