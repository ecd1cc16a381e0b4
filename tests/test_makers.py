"""Drafts of every kind from a page."""

import pytest

from assistant.learning.distractors import Distractors
from assistant.learning.forming import PRIOR, Maker
from assistant.learning.ladders import in_order
from assistant.learning.makers import drafts, sound
from assistant.learning.questions import BLANK, Evidence, Kind, Question
from tests.pages import Near, one_document

RULES = (
    "# 4 Leave\n\n## 4.1 Carry-over\n\nUp to 5 unused days may be carried over into the next year.\n\n"
    "## 4.2 Sick leave\n\nReport sickness to your manager by 09:30 on the first day.\n\n"
    "## 4.3 Locks\n\nIf work stops for more than two hours, the machine is made safe and left locked."
)
NOTICE = "# Notice periods\n\nRole | Notice\nAll staff | 4 weeks\nTeam leads | 8 weeks\nDirectors | 26 weeks"
STEPS = (
    "# Steps after a loss\n\n1. Report the loss.\n2. Change the password.\n3. Write down what was lost.\n4. Return the form."
)
LISTS = (
    "# Bags\n\nThese may be brought on board:\n\n- small bags\n- walking sticks\n- medicines\n\n"
    "# Stores\n\nThe store holds parts of pumps:\n\n- rubber seals\n- steel rotors\n- glass valves"
)
TERMS = (
    "# Words\n\nA copayment is a fixed amount that you pay for each visit."
    " A premium is the sum that is due every month for the plan."
    " A deductible is the sum that you owe before the insurer begins to help."
)


def no_skill(evidence: Evidence) -> str:
    return evidence.heading


def made(*texts: str, kind: Kind | None = None, cosine: float = 0.5) -> list[Question]:
    document = one_document(*texts)
    maker = Maker(document, Distractors(document, Near(cosine)), no_skill)
    return [one for sheet in document.sheets for one in drafts(sheet, maker) if kind is None or one.kind is kind]


@pytest.mark.parametrize("text", [RULES, NOTICE, STEPS, LISTS, TERMS])
def test_evidence_is_the_place_on_the_page_and_the_explanation_its_words(text: str) -> None:
    page = one_document(text).sheets[0].page
    questions = made(text)
    assert questions
    for one in questions:
        assert page.text[one.evidence.start : one.evidence.end] == one.evidence.quote
        assert one.explanation.split() == one.evidence.quote.split()
        assert (one.evidence.document, one.evidence.version, one.evidence.page) == ("handbook.md", "v1", 1)
        assert one.skill == one.evidence.heading


def test_ids_are_different_and_always_the_same() -> None:
    ids = [one.id for one in made(RULES, NOTICE, STEPS, LISTS)]
    assert len(set(ids)) == len(ids)
    assert ids == [one.id for one in made(RULES, NOTICE, STEPS, LISTS)]


def test_every_kind_has_its_level_of_difficulty() -> None:
    for one in made(RULES, STEPS):
        assert PRIOR[one.kind] <= one.difficulty <= PRIOR[one.kind] + 0.3


def test_a_single_choice_has_three_sorted_options_and_one_key_from_the_page() -> None:
    one = next(one for one in made(RULES, kind=Kind.SINGLE_CHOICE) if "carried over" in one.question)
    texts = [option.text for option in one.options]
    assert len(texts) == 3 and texts == in_order(texts)
    assert one.right_answer() == "5" and "5" not in one.question.replace("4.1", "")


def test_a_question_says_where_it_comes_from() -> None:
    assert all(one.question.startswith("Handbook – ") for one in made(RULES))


def test_a_cloze_takes_the_number_in_digits_and_words() -> None:
    one = next(one for one in made(RULES, kind=Kind.CLOZE) if "work stops" in one.question)
    assert one.question.count(BLANK) == 1
    assert set(one.accept) >= {"two", "2"}


def test_a_numeric_question_wants_the_unit_and_forgives_nothing() -> None:
    one = next(one for one in made(RULES, kind=Kind.NUMERIC) if "carried" in one.question)
    assert one.accept[0] == "5 days" and one.tolerance == 0.0


def test_true_and_false_are_both_told_and_the_false_one_differs_from_the_page() -> None:
    text = "# Rules\n\n" + " ".join(
        f"Shift {name} lasts {number} hours in the plant." for name, number in zip("ABCDEFGH", "23468396", strict=True)
    )
    questions = made(text, kind=Kind.TRUE_FALSE)
    assert {one.key for one in questions} == {("true",), ("false",)}
    for one in questions:
        assert (one.evidence.quote in one.question) is (one.key == ("true",))


def test_what_a_condition_leads_to_is_asked_as_a_short_answer() -> None:
    [one] = made(RULES, kind=Kind.SHORT_ANSWER)
    assert "What applies if work stops for more than two hours?" in one.question
    assert one.points == ("the machine is made safe and left locked",)


def test_steps_are_mixed_and_the_key_is_their_order_on_the_page() -> None:
    [one] = made(STEPS, kind=Kind.ORDERING)
    texts = {option.id: option.text for option in one.options}
    assert [texts[name] for name in one.key] == [
        "Report the loss",
        "Change the password",
        "Write down what was lost",
        "Return the form",
    ]
    assert [option.id for option in one.options] != list(one.key)


def test_pairs_of_a_table_are_matched() -> None:
    [one] = made(NOTICE, kind=Kind.MATCHING)
    assert one.right_answer() == "All staff = 4 weeks; Team leads = 8 weeks; Directors = 26 weeks"
    assert [pair[1] for pair in one.key] != [pair[-1] for pair in one.key]


def test_a_cell_of_a_table_is_chosen_among_its_column() -> None:
    [one] = made(NOTICE, kind=Kind.SINGLE_CHOICE)
    assert {option.text for option in one.options} == {"4 weeks", "8 weeks", "26 weeks"}


def test_members_of_a_list_are_told_from_members_of_others() -> None:
    questions = made(LISTS, kind=Kind.MULTIPLE_CHOICE)
    stores = next(one for one in questions if "parts of pumps" in one.question)
    texts = {option.id: option.text for option in stores.options}
    assert {texts[name] for name in stores.key} <= {"rubber seals", "steel rotors", "glass valves"}
    assert {text for name, text in texts.items() if name not in stores.key} <= {"small bags", "walking sticks", "medicines"}


def test_lists_of_much_the_same_do_not_lend_one_another_members() -> None:
    alike = LISTS.replace("The store holds parts of pumps", "These may be brought on trains")
    assert made(alike, kind=Kind.MULTIPLE_CHOICE) == []


def test_a_term_is_chosen_by_its_meaning_among_terms_with_other_meanings() -> None:
    questions = made(TERMS, kind=Kind.SINGLE_CHOICE)
    one = next(one for one in questions if "fixed amount" in one.question)
    assert one.right_answer() == "copayment"
    assert len(one.options) == 3


def test_terms_that_mean_nearly_the_same_are_no_options() -> None:
    assert made(TERMS, kind=Kind.SINGLE_CHOICE, cosine=0.75) == []


def test_words_that_the_layout_tore_are_not_shown() -> None:
    torn = NOTICE.replace("Directors", "Direc tors") + "\n\nNotice of directors is long."
    assert made(torn, kind=Kind.MATCHING) == []


def test_counts_without_a_unit_are_not_asked_for() -> None:
    assert made(NOTICE.replace(" weeks", "")) == []


def test_a_question_in_other_words_must_keep_those_of_the_sentence() -> None:
    sheet = one_document("# Leave\n\nThe manager answers in writing within 20 working days.").sheets[0]
    [fact] = [one for one in sheet.asked if one.question.startswith("Within")]
    assert sound(fact, sheet.statements[0])
    longer = one_document(
        "# Leave\n\nIn Leeds, but not in Suzhou or Rotterdam, the manager answers within 20 working days."
    ).sheets[0]
    assert not any(sound(fact, one) for one in longer.statements for fact in longer.asked)


def test_a_role_that_the_heading_or_the_sentence_names_is_not_asked_for() -> None:
    sentence = "The sales team answers every offer in writing."
    assert made(f"# Offers\n\n{sentence}", kind=Kind.CLOZE)
    assert made(f"# Sales\n\n{sentence}", kind=Kind.CLOZE) == []
    assert made("# Offers\n\nThe manager of sales leads the sales team in Leeds.", kind=Kind.CLOZE) == []
