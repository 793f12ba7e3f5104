"""Whatever is typed: one form or a reason; what is valid stays so, and one slip in it is found."""

from __future__ import annotations

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from xiandao.core.identifiers import CHECKS, check, scheme_of
from xiandao.core.identifiers_checked import cleaned
from xiandao.core.identifiers_credit import (
    ALPHABET,
    DIVISIONS,
    FAULTS,
    REGISTERS,
    check_credit_code,
    credit_code_check,
    credit_code_faults,
    organisation_code_check,
)
from xiandao.core.identifiers_patents import check_patent, patent_check
from xiandao.core.identifiers_works import check_issn, check_orcid, issn_check, orcid_check
from xiandao.core.messages import Language, hint, message
from xiandao.registers.credit_codes import VERDICTS, credit_code_verdicts

LANGUAGES: tuple[Language, ...] = ("zh", "en")
DIGITS = "0123456789"


def _completed(register: str, division: str, rest: str, body: str) -> str:
    first = f"{register}1{division}{rest}{body}"
    inner = first + organisation_code_check(body)
    return inner + credit_code_check(inner)


CREDIT_CODES = st.builds(
    _completed,
    st.sampled_from(REGISTERS),
    st.sampled_from(sorted(DIVISIONS)),
    st.text(DIGITS, min_size=4, max_size=4),
    st.text(ALPHABET, min_size=8, max_size=8),
)
NEARLY = st.one_of(
    st.text(max_size=24),
    st.text(ALPHABET, min_size=16, max_size=20),
    st.text(ALPHABET + "IOZSV", min_size=18, max_size=18),
    st.text(string.printable + "０Ａ—　\u200b", max_size=24),
    CREDIT_CODES,
    st.tuples(CREDIT_CODES, st.integers(0, 17), st.sampled_from(ALPHABET + "IOZSV-ab 中")).map(
        lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] + 1 :]
    ),
)
TYPED = st.one_of(NEARLY, st.from_regex(r"(GB|DB32|T/CAS|ISO|CN|ZL|10\.)[/T 0-9.:—-]{0,14}[0-9X]", fullmatch=True))


@given(st.sampled_from(sorted(CHECKS)), TYPED)
def test_a_canonical_form_is_its_own_canonical_form(scheme: str, text: str) -> None:
    checked = check(scheme, text)
    for found in filter(None, (checked.canonical, checked.suggestion)):
        assert check(scheme, found).canonical == found


@given(TYPED)
def test_every_fault_lies_in_the_code_and_can_be_told(text: str) -> None:
    for scheme in CHECKS:
        for fault in check(scheme, text).faults:
            assert 0 <= fault.start <= fault.end <= len(cleaned(text, joint=" "))
            for language in LANGUAGES:
                assert message(fault, language)
                hint(fault, language)


@given(TYPED)
def test_any_text_is_taken_for_something_that_can_be_checked(text: str) -> None:
    assert check(scheme_of(text), text).given == text


@given(CREDIT_CODES)
def test_codes_with_both_check_characters_are_valid(code: str) -> None:
    assert check_credit_code(code).canonical == code


@given(CREDIT_CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code: str, at: int, char: str) -> None:
    assume(code[at] != char)
    assert check_credit_code(code[:at] + char + code[at + 1 :]).canonical is None


@given(CREDIT_CODES, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_found(code: str, at: int) -> None:
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assume(swapped != code)
    checked = check_credit_code(swapped)
    assert checked.canonical is None
    assert checked.suggestion in ("", code) or check_credit_code(checked.suggestion).canonical


@given(NEARLY)
def test_faults_of_credit_codes_are_told_in_one_order(text: str) -> None:
    told = [fault.code for fault in credit_code_faults(cleaned(text)) if fault.code in FAULTS]
    assert told == sorted(told, key=FAULTS.index)


@given(st.lists(NEARLY, max_size=30))
def test_many_at_once_get_the_verdicts_of_each_alone(codes: list[str]) -> None:
    alone = [next((fault.code for fault in check_credit_code(code).faults), "") for code in codes]
    assert [VERDICTS[verdict] for verdict in credit_code_verdicts(codes)] == alone


@given(st.integers(2003, 2030), st.sampled_from("12389"), st.text(DIGITS, min_size=7, max_size=7), st.integers(0, 11))
def test_one_wrong_digit_of_a_patent_is_always_found(year: int, kind: str, serial: str, at: int) -> None:
    body = f"{year}{kind}{serial}"
    assert check_patent(f"ZL{body}.{patent_check(body)}").canonical == f"{body}.{patent_check(body)}"
    other = str((int(body[at]) + 1) % 10)
    assert check_patent(f"ZL{body[:at]}{other}{body[at + 1 :]}.{patent_check(body)}").canonical is None


@given(st.text(DIGITS, min_size=15, max_size=15), st.integers(0, 14))
def test_one_wrong_digit_of_an_orcid_or_issn_is_always_found(digits: str, at: int) -> None:
    assert check_orcid(digits + orcid_check(digits)).canonical
    other = str((int(digits[at]) + 1) % 10)
    assert check_orcid(digits[:at] + other + digits[at + 1 :] + orcid_check(digits)).canonical is None
    seven, place = digits[:7], at % 7
    assert check_issn(seven + issn_check(seven)).canonical
    other = str((int(seven[place]) + 1) % 10)
    assert check_issn(seven[:place] + other + seven[place + 1 :] + issn_check(seven)).canonical is None
