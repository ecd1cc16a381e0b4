"""The page for admins: documents, index, retrieval test bench. Knows nothing of how any of it is done."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.web.admin_view import rollback_view, verdict_name
from assistant.web.header import header
from assistant.web.markup import block, html
from assistant.web.words import Words
from indexer.errors import Verdict

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

LOOK_EVERY_S = 1.0  # while an update runs


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.administering import Administering

    admin, name = Administering(assistant, words), assistant.settings.server.name
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts

    def title(key: str) -> None:
        gr.Markdown(block(html("<h2>{text}</h2>", text=words(key)), words.language), **raw)

    page = gr.Blocks(title=f"{words('admin.title')} · {name}", fill_width=True, analytics_enabled=False)
    with page:
        bar = gr.Markdown(header(None, words, "/admin", name), elem_id="docent-head", **raw)
        with gr.Column(elem_id="docent-admin"):
            facts = gr.Markdown(elem_id="docent-facts", **raw)
            title("admin.index")
            with gr.Row(elem_id="docent-actions"):
                plan = gr.Button(words("admin.plan"), elem_id="docent-plan", size="md")
                start = gr.Button(words("admin.reindex"), elem_id="docent-reindex", variant="primary", size="md")
                gr.Markdown(block(rollback_view(words), words.language), **raw)
            planned = gr.Markdown(elem_id="docent-planned", **raw)
            confirmed = gr.Checkbox(label=words("admin.large_confirm"), visible=False, elem_id="docent-confirm")
            state = gr.Markdown(elem_id="docent-state", **raw)
            title("admin.documents")
            with gr.Row(elem_id="docent-filter"):
                text = gr.Textbox(label=words("admin.filter"), max_length=200, elem_id="docent-name")
                choices = [(words("admin.verdict_all"), ""), *((verdict_name(one, words), one.value) for one in Verdict)]
                verdict = gr.Dropdown(choices, value="", label=words("admin.verdict"), elem_id="docent-verdict")
            documents = gr.Markdown(elem_id="docent-documents", **raw)
            title("admin.bench")
            with gr.Row(elem_id="docent-bench"):
                question = gr.Textbox(
                    label=words("admin.bench_question"), scale=3, max_length=4000, elem_id="docent-bench-question"
                )
                person = gr.Dropdown([], label=words("admin.bench_person"), elem_id="docent-bench-person")
                search = gr.Button(words("admin.bench_run"), elem_id="docent-bench-run", size="md")
            hits = gr.Markdown(elem_id="docent-hits", **raw)
        timer = gr.Timer(LOOK_EVERY_S, active=False)
        gr.Textbox(visible="hidden", elem_id="docent-command")
        rollback = gr.Button("rollback", visible="hidden", elem_id="docent-do-rollback")
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}

        page.load(admin.arrive, None, [bar, facts, documents, state, timer, person], **own)
        plan.click(admin.plan, None, [planned, confirmed], **own)
        start.click(admin.reindex, confirmed, [planned, confirmed, state, timer], **own)
        timer.tick(admin.look, [text, verdict], [state, timer, facts, documents], **own)
        rollback.click(admin.rollback, [text, verdict], [planned, facts, documents], **own)
        gr.on([text.change, verdict.change], admin.filtered, [text, verdict], documents, trigger_mode="always_last", **own)
        gr.on([question.submit, search.click], admin.bench, [question, person], hits, **own)
    return page
