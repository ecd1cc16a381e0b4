"""A judge small enough for tests: a random BERT with its tokenizer, and pairs it can learn. Knows nothing of the tests."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering.judge_format import FORMAT, LONGEST, weights_hash
from finetune.judge_pairs import Asks, Pair

WORDS = [
    "who",
    "what",
    "made",
    "wears",
    "the",
    "a",
    "red",
    "blue",
    "green",
    "hat",
    "coat",
    "shoe",
    "anna",
    "ben",
    "carl",
    "dora",
    "on",
    "one",
    "two",
    "three",
    "4",
    "5",
    "6",
    ".",
    ",",
    "?",
    "yes",
]
Array = NDArray[np.generic]
WIDTH, LAYERS, HEADS, WIDE = 16, 2, 2, 24


def tiny_base(folder: Path) -> Path:
    """A folder like the bundled model's, with random weights."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True)
    config = {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_size": WIDTH, "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS, "intermediate_size": WIDE, "vocab_size": len(_vocabulary()), "hidden_act": "gelu",
        "max_position_embeddings": 200, "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0,
        "hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    save_file(_weights(), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(folder / "tokenizer.json")
    return folder


def tiny_adapter(folder: Path, model: Path, **changed: object) -> Path:
    """A judge's folder with random weights for that model; `changed` replaces values of judge.json."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True)
    chance = np.random.default_rng(1)
    adapter: dict[str, Array] = {}
    for name, value in _weights().items():
        if value.ndim == 2 and "embeddings" not in name:
            stem = f"base_model.model.{name.removesuffix('.weight')}"
            adapter[f"{stem}.lora_A.weight"] = (chance.normal(size=(2, value.shape[1])) * 0.3).astype(np.float16)
            adapter[f"{stem}.lora_B.weight"] = (chance.normal(size=(value.shape[0], 2)) * 0.3).astype(np.float16)
    save_file(adapter, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "bias": "none"}
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    shapes = {"span.weight": (2, WIDTH), "span.bias": (2,)}
    for head in ("relevance", "support"):
        shapes |= {f"{head}.hidden.weight": (8, 2 * WIDTH), f"{head}.hidden.bias": (8,)}
        shapes |= {f"{head}.out.weight": (1, 8), f"{head}.out.bias": (1,)}
    heads = {name: chance.normal(size=shape).astype(np.float16) for name, shape in shapes.items()}
    save_file(heads, folder / "heads.safetensors")
    about = {"format": FORMAT, "base": {"name": model.name, "hash": weights_hash(model)}, "longest": LONGEST} | changed
    (folder / "judge.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


def pairs(count: int = 40) -> list[Pair]:
    """Who wears what: the answer stands in the text, or another one does."""
    people, things = ("anna", "ben", "carl", "dora"), ("red hat", "blue coat", "green shoe")
    found = []
    for number in range(count):
        person, thing = people[number % 4], things[number % 3]
        text = f"{person} wears the {thing} ."
        document = f"document {number % 10}"
        question = f"who wears the {thing} ?"
        found.append(Pair(Asks.RELEVANCE, question, text, True, document, "made/question", 0, len(person)))
        found.append(Pair(Asks.RELEVANCE, f"who made the {thing} ?", "4 5 6 .", False, document, "made/near"))
        found.append(Pair(Asks.SUPPORT, f"{question} {person}", text, True, document, "made/statement", 0, len(person)))
        found.append(Pair(Asks.SUPPORT, f"{question} {people[number % 4 - 1]}", text, False, document, "made/other"))
    return found


def _vocabulary() -> dict[str, int]:
    return {word: place for place, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}


def _weights() -> dict[str, NDArray[np.float32]]:
    chance = np.random.default_rng(0)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(_vocabulary()), WIDTH),
        "embeddings.position_embeddings.weight": (200, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}."
        for part in ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"):
            shapes |= {f"{name}{part}.weight": (WIDTH, WIDTH), f"{name}{part}.bias": (WIDTH,)}
        shapes |= {f"{name}intermediate.dense.weight": (WIDE, WIDTH), f"{name}intermediate.dense.bias": (WIDE,)}
        shapes |= {f"{name}output.dense.weight": (WIDTH, WIDE), f"{name}output.dense.bias": (WIDTH,)}
    weights = {name: (chance.normal(size=shape) * 0.3).astype(np.float32) for name, shape in shapes.items()}
    norms = ["embeddings.LayerNorm"]
    norms += [f"encoder.layer.{layer}.{part}.LayerNorm" for layer in range(LAYERS) for part in ("attention.output", "output")]
    for norm in norms:
        weights |= {f"{norm}.weight": np.ones(WIDTH, np.float32), f"{norm}.bias": np.zeros(WIDTH, np.float32)}
    return weights


def _tokenizer(path: Path) -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(WordLevel(_vocabulary(), unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(path))
