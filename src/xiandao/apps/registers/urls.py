"""Addresses of registers."""

from __future__ import annotations

from xiandao.apps.registers import declare_urls, entity_urls, list_urls, load_urls

app_name = "registers"
urlpatterns = [
    *declare_urls.patterns,
    *list_urls.patterns,
    *entity_urls.patterns,
    *load_urls.patterns,
]
