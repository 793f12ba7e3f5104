"""The packs of kinds and views as pages: what is in force, a text with its faults, a property more for a kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from xiandao.apps.files.downloads import download
from xiandao.apps.registers import declaring
from xiandao.apps.registers.declare_forms import SHAPES, property_read
from xiandao.apps.registers.entity_views import language_of, who
from xiandao.apps.registers.kinds import kind_of, registry
from xiandao.apps.registers.telling import name_in
from xiandao.core.errors import Refusal

if TYPE_CHECKING:
    from django.http import HttpRequest


def declarations(request: HttpRequest) -> HttpResponse:
    """Every pack in force: what it declares, whether it came with the product, how often it was changed here."""
    known = registry()
    names = {each.code: name_in(each, language_of(request)) for each in known.kinds}
    lists = {each.code: name_in(each, language_of(request)) for each in known.views}
    rows = [
        {
            "pack": each,
            "kinds": [names.get(code, code) for code in each.kinds],
            "views": [lists.get(code, code) for code in each.views],
        }
        for each in declaring.packs()
    ]
    return render(request, "registers/declarations.html", {"rows": rows, "kinds": names.items()})


def declarations_archive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody who may
    """All packs in force in one file."""
    return download(declaring.archive(), "类别与清单定义.zip", plain="kinds.zip", media_type="application/zip")


def declaration(request: HttpRequest) -> HttpResponse:
    """The text of one pack: looked through with every fault at its line, then put in force."""
    name = (request.POST or request.GET).get("name", "").strip()
    context: dict[str, Any] = {"name": name, "note": request.POST.get("note", "")}
    try:
        context["text"] = declaring.text_of(name)
        context["versions"] = declaring.versions_of(name)
        context["version"] = len(context["versions"])
        if request.method == "POST":
            context["text"] = request.POST.get("text", "").replace("\r\n", "\n")
            tried = declaring.declaration_try(name, context["text"])
            context |= {"findings": tried.findings, "is_sound": not tried.findings}
            if not tried.findings and request.POST.get("act") == "keep":
                _kept(request, name, context["text"])
                return redirect(f"{reverse('registers:declarations')}#{name}")
    except Refusal as refused:
        context["refused"] = refused
    is_wrong = bool(context.get("refused") or context.get("findings"))
    return render(request, "registers/declaration.html", context, status=422 if is_wrong else 200)


def _kept(request: HttpRequest, name: str, text: str) -> None:
    said = request.POST
    version = int(said["version"]) if said.get("version", "").isdecimal() else -1
    declaring.declaration_keep(who(request), name, text, said.get("note", ""), at=timezone.now(), version=version)


def property_new(request: HttpRequest) -> HttpResponse:
    """One property more for a kind, without writing its text."""
    said = request.POST or request.GET
    kind = kind_of(said.get("kind", ""))
    pack = declaring.pack_of(kind)
    context: dict[str, Any] = {
        "kind": kind, "kind_name": name_in(kind, language_of(request)), "typed": said, "shapes": SHAPES, "pack": pack, "version": len(declaring.versions_of(pack)),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "registers/property_new.html", context)
    try:
        version = int(said["version"]) if said.get("version", "").isdecimal() else -1
        prop = property_read(said)
        declaring.property_add(who(request), kind.code, prop, said.get("note", ""), at=timezone.now(), version=version)
    except Refusal as refused:
        return render(request, "registers/property_new.html", {**context, "refused": refused}, status=422)
    return redirect(f"{reverse('registers:declaration')}?name={pack}")
