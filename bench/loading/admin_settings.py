"""Our settings with Django's admin in place of our gate: the peer of our lists, on the same server and database."""

from __future__ import annotations

from typing import Any

from xiandao.web import settings as ours
from xiandao.web.settings import *  # noqa: F403 - all of it, but what follows

INSTALLED_APPS = [*ours.INSTALLED_APPS, "django.contrib.admin", "django.contrib.messages"]
MIDDLEWARE = [
    each for each in ours.MIDDLEWARE if each != "xiandao.web.gate.GateMiddleware"
] + ["django.contrib.messages.middleware.MessageMiddleware"]  # fmt: skip
ROOT_URLCONF = "loading.admin_urls"
_OURS: Any = ours.TEMPLATES[0]
_KNOWN = [
    *_OURS["OPTIONS"]["context_processors"],
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [{**_OURS, "APP_DIRS": True, "OPTIONS": {**_OURS["OPTIONS"], "context_processors": _KNOWN}}]  # type: ignore[dict-item]
STORAGES = {**ours.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
