"""The pack of the history of places: which codes ended and began by which decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xiandao.core.place_history import Began, Ended, PlaceChange, PlaceHistory, days_of, history_of
from xiandao.readers.packs_schema import Fault, Field, Row, Schema

_CODE = r"\d{6}|\d{9}"
_ENDED = (
    Field(name="code", required=True, form=_CODE, defines="ended-place", says="停用的代码。"),
    Field(name="name", required=True, says="停用时的名称。"),
    Field(name="into", type="texts", required=True, says="行政区域并入或改设的各地方的代码。"),
)
_BEGAN = (
    Field(name="code", required=True, form=_CODE, defines="begun-place", says="启用的代码。"),
    Field(name="name", required=True, says="启用时的名称。"),
)
_CHANGE = (
    Field(name="on", required=True, form=r"\d{4}(-\d{2}(-\d{2})?)?", says="变更之日；只知道年、月的写年、月。"),
    Field(name="document", required=True, says="批复或通知的文号；没有的写标题。"),
    Field(name="ended", type="tables", default=(), fields=_ENDED, says="停用的代码。"),
    Field(name="began", type="tables", default=(), fields=_BEGAN, says="启用的代码。"),
)


def _change(row: Row) -> PlaceChange:
    first, last = days_of(row.text("on"))
    return PlaceChange(
        first=first,
        last=last,
        document=row.text("document"),
        ended=tuple(
            Ended(code=each.text("code"), name=each.text("name"), into=each.texts("into")) for each in row.rows("ended")
        ),
        began=tuple(Began(code=each.text("code"), name=each.text("name")) for each in row.rows("began")),
    )


def _build(tops: Sequence[Row]) -> PlaceHistory:
    return history_of(_change(row) for top in tops for row in top.rows("change"))


def _faults(tops: Sequence[Row]) -> Iterator[Fault]:
    for row in (row for top in tops for row in top.rows("change")):
        try:
            days_of(row.text("on"))
        except ValueError:
            yield Fault(row, "place-change-no-day", (("on", row.text("on")),), ("on",))
        for each in row.rows("ended"):
            if each.text("code") in each.texts("into"):
                yield Fault(each, "place-change-into-itself", (("code", each.text("code")),), ("into",))


PLACE_HISTORY = Schema(
    name="place-history",
    says="区划代码的变更：哪些代码何时停用、并入或改设为哪些地方。",
    fields=(
        Field(name="source", required=True, says="变更从哪里查得。"),
        Field(name="change", type="tables", required=True, fields=_CHANGE, says="各次变更。"),
    ),
    build=_build,
    check=_faults,
)
