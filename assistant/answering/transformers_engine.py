"""Writing with PyTorch, for graphics processors and all that transformers knows. Knows nothing of documents or people."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

from assistant.answering.generation import Order
from assistant.answering.pieces import Pieces
from assistant.answering.templates import harmless
from assistant.errors import EngineFailed

DEVICE_TYPES = {"cuda": "bfloat16", "mps": "float16", "cpu": "float32"}


class TransformersGenerator:
    """A model in Hugging Face's format, in a folder. Several orders may be written at a time, each with its own memory."""

    def __init__(self, folder: Path, name: str, device: str, numbers: str | None = None) -> None:
        """Load the model from the folder alone: nothing is downloaded, and no code of the model's own is run.

        `numbers` are those it computes with, such as "float32"; None takes what suits the device.

        Raises:
            EngineFailed: the folder holds no model that transformers can load, or one without a chat template.
        """
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        try:
            self._tokenizer: Any = AutoTokenizer.from_pretrained(  # Any: each model has a class of its own
                str(folder), local_files_only=True, trust_remote_code=False
            )
            model: Any = AutoModelForCausalLM.from_pretrained(  # Any: as above
                str(folder),
                local_files_only=True,
                trust_remote_code=False,
                use_safetensors=True,
                dtype=getattr(torch, numbers or DEVICE_TYPES[device]),
            )
        except (OSError, ValueError, ImportError) as error:
            raise EngineFailed(f"{folder} is not a model that transformers can load: {error}") from error
        if self._tokenizer.chat_template is None:
            raise EngineFailed(f"{folder} has no chat template: choose a model that was trained on instructions")
        model.to(device).eval()
        self._model: Any = model  # Any: as above
        self._name, self._device = name, device
        ends = self._model.generation_config.eos_token_id
        stated = ends if isinstance(ends, list) else [ends]
        self._ends = frozenset(end for end in [*stated, self._tokenizer.eos_token_id] if end is not None)

    @property
    def name(self) -> str:
        """The model, as it is written into answers."""
        return self._name

    def write(self, order: Order, cancelled: Event) -> Iterator[str]:
        """Pieces of text as they come; ends early, without an error, once `cancelled.is_set()`.

        Raises:
            EngineFailed: the order asks for a schema, which this engine cannot enforce.
        """
        if order.schema is not None:
            raise EngineFailed('this engine cannot keep to a schema: set engine = "openvino" or "remote" in [writer]')
        pieces = Pieces(self._decoded, order.stop)
        for token in self._tokens(order):
            if cancelled.is_set():
                return
            text = pieces.add([token])
            if text:
                yield text
            if pieces.stopped:
                return
        text = pieces.rest()
        if text:
            yield text

    def close(self) -> None:
        """Lets go of the model."""
        self._model = None

    def _tokens(self, order: Order) -> Iterator[int]:
        """One token after the other, each from the model's memory of those before it."""
        import torch

        chance = torch.Generator(device="cpu").manual_seed(order.seed)
        ids, memory = self._prompt(order), None
        for _ in range(order.max_tokens):
            with torch.inference_mode():  # around each step: it must not reach into the code that takes the tokens
                out = self._model(input_ids=ids, past_key_values=memory, use_cache=True, logits_to_keep=1)
                memory, scores = out.past_key_values, out.logits[0, -1].float().cpu()
                if order.temperature > 0:
                    token = int(torch.multinomial((scores / order.temperature).softmax(-1), 1, generator=chance))
                else:
                    token = int(scores.argmax())
                ids = torch.tensor([[token]], device=self._device)
            if token in self._ends:
                return
            yield token

    def _prompt(self, order: Order) -> Any:  # Any: a tensor (1, t) of token ids
        import torch

        markers = [token for token in self._tokenizer.all_special_tokens if len(token) > 1]
        turns = [{"role": message.role, "content": harmless(message.content, markers)} for message in order.messages]
        text = self._tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        ids = self._tokenizer(text, add_special_tokens=False)["input_ids"]  # the template has written them
        return torch.tensor([ids], device=self._device)

    def _decoded(self, tokens: Any) -> str:  # Any: a sequence of token ids
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True))
