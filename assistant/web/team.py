"""The page for a team: who is due, assigning, courses, what people know. Knows nothing of how any of it is done."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.insight.disclosure import EVERYBODY
from assistant.web.header import header
from assistant.web.markup import block, html
from assistant.web.team_tables import group_name
from assistant.web.team_view import contents_view
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

INSIGHTS = ("levels", "gaps", "questions", "weeks")  # below what is to be managed
COMMANDS = ("assign", "withdraw", "course", "shape", "save", "drop")  # what buttons in our own HTML may start
CHANGING = frozenset({"assign", "withdraw", "save", "drop"})  # after which people stand elsewhere


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.team_assigning import Assigning
    from assistant.web.teaming import Teaming

    teaming, name, assigning = Teaming(assistant, words), assistant.settings.server.name, Assigning(assistant, words)
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts
    page = gr.Blocks(title=f"{words('team.door')} · {name}", fill_width=True, analytics_enabled=False)

    def part(key: str) -> "gr.Markdown":
        gr.Markdown(
            block(html('<h2 id="docent-at-{key}">{text}</h2>', key=key, text=words(f"team.{key}")), words.language), **raw
        )
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
            gr.Markdown(block(contents_view(words), words.language), **raw)
            due, said = part("due"), gr.Markdown(elem_id="docent-said", **raw)
            managed = [said, part("assign"), part("courses"), gr.Markdown(elem_id="docent-editor", **raw)]
            parts = [due, *(part(key) for key in INSIGHTS)]
        saved = gr.Markdown(elem_id="docent-saved", **raw)
        command = gr.Textbox(visible="hidden", elem_id="docent-command")
        does = {one: gr.Button(one, visible="hidden", elem_id=f"docent-do-{one}") for one in ("export", "leave", *COMMANDS)}
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}
        anew = [summary, *parts, files]

        page.load(teaming.arrive, None, [bar, group, *anew], **own)
        group.input(teaming.choose, group, anew, **own)
        does["export"].click(teaming.export, [command, group], saved, **own)
        page.load(assigning.arrive, None, managed, **own)
        does["leave"].click(assigning.leave, None, managed, **own)
        for one in COMMANDS:
            done = does[one].click(getattr(assigning, one), command, managed, **own)
            if one in CHANGING:
                done.success(teaming.choose, group, anew, **own)
    return page
