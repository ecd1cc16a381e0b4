"""The page for a team: who is due, what people know, where they struggle. Knows nothing of how any of it is found."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.insight.disclosure import EVERYBODY
from assistant.web.header import header
from assistant.web.markup import block, html
from assistant.web.team_tables import group_name
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

PARTS = ("due", "levels", "gaps", "questions", "weeks")


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.teaming import Teaming

    teaming, name = Teaming(assistant, words), assistant.settings.server.name
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts
    page = gr.Blocks(title=f"{words('team.door')} · {name}", fill_width=True, analytics_enabled=False)

    def part(key: str) -> "gr.Markdown":
        gr.Markdown(block(html("<h2>{text}</h2>", text=words(f"team.{key}")), words.language), **raw)
        return gr.Markdown(elem_id=f"docent-{key}", **raw)

    with page:
        bar = gr.Markdown(header(None, words, "/team", name), elem_id="docent-head", **raw)
        with gr.Column(elem_id="docent-admin"):
            gr.Markdown(block(html("<h2>{text}</h2>", text=words("team.title")), words.language), **raw)
            with gr.Row(elem_id="docent-actions"):
                whole = [(group_name(EVERYBODY, words), EVERYBODY)]
                group = gr.Dropdown(whole, value=EVERYBODY, label=words("team.group"), elem_id="docent-group")
                files = gr.Markdown(elem_id="docent-files", **raw)
            summary = gr.Markdown(elem_id="docent-summary", **raw)
            parts = [part(key) for key in PARTS]
        saved = gr.Markdown(elem_id="docent-saved", **raw)
        command = gr.Textbox(visible="hidden", elem_id="docent-command")
        export = gr.Button("export", visible="hidden", elem_id="docent-do-export")
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}
        anew = [summary, *parts, files]

        page.load(teaming.arrive, None, [bar, group, *anew], **own)
        group.input(teaming.choose, group, anew, **own)
        export.click(teaming.export, [command, group], saved, **own)
    return page
