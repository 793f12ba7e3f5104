"""Words, themes and names of sectors: what is alike, and what only looks so."""

from __future__ import annotations

import numpy as np
import pytest

from xiandao.alignment.levels_sectors import alike, core_of
from xiandao.alignment.levels_themes import THEMES, shared_themes
from xiandao.alignment.levels_values import SectorName
from xiandao.alignment.levels_wording import Vocabulary, Weights, bm25, tokens, widened


def test_a_text_is_cut_into_characters_and_pairs_and_latin_words_stay_whole() -> None:
    assert tokens("量子AI科") == ["量", "子", "量子", "ai", "科"]
    assert tokens("，。 ") == []


def test_numbers_are_tokens_only_where_they_are_wanted() -> None:
    assert tokens("5.5亿") == ["亿"]
    assert tokens("5.5亿", numbers=True) == ["5.5", "亿"]


def test_bm25_prefers_the_text_with_the_rare_word_and_the_shorter_of_two() -> None:
    vocabulary = Vocabulary()
    texts = vocabulary.counts(["场景建设", "基金建设", "场景建设和许多别的建设内容", "建设"])
    query = vocabulary.counts(["场景"])
    width = len(vocabulary.columns)
    texts, query = widened(texts, width), widened(query, width)
    (scores,) = bm25(query, texts, Weights.of(texts, width))
    assert scores[0] > scores[2] > 0
    assert scores[1] == scores[3] == 0


def test_texts_without_words_have_no_score_and_divide_nothing_by_nothing() -> None:
    vocabulary = Vocabulary()
    empty = vocabulary.counts(["", "，"])
    assert np.all(bm25(empty, empty, Weights.of(empty, empty.shape[1])) == 0)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("强化金融支撑", "健全多元投入机制", ("finance",)),
        ("引进战略科学家", "培养青年拔尖人才", ("talent",)),
        ("强化人才支撑", "开放应用场景", ()),
        ("", "开放应用场景", ()),
    ],
)
def test_a_theme_is_shared_in_other_words(one: str, other: str, found: tuple[str, ...]) -> None:
    assert shared_themes(one, other) == found


def test_no_word_belongs_to_two_themes() -> None:
    words = [word for line in THEMES.values() for word in line.split()]
    assert len(words) == len(set(words))


def test_what_any_sector_may_be_called_does_not_make_two_alike() -> None:
    assert alike(["未来能源产业"], ["未来材料产业"], {})[0, 0] == 0
    assert core_of("未来产业") == "未来产业"


@pytest.mark.parametrize(
    ("lower", "upper", "least", "most"),
    [
        ("类脑交互", "脑机接口", 1.0, 1.0),
        ("脑机接口", "未来健康", 0.6, 0.6),
        ("未来健康", "脑机接口", 0.6, 0.6),
        ("神经电极", "未来健康", 0.4, 0.4),
        ("神经电极", "脑电图", 0.0, 0.3),
        ("无人知道", "无人知道", 1.0, 1.0),
    ],
)
def test_the_taxonomy_says_how_near_two_names_are(lower: str, upper: str, least: float, most: float) -> None:
    names = {
        "未来健康": SectorName("health"),
        "脑机接口": SectorName("bci", "health"),
        "类脑交互": SectorName("bci", "health"),
        "神经电极": SectorName("electrode", "bci"),
        "脑电图": SectorName("eeg", "diagnostics"),
    }
    assert least - 1e-6 <= alike([lower], [upper], names)[0, 0] <= most + 1e-6


def test_a_taxonomy_in_a_circle_is_walked_once() -> None:
    names = {"甲": SectorName("a", "b"), "乙": SectorName("b", "a")}
    assert alike(["甲"], ["乙"], names)[0, 0] == pytest.approx(0.6)
