"""What becomes of an upload: taken back, kept, or joined to the plan whose title it bears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from xiandao.apps.plans import joining, withdrawing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """撤回上传."""
    withdrawing.upload_withdraw(request.person, pk, at=timezone.now())  # type: ignore[attr-defined]
    return redirect("jobs:list" if request.POST.get("back") == "jobs" else "plans:list")


@require_POST
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """对上原文, 作为新版本, 另存."""
    way = request.POST.get("way", "")
    into = joining.upload_join(request.person, pk, way, at=timezone.now())  # type: ignore[attr-defined]
    return redirect("jobs:list") if way == "apart" else redirect("plans:edition", pk=into.pk)
