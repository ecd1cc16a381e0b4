"""The page for one's own progress: skills, reviews, quizzes, export and erasing. Knows nothing of how any of it is found."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.web.header import header
from assistant.web.markup import block, html
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

COMMANDS = ("export", "erase")  # what buttons in our own HTML may start


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.progressing import Progressing

    progressing, name = Progressing(assistant, words), assistant.settings.server.name
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts
    page = gr.Blocks(title=f"{words('progress.door')} · {name}", fill_width=True, analytics_enabled=False)

    def part(key: str) -> "gr.Markdown":
        gr.Markdown(block(html("<h2>{text}</h2>", text=words(f"progress.{key}")), words.language), **raw)
        return gr.Markdown(elem_id=f"docent-{key}", **raw)

    with page:
        bar = gr.Markdown(header(None, words, "/progress", name), elem_id="docent-head", **raw)
        with gr.Column(elem_id="docent-admin"):
            parts = [part(key) for key in ("skills", "due", "quizzes", "own")]
            said = gr.Markdown(elem_id="docent-said", **raw)
        command = gr.Textbox(visible="hidden", elem_id="docent-command")
        does = {one: gr.Button(one, visible="hidden", elem_id=f"docent-do-{one}") for one in COMMANDS}
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}

        page.load(progressing.arrive, None, [bar, *parts], **own)
        does["export"].click(progressing.export, None, said, **own)
        does["erase"].click(progressing.erase, command, [said, *parts], **own)
    return page
