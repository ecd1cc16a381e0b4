"""Passages for a question, and how sure it is that they answer it."""

from dataclasses import replace

import pytest

from assistant.answering.confidence import Evidence, confidence, evidence, model_for, word_weights
from assistant.answering.followups import Turn
from assistant.answering.retrieval import Retrieved, count_tokens, retrieve
from assistant.settings import AnsweringSettings
from indexer.searching import search
from indexer.selection import Selection
from tests.memory_index import EMBEDDER, MemoryIndex, anything

INDEX = MemoryIndex()
SETTINGS = AnsweringSettings()


def found(
    question: str, history: list[Turn] | None = None, within: Selection | None = None, settings: AnsweringSettings = SETTINGS
) -> Retrieved:
    selection = INDEX.everything() if within is None else within
    return retrieve(
        question, history or [], within=selection, may_read=anything, index=INDEX, embedder=EMBEDDER, settings=settings
    )


def test_the_best_passage_comes_first() -> None:
    best = found("How many vacation days do full-time employees get?").passages[0]
    assert (best.document, best.heading) == ("leave.md", "Vacation")


def test_a_passage_is_a_piece_of_its_page() -> None:
    for passage in found("unused vacation days").passages:
        assert INDEX.texts[passage.document][passage.start : passage.end] == passage.text


def test_only_what_may_be_read_is_found() -> None:
    within = INDEX.without("hr/")
    result = found("What is the salary of the director?", within=within)
    assert all(not passage.document.startswith("hr/") for passage in result.passages)
    assert all(not name.startswith("hr/") for name in result.closest)


def test_a_passage_is_not_widened_by_what_may_not_be_read() -> None:
    mask = INDEX.everything().mask.copy()
    mask[1] = False  # the paragraph after the first
    result = found("How many vacation days do full-time employees get?", within=Selection(1, mask))
    assert "carried over" not in " ".join(passage.text for passage in result.passages)


def test_with_nothing_to_read_there_is_no_passage_and_no_confidence() -> None:
    result = found("vacation", within=Selection.nothing())
    assert result.passages == () and result.confidence == 0.0 and result.closest == ()


def test_a_follow_up_is_searched_with_what_it_leaves_unsaid() -> None:
    result = found("What about part-time employees?", [("How many vacation days do full-time employees get?", "30")])
    assert result.question == "How many vacation days do part-time employees get?"
    assert result.passages[0].heading == "Vacation"


def test_the_passages_keep_to_their_number_and_budget() -> None:
    few = replace(SETTINGS, passages=2)
    assert len(found("days a year", settings=few).passages) <= 2
    small = replace(SETTINGS, passage_tokens=30)
    assert sum(count_tokens(passage.text) for passage in found("days a year", settings=small).passages) <= 30


def test_neighbours_on_a_page_become_one_passage() -> None:
    index = MemoryIndex({"a.md": "Vacation days are for rest.\n\nVacation days lapse in March."})
    result = retrieve(
        "vacation days", [], within=index.everything(), may_read=anything, index=index, embedder=EMBEDDER, settings=SETTINGS
    )
    assert [passage.text for passage in result.passages] == [index.texts["a.md"]]


def test_the_same_text_elsewhere_is_named_with_it() -> None:
    index = MemoryIndex({"a.md": "Vacation days lapse.", "b.md": "Vacation days lapse."})
    result = retrieve(
        "vacation", [], within=index.everything(), may_read=anything, index=index, embedder=EMBEDDER, settings=SETTINGS
    )
    assert len(result.passages) == 1 and result.passages[0].also == ("b.md",)


def test_a_mistake_in_the_selection_is_caught_before_the_prompt(caplog: pytest.LogCaptureFixture) -> None:
    result = retrieve(
        "What is the salary of the director?",
        [],
        within=INDEX.everything(),
        may_read=lambda document: not document.startswith("hr/"),
        index=INDEX,
        embedder=EMBEDDER,
        settings=SETTINGS,
    )
    assert all(not passage.document.startswith("hr/") for passage in result.passages)
    assert all(not name.startswith("hr/") for name in result.closest)
    assert "second check" in caplog.text


def test_closest_documents_are_named_once_each() -> None:
    closest = found("vacation days").closest
    assert closest[0] == "leave.md" and len(set(closest)) == len(closest) <= 3


@pytest.mark.parametrize(
    ("good", "foreign"), [("How many vacation days do employees get?", "Which telescope did Galileo use?")]
)
def test_a_question_about_the_documents_is_surer_than_a_foreign_one(good: str, foreign: str) -> None:
    assert found(good).confidence > found(foreign).confidence


def test_confidence_rises_with_every_kind_of_evidence() -> None:
    poor, rich = Evidence(0.2, 0.2, 0.1, 0.2, 0.5, 0.1), Evidence(0.8, 0.7, 1.0, 1.0, 1.0, 0.9)
    for model in ("vectors", "words"):
        assert 0.0 <= confidence(poor, model) < 0.1 < 0.9 < confidence(rich, model) <= 1.0


def test_vectors_count_only_where_the_embedder_knows_the_language() -> None:
    assert model_for("What is leave?", "all-MiniLM-L6-v2@53aa") == "vectors"
    assert model_for("什么是年假？", "all-MiniLM-L6-v2@53aa") == "words"
    assert model_for("What is leave?", "hashed-256") == "words"


def test_a_word_that_no_document_holds_weighs_most() -> None:
    weights = word_weights("vacation telescope", INDEX, INDEX.everything())
    assert weights["telescop"] > weights["vacat"]


def test_evidence_counts_covered_and_known_words() -> None:
    question = "vacation telescope"
    hits = search(INDEX, EMBEDDER, question, within=INDEX.everything(), count=5)
    seen = evidence(question, hits, INDEX, INDEX.everything())
    assert 0 < seen.known < 1 and seen.covered == pytest.approx(seen.known)
    assert evidence(question, [], INDEX, INDEX.everything()).values() == (0.0,) * 6


def test_tokens_are_counted_by_language() -> None:
    assert count_tokens("four letters here") == 5 and count_tokens("年假") == 2
