"""Accounts, passwords and lockout."""

import sqlite3
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.errors import AccountInvalid, Problem, SignInRefused
from assistant.people.accounts import Accounts
from assistant.people.lockout import FORGOTTEN_S, FREE_ADDRESS, wait_s
from assistant.people.passwords import COMMONEST, Passwords, one_time_password, refuse_weak
from assistant.people.person import EVERYONE, Role
from tests.fakes import FAST, START, Clock, fast_accounts

GOOD = "a sentence to remember"
HOME = "10.0.0.7"


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    opened = fast_accounts(tmp_path)
    yield opened
    opened.close()


def fail(accounts: Accounts, name: str, clock: Clock, times: int, address: str = HOME) -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            accounts.check(name, "not the password", address, clock.now)


def test_a_person_signs_in_with_their_password(accounts: Accounts) -> None:
    ada = accounts.add("Ada", Role.TRAINER, ["hr", EVERYONE, "hr"], GOOD, "zh").person
    assert accounts.check("Ada", GOOD, HOME, START) == ada
    assert (ada.role, ada.groups, ada.language, ada.must_change_password) == (Role.TRAINER, frozenset({"hr"}), "zh", False)


def test_names_are_the_same_in_any_case_and_width(accounts: Accounts) -> None:
    ada = accounts.add("Ada", password=GOOD).person
    assert accounts.find("ａｄａ ") == ada
    with pytest.raises(AccountInvalid, match="already"):
        accounts.add("ADA")


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 65])
def test_a_name_that_cannot_be_shown_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(AccountInvalid, match="visible characters"):
        accounts.add(name)


def test_an_account_without_a_password_gets_one_to_be_changed(accounts: Accounts) -> None:
    made = accounts.add("ada")
    assert made.one_time_password is not None
    assert accounts.check("ada", made.one_time_password, HOME, START).must_change_password
    accounts.change_password(made.person.id, made.one_time_password, GOOD, HOME, START)
    assert not accounts.check("ada", GOOD, HOME, START).must_change_password


def test_no_two_one_time_passwords_are_alike() -> None:
    passwords = {one_time_password() for _ in range(100)}
    assert len(passwords) == 100
    assert all(len(password) == 23 for password in passwords)


def test_the_old_password_is_needed_for_a_new_one(accounts: Accounts) -> None:
    ada = accounts.add("ada", password=GOOD).person
    with pytest.raises(SignInRefused):
        accounts.change_password(ada.id, "not the password", "another good sentence", HOME, START)
    with pytest.raises(AccountInvalid, match="the old one"):
        accounts.change_password(ada.id, GOOD, GOOD, HOME, START)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 15"),
        ("x" * 129, "at most 128"),
        ("Ada of the accounts", "the name"),
        ("QWERTYUIOPasdfgh", "commonest"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, said: str) -> None:
    with pytest.raises(AccountInvalid, match=said):
        refuse_weak(password, "ada of the accounts", 15)


def test_a_long_password_needs_no_special_characters() -> None:
    refuse_weak("four plain words here", "ada", 15)


def test_the_commonest_passwords_are_written_as_they_are_compared() -> None:
    assert {word.casefold() for word in COMMONEST} == COMMONEST


def test_a_password_may_be_composed_differently(accounts: Accounts) -> None:
    accounts.add("ada", password="une phrase préférée")
    accounts.check("ada", "une phrase pre\u0301fe\u0301re\u0301e", HOME, START)


def test_passwords_are_kept_as_argon2id_with_the_parameters_of_owasp() -> None:
    assert Passwords().hashed(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_no_password_is_in_the_file(accounts: Accounts) -> None:
    accounts.add("ada", password=GOOD)
    accounts.database.close()
    assert all(GOOD.encode() not in file.read_bytes() for file in accounts.database.file.parent.iterdir())


def test_a_hash_with_older_parameters_is_renewed_at_sign_in(tmp_path: Path) -> None:
    old = fast_accounts(tmp_path)
    old.add("ada", password=GOOD)
    old.close()
    newer = Passwords(memory_kib=16, passes=1)
    accounts = Accounts(tmp_path, passwords=newer)
    accounts.check("ada", GOOD, HOME, START)
    with accounts.database.reading() as connection:
        kept = connection.execute("SELECT password FROM accounts").fetchone()[0]
    accounts.close()
    assert not newer.outdated(kept)


class CountingPasswords(Passwords):
    """Counts how often a password is looked at."""

    looked = 0

    def matches(self, password: str, kept: str | None) -> bool:
        self.looked += 1
        return super().matches(password, kept)


def test_an_unknown_name_takes_the_same_work_and_the_same_words(tmp_path: Path) -> None:
    passwords = CountingPasswords(memory_kib=8, passes=1)
    accounts = Accounts(tmp_path, passwords=passwords)
    accounts.add("ada", password=GOOD)
    said = []
    for name in ("ada", "nobody"):
        with pytest.raises(SignInRefused) as refused:
            accounts.check(name, "not the password", name, START)
        said.append(str(refused.value))
    accounts.close()
    assert said[0] == said[1]
    assert passwords.looked == 2


def test_a_password_of_a_megabyte_is_never_hashed() -> None:
    assert not FAST.matches("x" * 1_000_000, FAST.hashed("x" * 15))


def test_the_wait_doubles_up_to_fifteen_minutes() -> None:
    assert [wait_s(failures) for failures in range(1, 13)] == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert wait_s(10_000) == 900


def test_five_failures_lock_an_account_for_a_while(accounts: Accounts) -> None:
    clock = Clock()
    accounts.add("ada", password=GOOD)
    fail(accounts, "ada", clock, 5)
    with pytest.raises(SignInRefused):
        accounts.check("ADA", GOOD, "elsewhere", clock.now)
    clock.forward(seconds=31)
    assert accounts.check("ada", GOOD, "elsewhere", clock.now).name == "ada"


def test_an_office_behind_one_address_is_not_locked_out_by_a_few_mistakes(accounts: Accounts) -> None:
    clock = Clock()
    accounts.add("ada", password=GOOD)
    for number in range(FREE_ADDRESS - 1):
        fail(accounts, f"nobody {number}", clock, 1)
    assert accounts.check("ada", GOOD, HOME, clock.now).name == "ada"


def test_fifty_failures_lock_an_address_for_every_name(accounts: Accounts) -> None:
    clock = Clock()
    accounts.add("ada", password=GOOD)
    for number in range(FREE_ADDRESS):
        fail(accounts, f"nobody {number}", clock, 1)
    with pytest.raises(SignInRefused):
        accounts.check("ada", GOOD, HOME, clock.now)
    assert accounts.check("ada", GOOD, "elsewhere", clock.now).name == "ada"


def test_a_good_account_does_not_clear_the_address_for_guesses_at_others(accounts: Accounts) -> None:
    clock = Clock()
    accounts.add("mallory", password=GOOD)
    for number in range(FREE_ADDRESS - 1):
        fail(accounts, f"victim {number}", clock, 1)
        accounts.check("mallory", GOOD, HOME, clock.now)
    fail(accounts, "one victim more", clock, 1)
    with pytest.raises(SignInRefused):
        accounts.check("mallory", GOOD, HOME, clock.now)


def test_a_few_mistakes_are_forgotten_after_signing_in(accounts: Accounts) -> None:
    clock = Clock()
    accounts.add("ada", password=GOOD)
    for _ in range(3):
        fail(accounts, "ada", clock, 4)
        accounts.check("ada", GOOD, HOME, clock.now)


def test_failures_are_forgotten_after_an_hour_of_rest(accounts: Accounts) -> None:
    clock = Clock()
    accounts.add("ada", password=GOOD)
    fail(accounts, "ada", clock, 6)
    clock.forward(seconds=FORGOTTEN_S + 1)
    fail(accounts, "ada", clock, 4)
    accounts.check("ada", GOOD, HOME, clock.now)


def test_a_patient_guesser_gets_fewer_than_a_hundred_guesses_in_twelve_hours(accounts: Accounts) -> None:
    clock, looked = Clock(), 0
    passwords = CountingPasswords(memory_kib=8, passes=1)
    guessed = Accounts(accounts.database.file.parent, passwords=passwords)
    guessed.add("ada", password=GOOD)
    while clock.now < START + timedelta(hours=12):
        fail(guessed, "ada", clock, 1, address=str(looked))
        looked += 1
        clock.forward(seconds=30)
    guessed.close()
    assert passwords.looked < 100


def test_a_restart_forgets_no_failures(tmp_path: Path) -> None:
    clock = Clock()
    first = fast_accounts(tmp_path)
    first.add("ada", password=GOOD)
    fail(first, "ada", clock, 5)
    first.close()
    second = fast_accounts(tmp_path)
    with pytest.raises(SignInRefused):
        second.check("ada", GOOD, HOME, clock.now)
    second.close()


def test_a_disabled_person_is_refused_until_enabled(accounts: Accounts) -> None:
    accounts.add("root", Role.ADMIN)
    ada = accounts.add("ada", password=GOOD).person
    accounts.disable(ada.id)
    with pytest.raises(SignInRefused):
        accounts.check("ada", GOOD, HOME, START)
    accounts.enable(ada.id)
    assert accounts.check("ada", GOOD, HOME, START).active


@pytest.mark.parametrize("change", ["disable", "demote"])
def test_the_last_admin_stays(accounts: Accounts, change: str) -> None:
    root = accounts.add("root", Role.ADMIN).person
    with pytest.raises(AccountInvalid, match="nobody would be left"):
        accounts.disable(root.id) if change == "disable" else accounts.set_role(root.id, Role.EMPLOYEE)
    accounts.add("other", Role.ADMIN)
    accounts.set_role(root.id, Role.EMPLOYEE)
    assert accounts.get(root.id).role is Role.EMPLOYEE


def test_groups_and_language_change_without_a_new_sign_in(accounts: Accounts) -> None:
    ada = accounts.add("ada").person
    accounts.set_groups(ada.id, ["hr", "legal"])
    accounts.set_language(ada.id, "zh")
    assert accounts.get(ada.id).memberships == {"hr", "legal", EVERYONE}
    assert accounts.get(ada.id).language == "zh"
    with pytest.raises(AccountInvalid, match="no comma"):
        accounts.set_groups(ada.id, ["a,b"])
    with pytest.raises(AccountInvalid, match="no pages in fr"):
        accounts.set_language(ada.id, "fr")


def test_what_is_unknown_is_said_to_be(accounts: Accounts) -> None:
    for ask in (lambda: accounts.get("0"), lambda: accounts.named("eve"), lambda: accounts.enable("0")):
        with pytest.raises(AccountInvalid, match="there is no"):
            ask()


def test_everybody_is_listed_by_name(accounts: Accounts) -> None:
    for name in ("carol", "Bob", "ada"):
        accounts.add(name)
    assert [person.name for person in accounts.list()] == ["ada", "Bob", "carol"]


def test_the_file_is_for_its_owner_alone(accounts: Accounts) -> None:
    accounts.add("ada")
    for file in accounts.database.file.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_change_is_on_disk_when_it_returns(accounts: Accounts) -> None:
    with accounts.database.reading() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_file_of_another_format_is_refused_with_the_remedy(tmp_path: Path) -> None:
    fast_accounts(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "people.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Problem, match="has format 99, this version reads 2"):
        fast_accounts(tmp_path)


def test_a_damaged_file_of_accounts_is_a_problem_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "people.sqlite").write_bytes(b"no database at all " * 99)
    with pytest.raises(Problem, match=r"people\.sqlite cannot be read .*: restore it from a backup"):
        fast_accounts(tmp_path)


def test_renewing_a_hash_does_not_bring_back_a_password_that_was_replaced_meanwhile(tmp_path: Path) -> None:
    class Meanwhile(Passwords):
        def outdated(self, kept: str) -> bool:
            accounts.set_password(ada.id, "another sentence to remember")
            return True

    accounts = Accounts(tmp_path, passwords=Meanwhile(memory_kib=16, passes=1))
    ada = accounts.add("ada", password=GOOD).person
    accounts.check("ada", GOOD, HOME, START)
    with pytest.raises(SignInRefused):
        accounts.check("ada", GOOD, HOME, START)
    accounts.close()


def test_a_mail_address_is_kept_changed_and_taken_away(accounts: Accounts) -> None:
    ada = accounts.add("ada", mail=" ada@example.com ").person
    assert ada.mail == "ada@example.com"
    accounts.set_mail(ada.id, "a.lovelace@example.org")
    assert accounts.named("ada").mail == "a.lovelace@example.org"
    accounts.set_mail(ada.id, "")
    assert accounts.get(ada.id).mail == ""


@pytest.mark.parametrize(
    "mail", ["ada", "@example.com", "ada@", "a b@example.com", "a@b.c\r\nBcc: x@y.z", "a@b,c@d", "a@" + "b" * 254]
)
def test_what_is_no_mail_address_is_refused(accounts: Accounts, mail: str) -> None:
    with pytest.raises(AccountInvalid, match="is no mail address"):
        accounts.add("ada", mail=mail)


def test_accounts_of_the_format_before_are_brought_up_to_date_once(tmp_path: Path) -> None:
    before = fast_accounts(tmp_path)
    ada = before.add("ada", groups=["hr"]).person
    before.close()
    connection = sqlite3.connect(tmp_path / "people.sqlite")
    connection.execute("ALTER TABLE accounts DROP COLUMN mail")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    for _ in range(2):
        after = fast_accounts(tmp_path)
        assert after.list() == [ada]
        after.close()
