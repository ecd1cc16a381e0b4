"""How close the text of our readers comes to the expected Markdown, by format, and which PDF library reads best and fastest."""

import argparse
import difflib
import json
import platform
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from indexer.errors import FileRefused
from indexer.readers.table import read_file
from indexer.settings import ReadingLimits

DATA = Path(__file__).resolve().parents[2] / "shared/data"
RESULTS = Path(__file__).parent / "results"
_MARKS = re.compile(r"<!--.*?-->|&(amp|lt|gt|quot);|!?\[([^\]]*)\]\([^)]*\)|[*_`#|\\$]+|-{3,}")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_]+")
_LONGEST = 4000  # words compared in order: difflib takes quadratic time
Read = Callable[[Path], str]


def words(text: str) -> list[str]:
    """The words of a text without Markdown's marks, in lower case; a Chinese character is a word."""
    plain = _MARKS.sub(lambda match: f" {match[2]} " if match[2] else " ", text)
    return _WORD.findall(plain.lower())


def f1(found: Sequence[str], expected: Sequence[str]) -> float:
    """Harmonic mean of precision and recall over the bag of words, 0 to 1."""
    common = sum((Counter(found) & Counter(expected)).values())
    return 2 * common / (len(found) + len(expected)) if found or expected else 1.0


def ratio(found: Sequence[str], expected: Sequence[str]) -> float:
    """Similarity of two sequences of words with their order, 0 to 1."""
    matcher = difflib.SequenceMatcher(None, found[:_LONGEST], expected[:_LONGEST], autojunk=False)
    return matcher.ratio()


def ours(path: Path) -> str:
    """The text as our reader gives it; nothing where it refuses the file."""
    try:
        reading = read_file(path, ReadingLimits())
    except FileRefused:
        return ""
    return "\n\n".join(page.text for page in reading.pages)


def with_pypdf(path: Path) -> str:
    """The text of a PDF as pypdf gives it."""
    import pypdf

    return "\n\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def with_pypdfium2(path: Path) -> str:
    """The text of a PDF as pypdfium2 gives it."""
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # no types of its own

    document = pdfium.PdfDocument(path)
    texts = []
    for page in document:
        text_page = page.get_textpage()
        texts.append(str(text_page.get_text_range()))
        text_page.close()
        page.close()
    document.close()
    return "\n\n".join(texts)


def with_pdftotext(path: Path) -> str:
    """The text of a PDF as poppler's pdftotext gives it, where the program is installed."""
    return subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout


def scores(read: Read, cases: Iterable[tuple[Path, str]]) -> tuple[float, float]:
    """Mean F1 and mean ordered similarity over the cases."""
    pairs = [(words(read(path)), words(expected)) for path, expected in cases]
    return statistics.mean(f1(*pair) for pair in pairs), statistics.mean(ratio(*pair) for pair in pairs)


def cases_of(folder: Path) -> list[tuple[Path, str]]:
    """The files of a folder with the Markdown that is expected of them."""
    found = sorted(folder.glob("*.expected.md"))
    return [(path.with_name(path.name.removesuffix(".expected.md")), path.read_text(encoding="utf-8")) for path in found]


def by_format() -> list[dict[str, object]]:
    """F1 and ordered similarity of our readers for each format of the docling set."""
    rows: list[dict[str, object]] = []
    for folder in sorted((DATA / "parsing/docling").iterdir()):
        cases = cases_of(folder)
        if cases and folder.name != "scanned":
            bag, order = scores(ours, cases)
            rows.append({"format": folder.name, "files": len(cases), "f1": round(bag, 3), "ordered": round(order, 3)})
    return rows


def by_library() -> list[dict[str, object]]:
    """Similarity on the PDFs with expected text, and pages a second on the Northwind PDFs, for each way to read PDF."""
    cases = cases_of(DATA / "parsing/docling/pdf")
    large = sorted((DATA / "documents/northwind").glob("*.pdf"))
    rows: list[dict[str, object]] = []
    for name, read in (("pypdf", with_pypdf), ("pypdfium2", with_pypdfium2), ("Docent", ours), ("pdftotext", with_pdftotext)):
        try:
            bag, order = scores(read, cases)
        except FileNotFoundError:  # pdftotext is not installed
            continue
        started = time.process_time(), time.perf_counter()
        broken = sum(len(re.findall(r"[^\W\d_]\s?[\ufffe\x02]|-\s*\n\s*[a-z]", read(path))) for path in large)
        seconds = time.perf_counter() - started[1] if name == "pdftotext" else time.process_time() - started[0]
        row = {"reader": name, "f1": round(bag, 3), "ordered": round(order, 3), "pages_per_s": round(263 / seconds, 1)}
        rows.append(row | {"cut_words": broken})
    return rows


def table(rows: Sequence[dict[str, object]]) -> str:
    """Rows as a Markdown table."""
    names = list(rows[0]) if rows else []
    lines = [
        " | ".join(names),
        " | ".join("---" for _ in names),
        *(" | ".join(str(row[name]) for name in names) for row in rows),
    ]
    return "\n".join(f"| {line} |" for line in lines)


def main(argv: list[str]) -> None:
    """Prints both tables and writes bench/results/reading.json."""
    parser = argparse.ArgumentParser(prog="python -m bench reading", description=__doc__)
    parser.add_argument("--files", action="store_true", help="print the score of every file instead")
    if parser.parse_args(argv).files:
        for folder in sorted((DATA / "parsing/docling").iterdir()):
            for path, expected in cases_of(folder):
                found = words(ours(path))
                print(f"{f1(found, words(expected)):.3f} {ratio(found, words(expected)):.3f} {folder.name}/{path.name}")
        return
    formats, libraries = by_format(), by_library()
    print(table(formats), "", table(libraries), sep="\n")
    RESULTS.mkdir(exist_ok=True)
    result = {"machine": platform.processor() or platform.machine(), "python": platform.python_version()}
    text = json.dumps(result | {"formats": formats, "pdf": libraries}, indent=1)
    (RESULTS / "reading.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
