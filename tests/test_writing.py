"""Many texts from one writer."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from assistant.answering.generation import Message, Order
from assistant.answering.prompts import REFUSAL, messages
from assistant.errors import EngineFailed, Problem
from assistant.settings import Settings
from finetune.held_out import Question
from finetune.writing import (
    WARM_UP,
    KeptTexts,
    ModelWriter,
    QuotedWriter,
    Written,
    files_hash,
    open_writer,
    order_hash,
)
from indexer.settings import EmbedderSettings
from tests.engines import ScriptedGenerator
from tests.memory_index import EMBEDDER, passage

ORDERS = [Order((Message("user", f"order {number}"),)) for number in range(3)]
PASSAGES = (
    passage("The canteen serves lunch from noon.", document="canteen.md"),
    passage("Full-time employees get 30 vacation days a year.", document="leave.md"),
)
QUESTION = Question("q", "demo", "leave.md", "How many vacation days do employees get?", PASSAGES, ("30",), frozenset({2}))


class EchoGenerator:
    """Writes what it is asked, in two pieces; breaks at the order that a test names."""

    name = "echo"

    def __init__(self, breaks_at: str = "") -> None:
        self.asked: list[str] = []
        self._breaks_at = breaks_at

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        text = order.messages[-1].content
        if text == self._breaks_at:
            raise EngineFailed("the engine broke")
        self.asked.append(text)
        yield from ("re: ", text)

    def close(self) -> None:
        self.asked.append("closed")


class PatientGenerator(EchoGenerator):
    """Ends its first order; every later one goes on until it is cancelled."""

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        yield from super().write(order, cancelled)
        if len(self.asked) > 2:
            cancelled.wait(30)


def writer(folder: Path, generator: EchoGenerator, at_once: int = 1) -> ModelWriter:
    return ModelWriter(generator, "a" * 64, folder, at_once)


def texts(found: Iterator[tuple[int, Written]]) -> list[str]:
    return [written.text for _, written in sorted(found, key=lambda pair: pair[0])]


def test_each_order_gets_its_text_whatever_is_finished_first(tmp_path: Path) -> None:
    assert texts(writer(tmp_path, EchoGenerator(), at_once=3).reply(ORDERS)) == [f"re: order {n}" for n in range(3)]


def test_pieces_and_seconds_are_counted(tmp_path: Path) -> None:
    found = dict(writer(tmp_path, EchoGenerator()).reply(ORDERS))
    assert all(one.pieces == 2 and one.seconds >= 0 for one in found.values())


def test_the_model_is_loaded_before_the_clock_runs(tmp_path: Path) -> None:
    generator = EchoGenerator()
    list(writer(tmp_path, generator).reply(ORDERS[:1]))
    assert generator.asked == [WARM_UP.messages[0].content, "order 0"]


def test_what_was_written_is_not_written_again(tmp_path: Path) -> None:
    first, second = EchoGenerator(), EchoGenerator()
    before = texts(writer(tmp_path, first).reply(ORDERS))
    assert texts(writer(tmp_path, second).reply(ORDERS)) == before
    assert second.asked == []


def test_another_model_writes_anew(tmp_path: Path) -> None:
    list(writer(tmp_path, EchoGenerator()).reply(ORDERS))
    other = EchoGenerator()
    list(ModelWriter(other, "b" * 64, tmp_path).reply(ORDERS))
    assert len(other.asked) == 4


def test_an_evaluation_goes_on_where_the_engine_broke(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed):
        list(writer(tmp_path, EchoGenerator(breaks_at="order 1")).reply(ORDERS))
    again = EchoGenerator()
    assert len(texts(writer(tmp_path, again).reply(ORDERS))) == 3
    assert "order 0" not in again.asked


def test_a_line_torn_by_a_kill_is_written_again_and_spoils_no_other(tmp_path: Path) -> None:
    list(writer(tmp_path, EchoGenerator()).reply(ORDERS))
    path = next(tmp_path.glob("*.jsonl"))
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    again, last = EchoGenerator(), EchoGenerator()
    assert len(texts(writer(tmp_path, again).reply(ORDERS))) == 3
    assert again.asked[1:] == ["order 2"]
    list(writer(tmp_path, last).reply(ORDERS))
    assert last.asked == []


def test_a_caller_that_stops_half_way_stops_the_writer(tmp_path: Path) -> None:
    generator = PatientGenerator()
    found = writer(tmp_path, generator).reply(ORDERS)
    next(found)
    found.close()  # type: ignore[attr-defined]  # a generator, though the protocol promises an iterator only
    assert len(generator.asked) <= 3  # the warm-up, the first, and at most one that was under way
    again = EchoGenerator()
    list(writer(tmp_path, again).reply(ORDERS))
    assert again.asked[1:] == ["order 1", "order 2"]  # half a text is not kept


def test_everything_that_is_asked_for_is_in_the_hash() -> None:
    one = ORDERS[0]
    others = [
        replace(one, max_tokens=1),
        replace(one, seed=1),
        replace(one, temperature=0.5),
        replace(one, stop=("x",)),
        ORDERS[1],
    ]
    assert len({order_hash(other) for other in [one, *others]}) == 6


def test_kept_texts_come_back_as_they_were(tmp_path: Path) -> None:
    kept = KeptTexts(tmp_path / "deep/texts.jsonl")
    assert kept.find(ORDERS[0]) is None
    kept.add(ORDERS[0], Written("Ja\nund 天", 3, 0.5))
    assert KeptTexts(tmp_path / "deep/texts.jsonl").find(ORDERS[0]) == Written("Ja\nund 天", 3, 0.5)


def test_a_model_meets_questions_in_the_prompt_of_the_product(tmp_path: Path) -> None:
    generator = ScriptedGenerator(("30 days ", "[2]"))
    found = dict(ModelWriter(generator, "a" * 64, tmp_path, answer_tokens=7).answer([QUESTION]))
    assert found[0].text == "30 days [2]"
    assert generator.orders[-1] == Order(messages(QUESTION.text, PASSAGES), 7)


def test_a_quote_carries_the_number_of_its_passage() -> None:
    assert texts(QuotedWriter(EMBEDDER).answer([QUESTION])) == ["Full-time employees get 30 vacation days a year. [2]"]


def test_quotes_refuse_below_the_score_that_is_asked_for() -> None:
    assert texts(QuotedWriter(EMBEDDER, refuse_below=1.0).answer([QUESTION])) == [REFUSAL["en"]]
    assert texts(QuotedWriter(EMBEDDER).answer([replace(QUESTION, passages=())])) == [REFUSAL["en"]]


def test_quotes_reply_to_nothing_else() -> None:
    assert list(QuotedWriter(EMBEDDER).reply(ORDERS)) == []


def test_a_name_stands_for_quotes_or_a_model(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"GGUF")
    settings = Settings(embedder=EmbedderSettings(folder=tmp_path))
    names: Sequence[str] = [open_writer(name, settings, tmp_path, EMBEDDER).name for name in ("quoted", "quoted:0.4", "m.gguf")]
    assert names == ["quoted", "quoted:0.4", "m"]
    remote = open_writer("big", settings, tmp_path, EMBEDDER, "http://127.0.0.1:1/v1")
    assert remote.name == "big" and remote.hash != open_writer("m.gguf", settings, tmp_path, EMBEDDER).hash
    remote.close()


def test_a_rule_for_quotes_that_is_no_number_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="found quoted:often, expected a score"):
        open_writer("quoted:often", Settings(), tmp_path, EMBEDDER)


def test_the_hash_of_a_folder_is_that_of_weights_and_descriptions(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"layers": 2}), encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    first = files_hash(tmp_path)
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    assert files_hash(tmp_path) == first
    (tmp_path / "model.safetensors").write_bytes(b"others")
    assert files_hash(tmp_path) != first


@pytest.mark.models
@pytest.mark.filterwarnings("ignore")  # the libraries warn about one another
def test_a_model_of_hugging_face_is_measured_like_any_other(tmp_path: Path) -> None:
    from tests.test_transformers_engine import saved_model

    folder = saved_model(tmp_path / "tiny")
    settings = Settings(embedder=EmbedderSettings(folder=tmp_path))
    found = open_writer(str(folder), settings, tmp_path / "kept", EMBEDDER)
    written = dict(found.reply([replace(ORDERS[0], max_tokens=4)]))
    assert found.name == "tiny" and found.hash == files_hash(folder) and written[0].text
    found.close()
