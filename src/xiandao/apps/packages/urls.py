"""Addresses of the exchange with other installations."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.packages import views

app_name = "packages"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new", views.new, name="new"),
    path("sent/<int:pk>/", views.sent, name="sent"),
    path("sent/<int:pk>/file", views.file, name="file"),
    path("receipts", views.receipt_in, name="receipt-in"),
    path("receive", views.receive, name="receive"),
    path("received/<int:pk>/", views.received, name="received"),
    path("received/<int:pk>/take", views.take, name="take"),
    path("received/<int:pk>/back", views.back, name="back"),
    path("received/<int:pk>/receipt", views.receipt, name="receipt"),
    path("partners", views.partners, name="partners"),
    path("partners/identity", views.identity, name="identity"),
    path("partners/card", views.card, name="card"),
    path("partners/add", views.partner_add, name="partner-add"),
    path("partners/<int:pk>/end", views.partner_end, name="partner-end"),
]
