"""One adapter from the adapters of several runs: the mean of what they add to each weight. Knows nothing of training."""

import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answering.lora import CONFIG, PREFIX, WEIGHTS, LowRank, adapter_hash, read_adapter
from assistant.errors import Problem
from assistant.tuning import RunFolder
from finetune.settings import load_run_settings

Matrix = NDArray[np.float32]


def average(runs: Sequence[RunFolder], out: RunFolder) -> float:
    """Makes a run whose adapter adds the mean of what the adapters of the runs add, at their own rank.

    The mean of the products B A is not the product of the means. Their exact mean is one product of all the matrices side by
    side, of the ranks' sum; its singular value decomposition, cut to the runs' rank, is the nearest product of that rank.
    Returns the share (0 to 1) of the mean that is kept, by squared size over all weights.

    Raises:
        Problem: fewer than two runs, an adapter that is missing or no LoRA, other bases, ranks or weights, or a run in the way.
    """
    _must_match(runs, out)
    adapters = [read_adapter(run.adapter) for run in runs]
    names = {tuple(sorted(adapter.parts)) for adapter in adapters}
    ranks = {len(part.a) for adapter in adapters for part in adapter.parts.values()}
    if len(names) > 1 or len(ranks) > 1:
        found = f"ranks {', '.join(map(str, sorted(ranks)))}" if len(ranks) > 1 else "different weights"
        raise Problem(f"the runs have {found}, expected the same of all: train them with the same settings but the seed")
    weights: dict[str, NDArray[np.float16]] = {}
    kept = whole = 0.0
    for name in sorted(adapters[0].parts):
        a, b, sizes = mean_product([adapter.parts[name] for adapter in adapters], min(ranks))
        start = PREFIX + name.removesuffix(".weight")
        weights[f"{start}.lora_A.weight"], weights[f"{start}.lora_B.weight"] = a.astype(np.float16), b.astype(np.float16)
        kept, whole = kept + float((sizes[: min(ranks)] ** 2).sum()), whole + float((sizes**2).sum())
    _write(runs, out, weights, min(ranks))
    return kept / whole if whole else 1.0


def mean_product(parts: Sequence[LowRank], rank: int) -> tuple[Matrix, Matrix, Matrix]:
    """(A (rank, inputs), B (outputs, rank), singular values) with B A nearest to the mean of the parts' products.

    Both matrices take the root of a singular value, so that neither leaves the range of float16. The large product is never
    made: only its core, whose sides are the ranks' sum, is decomposed.
    """
    left = np.concatenate([part.scale / len(parts) * part.b for part in parts], axis=1).astype(np.float32)
    right = np.concatenate([part.a for part in parts], axis=0)
    columns, core_left = np.linalg.qr(left)
    rows, core_right = np.linalg.qr(right.T)
    u, sizes, v = np.linalg.svd(core_left @ core_right.T)
    root = np.sqrt(sizes[:rank])
    return (root[:, None] * (v[:rank] @ rows.T), (columns @ u[:, :rank]) * root, sizes)


def _must_match(runs: Sequence[RunFolder], out: RunFolder) -> None:
    if len(runs) < 2:
        raise Problem(f"found {len(runs)} run(s) to average, expected two at least")
    missing = [run.name for run in runs if not (run.adapter / CONFIG).is_file()]
    if missing:
        raise Problem(f"{', '.join(missing)} has no adapter: let the run end, or name another one")
    bases = {load_run_settings(run.folder / "settings.toml").training.base for run in runs}
    if len(bases) > 1:
        raise Problem(f"the runs belong to {', '.join(sorted(bases))}: only adapters of the same base can be averaged")
    if (out.folder / "state.json").exists():
        raise Problem(f"the run {out.name} is there already: give the average another name with --out")


def _write(runs: Sequence[RunFolder], out: RunFolder, weights: dict[str, NDArray[np.float16]], rank: int) -> None:
    from safetensors.numpy import save_file

    config = json.loads((runs[0].adapter / CONFIG).read_text(encoding="utf-8"))
    config |= {"r": rank, "lora_alpha": rank, "use_rslora": False}
    out.begin("writer", 0, sys.argv, (runs[0].folder / "settings.toml").read_text(encoding="utf-8"), datetime.now(UTC))
    data = [run.kept("data") or {} for run in runs]
    hashes = sorted({str(row.get("hash", "")) for row in data})
    same = hashes[0] if len(hashes) == 1 else hashlib.sha256(" ".join(hashes).encode()).hexdigest()
    folders = {row["folder"] for row in data if "folder" in row}
    parents = {run.name: adapter_hash(run.adapter) for run in runs}
    out.keep("data", {"hash": same, "average_of": parents, **({"folder": folders.pop()} if len(folders) == 1 else {})})
    out.adapter.mkdir(exist_ok=True)
    save_file(weights, out.adapter / WEIGHTS)
    (out.adapter / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    out.change(state="done", message=f"the mean of {', '.join(parents)}")


def found(names: Sequence[str], folder: Path) -> list[RunFolder]:
    """The runs of these names in a folder of runs, or in the folders they name.

    Raises:
        Problem: one is no run.
    """
    places = [next((p for p in (folder / name, Path(name)) if (p / "state.json").is_file()), None) for name in names]
    missing = [name for name, place in zip(names, places, strict=True) if place is None]
    if missing:
        raise Problem(f"{', '.join(missing)} is no run: expected a folder in {folder} with a state.json")
    return [RunFolder(place) for place in places if place is not None]
