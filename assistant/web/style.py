"""The theme that our style sheet stands on. Knows nothing of pages."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # gradio takes a second to import
    import gradio as gr

FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC")
MONO = ("ui-monospace", "Menlo", "Consolas", "monospace")


def theme() -> "gr.themes.Base":
    """Gradio's plainest theme with fonts that the machine has: no font is fetched."""
    import gradio as gr

    return gr.themes.Base(primary_hue="teal", neutral_hue="slate", font=(*FONTS, "sans-serif"), font_mono=MONO)
