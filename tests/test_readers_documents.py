"""Readings as JSON: what goes through the pipe of a child comes out the same."""

import json

from hypothesis import given
from hypothesis import strategies as st

from indexer.documents import Heading, Page, Reading

headings = st.builds(Heading, st.integers(0, 10_000), st.integers(1, 9), st.text())
pages = st.builds(Page, st.integers(1, 2000), st.text(), st.lists(headings).map(tuple), st.lists(st.text()).map(tuple))
readings = st.builds(Reading, st.text(), st.lists(pages).map(tuple), st.booleans())


@given(readings)
def test_a_reading_survives_json(reading: Reading) -> None:
    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading


def test_characters_are_counted_over_all_pages() -> None:
    assert Reading("t", (Page(1, "abc"), Page(2, "de")), True).characters == 5
