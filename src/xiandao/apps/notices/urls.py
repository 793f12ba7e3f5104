"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("read", views.read_all, name="read-all"),
    path("<int:pk>/open", views.follow, name="open"),
    path("<int:pk>/read", views.read, name="read"),
    path("<int:pk>/sign", views.sign, name="sign"),
    path("sent", views.sent, name="sent"),
    path("sent/export", views.sent_export, name="sent-export"),
    path("channels", views.channels, name="channels"),
    path("channels/erase", views.erase, name="erase"),
    path("messages", views.messages, name="messages"),
]
