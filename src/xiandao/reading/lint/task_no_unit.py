"""A task that nobody is responsible for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xiandao.core.findings import Finding
from xiandao.core.plan import Task
from xiandao.reading.lint.draft import Draft, LintRule, shown

# Who acts, at the head of a sentence or a clause: 市发展改革委会同有关部门建立机制; 各县(市、区)每季度报送进展.
_PLACES = r"各(?:有关|相关)?(?:县\([市、区]+\)|区\([县、市]+\)|市\([州、县区]+\)|[省市区县州旗乡镇街道园、]{1,8})(?:人民政府|政府|管委会)?"
_OFFICE = (
    r"(?!有关|相关|加强|建立|健全|完善|推进|推动|支持|鼓励|落实|发挥|依托|优化|提升|强化|深化|建设|设立|成立|组建|引导|统筹)"
    r"[一-鿿()]{1,14}?(?:局|委|办|厅|政府|管委会|办公室|委员会|街道|服务中心|部门|单位)"
)
_DEED = r"(?:要|应|须|需|会同|负责|牵头|联合|每|按照?|定期|具体|统筹|加强|组织|建立|制定|根据|结合|将|分别|于|切实|共同|开展|做好|指导|承担)"
_ACTS = re.compile(
    rf"(?:^|[。;,:\n])(?:{_PLACES}|(?:各级)?(?:各部门|各单位|{_OFFICE}))(?:、{_OFFICE})*[、,]?{_DEED}", re.MULTILINE
)
_BOUND = re.compile(
    r"由[^。;,\n]{2,24}?(?:牵头|负责|担任|组织|承担|评定|认定|审定|任组长)|领导小组|专班|指挥部|联席会议|工作组|办公室设在|任组长"
)


def find(draft: Draft) -> Iterator[Finding]:
    """Each such task; told once where no note of the plan names anybody."""
    tasks = draft.plan.tasks
    bare = [task for task in tasks if not task.units and not task.units_inherited and not _names_an_actor(draft, task)]
    if bare and not any(task.units or task.units_inherited for task in tasks):
        yield draft.about("tasks-no-unit", bare[0].words, count=len(bare))
        return
    for task in bare:
        yield draft.about("task-no-unit", task.words, number=task.number.lstrip("/"), title=shown(task.title))


def _names_an_actor(draft: Draft, task: Task) -> bool:
    """Whether the task's own sentences say who does it."""
    said = draft.said(task.words.start, task.body_end)
    placed = any(task.words.start <= place.words.start < task.body_end for place in draft.plan.placements)
    return placed or bool(_BOUND.search(said) or _ACTS.search(said))


RULE = LintRule(
    id="task-no-unit",
    note="任务没有责任单位；全文都没有的只提示一次。",
    reads=(
        "关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色园区。（责任单位：市科技局）\n（二）培育企业。培育领军企业。\n",
    ),
    leaves=(
        "关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色园区。（责任单位：市科技局）\n（二）培育企业。培育领军企业。（责任单位：市工信局）\n",
        "關於加快發展的若干意見\n一、主要任務\n（一）建設園區。建設特色園區，推動產業創新、應用開發。（責任單位：市科技局）\n（二）加強領導。成立領導小組。\n",
        "关于加快发展的若干意见\n一、主要任务\n（一）建设园区。建设特色园区。（责任单位：市科技局）\n（二）加强统筹。市发展改革委会同有关部门建立会商机制。\n（三）强化督导。各县（市、区）每季度末报送进展情况。\n（四）加强领导。成立专班，由镇长任组长。\n",
    ),
    find=find,
)
