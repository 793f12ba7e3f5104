"""Chinese patents: numbers of applications (ZC 0006-2003) and of publications (ZC 0007-2012, kinds as ZC 0008-2012).

Of international applications and of the larger offices abroad the form alone is looked at.
"""

from __future__ import annotations

import re

from xiandao.core.findings import Finding, finding
from xiandao.core.identifiers_checked import Checked, cleaned, suggested, unusable

CHECK_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
APPLIED_FOR = "12389"
"""1 发明, 2 实用新型, 3 外观设计, 8 and 9 发明 and 实用新型 that came by the PCT."""
KINDS = {"1": "ABC", "2": "UY", "3": "SD"}
"""First digit of a publication number → the letters of its documents; C, Y and D are those of before 2010."""
FIRST_YEAR, LAST_SHORT_YEAR, FIRST_LONG_YEAR, LAST_YEAR = 1985, 2003, 2003, 2099

_APPLICATION = re.compile(r"(?:ZL|CN)?(?P<body>[0-9]{12}|[0-9]{8})(?P<point>\.?)(?P<check>[0-9X]?)")
_PUBLICATION = re.compile(r"(?:CN)?(?P<number>[0-9]{7,9})(?P<letter>[A-Z])(?P<digit>[0-9]?)")
_PCT = re.compile(r"PCT/[A-Z]{2}[0-9]{4}/[0-9]{6}")
_ABROAD = re.compile(r"(?:WO|EP|US|JP|KR|DE|FR|GB|TW|HK|MO|AU|CA|RU|IN|SG|EA)[0-9]{5,13}(?:[A-Z][0-9]?)?")


def patent_check(body: str) -> str:
    """The check character of an application's 8 or 12 digits: their weighted sum modulo 11, X for 10.

    >>> patent_check("201710601862")
    '3'
    """
    total = sum(int(char) * weight for char, weight in zip(body, CHECK_WEIGHTS, strict=False))
    return "0123456789X"[total % 11]


def check_patent(text: str) -> Checked:
    """A number of an application, ``201710601862.3``, or of a publication, ``CN107123456A``.

    Those from abroad are taken as they are, ``PCT/CN2020/123456`` or ``US10123456B2``. The canonical number of an
    application bears neither ZL nor CN: what was applied for and what was granted are one.
    """
    code = cleaned(text)
    canonical, faults = _looked_at(code)
    if not faults:
        return Checked(scheme="patent", given=text, canonical=canonical)
    meant = _completed(code) or suggested(code, _valid)
    return Checked(scheme="patent", given=text, faults=faults, suggestion=meant)


def _looked_at(code: str) -> tuple[str, tuple[Finding, ...]]:
    """The canonical number, and what is wrong with it."""
    useless = unusable(code)
    if useless:
        return "", (useless,)
    # Of an X at the end both patterns think that it is theirs; no publication ends so.
    application = _APPLICATION.fullmatch(code)
    if application:
        body, check = application["body"], application["check"]
        return f"{body}.{check}", _application_faults(body, check, application.start("body"))
    publication = _PUBLICATION.fullmatch(code)
    if publication:
        number, kind = publication["number"], publication["letter"] + publication["digit"]
        return f"CN{number}{kind}", _publication_faults(number, publication["letter"])
    if _PCT.fullmatch(code):
        return code, ()
    bare = re.sub("[-/,]", "", code)
    if _ABROAD.fullmatch(bare):
        return bare, ()
    return "", (finding("patent-form", 0, len(code)),)


def _valid(code: str) -> str | None:
    canonical, faults = _looked_at(code)
    return None if faults else canonical


def _completed(code: str) -> str:
    """An application's number without its check character, with it."""
    application = _APPLICATION.fullmatch(code)
    if not application or application["check"]:
        return ""
    return _valid(f"{application['body']}.{patent_check(application['body'])}") or ""


def _application_faults(body: str, check: str, start: int) -> tuple[Finding, ...]:
    faults = []
    is_short = len(body) == 8
    year = _full_year(body[:2]) if is_short else int(body[:4])
    kind_at = 2 if is_short else 4
    first, last = (FIRST_YEAR, LAST_SHORT_YEAR) if is_short else (FIRST_LONG_YEAR, LAST_YEAR)
    if not first <= year <= last:
        faults.append(finding("patent-year", start, start + kind_at, year=year, first=first, last=last))
    if body[kind_at] not in APPLIED_FOR:
        at = start + kind_at
        faults.append(finding("patent-type", at, at + 1, at=at + 1, found=body[kind_at]))
    expected, end = patent_check(body), start + len(body)
    if not check:
        faults.append(finding("patent-check-missing", end, end, expected=expected))
    elif check != expected:
        faults.append(finding("patent-check", end, end + 1, expected=expected, found=check))
    return tuple(faults)


def _publication_faults(number: str, letter: str) -> tuple[Finding, ...]:
    """Of 7 and 9 digits the first says the kind; of 8, as until 1992, the third, after the year."""
    is_old = len(number) == 8
    told = number[2] if is_old else number[0]
    faults = []
    if is_old and not FIRST_YEAR <= (year := _full_year(number[:2])) <= 1992:
        faults.append(finding("patent-year", 0, 2, year=year, first=FIRST_YEAR, last=1992))
    if told not in KINDS:
        faults.append(finding("patent-type", 0, len(number), at=3 if is_old else 1, found=told))
    elif letter not in KINDS[told]:
        faults.append(finding("patent-kind", 0, len(number), found=letter, digit=told, expected="、".join(KINDS[told])))
    return tuple(faults)


def _full_year(two: str) -> int:
    return int(two) + (1900 if two >= "85" else 2000)
