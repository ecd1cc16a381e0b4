"""Who may read which document."""

import fnmatch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.people.access import KEPT, Access, may_read, readable
from assistant.people.person import EVERYONE, Person, Role
from tests.fakes import FakeIndex

GROUPS = ["hr", "legal", "sales", EVERYONE]
PARTS = ["hr", "legal", "a", "b"]
documents = st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map("/".join), unique=True, max_size=20)
patterns = st.sampled_from(["**", "hr/**", "legal/*", "hr/a", "a*", "*/b", "b"])
rules = st.dictionaries(patterns, st.lists(st.sampled_from(GROUPS), max_size=3).map(tuple), max_size=5)
people = st.builds(
    Person,
    id=st.just("0" * 32),
    name=st.just("ada"),
    role=st.sampled_from(Role),
    groups=st.frozensets(st.sampled_from(GROUPS[:3])),
    active=st.booleans(),
)


def person(*groups: str, role: Role = Role.EMPLOYEE, active: bool = True) -> Person:
    return Person("0" * 32, "ada", role, frozenset(groups), active=active)


@settings(deadline=None)
@given(documents, rules, people)
def test_no_forbidden_document_is_ever_selected(names: list[str], rules: dict[str, tuple[str, ...]], person: Person) -> None:
    index = FakeIndex(names)
    for selection in (readable(person, index, rules), Access(rules).readable(person, index)):
        for row, name in enumerate(names):
            assert (row in selection) == may_read(person, name, rules)
            if row in selection and person.role is not Role.ADMIN:
                deciding = [named for pattern, named in rules.items() if fnmatch.fnmatchcase(name, pattern)][-1]
                assert set(deciding) & (person.groups | {EVERYONE})


@settings(deadline=None)
@given(documents, rules)
def test_whoever_is_disabled_finds_nothing_whatever_the_role(names: list[str], rules: dict[str, tuple[str, ...]]) -> None:
    for role in Role:
        assert readable(person(*GROUPS, role=role, active=False), FakeIndex(names), rules).count == 0


def test_a_document_without_a_rule_is_for_admins_only() -> None:
    assert not may_read(person(*GROUPS), "stray.pdf", {"hr/**": ("hr",)})
    assert not may_read(person(*GROUPS, role=Role.TRAINER), "stray.pdf", {"hr/**": ("hr",)})
    assert may_read(person(role=Role.ADMIN), "stray.pdf", {})


def test_the_last_rule_that_matches_decides() -> None:
    rules = {"**": ("everyone",), "hr/**": ("hr",)}
    assert may_read(person(), "handbook.pdf", rules)
    assert not may_read(person(), "hr/pay.pdf", rules)
    assert may_read(person("hr"), "hr/pay.pdf", rules)


def test_a_rule_without_groups_shuts_everybody_out_but_admins() -> None:
    assert not may_read(person(*GROUPS), "draft.pdf", {"**": ("everyone",), "draft*": ()})


class CountingIndex(FakeIndex):
    """Counts how often a selection is made."""

    made = 0

    def select(self, readable):  # type: ignore[no-untyped-def]  # as FakeIndex
        type(self).made += 1
        return super().select(readable)


def test_a_selection_is_made_once_for_the_same_groups_and_generation() -> None:
    access, names = Access({"**": ("everyone",)}), ("a", "b")
    CountingIndex.made = 0
    index = CountingIndex(names, 1)
    first = access.readable(person("hr"), index)
    assert access.readable(person("hr"), index) is first
    access.readable(person("legal"), index)
    assert access.readable(person("hr"), CountingIndex(names, 2)).generation == 2
    assert CountingIndex.made == 3


def test_an_index_built_anew_under_the_same_number_gets_selections_of_its_own() -> None:
    access = Access({"**": ("everyone",), "hr/**": ("hr",)})
    assert np.array_equal(access.readable(person(), FakeIndex(("a", "hr/b"), 1)).mask, [True, False])
    assert np.array_equal(access.readable(person(), FakeIndex(("hr/a", "z"), 1)).mask, [False, True])


def test_people_of_different_groups_never_share_a_selection() -> None:
    access, index = Access({"a": ("hr",), "b": ("legal",)}), FakeIndex(("a", "b"))
    assert np.array_equal(access.readable(person("hr"), index).mask, [True, False])
    assert np.array_equal(access.readable(person("legal"), index).mask, [False, True])
    assert access.may_read(person("legal"), "b")


def test_only_the_latest_selections_are_kept() -> None:
    access, index = Access({"**": ("everyone",)}), CountingIndex(("a",))
    for number in range(KEPT + 1):
        access.readable(person(f"group {number}"), index)
    CountingIndex.made = 0
    access.readable(person(f"group {KEPT}"), index)
    access.readable(person("group 0"), index)
    assert CountingIndex.made == 1
