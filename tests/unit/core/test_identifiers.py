"""Codes that people type: what is not one is refused with the place of its fault, what is one has one way to be written."""

from __future__ import annotations

import pytest

from xiandao.core.identifiers import CHECKS, check, scheme_of
from xiandao.core.identifiers_checked import Checked, cleaned, suggested
from xiandao.core.identifiers_credit import check_credit_code, credit_code_check, organisation_code_check
from xiandao.core.identifiers_places import check_place_code

GOOD = "91350100M000100Y43"


def completed(first_sixteen: str) -> str:
    """A code with both check characters made for it."""
    body = first_sixteen + organisation_code_check(first_sixteen[8:])
    return body + credit_code_check(body)


def faults(checked: Checked) -> list[tuple[str, dict[str, str]]]:
    return [(each.code, dict(each.values)) for each in checked.faults]


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("", "identifier-empty", {}),
        (" \u200b\u3000", "identifier-empty", {}),
        ("9.13201E+17", "identifier-number-lost", {"found": "9.13201E+17"}),
        (GOOD[:-1], "credit-code-length", {"n": "17"}),
        (GOOD + "3", "credit-code-length", {"n": "19"}),
        ("91350100M000100Y4V", "credit-code-character", {"at": "18", "char": "V"}),
        ("91350100M0001-0Y43", "credit-code-character", {"at": "14", "char": "-"}),
        (completed("B1350100M000100Y"), "credit-code-register", {"char": "B"}),
        (completed("919Y0100M000100Y"), "credit-code-division", {"division": "9Y0100"}),
        (completed("91990Y00M000100Y"), "credit-code-division", {"division": "990Y00"}),
        (completed("91160100M000100Y"), "credit-code-division", {"division": "160100"}),
        ("91350100M000100Y44", "credit-code-check", {"expected": "3", "found": "4"}),
    ],
)
def test_what_is_no_credit_code_is_told_with_the_place_of_its_fault(
    text: str, code: str, values: dict[str, str]
) -> None:
    checked = check_credit_code(text)
    assert checked.canonical is None
    assert (code, values) in faults(checked)


def test_a_code_whose_outer_check_holds_fails_by_the_one_inside() -> None:
    body = "91350100M000100Y5"  # the organisation code ends in 4
    checked = check_credit_code(body + credit_code_check(body))
    assert faults(checked) == [("credit-code-inner", {"expected": "4", "found": "5"})]
    assert (checked.faults[0].start, checked.faults[0].end) == (8, 17)


@pytest.mark.parametrize("register", "123456789ANY")
def test_codes_of_every_register_are_valid(register: str) -> None:
    code = completed(register + "1320100M000100Y")
    assert check_credit_code(code).canonical == code


def test_registers_of_the_state_and_divisions_that_are_no_more_are_valid() -> None:
    for division in ("100000", "320684", "320107"):  # 海门市 and 下关区 are gone; their codes are kept
        assert check_credit_code(completed(f"91{division}M000100Y")).canonical


@pytest.mark.parametrize(
    "text",
    [
        "９１３５０１００Ｍ０００１００Ｙ４３",
        f" {GOOD.lower()}\t",
        "9135 0100 M000 100Y 43",
        f"'{GOOD}",
        f"{GOOD}\u200b",
    ],
)
def test_width_blanks_case_and_quotes_are_forgiven(text: str) -> None:
    assert check_credit_code(text).canonical == GOOD


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("9135O1OOMOOO1OOY43", GOOD),
        ("9I350100M000I00Y43", GOOD),
        ("91350100M000010Y43", GOOD),
        ("91350100-M000100Y4-3", ""),  # twenty characters, of which the bare ones are right
        ("81350100M000100Y43", ""),
        (GOOD[:-1], ""),
    ],
)
def test_a_repair_is_told_only_where_it_is_the_only_one(text: str, meant: str) -> None:
    found = check_credit_code(text).suggestion
    assert found == (meant or (GOOD if "-" in text else ""))


def test_two_repairs_are_as_good_as_none() -> None:
    assert suggested("O0", lambda tried: tried) == ""
    assert suggested("12", lambda tried: tried if tried == "21" else None) == "21"
    assert suggested("O" * 1000, lambda _: "x") == ""


def test_an_old_number_is_told_for_what_it_is() -> None:
    assert [code for code, _ in faults(check_credit_code("320100000012345"))] == [
        "credit-code-length",
        "credit-code-former",
    ]
    assert "credit-code-organisation" in dict(faults(check("credit-code", "D2143569-X")))


@pytest.mark.parametrize(
    ("scheme", "text", "code"),
    [
        ("organisation-code", "D2143569-1", "organisation-code-check"),
        ("organisation-code", "D214356", "organisation-code-length"),
        ("organisation-code", "D21435？9X", "organisation-code-character"),
        ("place", "32010", "place-code-length"),
        ("place", "32O100", "place-code-character"),
        ("place", "160000", "place-code-province"),
        ("place", "320001", "place-code-city"),
        ("patent", "201710601862.4", "patent-check"),
        ("patent", "ZL201710601862", "patent-check-missing"),
        ("patent", "197010601862.3", "patent-year"),
        ("patent", "201740601862.3", "patent-type"),
        ("patent", "CN207123456A", "patent-kind"),
        ("patent", "CN507123456A", "patent-type"),
        ("patent", "XX9123456B2", "patent-form"),
        ("patent", "PCT/CN2020/1", "patent-form"),
        ("standard", "GB/T 1.1", "standard-year-missing"),
        ("standard", "GB/T 1.1-1830", "standard-year"),
        ("standard", "XX/T 12-2020", "standard-code"),
        ("standard", "DB99/T 12-2020", "standard-place"),
        ("standard", "国家标准", "standard-form"),
        ("orcid", "0000-0002-1825-0098", "digits-check"),
        ("orcid", "0000-0002-1825", "digits-length"),
        ("orcid", "0000-0002-18X5-0097", "digits-character"),
        ("issn", "0378-5956", "digits-check"),
        ("doi", "11.1000/182", "doi-form"),
    ],
)
def test_what_is_no_identifier_of_its_kind_is_refused(scheme: str, text: str, code: str) -> None:
    checked = check(scheme, text)
    assert checked.canonical is None
    assert code in dict(faults(checked))


@pytest.mark.parametrize("scheme", CHECKS)
def test_nothing_and_what_a_spreadsheet_has_rounded_is_no_identifier(scheme: str) -> None:
    assert faults(check(scheme, " ")) == [("identifier-empty", {})]
    assert dict(faults(check(scheme, "3.2E+17"))) == {"identifier-number-lost": {"found": "3.2E+17"}}


@pytest.mark.parametrize("scheme", CHECKS)
def test_a_whole_document_pasted_for_a_code_is_one_fault(scheme: str) -> None:
    assert len(check(scheme, "未来产业" * 10_000).faults) == 1


CANONICAL = [
    ("organisation-code", "D2143569-X", "D2143569X"),
    ("place", "320100", "320100"),
    ("place", "320102001", "320102001"),
    ("patent", "ZL201710601862.3", "201710601862.3"),
    ("patent", "CN 2017106018623", "201710601862.3"),
    ("patent", "95115608.X", "95115608.X"),
    ("patent", "CN107123456A", "CN107123456A"),
    ("patent", "CN207123456U", "CN207123456U"),
    ("patent", "CN307123456S", "CN307123456S"),
    ("patent", "CN1234567C", "CN1234567C"),
    ("patent", "CN85100001A", "CN85100001A"),
    ("patent", "pct/cn2020/123456", "PCT/CN2020/123456"),
    ("patent", "US 2020/0123456 A1", "US20200123456A1"),
    ("patent", "WO2020/123456A1", "WO2020123456A1"),
    ("standard", "GB/T1.1—2020", "GB/T 1.1-2020"),
    ("standard", "ＧＢ／Ｔ １．１－２０２０", "GB/T 1.1-2020"),
    ("standard", "GBT 1.1--2020", "GB/T 1.1-2020"),
    ("standard", "GB 1234-88", "GB 1234-1988"),
    ("standard", "GBZ 2.1-2019", "GBZ 2.1-2019"),
    ("standard", "GB/Z 1-2020", "GB/Z 1-2020"),
    ("standard", "DB32/T 4321-2022", "DB32/T 4321-2022"),
    ("standard", "DB3201/T 1001-2020", "DB3201/T 1001-2020"),
    ("standard", "T/CAS 12.3-2020", "T/CAS 12.3-2020"),
    ("standard", "T/CAS12.3-2020", "T/CAS 12.3-2020"),
    ("standard", "Q/320101 ABC 001-2020", "Q/320101 ABC 001-2020"),
    ("standard", "HB 5432-2018", "HB 5432-2018"),
    ("standard", "YD/T 1234.5-2020", "YD/T 1234.5-2020"),
    ("standard", "ISO 9001-2015", "ISO 9001:2015"),
    ("standard", "ISO/IEC TR 24028:2020", "ISO/IEC TR 24028:2020"),
    ("standard", "ISO/TS 22163:2017", "ISO/TS 22163:2017"),
    ("standard", "iso guide 73:2009", "ISO Guide 73:2009"),
    ("standard", "ISO 9001:2015/Amd 1:2024", "ISO 9001:2015/Amd 1:2024"),
    ("standard", "IEC 61850-7-4:2010", "IEC 61850-7-4:2010"),
    ("standard", "ITU-T Y.4000", "ITU-T Y.4000"),
    ("standard", "IEEE 802.11-2020", "IEEE 802.11-2020"),
    ("orcid", "https://orcid.org/0000-0002-1694-233x", "0000-0002-1694-233X"),
    ("issn", "ISSN 0378-5955", "0378-5955"),
    ("doi", "https://doi.org/10.1000/ABC", "10.1000/abc"),
]


@pytest.mark.parametrize(("scheme", "text", "canonical"), CANONICAL)
def test_an_identifier_is_written_in_one_way(scheme: str, text: str, canonical: str) -> None:
    assert check(scheme, text).canonical == canonical
    assert check(scheme, canonical).canonical == canonical


@pytest.mark.parametrize(
    ("scheme", "text"),
    [(scheme, text) for scheme, text, _ in CANONICAL if text not in ("320102001", "CN 2017106018623")],
)
def test_an_identifier_is_known_by_its_looks(scheme: str, text: str) -> None:
    assert scheme_of(text) == scheme


@pytest.mark.parametrize("text", ["", "无", "9132", GOOD, GOOD[:-1], "320100000012345", "2017106018623"])
def test_what_looks_like_nothing_is_taken_for_a_credit_code(text: str) -> None:
    assert scheme_of(text) == "credit-code"


def test_where_the_places_are_known_only_they_are_places() -> None:
    known = frozenset(("990100", "320102"))
    assert check_place_code("990100", known=known).canonical == "990100"
    assert check_place_code("320684", known=known).canonical is None
    assert check_place_code("320120", known=known).suggestion == "320102"
    assert check_place_code("32O102").suggestion == ""  # by form alone a repair says little


def test_a_lost_check_character_of_a_patent_is_worked_out() -> None:
    assert check("patent", "CN201710601862").suggestion == "201710601862.3"


def test_characters_that_cannot_be_seen_are_left_out_and_blanks_can_be_kept() -> None:
    assert cleaned("\ufeffGB／T\u00a01－\u200b2020\u0000") == "GB/T1-2020"
    assert cleaned(" gb/t \u3000 1 ", joint=" ") == "GB/T 1"
    assert cleaned("\x07a\tb") == "AB"


def test_what_is_checked_has_a_canonical_form_or_faults() -> None:
    with pytest.raises(ValueError, match="canonical form or faults"):
        Checked(scheme="issn", given="x")
