"""Addresses of the kinds and views that are declared."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.registers import declare_views

patterns = [
    path("declarations/", declare_views.declarations, name="declarations"),
    path("declarations/archive", declare_views.declarations_archive, name="declarations-archive"),
    path("declarations/property", declare_views.property_new, name="property-new"),
    path("declarations/pack", declare_views.declaration, name="declaration"),
]
