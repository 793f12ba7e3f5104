"""Addresses of plans."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.plans import across_views, breakdown_views, export_views, matrix_views, opinion_views, review_views, views

app_name = "plans"
urlpatterns = [
    path("", views.listing, name="list"),
    path("export.xlsx", export_views.listing, {"form": "xlsx"}, name="list-xlsx"),
    path("export.docx", export_views.listing, {"form": "docx"}, name="list-docx"),
    path("upload", views.upload, name="upload"),
    path("editions/<int:pk>/export/<str:what>.<str:form>", export_views.export, name="export"),
    path("matrix", matrix_views.matrix, name="matrix"),
    path("targets", matrix_views.targets, name="targets"),
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
    path("editions/<int:pk>/opinions", opinion_views.page, name="opinions"),
    path("editions/<int:pk>/opinions/write", opinion_views.write, name="opinions-write"),
    path("editions/<int:pk>/opinions/round", opinion_views.begin, name="opinions-round"),
    path("editions/<int:pk>/opinions/close", opinion_views.end, name="opinions-close"),
    path("editions/<int:pk>/opinions/comment", opinion_views.comment, name="opinions-comment"),
    path("editions/<int:pk>/opinions/rule", opinion_views.rule, name="opinions-rule"),
    path("editions/<int:pk>/opinions/withdraw", opinion_views.withdraw, name="opinions-withdraw"),
    path("editions/<int:pk>/opinions/paper", opinion_views.paper, name="opinions-paper"),
    path("bonds/<int:upper>/<int:lower>/<str:verdict>", across_views.bond, name="bond"),
    path("breakdowns/", breakdown_views.listing, name="breakdowns"),
    path("breakdowns/<int:pk>/", breakdown_views.breakdown, name="breakdown"),
    path("breakdowns/<int:pk>/scenario", breakdown_views.scenario, name="breakdown-scenario"),
    path("breakdowns/<int:pk>/choose", breakdown_views.choose, name="breakdown-choose"),
    path("breakdowns/<int:pk>/move", breakdown_views.move, name="breakdown-move"),
    path("breakdowns/<int:pk>/opinions", breakdown_views.opinion, name="breakdown-opinion"),
    path("breakdowns/<int:pk>/opinions/<int:opinion>", breakdown_views.rule, name="breakdown-rule"),
    path("breakdowns/<int:pk>/<str:what>.<str:form>", breakdown_views.paper, name="breakdown-paper"),
    path("items/<int:pk>/breakdown", breakdown_views.new, name="breakdown-new"),
    path("items/<int:pk>/", views.item, name="item"),
    path("items/<int:pk>/judge/<str:deed>", review_views.judge, name="judge"),
    path("items/<int:pk>/form/<str:deed>", review_views.form, name="form"),
]
