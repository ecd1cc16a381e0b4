"""The far side of the sandbox, spoken to as the sandbox does: a line of JSON a call, an outcome and bytes in answer."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every call has a process of its own")


def request(
    function: str, *arguments: object, module: str = "tests.sandbox_stubs", **changes: object
) -> dict[str, Any]:  # Any: JSON
    limits = {"cpu_s": 5, "wall_s": 10, "memory_bytes": 500_000_000, "output_bytes": 1_000_000}
    return {"module": module, "function": function, "arguments": list(arguments), "imports": [], **limits, **changes}


def answers(*requests: dict[str, Any], once: bool = False) -> list[tuple[str, bytes]]:  # Any: JSON
    """What a process answers to these requests before it ends."""
    command = [sys.executable, "-m", "indexer.confined", *(["--once"] if once else [])]
    lines = b"".join(json.dumps(line).encode() + b"\n" for line in requests)
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, check=True, cwd=ROOT, timeout=60)
    found = []
    rest = done.stdout
    while rest:
        line, _, rest = rest.partition(b"\n")
        head = json.loads(line)
        found.append((head["outcome"], rest[: head["bytes"]]))
        rest = rest[head["bytes"] :]
    return found


def test_every_request_has_one_answer_in_its_order() -> None:
    asked = [request("echo", "one"), request("crash"), request("picture"), request("echo", "二")]
    found = answers(*asked)
    assert [outcome for outcome, _ in found] == ["json", "crash", "bytes", "json"]
    assert json.loads(found[3][1]) == "二"


def test_the_process_ends_when_there_are_no_more_requests() -> None:
    assert answers() == []


def test_a_module_or_function_that_is_not_there_is_an_error() -> None:
    found = answers(
        request("echo", module="no.such.module"), request("no_such_function"), request("echo", 1, imports=["no.such"])
    )
    assert [outcome for outcome, _ in found] == ["error", "error", "json"]


def test_an_error_says_what_it_was() -> None:
    outcome, said = answers(request("echo"))[0]
    assert (outcome, b"TypeError" in said) == ("error", True)


def test_a_refusal_keeps_its_verdict(tmp_path: Path) -> None:
    outcome, said = answers(request("read_json", str(tmp_path / "a.xls"), {}, module="indexer.readers.table"))[0]
    assert outcome == "refused"
    assert json.loads(said)[0] == "unsupported"


def test_limits_are_those_of_the_request() -> None:
    found = answers(
        request("take_memory", 200, memory_bytes=50_000_000),
        request("take_memory", 200),
        request("write_much", 2),
        request("write_much", 2, output_bytes=5_000_000),
        request("sleep_forever", wall_s=1),
    )
    assert [outcome for outcome, _ in found] == ["memory", "json", "output", "json", "time"]


def test_one_request_is_answered_without_a_child() -> None:
    assert answers(request("echo", 7), once=True) == [("json", b"7")]


def test_what_a_child_prints_is_not_taken_for_an_answer() -> None:
    found = answers(request("print_nonsense"), request("echo", 1))
    assert found == [("json", b"null"), ("json", b"1")]
