"""Words that 公平竞争审查 will ask about: named firms, local conditions, rewards by tax."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.reading.lint.draft import Draft, LintRule, shown

_HERE = r"(?:本省|本市|本区|本县|我省|我市|我区|我县|市内|区内|县内|省内|市域|辖区|本地|当地|园区内)"
_NAMED = r"[\u4e00-\u9fffA-Za-z()]{2,20}?(?:有限责任公司|股份有限公司|有限公司)"
_FIRM = re.compile(
    rf"(?:支持|扶持|奖励|补助|补贴|给予|指定|委托|优先选择|选用|优先(?:采购|购买|使用|选购)|定点采购|直接采购)[^,。;、\n]{{0,8}}?{_NAMED}"
    rf"|[对向](?!改制|变更|登记|注册|上市|[^,。;、\n]{{0,4}}(?:股份|责任)?有限){_NAMED}(?:单独|专门|直接)?(?:给予|予以|提供|实施|实行|拨付|发放|奖励|补助|补贴)"
)
_LOCAL = re.compile(
    rf"(?:注册地|登记地|纳税地|税务登记地|税收户管地)[^。;\n]{{0,14}}(?:在|为){_HERE}"
    rf"|在{_HERE}[^,。;\n]{{0,8}}(?:依法)?(?:注册|登记)(?:成立|设立|纳税)?(?:的|并|且|、)"
    r"|承诺[^,。;\n]{0,12}(?:不迁离|不迁出|不变更注册地|不外迁)"
    rf"|(?:必须|应当|须|要求)[^,。;\n]{{0,8}}在{_HERE}(?:设立|注册|成立)"
    rf"|(?:优先|必须|应当)(?:采购|使用|选用|购买){_HERE}(?:企业)?(?:的)?(?:产品|服务|企业)"
)
_OUTPUT = re.compile(
    r"(?:按|根据|依据|结合|对)[^,。;\n]{0,16}(?:地方经济贡献|地方财政贡献|地方财力贡献|地方贡献|经济贡献|财政贡献|税收贡献|纳税额)[^。;\n]{0,24}(?:奖励|补助|补贴|返还|给予|扶持)"
)
_TAX = re.compile(
    r"(?:税收|增值税|企业所得税|个人所得税|所得税|契税|土地使用税)[^,。;\n]{0,16}(?:返还|先征后返|地方留成[^,。;\n]{0,8}奖励|等额奖励|全额奖励)"
)
_KINDS = (("firm-named", _FIRM), ("local-condition", _LOCAL), ("reward-by-output", _OUTPUT), ("tax-rebate", _TAX))


def find(draft: Draft) -> Iterator[Finding]:
    """Each such place, kind by kind."""
    for code, pattern in _KINDS:
        for match in pattern.finditer(draft.text):
            yield draft.at(code, match.start(), match.end(), words=shown(match.group()))


RULE = LintRule(
    id="fair-competition",
    note="点名企业、以本地注册为条件、按经济贡献奖励、税收返还，须经公平竞争审查。",
    reads=(
        "若干政策措施\n第一条　对在本市注册的企业，给予最高100万元补助。",
        "若干政策措施\n第一条　按企业地方经济贡献的50%给予奖励。",
        "若干政策措施\n第一条　前三年企业所得税地方部分全额返还。",
        "若干政策措施\n第一条　支持江海未来科技有限公司建设中试基地。",
        "若干政策措施\n第一条　优先采购江海未来科技有限公司产品。",
        "若干政策措施\n第一条　对江海未来科技有限公司给予专项支持。",
    ),
    leaves=(
        "若干政策措施\n第一条　鼓励国内外领军企业在本区设立研发中心。",
        "若干政策措施\n第一条　落实研发费用加计扣除等税收优惠政策，按研发投入的10%给予补助。",
        "若干政策措施\n第一条　对股份有限公司给予上市辅导。优先采购创新产品。",
    ),
    find=find,
)
