"""The words around a number: its verb, the thing it counts, each of what it is meant for.

Chinese does not part words; verbs and adverbs are stripped from the head of a phrase by the lexicon, the
longest word first, and what is left is the thing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from xiandao.core.text import Span
from xiandao.reading.clauses import Case
from xiandao.reading.lexicon import any_of, words
from xiandao.reading.vocabulary import Vocabulary

MAKE = Vocabulary(words("verbs", "make"))
REACH = Vocabulary(words("verbs", "reach"))
ADVERB = Vocabulary(words("verbs", "adverb"))
SOFT = Vocabulary(words("verbs", "soft"))
LEAD = Vocabulary(words("verbs", "lead"))
CAUSES = frozenset(words("verbs", "cause"))
GENERIC = frozenset(words("verbs", "generic"))
PROPERTY = frozenset(words("verbs", "property"))
LONGEST_MODIFIER = 6

_ACTOR = re.compile(any_of("verbs", "actor") + "等?$")
_EACH = r"(?:各|每(?!年|个?季|个?月|周|日|天|万|百|千|亿)(?:一?[个家条所座项支])?)"
_PER = re.compile(
    r"各[省市县区乡镇]\([^()]{1,8}\)区?|"
    + _EACH
    + r"(?:[^,。;、]{1,16}?(?:、[^,。;、]{1,8}?)?(?=每年|均|都|至少|不少于|不低于|达到?|新增|建成|"
    + any_of("verbs", "make")
    + ")"
    r"|[^,。;、]{0,8}?(?:(?:[市县镇乡]|区(?!市))(?=[^域级内间])|街道|园区|产业|赛道|领域|企业|平台|板块))"
)
# 5个开发区各建设, 其他设区市各打造: those who are each to make something.
_SHARED_OUT = re.compile(
    r"(?:在|推动|支持|指导|引导|鼓励)*(?P<who>[^,。;、各每]{2,16}(?:、[^,。;、各每]{2,10}){0,3})各(?="
    + any_of("verbs", "make")
    + ")"
)
# 其他设区市各建设: who is to make what the clause before names.
_PLACES_EACH = re.compile(
    r"(?:在|推动|支持|指导|引导|鼓励)*(?P<who>[^,。;]{2,30}?(?:[省市县区镇乡州盟旗]|园区|街道))各(?:建设|建成|打造|培育|新增|布局|设立|配备|配套)$"
)
_SEVERAL = "两二三四五六七八九十"
_SIZE_NOUN = re.compile(r"(?:大关|关口|水平|台阶|以上水平|目标|规模|的?目标)$")
_TAIL = re.compile(r"(?:等|左右|以上|数量|总数|总量)+$")
_TURN = re.compile(
    r"(?<=..)(?:在(?=.{2,})|到(?=.{2,})|实现(?=.{2,})|投入(?=使用)|(?:进入|纳入|登陆|接入|成为|开设|获评|取得)(?=.{2,})|进行(?=.{2,})|开展(?=.{2,})|落地$|落户$|投产$|达产$|上市$)"
)
_OPENING = "的“\"'《‘—- ·:)」"
_HAVING = re.compile("(?:具有|拥有|掌握|具备)[^的]*$")
_HAVING_TOO = re.compile("(?:具有|拥有|掌握|具备)[^,。;:|\\d\n]{2,30}的[^,。;:、|\\d\n]{2,24}(?=[,。;、\n]|$)")
_NOT_HEADS = re.compile(r"[的得地]?(?:/|、|,|和|及|与|以及|或|\)|”|》|〕|】|其中|占|比|较|来自|用于|,)")
_EACH_OF = re.compile(
    r"每[万百千亿]?(?:人|名|户|公里|亩|平方公里|百公里|家|个|万人口|常住人口|从业人员|千瓦时?|公斤|吨|平方米|立方米|度|辆|户均){1,2}$"
)
_NEW = re.compile(r"新(?:落地|开工|签约|认定|引进|注册|上|增)(?=项目|企业数|人才数|技术合同)(?![^,。;]{0,8}[0-9])")
# How long it takes, in what way, and whose money: 三年累计…, 以“揭榜挂帅”等方式…, 市级设立….
_ASIDE = re.compile(
    r"(?:[一二两三四五六七八九十]|\d{1,2})年(?:内|间)?(?=累计|[^,。;、]{3})"
    r"|(?:以|通过|采取|采用)[^,。;]{2,16}?(?:方式|形式|机制|模式)|[省市区县]级(?=设立|组建|安排|统筹)"
)
_INSIDE = re.compile(
    r"[^,。;、]{2,12}?(?:中|内|里|方面|领域)(?=.{3,})|[^,。;]{2,16}?将(?=.{3,})|(?:与|同|联合|会同)[^,。;]{2,14}?(?:合作|共同)(?=.{3,})"
)
# A verb that begins a name: 孵化器, 转化率, 生产能力, 采购额.
_SHARED_VERB = re.compile(r"(?<=..)(?:各|均|分别)(?:建设|建成|打造|培育|新增|布局|设立|配备|配套)$")
_NOUN_TAIL = re.compile(r"[器率额]|能力|总值|收入|总额|效率|成本|周期|时间|时长|强度|比重|占比|满意度")
_FIGURE = re.compile(r"[0-9]|[百千万亿]元")
_YEARLY = re.compile(r"(?:每年度?|年均|平均每年)$")
_A_YEAR = re.compile(
    r"[^,。;、\d]{0,12}?(?<![近来往去今明前后每全青老中少学半当本首次同隔历跨末若干届逐童成丰两一二三四五六七八九十\d])年(?:服务|运送|新增|新?批准|新注册|引进|汇聚|开放|发放|共享|培训|培养|处理|完成|组织|开展|举办|产(?![能值量业]))(?!.*(?:能力|产能))|.*年均(?!浓度|气温)"
)


class Phrase(NamedTuple):
    """What the words around a number say.

    Attributes:
        start: Where the words that make the promise begin, in the view.
        subject: The thing counted; empty where the clause names none.
        verb: The verb of making, ``""`` without one.
        reach: Whether a word of reaching stands before the number.
        annual: Whether 每年 governs it.
        applies_per: Each of what, ``None`` when not said.
        at_least: Whether 至少 stands before the verb.
        evidence: Whether anything at all makes the number a promise.
    """

    start: int
    subject: Span
    verb: str
    reach: bool
    annual: bool
    applies_per: Span | None
    at_least: bool = False
    evidence: bool = False

    @property
    def named(self) -> bool:
        """Whether the thing counted is named."""
        return self.subject.end > self.subject.start


def maker(text: str, at: int, end: int) -> str:
    """The verb of making that stands at *at*, ``""`` where none does or where it begins a name."""
    verb = MAKE.at(text, at, end)
    return "" if verb and _NOUN_TAIL.match(text, at + len(verb)) else verb


def before_number(case: Case) -> Phrase:
    """Read the words before the number."""
    return before(case, case.amount.prefix_start, reach=bool(case.amount.prefix))


def before(case: Case, end: int, *, reach: bool = False) -> Phrase:
    """Read the words of a case that stand before *end*."""
    text, left = case.text, case.left_start
    every_year = text.find("每年", left, end)
    if every_year > left and text[left] not in "每各" and end - every_year > len("每年建设"):
        left = every_year
    yearly = _YEARLY.search(text, left, end)
    if places := _PLACES_EACH.match(text, left, end):
        at = places.end("who")
        who = Span(places.start("who"), at)
        return Phrase(left, Span(at, at), text[at + 1 : end], reach, annual=False, applies_per=who, evidence=True)
    stop, found = _without_reach(text, left, yearly.start() if yearly else end)
    yearly = yearly or _YEARLY.search(text, left, stop)
    if yearly:
        stop = min(stop, yearly.start())
    phrase = phrase_of(text, left, stop, reach=reach or found)
    at_least = "至少" in text[case.left_start : stop]
    annual = phrase.annual or bool(yearly) or "每年" in text[stop:end] or case.carried_annual
    annual = annual or bool(_A_YEAR.match(text, case.left_start, stop))
    evidence = bool(phrase.verb or phrase.reach or annual or phrase.applies_per or case.carried or case.aimed)
    evidence = evidence or case.amount.bound != "="
    return Phrase(
        phrase.start,
        phrase.subject,
        phrase.verb,
        phrase.reach,
        annual=annual,
        applies_per=phrase.applies_per,
        at_least=at_least,
        evidence=evidence,
    )


def _without_reach(text: str, start: int, end: int) -> tuple[int, bool]:
    """Strip words of reaching from the end of a phrase."""
    found = False
    while end > start:
        if (word := REACH.before(text, start, end)) and not (word == "均" and text[end - 2] == "年"):
            end -= len(word)
            found = True
        elif each := _EACH_OF.search(text, start, end) or _SHARED_VERB.search(text, start, end):
            end = each.start()
        elif text[end - 1] in ' “"(*/':
            end -= 1
        else:
            break
    return end, found


def phrase_of(text: str, at: int, end: int, *, reach: bool = False) -> Phrase:
    """Strip adverbs, actors and verbs from the head of ``text[at:end]``."""
    start, verb, annual, per = at, "", False, None
    while at < end:
        if text[at] in _OPENING:
            at += 1
            start = at if not verb else start
        elif not verb and (each := _each(text, at, end)):
            per, at = each
        elif not verb and (aside := _ASIDE.match(text, at, end)):
            at = aside.end()
            start = start if annual or per else at
        elif not verb and _NEW.match(text, at, end):
            # 新落地项目 names a thing; 新建项目 is a verb and a thing.
            break
        elif adverb := _adverb(text, at, end, verb):
            annual = annual or adverb.startswith(("每年", "年均", "平均每年"))
            at += len(adverb)
            start = at if not (verb or annual or per) and adverb not in {"全区", "全市", "全省"} else start
        elif not verb and (made := maker(text, at, end)):
            start = start if annual or per else at
            at, verb = _past_verbs(text, at + len(made), end, made)
        elif not verb and (inside := _INSIDE.match(text, at, end)) and maker(text, inside.end(), end):
            at = start = inside.end()
        elif not verb and LEAD.at(text, at, end):
            found = _verb_behind(text, at + 1, end)
            if not found:
                break
            start = start if annual or per else found[0]
            at, verb = _past_verbs(text, found[0] + len(found[1]), end, found[1])
        else:
            break
    return Phrase(start, Span(at, end), verb, reach, annual, per)


def _each(text: str, at: int, end: int) -> tuple[Span, int] | None:
    """Each of what the promise is meant for, and where the words about it end."""
    if text[at] in "各每" and (each := _PER.match(text, at, end)) and not text.startswith("各类", at):
        # 每个节点年汇聚: the year belongs to what is done.
        stop = each.end() - (text[each.end() - 1] == "年" and text[each.end() - 2] not in _SEVERAL)
        return Span(each.start(), stop), stop
    if text.find("各", at + 2, end) > 0 and (shared := _SHARED_OUT.match(text, at, end)):
        return Span(*shared.span("who")), shared.end()
    return None


def _adverb(text: str, at: int, end: int, verb: str) -> str:
    """The adverb at *at*; a soft one, which may begin a name (重点实验室), only before another word to strip."""
    if verb:
        return "各类" if text.startswith("各类", at, end) else ""
    if adverb := ADVERB.at(text, at, end):
        return adverb
    soft = SOFT.at(text, at, end)
    behind = at + len(soft)
    if soft and (maker(text, behind, end) or ADVERB.at(text, behind, end) or SOFT.at(text, behind, end)):
        return soft
    return ""


def _past_verbs(text: str, at: int, end: int, verb: str) -> tuple[int, str]:
    """Step over the verbs joined to one just read, and over the actor of a verb that brings one in."""
    while at < end:
        if text[at] in "、和或并与及" and (joined := maker(text, at + 1, end)):
            at += 1 + len(joined)
        elif verb in CAUSES and (next_verb := maker(text, at, end)) and at + len(next_verb) < end - 1:
            at, verb = at + len(next_verb), next_verb
        elif verb in CAUSES and (found := _verb_behind(text, at, end, actor=True)):
            at, verb = found[0] + len(found[1]), found[1]
        elif text[at] in "了出" or text.startswith(("一批", "若干"), at):
            at += 1 if text[at] in "了出" else 2
        else:
            break
    return at, verb


def _verb_behind(text: str, at: int, end: int, *, actor: bool = False) -> tuple[int, str] | None:
    """The first verb of making behind *at* that leaves a thing to be counted; with *actor*, only behind one."""
    for place in range(at + 1, end):
        verb = maker(text, place, end)
        if not verb or (actor and place + len(verb) > end - 2):
            continue
        if actor and not _ACTOR.search(text, at, place):
            continue
        if verb in CAUSES and (further := _verb_behind(text, place + len(verb), end, actor=True)):
            return further
        return place, verb
    return None


def clause_before(case: Case) -> Span:
    """The thing that the clause before names, for a clause that leaves it out."""
    text, end = case.text, case.clause_start - 1
    if end <= case.sentence_start:
        return Span(0, 0)
    start = max(text.rfind(mark, case.sentence_start, end) for mark in ",:;|\t")
    phrase = phrase_of(text, max(start + 1, case.sentence_start), end)
    return thing(text, phrase.subject.start, phrase.subject.end) if phrase.verb or case.in_cell else Span(0, 0)


def after_number(case: Case) -> Span:
    """The thing named behind the number; empty where none is."""
    text, start, end = case.text, case.amount.end, case.right_end
    if start >= end or _NOT_HEADS.match(text, start, end):
        return Span(start, start)
    while start < end and text[start] in " 的":
        start += 1
    if start < end and text[start] == "(":
        close = text.find(")", start, end)
        if close < 0 or close + 1 >= end:
            return Span(start, start)
        start = close + 1
    # 200名具有…能力，拥有…的企业家: what the thing has takes more than one clause.
    if text[end : end + 1] == "," and _HAVING.match(text, start, end) and (more := _HAVING_TOO.match(text, end + 1)):
        end = more.end()
    turn = _TURN.search(text, start + 2, end)
    return Span(start, turn.start() if turn else end)


def is_size(text: str, span: Span) -> bool:
    """Whether the words behind a number only name its size: 大关, 水平, 规模."""
    return bool(_SIZE_NOUN.fullmatch(text, *span))


def thing(text: str, start: int, end: int, *, whole: bool = False, longest_modifier: int = LONGEST_MODIFIER) -> Span:
    """The name of the thing in ``text[start:end]``: long modifiers before 的 go unless *whole*, short ones stay."""
    while start < end and text[start] in ' ,、的“"':
        start += 1
    while start < end and text[end - 1] in ' ,、“"*(的':
        end -= 1
    if text[start - 1 : start] == "“" and text.find("”", start, end) > 0:
        start -= 1
    opened = text.find("(", start, end)
    if opened > start + 1 and text.find(")", opened, end) < 0:
        end = opened
    at = text.rfind("的", start, end)
    if at > start and not whole and end - at > len("的企") and _is_long(text[start:at], longest_modifier):
        start = at + 1
    tail = _TAIL.search(text, start, end)
    return Span(start, tail.start() if tail and tail.start() - start >= 2 else end)


def _is_long(modifier: str, longest: int) -> bool:
    """Whether the words before 的 are more than a name keeps; a figure among them stays (年产值超10亿元的企业)."""
    return (len(modifier) > longest or "、" in modifier) and not _FIGURE.search(modifier)
