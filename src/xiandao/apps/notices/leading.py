"""Whether a person may open the page that a notice leads to: posts change hands and rights end, notices stay."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from xiandao.apps.accounts.rights import ANYONE, RIGHTS, SIGNED_IN, Person


def may_open(person: Person, link: str) -> bool:
    """Whether the rights table lets *person* open *link*, a path of this workspace."""
    try:
        route = resolve(urlsplit(link).path).view_name
    except Resolver404:
        return False
    deed = RIGHTS.deed_of(route, "GET")
    return deed in (ANYONE, SIGNED_IN) or person.may(deed)
