"""Writers that are merged on this machine: once, completely, and from what belongs together."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from assistant.answering.cards import Card, write_card
from assistant.answering.merged import Made, TunedModel, damage, ensure_merged, forget, made_of, merge
from assistant.answering.merging import Quantisation
from assistant.errors import Problem
from indexer.errors import ModelMissing
from indexer.models import BundledModel, Member, file_hash
from tests.tiny_writer import adapter_parts, base_weights, write_adapter, write_gguf

ROOT = Path(__file__).parents[1]
CARD = Card("docent-writer", "tiny", "", "Apache-2.0", {}, {}, 7, {})


@pytest.fixture
def tuned(tmp_path: Path) -> TunedModel:
    """A tuned model whose base lies in tmp_path/models."""
    base = write_gguf(tmp_path / "models/tiny.gguf", base_weights())
    adapter = write_adapter(tmp_path / "adapter", adapter_parts())
    write_card(adapter, replace(CARD, base_sha256=file_hash(base)))
    members = (Member("tiny.gguf", base.stat().st_size, file_hash(base)),)
    bundled = BundledModel("tiny", "writer", "MIT", "tiny", "1.0", 1, "tiny/", "", members)
    return TunedModel("docent-tiny", "MIT", bundled, adapter, Quantisation.Q8_0)


def test_the_first_use_merges_and_the_next_one_finds_the_file(tuned: TunedModel, tmp_path: Path) -> None:
    place = ensure_merged(tuned, tmp_path / "models")
    written = place.stat().st_mtime_ns
    assert place.parent == tmp_path / "models"
    assert place.name.startswith("docent-tiny-")
    assert ensure_merged(tuned, tmp_path / "models") == place
    assert place.stat().st_mtime_ns == written


def test_the_name_follows_base_adapter_and_quantisation(tuned: TunedModel, tmp_path: Path) -> None:
    other = write_adapter(tmp_path / "other", adapter_parts(seed=3))
    base = replace(tuned.base, members=(replace(tuned.base.members[0], sha256="0" * 64),))
    variants = [tuned, replace(tuned, adapter=other), replace(tuned, quantisation=Quantisation.Q4_1), replace(tuned, base=base)]
    assert len({model.place(tmp_path) for model in variants}) == 4


def test_the_file_beside_it_says_what_it_was_made_from(tuned: TunedModel, tmp_path: Path) -> None:
    place = ensure_merged(tuned, tmp_path / "models")
    made = made_of(place)
    assert made is not None
    assert made.base == tuned.base.members[0].sha256
    assert (made.quantisation, made.size_bytes, made.sha256) == (Quantisation.Q8_0, place.stat().st_size, file_hash(place))
    assert Made.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_a_file_that_is_not_complete_never_counts(tuned: TunedModel, tmp_path: Path) -> None:
    place = tuned.place(tmp_path / "models")
    place.write_bytes(b"GGUF and then the power went")
    assert made_of(place) is None  # the file beside it is written last
    ensure_merged(tuned, tmp_path / "models")
    whole = place.read_bytes()
    place.write_bytes(whole[:1000])
    assert made_of(place) is None
    ensure_merged(tuned, tmp_path / "models")
    assert place.read_bytes() == whole


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 2}', '{"format": 1, "base": "x"}'])
def test_a_note_that_cannot_be_read_does_not_count(tuned: TunedModel, tmp_path: Path, text: str) -> None:
    place = ensure_merged(tuned, tmp_path / "models")
    place.with_name(f"{place.name}.json").write_text(text)
    assert made_of(place) is None
    assert ensure_merged(tuned, tmp_path / "models") == place


def test_what_a_kill_left_is_removed(tuned: TunedModel, tmp_path: Path) -> None:
    place = tuned.place(tmp_path / "models")
    left = place.with_name(f"{place.name}.123.tmp")
    left.write_bytes(b"half a model")
    ensure_merged(tuned, tmp_path / "models")
    assert not left.exists()


def test_threads_that_want_the_same_model_wait_for_the_first(tuned: TunedModel, tmp_path: Path) -> None:
    places: list[Path] = []
    threads = [Thread(target=lambda: places.append(ensure_merged(tuned, tmp_path / "models"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(places) == 4
    assert damage(places[0]) is None


def test_another_process_that_merges_is_waited_for(tuned: TunedModel, tmp_path: Path) -> None:
    place = tuned.place(tmp_path / "models")
    code = (
        "import sys; from filelock import FileLock\n"
        f"with FileLock({str(place)!r} + '.lock'): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        thread = Thread(target=ensure_merged, args=(tuned, tmp_path / "models"))
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        assert not place.exists()
        holder.communicate(b"")
        thread.join(60)
    assert made_of(place) is not None


def test_damage_is_seen_and_mended(tuned: TunedModel, tmp_path: Path) -> None:
    place = ensure_merged(tuned, tmp_path / "models")
    whole = place.read_bytes()
    place.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert str(place) in (damage(place) or "")
    forget(place)
    ensure_merged(tuned, tmp_path / "models")
    assert place.read_bytes() == whole


def test_an_adapter_for_another_base_is_refused(tuned: TunedModel, tmp_path: Path) -> None:
    write_card(tuned.adapter, replace(CARD, base_sha256="0" * 64))
    with pytest.raises(Problem, match=f"was made for tiny with SHA-256 {'0' * 64}, but .*: name the right base"):
        merge(tmp_path / "models/tiny.gguf", tuned.adapter, Quantisation.Q8_0, tmp_path / "out.gguf")
    assert not (tmp_path / "out.gguf").exists()


def test_without_its_adapter_the_name_is_refused_with_what_to_do(tuned: TunedModel, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r'docent-tiny needs the adapter in .*set model = "tiny" in \[writer\]'):
        ensure_merged(replace(tuned, adapter=tmp_path / "none"), tmp_path / "models")


def test_without_its_base_the_message_says_how_to_fetch_it(tuned: TunedModel, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"tiny.gguf is not there: run 'python -m assistant models fetch'"):
        ensure_merged(tuned, tmp_path / "elsewhere")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_named(tuned: TunedModel, tmp_path: Path) -> None:
    (tmp_path / "models").chmod(0o500)
    with pytest.raises(ModelMissing, match="cannot be written"):
        ensure_merged(tuned, tmp_path / "models")
    (tmp_path / "models").chmod(0o700)
