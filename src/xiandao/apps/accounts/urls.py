"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from xiandao.apps.accounts import (
    factor_views,
    handover_views,
    own_views,
    people_views,
    posts_views,
    provider_views,
    views,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-in/code", views.sign_in_code, name="sign-in-code"),
    path("sign-in/with/<slug:way>", provider_views.sign_in_with, name="sign-in-with"),
    path("sign-in/back/<slug:way>", provider_views.sign_in_back, name="sign-in-back"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("password", views.password, name="password"),
    path("second-factor", factor_views.factor, name="factor"),
    path("second-factor/begin", factor_views.factor_begin, name="factor-begin"),
    path("second-factor/confirm", factor_views.factor_confirm, name="factor-confirm"),
    path("second-factor/codes", factor_views.factor_codes, name="factor-codes"),
    path("second-factor/off", factor_views.factor_off, name="factor-off"),
    path("second-factor/reset", factor_views.factor_reset, name="factor-reset"),
    path("account", own_views.account, name="account"),
    path("account/language", own_views.language, name="account-language"),
    path("account/tokens", own_views.token_add, name="account-token"),
    path("account/tokens/end", own_views.token_end, name="account-token-end"),
    path("account/act", own_views.act, name="act"),
    path("account/hand-over", own_views.sheet, name="account-sheet"),
    path("people/", people_views.listed, name="people"),
    path("people/export", people_views.export, name="people-export"),
    path("people/new", people_views.new, name="person-new"),
    path("people/<int:pk>/", people_views.one, name="person"),
    path("people/<int:pk>/lock", people_views.lock, name="person-lock"),
    path("people/<int:pk>/unlock", people_views.unlock, name="person-unlock"),
    path("people/<int:pk>/password", people_views.reset, name="person-reset"),
    path("people/<int:pk>/tokens/<int:token>/end", people_views.token_end, name="person-token-end"),
    path("units/", posts_views.listed, name="units"),
    path("units/new", posts_views.unit_new, name="unit-new"),
    path("units/<int:pk>/", posts_views.unit, name="unit"),
    path("units/<int:pk>/posts/new", posts_views.post_new, name="post-new"),
    path("units/posts/<int:pk>/", posts_views.post, name="post"),
    path("units/posts/<int:pk>/give", posts_views.give, name="post-give"),
    path("units/holdings/<int:pk>/end", posts_views.end, name="holding-end"),
    path("units/posts/<int:pk>/hand-over", handover_views.hand_over, name="hand-over"),
    path("units/hand-overs/<int:pk>/", handover_views.handover, name="handover"),
    path("units/hand-overs/<int:pk>/sheet", handover_views.sheet, name="handover-sheet"),
]
