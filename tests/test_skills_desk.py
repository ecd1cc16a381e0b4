"""Tests of assistant.skills_desk: who edits the skills map, what they see of it, and that nobody undoes another's edit."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import AccessDenied, Problem
from assistant.learning.skills import JobRole, Name, Place, Skill, SkillsMap, Target
from assistant.learning.skills_editing import ChangedMeanwhile, Circle
from assistant.learning.skills_file import SkillsFile
from assistant.people.person import Person, Role
from assistant.skills_desk import SkillsDesk
from indexer.documents import Heading, Page
from tests.curricula import Record, anything, not_pay

TINA = Person("a" * 32, "tina", Role.TRAINER, frozenset({"office"}))
ADA = Person("b" * 32, "ada", Role.EMPLOYEE, frozenset({"office"}))
LEAVE_TEXT = "Leave\nYou have 30 days.\nCarry-over\nFive days carry over."
MAP = SkillsMap(
    (
        Skill("leave", Name("Leave", "休假"), (Place("leave.md"), Place("gone.md"))),
        Skill("pay", Name("Pay"), (Place("pay.md"),), ("leave",)),
        Skill("both", Name("Both"), (Place("leave.md", "Leave"), Place("pay.md", "Pay > Bands")), ("pay",)),
    ),
    (JobRole("clerk", Name("Clerk"), ("office",), (Target("leave", 2), Target("pay", 3))),),
)


class Shelf:
    """Three documents of a page."""

    generation = 1

    def documents(self) -> list[Record]:
        return [Record(name) for name in ("leave.md", "pay.md", "travel.md")]

    def page(self, document: str, number: int, /) -> Page:
        if document != "leave.md":
            return Page(number, f"All about {document}.")
        headings = (Heading(0, 1, "Leave"), Heading(LEAVE_TEXT.index("Carry"), 2, "Carry-over"))
        return Page(number, LEAVE_TEXT, headings)


@pytest.fixture
def file(tmp_path: Path) -> SkillsFile:
    made = SkillsFile(tmp_path / "skills.toml")
    made.write(MAP)
    return made


@pytest.fixture
def desk(file: SkillsFile) -> SkillsDesk:
    return SkillsDesk(file, Shelf, lambda document: frozenset({"everyone"}))


def seen(desk: SkillsDesk, what: str) -> str:
    return desk.desk(anything).marks[what]


def test_the_desk_shows_the_map_with_what_does_not_fit(desk: SkillsDesk) -> None:
    found = desk.desk(anything)
    assert [one.id for one in found.skills] == ["leave", "pay", "both"]
    assert found.headings["leave.md"] == ("Leave", "Leave > Carry-over")
    assert ("leave", Place("gone.md")) in found.missing
    assert found.untaught == ("travel.md",)
    assert found.hidden == 0
    assert found.owner(Place("pay.md")) == MAP.skills[1]


def test_what_may_not_be_read_is_not_on_the_desk(desk: SkillsDesk) -> None:
    found = desk.desk(not_pay)
    assert [one.id for one in found.skills] == ["leave", "both"]
    both = found.skill("both")
    assert both is not None
    assert (both.places, both.requires) == ((Place("leave.md", "Leave"),), ())
    assert found.roles[0].targets == (Target("leave", 2),)
    assert "pay.md" not in found.headings
    assert found.hidden == 1
    assert "pay" not in str(found)


def test_what_is_hidden_of_a_skill_stays(desk: SkillsDesk, file: SkillsFile) -> None:
    both = desk.desk(not_pay).skill("both")
    assert both is not None
    desk.save_skill(TINA, not_pay, replace(both, name=Name("Renamed")), seen(desk, "skill/both"))
    after = file.read().skill("both")
    assert after == replace(MAP.skills[2], name=Name("Renamed"))
    role = desk.desk(not_pay).roles[0]
    desk.save_role(TINA, not_pay, replace(role, targets=(Target("leave", 4),)), seen(desk, "role/clerk"))
    assert file.read().roles[0].targets == (Target("leave", 4), Target("pay", 3))


def test_what_is_hidden_is_not_edited(desk: SkillsDesk) -> None:
    with pytest.raises(AccessDenied):
        desk.save_skill(TINA, not_pay, replace(MAP.skills[1], places=()), seen(desk, "skill/pay"))
    with pytest.raises(AccessDenied):
        desk.save_skill(TINA, not_pay, Skill("", Name("New"), (Place("pay.md"),)), "")
    with pytest.raises(AccessDenied):
        desk.save_skill(TINA, not_pay, Skill("", Name("New"), (), ("pay",)), "")
    for hidden in ("pay", "both"):
        with pytest.raises(AccessDenied):
            desk.remove_skill(TINA, not_pay, hidden, seen(desk, f"skill/{hidden}"))
    with pytest.raises(AccessDenied):  # it has a target on pay
        desk.remove_role(TINA, not_pay, "clerk", seen(desk, "role/clerk"))
    with pytest.raises(AccessDenied):
        desk.save_role(TINA, not_pay, JobRole("", Name("New"), (), (Target("pay"),)), "")


def test_two_trainers_do_not_undo_one_anothers_edit(desk: SkillsDesk, file: SkillsFile) -> None:
    old = seen(desk, "skill/leave")
    desk.save_skill(TINA, anything, replace(MAP.skills[0], name=Name("First")), old)
    with pytest.raises(ChangedMeanwhile, match="changed by somebody else"):
        desk.save_skill(TINA, anything, replace(MAP.skills[0], name=Name("Second")), old)
    with pytest.raises(ChangedMeanwhile):
        desk.remove_skill(TINA, anything, "leave", old)
    assert file.read().skills[0].name == Name("First")
    desk.save_skill(TINA, anything, replace(MAP.skills[1], name=Name("Wages")), seen(desk, "skill/pay"))  # another one is free


def test_an_edit_in_the_file_counts_as_somebody_elses(desk: SkillsDesk, file: SkillsFile) -> None:
    old = seen(desk, "role/clerk")
    file.path.write_text(file.path.read_text(encoding="utf-8").replace('"Clerk"', '"Office"'), encoding="utf-8")
    with pytest.raises(ChangedMeanwhile):
        desk.save_role(TINA, anything, MAP.roles[0], old)
    with pytest.raises(ChangedMeanwhile):
        desk.remove_role(TINA, anything, "clerk", old)


def test_a_circle_is_refused_and_nothing_is_written(desk: SkillsDesk, file: SkillsFile) -> None:
    with pytest.raises(Circle):
        desk.save_skill(TINA, anything, replace(MAP.skills[0], requires=("both",)), seen(desk, "skill/leave"))
    assert file.read() == MAP


def test_skills_and_roles_are_made_and_taken_away(desk: SkillsDesk, file: SkillsFile) -> None:
    assert desk.save_skill(TINA, anything, Skill("", Name("Travel"), (Place("travel.md"),), ("leave",)), "") == "travel"
    assert desk.save_role(TINA, anything, JobRole("", Name("Traveller"), ("sales",), (Target("travel", 3),)), "") == "traveller"
    assert desk.desk(anything).untaught == ()
    desk.remove_role(TINA, anything, "traveller", seen(desk, "role/traveller"))
    desk.remove_skill(TINA, anything, "travel", seen(desk, "skill/travel"))
    assert file.read() == MAP


def test_a_draft_keeps_what_was_edited(desk: SkillsDesk, file: SkillsFile) -> None:
    new, gone = desk.draft(TINA)
    assert (new, gone) == (1, 0)  # one skill of the two short documents that no other skill holds yet
    assert file.read().skill("leave") == MAP.skills[0]


def test_an_employee_edits_nothing(desk: SkillsDesk, file: SkillsFile) -> None:
    with pytest.raises(AccessDenied):
        desk.draft(ADA)
    with pytest.raises(AccessDenied):
        desk.save_skill(ADA, anything, replace(MAP.skills[0], name=Name("Mine")), seen(desk, "skill/leave"))
    with pytest.raises(AccessDenied):
        desk.save_role(ADA, anything, MAP.roles[0], seen(desk, "role/clerk"))
    with pytest.raises(AccessDenied):
        desk.remove_role(ADA, anything, "clerk", seen(desk, "role/clerk"))
    with pytest.raises(AccessDenied):
        desk.remove_skill(ADA, anything, "leave", seen(desk, "skill/leave"))
    assert file.read() == MAP


def test_without_an_index_the_map_can_be_edited_and_not_drafted(file: SkillsFile) -> None:
    desk = SkillsDesk(file, lambda: None, lambda document: frozenset())
    assert desk.desk(anything).headings == {}
    with pytest.raises(Problem, match="there is no index"):
        desk.draft(TINA)
