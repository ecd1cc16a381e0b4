"""The files of a judge and how a pair is put to it. Knows nothing of graphs, training or passages."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.disk import sha256

FORMAT = 1
LONGEST = 160  # tokens of question and text together
LONGEST_QUESTION = 60  # words; of a longer one the beginning is read
HEADS = {
    "span.weight": "span.weight",
    "span.bias": "span.bias",
    **{
        f"{head}.{old}.{part}": f"{head}.{new}.{part}"
        for head in ("relevance", "support")
        for old, new in (("0", "hidden"), ("2", "out"))
        for part in ("weight", "bias")
    },
}  # fmt: skip - PyTorch's names and ours


@dataclass(frozen=True, slots=True)
class Read:
    """A question and a text as the model reads them: [CLS] question [SEP] text [SEP], one token type."""

    ids: list[int]
    offsets: list[tuple[int, int]]  # characters of the text; (0, 0) for all other tokens
    first: int  # token of the text
    last: int  # one past its last token


def load_tokenizer(folder: Path) -> Any:  # Any: tokenizers.Tokenizer has no types
    """The tokenizer of a base model, set up for pairs."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="only_second")
    return tokenizer


def encode(tokenizer: Any, question: str, text: str) -> Read:  # Any: tokenizers.Tokenizer has no types
    """One pair as token ids, at most LONGEST."""
    return _read(tokenizer.encode(shortened(question), text))


def encode_all(tokenizer: Any, question: str, texts: list[str]) -> list[Read]:  # Any: tokenizers.Tokenizer has no types
    """A question with each of the texts."""
    asked = shortened(question)
    return [_read(one) for one in tokenizer.encode_batch([(asked, text) for text in texts])]


def shortened(question: str) -> str:
    """The beginning of a question that is too long."""
    return " ".join(question.split()[:LONGEST_QUESTION])


def weights_hash(folder: Path) -> str:
    """SHA-256 of a base model's weights."""
    return sha256(folder / "model.safetensors")


def _read(encoding: Any) -> Read:  # Any: tokenizers.Encoding has no types
    of_text = [place for place, sequence in enumerate(encoding.sequence_ids) if sequence == 1]
    first, last = (of_text[0], of_text[-1] + 1) if of_text else (len(encoding.ids), len(encoding.ids))
    offsets = [offset if first <= place < last else (0, 0) for place, offset in enumerate(encoding.offsets)]
    return Read(list(encoding.ids), offsets, first, last)
