"""The page for tuning: models, runs, reports and votes. Knows nothing of how any of it is done."""

from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.training_runs import METHODS, Wanted
from assistant.web.header import header
from assistant.web.markup import block, html
from assistant.web.words import Words

Options: TypeAlias = dict[str, Any]  # Any: options of Gradio that repeat

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

    from assistant.assembly import Assistant

LOOK_EVERY_S = 2.0  # while something runs and somebody looks
# what buttons in our own HTML may start; the page's script itself starts rest and wake
COMMANDS = ("show", "stop", "resume", "evaluate", "promote", "back", "rest", "wake", "vote")


def build(assistant: "Assistant", words: Words) -> "gr.Blocks":
    """The page in one language."""
    import gradio as gr

    from assistant.web.tuning_page import Tuning
    from assistant.web.tuning_votes import Voting

    tuning, voting = Tuning(assistant, words), Voting(assistant, words)
    name, first = assistant.settings.server.name, Wanted("", "")
    raw: Options = {"sanitize_html": False, "latex_delimiters": []}  # our HTML holds only escaped texts

    def title(key: str) -> None:
        gr.Markdown(block(html("<h2>{text}</h2>", text=words(key)), words.language), **raw)

    def place(key: str) -> "gr.Markdown":
        return gr.Markdown(elem_id=f"docent-{key}", **raw)

    def number(key: str, value: float) -> "gr.Number":
        return gr.Number(value, label=words(f"tune.{key}"), elem_id=f"docent-{key}")

    page = gr.Blocks(title=f"{words('tune.title')} · {name}", fill_width=True, analytics_enabled=False)
    with page:
        bar = gr.Markdown(header(None, words, "/tuning", name), elem_id="docent-head", **raw)
        with gr.Column(elem_id="docent-admin"):
            with gr.Column(visible=False, elem_id="docent-tuning") as part:
                title("tune.models")
                models, said = place("models"), place("said")
                title("tune.runs")
                job, log, runs = place("job"), place("log"), place("runs")
                progress, actions, plots = place("progress"), place("run-actions"), place("plots")
                numbers, facts, report = place("numbers"), place("facts"), place("report")
                title("tune.new")
                with gr.Row(elem_id="docent-prepare"):
                    examples = gr.Textbox(label=words("tune.examples_name"), max_length=64, elem_id="docent-examples")
                    prepare = gr.Button(words("tune.prepare"), elem_id="docent-prepare-now", size="md")
                with gr.Row(elem_id="docent-start"):
                    run = gr.Textbox(label=words("tune.name"), max_length=64, elem_id="docent-run")
                    data = gr.Dropdown([], label=words("tune.examples"), elem_id="docent-data")
                    choices = [(words(f"tune.method_{one}"), one) for one in METHODS]
                    method = gr.Dropdown(choices, value=first.method, label=words("tune.method"), elem_id="docent-method")
                with gr.Row(elem_id="docent-sizes"):
                    epochs, tokens = number("epochs", first.epochs), number("tokens", first.tokens)
                    rank, rate = number("rank", first.rank), number("learning_rate", first.learning_rate)
                start = gr.Button(words("tune.start"), variant="primary", elem_id="docent-start-now", size="md")
                note = place("note")
            title("tune.vote")
            voted = gr.Dropdown([], label=words("tune.run"), visible=False, elem_id="docent-voted")
            ballot = place("ballot")
        timer = gr.Timer(LOOK_EVERY_S, active=False)
        hidden = {key: gr.Textbox(visible="hidden", elem_id=f"docent-{key}") for key in ("command", "chosen", "seen")}
        command, chosen, seen = hidden.values()
        does = {one: gr.Button(one, visible="hidden", elem_id=f"docent-do-{one}") for one in COMMANDS}
        own: Options = {"show_progress": "hidden", "api_visibility": "private"}
        anew = [job, log, runs, chosen, progress, actions, plots, numbers, facts, report, timer, seen, data]

        page.load(voting.arrive, None, [bar, part, voted, ballot], **own).then(tuning.arrive, None, [models, run, *anew], **own)
        timer.tick(tuning.look, [chosen, seen], anew, **own)
        does["rest"].click(tuning.rest, None, timer, **own)
        does["wake"].click(tuning.wake, chosen, anew, **own)
        does["show"].click(tuning.show, command, anew, trigger_mode="always_last", **own)  # who clicks on means the last one
        does["stop"].click(tuning.stop, chosen, anew, **own)
        does["resume"].click(tuning.resume, command, anew, **own)
        does["evaluate"].click(tuning.evaluate, command, anew, **own)
        does["promote"].click(tuning.promote, command, [said, models], **own)
        does["back"].click(tuning.back, command, [said, models], **own)
        method.input(tuning.suggest, method, rate, **own)
        prepare.click(tuning.prepare, examples, [note, *anew], **own)
        start.click(tuning.start, [run, data, method, epochs, tokens, rank, rate], [note, *anew], **own)
        voted.input(voting.choose, voted, ballot, **own)
        does["vote"].click(voting.vote, [command, voted], ballot, **own)
    return page
