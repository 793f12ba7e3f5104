"""Support policies of the small workspace: of the province, the city and a district, with their measures."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from tests.builders.workspace import AT, DAY, World

from xiandao.apps.accounts.models import User
from xiandao.apps.accounts.rights import Person
from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.policies import services
from xiandao.apps.policies.models import Measure, Policy
from xiandao.core.text import Source
from xiandao.readers.secrecy import refuse_state_secrets

CITY = """霁川市支持未来产业发展专项政策
霁政办规〔2025〕3号
第一条 支持算力应用。对使用市级算力平台的中小企业，按照算力费用的40%发放算力券，每家企业每年最高60万元。
第二条 支持人才集聚。对引进领军人才团队的用人单位，给予一次性奖励100万元。
第三条 支持场景建设。对列入市级标杆场景的建设单位，按照项目投入的25%给予补助，最高300万元。
第四条 同一项目已享受省级同类政策的，不重复享受本政策。
第五条 本政策自2026年1月1日起施行，有效期至2026年12月31日。
霁川市人民政府办公室
2025年12月18日
"""
PROVINCE = """云澜省支持未来产业创新发展若干政策
云政办规〔2025〕7号
第一条 支持中小企业租用省内智能算力，按实际支付费用的30%发放算力券，每家企业每年最高80万元。
第二条 同一事项符合多项政策的，按照就高不重复的原则执行。
第三条 本政策自2025年7月1日起施行，有效期3年。
云澜省人民政府办公厅
2025年6月12日
"""
DISTRICT = """鹭汀区人才支持办法
鹭政规〔2026〕1号
第一条 对在鹭汀区全职工作的博士，给予10万元生活补贴。
第二条 本办法自2026年3月1日起施行，有效期3年。
鹭汀区人民政府
2026年2月10日
"""


def entered(person: Person, folder: Path, text: str = CITY, name: str = "policy.txt") -> Policy:
    """*text* as a policy of the person's office."""
    file = folder / name
    file.write_text(text, "utf-8")
    refuse_state_secrets((text,), text.encode())
    return services.policy_enter(person, Source(name=name, media_type="text/plain", text=text), file, at=AT)


def confirmed(person: Person, policy: Policy) -> Policy:
    """Every measure that names a topic confirmed."""
    for measure in policy.measures.filter(state="candidate").exclude(topics=""):
        services.measure_judge(person, measure.pk, "confirm", version=measure.version, at=AT)
    return policy


def library(world: World, folder: Path) -> tuple[Policy, Policy, Policy]:
    """The policies of province, city and district, all confirmed."""
    rows = (("province-office", PROVINCE), ("office", CITY), ("district-office", DISTRICT))
    made = [confirmed(world.person(who), entered(world.person(who), folder, text, f"{who}.txt")) for who, text in rows]
    return made[0], made[1], made[2]


def number_asked(name: str) -> int:
    """A policy of the city with a measure that waits, or that measure, for an address."""
    person = person_of(User.objects.get(username="office"), DAY)
    policy = Policy.objects.filter(title=CITY.partition("\n")[0]).first()
    if policy is None:
        policy = entered(person, Path(settings.DATA))
    if name not in ("measure", "judge"):
        return policy.pk
    return Measure.objects.filter(policy=policy).earliest("pk").pk
