"""The reference (docs/reference/): rules, findings, lexicons and commands, written from what the program says of itself.

python tools/reference.py [--check]
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout
from importlib.resources import files
from pathlib import Path

from xiandao.cli import (
    ANSWER_IS_NO,
    DONE,
    FAULT,
    INTERRUPTED,
    NOT_PERMITTED,
    PIPE_CLOSED,
    REFUSED,
    TERMINATED,
    main,
)
from xiandao.cli.arguments import VERBS
from xiandao.core.findings import finding
from xiandao.core.messages import Language, catalogue
from xiandao.reading.handbook import Manual, manuals, reading_modules
from xiandao.reading.lexicon import Entry, entries
from xiandao.reading.lint import RULES as LINT_RULES
from xiandao.reading.rules import RULES
from xiandao.writers.findings import level

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
GENERATED = "由 `./do docs` 从程序自身生成，请勿手改。 Written by `./do docs` from the program itself; do not edit."
COLUMNS = "100"  # argparse breaks its lines to the width of the screen; a page has one width
SHOWN_WORDS = 6
LEVELS = {"error": "错误 error", "warning": "提醒 warning", "note": "提示 note"}
GROUPS = {
    "target": "目标 targets",
    "aside": "不作指标的数字 numbers set aside",
    "fact": "已有数据 facts",
    "task": "任务分工 tasks",
    "sector": "赛道 sectors",
    "technology": "方向 technologies",
    "placement": "布局 placements",
    "bundle": "组合事项 bundles",
    "cite": "依据文件 cites",
    "document": "文件信息 document",
}
STATUSES = {
    DONE: ("办成", "done"),
    ANSWER_IS_NO: (
        "办成，答案是否：检查出错误、环境有缺",
        "done, and the answer is no: an error found, something missing",
    ),
    REFUSED: (
        "用法或某个文件被拒绝，其余文件照读",
        "usage or a file was refused; the other files were read all the same",
    ),
    NOT_PERMITTED: ("无权限（本阶段不会出现）", "not permitted (not yet in use)"),
    FAULT: ("程序内部出错", "a fault of the program"),
    INTERRUPTED: ("被中断", "interrupted"),
    PIPE_CLOSED: ("打印到一半，接收方已关闭", "nobody read the rest of what was printed"),
    TERMINATED: ("被要求结束", "told to end"),
}
_MARKS = re.compile(r"([\\`*_\[\]<>|#])")
_EDGES = str.maketrans({"\n": " ⏎ ", "\t": " ⇥ "})


# ------------------------------------------------------------------------------------- what the kernel says of itself


def confidences() -> dict[str, float]:
    """How far each rule is trusted, where a rule or a module's table says so."""
    stated = {rule.id: rule.confidence for rule in RULES}
    for module in reading_modules():
        for name in ("CONFIDENCE", "_CONFIDENCE"):
            stated.update(getattr(module, name, {}))
    return stated


# -------------------------------------------------------------------------------------------------------------- pages


def rules_page() -> Iterator[str]:
    """Each rule with the sentences it reads and the sentences it leaves."""
    pages = {key: one for key, one in manuals().items() if "." in key}  # codes of findings have no dot
    asked = {rule.id: place for place, rule in enumerate(RULES, 1)}
    trust = confidences()
    yield from _opening("规则 Rules")
    yield "每条规则列出它读什么、不读什么，这些句子同时就是它的测试。⏎ 表示换行，⇥ 表示表格分栏。"
    yield "识别可信度见[说明](../explanation/confidence.zh.md)。"
    yield ""
    yield f"数字先过 {len(RULES)} 条规则，按次序询问，先答者定："
    yield ""
    yield from (f"{place}. `{rule}`　{pages[rule].note}" for rule, place in asked.items())
    for group, members in _grouped(pages).items():
        yield from ("", f"## {group}")
        for one in members:
            yield from ("", f"### `{one.id}`", "", one.note)
            yield from _aside(
                f"询问次序 {asked[one.id]}" if one.id in asked else "",
                f"识别可信度 {trust[one.id]:.2f}" if one.id in trust else "",
            )
            yield from _examples(one)


def findings_page() -> Iterator[str]:
    """Each finding and each refusal, with what it says and what to do about it."""
    found, pages, of_drafts = sorted(catalogue()["finding"]), manuals(), {rule.id for rule in LINT_RULES}
    yield from _opening("疑点与拒读 Findings and refusals")
    yield "疑点附在读出的规划里，不影响读出；拒读是一句话，说明哪个文件、什么问题、怎么办。花括号是填入的内容。"
    for title, codes in (
        ("读取时的疑点 findings while reading", [code for code in found if code not in of_drafts]),
        ("印发前检查 findings of `xiandao lint`", [code for code in found if code in of_drafts]),
    ):
        yield from ("", f"## {title}")
        for code in codes:
            yield from ("", f"### `{code}`")
            yield from _finding(code, pages.get(code))
    yield from ("", "## 拒读 refusals", "", "| 代码 code | 中文 | English |", "|---|---|---|")
    for code, worded in sorted(catalogue()["refusal"].items()):
        yield f"| `{code}` | {_plain(worded['zh'])} | {_plain(worded['en'])} |"


def lexicons_page() -> Iterator[str]:
    """Each lexicon by its kinds of words: how many, why they stand there, where they come from."""
    yield from _opening("词库 Lexicons")
    yield "词库在 `src/xiandao/reading/lexicon/`，每组词写明类别、缘由、来源；怎样加词见[操作说明](../how-to/add-a-word.md)。"
    for path in sorted(files("xiandao.reading.lexicon").iterdir(), key=lambda one: one.name):
        name, dot, ending = path.name.partition(".")
        if dot + ending == ".toml":
            yield from _lexicon(name, path.read_text("utf-8"))


def commands_page() -> Iterator[str]:
    """Each verb of the command line as its own help tells it, in both languages."""
    yield from _opening("命令行 The command line")
    yield "数据写到标准输出，提示写到标准错误；`--lang en` 或 `XIANDAO_LANG=en` 换成英文提示。"
    yield from ("", "| 退出码 status | 含义 | meaning |", "|---|---|---|")
    yield from (f"| {status} | {zh} | {en} |" for status, (zh, en) in STATUSES.items())
    for verb in ("", *VERBS):
        yield from ("", f"## `xiandao {verb}`" if verb else "## `xiandao`")
        for language in ("zh", "en"):
            yield from ("", "```", *_help(verb, language).rstrip().splitlines(), "```")


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "rules.md": rules_page,
    "findings.md": findings_page,
    "lexicons.md": lexicons_page,
    "cli.md": commands_page,
}


# -------------------------------------------------------------------------------------------------- pieces of a page


def _opening(title: str) -> tuple[str, ...]:
    return (f"# {title}", "", GENERATED, "")


def _grouped(pages: dict[str, Manual]) -> dict[str, list[Manual]]:
    """The pages by what their rules yield, in the order of :data:`GROUPS`; an unknown kind is a group of its own name."""
    kinds = dict.fromkeys((*GROUPS, *(key.partition(".")[0] for key in pages)))
    groups = {
        GROUPS.get(kind, kind): [one for key, one in pages.items() if key.partition(".")[0] == kind] for kind in kinds
    }
    return {title: members for title, members in groups.items() if members}


def _aside(*parts: str) -> Iterator[str]:
    said = " · ".join(part for part in parts if part)
    if said:
        yield from ("", said)


def _examples(one: Manual) -> Iterator[str]:
    for head, sentences in (("读", one.reads), ("不读", one.leaves)):
        if sentences:
            yield from ("", f"{head}：", "", *(f"- {_plain(sentence)}" for sentence in sentences))


def _finding(code: str, manual: Manual | None) -> Iterator[str]:
    worded = catalogue()["finding"][code]
    yield from ("", LEVELS[level(finding(code))])
    yield from ("", _plain(worded["zh"]), "", _plain(worded["en"]))
    if "hint_zh" in worded:
        yield from ("", f"怎么办：{_plain(worded['hint_zh'])}", "", f"What to do: {_plain(worded['hint_en'])}")
    if manual is not None:
        yield from ("", f"何时提出：{manual.note}")
        yield from _examples(manual)


def _lexicon(name: str, source: str) -> Iterator[str]:
    listed = entries(name)
    yield from (
        "",
        f"## `{name}.toml`",
        "",
        f"{sum(len(entry.words) for entry in listed)} 词 words. {_comment(source)}",
    )
    yield from ("", "| 类别 kind | 词数 words | 例 for instance | 缘由 notes | 来源 sources |", "|---|---|---|---|---|")
    for kind in dict.fromkeys(entry.kind for entry in listed):
        yield _kind_row(kind, [entry for entry in listed if entry.kind == kind])


def _kind_row(kind: str, members: list[Entry]) -> str:
    words = [word for entry in members for word in entry.words]
    shown = "、".join(words[:SHOWN_WORDS]) + (" …" if len(words) > SHOWN_WORDS else "")
    cells = (kind, str(len(words)), shown, _each(one.note for one in members), _each(one.source for one in members))
    return f"| {' | '.join(map(_plain, cells))} |"


def _each(sayings: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(saying.strip() for saying in sayings))


def _comment(source: str) -> str:
    """The comment at the head of a file, as one paragraph."""
    head = (line for line in source.partition("[[entry]]")[0].splitlines() if line.startswith("#"))
    return _plain(" ".join(line.lstrip("# ") for line in head))


def _help(verb: str, language: Language) -> str:
    told = io.StringIO()
    with redirect_stdout(told):
        main([*([verb] if verb else []), "--lang", language, "--help"])
    return told.getvalue()


def _plain(words: str) -> str:
    """Words as they are, where Markdown would take some of them for marks."""
    return _MARKS.sub(r"\\\1", words.translate(_EDGES))


# -------------------------------------------------------------------------------------------------------- the command


def stale(folder: Path) -> list[Path]:
    """The pages below *folder* that are missing or say something else than the program."""
    return [folder / name for name, page in PAGES.items() if _read(folder / name) != _text(page)]


def write(folder: Path) -> Iterator[Path]:
    """Writes every page below *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(_text(page), "utf-8")
        yield folder / name


def _text(page: Callable[[], Iterator[str]]) -> str:
    return "\n".join(page()) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text("utf-8") if path.exists() else None


def command(arguments: list[str]) -> int:
    """Writes the pages, or tells which are out of date."""
    parser = argparse.ArgumentParser(prog="./do docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where a page is out of date")
    parser.add_argument("--out", type=Path, default=FOLDER, help="the folder of the pages")
    options = parser.parse_args(arguments)
    os.environ["COLUMNS"] = COLUMNS
    paths = stale(options.out) if options.check else write(options.out)
    listed = [str(path) for path in paths]
    print("\n".join(listed))
    return 1 if options.check and listed else 0


if __name__ == "__main__":
    sys.exit(command(sys.argv[1:]))
