"""The report of a judge: its numbers against ones counted by hand."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.judge import Answered
from finetune.judge_evaluation import Judged, Untuned, gains, held_out_pairs, judged, macro_f1, overlaps, report, shares_below
from finetune.judge_pairs import Asks, Pair
from indexer.embedding import HashedEmbedder


def pair(asks: Asks, asked: str, text: str, right: bool, document: str, start: int = -1, end: int = -1) -> Pair:
    return Pair(asks, asked, text, right, document, "made/x", start, end)


PAIRS = [
    pair(Asks.RELEVANCE, "who?", "Anna Holm came.", True, "a", 0, 9),
    pair(Asks.RELEVANCE, "who?", "Nobody came.", False, "a"),
    pair(Asks.RELEVANCE, "when?", "It was in May.", True, "b", 10, 13),
    pair(Asks.SUPPORT, "who? Anna", "Anna Holm came.", True, "a"),
    pair(Asks.SUPPORT, "who? Ben", "Anna Holm came.", False, "a"),
    pair(Asks.SUPPORT, "when? May", "It was in May.", True, "b"),
    pair(Asks.SUPPORT, "when? June", "It was in May.", False, "b"),
]
GOOD = Judged("good", "1", (0.9, 0.1, 0.9, 0.8, 0.3, 0.9, 0.2), ("Anna Holm", "", "May", "", "", "", ""))
POOR = Judged("poor", "2", (0.1, 0.9, 0.9, 0.4, 0.6, 0.9, 0.7), ("Anna", "", "June", "", "", "", ""))


class Knowing:
    """A judge that finds everything right that begins with a capital A, and points at the first word."""

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(text.startswith("A")) for text in texts]

    def answers(self, question: str, texts: Sequence[str]) -> list[Answered]:
        return [Answered(1.0, 0, len(text.split()[0])) for text in texts]

    def support(self, statement: str, texts: Sequence[str]) -> list[float]:
        return [float("Anna" in statement) for _ in texts]


def test_each_pair_gets_what_it_asks_for() -> None:
    found = judged("knowing", "h", Knowing(), PAIRS)
    assert found.scores == (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
    assert found.spans == ("Anna", "", "It", "", "", "", "")


def test_the_gain_is_of_questions_with_right_and_wrong_passages() -> None:
    assert gains(PAIRS, GOOD)[:3] == [1.0, None, None]
    assert gains(PAIRS, POOR)[0] == pytest.approx(1 / np.log2(3))


def test_a_tie_counts_as_if_the_wrong_one_were_first() -> None:
    level = Judged("level", "", (0.5,) * 7, ("",) * 7)
    assert gains(PAIRS, level)[0] == pytest.approx(1 / np.log2(3))


def test_the_shares_below_make_the_area_under_the_curve() -> None:
    assert shares_below(PAIRS, GOOD) == [None, None, None, 1.0, None, 1.0, None]
    assert shares_below(PAIRS, POOR) == [None, None, None, 0.0, None, 1.0, None]


def test_spans_are_compared_by_words() -> None:
    assert overlaps(PAIRS, GOOD)[:3] == [1.0, None, 1.0]
    assert overlaps(PAIRS, POOR)[0] == pytest.approx(2 / 3)


def test_the_macro_f1_is_the_mean_of_both_kinds() -> None:
    assert macro_f1(np.array([2.0, 0.0, 0.0, 2.0])) == 1.0
    assert macro_f1(np.array([1.0, 1.0, 2.0, 0.0])) == pytest.approx((2 / (2 + 3) + 0) / 2)


def test_a_report_compares_two_judges() -> None:
    found = report(PAIRS, GOOD, POOR)
    assert (found["role"], found["main"], found["set"]) == ("judge", "auc", "test")
    assert set(found["metrics"]) == {"ndcg", "auc", "macro_f1", "span_f1"}
    auc = found["metrics"]["auc"]
    assert (auc["before"], auc["after"], auc["difference"], auc["higher_is_better"]) == (0.5, 1.0, 0.5, True)
    assert auc["low"] <= 0.5 <= auc["high"]
    assert found["metrics"]["macro_f1"]["after"] == 1.0
    assert found["by_set"]["made"] == found["metrics"]
    json.dumps(found)


def test_a_report_of_one_judge_alone_has_no_difference() -> None:
    row = report(PAIRS, GOOD, None)["metrics"]["span_f1"]
    assert row == {
        "before": None, "after": 1.0, "difference": None, "low": None, "high": None, "n": 2, "higher_is_better": True,
    }  # fmt: skip
    assert report(PAIRS, GOOD, None)["metrics"]["macro_f1"]["before"] is None


def test_a_metric_without_pairs_is_left_out() -> None:
    assert set(report(PAIRS[:1], judged("k", "", Knowing(), PAIRS[:1]), None)["metrics"]) == {"span_f1"}


def test_samples_stand_side_by_side() -> None:
    first = report(PAIRS, GOOD, POOR)["samples"][0]
    assert first == {
        "question": "who?", "passages": ["Anna Holm came."], "reference": "Anna Holm", "before": "Anna", "after": "Anna Holm",
    }  # fmt: skip


def test_the_untuned_model_goes_by_its_vectors() -> None:
    untuned = Untuned(HashedEmbedder())
    scores = untuned.relevance("vacation days", ["vacation days", "hotel nights"])
    assert scores[0] > scores[1]
    assert untuned.support("vacation days", ["vacation days"]) == untuned.relevance("vacation days", ["vacation days"])
    text = "The hotel is full. Vacation days are many."
    answer = untuned.answers("Vacation days", [text])[0]
    assert text[answer.start : answer.end] == "Vacation days are many."


def test_held_out_pairs_are_of_documents_that_nothing_is_trained_on(tmp_path: Path) -> None:
    (tmp_path / "qa").mkdir()
    text = "In 1901 Anna Holm built the mill near Marlow. It burned down in 1911, when Ben Novak owned it."
    for name in ("xquad_en_public", "tatqa_dev", "fairytale_val", "clapnq_public"):
        rows = [
            {"set": name, "id": f"{number}", "context": [{"title": f"Mills {number}", "text": f"{text} {number}"}],
             "answers": ["Anna Holm"], "question": "Who built the mill near Marlow?", "answerable": True, "answer_type": "span"}
            for number in range(4)
        ]  # fmt: skip
        (tmp_path / f"qa/{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = held_out_pairs(tmp_path, 1)
    assert {one.document for one in found if one.origin.startswith("xquad")} == {"Mills 2", "Mills 3"}
    assert {one.document for one in found if one.origin.startswith("fairytale")} == {f"Mills {n}" for n in range(4)}
