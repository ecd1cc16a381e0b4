"""A skills map made from documents, and made again after trainers edited it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.learning.drafting import LONG_WORDS, MOST_DOCUMENTS, draft
from assistant.learning.outlines import outlines
from assistant.learning.redrafting import redrafted
from assistant.learning.skills import Name, Place, Skill, SkillsMap, Target
from tests.shelves import MemoryShelf, prose

CHAPTER = prose(LONG_WORDS // 3)
CHAPTERS = [f"\n\n## {name}\n\n{CHAPTER}" for name in ("Leave", "Travel", "Safety")]
LONG = "# Handbook\n\nWelcome.\n\n## Contents\n\nAll." + "".join(CHAPTERS)


def groups_of(document: str) -> frozenset[str]:
    return frozenset({"hr", "board"}) if document.startswith("secret/") else frozenset({"everyone"})


def drafted(texts: Mapping[str, str]) -> SkillsMap:
    return draft(outlines(MemoryShelf(texts), lambda _: True), groups_of)


def test_each_document_is_a_skill_named_by_its_title() -> None:
    skills = drafted(
        {"hr/leave.md": f"# Leave Policy\n\n{prose(200)}", "中文/年假.md": f"# 年假规定\n\n{'年假很多。' * 100}"}
    ).skills
    assert skills == (
        Skill("hr-leave", Name("Leave Policy"), (Place("hr/leave.md"),)),
        Skill("中文-年假", Name(zh="年假规定"), (Place("中文/年假.md"),)),
    )


def test_a_long_document_falls_apart_at_its_chapters() -> None:
    skills = drafted({"handbook.md": LONG})
    assert [skill.id for skill in skills.skills] == ["handbook-leave", "handbook-travel", "handbook-safety"]
    assert skills.skill_of("handbook.md", "Handbook > Travel > Trains") == "handbook-travel"


def test_what_stands_before_the_first_chapter_is_in_the_first_skill() -> None:
    skills = drafted({"handbook.md": LONG})
    assert skills.skill_of("handbook.md", "Handbook") == "handbook-leave"
    assert skills.skill_of("handbook.md", "Handbook > Contents") == "handbook-leave"


def test_scraps_of_a_folder_stay_together() -> None:
    (skill,) = drafted({"faq/bikes.md": "# Bikes\n\nYes.", "faq/dogs.md": "# Dogs\n\nNo."}).skills
    assert (skill.id, skill.name, len(skill.places)) == ("faq", Name("Faq"), 2)


def test_of_many_documents_each_folder_is_a_skill() -> None:
    texts = {f"wiki/{'ab'[n % 2]}/{n}.md": "# Page\n\nText." for n in range(MOST_DOCUMENTS + 1)}
    skills = drafted(texts)
    assert [skill.places for skill in skills.skills] == [(Place("wiki/a/"),), (Place("wiki/b/"),)]
    assert skills.skill_of("wiki/b/new.md") == "wiki-b"


def test_superseded_documents_teach_nothing() -> None:
    assert drafted({"archive/leave.md": f"# Leave\n\n{prose(200)}"}) == SkillsMap()


def test_chapters_of_the_same_name_are_told_apart() -> None:
    names = [skill.name.en for skill in drafted({"a.md": LONG, "b.md": LONG.replace("Handbook", "Guide")}).skills]
    assert "Leave (Handbook)" in names
    assert "Leave (Guide)" in names
    assert len(set(names)) == 6


def test_everyone_needs_what_everybody_may_read_and_a_group_what_only_it_may() -> None:
    found = drafted({"a.md": prose(200), "secret/pay.md": prose(200)})
    assert [(role.id, role.groups, [one.skill for one in role.targets]) for role in found.roles] == [
        ("everyone", ("everyone",), ["a"]),
        ("board", ("board",), ["secret-pay"]),
        ("hr", ("hr",), ["secret-pay"]),
    ]


def test_the_role_of_everyone_has_a_name_in_both_languages() -> None:
    name = drafted({"a.md": "# Shared\n\nWords that everybody may read."}).roles[0].name
    assert (name.en, name.zh) == ("Everyone", "所有人")


def test_the_company_of_the_samples_makes_a_map(samples: Path) -> None:
    texts = {path.relative_to(samples).as_posix(): path.read_text(encoding="utf-8") for path in samples.rglob("*.md")}
    found = drafted(texts)
    assert {"security-incident-runbook", "engineering-release-process", "中文-常见问题"} <= {one.id for one in found.skills}


BEFORE = drafted({"a.md": prose(200), "b.md": prose(200), "c.md": prose(200)})
AFTER = drafted({"a.md": f"# Alpha\n\n{prose(200)}", "b.md": prose(200), "d.md": prose(200)})


def test_a_map_that_nobody_edited_becomes_the_new_draft() -> None:
    assert redrafted(BEFORE, BEFORE, AFTER) == AFTER
    assert redrafted(SkillsMap(), SkillsMap(), AFTER) == AFTER
    assert redrafted(AFTER, AFTER, AFTER) == AFTER


def edited(**changes: object) -> SkillsMap:
    """The first draft with the first skill changed."""
    first, *others = BEFORE.skills
    return replace(BEFORE, skills=(replace(first, **changes), *others))  # type: ignore[arg-type]  # by name, for one test each


@pytest.mark.parametrize("changes", [{"name": Name("My name")}, {"requires": ("b",)}])
def test_what_trainers_changed_stays(changes: dict[str, object]) -> None:
    found = redrafted(BEFORE, edited(**changes), AFTER).skill("a")
    assert found is not None
    assert all(getattr(found, name) == value for name, value in changes.items())


def test_a_place_that_a_trainer_added_stays_and_goes_to_no_new_skill() -> None:
    found = redrafted(BEFORE, edited(places=(Place("a.md"), Place("d.md"))), AFTER)
    assert found.skill_of("d.md") == "a"


def test_a_skill_that_a_trainer_removed_does_not_come_back() -> None:
    without = SkillsMap(BEFORE.skills[1:])
    found = redrafted(BEFORE, without, AFTER)
    assert [skill.id for skill in found.skills] == ["b", "d"]
    assert all(target.skill != "a" for role in found.roles for target in role.targets)


def test_a_skill_that_a_trainer_added_stays() -> None:
    own = Skill("own", Name("Own"))
    assert redrafted(BEFORE, SkillsMap((*BEFORE.skills, own), BEFORE.roles), AFTER).skill("own") == own


def test_a_target_that_a_trainer_set_stays_and_new_ones_come() -> None:
    role = replace(BEFORE.roles[0], targets=(Target("a", 4, 0.9, True, 12),))
    found = redrafted(BEFORE, SkillsMap(BEFORE.skills, (role,)), AFTER).roles[0]
    assert found.targets == (Target("a", 4, 0.9, True, 12), Target("d"))


def test_a_suggestion_that_a_trainer_took_away_does_not_come_back() -> None:
    texts = {"01-a.md": prose(200), "02-b.md": prose(200)}
    first = drafted(texts)
    assert first.skills[1].suggested
    declined = replace(first, skills=(first.skills[0], replace(first.skills[1], suggested=())))
    assert redrafted(first, declined, drafted(texts)) == declined


def test_a_document_that_is_gone_leaves_an_edited_skill_without_it() -> None:
    renamed = replace(BEFORE, skills=(*BEFORE.skills[:2], replace(BEFORE.skills[2], name=Name("Kept"))))
    found = redrafted(BEFORE, renamed, AFTER)
    assert found.skill("c") == Skill("c", Name("Kept"), (Place("c.md"),))
    assert redrafted(BEFORE, BEFORE, AFTER).skill("c") is None
