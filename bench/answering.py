"""How fast the writer answers through Docent's line and process, beside the bare engine, and for several people at once."""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from assistant.answering.engines import open_generator, writer_place
from assistant.answering.generation import Message, Order, Text
from assistant.answering.line import Line
from assistant.answering.templates import prompt
from assistant.settings import WriterSettings
from bench.outcome import keep

ROOT = Path(__file__).resolve().parents[1]
TOKENS = 64  # written for each question
RULES = "You answer from the passages and quote them."


@dataclass(frozen=True, slots=True)
class Timed:
    """One answer."""

    first_s: float  # until the first piece of text
    total_s: float
    pieces: int

    @property
    def rate(self) -> float:
        """Pieces of text (nearly always one token each) a second, once the first has come."""
        return (self.pieces - 1) / max(1e-9, self.total_s - self.first_s)


def messages(number: int, passages: int) -> tuple[Message, ...]:
    """A question over made-up passages, about 60 tokens each; every number has other passages."""
    lines = [
        f"[{place}] Department {number * 31 + place}: staff may carry over {place % 9} unused vacation days into the next "
        f"calendar year if the head of section {number + place} agrees in writing before the end of November."
        for place in range(passages)
    ]
    asked = f"How many days may department {number * 31 + 5} carry over? Explain in several sentences."
    return Message("system", RULES), Message("user", "\n".join(lines) + "\n\n" + asked)


def timed(pieces: Callable[[], object], begun: float, count: Callable[[], Sequence[float]]) -> Timed:
    """Runs one answer to its end; `count` gives the times at which its pieces came."""
    pieces()
    times = count()
    return Timed(times[0] - begun, times[-1] - begun, len(times))


def through_line(line: Line, number: int, passages: int) -> Timed:
    """One answer through our own stack."""
    times: list[float] = []

    def write() -> None:
        for event in line.write(Order(messages(number, passages), max_tokens=TOKENS), Event()):
            if isinstance(event, Text):
                times.append(time.perf_counter())

    return timed(write, time.perf_counter(), lambda: times)


def bare_engine(model: Path) -> Callable[[int, int], Timed]:
    """The engine alone, in this process, with its own streaming."""
    import openvino_genai  # type: ignore[import-untyped]  # the package has no types

    scheduler = openvino_genai.SchedulerConfig()
    scheduler.enable_prefix_caching = True
    scheduler.cache_size = 2
    pipeline = openvino_genai.ContinuousBatchingPipeline(str(model), scheduler, "CPU")
    config = openvino_genai.GenerationConfig(max_new_tokens=TOKENS, apply_chat_template=False)
    vocabulary = {token.decode("utf-8", "replace") for token in pipeline.get_tokenizer().get_vocab()}

    def answer(number: int, passages: int) -> Timed:
        times: list[float] = []

        def piece(_: str) -> bool:
            times.append(time.perf_counter())
            return False

        text = prompt(messages(number, passages), vocabulary)
        return timed(lambda: pipeline.generate(text, config, piece), time.perf_counter(), lambda: times)

    return answer


def side_by_side(line: Line, bare: Callable[[int, int], Timed], rounds: int, passages: int) -> list[dict[str, object]]:
    """Medians over the same prompts, taken in turns so that both meet the same machine."""
    answers: dict[str, list[Timed]] = {"bare engine": [], "Docent": []}
    for number in range(-1, rounds):  # the first of each warms up and is not counted
        for name, one in (("bare engine", bare(number + 2, passages)), ("Docent", through_line(line, number + 2, passages))):
            if number >= 0:
                answers[name].append(one)
    rows: list[dict[str, object]] = []
    for name, timings in answers.items():
        first, rate = statistics.median(t.first_s for t in timings), statistics.median(t.rate for t in timings)
        rows.append({"what": name, "people": 1, "first token, s": round(first, 3), "tokens/s": round(rate, 1), "ratio": ""})
    base, mine = answers["bare engine"], answers["Docent"]
    slower = statistics.median(m.first_s / b.first_s for m, b in zip(mine, base, strict=True))
    thinner = statistics.median(b.rate / m.rate for m, b in zip(mine, base, strict=True))
    rows[1]["ratio"] = f"{slower:.2f} first, {thinner:.2f} rate"
    return rows


def together(line: Line, people: int, passages: int) -> dict[str, object]:
    """Several people who ask in the same moment: all tokens a second, and how long the last of them waits for a first token."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        answers = list(pool.map(lambda number: through_line(line, 1000 * people + number, passages), range(people)))
    total = sum(answer.pieces for answer in answers) / (time.perf_counter() - begun)
    slowest = max(answer.first_s for answer in answers)
    return {
        "what": "Docent, together",
        "people": people,
        "first token, s": round(slowest, 3),
        "tokens/s": round(total, 1),
        "ratio": "",
    }


def main(argv: Sequence[str]) -> None:
    """Measures and keeps the rows."""
    parser = argparse.ArgumentParser(prog="python -m bench answering", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--passages", type=int, default=15, help="about 60 tokens each")
    parser.add_argument("--models", type=Path, default=ROOT / "data/models")
    given = parser.parse_args(argv)
    settings = WriterSettings(at_once=8)
    with Line(open_generator(settings, given.models), 8, 8, 600.0) as line:
        bare = bare_engine(writer_place(settings.model, given.models))
        rows = side_by_side(line, bare, given.rounds, given.passages)
        rows += [together(line, people, given.passages) for people in (1, 4, 8)]
    keep("answering", rows, tokens=TOKENS, passages=given.passages, rounds=given.rounds)
