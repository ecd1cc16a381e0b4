"""One of two processes that divide a tiny model among them: `torchrun ... -m tests.sharded_model FOLDER`.

FOLDER holds the model. Each process writes rank0.json or rank1.json there:
{"loss": [whole, divided], "furthest" and "largest" of all gradients, "divided": share of the parameters}.
"""

import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

from finetune.attention import NAME, register
from finetune.bases import adapted, load_base
from finetune.trainer import answered_logits, mean_loss, packed_batch
from finetune.training import sequences
from tests.tiny_llama import tiny_examples, tiny_settings


def main(folder: Path) -> None:
    """Compares the divided model with the whole one on a packed sequence."""
    torch.distributed.init_process_group("gloo")
    settings = tiny_settings(folder).training
    register()

    def fresh() -> tuple[Any, Any]:  # Any: a PEFT model, a tokenizer
        torch.manual_seed(0)
        model, tokenizer = load_base(settings.base, folder)
        model.config._attn_implementation = NAME
        return adapted(model, settings, 1), tokenizer

    (whole, tokenizer), (divided, _) = fresh(), fresh()
    mesh = init_device_mesh("cpu", (2,))
    for part in (*divided.get_base_model().model.layers, divided):
        fully_shard(part, mesh=mesh)
    batch = packed_batch([sequences(tiny_examples(6), tokenizer, settings)[0]])
    losses = [_learned(model, batch) for model in (whole, divided)]
    pairs = [(one.grad, other) for one, other in zip(whole.parameters(), divided.parameters(), strict=True)]
    known = [(grad, other) for grad, other in pairs if grad is not None]
    found = {
        "loss": losses,
        "furthest": max(float((other.grad.full_tensor() - grad).abs().max()) for grad, other in known),
        "largest": max(float(grad.abs().max()) for grad, _ in known),
        "divided": sum(other.to_local().numel() < other.numel() for _, other in pairs) / len(pairs),
    }
    (folder / f"rank{torch.distributed.get_rank()}.json").write_text(json.dumps(found), encoding="utf-8")
    torch.distributed.destroy_process_group()


def _learned(model: Any, batch: dict[str, Any]) -> float:  # Any: as in Trainer
    loss = mean_loss(answered_logits(model, batch), batch)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
    return float(loss.detach())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
