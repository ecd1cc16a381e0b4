"""data/skills.toml: what is written is read, and what people write wrong is told."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assistant.errors import Problem
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsInvalid, SkillsMap, Suggestion, Target, Why
from assistant.learning.skills_file import SkillsFile, from_toml, to_toml

COMPANY = SkillsMap(
    (
        Skill("leave", Name("Leave", "休假"), (Place("hr/leave.md"), Place("zh/假期.md", "年假 > 结转"))),
        Skill("carry", Name('Carry-over of "days"'), (), ("leave",), (Suggestion("leave", Why.DEFINITION, "leave year"),)),
        Skill("safety", Name(zh="安全"), (Place("safety/"),)),
    ),
    (
        JobRole("everyone", Name("Everyone"), ("everyone",), (Target("leave", 3, 0.25, True, 12), Target("carry"))),
        JobRole("idle", Name("Idle")),
    ),
)
SHORT = 'format = 1\n[[skill]]\nid = "a"\nname.en = "A"\n[[role]]\nid = "r"\nname.zh = "R"\n'
texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
named = some.builds(Name, texts.filter(str.strip), texts)


@some.composite
def maps(draw: some.DrawFn) -> SkillsMap:
    """Any skills map of up to four skills in any words."""
    ids = [f"s{number}" for number in range(draw(some.integers(0, 4)))]
    headings = some.lists(texts, max_size=2, unique=True)
    skills = tuple(
        Skill(
            one,
            draw(named),
            tuple(Place(f"{one}.md", heading) for heading in draw(headings)),
            tuple(draw(some.lists(some.sampled_from(ids[:place]), unique=True))) if place else (),
            tuple(draw(some.lists(some.builds(Suggestion, some.sampled_from(ids), some.sampled_from(Why), texts), max_size=2))),
        )
        for place, one in enumerate(ids)
    )
    target = some.builds(Target, some.just("s0"), some.integers(1, 4), some.floats(0, 1), some.booleans(), some.integers(0, 99))
    roles = (JobRole("r", draw(named), tuple(draw(some.lists(texts, max_size=2))), (draw(target),)),) if ids else ()
    return SkillsMap(skills, roles)


def test_a_map_comes_back_as_it_was_written(tmp_path: Path) -> None:
    file = SkillsFile(tmp_path / "new/skills.toml")
    file.write(COMPANY)
    assert file.read() == COMPANY


@settings(max_examples=60, deadline=None)
@given(maps())
def test_any_map_survives_the_round_trip(skills: SkillsMap) -> None:
    written = to_toml(skills)
    assert from_toml(written) == skills
    assert to_toml(from_toml(written)) == written


def test_the_file_reads_as_trainers_would_write_it() -> None:
    text = to_toml(COMPANY)
    assert '[[skill]]\nid = "leave"\nname = {en = "Leave", zh = "休假"}\nplaces = [\n    {document = "hr/leave.md"},\n' in text
    assert '    {skill = "leave", level = 3, importance = 0.25, mandatory = true, validity_months = 12},\n' in text
    assert "Comments other than these are lost" in text


def test_what_is_left_out_has_a_default() -> None:
    skills = from_toml(
        'format = 1\n[[skill]]\nid = "a"\nname.en = "A"\n[[role]]\nid = "r"\nname.zh = "R"\ntargets = [{skill = "a"}]'
    )
    assert skills.roles[0].targets == (Target("a"),)
    assert skills.skills == (Skill("a", Name("A")),)


def test_a_whole_number_is_an_importance_too() -> None:
    assert from_toml(f'{SHORT}targets = [{{skill = "a", importance = 1}}]').roles[0].targets[0].importance == 1.0


def test_no_file_is_an_empty_map(tmp_path: Path) -> None:
    assert SkillsFile(tmp_path / "skills.toml").read() == SkillsMap()


def test_another_format_is_refused() -> None:
    with pytest.raises(SkillsInvalid, match="has format 2, this version reads 1"):
        from_toml("format = 2")


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "skills.toml").write_text("format = 1\n[[skill]\n", encoding="utf-8")
    with pytest.raises(SkillsInvalid, match=r"skills.toml is not TOML: .*line 2"):
        SkillsFile(tmp_path / "skills.toml").read()


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "skills.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SkillsInvalid, match="save it as UTF-8"):
        SkillsFile(tmp_path / "skills.toml").read()


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = """
format = 1
colour = "red"
[[skill]]
id = "a"
name = "A"
requires = "b"
[[skill]]
id = "b"
name = {en = "B", fr = "B"}
requires = ["b"]
suggested = [{skill = "a", why = "mood"}]
places = [{document = 3}]
[[role]]
id = "r"
name = {en = "R"}
targets = [{skill = "c", level = "high", importance = "much", mandatory = 1, validity_months = 1.5, when = 3}]
"""
    with pytest.raises(SkillsInvalid) as refused:
        from_toml(text, "skills.toml")
    expected = (
        "unknown key(s) colour", "name is 'A'", "requires is 'b', a list of texts", "unknown key(s) fr", "circle: b -> b",
        "why is 'mood'", "document is 3", "level is 'high', a whole number", "importance is 'much', a number",
        "mandatory is 1, true or false", "validity_months is 1.5, a whole number", "unknown key(s) when", "'c' is no skill",
    )  # fmt: skip
    assert [said for said in expected if said not in str(refused.value)] == []


def test_tables_of_another_shape_are_told() -> None:
    with pytest.raises(SkillsInvalid, match="skill is not a list of tables"):
        from_toml('format = 1\nskill = "leave"')


def test_a_change_is_made_to_what_the_file_holds_then(tmp_path: Path) -> None:
    file = SkillsFile(tmp_path / "skills.toml")
    file.write(COMPANY)
    assert file.change(lambda skills: SkillsMap(skills.skills[:1])).skills == COMPANY.skills[:1]
    assert file.read() == SkillsMap(COMPANY.skills[:1])


def test_a_refused_change_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    file = SkillsFile(tmp_path / "skills.toml")
    file.write(COMPANY)

    def refuse(skills: SkillsMap) -> SkillsMap:
        raise Problem("no")

    with pytest.raises(Problem, match="no"):
        file.change(refuse)
    assert file.read() == COMPANY


def test_a_new_draft_keeps_what_trainers_edited(tmp_path: Path) -> None:
    file = SkillsFile(tmp_path / "skills.toml")
    first = SkillsMap((Skill("a", Name("A")), Skill("b", Name("B"))))
    assert file.redraft(first) == (SkillsMap(), first)
    file.change(lambda skills: SkillsMap((Skill("a", Name("My A")), skills.skills[1])))
    before, after = file.redraft(SkillsMap((Skill("a", Name("A2")), Skill("c", Name("C")))))
    assert before.skills[0].name == Name("My A")
    assert after.skills == (Skill("a", Name("My A")), Skill("c", Name("C")))
    assert file.read() == after
