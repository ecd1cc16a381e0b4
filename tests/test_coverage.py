"""How a skills map and the documents fit."""

import json

from assistant.learning.coverage import Coverage, coverage
from assistant.learning.outlines import outlines
from assistant.learning.skills import Name, Place, Skill, SkillsMap
from tests.shelves import MemoryShelf

SHELF = MemoryShelf({"a.md": "# A\n\nText.\n\n## B\n\nText.", "wiki/b.md": "Text.", "休假.md": "# 年假\n\n五天。"})


def found(*places: Place, readable: str = "") -> Coverage:
    skills = tuple(Skill(f"s{number}", Name("S"), (place,)) for number, place in enumerate(places))
    return coverage(SkillsMap(skills), outlines(SHELF, lambda name: name.startswith(readable)))


def test_of_a_map_without_skills_every_document_teaches_nothing() -> None:
    assert found() == Coverage((), ("a.md", "wiki/b.md", "休假.md"))


def test_a_section_teaches_for_its_whole_document() -> None:
    assert found(Place("a.md", "A > B"), Place("wiki/"), Place("休假.md", "年假")) == Coverage((), ())


def test_what_is_gone_is_named_with_the_skill_that_it_is_of() -> None:
    missing = found(Place("a.md"), Place("gone.md"), Place("a.md", "B")).missing
    assert missing == (("s1", Place("gone.md")), ("s2", Place("a.md", "B")))


def test_what_may_not_be_read_is_as_good_as_gone() -> None:
    assert found(Place("a.md"), readable="wiki/").missing == (("s0", Place("a.md")),)
    assert found(Place("a.md"), readable="wiki/").untaught == ("wiki/b.md",)


def test_it_is_printed_as_json() -> None:
    row = json.loads(json.dumps(found(Place("gone.md", "X")).to_json()))
    assert row["missing"] == [{"skill": "s0", "document": "gone.md", "heading": "X"}]
    assert row["untaught"] == ["a.md", "wiki/b.md", "休假.md"]
