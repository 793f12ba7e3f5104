"""What a target's subject names among the kinds of a registry: the thing at its end, and what is said of it before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xiandao.core.conditions import Condition
from xiandao.core.kinds import LABEL, Kind, Registry
from xiandao.core.measures import Reason, reason
from xiandao.registers.binding_words import Term, alternatives, bare, codes_of, entries, folded, pattern, terms, words

_JOINS = re.compile(r"[、,，]|以及|或者?|和|与|及(?!以上)")
LONGEST = 60
"""Code points of a subject that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """What a subject may mean.

    Attributes:
        kind: Code. where: what is asked of it.
        told: Code points of the subject that were understood. reasons: by which words.
        named: Code points of the word that names it.
        ranks: What speaks against it beside another that is told as much.
    """

    kind: str
    where: tuple[Condition, ...] = ()
    told: int = 0
    reasons: tuple[Reason, ...] = ()
    named: int = 0
    ranks: tuple[bool, ...] = ()


def things_in(subject: str, registry: Registry, *, level: str = "") -> tuple[tuple[Thing, ...], ...]:
    """For every part of *subject* that names a thing of its own, what it may mean, the likeliest first.

    Args:
        subject: In the document's own words.
        registry: Whose kinds are looked for.
        level: Of the document: where several labels are called alike, that of its level is meant.
    """
    known, parts = terms(registry), parts_of(subject)
    found = []
    for part in parts:
        is_last = part == parts[-1]
        # 独角兽及潜在独角兽企业: the noun of the last is that of those before it.
        for text in (part,) if is_last else (part, part + parts[-1][-NOUN:]):
            things = _things(text, known, registry, level=level, is_last=is_last)
            if things:
                found.append(things)
                break
    return tuple(found)


NOUN = 2
"""Code points of a bare noun."""
_TWO_LEVELS = re.compile(r"([国省市县区])([省市县区])级(.+)")


def parts_of(subject: str) -> tuple[str, ...]:
    """The things that a subject names side by side, also where brackets or two levels name them.

    >>> parts_of("创新领军人才（团队）")
    ('创新领军人才', '创新领军团队')
    >>> parts_of("省市级人才")
    ('省级人才', '市级人才')
    """
    text = folded(subject)[-LONGEST:]
    beside = re.fullmatch(r"(.+)\(([^()]{2,})\)", text)
    if beside:
        text = f"{beside[1]}、{beside[1][: -len(beside[2])]}{beside[2]}"
    text = _TWO_LEVELS.sub(r"\1级\3、\2级\3", text)
    first, *others = [part for part in _JOINS.split(text) if part] or [""]
    # 领军人才和团队: what is said of the first holds for a bare noun behind it.
    named = (first, *(first[: -len(each)] + each if len(each) == NOUN < len(first) else each for each in others))
    return tuple(dict.fromkeys(one for part in named if part for one in alternatives(bare(part))))


def _things(part: str, known: Sequence[Term], registry: Registry, *, level: str, is_last: bool) -> tuple[Thing, ...]:
    found: dict[tuple[object, ...], Thing] = {}
    for text in dict.fromkeys((part, _without_tail(part))):
        for head, end in _heads(text, known, is_last=is_last):
            kind = registry.kind(head.kind)
            if kind is None:
                continue
            thing = _thing(kind, head, text[: max(0, end - len(head.word))], known, registry)
            named = min(len(head.word), len(text))
            thing = replace(thing, told=min(thing.told, len(text)), named=named, ranks=_ranks(kind, head, level))
            slot = (thing.kind, tuple((each.property, each.values) for each in thing.where))
            if slot not in found or (found[slot].told, found[slot].named) < (thing.told, thing.named):
                found[slot] = thing
    whole = {each.kind for each in found.values() if not each.where}
    # Of words that say as much, a kind that is called so itself goes before a choice of another; then what asks more.
    return tuple(
        sorted(
            found.values(),
            key=lambda each: (-each.told, -each.named, each.kind not in whole, *each.ranks, -len(each.where)),
        )
    )


def _ranks(kind: Kind, head: Term, level: str) -> tuple[bool, ...]:
    """Whether the label meant is not of the level of the document."""
    label = next((each for each in kind.labels if head.property == LABEL and each.code in head.values), None)
    return (bool(level) and label is not None and label.level != level,)


def _without_tail(text: str) -> str:
    tail = re.search(rf"(?:{pattern('binding_fillers', 'tail').pattern})$", text)
    return text[: tail.start()] if tail and tail.start() > 1 else text


SHORTENED = 4
"""Code points of a name's end by which it is known: 示范企业 for 未来科技创新示范企业."""


def _heads(text: str, known: Sequence[Term], *, is_last: bool) -> Iterator[tuple[Term, int]]:
    """The terms that end where the text does, labels that the text shortens; else the terms that end last in it."""
    if len(text) >= SHORTENED and not any(each.word == text for each in known):
        yield from ((each, len(text)) for each in known if each.property == LABEL and each.word.endswith(text))
    for end in range(len(text), 1, -1):
        at_end = [each for each in known if text.endswith(each.word, 0, end)]
        if at_end:
            longest = len(at_end[0].word)
            # A shorter word of the same end means less, but may be another kind.
            yield from ((each, end) for each in at_end if len(each.word) > longest // 2)
        if at_end or not is_last:
            return


def _thing(kind: Kind, head: Term, before: str, known: Sequence[Term], registry: Registry) -> Thing:
    where = [_asks(head)] if head.property else []
    reasons = [reason("binding-named", word=head.word, kind=kind.code, property=head.property, wanted=_joined(head))]
    told, rest = len(head.word), before
    level = _level(kind, rest)
    if level is not None and level[0].property != head.property:
        condition, word = level
        where.append(condition)
        reasons.append(
            reason("binding-level", word=word, property=condition.property, wanted="、".join(condition.values))
        )
        told, rest = told + len(word), rest.replace(word, "", 1)
    for term in known:
        asked = {each.property for each in where}
        if term.word not in rest or term.word in words("binding_fillers", "filler") or term.property in asked:
            continue
        condition_of = _asks(term) if term.kind == kind.code and term.property else _host(kind, term, registry)
        if condition_of is None or condition_of.property in asked:
            continue
        where.append(condition_of)
        reasons.append(reason("binding-said", word=term.word, property=condition_of.property, wanted=_joined(term)))
        told, rest = told + len(term.word), rest.replace(term.word, "", 1)
    fillers = sum(len(each) for each in pattern("binding_fillers", "filler").findall(rest))
    return Thing(kind=kind.code, where=tuple(where), told=told + fillers, reasons=tuple(reasons))


def _joined(term: Term) -> str:
    return "、".join(term.values)


def _asks(term: Term) -> Condition:
    return Condition(property=term.property, values=term.values)


def _host(kind: Kind, term: Term, registry: Registry) -> Condition | None:
    """企业 before 研发机构: the thing belongs to an entity of another kind."""
    if term.property or term.kind == kind.code or registry.kind(term.kind) is None:
        return None
    link = next((each for each in kind.properties if each.type == "entity" and each.of == term.kind), None)
    return Condition(property=link.code, operator="known") if link else None


def _level(kind: Kind, text: str) -> tuple[Condition, str] | None:
    """省级以上 and the like, as a choice of the kind's, or as its labels of that level."""
    for entry in entries("binding_levels"):
        word = next((each for each in entry.words if each in text), None)
        if word is None:
            continue
        for prop in kind.properties:
            if set(entry.values) <= codes_of(kind, prop.code):
                return Condition(property=prop.code, values=entry.values), word
        labels = tuple(each.code for each in kind.labels if each.level in entry.values)
        if labels:
            return Condition(property=LABEL, values=labels), word
    return None
