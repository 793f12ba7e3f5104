"""Which plan a plan names as the one above it, and which place a place named above is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from xiandao.alignment.levels_values import PlanLeaves


def is_place(place: str, owners: Sequence[str]) -> bool:
    """Whether one of *owners* is *place*: 霁川高新区 is short for 霁川高新技术产业开发区."""
    return bool(place) and any(_short(place) == _short(one) for one in owners)


def _short(place: str) -> str:
    return re.sub(r"高新技术产业开发区$", "高新区", re.sub(r"经济技术开发区$|经济开发区$", "经开区", place))


def cites(lower: PlanLeaves, upper: PlanLeaves) -> bool:
    """Whether *lower* names *upper* by its number, or by its title with an issuer that can be the upper one's."""
    return any(
        (upper.doc_no is not None and _plain(one) == _plain(upper.doc_no)) or _is_title(one, upper)
        for one in lower.cites
    )


_LEVEL_MARKS = {"national": "国", "province": "省", "city": "市", "district": "区县"}


def _is_title(cited: str, upper: PlanLeaves) -> bool:
    issuer, title = _parted(cited)
    own, upper_title = _parted(upper.title)
    if not title or title != upper_title:
        return False
    # 省政府关于加快培育发展未来产业的指导意见 is not the city's paper of the same name.
    marks = _LEVEL_MARKS.get(upper.level, "")
    named = bool(upper.place) and upper.place in issuer
    return not issuer or issuer == own or named or any(mark in issuer for mark in marks)


def _parted(title: str) -> tuple[str, str]:
    """Issuer and matter of a title, both plain: 省政府 | 加快培育发展未来产业的指导意见."""
    plain = _plain(title)
    transmitted = re.search(r"印发(.+?)的通知$", plain)
    plain = _plain(transmitted[1]) if transmitted else plain
    issuer, about, matter = plain.partition("关于")
    return (issuer, matter) if about else ("", plain)


def _plain(title: str) -> str:
    """Full-width signs folded, without marks and blanks; of titles without a bracket that gives the years."""
    folded = re.sub(r"[\s《》〈〉“”\"]", "", unicodedata.normalize("NFKC", title))
    return folded if folded.endswith("号") else re.sub(r"\([^()]*\d{4}[^()]*\)", "", folded)
