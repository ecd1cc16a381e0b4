"""What a judge's word changes in the answers."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.answers import Answer, Citation
from assistant.answering.citations import prove
from assistant.answering.judge import Answered
from assistant.answering.judging import RANKED, Uses, doubted, pointed, reordered, surer
from assistant.answering.retrieval import Retrieved, retrieve
from assistant.assembly import open_uses
from assistant.settings import AnsweringSettings, JudgeSettings, Settings
from indexer.searching import search
from indexer.settings import EmbedderSettings
from tests.memory_index import EMBEDDER, MemoryIndex, anything, passage
from tests.test_answerer import SURE, Writer
from tests.tiny_judge import tiny_adapter, tiny_base

INDEX = MemoryIndex()
QUESTION = "How many vacation days do full-time employees get?"
RANKING, REFUSING, SUPPORTING = JudgeSettings(rank=True), JudgeSettings(refuse=True), JudgeSettings(support=True)


class Biased:
    """A judge that likes texts with a word."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[tuple[str, int]] = []

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((question, len(texts)))
        return [0.99 if self.word in text else 0.01 for text in texts]

    def support(self, statement: str, texts: Sequence[str]) -> list[float]:
        self.asked.append((statement, len(texts)))
        return [0.99 if self.word in statement else 0.01 for _ in texts]

    def answers(self, question: str, texts: Sequence[str]) -> list[Answered]:
        self.asked.append((question, len(texts)))
        places = [text.find(self.word) for text in texts]
        return [Answered(float(place >= 0), max(place, 0), max(place, 0) + len(self.word)) for place in places]


def found(judge: Biased, settings: JudgeSettings, question: str = QUESTION) -> Retrieved:
    return retrieve(
        question, [], within=INDEX.everything(), may_read=anything, index=INDEX, embedder=EMBEDDER,
        settings=AnsweringSettings(), uses=Uses(judge, settings),
    )  # fmt: skip


def test_the_judge_puts_passages_in_order_again() -> None:
    best = found(Biased("hotel"), RANKING).passages[0]
    assert best.document == "travel.md"


def test_what_is_switched_off_is_not_asked() -> None:
    judge = Biased("hotel")
    assert found(judge, SUPPORTING).passages[0].document == "leave.md"
    assert judge.asked == []


def test_the_judge_is_not_asked_in_a_language_it_does_not_know() -> None:
    judge = Biased("年假")
    found(judge, RANKING, "正式员工每年有几天年假？")
    assert judge.asked == []


def test_nothing_found_is_nothing_to_judge() -> None:
    judge = Biased("hotel")
    index = MemoryIndex({})
    result = retrieve(
        QUESTION, [], within=index.everything(), may_read=anything, index=index, embedder=EMBEDDER,
        settings=AnsweringSettings(), uses=Uses(judge, RANKING),
    )  # fmt: skip
    assert result.passages == ()
    assert judge.asked == []


def test_a_use_of_the_order_looks_at_more_passages() -> None:
    assert Uses(Biased("a"), RANKING).looks == RANKED
    assert Uses(Biased("a"), REFUSING).looks == 0


def test_the_order_keeps_every_hit_once_and_counts_anew() -> None:
    hits = search(INDEX, EMBEDDER, QUESTION, within=INDEX.everything(), count=5)
    again = reordered(hits, [0.1, 0.2, 0.3, 0.4, 0.999][: len(hits)])
    assert sorted(hit.row for hit in again) == sorted(hit.row for hit in hits)
    assert [hit.rank for hit in again] == list(range(1, len(hits) + 1))
    assert again[0].row == hits[-1].row


def test_hits_that_the_judge_likes_alike_stay_in_their_order() -> None:
    hits = search(INDEX, EMBEDDER, QUESTION, within=INDEX.everything(), count=5)
    assert [hit.row for hit in reordered(hits, [0.5] * len(hits))] == [hit.row for hit in hits]


def test_confidence_rises_with_the_judges_word() -> None:
    assert 0 < surer(0.5, [0.01]) <= surer(0.5, [0.01, 0.99]) < 1
    assert surer(0.2, [0.5]) < surer(0.9, [0.5])
    assert 0 < surer(0.0, []) < surer(1.0, [1.0]) < 1


def test_the_judge_has_a_say_in_the_confidence_where_it_is_asked() -> None:
    plain = found(Biased("hotel"), SUPPORTING).confidence
    assert found(Biased("vacation"), REFUSING).confidence == pytest.approx(surer(plain, [0.99]))


LEAVE = passage("Full-time employees get 30 vacation days a year. Up to 5 unused days may be carried over.", start=100)
TEXT = "Full-time employees get 30 vacation days a year. Up to 5 unused days may be carried over."


def test_a_sentence_that_the_judge_doubts_loses_its_proof() -> None:
    proved = prove(TEXT, [LEAVE], EMBEDDER)
    left = doubted(proved, "How many days?", [LEAVE], Biased("carried"))
    assert [one.supported for one in left.sentences] == [False, True]
    assert left.sentences[0].citations == ()


def test_citations_that_nothing_uses_go_and_the_others_are_counted_anew() -> None:
    left = doubted(prove(TEXT, [LEAVE], EMBEDDER), "How many days?", [LEAVE], Biased("carried"))
    assert [cited.n for cited in left.citations] == [1]
    assert left.sentences[1].citations == (1,)
    assert "carried" in left.citations[0].quote


def test_a_sentence_without_proof_is_not_put_to_the_judge() -> None:
    judge = Biased("x")
    doubted(prove("The canteen serves lunch at noon.", [LEAVE], EMBEDDER), "Lunch?", [LEAVE], judge)
    assert judge.asked == []


def test_a_sentence_is_judged_with_its_question() -> None:
    judge = Biased("x")
    doubted(prove("Full-time employees get 30 vacation days a year.", [LEAVE], EMBEDDER), "How many?", [LEAVE], judge)
    assert judge.asked == [("How many? Full-time employees get 30 vacation days a year.", 1)]


def answered(uses: Uses | None, settings: Settings = SURE) -> Answer:
    writer = Writer("Full-time employees get 30 vacation days a year.")
    generated = replace(settings, answering=replace(settings.answering, mode="generated"))
    last = list(
        Answerer(generated, writer, EMBEDDER, uses).ask(QUESTION, [], within=INDEX.everything(), may_read=anything, index=INDEX)
    )[-1]
    assert isinstance(last, Answer)
    return last


def test_a_written_sentence_is_marked_where_the_judge_doubts_it() -> None:
    assert answered(None).sentences[0].supported
    assert not answered(Uses(Biased("hotel"), SUPPORTING)).sentences[0].supported


def test_a_written_sentence_is_not_judged_where_that_is_switched_off() -> None:
    assert answered(Uses(Biased("hotel"), RANKING)).sentences[0].supported


def test_a_judge_that_is_used_for_nothing_is_not_loaded() -> None:
    assert open_uses(Settings(judge=JudgeSettings(rank=False, refuse=False, support=False, point=False))) is None


def test_without_its_base_model_answering_goes_on_without_the_judge(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(embedder=EmbedderSettings(model="hashed", folder=tmp_path), judge=RANKING)
    assert open_uses(settings) is None
    assert "without the judge" in caplog.text


def test_the_judge_of_the_settings_is_opened(tmp_path: Path) -> None:
    adapter = tiny_adapter(tmp_path / "judge", tiny_base(tmp_path / "models/tiny"))
    settings = Settings(
        embedder=EmbedderSettings(folder=tmp_path / "models"), judge=JudgeSettings(adapter=str(adapter), support=True)
    )
    uses = open_uses(settings)
    assert uses is not None
    assert uses.settings.support
    assert 0 < uses.judge.support("who ? anna", ["anna wears the hat ."])[0] < 1


QUOTE = "Full-time employees get 30 vacation days a year."
CITED = Citation(1, "leave.md", "v", 1, "", QUOTE, 0, len(QUOTE), 1.0)


def test_the_words_that_answer_are_pointed_at() -> None:
    (cited,) = pointed([CITED], QUESTION, Biased("30 vacation days"))
    assert cited.answer is not None
    assert QUOTE[slice(*cited.answer)] == "30 vacation days"


@pytest.mark.parametrize("word", ["40 days", QUOTE])
def test_nothing_is_pointed_at_without_certainty_or_where_it_is_nearly_all(word: str) -> None:
    assert pointed([CITED], QUESTION, Biased(word)) == (CITED,)


def test_another_language_is_not_pointed_at() -> None:
    judge = Biased("30")
    assert pointed([CITED], "全职员工有多少天年假？", judge) == (CITED,)
    assert judge.asked == []


def test_a_quoted_answer_carries_what_is_pointed_at_where_that_is_switched_on() -> None:
    for wanted in (True, False):
        settings = replace(Settings(), judge=JudgeSettings(point=wanted))
        answerer = Answerer(settings, None, EMBEDDER, Uses(Biased("30 vacation days"), settings.judge))
        events = list(answerer.ask(QUESTION, [], within=INDEX.everything(), may_read=anything, index=INDEX))
        answer = events[-1]
        assert isinstance(answer, Answer)
        assert any(cited.answer is not None for cited in answer.citations) == wanted
        assert Answer.from_json(json.loads(json.dumps(answer.to_json()))) == answer
