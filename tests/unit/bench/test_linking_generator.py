"""The records with known truth that linking is measured on: the same every time, and as their page says."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from itertools import islice
from itertools import pairwise as neighbouring
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.codes import ALPHABET, credit_code, is_valid, mistyped
from linking.enterprises import Name, Registry, family, one_character
from linking.generator import Record, Traced, generate, traced, write_csv
from linking.places import INVENTED_CITIES, REAL_CITIES
from linking.scoring import pairwise
from linking.words import homophones, lookalikes, traditional

ROWS = 20_000


@pytest.fixture(scope="module")
def made() -> list[Traced]:
    return list(traced(ROWS, 5, 0.5))


def clusters(made: list[Traced]) -> dict[int, list[Traced]]:
    found: dict[int, list[Traced]] = defaultdict(list)
    for each in made:
        found[each.record.truth].append(each)
    return found


def test_another_seed_gives_other_records() -> None:
    assert list(generate(200, 1, 0.5)) != list(generate(200, 2, 0.5))


def test_the_same_arguments_give_the_same_records() -> None:
    assert list(generate(500, 1, 0.5)) == list(generate(500, 1, 0.5))


@pytest.mark.parametrize("rows", [0, 1, 2, 999])
def test_as_many_records_come_as_were_asked_for(rows: int) -> None:
    assert sum(1 for _ in generate(rows, 3, 0.5)) == rows


@pytest.mark.parametrize(("rows", "codes", "real"), [(-1, 0.5, 0.5), (1, 1.5, 0.5), (1, -0.1, 0.5), (1, 0.5, 2.0)])
def test_a_share_that_is_none_is_refused(rows: int, codes: float, real: float) -> None:
    with pytest.raises(ValueError, match="from 0"):
        list(generate(rows, 1, codes, real=real))


def test_records_come_before_all_of_them_are_made() -> None:
    assert len(list(islice(generate(1_000_000_000, 1, 0.5), 3))) == 3


def test_no_record_is_without_a_name_and_no_identifier_comes_twice(made: list[Traced]) -> None:
    assert all(each.record.name.strip() for each in made)
    assert len({each.record.id for each in made}) == ROWS


def test_the_identifiers_and_the_order_do_not_give_the_clusters_away(made: list[Traced]) -> None:
    neighbours = sum(a.record.truth == b.record.truth for a, b in neighbouring(made))
    assert neighbours < 20


def test_two_organisations_of_a_place_never_share_core_trade_and_branch() -> None:
    chance, issued = Random(8), Registry(0.8)
    names: Counter[tuple[str, str, str, str]] = Counter()
    for _ in range(5_000):
        for enterprise in family(chance, issued):
            place, name = enterprise.place, enterprise.name
            seat = {"city": place.city, "province": place.province, "in": name.middle, "none": ""}.get(
                name.level, place.district
            )
            names[seat, name.core, name.trade, name.after] += 1
    assert [name for name, times in names.items() if times > 1] == []


def test_no_two_organisations_have_the_same_registered_name() -> None:
    chance, issued = Random(9), Registry(0.8)
    names = Counter(each.name.text() for _ in range(20_000) for each in family(chance, issued))
    assert [name for name, times in names.items() if times > 1] == []


def test_six_in_ten_organisations_have_one_record_and_none_has_more_than_six(made: list[Traced]) -> None:
    sizes = Counter(len(group) for group in clusters(made).values())
    assert max(sizes) == 6
    assert sizes[1] / sizes.total() == pytest.approx(0.60, abs=0.02)


def test_the_cores_are_heavy_tailed() -> None:
    chance, issued = Random(4), Registry(0.8)
    cores = Counter(each.name.core for _ in range(10_000) for each in family(chance, issued) if each.name.core)
    alone = sum(times == 1 for times in cores.values())
    assert cores["华信"] > 100
    assert alone / cores.total() > 0.25


@pytest.mark.parametrize(
    ("way", "share"),
    [
        ("as_registered", 0.60), ("place_otherwise", 0.215), ("place_dropped", 0.045), ("place_moved", 0.03), ("form_otherwise", 0.075),
        ("short_form", 0.03), ("english", 0.005), ("typing", 0.02), ("traditional", 0.02), ("blanks", 0.03),
    ],
)  # fmt: skip
def test_what_is_planted_comes_as_often_as_the_page_says(made: list[Traced], way: str, share: float) -> None:
    within = 4 * (share * (1 - share) / ROWS) ** 0.5  # four standard deviations: other words may change the draws
    assert sum(way in each.made for each in made) / ROWS == pytest.approx(share, abs=within)


def test_former_names_stand_on_some_rows_and_are_absent_from_others(made: list[Traced]) -> None:
    with_old = [group for group in clusters(made).values() if any("former" in each.made for each in group)]
    told = sum(any(each.record.former_names for each in group) for group in with_old)
    assert 0 < told < len(with_old)


def test_without_codes_no_row_has_one() -> None:
    assert {record.credit_code for record in generate(300, 1, 0.0)} == {""}


def test_with_codes_on_half_the_rows_nearly_all_are_valid(made: list[Traced]) -> None:
    codes = [each.record.credit_code for each in made if each.record.credit_code]
    assert len(codes) / ROWS == pytest.approx(0.5, abs=0.02)
    assert all(
        is_valid(each.record.credit_code) for each in made if each.record.credit_code and "code" not in each.made
    )
    assert sum("code" in each.made for each in made) / len(codes) == pytest.approx(0.008, abs=0.003)


def test_clean_codes_are_the_same_within_an_organisation_and_nowhere_else(made: list[Traced]) -> None:
    owners: dict[str, set[int]] = defaultdict(set)
    codes: dict[int, set[str]] = defaultdict(set)
    for record, how in made:
        if record.credit_code and "code" not in how:
            owners[record.credit_code].add(record.truth)
            codes[record.truth].add(record.credit_code)
    assert {len(each) for each in owners.values()} == {1}
    assert {len(each) for each in codes.values()} == {1}


def test_a_place_that_does_not_exist_has_no_code_of_a_real_one() -> None:
    assert {place.code for city in INVENTED_CITIES for place in city} == {"100000"}
    assert {record.credit_code[2:8] for record in generate(200, 1, 1.0, real=0.0) if is_valid(record.credit_code)} == {
        "100000"
    }


def test_real_and_invented_places_share_no_name() -> None:
    real = {place.city for city in REAL_CITIES for place in city}
    assert real.isdisjoint(place.city for city in INVENTED_CITIES for place in city)


def test_a_twin_differs_in_one_character_of_its_core() -> None:
    chance, issued = Random(2), Registry(0.8)
    pairs = [pair for pair in (one_character(chance, issued) for _ in range(100)) if len(pair) == 2]
    assert len(pairs) > 50
    for first, twin in pairs:
        differing = sum(a != b for a, b in zip(first.name.core, twin.name.core, strict=True))
        assert (differing, first.name.trade, first.place) == (1, twin.name.trade, twin.place)


def test_a_registered_name_stands_in_its_printed_order() -> None:
    assert Name("", "恒力", "常州", "机械", "有限公司", "第一分公司").text() == "恒力（常州）机械有限公司第一分公司"


def test_confusable_characters_are_never_themselves() -> None:
    assert all(each not in others for table in (homophones(), lookalikes()) for each, others in table.items())
    assert "柳" not in homophones()["利"]
    assert "机电设备".translate(traditional()) == "機電設備"


@pytest.mark.parametrize("code", ["91110000802100433B", "91330100799655058B", "91440300708461136T"])
def test_codes_that_are_public_are_valid(code: str) -> None:
    assert is_valid(code)


@pytest.mark.parametrize(
    "code", ["", "91110000802100433", "91110000802100433A", "9111000080210043OB", "911100008021004338"]
)
def test_codes_that_are_wrong_are_not(code: str) -> None:
    assert not is_valid(code)


def test_numbers_give_codes_that_differ() -> None:
    assert len({credit_code(number, "91", "320400") for number in range(20_000)}) == 20_000


@given(
    st.integers(0, 29_999_999),
    st.sampled_from(("91", "92", "93", "12", "N2", "Y1")),
    st.integers(0, 17),
    st.sampled_from(ALPHABET),
)
def test_a_code_is_valid_and_no_longer_with_a_character_changed(
    number: int, register: str, at: int, other: str
) -> None:
    code = credit_code(number, register, "320400")
    assert is_valid(code)
    changed = code[:at] + other + code[at + 1 :]
    assert changed == code or not is_valid(changed)


@given(st.integers(0, 29_999_999), st.integers(0, 1_000))
def test_a_mistyped_code_is_another_text(number: int, seed: int) -> None:
    code = credit_code(number, "91", "320400")
    assert mistyped(code, Random(seed)) != code


def test_labels_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="as many"):
        pairwise([1], [1, 2])


@pytest.mark.parametrize(
    ("truth", "found", "expected"),
    [
        ("", "", (1.0, 1.0, 1.0)),
        ("AAB", "xyz", (1.0, 0.0, 0.0)),
        ("AABB", "xxyy", (1.0, 1.0, 1.0)),
        ("AABB", "xxxx", (2 / 6, 1.0, 0.5)),
        ("AAAB", "xxyy", (0.5, 1 / 3, 0.4)),
        ("ABC", "xxx", (0.0, 1.0, 0.0)),
    ],
)
def test_pairs_are_counted_as_by_hand(truth: str, found: str, expected: tuple[float, float, float]) -> None:
    assert pairwise(truth, found) == pytest.approx(expected)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=40))
def test_counting_by_labels_agrees_with_counting_every_pair(labels: list[tuple[int, int]]) -> None:
    pairs = [(a[0] == b[0], a[1] == b[1]) for at, a in enumerate(labels) for b in labels[:at]]
    right, claimed, real = pairs.count((True, True)), sum(found for _, found in pairs), sum(true for true, _ in pairs)
    precision, recall, _ = pairwise([truth for truth, _ in labels], [found for _, found in labels])
    assert precision == pytest.approx(right / claimed if claimed else 1.0)
    assert recall == pytest.approx(right / real if real else 1.0)


def test_a_csv_holds_the_columns_asked_for_and_no_others(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    records = list(generate(50, 1, 0.5))
    assert write_csv(records, path, columns=("id", "name")) == 50
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["id", "name"], *([record.id, record.name] for record in records)]


def test_a_csv_of_all_columns_reads_back_as_the_records(tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    records = list(generate(200, 1, 0.5))
    write_csv(records, path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [Record(**{**row, "truth": int(row["truth"])}) for row in rows] == records  # type: ignore[arg-type]
