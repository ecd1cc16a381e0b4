"""One adapter from the adapters of several runs."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.answering.lora import LowRank, read_adapter
from assistant.errors import Problem
from assistant.tuning import RunFolder
from finetune.averaging import average, found, mean_product
from tests.tiny_writer import adapter_parts, write_adapter

Matrix = NDArray[np.float32]


def part(seed: int, rank: int = 3, scale: float = 2.0) -> LowRank:
    chance = np.random.default_rng(seed)
    return LowRank(chance.normal(size=(rank, 7)).astype(np.float32), chance.normal(size=(5, rank)).astype(np.float32), scale)


def run(folder: Path, name: str, seed: int = 1, base: str = "tiny", rank: int = 4, alpha: float = 8.0) -> RunFolder:
    made = RunFolder(folder / name)
    made.begin("writer", 10, ["train"], f'[training]\nbase = "{base}"\n', datetime(2026, 11, 24, tzinfo=UTC))
    made.keep("data", {"hash": "d" * 64, "folder": "examples"})
    write_adapter(made.adapter, adapter_parts(seed, rank), rank, alpha)
    made.change(state="done")
    return made


def test_the_nearest_product_of_the_mean_is_that_of_its_largest_singular_values() -> None:
    parts = [part(1), part(2, scale=0.5)]
    mean = (parts[0].delta() + parts[1].delta()) / 2
    a, b, sizes = mean_product(parts, 3)
    u, all_sizes, v = np.linalg.svd(mean)
    assert np.allclose(sizes[:5], all_sizes, atol=1e-4)
    assert np.allclose(b @ a, (u[:, :3] * all_sizes[:3]) @ v[:3], atol=1e-4)


def test_with_all_the_rank_the_mean_is_exact() -> None:
    parts = [part(1, 2), part(2, 2)]
    a, b, _ = mean_product(parts, 4)
    assert np.allclose(b @ a, (parts[0].delta() + parts[1].delta()) / 2, atol=1e-4)


def test_the_mean_of_products_is_not_the_product_of_means() -> None:
    one = part(1)
    turned = LowRank(-one.a, -one.b, one.scale)  # the same product; the means of its matrices are zero
    a, b, _ = mean_product([one, turned], 3)
    assert np.allclose(b @ a, one.delta(), atol=1e-4)


def test_the_average_of_a_run_with_itself_adds_what_the_run_adds(tmp_path: Path) -> None:
    one, out = run(tmp_path, "one"), RunFolder(tmp_path / "mean")
    kept = average([one, run(tmp_path, "two")], out)
    before, after = read_adapter(one.adapter), read_adapter(out.adapter)
    assert kept == pytest.approx(1.0)
    assert all(np.allclose(before.parts[name].delta(), after.parts[name].delta(), atol=0.02) for name in before.parts)


def test_an_average_of_different_runs_has_their_rank_and_keeps_a_part(tmp_path: Path) -> None:
    out = RunFolder(tmp_path / "mean")
    kept = average([run(tmp_path, "one", 1), run(tmp_path, "two", 2)], out)
    assert 0.3 < kept < 1.0
    assert {len(low.a) for low in read_adapter(out.adapter).parts.values()} == {4}


def test_an_average_is_a_finished_run_that_names_its_parents(tmp_path: Path) -> None:
    out = RunFolder(tmp_path / "mean")
    average([run(tmp_path, "one", 1), run(tmp_path, "two", 2)], out)
    assert (out.state().state, out.state().kind) == ("done", "writer")
    data = out.kept("data") or {}
    assert set(data["average_of"]) == {"one", "two"}
    assert (data["hash"], data["folder"]) == ("d" * 64, "examples")
    assert 'base = "tiny"' in (out.folder / "settings.toml").read_text()


def test_runs_on_different_data_give_a_hash_of_both(tmp_path: Path) -> None:
    one, two, out = run(tmp_path, "one"), run(tmp_path, "two"), RunFolder(tmp_path / "mean")
    two.keep("data", {"hash": "e" * 64, "folder": "others"})
    average([one, two], out)
    data = out.kept("data") or {}
    assert data["hash"] not in ("d" * 64, "e" * 64)
    assert "folder" not in data


def test_different_bases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="other, tiny"):
        average([run(tmp_path, "one"), run(tmp_path, "two", base="other")], RunFolder(tmp_path / "mean"))


def test_different_ranks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="ranks 2, 4"):
        average([run(tmp_path, "one"), run(tmp_path, "two", rank=2)], RunFolder(tmp_path / "mean"))


def test_a_single_run_is_no_average(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="two at least"):
        average([run(tmp_path, "one")], RunFolder(tmp_path / "mean"))


def test_a_run_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    one, two = run(tmp_path, "one"), run(tmp_path, "two")
    with pytest.raises(Problem, match="two is there already"):
        average([one, two], two)


def test_a_run_without_an_adapter_is_refused(tmp_path: Path) -> None:
    two = run(tmp_path, "two")
    (two.adapter / "adapter_config.json").unlink()
    with pytest.raises(Problem, match="two has no adapter"):
        average([run(tmp_path, "one"), two], RunFolder(tmp_path / "mean"))


def test_runs_are_found_by_name_or_by_folder(tmp_path: Path) -> None:
    one = run(tmp_path, "one")
    assert [found_run.folder for found_run in found(["one", str(one.folder)], tmp_path)] == [one.folder, one.folder]
    with pytest.raises(Problem, match="none is no run"):
        found(["one", "none"], tmp_path)
