"""Learning elsewhere as HTML: what a person sees of their own, and what a trainer may decide."""

from datetime import UTC, datetime

from assistant.learning.answers import Credit
from assistant.learning.crediting import Asking
from assistant.learning.skills import LEVELS
from assistant.people.person import Person, Role
from assistant.web.credit_view import LONGEST, Wished, crediting_view, credits_view
from assistant.web.words import Words

EN, ZH = Words("en"), Words("zh")
DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
ADA = Person("a" * 32, "Ada <b>", Role.EMPLOYEE, frozenset({"hr"}))
SKILLS = {"leave": "Leave & rest", "travel": "Travel"}
CREDIT = Credit(3, DAY, "leave", 0.675, "t1", "a <i>certificate</i>")
ASKING = Asking(5, DAY, "travel", "ten years\nin the office")


def own(credits: list[Credit], askings: list[Asking], names: dict[str, str] | None = None) -> str:
    return credits_view(credits, askings, SKILLS, {"t1": "Tara"} if names is None else names, EN)


def trainers(*wished: Wished, given: tuple[Credit, ...] = (), words: Words = EN) -> str:
    return crediting_view(wished, [ADA], SKILLS, [(ADA, one) for one in given], "click-1", words)


def test_a_credit_is_told_with_who_gave_it_how_much_and_why() -> None:
    view = own([CREDIT], [])
    assert "2026-03-02" in view
    assert "Leave &amp; rest, 68 %, confirmed by Tara" in view
    assert "a &lt;i&gt;certificate&lt;/i&gt;" in view


def test_a_credit_of_somebody_who_is_gone_is_from_somebody() -> None:
    assert EN("review.somebody") in own([CREDIT], [], {})
    assert "t1" not in own([CREDIT], [], {})


def test_a_wish_waits_and_can_be_taken_back() -> None:
    view = own([], [ASKING])
    assert EN("progress.asked", when="2026-03-02", skill="Travel", why=ASKING.why) in view
    assert 'data-do="unask" data-event="5"' in view


def test_what_one_may_not_know_of_is_not_listed() -> None:
    hidden = Credit(4, DAY, "secret", 1.0, "t1", "of something secret")
    view = own([hidden], [Asking(6, DAY, "secret", "something secret")])
    assert "secret" not in view
    assert "<li>" not in view


def test_without_skills_there_is_nothing_to_ask_for() -> None:
    assert "data-form" not in credits_view([], [], {}, {}, EN)
    assert 'data-form="ask"' in own([], [])


def test_fields_take_no_more_than_is_kept() -> None:
    assert own([], []).count(f'maxlength="{LONGEST}"') == 1
    view = trainers(Wished(ADA, ASKING), given=(CREDIT,))
    assert view.count('name="why"') == view.count(f'maxlength="{LONGEST}"') == 3


def test_a_trainer_decides_on_a_wish_of_a_person() -> None:
    view = trainers(Wished(ADA, ASKING))
    assert f'data-do="credit" data-person="{ADA.id}" data-asking="5"' in view
    assert f'data-do="decline" data-person="{ADA.id}" data-event="5"' in view
    assert "Ada &lt;b&gt;" in view
    assert "ten years\nin the office" in view


def test_where_nobody_waits_a_credit_can_still_be_given_once_a_click() -> None:
    view = trainers()
    assert EN("progress.no_wishes") in view
    assert 'data-form="give" data-click="click-1"' in view
    assert f'<option value="{ADA.id}">Ada &lt;b&gt;</option>' in view


def test_every_level_can_be_chosen_and_the_whole() -> None:
    view = trainers()
    for level, share in LEVELS.items():
        assert f'<option value="{share:g}">{EN("progress.level", level=level, percent=round(100 * share))}</option>' in view
    assert f'<option value="1">{EN("progress.whole")}</option>' in view


def test_credits_given_can_be_taken_back_and_are_folded() -> None:
    view = trainers(given=(CREDIT,))
    assert f'data-do="decline" data-person="{ADA.id}" data-event="3"' in view
    assert EN("progress.given") in view
    assert EN("progress.given") not in trainers()


def test_a_trainer_without_people_is_told_so_and_gets_no_form() -> None:
    view = crediting_view([], [], SKILLS, [], "click-1", EN)
    assert EN("progress.nobody") in view
    assert "data-form" not in view


def test_the_forms_speak_chinese() -> None:
    view = trainers(Wished(ADA, ASKING), given=(CREDIT,), words=ZH)
    assert ZH("progress.crediting") in view
    assert EN("progress.crediting") not in view
