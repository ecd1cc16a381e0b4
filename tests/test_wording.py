"""How questions are put."""

from assistant.learning import wording
from assistant.learning.questions import BLANK


def test_the_lead_names_the_document_and_the_nearest_heading() -> None:
    assert wording.lead("Handbook", "5 Pay > 5.2 Bonus", "en") == "Handbook – Bonus. "
    assert wording.lead("员工手册", "第四章 休假", "zh") == "《员工手册》“休假”。"


def test_a_heading_that_says_nothing_new_is_left_out() -> None:
    assert wording.lead("Leave Policy 2026", "Leave Policy 2026", "en") == "Leave Policy 2026. "
    assert wording.lead("Handbook", "Who is it for?", "en") == "Handbook. "


def test_a_gap_stands_where_the_answer_stood() -> None:
    sentence = "Ask 30 days ahead."
    assert wording.gapped(sentence, 4, 11) == f"Ask {BLANK} ahead."
    assert wording.completed(sentence, 4, 11, "en").endswith(f"“Ask {BLANK} ahead”?")
    assert wording.quantity("须提前 30 天。", 4, 8, "zh").count(BLANK) == 1


def test_every_stem_exists_in_both_languages() -> None:
    for tongue, end in (("en", ("?", ".")), ("zh", ("？", "。", "）"))):
        stems = [
            wording.claim("x", tongue),
            wording.members("x", tongue),
            wording.order("x", tongue),
            wording.term("x", tongue),
        ]
        stems += [wording.pairs("a", "b", tongue), wording.pairs("", "", tongue), wording.cell("a", "b", tongue)]
        stems += [wording.person("a", tongue), wording.case("If x", tongue)]
        assert all(stem.rstrip("”").endswith(end) or "“x”" in stem for stem in stems)


def test_a_case_is_asked_with_its_own_words() -> None:
    assert wording.case("If you are ill", "en") == "What applies if you are ill?"
    assert wording.case("Unless you are ill", "en") == "What applies unless you are ill?"
    assert wording.case("If you are ill", "en", order=True) == "What should be done if you are ill?"
    assert wording.case("Whoever leaves early", "en") == "What applies to whoever leaves early?"
