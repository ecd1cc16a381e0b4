"""Which chunks a search may return."""

import numpy as np

from indexer.selection import Selection


def test_nothing_has_no_rows_and_fits_every_generation() -> None:
    nothing = Selection.nothing()
    assert (nothing.generation, nothing.count, 0 in nothing) == (None, 0, False)


def test_it_counts_its_rows_and_knows_them() -> None:
    selection = Selection(7, np.array([True, False, True]))
    assert selection.count == 2
    assert [row for row in range(-1, 4) if row in selection] == [0, 2]


def test_a_row_before_the_first_is_not_taken_for_the_last() -> None:
    assert -1 not in Selection(7, np.array([True, True]))
