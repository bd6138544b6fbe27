"""A report on two outlets → its file, or a front page with numbered pages in a folder beside it."""

from __future__ import annotations

from pathlib import Path

from flows.report_files import remove_pages
from flows.reporting import write_whole
from reports.paged import PAGE_BYTES
from reports.pair import build_pair
from reports.pair_forms import pair_to_html, pair_to_json, pair_to_markdown
from reports.pair_paged import pair_files
from reports.pair_types import PairReport


def write_pair(report: PairReport, out: Path, form: str, *, page_bytes: int = PAGE_BYTES) -> Path:
    """Write the report to the file as "html", "md" or "json"; return the file.

    Where the HTML would have more than `page_bytes` bytes, HTML and Markdown are a front page with numbered pages
    beside it; pages in this form that an earlier report had are taken away. Raises UnwritableFile.
    """
    view = build_pair(report)
    if form == "json":
        return write_whole(out, pair_to_json(view))
    html = pair_to_html(view)
    last = 0
    if len(html.encode()) <= page_bytes:
        write_whole(out, html if form == "html" else pair_to_markdown(view))
    else:
        files = list(pair_files(view, out.name, form, page_bytes))
        for name, text in files:
            write_whole(out.parent / name, text)
        last = len(files) - 1  # all but the front page
    remove_pages(out, last, (form,))
    return out
