"""The pack of registers: kinds of entities with properties, stages, ladders and labels, and the views that are lists of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast, get_args

from xiandao.core.identifiers import CHECKS
from xiandao.core.kinds import (
    NAME,
    OPENNESS,
    PERSONAL,
    PLACE,
    SECRECY,
    TYPES,
    Choice,
    Holds,
    Kind,
    Label,
    Ladder,
    Leads,
    Property,
    Registry,
    Rung,
    Stage,
    Transition,
    Type,
    View,
)
from xiandao.readers.packs_registers_conditions import CONDITION, condition
from xiandao.readers.packs_registers_faults import registry_faults
from xiandao.readers.packs_schema import Field, Row, Schema

LEVELS = ("national", "province", "city", "district")
SCHEMES = (*CHECKS, "own")
"""Schemes of identifiers that are checked, and ``own`` for numbers that whoever grants them makes up."""

_FORM = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_CODE = Field(name="code", required=True, form=_FORM, says="代码：小写字母、数字和连字符，定了不改。")
_NAMES = (
    Field(name="name", required=True, says="名称。"),
    Field(name="en", default="", says="英文名称。"),
)
_CHOICE = (
    _CODE,
    *_NAMES,
    Field(name="synonyms", type="texts", default=(), says="表格里用来指它的其他写法。"),
)
_PROPERTY = (
    _CODE,
    *_NAMES,
    Field(name="type", vocabulary=TYPES, default="text", says="类型；金额一律以元保存。"),
    Field(name="unit", default="", says="数的单位，如“人”“平方米”。"),
    Field(name="synonyms", type="texts", default=(), says="表头里的其他写法；同一类里一个写法只归一个属性。"),
    Field(name="vocabulary", type="tables", default=(), fields=_CHOICE, says="choice 的可选值。"),
    Field(name="words", default="", refers="vocabulary", says="choice 的可选值取自哪个公用词表，代替 vocabulary。"),
    Field(name="scheme", default="", vocabulary=SCHEMES, says="identifier 的编码规则；自行编号的写 own。"),
    Field(name="of", default="", refers="kind", says="entity 指向哪一类。"),
    Field(name="relation", default="", says="从对方看这一关系叫什么。"),
    Field(name="required", type="yes-no", default=False, says="是否必填。"),
    Field(name="multiple", type="yes-no", default=False, says="是否可以有几个值。"),
    Field(
        name="holds", vocabulary=get_args(Holds), default="on", says="on：从某日起一直如此；during：只属于某一时期。"
    ),
    Field(
        name="leads", vocabulary=get_args(Leads), default="authority", says="几处说法不一时，以权威的还是最近的为先。"
    ),
    Field(name="personal", vocabulary=PERSONAL, default="none", says="个人信息：无、一般、敏感；敏感的不进任何清单。"),
    Field(name="openness", vocabulary=OPENNESS, default="open", says="公开属性：主动公开、依申请、不予公开。"),
    Field(name="secrecy", vocabulary=SECRECY, default="none", says="保密属性：无、内部、工作秘密。"),
    Field(name="trade-secret", type="yes-no", default=False, says="是否商业秘密。"),
    Field(name="fresh-days", type="whole", least=1, most=36_500, says="多少天后视为过时；不填则不过时。"),
    Field(name="note", default="", says="填写说明。"),
)
_STAGE = (_CODE, *_NAMES, Field(name="end", type="yes-no", default=False, says="是否终点。"))
_MOVE = (
    Field(name="from", default="", says="离开的环节；不填为进入第一个环节。"),
    Field(name="to", required=True, says="进入的环节。"),
    Field(name="evidence", type="texts", default=(), says="需要哪些材料，缺一不可。"),
    Field(name="known", type="texts", default=(), says="事先必须填好的属性。"),
)
_WHERE = Field(name="where", type="tables", default=(), fields=CONDITION, says="条件，须全部满足。")
_RUNG = (_CODE, *_NAMES, _WHERE)
_LADDER = (
    _CODE,
    *_NAMES,
    Field(name="source", default="", says="由哪份文件规定。"),
    Field(name="rung", type="tables", required=True, fields=_RUNG, says="各级，自低到高。"),
)
_LABEL = (
    _CODE,
    *_NAMES,
    Field(name="grantor", default="", says="由谁认定。"),
    Field(name="level", vocabulary=LEVELS, default="", says="级别。"),
    Field(name="source", default="", says="由哪份文件规定。"),
    Field(name="years", type="whole", least=1, most=50, says="有效几年；不填则不到期。"),
    Field(name="above", type="texts", default=(), says="同一序列里比它高的称号。"),
    Field(name="meaning", default="", says="一句话的定义。"),
    Field(
        name="secrecy", vocabulary=SECRECY, default="none", says="保密属性：工作秘密的只在 restricted 的清单里显示。"
    ),
)
_KIND = (
    Field(name="code", required=True, defines="kind", form=_FORM, says="代码：小写字母、数字和连字符，定了不改。"),
    *_NAMES,
    Field(name="many", default="", says="清单叫什么。"),
    Field(name="note", default="", says="说明。"),
    Field(name="identifiers", type="texts", default=(), says="靠哪些属性认出是同一个，最可靠的在前。"),
    Field(name="stale-days", type="whole", least=1, most=36_500, says="在一个环节停留多少天后要问一问。"),
    Field(name="property", type="tables", default=(), fields=_PROPERTY, says="属性；名称和所在地不写也有。"),
    Field(name="stage", type="tables", default=(), fields=_STAGE, says="环节。"),
    Field(name="move", type="tables", default=(), fields=_MOVE, says="环节之间允许的变动。"),
    Field(name="ladder", type="tables", default=(), fields=_LADDER, says="梯次。"),
    Field(name="label", type="tables", default=(), fields=_LABEL, says="称号。"),
)
_VIEW = (
    Field(name="code", required=True, defines="view", form=_FORM, says="代码：小写字母、数字和连字符，定了不改。"),
    *_NAMES,
    Field(name="kinds", type="texts", required=True, refers="kind", says="列哪些类。"),
    _WHERE,
    Field(name="columns", type="texts", required=True, says="列哪些属性，按次序。"),
    Field(name="sort", type="texts", default=(NAME,), says="按什么排；前面加 - 为倒序。"),
    Field(name="group", default="", says="按哪个属性分组。"),
    Field(name="source", default="", says="哪份文件要求有这份清单。"),
    Field(name="rows", type="texts", default=(), form=r"[A-Z]{3}-\d{2}", says="对应的功能条目。"),
    Field(name="restricted", type="yes-no", default=False, says="汇总后敏感：未经审查只显示代码和数量。"),
)

_GIVEN = (
    Property(code=NAME, name="名称", en="Name", required=True),
    Property(code=PLACE, name="所在地", en="Place", type="place"),
)
_Words = Mapping[str, tuple[Choice, ...]]


def _choices(row: Row, key: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(code=each.text("code"), name=each.text("name"), en=each.text("en"), synonyms=each.texts("synonyms"))
        for each in row.rows(key)
    )


def _property(row: Row, words: _Words) -> Property:
    return Property(
        code=row.text("code"),
        name=row.text("name"),
        en=row.text("en"),
        type=cast(Type, row.text("type")),
        unit=row.text("unit"),
        synonyms=row.texts("synonyms"),
        vocabulary=words.get(row.text("words")) or _choices(row, "vocabulary"),
        scheme=row.text("scheme"),
        of=row.text("of"),
        relation=row.text("relation"),
        required=row.claim("required"),
        multiple=row.claim("multiple"),
        holds=cast(Holds, row.text("holds")),
        leads=cast(Leads, row.text("leads")),
        personal=row.text("personal"),
        openness=row.text("openness"),
        secrecy=row.text("secrecy"),
        trade_secret=row.claim("trade-secret"),
        fresh_days=row.whole("fresh-days"),
        note=row.text("note"),
    )


def _properties(row: Row, words: _Words) -> tuple[Property, ...]:
    """Those declared, behind the name and the place, which are there in any case."""
    declared = {each.code: each for each in (_property(one, words) for one in row.rows("property"))}
    first = {each.code: declared.pop(each.code, each) for each in _GIVEN}
    return (*first.values(), *declared.values())


def _ladder(row: Row) -> Ladder:
    rungs = (
        Rung(
            code=each.text("code"),
            name=each.text("name"),
            en=each.text("en"),
            rules=tuple(map(condition, each.rows("where"))),
        )
        for each in row.rows("rung")
    )
    return Ladder(
        code=row.text("code"), name=row.text("name"), en=row.text("en"), source=row.text("source"), rungs=tuple(rungs)
    )


def _label(row: Row) -> Label:
    return Label(
        code=row.text("code"),
        name=row.text("name"),
        en=row.text("en"),
        grantor=row.text("grantor"),
        level=row.text("level"),
        source=row.text("source"),
        years=row.whole("years"),
        above=row.texts("above"),
        meaning=row.text("meaning"),
        secrecy=row.text("secrecy"),
    )


def _stage(row: Row) -> Stage:
    return Stage(code=row.text("code"), name=row.text("name"), en=row.text("en"), end=row.claim("end"))


def _move(row: Row) -> Transition:
    return Transition(
        source=row.text("from"), target=row.text("to"), evidence=row.texts("evidence"), known=row.texts("known")
    )


def _kind(row: Row, words: _Words) -> Kind:
    return Kind(
        code=row.text("code"),
        name=row.text("name"),
        en=row.text("en"),
        many=row.text("many"),
        properties=_properties(row, words),
        identifiers=row.texts("identifiers"),
        stages=tuple(map(_stage, row.rows("stage"))),
        transitions=tuple(map(_move, row.rows("move"))),
        ladders=tuple(map(_ladder, row.rows("ladder"))),
        labels=tuple(map(_label, row.rows("label"))),
        stale_days=row.whole("stale-days"),
        note=row.text("note"),
    )


def _view(row: Row) -> View:
    return View(
        code=row.text("code"),
        name=row.text("name"),
        en=row.text("en"),
        kinds=row.texts("kinds"),
        where=tuple(map(condition, row.rows("where"))),
        columns=row.texts("columns"),
        sort=row.texts("sort"),
        group=row.text("group"),
        source=row.text("source"),
        rows=row.texts("rows"),
        restricted=row.claim("restricted"),
    )


def _build(tops: Sequence[Row]) -> Registry:
    words = {row.text("code"): _choices(row, "word") for top in tops for row in top.rows("vocabulary")}
    return Registry(
        kinds=tuple(_kind(row, words) for top in tops for row in top.rows("kind")),
        views=tuple(_view(row) for top in tops for row in top.rows("view")),
    )


_VOCABULARY = (
    Field(name="code", required=True, defines="vocabulary", form=_FORM, says="代码，供属性的 words 引用。"),
    Field(name="word", type="tables", required=True, fields=_CHOICE, says="词。"),
)
KINDS = Schema(
    name="kinds",
    says="台账的类：属性、编码、环节、梯次、称号；以及从中取出的各种清单。",
    fields=(
        Field(name="vocabulary", type="tables", default=(), fields=_VOCABULARY, says="几个属性公用的词表。"),
        Field(name="kind", type="tables", default=(), fields=_KIND, says="类。"),
        Field(name="view", type="tables", default=(), fields=_VIEW, says="清单：从各类里按条件取出，不另存。"),
    ),
    build=_build,
    check=registry_faults,
)
"""The schema under which ``load_pack`` gives a :class:`Registry`."""
