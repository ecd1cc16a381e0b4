"""The formats of an exported writer side by side: size, loading, reading, writing, and what the answers are worth."""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from assistant.answering.engines import writer_place
from assistant.answering.generation import Generator, Message, Order
from assistant.answering.merging import Quantisation, write_merged
from assistant.answering.openvino_engine import OpenVinoGenerator, worker_start
from assistant.settings import Settings, WriterSettings, load_settings
from bench.outcome import keep
from finetune.agreement import Pair, agreement
from finetune.examples import Example, Task, read_examples
from finetune.exporting import Source, export_folder, export_gguf, found_source
from finetune.held_out import of_examples, spread
from finetune.scores import score
from indexer.embedding import Embedder, open_embedder

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

ROOT = Path(__file__).resolve().parents[1]
FORMATS = (Quantisation.Q8_0, Quantisation.Q4_1, Quantisation.Q4_0)
TOKENS = 96  # of an answer at the most
REFERENCE = "transformers, float32"
WARM_UP = Order((Message("user", "Hello."),), max_tokens=1)
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Contestant:
    """One format in its engine."""

    name: str
    size_bytes: int
    open: Callable[[], Generator]
    questions: int  # it is asked so many; the slow ones are asked fewer


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer with its times."""

    text: str
    prompt: int  # tokens
    pieces: int  # nearly always one token each
    first_s: float  # until the first piece
    total_s: float


def answered(engine: Generator, example: Example, tokens: int) -> Answered:
    """Has an engine answer an example whose prompt has so many tokens."""
    begun, first, pieces = time.perf_counter(), 0.0, list[str]()
    for piece in engine.write(Order(example.messages, max_tokens=TOKENS), Event()):
        first = first or time.perf_counter() - begun
        pieces.append(piece)
    total = time.perf_counter() - begun
    return Answered("".join(pieces).strip(), tokens, len(pieces), first or total, total)


def rates(answers: Sequence[Answered]) -> tuple[float, float]:
    """Tokens read and tokens written a second: the median answer's."""
    read = statistics.median(one.prompt / one.first_s for one in answers)
    longer = [one for one in answers if one.pieces > 1 and one.total_s > one.first_s]
    written = statistics.median((one.pieces - 1) / (one.total_s - one.first_s) for one in longer) if longer else 0.0
    return read, written


def in_turns(
    contestants: Sequence[Contestant], examples: Sequence[Example], tokens: Callable[[Example], int]
) -> tuple[dict[str, list[Answered]], dict[str, float]]:
    """Answers and seconds of loading of every contestant, asked in turns so that all meet the same machine."""
    answers: dict[str, list[Answered]] = {one.name: [] for one in contestants}
    loading: dict[str, float] = {}
    with ExitStack() as stack:
        engines: dict[str, Generator] = {}
        for one in contestants:
            begun = time.perf_counter()
            engines[one.name] = stack.enter_context(closing(one.open()))
            list(engines[one.name].write(WARM_UP, Event()))
            loading[one.name] = time.perf_counter() - begun
        for number, example in enumerate(examples):
            shift = number % len(contestants)
            for one in [*contestants[shift:], *contestants[:shift]]:
                if number < one.questions:
                    answers[one.name].append(answered(engines[one.name], example, tokens(example)))
    return answers, loading


def quality(examples: Sequence[Example], answers: Sequence[Answered], embedder: Embedder) -> tuple[float, float]:
    """Answer F1 of the answerable, and the share of the right ones among refusals and answers."""
    found = [
        score(one.text, question.answers, question.passages, question.right, embedder)
        for one, question in zip(answers, of_examples(examples[: len(answers)]), strict=True)
    ]
    told = [one.f1 for one in found if one.f1 is not None]
    decided = [1 - one.refusal_wrong if one.refusal_wrong is not None else one.refusal_right or 0.0 for one in found]
    return (statistics.fmean(told) if told else 0.0), statistics.fmean(decided)


def result(
    one: Contestant,
    answers: Mapping[str, Sequence[Answered]],
    loading: Mapping[str, float],
    examples: Sequence[Example],
    embedder: Embedder,
) -> Row:
    """One line of the table."""
    mine, reference = answers[one.name], answers[REFERENCE]
    read, written = rates(mine)
    f1, decided = quality(examples, mine, embedder)
    alike = agreement([Pair(theirs.text, ours.text) for theirs, ours in zip(reference, mine, strict=False)])
    return {
        "what": one.name,
        "MB": round(one.size_bytes / 1e6, 1),
        "loads, s": round(loading[one.name], 1),
        "reads, tokens/s": round(read),
        "writes, tokens/s": round(written, 1),
        "answers": len(mine),
        "F1": round(f1, 3),
        "refuses rightly": round(decided, 3),
        "same as float32": round(alike.equal, 2),
        "F1 with float32": round(alike.f1, 3),
    }


def logits(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", examples: Sequence[Example]) -> Any:  # Any: a tensor
    """Logits (n, vocabulary) of every target token of the examples, given those before it."""
    import torch

    from finetune.training import tokens_of

    found = []
    with torch.inference_mode():
        for one in tokens_of(examples, tokenizer):
            ids = torch.tensor([[*one.prompt, *one.target]])
            out = model(input_ids=ids, logits_to_keep=len(one.target) + 1, use_cache=False)
            found.append(out.logits[0, :-1].float())
    return torch.cat(found)


def differences(files: Mapping[str, Path], folder: Path, examples: Sequence[Example], settings: Settings) -> Iterator[Row]:
    """How far the logits of each file's weights, computed in PyTorch, are from those of the merged model in float32."""
    from finetune.bases import load_base

    expected = logits(*load_base(str(folder), settings.embedder.folder), examples)
    for name, file in files.items():
        found = logits(*load_base(str(file), settings.embedder.folder), examples)
        same = (found.argmax(-1) == expected.argmax(-1)).float().mean()
        yield {
            "weights": name,
            "tokens": len(found),
            "mean difference of logits": round(float((found - expected).abs().mean()), 3),
            "same likeliest token": round(float(same), 4),
        }


def made(source: Source | None, settings: Settings, work: Path) -> tuple[dict[str, Path], Path]:
    """The files of every format, and the merged folder; of the untuned base where there is no run."""
    work.mkdir(parents=True, exist_ok=True)
    files = {quantisation.value: work / f"{quantisation}.gguf" for quantisation in FORMATS}
    models, base = settings.embedder.folder, writer_place(WriterSettings().model, settings.embedder.folder)
    for quantisation in FORMATS:
        if source is None:
            write_merged(base, {}, quantisation, files[quantisation.value])
        else:
            export_gguf(source, quantisation, files[quantisation.value], models)
    folder = work / "merged"
    if not folder.exists():
        if source is None:
            _plain_folder(base, folder)
        else:
            export_folder(source, folder, models)
    return files, folder


def contestants(files: Mapping[str, Path], folder: Path, questions: int, slow: int) -> list[Contestant]:
    """OpenVINO with each file, and transformers with the folder."""
    from assistant.answering.transformers_engine import TransformersGenerator

    def openvino(name: str, file: Path) -> Callable[[], Generator]:
        return lambda: OpenVinoGenerator(name, worker_start(file, at_once=1))

    def pytorch(numbers: str) -> Callable[[], Generator]:
        return lambda: TransformersGenerator(folder, numbers, "cpu", numbers)

    weights = (folder / "model.safetensors").stat().st_size
    merged = [(f"OpenVINO, {name}", file.stat().st_size, openvino(name, file), questions) for name, file in files.items()]
    whole = [(f"transformers, {numbers}", weights, pytorch(numbers), slow) for numbers in ("float32", "bfloat16")]
    return [Contestant(*one) for one in [*merged, *whole]]


def main(argv: Sequence[str]) -> None:
    """Measures and keeps the rows."""
    parser = argparse.ArgumentParser(prog="python -m bench formats", description=__doc__)
    parser.add_argument("--run", metavar="RUN", help="a run or a checkpoint's folder; without it the untuned base is measured")
    parser.add_argument("--examples", type=Path, required=True, metavar="FILE", help="held-out examples, one a line")
    parser.add_argument("--limit", type=int, default=100, help="examples that are answered")
    parser.add_argument("--slow", type=int, default=20, help="examples that transformers answers")
    parser.add_argument("--logits", type=int, default=20, help="examples on which logits are compared; 0: none")
    parser.add_argument("--work", type=Path, default=ROOT / "data/bench/formats", help="where files are written; kept")
    given = parser.parse_args(argv)
    settings = load_settings()
    files, folder = made(None if given.run is None else found_source(given.run, settings), settings, given.work)
    kept = [one for one in read_examples(given.examples) if one.task in (Task.ANSWER, Task.REFUSE)]
    examples, named = spread(kept, given.limit), given.run or "untuned"
    lined_up = contestants(files, folder, len(examples), min(given.slow, len(examples)))
    answers, loading = in_turns(lined_up, examples, _counter(folder))
    embedder = open_embedder(settings.embedder)
    rows = [result(one, answers, loading, examples, embedder) for one in lined_up]
    keep("formats", rows, run=named, examples=given.examples.name)
    if given.logits:
        compared = list(differences(files, folder, spread(kept, given.logits), settings))
        keep("formats_logits", compared, run=named, examples=given.examples.name)


def _counter(folder: Path) -> Callable[[Example], int]:
    """Counts the tokens of an example's prompt."""
    from transformers import AutoTokenizer

    from finetune.training import tokens_of

    tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)  # Any: each model has a class of its own
    return lambda example: len(tokens_of([example], tokenizer)[0].prompt)


def _plain_folder(base: Path, folder: Path) -> None:
    from finetune.bases import load_base, plain

    model, tokenizer = load_base(str(base), base.parent)
    plain(model).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
