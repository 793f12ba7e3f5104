"""A web page: the document inside a template that has its own furniture."""

from __future__ import annotations

import html
import string

from builder.source import Block, Source, numbered, split_heading

PLAIN = '<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>$title</title></head>\n<body>\n$body\n</body>\n</html>\n'


def html_from(source: Source, template: str) -> bytes:
    body = "\n".join(html_of(block) for block in numbered(source))
    return string.Template(template).safe_substitute(title=source.title, body=body).encode()


def html_of(block: Block) -> str:
    text = html.escape(block.text, quote=False)
    match block.kind:
        case "table":
            rows = [[html.escape(cell, quote=False) for cell in row] for row in block.rows]
            head = "".join(f"<th>{cell}</th>" for cell in rows[0])
            cells = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:])
            return f"<table>\n<tr>{head}</tr>\n{cells}\n</table>"
        case "box" | "aside":
            inner = "\n".join(html_of(x) for x in block.inner)
            return f'<div class="box"><p><b>{text}</b></p>\n{inner}\n</div>'
        case "title":
            return f"<h1>{text}</h1>"
        case "heading":
            title, rest = split_heading(text)
            return f"<h2>{title}</h2>" if block.level == 1 else f"<p>　　<strong>{title}</strong>{rest}</p>"
        case "centre" | "right":
            return f'<p style="text-align:{"center" if block.kind == "centre" else "right"}">{text}</p>'
        case _:
            return f"<p>　　{text}</p>"
