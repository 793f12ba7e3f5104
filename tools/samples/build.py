"""Build the sample files that need a format: ``python tools/samples/build.py`` writes docx, html, pdf, ofd, png, wrapped text.

Each document is written once, in ``sources/``, in the form of ``builder/source.py``; the other ``.txt`` and ``.md`` samples are their
own sources. Needs python-docx, reportlab and pillow, and the free font WenQuanYi Micro Hei (Debian: fonts-wqy-microhei). The output
is the same byte for byte on every run with the same versions.
"""

from __future__ import annotations

import argparse
import pathlib
from collections.abc import Callable

from builder.ofd import ofd_from
from builder.paint import pdf_from, png_from, text_from
from builder.source import Source, read_source
from builder.web import PLAIN, html_from
from builder.word import docx_from

HERE = pathlib.Path(__file__).parent
PROJECT = HERE.parents[1]


def page_from(source: Source) -> bytes:
    return html_from(source, (HERE / "sources" / "page.html").read_text("utf-8"))


def plain_html_from(source: Source) -> bytes:
    return html_from(source, PLAIN)


SAMPLES: tuple[tuple[str, Callable[[Source], bytes]], ...] = (
    ("01-province-guidance.docx", docx_from),
    ("05-city-opinions.html", page_from),
    ("06-city-plan.pdf", pdf_from),
    ("09-district-plan.txt", text_from),
    ("11-district-ideas.docx", docx_from),
    ("13-province-division.html", plain_html_from),
    ("14-zone-action.ofd", ofd_from),
    ("15-county-list.pdf", pdf_from),
    ("../tests/scans/16-scan-notice.png", png_from),
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the sample files from tools/samples/sources.")
    parser.add_argument(
        "--out", type=pathlib.Path, default=PROJECT / "samples", help="folder to write to (default: samples)"
    )
    out: pathlib.Path = parser.parse_args().out
    for name, make in SAMPLES:
        source = read_source(HERE / "sources" / (pathlib.PurePosixPath(name).stem + ".txt"))
        (out / name).write_bytes(make(source))
        print(name)


if __name__ == "__main__":
    main()
