"""Who somebody is: name, role and groups. Knows nothing of passwords, sessions or documents."""

from dataclasses import dataclass
from enum import StrEnum

EVERYONE = "everyone"  # the group that every person belongs to


class Role(StrEnum):
    """What somebody may do. What they may read is decided by groups."""

    EMPLOYEE = "employee"
    TRAINER = "trainer"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account."""

    id: str  # 32 hexadecimal digits, never reused
    name: str  # what they sign in with
    role: Role
    groups: frozenset[str]  # without EVERYONE, which is implied
    language: str = "en"  # of the pages: "en" or "zh"
    active: bool = True
    must_change_password: bool = False
    mail: str = ""  # address for reminders; "": they are shown in the pages only

    @property
    def memberships(self) -> frozenset[str]:
        """The groups whose documents this person may read."""
        return self.groups | {EVERYONE}
