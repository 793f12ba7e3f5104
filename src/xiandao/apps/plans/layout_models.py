"""产业空间布局表 of a place, its versions and their rows, the yearly reviews, and official maps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiandao.alignment.layouts import DEEDS, ROLES, VERDICTS
from xiandao.apps.places.models import Place


class Layout(models.Model):
    """The table of one place; what it says stands in its versions."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="layout")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("accounts.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("place__path",)

    def __str__(self) -> str:
        return self.place.name


class LayoutVersion(models.Model):
    """The table as it is in force from a day until that of the next version; never changed."""

    layout = models.ForeignKey(Layout, on_delete=models.CASCADE, related_name="versions")
    ordinal = models.PositiveSmallIntegerField()
    in_force_from = models.DateField()
    reason = models.CharField(max_length=400)
    digest = models.CharField(max_length=80)  # of the rows
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("layout", "ordinal")
        constraints = (models.UniqueConstraint(fields=("layout", "ordinal"), name="layout_version_once"),)


class LayoutReview(models.Model):
    """A yearly review (年度评估) of the version that was in force; its proposals are cases of its round."""

    layout = models.ForeignKey(Layout, on_delete=models.CASCADE, related_name="reviews")
    version = models.ForeignKey(LayoutVersion, on_delete=models.PROTECT, related_name="reviews")
    made = models.OneToOneField(LayoutVersion, null=True, on_delete=models.PROTECT, related_name="review")
    year = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("layout",), condition=Q(closed_at=None), name="layout_review_open_once"),
        )


class LayoutLine(models.Model):
    """One row of a version: place, sector, role, carrier, why, and the item with the sentence that says so."""

    version = models.ForeignKey(LayoutVersion, on_delete=models.CASCADE, related_name="lines")
    ordinal = models.PositiveSmallIntegerField()
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")  # None: not in the tree
    name = models.CharField(max_length=60)
    sector = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=[(role, role) for role in ROLES])
    carrier = models.CharField(max_length=120, default="")
    direction = models.CharField(max_length=400, default="")
    reason = models.CharField(max_length=800, default="")
    edition = models.ForeignKey("plans.Edition", null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("plans.Item", null=True, on_delete=models.SET_NULL, related_name="+")  # None: reread away
    quote = models.TextField(default="")  # the words as they stood then
    clause = models.CharField(max_length=120, default="")

    class Meta:
        ordering = ("version", "ordinal")
        constraints = (models.UniqueConstraint(fields=("version", "name", "sector"), name="layout_line_once"),)


class LayoutProposal(models.Model):
    """What a case of a review asks for: a row to add, drop or change, and the item that is its evidence."""

    review = models.ForeignKey(LayoutReview, on_delete=models.CASCADE, related_name="proposals")
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="layout_proposal")
    deed = models.CharField(max_length=8, choices=[(each, each) for each in DEEDS])
    name = models.CharField(max_length=60)
    sector = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=[(role, role) for role in ROLES])
    carrier = models.CharField(max_length=120, default="")
    direction = models.CharField(max_length=400, default="")
    edition = models.ForeignKey("plans.Edition", null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("plans.Item", null=True, on_delete=models.SET_NULL, related_name="+")
    quote = models.TextField(default="")

    class Meta:
        ordering = ("pk",)


class LayoutVerdict(models.Model):
    """What a review says of a row of the version reviewed: 继续, 加强, 调整, 退出, and why."""

    review = models.ForeignKey(LayoutReview, on_delete=models.CASCADE, related_name="verdicts")
    line = models.ForeignKey(LayoutLine, on_delete=models.CASCADE, related_name="verdicts")
    verdict = models.CharField(max_length=12, choices=[(each, each) for each in VERDICTS])
    reason = models.CharField(max_length=400, default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("line__ordinal",)
        constraints = (models.UniqueConstraint(fields=("review", "line"), name="layout_verdict_once"),)


class OfficialMap(models.Model):
    """A boundary map of what lies below a place, with the 审图号 that is printed wherever it is shown."""

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="official_map")
    number = models.CharField(max_length=40)  # 审图号
    maker = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()
    shapes = models.JSONField()  # GeoJSON, every shape with the id of its place
    unjoined = models.JSONField(default=list)  # names of shapes that are no place of the tree
    sha256 = models.CharField(max_length=64)  # of the file as it came
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("place__path",)
