"""Makes small Office and OpenDocument packages by hand, for the tests of readers. Knows nothing of reading them."""

import zipfile
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(path: Path, parts: dict[str, str]) -> Path:
    """A package with these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def relations(**targets: str) -> str:
    """A part of relations: kind -> target; the id of each is its kind."""
    rows = "".join(f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>' for kind, target in targets.items())
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def word(path: Path, body: str, **parts: str) -> Path:
    """A DOCX whose document has this body; `styles`, `numbering`, `footnotes`, `header` are further parts' contents."""
    files = {kind: f"{kind}.xml" for kind in parts}
    roots = {"header": "hdr"}
    return package(
        path,
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(officeDocument="word/document.xml"),
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(**files),
            **{
                f"word/{kind}.xml": f"<w:{roots.get(kind, kind)} {W}>{content}</w:{roots.get(kind, kind)}>"
                for kind, content in parts.items()
            },
        },
    )


def paragraph(text: str, style: str = "", list_id: str = "", depth: int = 0) -> str:
    """A paragraph of a DOCX."""
    numbers = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>' if list_id else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{numbers}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def style(name: str, label: str, based_on: str = "", more: str = "") -> str:
    """A paragraph style of a DOCX."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/>{base}<w:pPr>{more}</w:pPr></w:style>'


def numbering(*levels: tuple[str, str]) -> str:
    """A list (id 1) with these levels: format and text of each."""
    rows = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (kind, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="7">{rows}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'


def cell(text: str, properties: str = "") -> str:
    """A cell of a DOCX table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(*rows: str) -> str:
    """A table of a DOCX; each row is its cells."""
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
