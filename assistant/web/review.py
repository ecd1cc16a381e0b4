"""The page for reviewing questions: the queue, one question, what can be done with it. Knows nothing of how it is done."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.learning.questions import State
from assistant.web.header import header
from assistant.web.markup import block, html
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

LOOK_EVERY_S = 2.0  # while questions are made
COMMANDS = ("show", "approve", "reject", "retire", "edit", "settle")  # what buttons in our own HTML may start


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.reviewing import Reviewing

    reviewing, name = Reviewing(assistant, words), assistant.settings.server.name
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts
    page = gr.Blocks(title=f"{words('review.door')} · {name}", fill_width=True, analytics_enabled=False)
    with page:
        bar = gr.Markdown(header(None, words, "/review", name), elem_id="docent-head", **raw)
        with gr.Column(elem_id="docent-admin"):
            gr.Markdown(block(html("<h2>{text}</h2>", text=words("review.title")), words.language), **raw)
            counts = gr.Markdown(elem_id="docent-counts", **raw)
            with gr.Row(elem_id="docent-actions"):
                states = [(words(f"review.state_{state.value}"), state.value) for state in State]
                state = gr.Dropdown(states, value=State.DRAFT.value, label=words("review.state"), elem_id="docent-state")
                make = gr.Button(words("review.make"), elem_id="docent-make", size="md")
            making = gr.Markdown(elem_id="docent-making", **raw)
            with gr.Row(elem_id="docent-review"):
                queue = gr.Markdown(elem_id="docent-queue", **raw)
                question = gr.Markdown(elem_id="docent-reviewed", **raw)
            conflicts = gr.Markdown(elem_id="docent-conflicts", **raw)
        timer = gr.Timer(LOOK_EVERY_S, active=False)
        command = gr.Textbox(visible="hidden", elem_id="docent-command")
        chosen = gr.Textbox(visible="hidden", elem_id="docent-chosen")
        does = {one: gr.Button(one, visible="hidden", elem_id=f"docent-do-{one}") for one in COMMANDS}
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}
        anew = [counts, making, queue, question, conflicts, chosen, timer]

        page.load(reviewing.arrive, None, [bar, *anew], **own)
        timer.tick(reviewing.look, [chosen, state], anew, **own)
        state.input(reviewing.choose, state, anew, **own)
        make.click(reviewing.make, [chosen, state], anew, **own)
        for one, button in does.items():
            button.click(getattr(reviewing, one), [command, state], anew, **own)
    return page
