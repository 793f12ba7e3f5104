"""The address of search."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.search import views

app_name = "search"
urlpatterns = [path("", views.search, name="page")]
