"""数据交换 as pages: what cannot be sent is not offered and why is said; without an identity the page says what comes first."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse
from tests.builders import workspace
from tests.builders.packages import met, own_identity, sent_by_city
from tests.builders.releases import passed
from tests.builders.workspace import World, signed_in

from xiandao.apps.plans.models import Edition
from xiandao.apps.publishing.models import Release


def page(world: World, who: str, name: str, **asked: str) -> str:
    return signed_in(world, who).get(reverse(f"packages:{name}"), asked).content.decode()


def offered(shown: str, of: Edition) -> bool:
    return f'name="edition" value="{of.pk}"' in shown


def test_a_plan_without_an_item_is_not_offered_and_its_page_has_no_link_to_send_it(
    world: World, plan: Edition, tmp_path: Path
) -> None:
    empty = workspace.edition(world.person("office"), tmp_path, "霁川市工作动态\n今日无事。\n", name="empty.txt")
    empty.items.all().delete()
    shown = page(world, "office", "new")
    assert offered(shown, plan)
    assert not offered(shown, empty)
    assert "未列出 1 个不能发送的版本" in shown
    assert "没有条目 1 个" in shown
    client, link = signed_in(world, "office"), reverse("packages:new")
    for of, is_linked in ((plan, True), (empty, False)):
        told = client.get(reverse("plans:edition", args=[of.pk])).content.decode()
        assert (f'href="{link}?edition={of.pk}"' in told) is is_linked


def test_where_nothing_is_left_the_reasons_are_counted(world: World, plan: Edition) -> None:
    met()
    plan.plan.secrecy = "secret"
    plan.plan.save()
    shown = page(world, "office", "new")
    assert "目前都不能发送，原因见下" in shown
    assert "工作秘密 1 个" in shown
    plan.plan.secrecy, plan.plan.origin = "none", "place:330000"
    plan.plan.save()
    assert "来件 1 个" in page(world, "office", "new")
    plan.items.update(state="rejected")
    assert "没有条目 1 个" in page(world, "office", "new")
    plan.delete()
    assert "本单位还没有规划版本，请先上传规划" in page(world, "office", "new")


def test_what_is_searched_for_and_not_found_is_told_apart_from_what_cannot_be_sent(world: World, plan: Edition) -> None:
    shown = page(world, "office", "new", q="没有这个标题")
    assert not offered(shown, plan)
    assert "没有符合条件的可发送版本" in shown


def test_a_package_that_was_taken_says_so(world: World, plan: Edition) -> None:
    sent = sent_by_city(world, plan)
    release = passed(world, Release.objects.get())
    client, address = signed_in(world, "office"), reverse("packages:sent", args=[sent.pk])
    link = reverse("publishing:release", args=[release.pk])
    assert f'<a href="{link}">可下载</a>' in client.get(address).content.decode()
    assert client.post(reverse("packages:file", args=[sent.pk])).status_code == 200
    assert f'<a href="{link}">已领取</a>' in client.get(address).content.decode()


def test_without_an_identity_partners_lead_to_where_it_is_said(world: World) -> None:
    shown = page(world, "administrator", "partners")
    assert "请先设置本单位身份" in shown
    assert 'href="#own-name"' in shown
    assert 'id="own-name"' in shown
    assert reverse("packages:partner-add") not in shown
    assert "请系统管理员在“交换单位”页设置" in page(world, "office", "new")
    own_identity()
    shown = page(world, "administrator", "partners")
    assert "请先设置本单位身份" not in shown
    assert reverse("packages:partner-add") in shown
