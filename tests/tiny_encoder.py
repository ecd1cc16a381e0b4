"""An encoder small enough for tests: a random BERT with a tokenizer of whole words, and texts it can learn. Knows no tests."""

from pathlib import Path

from finetune.classifier import Card
from finetune.classifier_settings import ClassifierSettings
from finetune.labelled import LabelledText, TaggedWords

WORDS = """
    please when how my holiday leave days salary pay money laptop screen broken weather cat ( ) ; = run x y int call
    """.split()  # noqa: SIM905 - easier to read than a list of strings
TOPICS = {"leave": "holiday leave days", "pay": "salary pay money", "it": "laptop screen broken"}
NAME = "tiny"


def tiny_models(folder: Path, seed: int = 0) -> Path:
    """A folder of models that holds the encoder "tiny"."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(WORDS) + 4, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, initializer_range=0.3, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / NAME)
    _tokenizer(folder / NAME / "tokenizer.json")
    return folder


def tiny_settings(**changed: object) -> ClassifierSettings:
    """Settings under which a test takes a second."""
    values = {"encoder": NAME, "batch": 8, "epochs": 2, "rank": 2, "longest": 16, "window": 8, "threads": 1, **changed}
    return ClassifierSettings(**values)  # type: ignore[arg-type]  # the test names what it changes


def tiny_card(**changed: object) -> Card:
    """A card of the encoder "tiny"."""
    values = {
        "kind": "classify", "labels": ("it", "leave", "pay"), "many": False, "outside": "", "method": "head", "encoder": NAME,
        "encoder_hash": "", "longest": 16, "window": 4, **changed,
    }  # fmt: skip
    return Card(**values)  # type: ignore[arg-type]  # the test names what it changes


def questions(count: int = 12) -> list[LabelledText]:
    """`count` texts of each topic."""
    found = []
    for label, words in TOPICS.items():
        chosen = words.split()
        for number in range(count):
            text = f"{('please', 'when', 'how')[number % 3]} my {chosen[number % 3]} {chosen[number // 3 % 3]}"
            found.append(LabelledText(text, (label,), f"{label} {number}"))
    return found


def outsiders(count: int = 12) -> list[LabelledText]:
    """Texts of no topic, with the label "none"."""
    return [LabelledText(("weather", "cat", "weather cat")[n % 3], ("none",), f"none {n}") for n in range(count)]


def programs(count: int = 12) -> list[TaggedWords]:
    """Short lines of code with a tag for each word."""
    found = []
    for number in range(count):
        name, other = ("x", "y") if number % 2 else ("y", "x")
        words = f"int {name} = run ( {other} ) ; call ( {name} ) ;".split()
        tags = ["keyword", "variable", *["other"] * 1, "function", "other", "variable", "other", "other"]
        tags += ["function", "other", "variable", "other", "other"]
        found.append(TaggedWords(tuple(words), tuple(tags), f"file {number}", f"file {number}"))
    return found


def _tokenizer(path: Path) -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from tokenizers.processors import TemplateProcessing

    names = {word: place for place, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(WordLevel(names, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.save(str(path))
