"""Every address of the workspace; the rights table names each of them."""

from __future__ import annotations

from django.urls import include, path

from xiandao.web import pages
from xiandao.web.api import api

urlpatterns = [
    path("", pages.overview, name="overview"),
    path("health", pages.health, name="health"),
    path("language", pages.language, name="language"),
    path("", include("xiandao.apps.accounts.urls")),
    path("places/", include("xiandao.apps.places.urls")),
    path("plans/", include("xiandao.apps.plans.urls")),
    path("policies/", include("xiandao.apps.policies.urls")),
    path("registers/", include("xiandao.apps.registers.urls")),
    path("counting/", include("xiandao.apps.counting.urls")),
    path("search/", include("xiandao.apps.search.urls")),
    path("bodies/", include("xiandao.apps.bodies.urls")),
    path("releases/", include("xiandao.apps.publishing.urls")),
    path("packages/", include("xiandao.apps.packages.urls")),
    path("notices/", include("xiandao.apps.notices.urls")),
    path("jobs/", include("xiandao.apps.jobs.urls")),
    path("audit/", include("xiandao.apps.audit.urls")),
    path("api/v1/", api.urls),
]
handler404 = "xiandao.web.errors.absent"
handler500 = "xiandao.web.errors.fault"
