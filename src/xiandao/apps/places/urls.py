"""Addresses of places."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.places import views

app_name = "places"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("new", views.new, name="new"),
    path("load", views.load, name="load"),
    path("<int:pk>/", views.one, name="place"),
    path("<int:pk>/rename", views.rename, name="rename"),
    path("<int:pk>/move", views.move, name="move"),
    path("<int:pk>/end", views.end, name="end"),
    path("<int:pk>/remove", views.remove, name="remove"),
    path("<int:pk>/manage", views.manage, name="manage"),
    path("managements/<int:pk>/end", views.manage_end, name="manage-end"),
]
