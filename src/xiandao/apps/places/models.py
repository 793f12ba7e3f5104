"""The tree of places and what zones manage of it."""

from __future__ import annotations

from django.db import models

LEVELS = ("country", "province", "city", "district", "town", "zone")


class Place(models.Model):
    """A place that plans are made for.

    ``path`` is the codes from the root, ``/0/990000/990100/``: everything below a place begins with its path.
    """

    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=30)
    level = models.CharField(max_length=10, choices=[(level, level) for level in LEVELS])
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=255, db_index=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ("path",)

    def __str__(self) -> str:
        return self.name


class Management(models.Model):
    """A zone manages a place of the tree, from a day to a day."""

    zone = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="managed")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="managed_by")
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("zone", "place", "since"), name="management_once"),)


class Era(models.Model):
    """What a place was called, and where it lay, until a day: one for every change of name or of parent."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="eras")
    name = models.CharField(max_length=60)
    short_name = models.CharField(max_length=30)
    parent = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()  # its last day

    class Meta:
        ordering = ("-until", "-pk")

    def __str__(self) -> str:
        return self.name
