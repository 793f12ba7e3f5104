"""Addresses of what goes out."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.publishing import views

app_name = "publishing"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:pk>/", views.release, name="release"),
    path("<int:pk>/secrecy", views.rule_secrecy, name="rule-secrecy"),
    path("<int:pk>/publish", views.rule_publish, name="rule-publish"),
    path("<int:pk>/withdraw", views.withdraw, name="withdraw"),
    path("<int:pk>/content", views.content, name="content"),
    path("<int:pk>/fetch", views.fetch, name="fetch"),
]
