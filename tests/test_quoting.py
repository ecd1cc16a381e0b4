"""Which sentences are quoted."""

import pytest

from assistant.answering.expecting import Expected, defined_term, defines, expected, holds, wants_several
from assistant.answering.quoting import candidates, quoted
from assistant.answering.words import content_words, language, numbers, surface_words
from tests.memory_index import EMBEDDER, passage

LEAVE = passage(
    "Vacation\n\nFull-time employees get 30 vacation days a year. The company likes rest. Up to 5 unused days may be carried"
    " over.\n\n"
    "What is a bridge day?\n\nA bridge day is a working day between a holiday and a weekend.\n\n"
    "Covered are:\n• gym memberships\n• yoga classes\n\nNot covered are travel expenses."
)


def texts(question: str) -> list[str]:
    return [cited.quote for cited in quoted(question, [LEAVE], EMBEDDER)]


def test_the_sentence_that_answers_is_quoted_word_for_word() -> None:
    assert texts("How many vacation days do employees get a year?") == ["Full-time employees get 30 vacation days a year."]


def test_a_citation_carries_offsets_in_the_page() -> None:
    page = "Preface. " + LEAVE.text
    cited = quoted("How many vacation days do I get?", [passage(LEAVE.text, start=9)], EMBEDDER)[0]
    assert page[cited.start : cited.end] == cited.quote
    assert (cited.n, cited.document, cited.version, cited.page) == (1, "leave.md", "v1", 1)
    assert 0 < cited.score < 1


def test_a_list_comes_along_with_the_sentence_that_opens_it() -> None:
    assert texts("What is covered?")[0] == "Covered are:\n• gym memberships\n• yoga classes"


def test_a_definition_is_preferred_to_the_question_above_it() -> None:
    assert texts("What is a bridge day?")[0].startswith("A bridge day is")


def test_headings_and_bare_questions_are_not_quoted() -> None:
    assert all("Vacation\n" not in text and not text.endswith("?") for text in texts("vacation bridge day"))


def first(question: str, *texts: str, document: str = "leave.md") -> str:
    passages = [passage(texts[0], document=document), *(passage(text) for text in texts[1:])]
    return quoted(question, passages, EMBEDDER)[0].quote


def test_what_stands_after_nearly_the_same_question_is_the_answer() -> None:
    text = "Guests?\n\nAsk first.\n\nWhen is the gym open?\n\nEach day from noon.\n\nThe canteen is closed on Sunday."
    assert first("When is the gym open?", text) == "Each day from noon."


def test_a_question_is_never_quoted_and_a_bare_no_comes_with_its_reason() -> None:
    text = (
        "访客如何上网？\n\n由接待人领取上网码。\n\n可以用微信发送图纸吗？\n\n不可以。图纸属于机密信息，只能通过公司系统分享。"
    )
    assert first("可以用微信发送图纸吗？", text) == "不可以。图纸属于机密信息，只能通过公司系统分享。"


def test_what_stands_under_a_heading_that_names_the_question_is_the_answer() -> None:
    text = "# Firmware\n\nCopy the file.\n\n# Reset to factory settings\n\nHold Ring for 10 seconds."
    assert first("How do I reset the controller to factory settings?", text) == "Hold Ring for 10 seconds."


FAULTS = "Code | Meaning | What to do\nE04 | Motor too hot | Let it cool\nE05 | Signal below 3.6 mA | Check the cable"


def test_the_row_with_the_code_is_quoted_and_not_the_names_of_the_columns() -> None:
    assert first("What does code E05 mean?", FAULTS) == "E05 | Signal below 3.6 mA | Check the cable"


def test_rows_know_the_names_of_their_columns() -> None:
    rows = candidates([passage(FAULTS)])
    assert [row.header for row in rows] == [True, False, False]
    assert {row.before for row in rows[1:]} == {"Code | Meaning | What to do"}


def test_a_superseded_document_answers_only_questions_about_the_past() -> None:
    old, new = "The other parent has 2 weeks of family leave.", "The other parent has 6 weeks of family leave, in blocks."
    question = "How many weeks of family leave does the other parent have?"
    assert first(question, old, new, document="archive/leave-superseded.md") == new
    assert first("How many weeks did the other parent have in 2024?", old, new, document="archive/leave-superseded.md") == old


def test_a_sentence_about_another_month_loses() -> None:
    text = "In the exercise of November 2025 a share of 7.8 % clicked.\n\nThe results of August 2025 were 9.3 % clicked."
    assert "9.3" in first("What share clicked in the exercise of August 2025?", text)


def test_who_may_is_answered_by_the_one_who_may() -> None:
    text = "The lock is red, and two people hold a key. Only the plant manager may cut the lock."
    assert first("Who may cut a lock?", text).startswith("Only the plant manager")


def test_a_deadline_is_preferred_to_another_time() -> None:
    text = "A sick call between 18:00 and 08:00 costs 35. Report in sick by 09:30 on the first day."
    assert first("By what time do I have to call in sick?", text).startswith("Report")


def test_no_more_than_three_and_none_twice() -> None:
    text = "Wear a helmet on site. On site, wear a helmet. Wear boots on site. Wear gloves on site. Wear a vest on site."
    found = [cited.quote for cited in quoted("What should I wear on site?", [passage(text)], EMBEDDER)]
    assert len(found) <= 3
    assert not {"Wear a helmet on site.", "On site, wear a helmet."} <= set(found)


def test_one_fact_is_answered_by_one_sentence() -> None:
    text = "The gym opens at 7. The pool opens at noon and has four lanes. The sauna is on the roof."
    assert len(quoted("When does the gym open?", [passage(text)], EMBEDDER)) == 1


def test_sentences_of_one_passage_are_quoted_in_its_order() -> None:
    text = "To report a theft, call security. Then report the theft to your manager. The canteen closes at two."
    found = [cited.start for cited in quoted("How do I report a theft to my manager and security?", [passage(text)], EMBEDDER)]
    assert found == sorted(found)


def test_passages_without_sentences_give_no_quotes() -> None:
    assert quoted("What?", [passage("Only A Heading")], EMBEDDER) == []
    assert quoted("What?", [], EMBEDDER) == []


def test_candidates_know_their_heading_and_what_stands_before() -> None:
    found = {row.text: row for row in candidates([LEAVE])}
    assert found["The company likes rest."].before == "Full-time employees get 30 vacation days a year."
    assert found["The company likes rest."].heading == "Vacation"


def test_chinese_questions_are_answered_by_chinese_sentences() -> None:
    chinese = passage("正式员工每年有15天年假。病假需要医院证明。加班费按1.5倍计算。")
    assert [cited.quote for cited in quoted("员工每年有多少天年假？", [chinese], EMBEDDER)] == ["正式员工每年有15天年假。"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many days?", Expected.NUMBER), ("How much does it cost?", Expected.MONEY),
        ("How long is probation?", Expected.DURATION),
        ("When does it end?", Expected.DATE), ("Who approves leave?", Expected.PERSON), ("Where is the form?", Expected.PLACE),
        ("What is leave?", Expected.OPEN), ("有多少天？", Expected.DURATION), ("谁批准？", Expected.PERSON),
        ("在哪里？", Expected.PLACE),
        ("By what time?", Expected.DEADLINE), ("最晚什么时候交？", Expected.DEADLINE), ("试用期有多长？", Expected.DURATION),
        ("什么时候开始？", Expected.DATE), ("多少钱？", Expected.MONEY), ("有几个人？", Expected.NUMBER),
    ],
)  # fmt: skip
def test_the_kind_of_answer_is_told_from_the_question(question: str, kind: Expected) -> None:
    assert expected(question) is kind


@pytest.mark.parametrize(
    ("sentence", "kind", "held"),
    [
        ("It costs $50.", Expected.MONEY, True), ("It is free.", Expected.MONEY, False), ("费用为50元。", Expected.MONEY, True),
        ("It takes two weeks.", Expected.DURATION, True), ("On 3 March.", Expected.DATE, True), ("Soon.", Expected.DATE, False),
        ("By 09:30.", Expected.DEADLINE, True), ("From 18:00 on.", Expected.DEADLINE, False),
        ("15 日前。", Expected.DEADLINE, True),
        ("Ask the manager.", Expected.PERSON, True), ("Anything.", Expected.OPEN, True), ("见办公室。", Expected.PLACE, True),
    ],
)  # fmt: skip
def test_a_sentence_holds_a_kind_of_answer_or_not(sentence: str, kind: Expected, held: bool) -> None:
    assert holds(sentence, kind) is held


def test_several_sentences_are_for_lists_ways_and_reasons() -> None:
    assert wants_several("What are the steps?") and wants_several("Why is that?") and wants_several("有哪些步骤？")
    assert not wants_several("When is it?") and not wants_several("What is the name of the plan?")


def test_definitions_are_recognised() -> None:
    assert defined_term("What is balance billing?") == "balance billing"
    assert defined_term("什么是年假？") == "年假"
    assert defined_term("How do I claim?") is None
    assert defines("Balance billing is when a provider bills you.", "balance billing")
    assert not defines("Avoid balance billing.", "balance billing")


def test_words_are_compared_by_stem_and_chinese_by_pairs() -> None:
    assert set(content_words("What do the policies cover?")) == set(content_words("covered by a policy"))
    assert content_words("员工年假") == ["员工", "工年", "年假"]
    assert content_words("the of and") == []
    assert content_words("fly") == content_words("a flight") and content_words("How soon?") == []
    assert surface_words("How many unused days?") == ["unused", "days"]


def test_numbers_are_written_alike() -> None:
    assert numbers("1,000 and 3.5") == {"1000", "3.5"}


def test_the_language_is_told_from_the_script() -> None:
    assert language("VPN 怎么用？") == "zh" and language("What is 年假 in the handbook?") == "en" and language("") == "en"
