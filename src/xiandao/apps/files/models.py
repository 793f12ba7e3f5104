"""What is known of every kept file."""

from __future__ import annotations

from django.db import models


class Blob(models.Model):
    """A file in ``files/`` of the data folder, under the SHA-256 of its bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
