"""Passwords: which are good enough, and how they are kept. Knows nothing of accounts or sessions."""

import secrets
import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import AccountInvalid

LONGEST = 128  # characters
MEMORY_KIB = 19 * 1024  # argon2id at OWASP's minimum: 19 MiB, two passes, one lane
PASSES = 2
LANES = 1
AT_ONCE = 2  # passwords hashed at the same time: bounds what a flood of attempts can take

WRITTEN_OUT = """
password passwords password1 password12 password123 password1234 password123456 passwordpassword passw0rd p@ssw0rd
p@ssword 12345678 123456789 1234567890 12345678910 123456789012345 1234567890123456 123123123 111111111111111
000000000000000 aaaaaaaaaaaaaaa abcdefghijklmno abcdefghijklmnop abcdefghijklmnopqrstuvwxyz qwertyuiop qwerty123
qwertyuiopasdfg qwertyuiopasdfgh qwertyuiopasdfghjkl qwertyuiopasdfghjklzxcvbnm 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y
1qaz2wsx3edc4rfv zaq12wsx iloveyou iloveyouiloveyou sunshine princess football baseball superman trustno1 whatever
welcome1 welcome123 changeme changemechangeme changeme123 letmein letmeinletmein administrator administrator1
admin123 adminadmin adminadminadmin companypassword correcthorsebatterystaple thisismypassword mypasswordis1234
"""
COMMONEST = frozenset(WRITTEN_OUT.split())
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


def refuse_weak(password: str, name: str, shortest: int) -> None:
    """Accepts a password that is long enough and not easily guessed.

    Raises:
        AccountInvalid: it is too short, too long, the name itself, or one of the commonest.
    """
    folded = normal(password).casefold()
    if len(password) < shortest:
        raise AccountInvalid(f"the password has {len(password)} characters: choose at least {shortest}")
    if len(password) > LONGEST:
        raise AccountInvalid(f"the password has {len(password)} characters: choose at most {LONGEST}")
    if folded == normal(name).casefold():
        raise AccountInvalid("the password is the name: choose another")
    if folded in COMMONEST:
        raise AccountInvalid("the password is one of the commonest: choose another")


def one_time_password() -> str:
    """A password to be read out once: four groups of five letters, 99 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))


def normal(text: str) -> str:
    """The same characters for the same keys, however a keyboard composes them (NFKC)."""
    return unicodedata.normalize("NFKC", text)


class Passwords:
    """Hashes of passwords, argon2id."""

    def __init__(self, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=LANES)
        self._turns = BoundedSemaphore(AT_ONCE)
        self._nobody = self.hashed(secrets.token_urlsafe())

    def hashed(self, password: str) -> str:
        """The hash to keep, with its parameters and a salt of its own."""
        with self._turns:
            return self._hasher.hash(normal(password))

    def matches(self, password: str, kept: str | None) -> bool:
        """Whether the password belongs to the hash. Without a hash it takes as long and is false."""
        if len(password) > LONGEST:
            password = ""  # never anybody's, and hashing it takes as long as any other
        with self._turns:
            try:
                self._hasher.verify(self._nobody if kept is None else kept, normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)
