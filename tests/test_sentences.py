"""Sentences with their offsets."""

import pytest

from assistant.answering.sentences import Kind, sentences, tidy


def cut(text: str, headings: tuple[int, ...] = ()) -> list[str]:
    return [tidy(text[span.start : span.end]) for span in sentences(text, headings)]


def kinds(text: str) -> list[Kind]:
    return [span.kind for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Up to 5 days. They lapse in March.", ["Up to 5 days.", "They lapse in March."]),
        ("Ask Dr. Lee or Ms. Wu. They know.", ["Ask Dr. Lee or Ms. Wu.", "They know."]),
        ("It costs 3.5 euros. The rest is free.", ["It costs 3.5 euros.", "The rest is free."]),
        ("Bring papers, e.g. Form 12, i.e. The blue one.", ["Bring papers, e.g. Form 12, i.e. The blue one."]),
        ("Paid by Acme Inc. The rest is yours.", ["Paid by Acme Inc.", "The rest is yours."]),
        ("We sold it to Acme Inc. Ohio in May.", ["We sold it to Acme Inc. Ohio in May."]),
        ("Call before 9 a.m. Monday. Then wait.", ["Call before 9 a.m. Monday.", "Then wait."]),
        ("The U.S. Senate met. It voted.", ["The U.S. Senate met.", "It voted."]),
        ('He said "Stop." Nobody did.', ['He said "Stop."', "Nobody did."]),
        ("See example.com for more. Or ask.", ["See example.com for more.", "Or ask."]),
        ("Really?! Yes. No...", ["Really?!", "Yes.", "No..."]),
        ("Wait... there is more. Done.", ["Wait... there is more.", "Done."]),
        ("J. Smith wrote it. We read it.", ["J. Smith wrote it.", "We read it."]),
        ("Version 2.1.0 is out. Update now.", ["Version 2.1.0 is out.", "Update now."]),
    ],
)
def test_english_sentences_end_where_a_reader_would_end_them(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("年假有15天。最多结转5天。", ["年假有15天。", "最多结转5天。"]),
        ("可以吗？可以！请登记。", ["可以吗？", "可以！", "请登记。"]),
        ("他说：“不行。”然后走了。", ["他说：“不行。”", "然后走了。"]),
        ("费用为3.5元；其余免费。", ["费用为3.5元；其余免费。"]),
        ("使用VPN 2.0。详见example.com。", ["使用VPN 2.0。", "详见example.com。"]),
    ],
)
def test_chinese_sentences_end_at_their_own_marks(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_offsets_give_back_the_text() -> None:
    text = "  First one here.\n\n• an item\n• another one\nLast. End"
    assert [text[span.start : span.end] for span in sentences(text)] == [
        "First one here.", "• an item", "• another one", "Last.", "End",
    ]  # fmt: skip


def test_lines_wrapped_by_a_pdf_are_one_sentence() -> None:
    text = (
        "Choosing an out-of-network provider can be significantly more expensive than an\n"
        "in-network provider. You may be responsible for the entire cost of services, or a\n"
        "far greater portion of the cost. \nNext Topic \nThe plan covers most of the services that are named here.\n"
    )
    assert cut(text)[0].startswith("Choosing") and cut(text)[0].endswith("in-network provider.")
    assert kinds(text) == [Kind.SENTENCE, Kind.SENTENCE, Kind.HEADING, Kind.SENTENCE]


def test_a_list_is_cut_into_its_items_and_their_further_lines() -> None:
    text = "You need:\n1. a laptop that has\n   been set up\n2) a badge\n- a key"
    assert cut(text) == ["You need:", "1. a laptop that has been set up", "2) a badge", "- a key"]
    assert kinds(text) == [Kind.SENTENCE, Kind.ITEM, Kind.ITEM, Kind.ITEM]


def test_chinese_numbering_makes_items() -> None:
    assert kinds("一、目的\n（二）范围说明\n1、安全第一") == [Kind.ITEM] * 3


def test_table_rows_stay_whole() -> None:
    text = "| Status | Meaning. It varies. |\n|---|---|\n| Draft | Not done. Yet. |"
    assert cut(text) == ["| Status | Meaning. It varies. |", "| Draft | Not done. Yet. |"]
    assert kinds(text) == [Kind.ROW, Kind.ROW]


def test_headings_are_told_by_marks_offsets_and_shape() -> None:
    text = "# Leave\nTake leave early.\nCARRY-OVER\n\nDays lapse."
    assert kinds(text) == [Kind.HEADING, Kind.SENTENCE, Kind.HEADING, Kind.SENTENCE]
    assert sentences("Not like one, is it.\nText.", (0,))[0].kind is Kind.HEADING


def test_a_run_without_punctuation_is_cut_at_its_lines() -> None:
    text = "\n".join("word " * 20 for _ in range(12)).replace("word word", "Word word")
    assert max(span.end - span.start for span in sentences(text)) <= 700


def test_empty_text_has_no_sentences() -> None:
    assert sentences("") == [] and sentences(" \n\n ---- \n") == []


def test_tidy_joins_lines_as_the_language_does() -> None:
    assert tidy("two\nwords") == "two words"
    assert tidy("年假\n结转") == "年假结转"
    assert tidy("out-of-\nnetwork") == "out-of-network"
