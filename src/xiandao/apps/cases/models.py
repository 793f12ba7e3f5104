"""Cases, every step of each, and the rounds in which they are asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiandao.apps.accounts.models import Unit
from xiandao.apps.cases.kinds import KINDS, RULINGS, STATES
from xiandao.apps.files.models import Blob
from xiandao.apps.places.models import Place


class Round(models.Model):
    """A time in which places and units are asked what they have to say about something (征求意见)."""

    about_model = models.CharField(max_length=40)  # app.model
    about_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(null=True)  # working days given; None where the last day was typed
    until = models.DateField()  # the last day on which those invited may put something forward
    rule_days = models.PositiveSmallIntegerField(null=True)  # working days behind the last day; None: no clock
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("about_model", "about_id"), condition=Q(closed_at=None), name="round_open_once"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """One place, or one unit, that is asked in a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="invitations")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(place=None) ^ Q(unit=None), name="invitation_of_one"),
            models.UniqueConstraint(fields=("round", "place"), name="invitation_place_once"),
            models.UniqueConstraint(fields=("round", "unit"), name="invitation_unit_once"),
        )

    def __str__(self) -> str:
        named = self.unit or self.place
        return named.name if named else ""


class Case(models.Model):
    """Something put forward about something, and what became of it."""

    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="cases")
    about_model = models.CharField(max_length=40)  # app.model
    about_id = models.PositiveBigIntegerField()
    about_key = models.CharField(max_length=40, default="")  # what within it: the key of an item, the span of words
    clause = models.CharField(max_length=400, default="")  # what the thing was called then
    quote = models.TextField(default="")  # the words it is about, as they stood then
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")  # for whom it is opened
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    outside = models.CharField(max_length=80, default="")  # for whom, as typed, who has no account here
    text = models.TextField()
    wanted = models.TextField(default="")  # the value or wording asked for
    state = models.CharField(max_length=10, default="open", choices=[(state, state) for state in STATES])
    actor = models.CharField(max_length=80)  # who entered it, as the audit log names them
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    clock_from = models.DateField(null=True)  # the day from which working days count, itself not counted
    clock_days = models.PositiveSmallIntegerField(null=True)  # until it must be ruled upon; None: no clock
    answer = models.TextField(default="")
    ruling = models.CharField(max_length=10, default="", choices=[(each, each) for each in RULINGS])
    reason = models.TextField(default="")
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)  # counts the steps: who takes one says which was on the screen

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("about_model", "about_id"), name="case_about"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("ruled", "closed")) | (~Q(ruling="") & ~Q(reason="")), name="case_ruled_why"
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def proposer(self) -> str:
        """For whom it was put forward."""
        named = self.unit or self.place
        return self.outside or (named.name if named else "")

    @property
    def files(self) -> list[Enclosure]:
        """What is enclosed and was not taken back with it."""
        return [each for each in self.enclosures.all() if each.blob_id is not None]


class Enclosure(models.Model):
    """A file that came with a case: the formal letter, its annexes; name and digest stay when it is taken back."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="enclosures")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")  # None: taken back
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class CaseStep(models.Model):
    """One step of a case: who did what when, with what words; never changed, never removed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10)
    state = models.CharField(max_length=10)  # the state it led to
    ruling = models.CharField(max_length=10, default="")
    words = models.TextField(default="")
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
