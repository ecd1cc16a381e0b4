"""Numbers about groups: none of few people, and none that gives few people away by a difference."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.insight.disclosure import EVERYBODY, Share, Side, Withheld, groups_for, seen_by, veiled, withheld
from assistant.people.person import Person, Role

FEWEST = 5


def people(*ranges: range) -> frozenset[str]:
    return frozenset(f"p{n:02}" for each in ranges for n in each)


def person(name: str, *groups: str, role: Role = Role.EMPLOYEE, active: bool = True) -> Person:
    return Person(name, name, role, frozenset(groups), active=active)


def staff(count: int, *groups: str, of: str = "s") -> list[Person]:
    return [person(f"{of}{n:02}", *groups) for n in range(count)]


def test_four_people_are_too_few_and_five_are_not() -> None:
    assert withheld({"four": people(range(4)), "five": people(range(10, 15))}, FEWEST) == {"four": Withheld.FEW}


def test_two_groups_that_differ_by_one_person_are_not_both_told() -> None:
    groups = {EVERYBODY: people(range(6)), "sales": people(range(5))}
    assert withheld(groups, FEWEST) == {"sales": Withheld.DIFFERENCE}


def test_the_same_people_under_two_names_give_nobody_away() -> None:
    assert withheld({EVERYBODY: people(range(5)), "sales": people(range(5))}, FEWEST) == {}


def test_what_remains_of_everybody_without_all_groups_counts_too() -> None:
    groups = {EVERYBODY: people(range(12)), "a": people(range(5)), "b": people(range(5, 10))}
    assert withheld(groups, FEWEST) == {"b": Withheld.DIFFERENCE}


def test_few_people_in_both_of_two_groups_keep_the_second_from_being_told() -> None:
    assert withheld({"a": people(range(8)), "b": people(range(7, 15))}, FEWEST) == {"b": Withheld.DIFFERENCE}


def test_groups_that_cut_each_other_into_large_parts_are_all_told() -> None:
    groups = {EVERYBODY: people(range(20)), "a": people(range(10)), "b": people(range(5, 15))}
    assert withheld(groups, FEWEST) == {}


@given(st.lists(st.frozensets(st.integers(0, 7), max_size=8), max_size=5), st.integers(2, 3))
def test_no_sum_and_difference_of_what_is_told_is_about_fewer_people(sets: Sequence[frozenset[int]], fewest: int) -> None:
    groups = {f"g{n}": frozenset(map(str, one)) for n, one in enumerate(sets)}
    kept = withheld(groups, fewest)
    told = [people for name, people in groups.items() if name not in kept]
    if not told:
        return
    everyone = [str(n) for n in range(8)]
    rows = np.array([[name in people for name in everyone] for people in told], dtype=float)
    rank = np.linalg.matrix_rank(rows)
    for few in combinations(range(8), fewest - 1):
        # a combination that is about these alone would be lost where the others are looked at alone
        others = np.delete(rows, few, axis=1)
        assert np.linalg.matrix_rank(others) == rank


@pytest.mark.parametrize(
    ("share", "people_", "told"),
    [
        (0.0, 5, Share(0.2, Side.AT_MOST)),
        (0.2, 5, Share(0.2, Side.AT_MOST)),
        (0.4, 5, Share(0.4)),
        (0.8, 5, Share(0.8, Side.AT_LEAST)),
        (1.0, 5, Share(0.8, Side.AT_LEAST)),
        (0.1, 20, Share(0.1)),
    ],
)
def test_that_all_or_nobody_did_something_is_not_told(share: float, people_: int, told: Share) -> None:
    assert veiled(share, people_) == told


def test_trainers_see_those_who_share_one_of_their_own_groups_and_admins_see_all() -> None:
    all_of_them = [person("Zoe", "sales"), person("adam", "it"), person("bea", "it", "sales"), person("cy"),
                   person("dot", "sales", active=False)]  # fmt: skip
    trainer, admin = person("t", "sales", role=Role.TRAINER), person("a", role=Role.ADMIN)
    assert [one.name for one in seen_by(trainer, all_of_them)] == ["bea", "Zoe"]
    assert [one.name for one in seen_by(admin, all_of_them)] == ["adam", "bea", "cy", "Zoe"]


def test_an_employee_and_a_trainer_without_groups_see_nobody() -> None:
    everyone = [person("bea", "sales"), person("cy")]
    assert seen_by(person("e", "sales"), everyone) == []
    assert seen_by(person("t", role=Role.TRAINER), everyone) == []


def test_a_trainers_groups_are_their_own_the_largest_first_and_without_them() -> None:
    trainer = person("t", "sales", "it", role=Role.TRAINER)
    everyone = [*staff(5, "sales"), *staff(6, "it", of="i"), *staff(9, "hr", of="h"), trainer]
    found = groups_for(trainer, everyone, FEWEST)
    assert {name: len(ids) for name, ids in found.items()} == {EVERYBODY: 11, "it": 6, "sales": 5}
    assert list(found) == [EVERYBODY, "it", "sales"]


def test_few_people_without_a_group_are_left_out_and_many_are_not() -> None:
    admin = person("a", role=Role.ADMIN)
    assert len(groups_for(admin, [*staff(5, "x"), *staff(4, of="n"), admin], FEWEST)[EVERYBODY]) == 5
    assert len(groups_for(admin, [*staff(5, "x"), *staff(5, of="n"), admin], FEWEST)[EVERYBODY]) == 10
