"""The page for one's own progress: map, path, what is due, quizzes, certificates, credits. Knows nothing of how it is found."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.web.header import header
from assistant.web.markup import block, html
from assistant.web.progress_view import SECTIONS, jump_view
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

ANEW = ("ask", "unask", "credit", "decline", "erase")  # what buttons in our own HTML may start, and the page is another after
FILES = ("export_json", "export_csv", "certificate")
PARTS = {  # a place of the page below each of its headings, and what stands below it
    "path": ("suppose",),
    "quizzes": ("opened",),
    "credits": ("crediting",),
}


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.progressing import Progressing

    progressing, name = Progressing(assistant, words), assistant.settings.server.name
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts
    page = gr.Blocks(title=f"{words('progress.door')} · {name}", fill_width=True, analytics_enabled=False)
    places: dict[str, gr.Markdown] = {}
    with page:
        bar = gr.Markdown(header(None, words, "/progress", name), elem_id="docent-head", **raw)
        with gr.Column(elem_id="docent-admin"):
            gr.Markdown(block(jump_view(words), words.language), elem_id="docent-jump", **raw)
            said = gr.Markdown(elem_id="docent-said", **raw)
            for key in SECTIONS:
                title = html('<h2 id="docent-{key}">{text}</h2>', key=key, text=words(f"progress.{key}"))
                gr.Markdown(block(title, words.language), **raw)
                for part in (key, *PARTS.get(key, ())):
                    places[part] = gr.Markdown(elem_id=f"docent-{part}-part", **raw)
        command = gr.Textbox(visible="hidden", elem_id="docent-command")
        commands = (*ANEW, *FILES, "look", "shut", "suppose")
        does = {one: gr.Button(one, visible="hidden", elem_id=f"docent-do-{one}") for one in commands}
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}

        page.load(progressing.arrive, None, [bar, *places.values()], **own)
        for one in ANEW:
            once: Options = {"trigger_mode": "once", **own}
            does[one].click(getattr(progressing, one), command, [said, *places.values()], **once)
        does["certificate"].click(progressing.certificate, command, said, **own)
        does["export_json"].click(progressing.export_json, None, said, **own)
        does["export_csv"].click(progressing.export_csv, None, said, **own)
        does["look"].click(progressing.look, command, places["opened"], **own)
        does["shut"].click(progressing.shut, None, places["opened"], **own)
        does["suppose"].click(progressing.suppose, command, places["suppose"], **own)
    return page
