"""Charts of Office documents as tables of their numbers. Knows nothing of the page that shows them."""

from indexer.readers.package import Element

_POINTS = 500  # of a series; more than a chart can show


def chart_rows(root: Element) -> list[list[str]]:
    """The rows of a chart: its title, the names of the series, then each category with its values."""
    title = "".join(str(text.text or "") for text in root.iterfind(".//{*}chart/{*}title//{*}t"))
    series = list(root.iter("{*}ser"))
    names = ["".join(str(value.text or "") for value in item.iterfind("{*}tx//{*}v")) for item in series]
    columns = [_points(item, "val") or _points(item, "yVal") for item in series]
    categories = (_points(series[0], "cat") or _points(series[0], "xVal")) if series else {}
    keys = sorted(set(categories).union(*columns))[:_POINTS] if columns else []
    rows = [[categories.get(key, ""), *(column.get(key, "") for column in columns)] for key in keys]
    return [*([[title]] if title else []), *([["", *names]] if any(names) else []), *rows]


def _points(series: Element, name: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for point in series.iterfind(f"{{*}}{name}//{{*}}pt"):
        value = point.find("{*}v")
        if value is not None and str(point.get("idx", "")).isdecimal():
            found.setdefault(int(point.get("idx")), str(value.text or ""))
    return found
