"""Entities, what sources say of them, and what follows from it: the current row, its cells, its names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xiandao.apps.accounts.models import Post, User
from xiandao.apps.files.models import Blob
from xiandao.apps.places.models import Place
from xiandao.apps.publishing import models as release_models
from xiandao.core.statements import AUTHORITIES

SECRECY = release_models.SECRECY
SORTS = ("import", "entry", "form", "package")
"""An imported workbook, an entry by hand, a template that came back, a package of another installation."""
DEEDS = ("state", "deny", "choose", "delete", "restore")
VERDICTS = ("yes", "no", "unsure")
LOAD_STATES = ("reading", "mapping", "checking", "checked", "entering", "entered", "undone", "failed")
LONGEST_VALUE = 120
"""Of a value as it is filtered and sorted by; the whole of it stands in the row."""


class Origin(models.Model):
    """A paper, workbook, form or act from which words come; withdrawn, it is as if it had never been.

    ``stream`` is who keeps saying it over many papers; ``as_of`` the day of which it speaks (截至日期).
    """

    key = models.CharField(max_length=32, unique=True)
    sort = models.CharField(max_length=8, choices=[(each, each) for each in SORTS])
    stream = models.CharField(max_length=80)
    authority = models.CharField(max_length=10, choices=[(each, each) for each in AUTHORITIES])
    title = models.CharField(max_length=255)
    keeper = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title


class Entity(models.Model):
    """One enterprise, platform, person, project …, as it is taken to be today.

    ``row`` and everything from ``place`` to ``changes_on`` follow from what is said, and can be made anew. ``leader`` is
    the entity that this one was found to be the same as; what is said of both is told of the leader.
    """

    key = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=40)
    keeper = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    secrecy = models.CharField(max_length=10, default="none", choices=[(each, each) for each in SECRECY])
    leader = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    exists = models.BooleanField(default=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LONGEST_VALUE, default="")
    stage = models.CharField(max_length=40, default="")
    row = models.JSONField(default=dict)
    contested = models.JSONField(default=list)
    changes_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        indexes = (
            models.Index(fields=("kind", "name", "id"), name="entity_listed", condition=Q(leader=None, exists=True)),
            models.Index(fields=("kind", "place"), name="entity_placed"),
            models.Index(fields=("changes_on",), name="entity_changing", condition=~Q(changes_on=None)),
        )

    def __str__(self) -> str:
        return self.name


class Said(models.Model):
    """What an origin says of an entity at once; never changed, never removed. Its number is its order."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="saids")
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="saids")
    deed = models.CharField(max_length=8, default="state", choices=[(each, each) for each in DEEDS])
    values = models.JSONField()
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    where = models.CharField(max_length=80, default="")  # sheet and row
    note = models.CharField(max_length=400, default="")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class Paper(models.Model):
    """A file that bears out what was said: the approval behind a stage, the letter behind a label."""

    said = models.ForeignKey(Said, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=80)  # which of the papers asked for it is
    file_name = models.CharField(max_length=255, default="")
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)


class Identifier(models.Model):
    """A code that tells entities of a kind from one another, as some source gives it."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=30)
    value = models.CharField(max_length=80)

    class Meta:
        indexes = (models.Index(fields=("scheme", "value"), name="identifier_found"),)
        constraints = (models.UniqueConstraint(fields=("entity", "scheme", "value"), name="identifier_once"),)


class Name(models.Model):
    """A name that an entity goes or went by, folded as names are compared."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="names")
    folded = models.CharField(max_length=LONGEST_VALUE)
    initials = models.CharField(max_length=LONGEST_VALUE, default="")  # of its pinyin
    pairs = models.TextField(default="")  # of characters, by which it is found: name_index.py

    class Meta:
        indexes = (
            models.Index(fields=("folded",), name="name_found"),
            models.Index(fields=("initials",), name="name_spelled"),
        )


class Cell(models.Model):
    """A leading value by which lists are filtered, counted and sorted; follows from the row."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="cells")
    property = models.CharField(max_length=40)
    value = models.CharField(max_length=LONGEST_VALUE)
    number = models.FloatField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("property", "value", "entity"), name="cell_found"),
            models.Index(fields=("property", "number", "entity"), name="cell_sized", condition=~Q(number=None)),
        )


class RegisterState(models.Model):
    """The state of the register of a kind: another token after every change of its entities."""

    kind = models.CharField(max_length=40, primary_key=True)
    token = models.CharField(max_length=32)


class Likeness(models.Model):
    """Whether two entities are one: what was found, and what a person said of it; the last word stands."""

    first = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField(null=True)
    reasons = models.JSONField(default=list)
    verdict = models.CharField(max_length=6, default="", choices=[(each, each) for each in VERDICTS])
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-score", "pk")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="likeness_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="likeness_in_order"),
        )


class Verdict(models.Model):
    """One word of one person on a likeness; never changed, never removed."""

    likeness = models.ForeignKey(Likeness, on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField(max_length=6, default="", choices=[(each, each) for each in VERDICTS])
    note = models.CharField(max_length=400, default="")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class Load(models.Model):
    """A workbook on its way into a register: read, its columns understood, its rows checked, entered, or undone."""

    kind = models.CharField(max_length=40)
    keeper = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    secrecy = models.CharField(max_length=10, default="none", choices=[(each, each) for each in SECRECY])
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    stream = models.CharField(max_length=80, default="")
    authority = models.CharField(max_length=10, default="reported", choices=[(each, each) for each in AUTHORITIES])
    as_of = models.DateField()
    period = models.CharField(
        max_length=7, default=""
    )  # of the figures that are said of periods: 2025, 2025Q3, 2025-06
    state = models.CharField(max_length=10, default="reading", choices=[(each, each) for each in LOAD_STATES])
    mapping = models.JSONField(default=dict)
    outcome = models.JSONField(default=dict)  # rows added, changed, unchanged, conflicting, wrong
    origin = models.OneToOneField(Origin, null=True, on_delete=models.PROTECT, related_name="load")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name


class KeptMapping(models.Model):
    """Which heading means which property in the workbooks of a place: kept when it was confirmed, reused after."""

    keeper = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=200)
    property = models.CharField(max_length=40, default="")  # empty: of none
    unit = models.CharField(max_length=20, default="")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("keeper", "kind", "heading"), name="mapping_once"),)


class Declaration(models.Model):
    """A pack of kinds or views as people changed it here, in TOML; the last of a name counts, all are kept."""

    name = models.CharField(max_length=80, db_index=True)
    text = models.TextField()
    note = models.CharField(max_length=400, default="")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)


class SavedView(models.Model):
    """A list as a post asks for it again and again: its filters, columns and order under a name."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    of = models.CharField(max_length=4, choices=[(each, each) for each in ("view", "kind")])
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("post", "of", "code", "name"), name="saved_view_once"),)

    def __str__(self) -> str:
        return self.name
