"""AdaLoRA's part in training: ranks given up where they matter least, kept orthogonal, written as plain LoRA. Knows no data."""

from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback, TrainerControl, TrainerState

Pattern = dict[str, list[bool]]  # for each weight's singular values, which of them are still in use


class RankAllocation(TrainerCallback):
    """Lets PEFT choose, after every step, which singular values stay.

    The choice is kept here between steps, not in the adapter's configuration: PEFT cuts the matrices of a checkpoint to the
    choice that stands there, and a run could not go on from it. After a kill it is read off the singular values, which are
    zero where they were given up; how much each one mattered is then estimated anew.
    """

    def __init__(self) -> None:
        self._pattern: Pattern | None = None

    def on_train_begin(self, args: Any, state: TrainerState, control: TrainerControl, model: Any = None, **_: Any) -> None:
        """Reads what is in use off the weights, which a checkpoint may have brought."""
        self._pattern = in_use(model.base_model.model)

    def on_optimizer_step(
        self, args: Any, state: TrainerState, control: TrainerControl, model: Any = None, **_: Any
    ) -> None:  # Any: as in Trainer
        """One choice, while the step's gradients are still there."""
        tuner = model.base_model
        config = tuner.peft_config[tuner.trainable_adapter_name]
        config.rank_pattern = self._pattern
        tuner.update_and_allocate(state.global_step)
        self._pattern, config.rank_pattern = config.rank_pattern, None


def in_use(model: torch.nn.Module) -> Pattern:
    """Which singular values of each weight are not zero; all of them before the first choice."""
    weights = {name: weight.detach().flatten() for name, weight in model.named_parameters() if "lora_E" in name}
    return {name: (weight != 0).tolist() if bool(weight.any()) else [True] * len(weight) for name, weight in weights.items()}


def orthogonality(model: torch.nn.Module) -> torch.Tensor:
    """The mean over all matrices of ||P P' - 1||, so that singular values can be compared: AdaLoRA's part of the loss."""
    found = []
    for name, weight in model.named_parameters():
        if "lora_A" in name or "lora_B" in name:
            square = weight @ weight.T if "lora_A" in name else weight.T @ weight
            found.append(torch.linalg.matrix_norm(square - torch.eye(len(square), device=square.device)))
    return torch.stack(found).mean()


def as_lora(folder: Path) -> None:
    """Rewrites an AdaLoRA adapter as the LoRA adapter that computes the same, of one rank for all weights.

    AdaLoRA adds alpha / r * B diag(e) A. The values e go into A together with alpha / r, what was given up is cut off, and
    weights that kept less than others are filled up with zeros.
    """
    import json

    from safetensors.torch import load_file, save_file

    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    weights = load_file(folder / "adapter_model.safetensors")
    scale = config["lora_alpha"] / (config["init_r"] + 1e-5)  # the 1e-5 is PEFT's
    names = [name.removesuffix(".lora_E") for name in weights if name.endswith(".lora_E")]
    rank = max(1, *(int((weights[f"{name}.lora_E"] != 0).sum()) for name in names))
    out: dict[str, torch.Tensor] = {}
    for name in names:
        value, a, b = (weights[f"{name}.lora_{part}"].float() for part in "EAB")
        kept = value.flatten() != 0
        out[f"{name}.lora_A.weight"] = _filled((a * value * scale)[kept], rank)
        out[f"{name}.lora_B.weight"] = _filled(b[:, kept].T, rank).T.contiguous()
    save_file(out, folder / "adapter_model.safetensors")
    kept_keys = ("base_model_name_or_path", "task_type", "target_modules", "lora_dropout", "bias", "fan_in_fan_out")
    plain = {key: config[key] for key in kept_keys if key in config}
    plain |= {"peft_type": "LORA", "r": rank, "lora_alpha": rank, "inference_mode": True}
    (folder / "adapter_config.json").write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


def _filled(rows: torch.Tensor, count: int) -> torch.Tensor:
    return torch.cat([rows, rows.new_zeros(count - len(rows), rows.shape[1])]).contiguous()
