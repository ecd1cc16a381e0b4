"""The measurement of export formats: what it computes, with scripted engines."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.generation import Message
from assistant.answering.prompts import messages
from bench.formats import Answered, Contestant, answered, contestants, in_turns, quality, rates, result
from finetune.builders import passage
from finetune.examples import Example, Task
from indexer.embedding import HashedEmbedder
from tests.engines import ScriptedGenerator

REFERENCE = "transformers, float32"


def example(number: int, task: Task = Task.ANSWER, target: str = "Up to 5 days. [1]") -> Example:
    asked = messages("How many days?", [passage("p", "Leave", "Up to 5 days may be carried over.")])
    return Example(f"e{number}", task, asked, target, ("d",), "set")


def told(text: str, first: float = 1.0, total: float = 3.0, pieces: int = 5) -> Answered:
    return Answered(text, 100, pieces, first, total)


def test_an_answer_is_timed_from_its_first_piece() -> None:
    one = answered(ScriptedGenerator(["Up to", " 5 days. "]), example(0), 40)
    assert (one.text, one.prompt, one.pieces) == ("Up to 5 days.", 40, 2)
    assert 0 < one.first_s <= one.total_s


def test_rates_are_those_of_the_median_answer() -> None:
    assert rates([told("a"), told("b", first=0.5), told("c", first=2.0)]) == (100.0, 2.0)
    assert rates([told("a", pieces=1)])[1] == 0.0


def test_contestants_are_asked_in_turns_and_the_slow_ones_less() -> None:
    engines = {"fast": ScriptedGenerator(), "slow": ScriptedGenerator()}
    lined_up = [Contestant(name, 1, partial(engines.__getitem__, name), count) for name, count in (("fast", 4), ("slow", 2))]
    answers, loading = in_turns(lined_up, [example(n) for n in range(4)], lambda _: 7)
    assert {name: len(found) for name, found in answers.items()} == {"fast": 4, "slow": 2}
    assert set(loading) == {"fast", "slow"}
    assert all(engine.closed for engine in engines.values())


def test_quality_counts_answers_and_refusals() -> None:
    asked = [example(0), example(1, Task.REFUSE, "Not in the passages.")]
    f1, decided = quality(asked, [told("Up to 5 days. [1]"), told("Not in the passages.")], HashedEmbedder())
    assert (f1, decided) == (1.0, 1.0)
    f1, decided = quality(asked, [told("Not in the passages."), told("Up to 5 days. [1]")], HashedEmbedder())
    assert (f1, decided) == (0.0, 0.0)


def test_a_line_compares_with_float32_as_far_as_it_went() -> None:
    one = Contestant("OpenVINO, q8_0", 144_811_072, ScriptedGenerator, 2)
    answers = {one.name: [told("Up to 5 days. [1]"), told("no")], REFERENCE: [told("Up to 5 days. [1]")]}
    row = result(one, answers, {one.name: 2.25}, [example(0), example(1)], HashedEmbedder())
    assert (row["MB"], row["answers"], row["same as float32"], row["reads, tokens/s"]) == (144.8, 2, 1.0, 100)


def test_every_format_and_two_kinds_of_numbers_are_lined_up(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(np.zeros(4).tobytes())
    (tmp_path / "w.gguf").write_bytes(b"x")
    found = contestants({"q8_0": tmp_path / "w.gguf"}, tmp_path, 9, 3)
    assert [(one.name, one.size_bytes, one.questions) for one in found] == [
        ("OpenVINO, q8_0", 1, 9),
        (REFERENCE, 32, 3),
        ("transformers, bfloat16", 32, 3),
    ]


def test_logits_are_those_of_every_target_token() -> None:
    torch = pytest.importorskip("torch")
    from bench.formats import logits
    from finetune.training import tokens_of

    class Tokenizer:
        def get_vocab(self) -> dict[str, int]:
            return {"<|im_start|>": 0}

        def __call__(self, text: str, add_special_tokens: bool) -> dict[str, list[int]]:
            return {"input_ids": [ord(letter) % 7 for letter in text]}

    class Model:
        def __call__(self, input_ids: object, logits_to_keep: int, use_cache: bool) -> object:
            class Out:
                logits = torch.arange(logits_to_keep, dtype=torch.float32)[None, :, None].expand(1, logits_to_keep, 7)

            return Out

    short = Example("e", Task.ANSWER, (Message("user", "q"),), "yes", ("d",), "o")
    length = len(tokens_of([short], Tokenizer())[0].target)  # type: ignore[arg-type]  # what it uses of one
    found = logits(Model(), Tokenizer(), [short, short])  # type: ignore[arg-type]  # as above
    assert tuple(found.shape) == (2 * length, 7)
    assert found[:, 0].tolist() == [*range(length)] * 2  # the last one predicts what comes after the target
