"""Small drawings for buttons. Knows nothing of what the buttons do."""

from markupsafe import Markup

from assistant.web.markup import html

_STROKES = {
    "up": "M7 11v9H4v-9zm0 0 4-7c1.5 0 2.5 1 2.2 2.6L12.5 10H19a1.6 1.6 0 0 1 1.6 2l-1.7 6.6A2 2 0 0 1 17 20H7",
    "delete": "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
    "save": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 20h14",
    "close": "m6 6 12 12M18 6 6 18",
    "more": "M5 12h.6M11.7 12h.6M18.4 12h.6",
    "list": "M4 6h16M4 12h16M4 18h10",
}
_STROKES["down"] = _STROKES["up"]


def icon(name: str) -> Markup:
    """The drawing, hidden from screen readers: its button carries the label."""
    turn = Markup(' transform="rotate(180 12 12)"') if name == "down" else ""
    return html(
        '<svg class="d-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path{turn} d="{stroke}"/></svg>',
        turn=turn,
        stroke=_STROKES[name],
    )
