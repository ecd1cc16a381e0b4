"""Our own small HTML pages, filled in by Jinja. Knows nothing of what they are for."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from assistant.web.words import Words

FOLDER = Path(__file__).parent / "templates"
LANGUAGE_NAMES = (("en", "English"), ("zh", "中文"))
# these pages run no script at all
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class Pages:
    """Every page is rendered with all its texts escaped."""

    def __init__(self, product: str) -> None:
        self._product = product
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=False
        )

    def page(self, template: str, words: Words, title: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A page of templates/, as a response."""
        given = {"problem": "", "here": "/", "and_next": "", "product": self._product, "languages": LANGUAGE_NAMES} | values
        text = self._templates.get_template(template).render(words=words, title=title, **given)
        return HTMLResponse(text, status, {"Content-Security-Policy": CONTENT_SECURITY_POLICY})
