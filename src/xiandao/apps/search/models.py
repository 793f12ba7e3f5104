"""What is found by words: the passages of every edition; their tokens stand apart, in the table ``search_index``."""

from __future__ import annotations

from django.db import models

from xiandao.apps.plans.models import KINDS, Edition
from xiandao.apps.policies.models import Policy

TITLE, TEXT = "title", "text"
SORTS = (TITLE, TEXT, *KINDS)
"""What a passage is of; its place in this order is part of its number."""
EDITION_BITS, SORT_BITS = 20, 16
"""A passage's number tells its edition and its sort, so that counting needs the index alone."""


class Passage(models.Model):
    """A title, a paragraph or an item, as it is indexed.

    Rows follow from editions and items and can be made anew at any time; nothing refers to them. Those of an edition
    or item that is gone are seen by nobody until the next refresh.
    """

    id = models.BigIntegerField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    item = models.BigIntegerField(null=True)
    start = models.PositiveIntegerField(null=True)
    words = models.TextField()
    facets = models.TextField(default="")

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.words

    @property
    def sort(self) -> str:
        """One of :data:`SORTS`."""
        return sort_of(self.pk)


class Indexed(models.Model):
    """An edition whose passages stand."""

    edition = models.OneToOneField(Edition, primary_key=True, on_delete=models.CASCADE, related_name="+")


class Mark(models.Model):
    """The one row that says up to which line of the audit log changes have been followed."""

    seq = models.PositiveBigIntegerField(default=0)


class PolicyWords(models.Model):
    """A policy as it is searched: its tokens in their order, as of one of its versions.

    Rows follow from policies and can be made anew at any time; nothing refers to them.
    """

    policy = models.OneToOneField(Policy, primary_key=True, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    name = models.TextField()  # of the title
    tokens = models.TextField()  # of everything


def number_of(edition: int, sort: str, ordinal: int) -> int:
    """The number of a passage."""
    return edition << EDITION_BITS | SORTS.index(sort) << SORT_BITS | ordinal


def sort_of(number: int) -> str:
    """The sort in a passage's number."""
    return SORTS[number >> SORT_BITS & (1 << EDITION_BITS - SORT_BITS) - 1]
