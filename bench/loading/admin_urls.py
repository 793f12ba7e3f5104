"""The admin's lists of editions and items: the columns, the order and the rows a page that ours have."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path

from xiandao.apps.plans.models import Edition, Item
from xiandao.apps.plans.views import PAGE
from xiandao.web import urls as ours


class Site(admin.AdminSite):
    """Open to whoever is signed in; nobody can do anything there but look."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Our people carry no flag of the admin's."""
        return bool(request.user.is_authenticated)


class Looked(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list to look at, without the form above it that would do something to rows."""

    actions = None

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002 - the admin's
        """Whoever is signed in may look."""
        return bool(request.user.is_authenticated)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Our people carry no permission of the admin's either."""
        return bool(request.user.is_authenticated)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - the admin's
        """Nobody adds."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002 - the admin's
        """Nobody changes."""
        return False

    has_delete_permission = has_change_permission


class Editions(Looked):
    """Beside our list of plans."""

    list_display = ("plan", "place", "state", "issued_on", "doc_no")
    list_select_related = ("plan__place",)
    list_per_page = PAGE
    ordering = ("plan__place__path", "-pk")

    @admin.display
    def place(self, edition: Edition) -> str:
        """Whose plan it is."""
        return edition.plan.place.name if edition.plan.place else ""


class Items(Looked):
    """Beside our list of the items of one plan."""

    list_display = ("head", "state", "quote", "year", "unit", "confidence", "risk")
    list_filter = ("state",)
    list_per_page = 200
    ordering = ("start", "pk")


site = Site()
site.register(Edition, Editions)
site.register(Item, Items)
urlpatterns = [path("admin/", site.urls), *ours.urlpatterns]
handler404 = ours.handler404
