"""Papers of an invented city, for the tests of what is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from xiandao.core.papers import (
    Annex,
    Cell,
    Column,
    Footnote,
    Form,
    Heading,
    Kind,
    Paper,
    Paragraph,
    Run,
    Sheet,
    Signature,
    Table,
    Watermark,
    banner,
    paragraph,
    row,
)
from xiandao.writers.papers_alignment import Pair, alignment_paper
from xiandao.writers.papers_breakdown import Goal, Share, breakdown_paper
from xiandao.writers.papers_division import Duty, division_paper
from xiandao.writers.papers_notice import Notice, Section, notice_paper
from xiandao.writers.papers_opinions import Adoption, Opinion, opinions_paper
from xiandao.writers.papers_revision import Revision, revision_paper

SOURCE = Footnote(
    title="霁州市未来产业发展行动方案",
    number="霁政发〔2025〕12号",
    clause="三/（一）",
    quote="到2027年，未来产业规模达300亿元左右",
)

COLUMNS = (
    Column("序号", width=3, centred=True),
    Column("目标", width=8),
    Column("2026年", Kind.AMOUNT, 5, group="目标值"),
    Column("2027年", Kind.AMOUNT, 5, group="目标值"),
    Column("增速", Kind.PERCENT, 4),
    Column("时限", Kind.DATE, 7),
)

ROWS = (
    banner("一、产业规模", 6),
    row(1, Cell("未来产业规模", SOURCE), 1200, Decimal("3000.50"), Decimal("12.5"), date(2027, 12, 31)),
    row(2, Cell("专业化园区", down=2), 4, None, None, "年底前"),
    row(3, None, "不少于5", Decimal("-0.5"), Decimal(0), None),
)


def table(rows: tuple[tuple[Cell, ...], ...] = ROWS, columns: tuple[Column, ...] = COLUMNS) -> Table:
    return Table(caption="表1　主要目标", unit="亿元", columns=columns, rows=rows)


def wide_table(columns: int = 12, rows: int = 60) -> Table:
    heads = tuple(Column(f"第{n}列", width=6) for n in range(columns))
    return Table(columns=heads, rows=tuple(row(*(f"第{at}行{n}" for n in range(columns))) for at in range(rows)))


def letter(watermark: Watermark | None = None) -> Paper:
    """A letter with everything a letter can have."""
    words = "为贯彻落实上级部署，加快培育未来产业，经研究，现将有关目标任务下达给你们，请认真组织实施。"
    return Paper(
        title="关于下达霁州市未来产业发展\n目标任务的通知",
        subtitle="（送审稿）",
        parts=(
            paragraph("各县（区）人民政府，市各有关部门：", form=Form.ADDRESSEE),
            Paragraph((Run(words), Run("到2027年规模达到300亿元。", bold=True, footnote=SOURCE))),
            Heading("一、总体要求"),
            paragraph(words * 3),
            Heading("（一）基本原则", 2),
            paragraph(words, footnote=SOURCE),
            Heading("1．市场主导", 3),
            paragraph(words),
            Heading("（1）企业主体", 4),
            paragraph(words),
            Heading("二、主要目标"),
            table(),
            paragraph("注：2026年为预计数。", form=Form.NOTE),
            paragraph(words * 4),
        ),
        signature=Signature(("霁州市发展和改革委员会",), date(2026, 3, 5)),
        attachments=(Annex(title="分工表", parts=(wide_table(),)), Annex(title="名单", parts=(paragraph(words),))),
        watermark=watermark,
    )


def sheet(rows: tuple[tuple[Cell, ...], ...] = ROWS, columns: tuple[Column, ...] = COLUMNS) -> Sheet:
    return Sheet(
        name="目标任务",
        title="未来产业目标任务分解表",
        unit="亿元",
        columns=columns,
        rows=rows,
        notes=("规模按上年价格计算。",),
    )


def duties() -> tuple[Duty, ...]:
    lead, support = ("市发展改革委", "市工业和信息化局"), ("市科技局", "市财政局", "各县（区）人民政府")
    return (
        Duty("编制未来产业培育清单", lead, support, "2026年6月底前", SOURCE, "一、培育主体"),
        Duty("建设概念验证中心", ("市科技局",), (), None, SOURCE, "一、培育主体"),
        Duty("开放应用场景", (), support, "持续推进", None, "二、应用场景"),
    )


def goals() -> tuple[Goal, ...]:
    shares = (
        Share("霁东区", (Decimal(120), Decimal("180.5")), Decimal(100)),
        Share("霁西区", (Decimal(90), Decimal(140)), Decimal(80), "含高新区"),
        Share("云川县", (Decimal(105), None), None),
    )
    rates = (Share("霁东区", (Decimal("12.5"),)), Share("霁西区", (Decimal(9),)))
    return (
        Goal("未来产业规模", "亿元", (2026, 2027), (Decimal(300), Decimal(400)), shares, SOURCE),
        Goal("规模年均增长", "%", (2027,), (Decimal(10),), rates, adds_up=False),
    )


def pairs() -> tuple[Pair, ...]:
    lower = SOURCE._replace(title="霁东区未来产业行动方案", quote="到2027年，规模达180亿元", number=None)
    return (
        Pair(SOURCE, lower, "数值不一致", "本级低于分解数0.5亿元"),
        Pair(SOURCE._replace(quote="建设6个未来产业先导区"), None),
        Pair(None, lower._replace(quote="培育10家独角兽企业")),
    )


def opinions() -> tuple[Opinion, ...]:
    return (
        Opinion("三、（一）", "建议将规模目标调整为280亿元。", "市统计局", Adoption.DECLINED, "与上级下达数保持一致。"),
        Opinion("三、（二）", "建议增加市大数据局为配合单位。", "市大数据局", Adoption.ADOPTED),
        Opinion("四、（一）", "建议明确资金渠道。", "市统计局", Adoption.PARTLY, "已明确原则，具体由年度预算安排。"),
    )


def revisions() -> tuple[Revision, ...]:
    before = "到2027年，未来产业规模达300亿元左右，由市发展改革委牵头。"
    after = "到2027年，未来产业规模达320亿元左右，由市工业和信息化局牵头。"
    return (
        Revision(before, after, ("value", "owner")),
        Revision(None, "建立部门会商机制。", ("added",)),
        Revision("编制年度白皮书。", None, ("dropped",)),
    )


def notice() -> Notice:
    return Notice(
        subject="霁州市2026—2027年未来产业发展",
        addressees=("各县（区）人民政府", "市各有关部门"),
        bases=(SOURCE,),
        goals=goals(),
        sections=(
            Section("口径说明", ("规模按营业收入统计，数据来源为统计部门。",)),
            Section("进度报送", ("请于每季度末月25日前报送进展情况。",)),
        ),
        unit="霁州市发展和改革委员会",
    )


def every_paper() -> dict[str, Paper]:
    """One of each of the papers that offices ask for."""
    mark = Watermark(sample=True)
    return {
        "division": division_paper("霁州市未来产业任务分工表", duties(), watermark=mark),
        "breakdown": breakdown_paper("霁州市未来产业目标任务分解表", goals(), watermark=mark),
        "alignment": alignment_paper("上下衔接对照表", pairs(), watermark=mark),
        "opinions": opinions_paper("征求意见采纳情况表", opinions(), watermark=mark),
        "revision": revision_paper("修订对照表", revisions(), watermark=mark),
        "notice": notice_paper(notice(), watermark=mark),
    }
