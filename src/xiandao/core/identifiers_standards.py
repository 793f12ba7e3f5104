"""Numbers of standards: national, sector, local, group and enterprise ones, and those of ISO, IEC, ITU and IEEE.

The form is that of the 国家标准管理办法, 行业标准管理办法, 地方标准管理办法 and 团体标准管理规定: code, number, year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from xiandao.core.findings import Finding, finding
from xiandao.core.identifiers_checked import Checked, cleaned, unusable
from xiandao.core.identifiers_credit import PROVINCES

NATIONAL = ("GB", "GBZ", "GBJ", "GJB", "GSB", "JJF", "JJG")
"""Codes of the state: standards, occupational health, building, military, samples, metrology."""
_SECTORS = """
    AQ BB CB CECS CH CJ CJJ CY DA DB DL DZ EJ FZ GA GC GF GH GM GY HAD HAF HB HG HJ HS HY JB JC JG JGJ JR JT JTG JTJ
    JTS JY LB LD LS LY MH MR MT MZ NB NY QB QC QJ QX RB RF SB SC SF SH SJ SL SN SW SY TB TD TSG TY WB WH WJ WM WS WW
    XB XF YB YC YD YDB YJ YS YY YZ ZY
"""
SECTORS = frozenset(_SECTORS.split())
"""Codes of the sectors' standards (行业标准代号), and series of building, transport and safety that are cited like them."""
FIRST_YEAR, LAST_YEAR = 1949, 2099

_CHINESE = re.compile(
    r"(?P<code>DB ?[0-9]{2}(?:[0-9]{2})?|[TQ]/[A-Z]{2,12}(?= ?[0-9])|[TQ]/[A-Z0-9][A-Z0-9 ]{0,15}(?= [0-9])"
    r"|[A-Z]{2}(?=/?T ?[0-9])|[A-Z]{2,4})"
    r"(?P<grade> ?/ ?[TZ]|T|/)? ?(?P<number>[0-9]{1,6}(?:\.[0-9]{1,3}){0,3})(?: ?-{1,2} ?(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_BODIES = r"ISO/IEC/IEEE|ISO/(?:IEC|CIE|SAE|ASTM)|IEC/IEEE|ISO|IEC|CISPR"
_WORLD = re.compile(
    rf"(?P<body>{_BODIES})(?:[ /]?(?P<kind>TS|TR|PAS|GUIDE))? ?(?P<number>[0-9]{{1,6}}(?:-[0-9]{{1,3}}){{0,3}})"
    r"(?: ?[:-] ?(?P<year>[0-9]{4}))?(?P<more>(?:/(?:AMD|COR) ?[0-9]{1,2}(?::[0-9]{4})?){0,2})"
)
_ITU = re.compile(
    r"ITU[- ]?(?P<sector>[TR]) ?(?:REC\.? ?)?(?P<series>[A-Z]{1,3})[. ]?(?P<number>[0-9]{1,5}(?:[.-][0-9]{1,4})*)"
)
_IEEE = re.compile(r"IEEE ?(?:STD\.? ?)?(?P<number>P?[0-9]{1,5}(?:\.[0-9A-Z]{1,5}){0,3})(?:-(?P<year>[0-9]{4}))?")


class Read(NamedTuple):
    """The canonical number, and what is wrong with it."""

    canonical: str
    faults: tuple[Finding, ...] = ()


def check_standard(text: str) -> Checked:
    """A number of a standard: ``GB/T 1.1-2020``, ``DB32/T 4321-2022``, ``T/CAS 123-2021``, ``ISO/IEC 27001:2022``.

    Canonical with one blank after the code, a hyphen before the year (a colon with ISO and IEC) and four digits of year.
    """
    read = _read(cleaned(text, joint=" "))
    if read.faults:
        return Checked(scheme="standard", given=text, faults=read.faults)
    return Checked(scheme="standard", given=text, canonical=read.canonical)


def _read(code: str) -> Read:
    useless = unusable(code)
    if useless:
        return Read("", (useless,))
    for form, read in _FORMS:
        matched = form.fullmatch(code)
        if matched:
            return read(matched)
    return Read("", (finding("standard-form", 0, len(code)),))


def _world(matched: re.Match[str]) -> Read:
    """ISO alone joins its kinds of documents with a stroke: ISO/TS 1, ISO/IEC TS 1, IEC TS 1, ISO Guide 1."""
    body, kind = matched["body"], (matched["kind"] or "").replace("GUIDE", "Guide")
    joint = "/" if body == "ISO" and kind != "Guide" else " "
    head = f"{body}{joint if kind else ''}{kind} {matched['number']}"
    return _dated(matched, head, ":", matched["more"].replace(" ", "").replace("AMD", "Amd ").replace("COR", "Cor "))


def _itu(matched: re.Match[str]) -> Read:
    return Read(f"ITU-{matched['sector']} {matched['series']}.{matched['number']}")


def _ieee(matched: re.Match[str]) -> Read:
    return _dated(matched, f"IEEE {matched['number']}", "-")


def _chinese(matched: re.Match[str]) -> Read:
    code, grade = matched["code"].replace("DB ", "DB"), (matched["grade"] or "").strip("/ ")
    strange = _code_faults(code)
    if strange:
        return Read("", strange)
    if not matched["year"]:
        end = matched.end()
        return Read("", (finding("standard-year-missing", end, end, number=matched[0]),))
    return _dated(matched, f"{code}{'/' if grade else ''}{grade} {matched['number']}", "-")


def _code_faults(code: str) -> tuple[Finding, ...]:
    if code.startswith("DB") and len(code) > 2:
        if code[2:4] not in PROVINCES:
            return (finding("standard-place", 2, len(code), found=code[2:]),)
        return ()
    if "/" not in code and code not in NATIONAL and code not in SECTORS:
        return (finding("standard-code", 0, len(code), found=code),)
    return ()


def _dated(matched: re.Match[str], head: str, mark: str, more: str = "") -> Read:
    """With its year, of which two digits are those of the last century, as they were printed until 1995."""
    written = matched["year"]
    if not written:
        return Read(head + more)
    year = int(written) + (1900 if len(written) == 2 else 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        start, end = matched.span("year")
        return Read("", (finding("standard-year", start, end, year=year, first=FIRST_YEAR, last=LAST_YEAR),))
    return Read(f"{head}{mark}{year}{more}")


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Read]], ...] = (
    (_WORLD, _world),
    (_ITU, _itu),
    (_IEEE, _ieee),
    (_CHINESE, _chinese),
)
