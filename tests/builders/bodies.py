"""A task force with members and fields, and a linked leader, in the small workspace."""

from __future__ import annotations

from collections.abc import Mapping

from tests.builders.workspace import AT

from xiandao.apps.accounts.models import Unit
from xiandao.apps.accounts.selectors import operator
from xiandao.apps.bodies import services
from xiandao.apps.bodies.models import Body, Link, Member, Setting
from xiandao.apps.places.models import Place

SINCE = {"since": "2026-01-10", "source": "霁政办发〔2026〕样1号"}
LIST = """1. 市政府副市长 样例甲 组长
霁川市专班
市样例局
市样例研究院，成员
样例乙
副组长：市政府秘书长 样例丙"""
"""As offices paste it; the fifth line is a name without a post."""


def body(place: Place | None = None, name: str = "人形机器人产业工作专班", **said: str) -> Body:
    """A task force of the city with two members and a field; the same one when asked again."""
    place = place or Place.objects.get(code="990100")
    known = Setting.objects.filter(body__place=place, name=name, withdrawn_at=None).first()
    if known is not None:
        return known.body
    by, office = operator("test"), Unit.objects.filter(place=place).first()
    told = {"name": name, "kind": "task-force", "office": str(office.pk) if office else "", **SINCE, **said}
    made = services.body_add(by, place.pk, told, at=AT)
    chair = {"role": "chair", "duty": "市政府副市长", "leader": "样例甲", "order": "1", **SINCE}
    services.member_add(by, made.pk, chair, at=AT)
    services.member_add(by, made.pk, {"role": "member", "unit_name": "市样例局", "order": "2", **SINCE}, at=AT)
    services.charge_add(by, made.pk, {"code": said.get("code", "人形机器人"), **SINCE}, at=AT)
    return made


LEADER: Mapping[str, str] = {
    "duty": "市政府副市长",
    "leader": "样例甲",
    "about": "field",
    "subject": "人形机器人",
    "contact": "样例丁",
    "telephone": "138 0000 0001",
    **SINCE,
}


def link(place: Place | None = None, **said: str) -> Link:
    """A leader of the city is linked to humanoid robots; the same one when asked again."""
    place = place or Place.objects.get(code="990100")
    known = Link.objects.filter(place=place, withdrawn_at=None, until=None).first()
    return known or services.link_add(operator("test"), place.pk, {**LEADER, **said}, at=AT)


def grown(below: Place, n: int) -> None:
    """A body of another place and of the city, members and fields, and a linked leader more of each."""
    by, city = operator("test"), Place.objects.get(code="990100")
    body(below)
    body(city, f"样例第{n}专班", parent=str(body().pk))
    services.member_add(by, body().pk, {**SINCE, "role": "member", "unit_name": f"市样例{n}局"}, at=AT)
    services.member_add(by, body().pk, {**SINCE, "role": "member", "duty": "样例局局长", "leader": f"样例{n}"}, at=AT)
    code = ("合成生物", "低空经济", "氢能", "类脑智能")[n % 4]
    services.charge_add(by, body().pk, {**SINCE, "code": code}, at=AT)
    services.link_add(by, city.pk, {**LEADER, "subject": code}, at=AT)
    services.link_add(by, below.pk, LEADER, at=AT)


def number_asked(name: str) -> dict[str, object]:
    """What an address of the register is asked about, within the city."""
    if name.startswith("bodies:row"):
        return {"kind": "member", "pk": Member.objects.filter(body=body(), role="member").latest("pk").pk}
    link()
    return {"pk": body().pk, "form": "xlsx"}
