"""A name of an organisation is taken apart the same way however it is written."""

from __future__ import annotations

import pytest

from xiandao.registers.names import name_of, names_of, places_in
from xiandao.registers.names_places import known_places, stem

FIRM = "无锡市恒翼精密机械有限公司"


def parts(written: str) -> tuple[tuple[str, ...], str, str, str, bool, str]:
    name = name_of(written)
    return name.places, name.core, name.trade, name.form, name.group, name.branch


@pytest.mark.parametrize("written", ["", "  ", "（）", "(", ")", "·", "()()"])
def test_what_is_no_name_has_no_parts_and_breaks_nothing(written: str) -> None:
    assert name_of(written).plain == ""
    assert name_of(written).core == ""


@pytest.mark.parametrize("written", ["集团", "有限公司", "上海有限公司", "科技", "南京大学", "第一医院", "江苏省", "A"])
def test_a_name_of_nothing_but_usual_words_keeps_a_core(written: str) -> None:
    assert name_of(written).core


def test_a_word_that_ends_like_a_place_is_no_place() -> None:
    assert parts("河南省超市管理有限公司")[0] == ("河南",)
    assert parts("无锡城市建设投资有限公司")[0] == ("无锡",)


def test_a_branch_is_not_its_whole() -> None:
    whole, branch = name_of("恒翼机械有限公司"), name_of("恒翼机械有限公司南京市分公司")
    assert (whole.core, whole.branch) == ("恒翼", "")
    assert (branch.core, branch.branch) == ("恒翼", "南京分公司")


def test_a_firm_is_place_core_trade_and_form() -> None:
    assert parts(FIRM) == (("无锡",), "恒翼", "精密机械", "company", False, "")
    assert parts("江苏省无锡市恒翼精密机械（集团）股份有限公司") == (
        ("江苏", "无锡"),
        "恒翼",
        "精密机械",
        "company",
        True,
        "",
    )


@pytest.mark.parametrize(
    "written",
    [
        "無錫市恆翼精密機械有限公司",
        "无锡市恒翼精密机械　有限公司",
        " 无锡市恒翼精密机械有限责任公司",
        "无锡恒翼精密机械股份有限公司",
        "恒翼精密机械（无锡）有限公司",
        "恒翼精密机械(无锡市)有限公司",
        "无锡恒翼精密机械有限公司（原无锡恒隆机械厂）",
        "无锡恒翼精密机械有限公司 Wuxi Hengyi Precision Machinery Co., Ltd.",
        "无锡恒翼精密机械有限公可",
        "无锡恒翼精密机械限公司",
    ],
)
def test_one_firm_written_in_another_way_has_the_same_parts(written: str) -> None:
    assert parts(written) == parts(FIRM)


def test_full_width_letters_and_digits_are_letters_and_digits() -> None:
    assert name_of("无锡ＡＢＣ１２科技有限公司").core == name_of("无锡abc12科技有限公司").core


def test_an_english_name_loses_its_legal_form_alone() -> None:
    assert name_of("Hengyi (HK) Limited").core == "hengyihk"
    assert name_of("Hengyi Co").core == name_of("HENGYI Co., Ltd.").core == "hengyi"


def test_numbers_are_known() -> None:
    assert name_of("南京市第一医院").numbers == "第一"
    assert name_of("恒翼二厂").numbers == "二"
    assert name_of("三一重工").numbers == ""


def test_a_partnership_is_one_with_and_without_brackets() -> None:
    assert name_of("宁波恒翼投资合伙企业（有限合伙）").form == "partnership"
    assert name_of("宁波恒翼投资合伙企业").form == "partnership"


def test_a_place_in_no_list_is_learned_from_how_names_write_it() -> None:
    names = ["云泽省澜江市恒翼机械有限公司", "云泽省澜江市双利食品有限公司", "澜江恒隆化工有限公司"]
    assert name_of(names[2]).core == "澜江恒隆"
    read, places = names_of(names)
    assert (read[2].places, read[2].core) == (("澜江",), "恒隆")
    assert places.around(("澜江",)) == {"澜江", "云泽"}


def test_one_name_alone_teaches_no_place() -> None:
    places = places_in(["云泽省澜江市恒翼机械有限公司"])
    assert name_of("澜江恒隆化工有限公司", places).places == ()


def test_known_places_lie_in_their_provinces() -> None:
    assert known_places().around(("无锡",)) == {"无锡", "江苏"}


def test_a_stem_keeps_two_characters() -> None:
    assert [stem(place) for place in ("江苏省", "津市市", "芒市", "易县")] == ["江苏", "津市", "芒市", "易县"]
