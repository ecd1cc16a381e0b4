"""The judge at run time, with a tiny random model. That it computes what PyTorch does is in test_judge_training.py."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.judge import RELEVANCE_WORDS, Judge, best_answer, described, judge_graph, open_judge, span_table
from assistant.answering.judge_format import LONGEST, encode, encode_all, load_tokenizer, shortened
from assistant.errors import Problem
from indexer.errors import ModelMissing
from tests.tiny_judge import tiny_adapter, tiny_base

TEXTS = ["anna wears the red hat .", "ben wears the blue coat . carl wears the green shoe .", "4 5 6 ."]
QUESTION = "who wears the blue coat ?"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_base(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def adapter(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_adapter(tmp_path_factory.mktemp("adapters") / "judge", base)


@pytest.fixture(scope="module")
def judge(adapter: Path, base: Path) -> Judge:
    return Judge(adapter, base)


def test_every_text_gets_a_word_between_0_and_1(judge: Judge) -> None:
    for values in (judge.relevance(QUESTION, TEXTS), judge.support(QUESTION, TEXTS)):
        assert len(values) == len(TEXTS)
        assert all(0 <= value <= 1 for value in values)


def test_texts_read_together_are_read_as_alone(judge: Judge) -> None:
    together = judge.relevance(QUESTION, TEXTS)
    assert together == pytest.approx([judge.relevance(QUESTION, [text])[0] for text in TEXTS], abs=1e-4)


def test_no_texts_no_words(judge: Judge) -> None:
    assert judge.relevance(QUESTION, []) == []


def test_an_answer_is_a_piece_of_its_text(judge: Judge) -> None:
    for text, answer in zip(TEXTS, judge.answers(QUESTION, TEXTS), strict=True):
        assert 0 <= answer.start < answer.end <= len(text)
        assert text[answer.start : answer.end].strip() == text[answer.start : answer.end]
        assert 0 < answer.score <= 1


def test_relevance_is_read_from_a_shorter_window(judge: Judge) -> None:
    text = " ".join(["The blue coat is warm."] * 9)  # 45 words: whole for a span, a part of it for relevance
    whole, part = (judge.scored("who wears the coat ?", [text], words)[0] for words in (None, RELEVANCE_WORDS))
    assert len(part.read.ids) < len(whole.read.ids)
    assert judge.relevance("who wears the coat ?", [text])[0] == pytest.approx(1 / (1 + np.exp(-part.relevance)))


def test_offsets_are_of_the_whole_text_where_only_a_window_is_read(adapter: Path, base: Path) -> None:
    text = "Anna wears the red hat. Ben wears the blue coat. Carl wears the green shoe."
    answer = Judge(adapter, base, words=6).answers("who wears the blue coat ?", [text])[0]
    assert text.index("Ben") <= answer.start < answer.end <= text.index("Carl")


def test_a_verdict_holds_relevance_and_answer(judge: Judge) -> None:
    verdict = judge.verdicts(QUESTION, TEXTS)[1]
    assert verdict.relevance == judge.relevance(QUESTION, TEXTS)[1]
    assert verdict.answer == judge.answers(QUESTION, TEXTS)[1]


def test_an_empty_text_has_an_empty_answer(judge: Judge) -> None:
    answer = judge.answers(QUESTION, [""])[0]
    assert (answer.score, answer.start, answer.end) == (0.0, 0, 0)


def test_the_adapter_changes_what_the_model_says(judge: Judge, base: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    other = tiny_adapter(tmp_path / "other", base)
    weights = load_file(other / "adapter_model.safetensors")
    save_file({name: value * np.float16(0) for name, value in weights.items()}, other / "adapter_model.safetensors")
    assert Judge(other, base).relevance(QUESTION, TEXTS) != pytest.approx(judge.relevance(QUESTION, TEXTS), abs=1e-3)


def test_the_name_tells_judges_apart(judge: Judge, base: Path, tmp_path: Path) -> None:
    other = tiny_adapter(tmp_path / "other", base)
    (other / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 2, "lora_alpha": 8}', encoding="utf-8")
    assert Judge(other, base).name != judge.name


def test_a_judge_is_found_by_the_name_of_its_base(adapter: Path, base: Path) -> None:
    assert open_judge(base.parent, str(adapter)).relevance(QUESTION, TEXTS[:1])


def test_another_base_model_is_refused(base: Path, tmp_path: Path) -> None:
    wrong = tiny_adapter(tmp_path / "wrong", base, base={"name": "tiny", "hash": "0" * 64})
    with pytest.raises(ModelMissing, match="another model than the judge was trained on"):
        Judge(wrong, base)


def test_a_missing_base_model_is_named(adapter: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="models fetch"):
        open_judge(tmp_path, str(adapter))


def test_another_format_is_refused(base: Path, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="has format 9, this version reads 1"):
        Judge(tiny_adapter(tmp_path / "new", base, format=9), base)


@pytest.mark.parametrize("text", ["{", "[]", None])
def test_a_folder_without_a_readable_description_is_refused(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "judge.json").write_text(text, encoding="utf-8")
    with pytest.raises(Problem, match=r"judge\.json"):
        described(tmp_path)


def test_spans_end_after_they_begin_and_are_not_long() -> None:
    table = span_table(np.zeros(50, np.float32), np.zeros(50, np.float32))
    assert table[3, 3] == 0
    assert table[3, 2] < -1e8
    assert table[0, 31] < -1e8


def test_the_graph_has_the_three_heads(base: Path, adapter: Path) -> None:
    from safetensors.numpy import load_file

    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    graph = judge_graph(config, load_file(base / "model.safetensors") | _heads(adapter))
    assert [list(map(str, output.partial_shape)) for output in graph.outputs] == [["?", "?", "2"], ["?"], ["?"]]


def _heads(adapter: Path) -> dict[str, np.ndarray]:
    from safetensors.numpy import load_file

    return {name: value.astype(np.float32) for name, value in load_file(adapter / "heads.safetensors").items()}


def test_a_pair_is_question_and_text_with_offsets_of_the_text(base: Path) -> None:
    tokenizer = load_tokenizer(base)
    read = encode(tokenizer, "who ?", "red hat .")
    assert [tokenizer.id_to_token(one) for one in read.ids] == ["[CLS]", "who", "?", "[SEP]", "red", "hat", ".", "[SEP]"]
    assert (read.first, read.last) == (4, 7)
    assert read.offsets[4:7] == [(0, 3), (4, 7), (8, 9)]
    assert read.offsets[:4] == [(0, 0)] * 4


def test_a_long_text_is_cut_and_a_long_question_shortened(base: Path) -> None:
    read = encode_all(load_tokenizer(base), "red " * 100, ["hat " * 400])[0]
    assert len(read.ids) == LONGEST
    assert read.first == 62
    assert shortened("a b") == "a b"


@pytest.mark.models
def test_the_judge_of_docent_points_at_the_answer(models_folder: Path) -> None:
    text = "The canteen is on the ground floor. Travel costs are paid back within ten days."
    judge = open_judge(models_folder)
    answer = judge.answers("Within how many days are travel costs paid back?", [text])[0]
    assert "ten" in text[answer.start : answer.end]
    relevance = judge.relevance("Where is the canteen?", [text, "Dogs may be brought to work on Fridays."])
    assert relevance[0] > relevance[1]
    assert best_answer(judge.scored("Where is the canteen?", [text])[0]).score > 0
