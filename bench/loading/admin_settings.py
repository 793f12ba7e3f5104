"""Our settings with Django's admin in place of our gate: the peer of our lists, on the same server and database."""

from __future__ import annotations

from pathlib import Path

from django.contrib import admin

from xiandao.web import settings as ours
from xiandao.web.settings import *  # noqa: F403 - all of it, but what follows

INSTALLED_APPS = [*ours.INSTALLED_APPS, "django.contrib.admin", "django.contrib.messages"]
MIDDLEWARE = [
    each for each in ours.MIDDLEWARE if each != "xiandao.web.gate.GateMiddleware"
] + ["django.contrib.messages.middleware.MessageMiddleware"]  # fmt: skip
ROOT_URLCONF = "loading.admin_urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(admin.__file__).parent / "templates"],  # its own alone: ours are in another language
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    *ours.TEMPLATES,
]
STORAGES = {**ours.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
