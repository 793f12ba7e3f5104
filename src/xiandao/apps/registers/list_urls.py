"""Addresses of lists."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.registers import list_views

VIEW, KIND = {"of": "view"}, {"of": "kind"}
patterns = [
    path("", list_views.lists, name="lists"),
    path("lists/<slug:code>/", list_views.listing, VIEW, name="list"),
    path("lists/<slug:code>/export", list_views.export, VIEW, name="list-export"),
    path("lists/<slug:code>/keep", list_views.keep, VIEW, name="list-keep"),
    path("kinds/<slug:code>/", list_views.listing, KIND, name="kind"),
    path("kinds/<slug:code>/export", list_views.export, KIND, name="kind-export"),
    path("kinds/<slug:code>/keep", list_views.keep, KIND, name="kind-keep"),
    path("saved/<int:pk>/drop", list_views.drop, name="saved-drop"),
]
