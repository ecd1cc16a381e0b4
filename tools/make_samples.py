"""The generated part of samples/, from the readable sources in tools/samples. Knows nothing of how it is indexed.

python -m tools.make_samples    (HTML, Markdown, CSV and text in samples/ are their own source)
"""

import logging
from pathlib import Path

from tools.sample_office import write_docx, write_pptx, write_xlsx
from tools.sample_pdf import write_pdf
from tools.sample_sources import read_source

SOURCES = Path(__file__).parent / "samples"
SAMPLES = Path(__file__).parents[1] / "samples"
WRITERS = {".pdf": write_pdf, ".docx": write_docx, ".pptx": write_pptx}
WORKBOOKS = {
    "spare-parts.Prices 2026.csv": "product/spare-parts.xlsx",
    "salary.Bands 2026.csv": "hr/confidential/salary-bands.xlsx",
}

logger = logging.getLogger(__name__)


def make_samples(sources: Path, samples: Path) -> list[Path]:
    """Write every generated sample and return their paths."""
    written: list[Path] = []
    for path in sorted(sources.glob("*.md")):
        source = read_source(path)
        target = samples / source.target
        target.parent.mkdir(parents=True, exist_ok=True)
        WRITERS[target.suffix](source, target)
        written.append(target)
    for name, place in WORKBOOKS.items():
        (samples / place).parent.mkdir(parents=True, exist_ok=True)
        write_xlsx(sources / name, samples / place)
        written.append(samples / place)
    return written


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for made in make_samples(SOURCES, SAMPLES):
        logger.info("%s  %d kB", made.relative_to(SAMPLES), made.stat().st_size // 1024)
