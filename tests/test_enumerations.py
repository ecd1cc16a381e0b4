"""Lists and steps of a page."""

from assistant.learning.enumerations import Shape, enumerations, shape_of
from tests.pages import page

STEPS = "# Steps after a loss\n\n1. Report the loss.\n2. Change the password.\n3. Write down what was lost."


def test_numbered_items_under_a_heading_that_says_so_are_steps() -> None:
    text = page(STEPS)
    [found] = enumerations(text)
    assert found.steps
    assert [member.text for member in found.members] == ["Report the loss", "Change the password", "Write down what was lost"]
    assert all(text.text[member.start : member.end] == member.text for member in found.members)


def test_numbered_tips_are_no_steps() -> None:
    assert not enumerations(page(STEPS.replace("Steps after", "Tips for steps after")))[0].steps


def test_numbers_that_do_not_follow_one_another_are_no_list() -> None:
    assert enumerations(page(STEPS.replace("3. ", "5. "))) == []


def test_the_words_before_the_colon_introduce_a_list() -> None:
    [found] = enumerations(page("# Bags\n\nThese may be brought on board:\n\n- small bags\n- walking sticks\n- medicines"))
    assert (found.lead, found.steps) == ("These may be brought on board", False)


def test_a_list_inside_a_sentence_is_found() -> None:
    [found] = enumerations(page("# Locks\n\nFind every source of energy: electricity, compressed air, heat and springs."))
    assert [member.text for member in found.members] == ["electricity", "compressed air", "heat", "springs"]


def test_members_are_told_apart_by_how_they_are_built() -> None:
    shapes = [shape_of(text) for text in ("Report a loss", "Reporting a loss", "The door is closed", "compressed air")]
    assert shapes == [Shape.ORDER, Shape.DOING, Shape.CLAUSE, Shape.THING]
