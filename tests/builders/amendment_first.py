"""The first edition of an invented plan, with what an amendment will find to work on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from tests.builders.amendment_duties import Duty
from tests.builders.amendment_goals import Goal
from tests.builders.amendment_making import Maker
from tests.builders.amendment_outline import Chapter, Edition, Section
from tests.builders.amendment_words import CHAPTERS, CITIES, OPENINGS, SECTIONS, STRANDS

TITLES = (
    "{city}未来产业发展行动计划（{a}—{b}年）",
    "{city}加快培育发展未来产业行动计划（{a}—{b}年）",
    "{city}未来产业培育实施方案（{a}—{b}年）",
)
CHAPTER_TITLES = ("实施{}行动", "{}工程", "{}行动")
IDEAS = (
    "坚持创新引领、场景驱动、梯次布局、安全有序，推动前沿技术加快走向市场，把{city}建设成为区域未来产业重要承载地。",
    "坚持有效市场和有为政府相结合，聚焦关键赛道持续用力，建设{city}特色鲜明、协同高效的未来产业体系。",
    "坚持远近结合、软硬并重，以企业为主体、以应用为牵引，走出一条符合{city}实际的未来产业培育路径。",
)
PREAMBLES = (
    "为抢抓新一轮科技革命和产业变革机遇，加快培育新质生产力，结合{city}实际，制定本文件。",
    "为贯彻落实上级关于培育未来产业的部署要求，推动{city}产业迈向中高端，制定本文件。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One item and the several that say the same: one edition has the one, the other the several."""

    whole: str
    pieces: tuple[str, ...]


@dataclass(slots=True)
class Stock:
    """What the amendment finds: goals and duties that the first edition keeps back, and what it may work on.

    Attributes:
        goals: Goals by key that only the second edition prints.
        duties: The same of duties.
        splits: Wholes that stand in the first edition.
        merges: Pieces that stand in the first edition.
        twins: Two goals that differ by one noun.
    """

    goals: dict[str, Goal] = field(default_factory=dict)
    duties: dict[str, Duty] = field(default_factory=dict)
    splits: list[Whole] = field(default_factory=list)
    merges: list[Whole] = field(default_factory=list)
    twins: list[tuple[str, str]] = field(default_factory=list)


def first_edition(rng: Random, items: int) -> tuple[Edition, Stock, Maker]:
    """An edition of about *items* goals and duties, of which a part can be split, merged or mistaken for another."""
    maker = Maker(rng)
    city = f"{rng.choice(CITIES)}市"
    edition = Edition(
        title=rng.choice(TITLES).format(city=city, a=maker.start, b=maker.end),
        preamble=rng.choice(PREAMBLES).format(city=city),
        idea=rng.choice(IDEAS).format(city=city),
        strands=[_strand(maker, title) for title in rng.sample(STRANDS, min(len(STRANDS), max(4, items // 18)))],
        chapters=_chapters(maker, items),
        is_running=rng.random() < 0.4,
    )
    stock = Stock()
    _put_duties(edition, stock, maker, round(items * 0.26))
    _put_special_goals(edition, stock, maker, max(3, items // 70))
    _put_goals(edition, maker, items)
    for sentences in edition.lists():
        # A sentence without a year would inherit the year of the sentence before it.
        sentences.sort(key=lambda sentence: edition.goals[sentence[0]].year or 0)
    return edition, stock, maker


def _strand(maker: Maker, title: str) -> Section:
    opening = f"到{maker.end}年，{maker.rng.choice(OPENINGS)}。"
    return Section(key=maker.key("s"), title=title, opening=opening)


def _chapters(maker: Maker, items: int) -> list[Chapter]:
    rng = maker.rng
    form = rng.choice(CHAPTER_TITLES)
    titles = iter(rng.sample(SECTIONS, 20))
    chapters: list[Chapter] = []
    for name in rng.sample(CHAPTERS, max(4, min(8, items // 40))):
        is_flat = rng.random() < 0.15
        count = 1 if is_flat else rng.randint(2, 3) if len(chapters) < 4 else 2
        sections = [Section(key=maker.key("s"), title=next(titles)) for _ in range(count)]
        chapters.append(Chapter(key=maker.key("c"), title=form.format(name), sections=sections, is_flat=is_flat))
    last = Section(key=maker.key("s"), title="")
    return [*chapters, Chapter(key=maker.key("c"), title="保障措施", sections=[last], is_flat=True)]


def _put_duties(edition: Edition, stock: Stock, maker: Maker, count: int) -> None:
    blocks: list[list[str]] = []
    special = max(3, count // 18)
    for order in range(2 * special):
        whole, pieces = maker.whole_duty()
        keys = tuple(maker.key("d") for _ in pieces)
        lineage = Whole(whole=maker.key("d"), pieces=keys)
        is_split = order < special
        printed, kept_back = ({lineage.whole: whole}, dict(zip(keys, pieces, strict=True)))
        if not is_split:
            printed, kept_back = kept_back, printed
        (stock.splits if is_split else stock.merges).append(lineage)
        edition.duties.update(printed)
        stock.duties.update(kept_back)
        blocks.append(list(printed))
    while len(edition.duties) < count:
        key = maker.key("d")
        edition.duties[key] = maker.duty()
        blocks.append([key])
    maker.rng.shuffle(blocks)
    sections = edition.sections()
    for order, block in enumerate(blocks):
        section = sections[order] if order < len(sections) else maker.rng.choice(sections)
        section.duties.extend(block)
    edition.bodies = {key: [] for key in edition.duties}


def _put_special_goals(edition: Edition, stock: Stock, maker: Maker, count: int) -> None:
    rng = maker.rng
    for order in range(2 * count):
        is_bare = rng.random() < 0.5
        whole, pieces = maker.whole_goal(is_bare=is_bare)
        keys = tuple(maker.key("g") for _ in pieces)
        lineage = Whole(whole=maker.key("g"), pieces=keys)
        place = rng.choice(edition.lists())
        if order < count:
            stock.splits.append(lineage)
            edition.goals[lineage.whole] = whole
            stock.goals.update(zip(keys, pieces, strict=True))
            place.append([lineage.whole])
        else:
            stock.merges.append(lineage)
            stock.goals[lineage.whole] = whole
            edition.goals.update(zip(keys, pieces, strict=True))
            place.extend([list(keys)] if is_bare else [[key] for key in keys])
    for _ in range(2 * count + 2):
        _put_twins(edition, stock, maker)


def _put_twins(edition: Edition, stock: Stock, maker: Maker) -> None:
    """Two goals in the same words but for one noun and the amount."""
    _, (first, second, *_) = maker.whole_goal(is_bare=True)
    keys = (maker.key("g"), maker.key("g"))
    second = replace(second, value=first.value + maker.rng.randint(1, 9))
    edition.goals.update(zip(keys, (first, second), strict=True))
    maker.rng.choice(edition.lists()).extend([list(keys)] if maker.rng.random() < 0.4 else [[key] for key in keys])
    stock.twins.append(keys)


def _put_goals(edition: Edition, maker: Maker, items: int) -> None:
    """First what an amendment is sure to want, then anything."""
    rng, scale = maker.rng, max(1.0, items / 240)
    strands, bodies = edition.lists()[: len(edition.strands)], edition.lists()[len(edition.strands) :]
    wanted = [maker.convertible() for _ in range(round(6 * scale))]
    wanted += [[maker.goal(shape="count", year=maker.some_year())] for _ in range(round(18 * scale))]
    wanted += [maker.double(maker.some_year()) for _ in range(round(3 * scale))]
    wanted += [maker.double() for _ in range(round(5 * scale))]
    wanted += [maker.with_stretch() for _ in range(round(4 * scale))]
    while wanted or len(edition.goals) + len(edition.duties) < items:
        goals = wanted.pop() if wanted else maker.sentence()
        keys = [maker.key("g") for _ in goals]
        edition.goals.update(zip(keys, goals, strict=True))
        empty = [strand for strand in strands if not strand]
        place = rng.choice(empty or (strands if rng.random() < 0.4 else [body for body in bodies if len(body) < 4]))
        place.append(keys)
