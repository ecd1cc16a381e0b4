"""Which engine a writer gets."""

from pathlib import Path

import pytest

from assistant.answering.engines import open_generator, writer_place
from assistant.answering.openvino_engine import OpenVinoGenerator
from assistant.answering.remote_engine import RemoteGenerator
from assistant.errors import EngineFailed
from assistant.settings import WriterSettings
from indexer.errors import ModelMissing

BUNDLED = "SmolLM2-135M-Instruct.Q4_1.gguf"


def test_the_bundled_writer_runs_in_openvino_and_is_not_loaded_yet(tmp_path: Path) -> None:
    (tmp_path / BUNDLED).touch()
    engine = open_generator(WriterSettings(), tmp_path)
    assert isinstance(engine, OpenVinoGenerator)
    assert engine.name == "SmolLM2-135M-Instruct"


def test_a_tuned_file_is_named_after_itself(tmp_path: Path) -> None:
    (tmp_path / "tuned-7.gguf").touch()
    assert open_generator(WriterSettings(model=str(tmp_path / "tuned-7.gguf")), tmp_path / "models").name == "tuned-7"


def test_a_folder_in_openvinos_format_runs_in_openvino(tmp_path: Path) -> None:
    for name in ("config.json", "openvino_model.xml"):
        (tmp_path / name).touch()
    assert isinstance(open_generator(WriterSettings(model=str(tmp_path)), tmp_path), OpenVinoGenerator)


def test_an_address_is_used_only_when_the_engine_says_so(tmp_path: Path) -> None:
    (tmp_path / BUNDLED).touch()
    address = "http://127.0.0.1:8000/v1"
    assert isinstance(open_generator(WriterSettings(address=address), tmp_path), OpenVinoGenerator)
    engine = open_generator(WriterSettings(model="big", engine="remote", address=address), tmp_path, {"DOCENT_WRITER_KEY": "k"})
    assert isinstance(engine, RemoteGenerator)
    engine.close()


def test_a_missing_bundled_writer_says_how_to_fetch_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="run 'python -m assistant models fetch'"):
        open_generator(WriterSettings(), tmp_path)


def test_an_unknown_writer_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="run 'hf download docent-test/none'"):
        writer_place("docent-test/none", tmp_path)


def test_a_folder_below_the_models_is_found_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/config.json").touch()
    assert writer_place("mine", tmp_path) == tmp_path / "mine"


def test_an_engine_that_cannot_run_the_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").touch()
    with pytest.raises(EngineFailed, match="neither a GGUF file nor"):
        open_generator(WriterSettings(model=str(tmp_path), engine="openvino"), tmp_path)
    (tmp_path / "w.gguf").touch()
    with pytest.raises(EngineFailed, match="in a format for OpenVINO"):
        open_generator(WriterSettings(model=str(tmp_path / "w.gguf"), engine="transformers"), tmp_path)
