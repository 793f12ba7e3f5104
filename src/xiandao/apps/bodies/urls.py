"""Addresses of bodies and linked leaders."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.bodies import row_views, views

app_name = "bodies"
urlpatterns = [
    path("", views.listed, name="list"),
    path("new", views.new, name="new"),
    path("links", views.links, name="links"),
    path("links/new", row_views.link_new, name="link-new"),
    path("links/paper.<str:form>", views.links_paper, name="links-paper"),
    path("responsibility", views.responsibility, name="responsibility"),
    path("<int:pk>/", views.body, name="body"),
    path("<int:pk>/end", row_views.body_end, name="end"),
    path("<int:pk>/members/add", row_views.member_add, name="member-add"),
    path("<int:pk>/members/paste", row_views.paste, name="paste"),
    path("<int:pk>/charges/add", row_views.charge_add, name="charge-add"),
    path("<int:pk>/members.<str:form>", views.members_paper, name="members-paper"),
    path("rows/<str:kind>/<int:pk>/", row_views.row, name="row"),
    path("rows/<str:kind>/<int:pk>/end", row_views.row_end, name="row-end"),
    path("rows/<str:kind>/<int:pk>/withdraw", row_views.row_withdraw, name="row-withdraw"),
]
