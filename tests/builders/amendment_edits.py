"""What an amendment does to the first edition of an invented plan, and the book of what it did."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

from tests.builders.amendment_desk import Desk, Edits
from tests.builders.amendment_duties import UNITS, reassigned_duty, reworded_duty
from tests.builders.amendment_first import Stock, Whole
from tests.builders.amendment_goals import (
    Goal,
    redated_goal,
    revalued_goal,
    reworded_goal,
    takes_other_unit,
)
from tests.builders.amendment_making import Maker, stretch_of
from tests.builders.amendment_outline import Chapter, Edition, Section, Sentences
from tests.builders.amendment_words import CHAPTERS, SECTIONS


def amended(first: Edition, stock: Stock, maker: Maker, items: int) -> tuple[Edition, Edits]:
    """The second edition, and what was done."""
    edition = deepcopy(first)
    # Some amendments change more than others.
    desk = Desk(edition, stock, maker, items / 240 * maker.rng.uniform(0.9, 1.2))
    for step in _STEPS:
        step(desk)
    return edition, desk.edits


def _split_and_merge_goals(desk: Desk) -> None:
    wholes = [(whole, True) for whole in desk.stock.splits] + [(whole, False) for whole in desk.stock.merges]
    for whole, is_split in (pair for pair in wholes if pair[0].whole.startswith("g")):
        before, after = _sides(whole, is_split=is_split)
        run, sentence = desk.sentences_with(before[0])
        place = run.index(sentence)
        for key in before:
            desk.take_out(key)
        desk.edition.goals.update({key: desk.stock.goals[key] for key in after})
        is_bare = desk.stock.goals[after[0]].is_bare
        run[place:place] = [list(after)] if is_bare else [[key] for key in after]
        desk.edits.lineages.append((before, after))
        desk.edits.touched.update(after)
        if desk.rng.random() < 0.25:
            goal = desk.stock.goals[after[0]]
            desk.change_goal(after[0], replace(goal, value=goal.value + desk.rng.randint(2, 6)))
            desk.mark(after[0], "value", case="amounts do not add up")


def _split_and_merge_duties(desk: Desk) -> None:
    edition = desk.edition
    wholes = [(whole, True) for whole in desk.stock.splits] + [(whole, False) for whole in desk.stock.merges]
    for whole, is_split in (pair for pair in wholes if pair[0].whole.startswith("d")):
        before, after = _sides(whole, is_split=is_split)
        section = desk.section_with(before[0])
        place = section.duties.index(before[0])
        section.duties[place : place + len(before)] = after
        sentences = [sentence for key in before for sentence in edition.bodies.pop(key)]
        edition.duties.update({key: desk.stock.duties[key] for key in after})
        cut = len(sentences) // len(after)
        edition.bodies[after[0]] = sentences[:cut] if len(after) > 1 else _dated_last(sentences, edition)
        edition.bodies.update(dict.fromkeys(after[1:], sentences[cut:]))
        desk.edits.lineages.append((before, after))
        desk.edits.touched.update(after)
        if desk.rng.random() < 0.3:
            new = desk.rng.choice([unit for unit in UNITS if unit not in edition.duties[after[0]].units])
            for key in after:
                edition.duties[key] = replace(edition.duties[key], units=(*edition.duties[key].units, new))
                desk.mark(key, "owner", case="unit added")


def _dated_last(sentences: Sentences, edition: Edition) -> Sentences:
    return sorted(sentences, key=lambda sentence: edition.goals[sentence[0]].year or 0)


def _sides(whole: Whole, *, is_split: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ((whole.whole,), whole.pieces) if is_split else (whole.pieces, (whole.whole,))


def _change_twins(desk: Desk) -> None:
    """Of two goals that differ by a noun: amounts swapped, one dropped, one changed, another put beside them."""
    goals = desk.edition.goals
    for order, (first, second) in enumerate(desk.stock.twins):
        way = ("swapped", "dropped", "value", "added")[order % 4]
        if way == "swapped":
            goals[first], goals[second] = (
                replace(goals[first], value=goals[second].value),
                replace(goals[second], value=goals[first].value),
            )
            for key in (first, second):
                desk.mark(key, "value", case="numbers swapped")
        elif way == "dropped":
            desk.take_out(first)
            desk.edits.cases[first] = "near-duplicate"
        elif way == "value":
            goals[second] = replace(goals[second], value=goals[first].value)
            desk.mark(second, "value", case="takes the near-duplicate's amount")
        else:
            desk.put_in([_third_twin(desk, first)], desk.sentences_with(first)[0])
        desk.edits.touched.update((first, second))


def _third_twin(desk: Desk, key: str) -> str:
    twin, new = desk.edition.goals[key], desk.maker.key("g")
    while True:
        of = desk.rng.choice(desk.maker.sectors)
        name = twin.names[0]
        if of + name not in desk.maker.used:
            break
    desk.maker.used.add(of + name)
    desk.edition.goals[new] = replace(twin, of=of)
    desk.edits.cases[new] = "near-duplicate"
    return new


def _change_values(desk: Desk) -> None:
    for _ in desk.times(8, 6):
        key = desk.free_single()
        goal, way = revalued_goal(desk.edition.goals[key], desk.rng)
        desk.change_goal(key, goal)
        desk.mark(key, "value", case=way)
    for _ in desk.times(3, 2):
        sentence = desk.free_sentence(lambda goals: len(goals) == 2 and goals[1].shape != "stretch")
        key = desk.rng.choice(sentence)
        goal, _way = revalued_goal(desk.edition.goals[key], desk.rng)
        desk.change_goal(key, goal)
        desk.mark(key, "value", case="one of two in a sentence")
        desk.edits.touched.update(sentence)


def _change_stretches(desk: Desk) -> None:
    for order in desk.times(3, 2):
        base, aim = desk.free_sentence(lambda goals: len(goals) == 2 and goals[1].shape == "stretch")
        desk.edits.touched.update((base, aim))
        if order % 3 == 0:
            desk.take_out(aim)
            desk.edits.cases[aim] = "stretch value"
        else:
            goal = desk.edition.goals[aim]
            step = max(1.0, round(goal.value * 0.2)) if goal.unit != "%" else -0.2
            desk.change_goal(aim, replace(goal, value=round(goal.value + step, 1)))
            desk.mark(aim, "value", case="stretch value")
    key = desk.free_single(_takes_stretch)
    aim = desk.maker.key("g")
    desk.edition.goals[aim] = stretch_of(desk.edition.goals[key], desk.rng)
    desk.sentences_with(key)[1].append(aim)
    desk.edits.touched.update((key, aim))
    desk.edits.cases[aim] = "stretch value"


def _takes_stretch(goal: Goal) -> bool:
    is_plain = goal.shape == "metric" and goal.comparator in ("=", ">=") and goal.base is None
    return is_plain and not goal.wording.tail


def _change_dates(desk: Desk) -> None:
    for order in desk.times(12, 9):
        key = desk.free_single(lambda goal: bool(goal.year) and goal.shape != "steps")
        goal = _other_year(desk, desk.edition.goals[key])
        changes = ["date"]
        if order % 3 == 0:
            goal, _ = revalued_goal(goal, desk.rng)
            changes.append("value")
        desk.change_goal(key, goal)
        desk.mark(key, *changes)
    sentence = desk.free_sentence(lambda goals: len(goals) == 2 and bool(goals[0].year) and bool(goals[1].year))
    goal = _other_year(desk, desk.edition.goals[sentence[0]])
    for key in sentence:
        desk.change_goal(key, replace(desk.edition.goals[key], year=goal.year))
        desk.mark(key, "date", case="one year for two targets")


def _other_year(desk: Desk, goal: Goal) -> Goal:
    years = [year for year in range(desk.maker.start + 1, desk.maker.end + 1) if year != goal.year]
    return redated_goal(goal, desk.rng.choice(years))


def _change_owners(desk: Desk) -> None:
    for order in desk.times(10, 7):
        key = desk.free_duty()
        duty, way = reassigned_duty(desk.edition.duties[key], desk.rng)
        desk.mark(key, "owner", case=way)
        if order % 5 == 0:
            duty = replace(reworded_duty(duty, desk.rng), is_short=False)
            desk.mark(key, "reworded")
        desk.edition.duties[key] = duty


def _reword(desk: Desk) -> None:
    for order in desk.times(12, 7):
        key = desk.free_single()
        goal = reworded_goal(desk.edition.goals[key], desk.rng)
        desk.mark(key, "reworded")
        if order % 4 == 0:
            goal, way = revalued_goal(goal, desk.rng)
            desk.mark(key, "value", case=way)
        desk.change_goal(key, goal)
        if order % 4 == 1:
            desk.take_out(key)
            desk.put_in([key], desk.rng.choice(desk.edition.lists()))
    for order in desk.times(9, 5):
        key = desk.free_duty()
        desk.edition.duties[key] = reworded_duty(desk.edition.duties[key], desk.rng)
        desk.mark(key, "reworded")
        if order % 2:
            _move_duty(desk, key)
            desk.edits.cases[key] = "moved, renumbered and reworded"


def _say_other_units(desk: Desk) -> None:
    for _ in desk.times(4, 2):
        key = desk.free_single(takes_other_unit)
        goal = desk.edition.goals[key]
        desk.change_goal(key, replace(goal, wording=replace(goal.wording, is_other_unit=True)))
        desk.edits.touched.add(key)
        desk.edits.cases[key] = "same amount in another unit"


def _drop(desk: Desk) -> None:
    for _ in desk.times(6, 3):
        key = desk.free_single()
        desk.take_out(key)
        desk.edits.touched.add(key)
    for _ in desk.times(2, 2):
        key = desk.free_duty(lambda duty: _is_untouched(desk, duty))
        desk.section_with(key).duties.remove(key)
        desk.edition.bodies.pop(key)
        desk.edits.touched.add(key)


def _is_untouched(desk: Desk, duty: str) -> bool:
    keys = {key for sentence in desk.edition.bodies[duty] for key in sentence}
    reserved = {key for twins in desk.stock.twins for key in twins}
    is_small = len(keys) <= 3 and len(desk.section_with(duty).duties) > 1
    return is_small and (desk.edits.touched | reserved).isdisjoint(keys)


def _add(desk: Desk) -> None:
    for _ in desk.times(5, 3):
        key, _goal = desk.new_sentence()
        desk.put_in([key], desk.rng.choice(desk.edition.lists()))
        desk.edits.touched.add(key)
    for _ in desk.times(2, 1):
        _new_duty(desk, desk.rng.choice(desk.edition.sections()[:-1]), 1)


def _new_duty(desk: Desk, section: Section, targets: int) -> None:
    key = desk.maker.key("d")
    desk.edition.duties[key], desk.edition.bodies[key] = desk.maker.duty(), []
    section.duties.insert(desk.rng.randint(0, len(section.duties)), key)
    desk.edits.touched.add(key)
    for _ in range(targets):
        goal, _made = desk.new_sentence()
        desk.put_in([goal], desk.edition.bodies[key])
        desk.edits.touched.add(goal)


def _insert_chapter(desk: Desk) -> None:
    """A chapter that was not there: the numbers of all chapters behind it shift."""
    edition, maker, rng = desk.edition, desk.maker, desk.rng
    titles = " ".join(chapter.title for chapter in edition.chapters)
    name = rng.choice([each for each in CHAPTERS if each not in titles])
    said = {section.title for section in edition.sections()}
    names = rng.sample([each for each in SECTIONS if each not in said], 2)
    sections = [Section(key=maker.key("s"), title=title) for title in names]
    form = edition.chapters[0].title
    old = next(each for each in CHAPTERS if each in form)
    place = rng.randint(1, len(edition.chapters) - 1)
    edition.chapters.insert(place, Chapter(key=maker.key("c"), title=form.replace(old, name), sections=sections))
    for section in sections:
        for _ in range(2 if desk.scale >= 0.8 else 1):
            _new_duty(desk, section, rng.randint(1, 2))


def _move(desk: Desk) -> None:
    for _ in desk.times(4, 3):
        key = desk.free_duty()
        _move_duty(desk, key)
        desk.edits.touched.add(key)
    for _ in desk.times(4, 3):
        key = desk.free_single()
        old = desk.sentences_with(key)[0]
        desk.take_out(key)
        desk.put_in([key], desk.rng.choice([run for run in desk.edition.lists() if run is not old]))
        desk.mark(key, "moved")
    for strand in desk.rng.sample(desk.edition.strands, 2):
        _reorder(desk, strand.sentences)


def _move_duty(desk: Desk, key: str) -> None:
    """To another section, at any place of it, but not to the safeguards."""
    old = desk.section_with(key)
    new = desk.rng.choice([section for section in desk.edition.sections()[:-1] if section is not old])
    old.duties.remove(key)
    new.duties.insert(desk.rng.randint(0, len(new.duties)), key)


def _reorder(desk: Desk, run: Sentences) -> None:
    """One sentence goes from its place to the front."""
    goals = desk.edition.goals
    places = [place for place, each in enumerate(run) if place >= 2 and not goals[each[0]].year]
    if not places:
        return
    sentence = run.pop(places[-1])
    if desk.edits.touched.isdisjoint(sentence):
        for key in sentence:
            desk.mark(key, "moved", case="put elsewhere among its neighbours")
        run.insert(0, sentence)
    else:
        run.insert(places[-1], sentence)


_STEPS: tuple[Callable[[Desk], None], ...] = (
    _split_and_merge_goals,
    _split_and_merge_duties,
    _change_twins,
    _change_stretches,
    _change_dates,
    _say_other_units,
    _change_values,
    _change_owners,
    _reword,
    _drop,
    _move,
    _add,
    _insert_chapter,
)
