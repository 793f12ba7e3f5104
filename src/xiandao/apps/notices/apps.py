"""How Django starts this app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Loads what follows deeds of the apps below."""

    name = "xiandao.apps.notices"

    def ready(self) -> None:
        """Hand-overs, resets and closed accounts are followed from the first request on."""
        import_module("xiandao.apps.notices.services")
        import_module("xiandao.apps.notices.resets")
        import_module("xiandao.apps.notices.closing")
