"""Addresses of workbooks on their way into registers."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.registers import load_views

patterns = [
    path("loads/", load_views.listing, name="loads"),
    path("loads/new", load_views.new, name="load-new"),
    path("loads/<int:pk>/", load_views.load, name="load"),
    path("loads/<int:pk>/map", load_views.mapped, name="load-map"),
    path("loads/<int:pk>/check", load_views.check, name="load-check"),
    path("loads/<int:pk>/enter", load_views.enter, name="load-enter"),
    path("loads/<int:pk>/undo", load_views.undo, name="load-undo"),
    path("loads/<int:pk>/drop", load_views.drop, name="load-drop"),
    path("loads/<int:pk>/returned", load_views.returned, name="load-returned"),
]
