"""The page for practising: the quiz, and the page that proves an answer beside it. Knows nothing of how it is graded."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.web.header import header
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

COMMANDS = (
    "begin",
    "reply",
    "next",
    "end",
    "object",
    "home",
    "cite",
    "read",
    "read-done",
)  # what buttons in our own HTML may start


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.practising import Practising

    practising, name = Practising(assistant, words), assistant.settings.server.name
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts
    page = gr.Blocks(title=f"{words('practise.door')} · {name}", fill_width=True, analytics_enabled=False)
    with page:
        bar = gr.Markdown(header(None, words, "/practise", name), elem_id="docent-head", **raw)
        with gr.Row(elem_id="docent-practise"):
            with gr.Column(elem_id="docent-quiz"):
                stage = gr.Markdown(elem_id="docent-stage", **raw)
                said = gr.Markdown(elem_id="docent-said", **raw)
            with gr.Column(elem_id="docent-proof"):
                evidence = gr.Markdown(elem_id="docent-panel", **raw)
        command = gr.Textbox(visible="hidden", elem_id="docent-command")
        does = {name: gr.Button(name, visible="hidden", elem_id=f"docent-do-{name}") for name in COMMANDS}
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}
        both = [stage, evidence]

        page.load(practising.arrive, None, [bar, *both], **own)
        does["home"].click(practising.home, None, both, **own)
        does["begin"].click(practising.begin, command, both, trigger_mode="once", **own)
        does["reply"].click(practising.reply, command, both, trigger_mode="once", **own)
        does["next"].click(practising.next, command, both, **own)
        does["end"].click(practising.end, command, both, **own)
        does["read"].click(practising.read, command, both, **own)
        does["read-done"].click(practising.read_done, command, both, trigger_mode="once", **own)
        does["cite"].click(practising.cite, command, evidence, **own)
        does["object"].click(practising.object, command, said, **own)
    return page
