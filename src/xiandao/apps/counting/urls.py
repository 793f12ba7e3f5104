"""Addresses of 指标认定明细."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.counting import views

app_name = "counting"
urlpatterns = [
    path("plans/<int:pk>/", views.edition, name="edition"),
    path("items/<int:pk>/", views.item, name="item"),
    path("items/<int:pk>/edit", views.edit, name="edit"),
    path("items/<int:pk>/confirm", views.confirm, name="confirm"),
    path("bundles/<int:pk>/", views.bundle, name="bundle"),
]
