"""The rule for passwords: long, of three kinds of characters, not the name, not one that everybody uses."""

from __future__ import annotations

import re
import secrets
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from xiandao.apps.accounts.models import User

LEAST = 10
CLEAR = ("abcdefghkmnpqrstuvwxyz", "ABCDEFGHKLMNPQRSTUVWXYZ", "23456789")
"""Signs that nobody takes for one another when they are read out or copied by hand."""
KINDS = tuple(re.compile(kind) for kind in ("[a-z]", "[A-Z]", "[0-9]", r"[^a-zA-Z0-9]"))


class PasswordRule:
    """Raises ``ValidationError`` whose code is a refusal of ours."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuses what is too short, too plain, too near the name or too common."""
        if len(password) < LEAST:
            raise ValidationError("", code="password-short")
        if sum(bool(kind.search(password)) for kind in KINDS) < 3:
            raise ValidationError("", code="password-plain")
        if user and user.username.lower() in password.lower():
            raise ValidationError("", code="password-name")
        try:
            _common().validate(password)
        except ValidationError:
            raise ValidationError("", code="password-common") from None

    def get_help_text(self) -> str:
        """Our pages word it themselves."""
        return ""


@cache
def _common() -> CommonPasswordValidator:
    """Unpacks its list of twenty thousand when it is made."""
    return CommonPasswordValidator()


def password_made(username: str) -> str:
    """A first password by chance that keeps the rule: four groups of four signs, 65.8 bits."""
    while True:
        groups = ("".join(secrets.choice(CLEAR[at % 3]) for at in range(4)) for _ in range(4))
        if username.lower() not in (made := "-".join(groups)).lower():  # a short name may be in it by chance
            return made
