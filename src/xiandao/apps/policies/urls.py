"""Addresses of the library of support policies."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.policies import views

app_name = "policies"
urlpatterns = [
    path("", views.listing, name="list"),
    path("all", views.policies, name="all"),
    path("compare", views.compare, name="compare"),
    path("overlap", views.overlap, name="overlap"),
    path("clean-up", views.cleaning, name="clean-up"),
    path("upload", views.upload, name="upload"),
    path("paper", views.paper, name="paper"),
    path("<int:pk>/", views.policy, name="policy"),
    path("<int:pk>/original", views.original, name="original"),
    path("<int:pk>/about", views.about, name="about"),
    path("<int:pk>/open", views.opened, name="open"),
    path("<int:pk>/verdict", views.verdict, name="verdict"),
    path("<int:pk>/add", views.add, name="add"),
    path("measures/<int:pk>/", views.measure, name="measure"),
    path("measures/<int:pk>/judge", views.judge, name="judge"),
]
