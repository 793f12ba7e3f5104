"""Identifiers by scheme: the check of each, and a guess which one is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xiandao.core.identifiers_checked import Check, Checked, cleaned
from xiandao.core.identifiers_credit import check_credit_code, check_organisation_code
from xiandao.core.identifiers_patents import check_patent
from xiandao.core.identifiers_places import check_place_code
from xiandao.core.identifiers_standards import check_standard
from xiandao.core.identifiers_works import check_doi, check_issn, check_orcid

__all__ = ["CHECKS", "Check", "Checked", "check", "scheme_of"]

CHECKS: Mapping[str, Check] = {
    "credit-code": check_credit_code,
    "organisation-code": check_organisation_code,
    "place": check_place_code,
    "patent": check_patent,
    "standard": check_standard,
    "orcid": check_orcid,
    "issn": check_issn,
    "doi": check_doi,
}
"""Name of the scheme, as kinds of entities declare it → the check."""

_LOOKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (scheme, re.compile(pattern))
    for scheme, pattern in (
        ("doi", r"(?:.*DOI\.ORG/|DOI:?)?10\.[0-9]{4,9}/.+"),
        ("orcid", r".*ORCID.*|[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]"),
        ("issn", r"ISSN.*|[0-9]{4}-[0-9]{3}[0-9X]"),
        ("standard", r"(?:GB|GJB|DB[0-9]{2}|ISO|IEC|ITU|IEEE|[TQ]/|[A-Z]{2,3}/[TZ]).*|[A-Z]{2,3}[0-9.]{1,8}-[0-9]{4}"),
        ("patent", r"(?:ZL|CN|PCT/|WO|EP|US|JP)[A-Z]{0,2}[0-9].*|[0-9]{8}(?:[0-9]{4})?\.[0-9X]"),
        ("organisation-code", r"[0-9A-Z]{8}-?[0-9X]"),
        ("place", r"[0-9]{6}"),
    )
)


def check(scheme: str, text: str) -> Checked:
    """*text* checked as an identifier of that scheme, a key of :data:`CHECKS`."""
    return CHECKS[scheme](text)


def scheme_of(text: str) -> str:
    """Which scheme *text* looks like; a credit code where it looks like nothing else.

    >>> scheme_of("GB/T 1.1-2020"), scheme_of("91320100")
    ('standard', 'credit-code')
    """
    code = cleaned(text)
    return next((scheme for scheme, look in _LOOKS if look.fullmatch(code)), "credit-code")
