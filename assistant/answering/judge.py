"""The judge: a small model that reads a question or statement beside passages. Knows nothing of search, prompts or people.

One forward gives all: whether a passage answers the question, where, and whether it says what a statement says.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.judge_format import FORMAT, LONGEST, Read, encode_all, load_tokenizer, weights_hash
from assistant.answering.lora import adapter_hash, read_adapter
from assistant.answering.windows import WORDS, window
from assistant.errors import Problem
from indexer.bert import dense, encoder, mean_of
from indexer.errors import ModelMissing
from indexer.openvino_embedder import batches, padded

SHIPPED = Path(__file__).parent / "adapters/judge"
LONGEST_SPAN = 30  # tokens of an answer
AT_ONCE = 32  # texts in a batch
RELEVANCE_WORDS = 32  # of a text, to say whether it answers: as good as 48 words, and a quarter faster; spans need 48
Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scored:
    """What the model says of one text, before anything is made of it."""

    offset: int  # where the part that was read begins in the text
    read: Read
    start: Numbers  # (t,) of each token, as a logit: whether an answer begins with it
    end: Numbers  # (t,)
    relevance: float  # logit
    support: float  # logit


@dataclass(frozen=True, slots=True)
class Answered:
    """Where a text answers a question: `text[start:end]`."""

    score: float  # 0 to 1: share of the probability of all spans
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge says of one text."""

    relevance: float  # 0 to 1
    answer: Answered


class Judge:
    """A judge's adapter on its base model. Several threads may use one at a time."""

    def __init__(self, folder: Path, base: Path, words: int = WORDS) -> None:
        """Merges the adapter into the base; of every text a window of at most `words` words is read.

        Raises:
            ModelMissing: the base model is not there, or not the one that the adapter was trained on.
            Problem: the adapter cannot be read, or has another format.
        """
        from openvino import Core  # type: ignore[import-untyped]  # the package has no types
        from safetensors.numpy import load_file

        about = described(folder)
        weights = dict(load_file(_base_weights(base, about)))
        for name, part in read_adapter(folder).parts.items():
            weights[name] = weights[name] + part.delta()
        weights |= {name: value.astype(np.float32) for name, value in load_file(folder / "heads.safetensors").items()}
        config = json.loads((base / "config.json").read_text(encoding="utf-8"))
        self._compiled = Core().compile_model(judge_graph(config, weights), "CPU", {"PERFORMANCE_HINT": "LATENCY"})
        self._tokenizer = load_tokenizer(base)
        self._words = words
        self.name = f"judge {adapter_hash(folder)[:12]}"

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text, 0 to 1, whether it answers the question."""
        return [_share(one.relevance) for one in self.scored(question, texts, min(self._words, RELEVANCE_WORDS))]

    def answers(self, question: str, texts: Sequence[str]) -> list[Answered]:
        """For each text the span that answers the question best; its score does not say whether any does."""
        return [best_answer(one) for one in self.scored(question, texts)]

    def verdicts(self, question: str, texts: Sequence[str]) -> list[Verdict]:
        """Relevance and answer of each text in one go."""
        return [Verdict(_share(one.relevance), best_answer(one)) for one in self.scored(question, texts)]

    def support(self, statement: str, texts: Sequence[str]) -> list[float]:
        """For each text, 0 to 1, whether it says what the statement says; a question may stand before the statement."""
        return [_share(one.support) for one in self.scored(statement, texts)]

    def scored(self, asked: str, texts: Sequence[str], words: int | None = None) -> list[Scored]:
        """The model's numbers for each text, of which it reads a window beside a question or statement."""
        windows = [window(asked, text, self._words if words is None else words) for text in texts]
        parts = [text[start:end] for text, (start, end) in zip(texts, windows, strict=True)]
        reads = encode_all(self._tokenizer, asked, parts)
        found: dict[int, Scored] = {}
        request = self._compiled.create_infer_request()  # one a call: requests are not shared between threads
        for places in batches([len(read.ids) for read in reads], AT_ONCE):
            ids, mask = padded([reads[place].ids for place in places])
            result = request.infer([ids, mask])
            spans, relevance, support = (np.array(result[output]) for output in range(3))
            for row, place in enumerate(places):
                read = reads[place]
                start, end = spans[row, : len(read.ids), 0], spans[row, : len(read.ids), 1]
                found[place] = Scored(windows[place][0], read, start, end, float(relevance[row]), float(support[row]))
        return [found[place] for place in range(len(texts))]


def open_judge(models: Path, adapter: str = "") -> Judge:
    """The judge of a folder on the base model that it names, found in the folder of models; "" is the one of Docent.

    Raises:
        ModelMissing, Problem: as of Judge.
    """
    folder = Path(adapter) if adapter else SHIPPED
    return Judge(folder, models / described(folder)["base"]["name"])


def described(folder: Path) -> dict[str, Any]:  # Any: JSON
    """What judge.json says of a judge.

    Raises:
        Problem: it is not there, cannot be read, or has another format.
    """
    path = folder / "judge.json"
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Problem(f"{path} cannot be read ({error}): the folder of a judge holds it beside its adapter") from error
    found = about.get("format") if isinstance(about, dict) else None
    if found != FORMAT:
        raise Problem(f"{path} has format {found}, this version reads {FORMAT}: train the judge again")
    return dict(about)


def best_answer(scored: Scored) -> Answered:
    """The best span of a text, as characters of the text; the empty span at its beginning where nothing was read."""
    first, last = scored.read.first, scored.read.last
    if first >= last:
        return Answered(0.0, scored.offset, scored.offset)
    table = span_table(scored.start[first:last], scored.end[first:last])
    begin, finish = np.unravel_index(int(np.argmax(table)), table.shape)
    share = float(np.exp(table.max() - np.logaddexp.reduce(table, axis=None)))
    offsets = scored.read.offsets[first:last]
    return Answered(share, scored.offset + offsets[int(begin)][0], scored.offset + offsets[int(finish)][1])


def span_table(start: Numbers, end: Numbers) -> Numbers:
    """The score (t, t) of the span from token i to token j, -1e9 where it ends before it begins or is too long."""
    reach = np.arange(len(start))[None, :] - np.arange(len(start))[:, None]
    table: Numbers = np.where((reach >= 0) & (reach < LONGEST_SPAN), start[:, None] + end[None, :], np.float32(-1e9))
    return table


def judge_graph(config: dict[str, Any], weights: dict[str, Numbers]) -> Any:  # Any: JSON; openvino.Model
    """A graph from `ids` and `mask` (n, t) to spans (n, t, 2), relevance (n,) and support (n,), all logits."""
    from openvino import Model
    from openvino import opset13 as ops

    ids, mask, hidden = encoder(config, weights, LONGEST)
    first = ops.gather(hidden, np.int64(0), np.int64(1))
    pooled = ops.concat([first, mean_of(hidden, mask)], 1)
    outputs = [dense(weights, "span.", hidden)]
    for head in ("relevance", "support"):
        inner = ops.tanh(dense(weights, f"{head}.hidden.", pooled))
        outputs.append(ops.squeeze(dense(weights, f"{head}.out.", inner), np.array([1])))
    return Model(outputs, [ids, mask], "judge")


def _base_weights(base: Path, about: dict[str, Any]) -> Path:  # Any: JSON
    path = base / "model.safetensors"
    if not path.is_file():
        raise ModelMissing(f"{path} is not there: python -m assistant models fetch")
    if weights_hash(base) != about["base"]["hash"]:
        raise ModelMissing(f"{path} is another model than the judge was trained on: python -m assistant models fetch")
    return path


def _share(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.float64(logit))))
