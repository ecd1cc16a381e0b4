"""Training of the judge: a LoRA on MiniLM with three heads, for span, relevance and support. Knows nothing of data sets."""

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.answering.cards import Card, write_card
from assistant.answering.judge import span_table
from assistant.answering.judge_format import FORMAT, HEADS, LONGEST, encode, load_tokenizer, weights_hash
from assistant.tuning import RunFolder
from finetune.examples import Part, part_of
from finetune.judge_pairs import Asks, Pair, pair_hash
from finetune.length_buckets import batches
from finetune.settings import as_toml
from indexer.errors import SettingsInvalid

LICENCE = "Apache-2.0"  # as the base model
_TARGETS = ["query", "key", "value", "dense"]  # all linear layers


@dataclass(frozen=True, slots=True)
class JudgeTraining:
    """How a judge is trained."""

    rank: int = 32
    alpha: int = 64  # the two matrices' product is scaled by alpha / rank
    hidden: int = 192  # of the heads for relevance and support
    learning_rate: float = 6e-4  # at its highest
    warmup: float = 0.06  # share of the steps in which it rises; then it falls linearly
    weight_decay: float = 0.01
    clip: float = 1.0  # the longest gradient
    batch: int = 16  # pairs
    epochs: float = 1.0
    evaluate_every: int = 150  # steps
    validation: float = 0.05  # share of the documents
    validated: int = 600  # pairs that are looked at each time
    patience: int = 4  # evaluations without a better one, after which training ends
    seed: int = 20261124
    threads: int = 1

    def __post_init__(self) -> None:
        """Refuses what cannot work, all of it at once.

        Raises:
            SettingsInvalid: with every setting that must be above 0 and is not.
        """
        free = ("weight_decay", "warmup", "seed")
        wrong = [f"{name} = {value}" for name, value in asdict(self).items() if name not in free and value <= 0]
        if wrong:
            raise SettingsInvalid(f"[judge]: must be above 0: {', '.join(wrong)}")

    def to_toml(self) -> str:
        """The settings as a section of a TOML file."""
        return as_toml({"judge": asdict(self)})


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair as the model reads it."""

    ids: list[int]
    inside: list[bool]  # whether a token is of the text
    start: int  # token of the answer, -1 where none is marked
    end: int
    relevant: float  # 1, 0, or -1 where nobody asks
    supported: float


def train(
    run: RunFolder, base: Path, pairs: Sequence[Pair], settings: JudgeTraining, command: Sequence[str]
) -> dict[str, float]:
    """Trains, or goes on with a run that was killed; the best adapter by the validation metric lies in the run's folder.

    Returns the best validation metrics. The run ends as "stopped" where it was interrupted.
    """
    import torch

    torch.manual_seed(settings.seed)
    torch.set_num_threads(settings.threads)
    training, held_out = divided(pairs, settings)
    tokenizer = load_tokenizer(base)
    rows = [tokens(tokenizer, pair) for pair in training]
    model = _Judge(base, settings)
    session = _Session(run, model, settings, math.ceil(len(rows) * settings.epochs / settings.batch))
    run.begin("judge", session.steps, command, settings.to_toml(), datetime.now(UTC))
    run.keep("data", data_report(pairs, training, held_out))
    session.resume()
    try:
        session.run(rows, lambda: validated(model, tokenizer, held_out), weights_hash(base), base.name)
    except KeyboardInterrupt:
        run.change(state="stopped", step=session.step, message="interrupted: start it again to go on")
        raise
    write_card(run.adapter, card(base, settings, pair_hash(pairs), session.best_step, session.best))
    run.change(state="done", step=session.step, message=f"best at step {session.best_step}")
    return session.best


def card(base: Path, settings: JudgeTraining, data: str, step: int, metrics: Mapping[str, float]) -> Card:
    """Where a judge comes from."""
    rounded = {name: round(value, 4) for name, value in metrics.items()}
    about = {"judge": asdict(settings)}
    return Card("docent-judge", base.name, weights_hash(base), LICENCE, {"pairs": data}, about, settings.seed,
                {"step": step, "validation": rounded})  # fmt: skip


def divided(pairs: Sequence[Pair], settings: JudgeTraining) -> tuple[list[Pair], list[Pair]]:
    """(for training, for validation): documents are in one of the two."""
    held_out = [pair for pair in pairs if part_of(pair.document, settings.validation, 0.0) is Part.VALIDATION]
    training = [pair for pair in pairs if part_of(pair.document, settings.validation, 0.0) is Part.TRAIN]
    random = Random(settings.seed)  # noqa: S311 - choices for training, not secrets
    return training, random.sample(held_out, min(settings.validated, len(held_out)))


def data_report(pairs: Sequence[Pair], training: Sequence[Pair], held_out: Sequence[Pair]) -> dict[str, Any]:  # Any: JSON
    """What a run was made from."""
    origins: dict[str, int] = {}
    for pair in training:
        origins[pair.origin] = origins.get(pair.origin, 0) + 1
    return {"hash": pair_hash(pairs), "pairs": len(pairs), "training": len(training), "validation": len(held_out),
            "documents": len({pair.document for pair in pairs}), "origins": dict(sorted(origins.items()))}  # fmt: skip


def tokens(tokenizer: Any, pair: Pair) -> Tokens:  # Any: tokenizers.Tokenizer has no types
    """A pair as token ids, at most LONGEST; an answer that was cut off is not marked."""
    read = encode(tokenizer, pair.asked, pair.text)
    spots = [place for place, (start, end) in enumerate(read.offsets) if start < pair.end and end > pair.start]
    inside = [place >= read.first and place < read.last for place in range(len(read.ids))]
    marked = pair.start >= 0 and pair.right
    spots = [place for place in spots if inside[place]] if marked else []
    whole = bool(spots) and read.offsets[spots[-1]][1] >= pair.end
    start, end = (spots[0], spots[-1]) if whole else (-1, -1)
    asked = {Asks.RELEVANCE: (float(pair.right), -1.0), Asks.SUPPORT: (-1.0, float(pair.right))}[pair.asks]
    return Tokens(read.ids, inside, start, end, *asked)


def validated(model: Any, tokenizer: Any, pairs: Sequence[Pair]) -> dict[str, float]:  # Any: torch and tokenizers objects
    """Span F1 by tokens, AUC of relevance and of support, and the mean of the three as `mean`."""
    rows = [tokens(tokenizer, pair) for pair in pairs]
    overlap: list[float] = []
    scores: dict[str, list[tuple[float, float]]] = {"relevance": [], "support": []}
    order = sorted(range(len(rows)), key=lambda place: len(rows[place].ids))
    for first in range(0, len(order), 48):
        batch = [rows[place] for place in order[first : first + 48]]
        start, end, relevance, support = model.numbers(batch)
        for place, row in enumerate(batch):
            if row.relevant >= 0:
                scores["relevance"].append((float(relevance[place]), row.relevant))
            if row.supported >= 0:
                scores["support"].append((float(support[place]), row.supported))
            if row.start >= 0 and row.relevant == 1:
                overlap.append(_overlap(best_span(start[place], end[place]), (row.start, row.end)))
    found = {name: auc(values) for name, values in scores.items()} | {"span_f1": float(np.mean(overlap or [0.0]))}
    return found | {"mean": float(np.mean(list(found.values())))}


def best_span(start: NDArray[np.float32], end: NDArray[np.float32]) -> tuple[int, int]:
    """First and last token of the span with the highest sum of scores."""
    table = span_table(start, end)
    first, last = np.unravel_index(int(np.argmax(table)), table.shape)
    return int(first), int(last)


def auc(scores: Sequence[tuple[float, float]]) -> float:
    """How often a right one (1) is above a wrong one (0); ties count half. 0.5 where one of the kinds is missing."""
    right = np.sort([score for score, label in scores if label == 1])
    wrong = np.sort([score for score, label in scores if label == 0])
    if not len(right) or not len(wrong):
        return 0.5
    below = np.searchsorted(wrong, right, "left") + np.searchsorted(wrong, right, "right")
    return float(below.sum() / 2 / len(right) / len(wrong))


def _overlap(found: tuple[int, int], wanted: tuple[int, int]) -> float:
    common = min(found[1], wanted[1]) - max(found[0], wanted[0]) + 1
    return max(0.0, 2 * common / (found[1] - found[0] + 1 + wanted[1] - wanted[0] + 1))


class _Judge:
    """The model with its heads in PyTorch."""

    def __init__(self, base: Path, settings: JudgeTraining) -> None:
        import torch
        from peft import LoraConfig, get_peft_model
        from transformers import BertModel

        bert = BertModel.from_pretrained(str(base), add_pooling_layer=False, local_files_only=True)
        config = LoraConfig(r=settings.rank, lora_alpha=settings.alpha, target_modules=_TARGETS, lora_dropout=0.0)
        self.bert = get_peft_model(bert, config)
        size = int(bert.config.hidden_size)
        self.span = torch.nn.Linear(size, 2)
        self.relevance, self.support = (_head(2 * size, settings.hidden) for _ in range(2))

    def parameters(self) -> list[Any]:  # Any: torch parameters
        """What is trained."""
        heads = [value for part in (self.span, self.relevance, self.support) for value in part.parameters()]
        return [value for value in self.bert.parameters() if value.requires_grad] + heads

    def forward(self, rows: Sequence[Tokens]) -> tuple[Any, Any, Any]:  # Any: torch tensors
        """Span scores (n, t, 2), -1e4 outside of the text; relevance (n,) and support (n,) as logits."""
        import torch

        longest = max(len(row.ids) for row in rows)
        ids = torch.tensor([row.ids + [0] * (longest - len(row.ids)) for row in rows])
        mask = torch.tensor([[1] * len(row.ids) + [0] * (longest - len(row.ids)) for row in rows])
        inside = torch.tensor([row.inside + [False] * (longest - len(row.ids)) for row in rows])
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        share = mask[:, :, None].float()
        pooled = torch.cat([hidden[:, 0], (hidden * share).sum(1) / share.sum(1)], 1)
        spans = self.span(hidden).masked_fill(~inside[:, :, None], -1e4)
        return spans, self.relevance(pooled)[:, 0], self.support(pooled)[:, 0]

    def numbers(self, rows: Sequence[Tokens]) -> tuple[NDArray[np.float32], ...]:
        """Start (n, t), end (n, t), relevance (n,) and support (n,) without gradients."""
        import torch

        with torch.no_grad():
            spans, relevance, support = self.forward(rows)
        return spans[:, :, 0].numpy(), spans[:, :, 1].numpy(), relevance.numpy(), support.numpy()

    def loss(self, rows: Sequence[Tokens]) -> Any:  # Any: a torch tensor
        """The mean over the pairs of what each is asked."""
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

        spans, relevance, support = self.forward(rows)
        total = torch.zeros(())
        for column, wanted in enumerate(([row.start for row in rows], [row.end for row in rows])):
            total = total + cross_entropy(spans[:, :, column], torch.tensor(wanted), ignore_index=-1, reduction="sum") / 2
        for logits, labels in ((relevance, [row.relevant for row in rows]), (support, [row.supported for row in rows])):
            wanted_values = torch.tensor(labels)
            asked = wanted_values >= 0
            total = total + binary_cross_entropy_with_logits(logits[asked], wanted_values[asked], reduction="sum")
        return total / len(rows)

    def heads(self) -> dict[str, Any]:  # Any: torch tensors
        """The weights of the heads by the names of the format."""
        parts = {"span": self.span, "relevance": self.relevance, "support": self.support}
        found = {f"{name}.{key}": value for name, part in parts.items() for key, value in part.state_dict().items()}
        return {HEADS[name]: value for name, value in found.items()}


def _head(size: int, hidden: int) -> Any:  # Any: a torch module
    from torch.nn import Linear, Sequential, Tanh

    return Sequential(Linear(size, hidden), Tanh(), Linear(hidden, 1))


class _Session:
    """The steps of one run, with its checkpoint."""

    def __init__(self, run: RunFolder, model: _Judge, settings: JudgeTraining, steps: int) -> None:
        import torch

        self.run_folder, self.model, self.settings, self.steps = run, model, settings, steps
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay)
        self.step, self.best_step, self.waited = 0, 0, 0
        self.best: dict[str, float] = {"mean": -1.0}

    @property
    def checkpoint(self) -> Path:
        """What a killed run goes on from."""
        return self.run_folder.folder / "checkpoint.pt"

    def resume(self) -> None:
        """Goes on from the checkpoint where there is one."""
        import torch

        if not self.checkpoint.is_file():
            return
        kept = torch.load(self.checkpoint, weights_only=True)
        for value, old in zip(self.model.parameters(), kept["parameters"], strict=True):
            value.data.copy_(old)
        self.optimizer.load_state_dict(kept["optimizer"])
        self.step, self.best_step, self.waited, self.best = kept["step"], kept["best_step"], kept["waited"], kept["best"]

    def run(self, rows: Sequence[Tokens], evaluate: Callable[[], dict[str, float]], base_hash: str, base_name: str) -> None:
        """All steps that are left, or until nothing gets better."""
        import torch

        order = self._order(rows)
        seen, began = 0, time.monotonic()
        while self.step < self.steps and self.waited < self.settings.patience:
            batch = [rows[place] for place in order[self.step]]
            for group in self.optimizer.param_groups:
                group["lr"] = self.settings.learning_rate * rate(self.step, self.steps, self.settings.warmup)
            self.optimizer.zero_grad()
            loss = self.model.loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.settings.clip)
            self.optimizer.step()
            self.step += 1
            seen += sum(len(row.ids) for row in batch)
            if self.step % 10 == 0:
                self.run_folder.log({"step": self.step, "loss": round(float(loss.detach()), 4), "learning_rate": group["lr"],
                                     "tokens": seen, "seconds": round(time.monotonic() - began, 1)})  # fmt: skip
                self.run_folder.change(step=self.step)
            if self.step % self.settings.evaluate_every == 0 or self.step == self.steps:
                self._evaluated(evaluate(), base_hash, base_name)

    def _order(self, rows: Sequence[Tokens]) -> list[list[int]]:
        order: list[list[int]] = []
        epoch = 0
        while len(order) < self.steps:
            random = Random(self.settings.seed + epoch)  # noqa: S311 - the order of training, not secrets
            order += batches([len(row.ids) for row in rows], self.settings.batch, random)
            epoch += 1
        return order

    def _evaluated(self, found: dict[str, float], base_hash: str, base_name: str) -> None:
        better = found["mean"] > self.best["mean"]
        self.waited = 0 if better else self.waited + 1
        if better:
            self.best, self.best_step = found, self.step
            save(self.model, self.run_folder.adapter, base_hash, base_name, self.settings)
        self.run_folder.log({"step": self.step, "validation": found, "best": better})
        self._keep()

    def _keep(self) -> None:
        import torch

        kept = {"parameters": [value.data for value in self.model.parameters()], "optimizer": self.optimizer.state_dict(),
                "step": self.step, "best_step": self.best_step, "waited": self.waited, "best": self.best}  # fmt: skip
        partial = self.checkpoint.with_suffix(".part")
        torch.save(kept, partial)
        partial.replace(self.checkpoint)


def rate(step: int, steps: int, warmup: float) -> float:
    """The share of the highest learning rate: up to 1 in the warm-up, then down to 0 in a line."""
    rising = max(1, round(steps * warmup))
    return (step + 1) / rising if step < rising else max(0.0, (steps - step) / max(1, steps - rising))


def save(model: Any, folder: Path, base_hash: str, base_name: str, settings: JudgeTraining) -> None:  # Any: a _Judge
    """Writes the adapter in PEFT's layout and the heads, all in float16, and what they belong to."""
    import torch
    from safetensors.torch import load_file, save_file

    folder.mkdir(parents=True, exist_ok=True)
    model.bert.save_pretrained(str(folder))
    path = folder / "adapter_model.safetensors"
    save_file({name: value.to(torch.float16) for name, value in load_file(path).items()}, path)
    save_file(
        {name: value.to(torch.float16).contiguous() for name, value in model.heads().items()}, folder / "heads.safetensors"
    )
    (folder / "README.md").unlink(missing_ok=True)
    about = {"format": FORMAT, "base": {"name": base_name, "hash": base_hash}, "longest": LONGEST}
    (folder / "judge.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
