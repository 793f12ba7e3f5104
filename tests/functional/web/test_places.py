"""Places and zones: what the system administrator may not do, then what the pages do."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.builders import organisation
from tests.builders.api import bearer
from tests.builders.workspace import AT, DAY, World, signed_in

from xiandao.apps.accounts.selectors import person_of
from xiandao.apps.audit.models import AuditLine
from xiandao.apps.places import services
from xiandao.apps.places.loading import Entered, pack_read, places_enter
from xiandao.apps.places.models import Era, Place
from xiandao.apps.places.selectors import uses_of
from xiandao.core.errors import Refusal

PACK = """pack = "places"
source = "样例"

[[place]]
code = "{code}"
name = "{name}"
level = "乡镇级"
parent = "{parent}"
"""


def sent(world: World, text: str, act: str = "load") -> tuple[int, str]:
    """What loading a pack of *text* is answered."""
    files = SimpleUploadedFile("places.toml", text.encode())
    answer = signed_in(world, "administrator").post(reverse("places:load"), {"files": files, "act": act})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("code", "level", "parent", "why"),
    [
        ("99010", "town", "990102", "place-code"),
        ("990102", "town", "990102", "place-code-taken"),
        ("990105", "city", "990102", "place-level-unfit"),
        ("990105", "district", "990102", "place-level-unfit"),
        ("990105", "planet", "990102", "place-level-unfit"),
    ],
)
@pytest.mark.usefixtures("world")
def test_a_place_that_does_not_fit_is_not_added(code: str, level: str, parent: str, why: str) -> None:
    with pytest.raises(Refusal, match=f"^{why}$"):
        services.place_new(Place.objects.get(code=parent), code=code, name="样例", level=level, at=AT, by=None)


def test_a_place_is_not_moved_below_itself_nor_ended_over_living_ones_nor_removed_in_use(world: World) -> None:
    town = organisation.town()
    with pytest.raises(Refusal, match="place-circle"):
        services.place_move(world.city, world.district, day=DAY, at=AT, by=None)
    with pytest.raises(Refusal, match="place-has-living"):
        services.place_end(world.district, day=DAY, at=AT, by=None)
    with pytest.raises(Refusal, match="place-used"):
        services.place_remove(world.district, at=AT, by=None)
    services.place_remove(town, at=AT, by=None)
    assert not Place.objects.filter(code=town.code).exists()


def test_nobody_changes_the_tree_beyond_their_place(world: World) -> None:
    client = signed_in(world, "administrator")
    for name in ("place", "rename", "end", "remove"):
        address = reverse(f"places:{name}", args=[world.other_city.pk])
        assert (client.get(address) if name == "place" else client.post(address)).status_code == 404
    status, page = sent(world, PACK.format(code="990202001", name="别市样例镇", parent="990200"))
    assert (status, Place.objects.filter(code="990202001").exists()) == (422, False)
    assert "不在您管理的地区之内" in page


def test_what_lies_below_goes_along_and_the_rights_over_it_too(world: World) -> None:
    town = organisation.town()
    other = services.place_add(code="990103", name="枫渚区", level="district", parent=world.city, at=AT)
    services.place_move(town, other, day=DAY, at=AT, by=None)
    town.refresh_from_db()
    assert town.path == f"{other.path}{town.code}/"
    services.place_move(world.district, world.other_city, day=DAY, at=AT, by=None)
    district_office = person_of(world.users["district-office"], DAY)
    assert district_office.grants[0].path.startswith(world.other_city.path)
    era = world.district.eras.get()
    assert (era.parent, era.until) == (world.city, DAY - dt.timedelta(days=1))


def test_a_place_keeps_what_it_was_called_and_the_days_in_order(world: World) -> None:
    services.place_rename(world.district, name="新鹭区", short_name="新鹭", day=DAY, at=AT, by=None)
    assert [(era.name, era.until) for era in world.district.eras.all()] == [("鹭汀区", DAY - dt.timedelta(days=1))]
    for day in (DAY - dt.timedelta(days=3), DAY + dt.timedelta(days=9)):
        with pytest.raises(Refusal, match="place-day"):
            services.place_rename(world.district, name="又名区", short_name="", day=day, at=AT, by=None)


def test_a_town_is_managed_by_one_zone_at_a_time(world: World) -> None:
    held = organisation.managed()
    rival = services.place_add(code="990178", name="样例经开区", level="zone", parent=world.city, at=AT)
    with pytest.raises(Refusal, match="management-twice"):
        services.management_new(rival, held.place, since=DAY, at=AT, by=None)
    with pytest.raises(Refusal, match="management-unfit"):
        services.management_new(world.district, held.place, since=DAY, at=AT, by=None)
    services.management_end(held, day=DAY, at=AT, by=None)
    services.management_new(rival, held.place, since=DAY + dt.timedelta(days=1), at=AT, by=None)


def test_a_pack_is_tried_without_a_trace_then_loaded_with_a_line_for_each_place(world: World) -> None:
    pack = PACK.format(code="990102055", name="样例新镇", parent="990102")
    before = AuditLine.objects.count()
    assert "将新增 1 处" in sent(world, pack, "check")[1]
    assert (Place.objects.filter(code="990102055").exists(), AuditLine.objects.count()) == (False, before)
    assert "新增 1 处" in sent(world, pack)[1]
    made = Place.objects.get(code="990102055")
    assert (made.path, made.is_invented) == (f"{world.district.path}990102055/", True)
    assert AuditLine.objects.filter(deed="place.add", object_id=str(made.pk)).count() == 1
    assert "1 处不变" in sent(world, pack)[1]


def test_faults_of_a_pack_are_told_by_their_lines(world: World) -> None:
    status, page = sent(world, PACK.format(code="990102055", name="样例新镇", parent="990999"))
    assert status == 422
    assert '<td class="n">8</td>' in page
    assert not Place.objects.filter(code="990102055").exists()


def entered(*rows: tuple[str, str, str, str], kind: str = "行政区") -> Entered:
    """What a pack of rows does: code, name, level and the code of the parent each."""
    said = [
        f'[[place]]\ncode = "{code}"\nname = "{name}"\nlevel = "{level}"\nparent = "{parent}"\nkind = "{kind}"'
        for code, name, level, parent in rows
    ]
    text = "\n".join(('pack = "places"', 'source = "样例"', *said))
    found = pack_read({"places.toml": text.encode()}).value
    assert found is not None
    return places_enter(found, ("/0/",), at=AT, by=None)


def test_what_lies_below_a_place_that_a_pack_moves_goes_along_whatever_the_order(world: World) -> None:
    town = organisation.town()
    entered(
        ("990102", "鹭汀区", "县区级", "990200"),  # from one city to the other
        ("990102099", "样例镇", "乡镇级", "990102"),
        ("990102077", "样例新镇", "乡镇级", "990102"),
    )
    for place in Place.objects.exclude(parent=None).select_related("parent"):
        assert place.parent is not None
        assert place.path == f"{place.parent.path}{place.code}/"
    town.refresh_from_db()
    assert town.path == f"{world.other_city.path}990102/990102099/"


@pytest.mark.usefixtures("world")
def test_a_pack_puts_no_place_below_itself() -> None:
    entered(("990100-a", "样例一区", "市级", "990100"), kind="功能区")
    entered(("990100-b", "样例二区", "县区级", "990100"), kind="功能区")
    zones = {zone.code: zone for zone in Place.objects.filter(level="zone")}
    Place.objects.filter(code="990100-b").update(parent=zones["990100-a"], path=f"{zones['990100-a'].path}990100-b/")
    with pytest.raises(Refusal, match="place-circle"):
        entered(("990100-a", "样例一区", "乡镇级", "990100-b"), kind="功能区")
    with pytest.raises(Refusal, match="place-circle"):
        services.place_add(
            code="990100", name="霁川市", level="city", parent=Place.objects.get(code="990102"), is_invented=True, at=AT
        )


def test_a_place_that_a_pack_renames_keeps_what_it_was_called_and_where_it_lay(world: World) -> None:
    assert entered(("990102", "鹭汀新区", "县区级", "990200")).changed == ("鹭汀新区",)
    era = world.district.eras.get()
    assert (era.name, era.parent, era.until) == ("鹭汀区", world.city, DAY - dt.timedelta(days=1))
    entered(("990102", "鹭汀区", "县区级", "990200"))  # a slip mended on the same day leaves no era of no day
    assert world.district.eras.count() == 1


@pytest.mark.usefixtures("world")
def test_a_place_that_something_points_to_without_a_name_from_here_is_not_removed() -> None:
    town = organisation.town()
    assert uses_of(town) == 0
    era = Era.objects.create(place=Place.objects.get(code="990102"), name="旧名", parent=town, until=DAY)
    with pytest.raises(Refusal, match="place-used"):
        services.place_remove(town, at=AT, by=None)
    era.delete()
    services.place_remove(town, at=AT, by=None)


def test_a_place_is_changed_as_it_is_now_not_as_it_was_read(world: World) -> None:
    stale, town = Place.objects.get(code="990102"), organisation.town()
    services.place_move(world.district, world.other_city, day=DAY, at=AT, by=None)
    services.place_move(town, stale, day=DAY, at=AT, by=None)
    other = services.place_new(stale, code="990102088", name="样例镇二", level="town", at=AT, by=None)
    assert other.path == f"{world.other_city.path}990102/990102088/"
    town.refresh_from_db()
    assert town.path == f"{world.other_city.path}990102/990102099/"


def test_the_day_of_a_change_is_that_of_the_installation_not_of_greenwich(world: World) -> None:
    late = dt.datetime(2026, 3, 2, 17, 0, tzinfo=dt.UTC)  # 01:00 on the 3rd in Shanghai
    services.place_rename(
        world.district, name="鹭汀新区", short_name="", day=dt.date(2026, 3, 4), at=late, by=None
    )  # fmt: skip
    assert world.district.eras.get().until == dt.date(2026, 3, 3)


def test_the_api_adds_renames_moves_and_ends_a_place(world: World) -> None:
    asker = bearer(world.users["administrator"])
    body = {"parent": "990102", "code": "990102066", "name": "样例镇二", "level": "town"}
    made = asker.post("/places", body).json()
    assert asker.post("/places", body).json()["code"] == "place-code-taken"
    renamed = asker.post(f"/places/{made['id']}/rename", {"name": "样例镇三", "day": "2026-03-02"}).json()
    assert renamed["name"] == "样例镇三"
    assert asker.post(f"/places/{made['id']}/end", {"day": "2026-04-01"}).json()["until"] == "2026-04-01"
    deeds = AuditLine.objects.filter(object_kind="place", object_id=str(made["id"])).values_list("deed", flat=True)
    assert [*deeds.order_by("seq")] == ["place.add", "place.rename", "place.end"]
