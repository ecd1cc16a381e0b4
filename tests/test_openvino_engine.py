"""The engine in a process of its own: with a process that is scripted, and with the real one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from assistant.answering.generation import Message, Order
from assistant.answering.openvino_engine import OpenVinoGenerator, started, worker_start
from assistant.errors import EngineFailed

MODELS = Path(os.environ.get("DOCENT_EMBEDDER_FOLDER", Path(__file__).parents[1] / "data/models"))
WRITER = MODELS / "SmolLM2-135M-Instruct.Q4_1.gguf"
ORDER = Order((Message("user", "hello"),))
SCRIPT = """
import json, sys
def say(**row): print(json.dumps(row), flush=True)
say(ready=True)
for line in sys.stdin:
    row = json.loads(line)
    if "cancel" in row: continue
    word = row["messages"][0][1]
    if word == "die": sys.exit(7)
    if word == "refuse": say(id=row["id"], failed="too long"); continue
    say(id=row["id"], text=word); say(id=999, text="nobody's"); say(id=row["id"], text="!")
    if word != "endless": say(id=row["id"], done=True)
"""


def scripted(script: str = SCRIPT) -> OpenVinoGenerator:
    return OpenVinoGenerator("scripted", lambda: started([sys.executable, "-c", script]))


@pytest.fixture
def generator() -> Iterator[OpenVinoGenerator]:
    engine = scripted()
    yield engine
    engine.close()


def order(word: str) -> Order:
    return Order((Message("user", word),))


def test_pieces_come_from_the_process(generator: OpenVinoGenerator) -> None:
    assert list(generator.write(ORDER, Event())) == ["hello", "!"]
    assert generator.name == "scripted"


def test_orders_at_the_same_time_get_their_own_pieces(generator: OpenVinoGenerator) -> None:
    texts: dict[str, str] = {}

    def ask(word: str) -> None:
        texts[word] = "".join(generator.write(order(word), Event()))

    people = [Thread(target=ask, args=(f"w{number}",)) for number in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join(20)
    assert texts == {f"w{number}": f"w{number}!" for number in range(8)}


def test_a_cancelled_order_ends_without_an_error(generator: OpenVinoGenerator) -> None:
    cancelled = Event()
    pieces = generator.write(order("endless"), cancelled)
    assert [next(pieces), next(pieces)] == ["endless", "!"]
    cancelled.set()
    assert list(pieces) == []


def test_an_order_that_cannot_be_written_says_why(generator: OpenVinoGenerator) -> None:
    with pytest.raises(EngineFailed, match="cannot write this: too long"):
        list(generator.write(order("refuse"), Event()))


def test_a_process_that_dies_fails_its_orders_and_the_next_order_starts_another(generator: OpenVinoGenerator) -> None:
    with pytest.raises(EngineFailed, match="its process ended with 7"):
        list(generator.write(order("die"), Event()))
    assert list(generator.write(ORDER, Event())) == ["hello", "!"]


def test_a_process_that_sends_nonsense_fails_its_orders_instead_of_keeping_them_waiting() -> None:
    engine = scripted(
        SCRIPT.replace('if word == "die": sys.exit(7)', 'if word == "babble": print("no row", flush=True); continue')
    )
    with pytest.raises(EngineFailed, match="it sent what is no row"):
        list(engine.write(order("babble"), Event()))
    assert list(engine.write(ORDER, Event())) == ["hello", "!"]
    engine.close()


def test_a_model_that_cannot_be_loaded_says_why() -> None:
    engine = scripted('import json; print(json.dumps({"failed": "not a model"}))')
    with pytest.raises(EngineFailed, match="scripted cannot be loaded: not a model"):
        list(engine.write(ORDER, Event()))
    engine.close()


def test_nothing_is_started_before_the_first_order() -> None:
    def start() -> "subprocess.Popen[str]":
        raise AssertionError("started")

    OpenVinoGenerator("lazy", start).close()


def real() -> Iterator[OpenVinoGenerator]:
    if not WRITER.is_file():
        pytest.skip("the bundled models are not here")
    engine = OpenVinoGenerator("SmolLM2-135M-Instruct", worker_start(WRITER, 4))
    yield engine
    engine.close()


writer = pytest.fixture(scope="module")(real)


@pytest.mark.models
def test_the_bundled_model_writes(writer: OpenVinoGenerator) -> None:
    asked = Order((Message("user", "What is the capital of France? Answer in one sentence."),), max_tokens=24)
    assert "Paris" in "".join(writer.write(asked, Event()))


@pytest.mark.models
def test_the_text_ends_before_a_stop_string(writer: OpenVinoGenerator) -> None:
    asked = Order((Message("user", "Count: one, two, three, four"),), max_tokens=24, stop=("t",))
    assert "t" not in "".join(writer.write(asked, Event()))


@pytest.mark.models
def test_output_fulfils_a_schema(writer: OpenVinoGenerator) -> None:
    schema = {"type": "object", "properties": {"answer": {"enum": ["yes", "no"]}}, "required": ["answer"]}
    asked = Order((Message("user", "Is water wet? JSON."),), max_tokens=40, schema={**schema, "additionalProperties": False})
    assert json.loads("".join(writer.write(asked, Event())))["answer"] in ("yes", "no")


@pytest.mark.models
def test_the_same_seed_writes_the_same(writer: OpenVinoGenerator) -> None:
    asked = Order((Message("user", "Tell a story."),), max_tokens=12, temperature=1.0, seed=5)
    assert list(writer.write(asked, Event())) == list(writer.write(asked, Event()))


@pytest.mark.models
def test_a_cancelled_answer_leaves_the_engine_usable(writer: OpenVinoGenerator) -> None:
    cancelled = Event()
    pieces = writer.write(Order((Message("user", "Tell a long story."),), max_tokens=200), cancelled)
    next(pieces)
    cancelled.set()
    assert list(pieces) == []
    assert "".join(writer.write(Order((Message("user", "Say yes."),), max_tokens=8), Event()))


@pytest.mark.models
def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.gguf").write_bytes(b"GGUF but not really")
    engine = OpenVinoGenerator("bad", worker_start(tmp_path / "bad.gguf", 1))
    with pytest.raises(EngineFailed, match="bad cannot be loaded"):
        list(engine.write(ORDER, Event()))
    engine.close()
