"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.plans import across_views, review_views, views

app_name = "plans"
urlpatterns = [
    path("", views.listing, name="list"),
    path("upload", views.upload, name="upload"),
    path("editions/<int:pk>/", views.edition, name="edition"),
    path("editions/<int:pk>/items/<str:kind>", views.items, name="items"),
    path("editions/<int:pk>/text", views.text, name="text"),
    path("editions/<int:pk>/original", views.original, name="original"),
    path("editions/<int:pk>/plan.json", views.plan_json, name="json"),
    path("editions/<int:pk>/issue", views.issue, name="issue"),
    path("editions/<int:pk>/reread", views.reread, name="reread"),
    path("editions/<int:pk>/review", review_views.review, name="review"),
    path("editions/<int:pk>/panel", review_views.panel, name="panel"),
    path("editions/<int:pk>/add", review_views.add, name="add"),
    path("editions/<int:pk>/merge", review_views.merge, name="merge"),
    path("editions/<int:pk>/sample", review_views.sample, name="sample"),
    path("editions/<int:pk>/group", review_views.group, name="group"),
    path("editions/<int:pk>/compare", across_views.compare, name="compare"),
    path("editions/<int:pk>/compare/again", across_views.compare_again, name="compare-again"),
    path("editions/<int:pk>/compare/quiet", across_views.quiet, name="quiet"),
    path("successions/<int:pk>/<str:verdict>", across_views.succession, name="succession"),
    path("editions/<int:pk>/align", across_views.align, name="align"),
    path("bonds/<int:upper>/<int:lower>/<str:verdict>", across_views.bond, name="bond"),
    path("items/<int:pk>/", views.item, name="item"),
    path("items/<int:pk>/judge/<str:deed>", review_views.judge, name="judge"),
    path("items/<int:pk>/form/<str:deed>", review_views.form, name="form"),
]
