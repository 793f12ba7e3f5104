"""Cost grows with the length of a text and no faster, whatever the text is."""

from __future__ import annotations

import pytest
from tests.builders.cost import processor_seconds

from xiandao.core.text import Source
from xiandao.reading import read_plan
from xiandao.reading.lint import lint_plan

SMALL, LARGE = 10_000, 60_000
# Six times the text may take at most this many times as long: twice the ratio, for what a busy machine adds.
MOST = 12
ALLOWANCE = 0.1

PIECES = (
    "1", "1,234", "1 5 0 ", "5O0", "2-3", "一", "万亿", "（", "）", "（）", "（责任单位：", "、", "市科技局、", "（一）加强统筹。\n",
    "1.建设\n", "新增企业10家，", "建设", "  ", "\n", "1\t", "“", "《", "2026年", "——", "a", "专栏1\n", "市\n", "分别达到1家、",
    "指标\n单位\n2027年\n", "三分之一", "百分之三十", "支持甲区发展氢能。", "氢能、", "由1%提高到2%，",
    "序号 指标 单位 2024年\n", "三、（一）推进科技创新 市科技局、市财政局\n", "第五条　支持成果转化　建立发现机制，组建队伍。\n",
    "由54%、81%分别提高到60%、87%，", "◆ 未来制造。发展智能制造。\n", "上年新增30家；", "其他设区市各建设1个，", "| 1 | 建成8条 |\n",
)  # fmt: skip


def cost(text: str) -> float:
    """Processor seconds to read and lint a text."""
    source = Source(name="plan.txt", media_type="text/plain", text=text)
    return processor_seconds(lambda: lint_plan(read_plan(source), source))


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_cost_is_linear_in_length(piece: str) -> None:
    small, large = ((piece * (length // len(piece) + 1))[:length] for length in (SMALL, LARGE))
    cost(small[:100])
    # A quadratic reading takes 36 times as long.
    assert cost(large) <= MOST * cost(small) + ALLOWANCE
