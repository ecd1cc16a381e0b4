"""The page for keeping the skills map, handler by handler: for trainers and admins, within what they may read."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from assistant.learning.skills import Place
from assistant.learning.skills_file import SkillsFile
from assistant.people.person import Person
from assistant.skills_desk import SkillsDesk
from assistant.web.skills import build
from assistant.web.skills_keeping import Shown, SkillsKeeping
from assistant.web.skills_view import place_of, place_value
from assistant.web.words import Words
from tests.learning_company import MAP, LearningCompany
from tests.page_fakes import request


class KeepingCompany(LearningCompany):
    """With a desk over a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.file = SkillsFile(folder / "skills.toml")
        self.file.write(MAP)
        self.skills_desk = SkillsDesk(self.file, lambda: self.library, lambda document: frozenset({"everyone"}))


@pytest.fixture
def company(tmp_path: Path) -> Iterator[KeepingCompany]:
    made = KeepingCompany(tmp_path)
    yield made
    made.close()


@pytest.fixture
def page(company: KeepingCompany) -> SkillsKeeping:
    return SkillsKeeping(company.as_page, Words("en"))


@pytest.fixture
def tina(company: KeepingCompany) -> Person:
    return company.person("tina")


def filled(form: str) -> dict[str, Any]:
    """What the browser would send of a form that nobody has changed."""
    data: dict[str, Any] = {
        name: html.unescape(re.search(rf'data-{key}="(.*?)"', form)[1])  # type: ignore[index]  # it is there
        for name, key in (("what", "what"), ("id", "id"), ("seenAs", "seen-as"))
    }
    for kind, name, value, on in re.findall(r'<input(?: type="(\w+)")? name="([\w-]+)" value="(.*?)"( checked)?', form):
        if kind != "checkbox":
            data[name] = html.unescape(value)
        elif on:
            data.setdefault(name, []).append(html.unescape(value))
    for name, options in re.findall(r'<select name="([\w-]+)".*?>(.*?)</select>', form):
        chosen = re.search(r'value="([\w.]*)" selected', options)
        data[name] = chosen[1] if chosen else ""
    return data


def edited(page: SkillsKeeping, who: Person, chosen: str, **changes: object) -> Shown:
    """Opens a form, changes something, and saves."""
    form = page.show(json.dumps({"chosen": chosen}), request(who)).form
    return page.save(json.dumps({**filled(form), **changes}), request(who))


def test_the_page_shows_topics_and_roles_within_what_may_be_read(
    page: SkillsKeeping, company: KeepingCompany, tina: Person
) -> None:
    shown = Shown(*page.arrive(request(tina))[1:])
    assert re.findall(r'data-chosen="([\w/]+)"', shown.list) == [
        "skill/leave", "skill/advice", "skill/new", "role/clerk", "role/adviser", "role/payroll", "role/new",
    ]  # fmt: skip
    assert "Topics: 2 · Roles: 3 · 1 more on documents that are not for you" in shown.fit
    assert "Pay<" not in "".join(shown)
    assert "skill/pay" in page.arrive(request(company.person("boss")))[3]


def test_saving_a_form_as_it_is_changes_nothing(page: SkillsKeeping, company: KeepingCompany) -> None:
    boss = company.person("boss")
    for chosen in ("skill/leave", "skill/advice", "skill/pay", "role/clerk", "role/adviser"):
        assert "Saved." in edited(page, boss, chosen).said
    assert company.file.read() == MAP


def test_a_topic_is_renamed_in_both_languages(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    shown = edited(page, tina, "skill/leave", en="Holidays", zh="假期")
    assert "Holidays" in shown.list
    assert "Holidays" in shown.form
    found = company.file.read().skill("leave")
    assert found is not None
    assert (found.name.en, found.name.zh) == ("Holidays", "假期")


def test_a_circle_is_refused_by_name_in_ones_language(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    assert "goes in a circle: Leave → Advice → Leave" in edited(page, tina, "skill/leave", requires=["advice"]).said
    chinese = SkillsKeeping(company.as_page, Words("zh"))
    assert "休假 → 咨询 → 休假" in edited(chinese, tina, "skill/leave", requires=["advice"]).said
    assert company.file.read() == MAP


def test_a_place_is_given_to_a_topic_and_taken_from_another(page: SkillsKeeping, company: KeepingCompany) -> None:
    boss = company.person("boss")
    assert "pay.md (now: Pay)" in page.show(json.dumps({"chosen": "skill/advice"}), request(boss)).form
    shown = edited(page, boss, "skill/advice", places=[place_value(Place("pay.md"))])
    assert "places: 1" in shown.list
    skills = company.file.read()
    assert [one.places for one in skills.skills] == [(Place("leave.md"),), (Place("pay.md"),), ()]


def test_a_new_topic_and_a_new_role_are_made(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    edited(page, tina, "skill/new", en="Fire drill", requires=["leave"])
    shown = edited(page, tina, "role/new", zh="消防员", groups=" fire,  fire, plant ",
                   **{"level_fire-drill": "3", "mandatory": ["fire-drill"], "months_fire-drill": "12"})  # fmt: skip
    assert 'aria-current="true"' in shown.list
    role = company.file.read().role("消防员")
    assert role.groups == ("fire", "plant")
    (target,) = role.targets
    assert (target.skill, target.level, target.mandatory, target.validity_months) == ("fire-drill", 3, True, 12)


def test_a_role_that_does_not_fit_is_refused_with_what_does_not(
    page: SkillsKeeping, company: KeepingCompany, tina: Person
) -> None:
    shown = edited(page, tina, "role/clerk", level_leave="4", importance_leave="7")
    assert "does not fit together" in shown.said
    assert "7" in shown.said


def test_a_target_level_is_set_and_taken_away(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    edited(page, tina, "role/clerk", level_leave="4", level_advice="2")
    assert [(one.skill, one.level) for one in company.file.read().role("clerk").targets] == [("leave", 4), ("advice", 2)]
    edited(page, tina, "role/clerk", level_leave="")
    assert [one.skill for one in company.file.read().role("clerk").targets] == ["advice"]


def test_a_name_is_needed(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    assert "a name is needed" in edited(page, tina, "skill/leave", en=" ", zh="").said
    assert company.file.read() == MAP


def test_two_trainers_do_not_undo_one_another(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    form = page.show(json.dumps({"chosen": "skill/leave"}), request(tina)).form
    edited(page, company.person("otto"), "skill/leave", en="Otto was first")
    shown = page.save(json.dumps({**filled(form), "en": "Tina"}), request(tina))
    assert "somebody else changed it meanwhile" in shown.said
    assert "Otto was first" in shown.form
    again = page.save(json.dumps({**filled(shown.form), "en": "Tina"}), request(tina))
    assert "Saved." in again.said


def test_a_topic_and_a_role_are_taken_away(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    for chosen in ("skill/advice", "role/adviser"):
        form = page.show(json.dumps({"chosen": chosen}), request(tina)).form
        assert "Choose a topic or a role" in page.remove(json.dumps(filled(form)), request(tina)).form
    skills = company.file.read()
    assert [one.id for one in skills.skills] == ["leave", "pay"]
    assert [one.id for one in skills.roles] == ["clerk", "payroll"]


def test_the_map_is_drafted_and_edits_stay(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    edited(page, tina, "skill/leave", en="Holidays")
    company.library.versions["travel.md"] = "v1"
    assert "Drafted: 1 new topics" in page.draft(request(tina)).said
    found = company.file.read().skill("leave")
    assert found is not None
    assert found.name.en == "Holidays"


def test_what_is_hidden_can_be_neither_opened_nor_saved(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    assert "Choose a topic" in page.show(json.dumps({"chosen": "skill/pay"}), request(tina)).form
    form = filled(page.show(json.dumps({"chosen": "skill/pay"}), request(company.person("boss"))).form)
    for act in (page.save, page.remove):
        with pytest.raises(gr.Error):
            act(json.dumps(form), request(tina))
    with pytest.raises(gr.Error):
        edited(page, tina, "skill/advice", places=[place_value(Place("pay.md"))])


@pytest.mark.parametrize("value", ["pay.md", "[1, 2]", '["a"]', '{"a": 1}'])
def test_a_place_that_is_none_is_refused(page: SkillsKeeping, tina: Person, value: str) -> None:
    with pytest.raises(ValueError, match=r"place|Expecting"):
        place_of(value)
    with pytest.raises(gr.Error):
        edited(page, tina, "skill/advice", places=[value])


def test_employees_and_strangers_do_nothing_here(page: SkillsKeeping, company: KeepingCompany) -> None:
    for who in (company.person("ada"), None):
        for bare in (page.arrive, page.draft):
            with pytest.raises(gr.Error):
                bare(request(who))
        for act in (page.show, page.save, page.remove):
            with pytest.raises(gr.Error):
                act(json.dumps({"chosen": "skill/leave", "what": "skill", "id": "leave", "seenAs": ""}), request(who))


def test_a_file_that_does_not_fit_together_is_told(page: SkillsKeeping, company: KeepingCompany, tina: Person) -> None:
    company.file.path.write_text("format = 1\nskills = 3\n", encoding="utf-8")
    assert "unknown key(s) skills" in page.arrive(request(tina))[1]


def test_roles_that_nobody_holds_and_people_without_one_are_told(
    page: SkillsKeeping, company: KeepingCompany, tina: Person
) -> None:
    fit = page.arrive(request(company.person("boss")))[2]
    assert "Adviser: nobody is in the group advisers" in fit
    assert "No group of otto gives a role" in fit
    assert "otto" not in page.arrive(request(tina))[2]
    assert "Idle: names no group" in edited(page, tina, "role/new", en="Idle").fit


def test_each_role_is_a_picture(page: SkillsKeeping, tina: Person) -> None:
    picture = page.arrive(request(tina))[5]
    assert picture.count("<figure") == 2  # nothing of the third may be known
    assert picture.count('class="d-arrow"') == 1
    assert "level 3" in picture


def test_markup_in_names_is_text(page: SkillsKeeping, tina: Person) -> None:
    shown = edited(page, tina, "skill/new", en='<b onload="x">Bold</b>')
    assert "<b onload" not in "".join(map(str, shown))


def test_the_page_is_built_in_both_languages(company: KeepingCompany) -> None:
    for language in ("en", "zh"):
        words = Words(language)
        assert words("skills.door") in str(build(company.as_page, words).title)
