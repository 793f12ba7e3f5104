"""Every rule for numbers reads its own sentences and leaves the others."""

from __future__ import annotations

import pytest

from xiandao.reading.blocks import blocks_of, heading_numbers
from xiandao.reading.clauses import cases_of
from xiandao.reading.mentions.amounts import amounts_of
from xiandao.reading.mentions.years import times_of
from xiandao.reading.promises import readings_of
from xiandao.reading.rules import RULES
from xiandao.reading.rules.rule import Rule
from xiandao.reading.view import view_of


def rules_that_answer(sentence: str) -> set[str]:
    """Ids of the rules that decided a number of the sentence."""
    text = view_of(sentence).text
    blocks, amounts = blocks_of(text), amounts_of(text)
    headings = heading_numbers(blocks, amounts)
    asked = [amount for amount in amounts if amount.start not in headings]
    readings = readings_of(cases_of(text, asked, times_of(text, amounts), blocks))
    return {reading.rule.id for reading in readings if reading.rule}


@pytest.mark.parametrize(("rule", "sentence"), [(rule, words) for rule in RULES for words in rule.reads])
def test_a_rule_reads_its_own_sentences(rule: Rule, sentence: str) -> None:
    assert rule.id in rules_that_answer(sentence)


@pytest.mark.parametrize(("rule", "sentence"), [(rule, words) for rule in RULES for words in rule.leaves])
def test_a_rule_leaves_the_others(rule: Rule, sentence: str) -> None:
    assert rule.id not in rules_that_answer(sentence)


def test_every_rule_has_one_id_and_says_what_it_reads_and_leaves() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.reads and rule.leaves and rule.note for rule in RULES)
