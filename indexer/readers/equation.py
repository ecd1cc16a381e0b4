"""Office equations as one line of text: fractions with a slash, powers with a caret. Knows nothing of the text around."""

from indexer.readers.package import Element, attribute, local

_DEPTH = 60  # equations are nested as deep as people can read; a file may be nested deeper


def equation_text(element: Element, depth: int = 0) -> str:
    """The equation in one line: "(a+b)/(2c)", "x^2", "a_i", "√(x)"."""
    if depth > _DEPTH:
        return ""
    texts = [(local(child), equation_text(child, depth + 1)) for child in element if local(child)]  # once: it may be deep
    parts = dict(texts)
    match local(element):
        case "t":
            return str(element.text or "")
        case "f":
            return f"{_grouped(parts.get('num', ''))}/{_grouped(parts.get('den', ''))}"
        case "sSup":
            return f"{parts.get('e', '')}^{_grouped(parts.get('sup', ''))}"
        case "sSub":
            return f"{parts.get('e', '')}_{_grouped(parts.get('sub', ''))}"
        case "rad":
            return f"√{_grouped(parts.get('e', ''))}"
        case "d":
            return f"({', '.join(text for name, text in texts if name == 'e')})"
        case "nary":
            sign = attribute(element.find("{*}naryPr/{*}chr"), "val", "∫")
            below, above = (_grouped(parts.get(name, "")) for name in ("sub", "sup"))
            return f"{sign}{f'_{below}' if below else ''}{f'^{above}' if above else ''} {parts.get('e', '')}"
        case _:
            return "".join(text for _, text in texts)


def _grouped(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"
