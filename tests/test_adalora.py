"""AdaLoRA's part in training, on a tiny model."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from finetune.adalora import RankAllocation, as_lora, in_use, orthogonality
from finetune.bases import adapted, load_base
from finetune.settings import TrainingSettings
from tests.tiny_llama import tiny_settings, write_llama

pytestmark = [pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("FutureWarning", "DeprecationWarning", "UserWarning")]
STEPS = 20
IDS = torch.arange(24)[None]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_llama(tmp_path_factory.mktemp("base"))


@pytest.fixture
def settings(base: Path) -> TrainingSettings:
    return tiny_settings(base, method="adalora").training


@pytest.fixture
def model(base: Path, settings: TrainingSettings) -> Any:  # Any: a PEFT model
    torch.manual_seed(0)
    return adapted(load_base(str(base), base)[0], settings, STEPS)


def trained(model: Any, callback: RankAllocation, first: int, last: int) -> None:  # Any: a PEFT model
    """Some steps as the Trainer takes them."""
    optimizer = torch.optim.SGD([weight for weight in model.parameters() if weight.requires_grad], lr=0.3)
    callback.on_train_begin(None, None, None, model=model)  # type: ignore[arg-type]  # fakes
    for step in range(first, last):
        optimizer.zero_grad()
        torch.autograd.backward(torch.nn.functional.cross_entropy(model(input_ids=IDS).logits[0, :-1], IDS[0, 1:]))
        optimizer.step()
        callback.on_optimizer_step(None, SimpleNamespace(global_step=step), None, model=model)  # type: ignore[arg-type]  # fakes


def used(model: Any) -> int:  # Any: a PEFT model
    return sum(int((weight != 0).sum()) for name, weight in model.named_parameters() if "lora_E" in name)


def test_it_starts_with_half_as_much_rank_again_and_knows_its_steps(model: Any) -> None:
    config = model.peft_config["default"]
    assert (config.init_r, config.target_r, config.total_step, config.tinit, config.tfinal) == (6, 4, STEPS, 2, 5)


def test_rank_is_given_up_down_to_the_target_and_stays_there(model: Any) -> None:
    modules = sum("lora_E" in name for name, _ in model.named_parameters())
    callback = RankAllocation()
    trained(model, callback, 0, 2)
    assert used(model) == 6 * modules
    trained(model, callback, 2, STEPS - 5 + 1)
    assert used(model) == 4 * modules
    kept = in_use(model.base_model.model)
    trained(model, callback, STEPS - 5 + 1, STEPS)
    assert in_use(model.base_model.model) == kept


def test_a_checkpoint_keeps_the_full_shape_so_that_a_run_can_go_on(model: Any, tmp_path: Path) -> None:
    trained(model, RankAllocation(), 0, STEPS)
    model.save_pretrained(tmp_path)
    weights = load_file(tmp_path / "adapter_model.safetensors")
    assert {len(weight) for name, weight in weights.items() if "lora_E" in name} == {6}
    assert json.loads((tmp_path / "adapter_config.json").read_text())["rank_pattern"] is None


def test_a_run_that_goes_on_finds_what_was_given_up_in_the_weights(model: Any) -> None:
    trained(model, RankAllocation(), 0, STEPS - 2)
    kept = in_use(model.base_model.model)
    trained(model, RankAllocation(), STEPS - 2, STEPS)
    assert in_use(model.base_model.model) == kept


def test_all_singular_values_are_in_use_before_the_first_choice(model: Any) -> None:
    assert all(all(values) and len(values) == 6 for values in in_use(model.base_model.model).values())


def test_orthogonal_matrices_cost_nothing() -> None:
    class Orthogonal(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lora_A = torch.nn.Parameter(torch.eye(3, 5))
            self.lora_B = torch.nn.Parameter(torch.eye(4, 3))

    module = Orthogonal()
    assert orthogonality(module).item() == pytest.approx(0.0, abs=1e-6)
    module.lora_A.data *= 2  # (4 - 1) on each of three places of the diagonal
    assert orthogonality(module).item() == pytest.approx(3 * 3**0.5 / 2)


def test_as_lora_it_computes_the_same(model: Any, base: Path, tmp_path: Path) -> None:
    from peft import PeftModel

    trained(model, RankAllocation(), 0, STEPS)
    model.save_pretrained(tmp_path)
    as_lora(tmp_path)
    again = PeftModel.from_pretrained(load_base(str(base), base)[0], str(tmp_path))
    assert json.loads((tmp_path / "adapter_config.json").read_text())["peft_type"] == "LORA"
    with torch.no_grad():
        assert torch.allclose(model.eval()(input_ids=IDS).logits, again.eval()(input_ids=IDS).logits, atol=1e-4)
