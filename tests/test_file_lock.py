"""One at a time, among threads and processes."""

import stat
from pathlib import Path
from threading import Thread

import pytest

from assistant.errors import Problem
from assistant.people.file_lock import held


def test_who_waits_in_vain_is_told_what_to_do(tmp_path: Path) -> None:
    lock = tmp_path / "folder" / "lock"
    with held(lock), pytest.raises(Problem, match=r"was held by somebody else for 0\.01 s: try again"), held(lock, 0.01):
        pass


def test_a_turn_is_given_on_also_after_an_error(tmp_path: Path) -> None:
    lock = tmp_path / "folder" / "lock"
    with pytest.raises(ZeroDivisionError), held(lock):
        raise ZeroDivisionError
    with held(lock, 0.01):
        pass


def test_folders_and_lock_are_private(tmp_path: Path) -> None:
    lock = tmp_path / "people" / "ada" / "lock"
    with held(lock):
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (lock.parent.parent, lock.parent, lock)]
    assert modes == [0o700, 0o700, 0o600]


def test_two_locks_keep_each_other_from_nothing(tmp_path: Path) -> None:
    with held(tmp_path / "a" / "lock"), held(tmp_path / "b" / "lock", 0.01):
        pass


def test_threads_take_turns(tmp_path: Path) -> None:
    lock, inside, most = tmp_path / "a" / "lock", [0], [0]

    def work() -> None:
        for _ in range(5):
            with held(lock):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]
