"""The page for questions: history, conversation and evidence side by side. Knows nothing of how questions are answered."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.web.header import header
from assistant.web.history_view import delete_all_view, history_button
from assistant.web.markup import block
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

COMMANDS = (
    "cite",
    "rate",
    "quiz",
    "open",
    "rename",
    "delete",
    "delete-all",
    "export",
)  # what buttons in our own HTML may start


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.asking import Asking

    asking, name = Asking(assistant, words), assistant.settings.server.name
    # our HTML holds only escaped texts, and Gradio's own cleaning would take its labels for screen readers away
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}
    page = gr.Blocks(title=f"{words('ask.title')} · {name}", fill_width=True, analytics_enabled=False)
    with page:
        bar = gr.Markdown(header(None, words, "/", name), elem_id="docent-head", **raw)
        with gr.Row(elem_id="docent-main"):
            with gr.Column(elem_id="docent-history"):
                new = gr.Button(words("ask.new"), elem_id="docent-new", size="md")
                text = gr.Textbox(label=words("ask.history_search"), elem_id="docent-search", max_length=200)
                history = gr.Markdown(elem_id="docent-list", **raw)
                gr.Markdown(block(delete_all_view(words), words.language), **raw)
            with gr.Column(elem_id="docent-chat"):
                gr.Markdown(block(history_button(words), words.language), elem_id="docent-unfold", **raw)
                with gr.Column(elem_id="docent-scroll"):
                    log = gr.Markdown(elem_id="docent-log", **raw)
                    live = gr.Markdown(elem_id="docent-live", **raw)
                with gr.Row(elem_id="docent-compose"):
                    question = gr.Textbox(
                        label=words("ask.question"),
                        show_label=False,
                        placeholder=words("ask.question_hint"),
                        elem_id="docent-question",
                        container=False,
                        max_lines=6,
                        max_length=assistant.settings.answering.question_characters,
                        autofocus=True,
                        html_attributes=gr.InputHTMLAttributes(autocomplete="off"),
                    )
                    send = gr.Button(words("ask.send"), variant="primary", elem_id="docent-send", size="md")
                    stop = gr.Button(words("ask.stop"), variant="stop", elem_id="docent-stop", size="md", visible=False)
            with gr.Column(elem_id="docent-evidence"):
                evidence = gr.Markdown(elem_id="docent-panel", **raw)
        said = gr.Markdown(elem_id="docent-said", **raw)
        conversation = gr.Textbox(visible="hidden", elem_id="docent-conversation")
        command = gr.Textbox(visible="hidden", elem_id="docent-command")
        does = {name: gr.Button(name, visible="hidden", elem_id=f"docent-do-{name}") for name in COMMANDS}
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}
        turned = [history, conversation, log, live, evidence]

        page.load(asking.arrive, None, [bar, history, conversation, log, evidence], **own)
        gr.on(
            [question.submit, send.click],
            asking.ask,
            [question, conversation],
            [question, send, stop, live, conversation, log, evidence, history],
            api_name="ask",
            **own,
        )
        stop.click(asking.stop, None, None, **own)
        text.change(asking.search, [text, conversation], history, trigger_mode="always_last", **own)
        new.click(asking.new, text, turned, **own)
        does["open"].click(asking.open, [command, text], turned, **own)
        does["rename"].click(asking.rename, [command, text, conversation], history, **own)
        does["delete"].click(asking.delete, [command, text, conversation], turned, **own)
        does["delete-all"].click(asking.delete_all, None, turned, **own)
        does["cite"].click(asking.cite, [command, conversation], evidence, **own)
        does["rate"].click(asking.rate, [command, conversation], said, **own)
        does["quiz"].click(asking.quiz, [command, conversation], said, trigger_mode="once", **own)
        does["export"].click(asking.export, None, said, **own)
    return page
