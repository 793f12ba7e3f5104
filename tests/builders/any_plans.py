"""Any plan at all, for property tests."""

from __future__ import annotations

from string import Formatter

from hypothesis import strategies as st

from xiandao.core.findings import Finding
from xiandao.core.messages import catalogue
from xiandao.core.plan import Balance, Claim, DocumentData, Plan, Words
from xiandao.writers.plan_json import KINDS

words_of_text = st.text(max_size=12)
finite = st.floats(allow_nan=False, allow_infinity=False)
offsets = st.integers(min_value=0, max_value=10_000)
pairs = st.dictionaries(words_of_text, words_of_text, max_size=3).map(lambda each: tuple(each.items()))
years = st.none() | st.integers(min_value=1900, max_value=2100)

words = st.builds(
    Words,
    quote=words_of_text,
    start=offsets,
    end=offsets,
    rule=words_of_text,
    confidence=st.floats(min_value=0, max_value=1),
    page=st.none() | st.integers(min_value=1, max_value=99),
)
claims = st.builds(
    Claim,
    start=offsets,
    end=offsets,
    items=st.lists(words_of_text, max_size=2).map(tuple),
    reason=st.none() | words_of_text,
)
documents = st.builds(DocumentData, period=st.tuples(years, years), rules=pairs)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    """A finding whose wording can be filled."""
    code = draw(st.sampled_from(sorted(catalogue()["finding"])))
    wordings = " ".join(catalogue()["finding"][code].values())
    names = sorted({name for _, name, _, _ in Formatter().parse(wordings) if name})
    values = tuple((name, draw(words_of_text)) for name in names)
    return Finding(code=code, start=draw(offsets), end=draw(offsets), values=values)


def _many(kind: str) -> st.SearchStrategy[object]:
    return st.lists(st.builds(KINDS[kind], words=words, **_amounts(kind)), max_size=2).map(tuple)


def _amounts(kind: str) -> dict[str, st.SearchStrategy[object]]:
    if kind not in ("targets", "facts"):
        return {}
    own: dict[str, st.SearchStrategy[object]] = {"value": finite, "value_max": st.none() | finite}
    return {**own, "base_value": st.none() | finite} if kind == "targets" else own


plans = st.builds(
    Plan,
    source_name=words_of_text,
    media_type=words_of_text,
    text_sha256=words_of_text,
    document=documents,
    **{kind: _many(kind) for kind in KINDS},
    balance=st.builds(
        Balance, claims=st.lists(claims, max_size=3).map(tuple), open=st.lists(claims, max_size=2).map(tuple)
    ),
    findings=st.lists(findings(), max_size=2).map(tuple),
)
