"""From messages to the prompt that a model was trained on. Knows nothing of engines or documents."""

from collections.abc import Collection, Sequence

from assistant.answering.generation import Message
from assistant.errors import EngineFailed


def prompt(messages: Sequence[Message], vocabulary: Collection[str]) -> str:
    """The messages in the form that the model's vocabulary shows it was trained on, up to where its answer begins.

    A text that contains a marker, such as a document that says `<|im_end|>`, cannot end its message.

    Raises:
        EngineFailed: the vocabulary holds the markers of neither form.
    """
    if "<|im_start|>" in vocabulary:
        turns = [f"<|im_start|>{message.role}\n{harmless(message.content)}<|im_end|>\n" for message in messages]
        return "".join(turns) + "<|im_start|>assistant\n"
    if "<|start_header_id|>" in vocabulary:
        begin, end = "<|start_header_id|>", "<|end_header_id|>\n\n"
        turns = [f"{begin}{message.role}{end}{harmless(message.content)}<|eot_id|>" for message in messages]
        return "<|begin_of_text|>" + "".join(turns) + f"{begin}assistant{end}"
    raise EngineFailed(
        "the model's vocabulary has neither <|im_start|> (ChatML) nor <|start_header_id|> (Llama 3), the two chat forms this "
        'engine writes: set engine = "transformers" or "remote" in [writer]'
    )


def harmless(content: str, markers: Collection[str] = ("<|",)) -> str:
    """The text with every marker broken by a space, so that a model reads it as text."""
    for marker in sorted(markers, key=len, reverse=True):
        content = content.replace(marker, f"{marker[0]} {marker[1:]}")
    return content
