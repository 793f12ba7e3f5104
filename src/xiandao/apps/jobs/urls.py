"""Addresses of jobs."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.jobs import views

app_name = "jobs"
urlpatterns = [path("", views.listing, name="list"), path("audit-check", views.audit_check, name="audit-check")]
