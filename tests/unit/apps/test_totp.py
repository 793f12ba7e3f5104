"""Codes of RFC 6238, by its own test vectors, and how long each of them opens."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiandao.apps.accounts.totp import STEP, address, code_of, spoken, step_matched, step_of

RFC = b"12345678901234567890"
AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
DRIFTS = st.integers(-30, 30)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_the_last_six_digits_of_those_in_the_standard(seconds: int, code: str) -> None:
    assert code_of(RFC, step_of(dt.datetime.fromtimestamp(seconds, dt.UTC))) == code[-6:]


@given(drift=DRIFTS)
def test_a_clock_may_be_one_step_off_and_no_more(drift: int) -> None:
    code = code_of(RFC, step_of(AT) + drift)
    others = {code_of(RFC, step_of(AT) + near) for near in (-1, 0, 1)}
    assert (step_matched(RFC, code, AT, after=None) is not None) is (code in others)
    assert abs(drift) > 1 or code in others


def test_a_code_that_was_taken_and_those_before_it_are_taken_never_again() -> None:
    now = step_of(AT)
    assert step_matched(RFC, code_of(RFC, now), AT, after=now - 1) == now
    assert step_matched(RFC, code_of(RFC, now), AT, after=now) is None
    assert step_matched(RFC, code_of(RFC, now - 1), AT, after=now) is None
    assert step_matched(RFC, code_of(RFC, now + 1), AT, after=now) == now + 1


@pytest.mark.parametrize("typed", ["", "0", "000000000", "１２３４５６", "abcdef"])
def test_what_is_no_code_opens_nothing(typed: str) -> None:
    assert step_matched(RFC, typed, AT, after=None) is None


def test_the_picture_says_what_the_text_says() -> None:
    said = urlsplit(address(RFC, issuer="云澜省专班", account="p 02"))
    assert (said.scheme, said.netloc) == ("otpauth", "totp")
    assert parse_qs(said.query) == {
        "secret": [spoken(RFC)], "issuer": ["云澜省专班"], "digits": ["6"], "period": [str(STEP)]
    }  # fmt: skip
    assert spoken(RFC) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
