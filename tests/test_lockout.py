"""How long somebody must wait after failed attempts to sign in."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.database import Database
from assistant.errors import SignInRefused
from assistant.people.lockout import FIRST_S, FORGOTTEN_S, FREE, FREE_ADDRESS, LONGEST_S, Lockout, wait_s
from assistant.people.tables import FILE, FORMAT, SCHEMA
from tests.fakes import START

HOME, OFFICE = "10.0.0.7", "10.0.0.8"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / FILE, SCHEMA, FORMAT)
    yield opened
    opened.close()


@pytest.fixture
def lockout(database: Database) -> Lockout:
    return Lockout(database)


def fail(lockout: Lockout, times: int, name: str = "ada", address: str = HOME) -> None:
    for _ in range(times):
        lockout.begin(name, address, START)


def refused(lockout: Lockout, seconds: float, name: str = "ada", address: str = HOME) -> bool:
    try:
        lockout.begin(name, address, START + timedelta(seconds=seconds))
    except SignInRefused:
        return True
    return False


def test_the_waits_are_30_seconds_and_then_twice_as_long_up_to_15_minutes() -> None:
    assert [wait_s(failures) for failures in range(12)] == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]


@given(st.integers(0, 10**6), st.integers(0, 100))
def test_a_wait_never_becomes_shorter_and_never_longer_than_the_longest(failures: int, free: int) -> None:
    assert 0 <= wait_s(failures, free) <= wait_s(failures + 1, free) <= LONGEST_S
    assert (wait_s(failures, free) == 0) == (failures < free)


def test_the_first_attempts_are_free_and_then_one_waits(lockout: Lockout) -> None:
    fail(lockout, FREE)
    assert refused(lockout, FIRST_S - 0.1)
    assert not refused(lockout, FIRST_S)


def test_an_attempt_while_waiting_makes_the_wait_no_longer(lockout: Lockout) -> None:
    fail(lockout, FREE)
    assert all(refused(lockout, second) for second in (1, 2, 3))
    assert not refused(lockout, FIRST_S)


def test_who_waits_keeps_nobody_else_waiting(lockout: Lockout) -> None:
    fail(lockout, FREE)
    assert not refused(lockout, 1, name="bob")
    assert refused(lockout, 1, address=OFFICE)


def test_an_address_has_more_attempts_than_a_name(lockout: Lockout) -> None:
    for number in range(FREE_ADDRESS):
        fail(lockout, 1, name=f"name-{number}")
    assert refused(lockout, 1, name="anybody")
    assert not refused(lockout, 1, name="anybody", address=OFFICE)


def test_failures_are_forgotten_after_an_hour_without_another(lockout: Lockout) -> None:
    fail(lockout, FREE)
    assert not refused(lockout, FORGOTTEN_S + 1)
    assert not refused(lockout, FORGOTTEN_S + 2)  # the count began anew: that was the first failure


def test_who_signed_in_begins_anew(lockout: Lockout) -> None:
    fail(lockout, FREE - 1)
    lockout.forgive("ada", HOME)
    fail(lockout, FREE - 1)
    assert not refused(lockout, 1)


def test_a_good_account_clears_the_address_of_no_more_than_its_own_failures(lockout: Lockout) -> None:
    for number in range(FREE_ADDRESS - 1):
        fail(lockout, 1, name=f"name-{number}")
    fail(lockout, 1, name="mallory")
    lockout.forgive("mallory", HOME)
    assert not refused(lockout, 1, name="one-more")
    assert refused(lockout, 2, name="yet-another")


def test_forgiving_who_never_failed_changes_nothing(lockout: Lockout) -> None:
    fail(lockout, FREE)
    lockout.forgive("nobody", OFFICE)
    assert refused(lockout, 1)


def test_a_restart_forgets_nothing(tmp_path: Path, lockout: Lockout) -> None:
    fail(lockout, FREE)
    again = Database(tmp_path / FILE, SCHEMA, FORMAT)
    assert refused(Lockout(again), 1)
    again.close()


def test_neither_names_nor_addresses_are_kept_as_they_were_typed(database: Database, lockout: Lockout) -> None:
    fail(lockout, 1, name="my password by mistake")
    with database.reading() as connection:
        keys = [row["key"] for row in connection.execute("SELECT key FROM attempts")]
    assert len(keys) == 2
    assert all(len(key) == 64 and "password" not in key and "10.0" not in key for key in keys)
