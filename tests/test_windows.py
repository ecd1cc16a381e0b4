"""The part of a passage that is read for a question."""

from assistant.answering.windows import tiles, window

TEXT = (
    "The office opens at eight. The canteen is on the ground floor. "
    "Travel costs are paid back within ten days. Send the receipts to the finance team. The garden is closed in winter."
)


def part(question: str, words: int) -> str:
    start, end = window(question, TEXT, words)
    return TEXT[start:end]


def test_a_short_text_is_read_whole() -> None:
    assert window("When does the office open?", TEXT, 100) == (0, len(TEXT))


def test_the_sentences_that_share_words_with_the_question_are_read() -> None:
    assert part("When are travel costs paid?", 10) == "Travel costs are paid back within ten days."


def test_a_window_goes_on_while_there_is_room() -> None:
    assert part("Where are travel receipts sent?", 16).endswith("ten days. Send the receipts to the finance team.")


def test_without_shared_words_the_beginning_is_read() -> None:
    assert part("Who?", 8) == "The office opens at eight."


def test_a_sentence_longer_than_the_window_is_read_whole() -> None:
    assert part("receipts for the finance team", 3) == "Send the receipts to the finance team."


def test_a_text_without_words_is_read_whole() -> None:
    assert window("Who?", "", 5) == (0, 0)


def test_tiles_hold_every_sentence_once() -> None:
    parts = [TEXT[start:end] for start, end in tiles(TEXT, 12)]
    assert " ".join(parts) == TEXT
    assert len(parts) == 4


def test_a_tile_holds_no_more_than_it_may() -> None:
    assert all(len(TEXT[start:end].split()) <= 16 for start, end in tiles(TEXT, 16))


def test_an_empty_text_has_no_tiles() -> None:
    assert tiles("  ") == []
