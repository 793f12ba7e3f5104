"""Addresses of one entity, of sources, and of sameness."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.registers import deed_views, entity_views, same_views

patterns = [
    path("entities/new", deed_views.new, name="entity-new"),
    path("entities/<str:key>/", entity_views.entity, name="entity"),
    path("entities/<str:key>/say", deed_views.say, name="entity-say"),
    path("entities/<str:key>/stage", deed_views.stage, name="entity-stage"),
    path("entities/<str:key>/label", deed_views.label, name="entity-label"),
    path("entities/<str:key>/label-end", deed_views.label_end, name="entity-label-end"),
    path("entities/<str:key>/choose", deed_views.choose, name="entity-choose"),
    path("entities/<str:key>/delete", deed_views.delete, name="entity-delete"),
    path("entities/<str:key>/restore", deed_views.restore, name="entity-restore"),
    path("entities/<str:key>/erase", deed_views.erase, name="entity-erase"),
    path("entities/<str:key>/open", entity_views.value_open, name="entity-open"),
    path("entities/<str:key>/same", same_views.partner, name="entity-same"),
    path("papers/<int:pk>", entity_views.paper, name="paper"),
    path("origins/<int:pk>/", entity_views.origin, name="origin"),
    path("origins/<int:pk>/withdraw", deed_views.origin_withdraw, name="origin-withdraw"),
    path("same/", same_views.same, name="same"),
    path("same/pair", same_views.pair, name="same-pair"),
    path("same/judge", same_views.judge, name="same-judge"),
    path("same/find", same_views.find, name="same-find"),
]
