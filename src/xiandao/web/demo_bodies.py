"""Leading groups, task forces and linked leaders of the demo: invented people on invented places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from xiandao.apps.accounts.models import Unit
from xiandao.apps.accounts.rights import Person
from xiandao.apps.bodies import services
from xiandao.apps.bodies.models import Link
from xiandao.apps.places.models import Place

GROUPS = (
    ("990000", "云澜省未来产业发展领导小组", "云省政办发〔2025〕样6号", "省政府副省长 样启明 组长\n省政府秘书长 例知远 副组长\n省发展改革委\n省科技厅\n省工业和信息化厅\n省财政厅"),
    ("990100", "霁川市未来产业发展领导小组", "霁政办发〔2025〕样11号", "市政府市长 虚若谷 组长\n市政府副市长 样怀瑾 副组长\n市发展改革委\n市科技局\n市工业和信息化局\n市财政局\n市教育局"),
)  # fmt: skip
"""Place, name, paper, and the list as it would be pasted."""
TEAMS = (
    ("990100", "人形机器人产业工作专班", "人形机器人", "霁川市工业和信息化局", "市政府副市长 样怀瑾 组长\n市工业和信息化局\n市科技局\n市投资促进局\n霁川大学"),
    ("990100", "低空经济产业工作专班", "低空经济", "霁川市交通运输局", "市政府副市长 例思齐 组长\n市交通运输局\n市公安局\n市应急管理局"),
    ("990100", "合成生物产业工作专班", "合成生物", "霁川市科学技术局", "市政府副市长 构清扬 组长\n市科技局\n市卫生健康委\n市市场监管局"),
)  # fmt: skip
"""A task force for each leading field: place, name, field, office, list."""
LEADERS = (
    ("990000", "省政府副省长", "样启明", "field", "人形机器人", "2025-06-01"),
    ("990100", "市政府副市长", "样怀瑾", "field", "人形机器人", "2025-07-01"),
    ("990100", "市政府副市长", "例思齐", "field", "低空经济", "2025-07-01"),
    ("990100", "市政府副市长", "构清扬", "field", "合成生物", "2025-07-01"),
    ("990100", "市人大常委会副主任", "虚怀若", "park", "霁川样例先导园区", "2025-07-01"),
    ("990102", "区政府副区长", "例云舒", "field", "人形机器人", "2025-09-01"),
)
"""Place, 职务, name, what they are linked to, since when."""
FOLLOWED = ("例思齐", "样行简", "2026-01-15")
"""Who followed whom on a day: the past answers otherwise than today."""
SOURCE, SINCE = "样例文件", "2025-07-01"


def bodies_load(person: Person, *, at: dt.datetime) -> None:
    """Enters them all, a succession among them; does nothing where the places are not those of the demo."""
    if not Place.objects.filter(code="990100", is_invented=True).exists():
        return
    above: dict[str, int] = {}
    for code, name, paper, members in GROUPS:
        above[code] = _body(person, code, {"name": name, "kind": "leading-group", "source": paper}, members, at=at)
    for number, (code, name, field, office, members) in enumerate(TEAMS, 1):
        unit = Unit.objects.filter(place__code=code, name=office).first()
        said = {"name": name, "kind": "task-force", "parent": str(above[code]), "office": str(unit.pk) if unit else ""}
        paper = f"霁未来组发〔2025〕样{number}号"
        team = _body(person, code, {**said, "source": paper}, members, at=at)
        services.charge_add(person, team, {"code": field, "since": SINCE, "source": paper}, at=at)
    for order, (code, duty, leader, about, subject, since) in enumerate(LEADERS, 1):
        told = {"duty": duty, "leader": leader, "about": about, "subject": subject, "since": since, "source": SOURCE}
        services.link_add(person, _place(code), {**told, "order": str(order)}, at=at)
    _follow(person, at=at)


def _place(code: str) -> int:
    return Place.objects.get(code=code).pk


def _body(person: Person, code: str, said: Mapping[str, str], members: str, *, at: dt.datetime) -> int:
    lasts = {"since": SINCE, "source": said["source"]}
    body = services.body_add(person, _place(code), {**said, **lasts}, at=at)
    services.members_paste(person, body.pk, members, lasts, at=at)
    return body.pk


def _follow(person: Person, *, at: dt.datetime) -> None:
    before, after, day = FOLLOWED
    row = Link.objects.get(leader=before, until=None)
    told = {"duty": row.duty, "leader": after, "about": "field", "subject": row.code, "order": str(row.order)}
    said = {**told, "version": str(row.version), "since": day, "source": "样例文件（分工调整）"}
    services.row_change(person, "link", row.pk, said, at=at)
