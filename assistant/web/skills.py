"""The page for keeping the skills map: what there is, one skill or role to edit. Knows nothing of how it is kept."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.web.header import header
from assistant.web.markup import block, html
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

COMMANDS = ("show", "save", "remove")  # what buttons in our own HTML may start


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.skills_keeping import SkillsKeeping

    keeping, name = SkillsKeeping(assistant, words), assistant.settings.server.name
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts
    page = gr.Blocks(title=f"{words('skills.door')} · {name}", fill_width=True, analytics_enabled=False)
    with page:
        bar = gr.Markdown(header(None, words, "/skills", name), elem_id="docent-head", **raw)
        with gr.Column(elem_id="docent-admin"):
            title = html("<h2>{title}</h2><p>{text}</p>", title=words("skills.title"), text=words("skills.text"))
            gr.Markdown(block(title, words.language), **raw)
            with gr.Row(elem_id="docent-actions"):
                draft = gr.Button(words("skills.draft"), elem_id="docent-draft", size="md")
            said = gr.Markdown(elem_id="docent-said", **raw)
            fit = gr.Markdown(elem_id="docent-fit", **raw)
            with gr.Row(elem_id="docent-review"):
                listed = gr.Markdown(elem_id="docent-queue", **raw)
                form = gr.Markdown(elem_id="docent-map-form", **raw)
            picture = gr.Markdown(elem_id="docent-map", **raw)
        command = gr.Textbox(visible="hidden", elem_id="docent-command")
        does = {one: gr.Button(one, visible="hidden", elem_id=f"docent-do-{one}") for one in COMMANDS}
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}
        anew = [said, fit, listed, form, picture]

        page.load(keeping.arrive, None, [bar, *anew], **own)
        draft.click(keeping.draft, None, anew, trigger_mode="once", **own)
        for one, button in does.items():
            button.click(getattr(keeping, one), command, anew, trigger_mode="once", **own)
    return page
