"""Bodies and the rows that say what they are, who sits in them and what for: each from a day to a day, none overwritten."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xiandao.apps.accounts.models import Unit, User
from xiandao.apps.places.models import Place


class Kept(models.Model):
    """A row that holds from a day to a day, with its source and who entered, ended or withdrew it.

    ``until`` is the last day. ``was_until`` is what it was before somebody ended the row at ``ended_at``.
    """

    since = models.DateField()
    until = models.DateField(null=True)
    order = models.PositiveIntegerField(default=0)  # as the office wants it printed
    source = models.CharField(max_length=200)  # the paper that says so
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    succeeds = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next")
    was_until = models.DateField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_for = models.CharField(max_length=200, default="")

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="%(class)s_in_order"),
        )


class Body(models.Model):
    """A body of a place; what it is called and is stands in its settings, which change."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="bodies")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("place__path", "pk")


class Setting(Kept):
    """How a body is set up: name, kind, the body above, its office, the paper."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="settings")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    parent = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="below")
    office = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    plan_edition = models.PositiveBigIntegerField(
        null=True
    )  # a sentence of a plan; plain numbers, for plans stand above
    plan_item = models.PositiveBigIntegerField(null=True)
    plan_lineage = models.CharField(max_length=36, default="")

    class Meta(Kept.Meta):
        ordering = ("since", "pk")


class Member(Kept):
    """A unit of the organisation, a unit by name, or a leader by name with 职务, in a role."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=80, default="")
    leader = models.CharField(max_length=40, default="")
    duty = models.CharField(max_length=80, default="")

    class Meta(Kept.Meta):
        ordering = ("order", "pk")


class Charge(Kept):
    """A field of the taxonomy that a body is responsible for."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="charges")
    code = models.CharField(max_length=60, db_index=True)

    class Meta(Kept.Meta):
        ordering = ("order", "code", "pk")


class Link(Kept):
    """挂钩联系: a leader of a place and what they are linked to, with the unit and the person to be called."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="links")
    leader = models.CharField(max_length=40)
    duty = models.CharField(max_length=80)
    about = models.CharField(max_length=12)
    code = models.CharField(max_length=60, default="", db_index=True)  # of a field
    name = models.CharField(max_length=80, default="")  # of anything else
    is_joint = models.BooleanField(default=False)  # several leaders at once are meant
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(max_length=80, default="")
    contact = models.CharField(max_length=40, default="")
    key = models.CharField(max_length=32, default="")  # names the key of the telephone number
    sealed = models.TextField(default="")

    class Meta(Kept.Meta):
        ordering = ("place__path", "order", "pk")
