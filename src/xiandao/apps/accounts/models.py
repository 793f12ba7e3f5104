"""People, units, posts, who holds which post from when to when, and tokens."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from xiandao.apps.files.models import Blob
from xiandao.apps.places.models import Place

TENURES = ("staff", "seconded", "temporary")
"""在编, 借调, 挂职."""


class UserManager(BaseUserManager["User"]):
    """Finds people by their user name."""


class User(AbstractBaseUser):
    """A person with an account; what they may do comes from the posts they hold."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="zh")
    is_active = models.BooleanField(default=True)
    unit = models.ForeignKey("Unit", null=True, on_delete=models.PROTECT, related_name="staff")  # 编制所在单位
    must_change_password = models.BooleanField(default=False)
    epoch = models.PositiveIntegerField(default=0)  # raised to end every session of theirs
    joined_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: the password, and the epoch."""
        said = f"{self.password}/{self.epoch}"
        return salted_hmac("xiandao.session", said, secret=secret, algorithm="sha256").hexdigest()


class Unit(models.Model):
    """A bureau, a park, a company of a place: whoever plans name as responsible."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=80)
    short_names = models.JSONField(default=list)
    kind = models.CharField(max_length=20, default="bureau")

    class Meta:
        ordering = ("place__path", "name")
        constraints = (models.UniqueConstraint(fields=("place", "name"), name="unit_once"),)

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post (岗位): duties, templates, views and drafts belong to it, not to a person."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=60)
    roles = models.JSONField(default=list)  # of ROLES; administrators carry no other
    is_of_unit = models.BooleanField(default=False)  # sees its unit only, instead of the unit's whole place

    class Meta:
        ordering = ("unit__place__path", "unit__name", "title")
        constraints = (models.UniqueConstraint(fields=("unit", "title"), name="post_once"),)

    def __str__(self) -> str:
        return f"{self.unit.name} {self.title}"


class Holding(models.Model):
    """A person holds a post from a day to a day; *until* is the last day of the rights."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    tenure = models.CharField(max_length=10, default="staff", choices=[(tenure, tenure) for tenure in TENURES])
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("post", "user"), condition=Q(until=None), name="holding_once"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("since")), name="holding_in_order"),
        )


class Handover(models.Model):
    """One act by which a post goes from one person to another, with its signed sheet."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handovers")
    from_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    sheet = models.JSONField()  # names as they were that day, and how much of what belonged to the post
    day = models.DateField(null=True)  # the first day of the new holder
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")  # 交接清单

    class Meta:
        ordering = ("-pk",)


class Token(models.Model):
    """A person's key to the API; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """The secret that a person's authenticator shares with us, sealed; without *confirmed_at* it asks for nothing yet."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    sealed = models.CharField(max_length=120)
    begun_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(null=True)  # of the last code that was taken: none is taken twice


class RecoveryCode(models.Model):
    """One of ten codes for whoever has lost the authenticator; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "digest"), name="recovery_code_once"),)
