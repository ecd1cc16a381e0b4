"""Writing through an OpenAI-compatible address, such as vLLM, Ollama or llama.cpp. Knows nothing of documents or people."""

import json
from collections.abc import Iterator
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant.answering.generation import Order
from assistant.errors import EngineFailed

CONNECT_S = 5.0
SHOWN = 300  # characters of an error that are passed on


class RemoteGenerator:
    """A model behind an address. Prompts, which hold passages of the documents, are sent to that address and nowhere else."""

    def __init__(
        self, model: str, address: str, key: str | None, timeout_s: float, transport: httpx.BaseTransport | None = None
    ) -> None:
        """`address` is the base URL, usually ending in /v1; `transport` is what tests put in place of the network.

        Raises:
            EngineFailed: the address is not one of http or https.
        """
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise EngineFailed(f"address of [writer] is {address!r}: expected a URL such as http://127.0.0.1:8000/v1")
        self._model, self._address, self._timeout_s = model, address.rstrip("/"), timeout_s
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        # redirects are not followed: passages go to the address that the admin named, not to one that it names
        self._client = httpx.Client(
            headers=headers, timeout=httpx.Timeout(timeout_s, connect=CONNECT_S), transport=transport, follow_redirects=False
        )

    @property
    def name(self) -> str:
        """The model, as it is written into answers."""
        return self._model

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        """Pieces of text as they come; ends early, without an error, once `cancelled.is_set()`.

        Raises:
            EngineFailed: the address cannot be reached, refuses, is too slow, or answers something else.
        """
        try:
            with self._client.stream("POST", f"{self._address}/chat/completions", json=self._body(order)) as response:
                self._refuse_errors(response)
                for line in response.iter_lines():
                    if cancelled.is_set() or line.strip() == "data: [DONE]":
                        return
                    if line.startswith("data:"):
                        yield from self._piece(line.removeprefix("data:"))
        except httpx.TimeoutException as error:
            raise EngineFailed(f"{self._address} was silent for too long ({self._timeout_s:g} s): ask again") from error
        except httpx.HTTPError as error:
            raise EngineFailed(f"{self._address} cannot be reached ({error}): start that server, or change [writer]") from error

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _body(self, order: Order) -> dict[str, Any]:  # Any: JSON
        body: dict[str, Any] = {  # Any: as above
            "model": self._model,
            "messages": [{"role": message.role, "content": message.content} for message in order.messages],
            "max_tokens": order.max_tokens,
            "temperature": order.temperature,
            "seed": order.seed,
            "stream": True,
        }
        if order.stop:
            body["stop"] = list(order.stop)
        if order.schema is not None:
            named = {"name": "answer", "schema": dict(order.schema), "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        return body

    def _refuse_errors(self, response: httpx.Response) -> None:
        if response.status_code == 200:
            return
        said = response.read().decode("utf-8", "replace").strip()[:SHOWN]
        remedy = {401: "check the key", 403: "check the key", 404: "check the address and the model's name"}
        what = remedy.get(response.status_code, "see what it says")
        raise EngineFailed(f"{self._address} answered {response.status_code} for the model {self._model}, {what}: {said}")

    def _piece(self, data: str) -> Iterator[str]:
        try:
            row = json.loads(data)
            if "error" in row:
                raise EngineFailed(f"{self._address} stopped: {str(row['error'])[:SHOWN]}")
            for choice in row["choices"]:
                text = choice["delta"].get("content")
                if text:
                    yield text
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            expected = "expected rows of an OpenAI-compatible chat stream"
            raise EngineFailed(f"{self._address} sent {data.strip()[:SHOWN]!r}: {expected}") from error
