"""The process in which OpenVINO GenAI writes: orders in on stdin, pieces out on stdout, as JSON lines. Knows no documents.

A process of its own, because a step of the engine holds Python's lock for as long as it takes: in the server's process
every page would stand still meanwhile. It ends when its stdin closes.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, TextIO

from assistant.answering.generation import Message
from assistant.answering.pieces import Pieces
from assistant.answering.templates import prompt
from assistant.errors import Problem

CACHE_GB = 2  # of what was read before; it grows as it is needed
TOKENS_A_STEP = 256  # of prompts: a longer step keeps those who are being answered waiting, a shorter one reads slower
Row = dict[str, Any]  # Any: JSON


@dataclass(frozen=True, slots=True)
class _Writing:
    """An order that the engine is writing."""

    handle: Any  # Any: openvino_genai has no types
    pieces: Pieces


class Worker:
    """The engine and the orders that it writes at the same time."""

    def __init__(self, model: Path, at_once: int, out: TextIO) -> None:
        """Load the model: a GGUF file, or a folder with a model in OpenVINO's own format."""
        import openvino_genai  # type: ignore[import-untyped]  # the package has no types

        scheduler = openvino_genai.SchedulerConfig()
        scheduler.enable_prefix_caching = True
        scheduler.cache_size = CACHE_GB
        scheduler.max_num_seqs = at_once
        scheduler.max_num_batched_tokens = TOKENS_A_STEP
        self._engine: Any = openvino_genai  # Any: as above
        self._pipeline = openvino_genai.ContinuousBatchingPipeline(str(model), scheduler, "CPU")
        self._tokenizer = self._pipeline.get_tokenizer()
        self._vocabulary = frozenset(token.decode("utf-8", "replace") for token in self._tokenizer.get_vocab())
        self._writing: dict[int, _Writing] = {}
        self._out = out

    @property
    def busy(self) -> bool:
        """Whether the engine has something to do."""
        return bool(self._pipeline.has_non_finished_requests())

    def take(self, row: Row) -> None:
        """An order, or the word that one is cancelled."""
        number = row["id"]
        if row.get("cancel"):
            writing = self._writing.pop(number, None)
            if writing is not None:
                writing.handle.cancel()
                self._say({"id": number, "done": True})
            return
        try:
            messages = [Message(role, content) for role, content in row["messages"]]
            text = prompt(messages, self._vocabulary)
            ids = self._tokenizer.encode(text, add_special_tokens=False).input_ids
            handle = self._pipeline.add_request(number, ids, self._configured(row))
        except (Problem, RuntimeError, ValueError) as error:
            self._say({"id": number, "failed": str(error)})
            return
        self._writing[number] = _Writing(handle, Pieces(self._tokenizer.decode, row["stop"]))

    def step(self) -> None:
        """One step for all orders: a piece of a prompt is read, or one token is written."""
        self._pipeline.step()
        for number, writing in list(self._writing.items()):
            while writing.handle.can_read():
                for output in writing.handle.read().values():
                    self._say_text(number, writing.pieces.add(output.generated_ids))
            if writing.pieces.stopped:
                writing.handle.stop()
                self._end(number)
            elif writing.handle.get_status() != self._engine.GenerationStatus.RUNNING:
                self._end(number)

    def _end(self, number: int) -> None:
        writing = self._writing.pop(number)
        if writing.handle.get_status() == self._engine.GenerationStatus.IGNORED:
            self._say({"id": number, "failed": "the prompt is longer than the engine's memory allows: ask for less"})
            return
        self._say_text(number, writing.pieces.rest())
        self._say({"id": number, "done": True})

    def _configured(self, row: Row) -> Any:  # Any: openvino_genai has no types
        config = self._engine.GenerationConfig()
        config.max_new_tokens = row["max_tokens"]
        config.set_eos_token_id(self._tokenizer.get_eos_token_id())
        if row["temperature"] > 0:
            config.do_sample = True
            config.temperature = row["temperature"]
            config.rng_seed = row["seed"]
        if row["schema"] is not None:
            config.structured_output_config = self._engine.StructuredOutputConfig(json_schema=json.dumps(row["schema"]))
        return config

    def _say_text(self, number: int, text: str) -> None:
        if text:
            self._say({"id": number, "text": text})

    def _say(self, row: Row) -> None:
        say(self._out, row)


def say(out: TextIO, row: Row) -> None:
    """Write one row and send it off."""
    out.write(json.dumps(row, ensure_ascii=False) + "\n")
    out.flush()


def main(argv: list[str]) -> int:
    """Serve orders until stdin closes; `argv` is the model's path and how many orders are written at once."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the engine prints must not come between the rows
    try:
        worker = Worker(Path(argv[0]), int(argv[1]), out)
    except (RuntimeError, ValueError) as error:
        say(out, {"failed": str(error)})
        return 1
    say(out, {"ready": True})
    inbox: SimpleQueue[Row | None] = SimpleQueue()
    Thread(target=_read, args=(inbox,), daemon=True).start()
    try:
        while _taken(worker, inbox):
            if worker.busy:
                worker.step()
    except RuntimeError as error:
        say(out, {"failed": str(error)})
        return 1
    return 0


def _read(inbox: "SimpleQueue[Row | None]") -> None:
    for line in sys.stdin:
        inbox.put(json.loads(line))
    inbox.put(None)


def _taken(worker: Worker, inbox: "SimpleQueue[Row | None]") -> bool:
    """Give the worker what has come in, waiting for it where there is nothing else to do; False once stdin has closed."""
    while not worker.busy or not inbox.empty():
        row = inbox.get()
        if row is None:
            return False
        worker.take(row)
    return True


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a text stream wherever this is run
    # no clean-up on the way out: the engine's own takes seconds and frees what the system frees anyway
    os._exit(main(sys.argv[1:]))
