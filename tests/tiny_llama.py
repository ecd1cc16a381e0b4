"""A Llama model of a few thousand random weights as a Hugging Face folder, and examples that it can read."""

from collections.abc import Iterator
from pathlib import Path

from assistant.answering.generation import Message
from finetune.examples import Example, Task
from finetune.settings import RunSettings, TrainingSettings

WIDTH = 32
NOTICE = "The notice period is two weeks. Parking is free. Up to five days carry over. Ask the front desk. "


def write_llama(folder: Path, seed: int = 0) -> Path:
    """The folder of a model of two layers whose tokens are bytes and the two marks of ChatML."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer_of_bytes(folder)
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=258, hidden_size=WIDTH, intermediate_size=48, tie_word_embeddings=True,
        num_attention_heads=4, num_key_value_heads=2, num_hidden_layers=2,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def tokenizer_of_bytes(folder: Path) -> None:
    """Writes a tokenizer with one token for each byte."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    inner = Tokenizer(models.BPE(vocab={letter: place for place, letter in enumerate(alphabet)}, merges=[]))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    inner.add_special_tokens(["<|im_start|>", "<|im_end|>"])
    made = PreTrainedTokenizerFast(tokenizer_object=inner, eos_token="<|im_end|>")  # type: ignore[no-untyped-call]  # no types
    made.save_pretrained(folder)


def tiny_examples(count: int, first: int = 0) -> list[Example]:
    """Questions, each pair of them on a passage of its own; every third one is refused."""
    return list(_made(count, first))


def tiny_settings(base: Path, **changed: object) -> RunSettings:
    """Settings of a run of a few steps on such a model."""
    given: dict[str, object] = {"base": str(base), "rank": 4, "alpha": 8.0, "tokens": 300, "accumulate": 1, "threads": 1}
    given |= {"learning_rate": 0.01, "evaluate_every": 2, "validated": 4, "warmup": 0.0}
    return RunSettings(TrainingSettings(**(given | changed)))  # type: ignore[arg-type]  # names and values are the caller's


def _made(count: int, first: int) -> Iterator[Example]:
    for number in range(first, first + count):
        text = f"Case {number // 2}. {NOTICE}"
        task, target = (Task.REFUSE, "No.") if number % 3 == 2 else (Task.ANSWER, f"{number % 7} [1]")
        yield Example(str(number), task, (Message("user", f"{text}Say {number}."),), target, (f"d{number // 2}",), "tiny")
