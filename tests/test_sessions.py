"""Sessions and the API's tokens."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import AccountInvalid
from assistant.people.accounts import Accounts
from assistant.people.person import Person, Role
from assistant.people.sessions import Sessions
from assistant.people.tokens import PREFIX, Tokens
from tests.fakes import Clock, fast_accounts

Change = Callable[[Accounts, Person], object]


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    opened = fast_accounts(tmp_path)
    opened.add("root", Role.ADMIN)
    yield opened
    opened.close()


@pytest.fixture
def ada(accounts: Accounts) -> Person:
    return accounts.add("ada").person


def test_a_token_stands_for_a_person_until_it_is_closed(accounts: Accounts, ada: Person) -> None:
    sessions, clock = Sessions(accounts), Clock()
    token = sessions.open(ada, clock.now)
    assert sessions.person(token, clock.now) == ada
    sessions.close(token)
    assert sessions.person(token, clock.now) is None


def test_every_session_has_a_long_token_of_its_own(accounts: Accounts, ada: Person) -> None:
    sessions, clock = Sessions(accounts), Clock()
    tokens = {sessions.open(ada, clock.now) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 43 for token in tokens)  # 256 bits in base64


def test_no_token_is_in_the_file(accounts: Accounts, ada: Person) -> None:
    token = Sessions(accounts).open(ada, Clock().now)
    accounts.close()
    assert all(token.encode() not in file.read_bytes() for file in accounts.database.file.parent.iterdir())


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --"])
def test_a_token_nobody_was_given_stands_for_nobody(accounts: Accounts, token: str) -> None:
    assert Sessions(accounts).person(token, Clock().now) is None


def test_a_session_ends_when_nobody_uses_it(accounts: Accounts, ada: Person) -> None:
    sessions, clock = Sessions(accounts), Clock()
    token = sessions.open(ada, clock.now)
    for _ in range(3):
        clock.forward(minutes=29)
        assert sessions.person(token, clock.now) == ada
    clock.forward(minutes=31)
    assert sessions.person(token, clock.now) is None


def test_a_session_ends_after_twelve_hours_however_busy(accounts: Accounts, ada: Person) -> None:
    sessions, clock = Sessions(accounts), Clock()
    token = sessions.open(ada, clock.now)
    for _ in range(72):
        assert sessions.person(token, clock.now) == ada
        clock.forward(minutes=10)
    clock.forward(seconds=1)
    assert sessions.person(token, clock.now) is None


def test_an_ended_session_does_not_come_back_when_the_clock_does(accounts: Accounts, ada: Person) -> None:
    sessions, clock = Sessions(accounts), Clock()
    token = sessions.open(ada, clock.now)
    clock.forward(hours=1)
    assert sessions.person(token, clock.now) is None
    clock.forward(hours=-1)
    assert sessions.person(token, clock.now) is None


CHANGES: dict[str, Change] = {
    "another role": lambda accounts, ada: accounts.set_role(ada.id, Role.TRAINER),
    "disabled": lambda accounts, ada: accounts.disable(ada.id),
    "a new password": lambda accounts, ada: accounts.set_password(ada.id, "a sentence to remember"),
    "all closed": lambda accounts, ada: Sessions(accounts).close_all(ada.id),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_session_of_a_person_ends_with(accounts: Accounts, ada: Person, change: str) -> None:
    sessions, clock = Sessions(accounts), Clock()
    other = sessions.open(accounts.named("root"), clock.now)
    tokens = [sessions.open(ada, clock.now) for _ in range(3)]
    CHANGES[change](accounts, ada)
    assert [sessions.person(token, clock.now) for token in tokens] == [None] * 3
    assert sessions.person(other, clock.now) is not None


def test_sessions_end_when_another_process_changes_the_account(accounts: Accounts, ada: Person, tmp_path: Path) -> None:
    sessions, clock = Sessions(accounts), Clock()
    token = sessions.open(ada, clock.now)
    command = fast_accounts(tmp_path)
    command.disable(ada.id)
    command.enable(ada.id)
    command.close()
    assert sessions.person(token, clock.now) is None


def test_a_session_goes_on_with_new_groups(accounts: Accounts, ada: Person) -> None:
    sessions, clock = Sessions(accounts), Clock()
    token = sessions.open(ada, clock.now)
    accounts.set_groups(ada.id, ["hr"])
    found = sessions.person(token, clock.now)
    assert found is not None
    assert found.groups == {"hr"}


def test_sessions_that_have_ended_are_cleared_away(accounts: Accounts, ada: Person) -> None:
    sessions, clock = Sessions(accounts), Clock()
    for _ in range(5):
        sessions.open(ada, clock.now)
    clock.forward(hours=13)
    sessions.open(ada, clock.now)
    with accounts.database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone()[0] == 1


def test_a_program_acts_with_a_token_until_it_is_revoked(accounts: Accounts, ada: Person) -> None:
    tokens, clock = Tokens(accounts), Clock()
    token = tokens.create(ada, clock.now)
    assert token.startswith(PREFIX)
    assert tokens.person(token) == ada
    (record,) = tokens.list(ada)
    assert record.created == clock.now
    tokens.revoke(ada, record.id)
    assert tokens.person(token) is None


def test_a_disabled_persons_token_does_not_work(accounts: Accounts, ada: Person) -> None:
    tokens = Tokens(accounts)
    token = tokens.create(ada, Clock().now)
    accounts.disable(ada.id)
    assert tokens.person(token) is None


def test_nobody_revokes_somebody_elses_token_by_mistake(accounts: Accounts, ada: Person) -> None:
    tokens = Tokens(accounts)
    tokens.create(ada, Clock().now)
    with pytest.raises(AccountInvalid, match="root has no token"):
        tokens.revoke(accounts.named("root"), tokens.list(ada)[0].id)
