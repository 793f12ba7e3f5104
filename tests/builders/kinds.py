"""A pack of registers without a fault, for tests that put one in."""

from __future__ import annotations

SOUND = """pack = "kinds"
[[kind]]
code = "plant"
name = "工厂"
many = "工厂名录"
identifiers = ["credit-code"]
stale-days = 365
property = [
    { code = "name", name = "工厂名称", required = true, synonyms = ["厂名"] },
    { code = "credit-code", name = "统一社会信用代码", type = "identifier", scheme = "credit-code" },
    { code = "staff", name = "从业人员", type = "whole", unit = "人" },
    { code = "form", name = "类型", type = "choice", vocabulary = [{ code = "own", name = "自有" }, { code = "let", name = "租用" }] },
    { code = "mother", name = "母厂", type = "entity", of = "plant", relation = "子厂" },
    { code = "phone", name = "联系电话", type = "phone", personal = "sensitive", openness = "closed" },
    { code = "plot", name = "意向", secrecy = "work-secret", openness = "closed" },
]
stage = [
    { code = "planned", name = "谋划" },
    { code = "operating", name = "运行" },
    { code = "shut", name = "关停", end = true },
]
move = [
    { to = "planned" },
    { from = "planned", to = "operating", evidence = ["验收报告"], known = ["staff"] },
    { from = "operating", to = "shut" },
]
label = [
    { code = "model", name = "示范工厂", above = ["star"] },
    { code = "star", name = "标杆工厂" },
    { code = "chosen", name = "入选工厂", secrecy = "work-secret" },
]
[[kind.ladder]]
code = "size"
name = "规模"
rung = [
    { code = "small", name = "小", where = [{ property = "staff", at-least = "10" }] },
    { code = "big", name = "大", where = [{ property = "staff", at-least = "100" }] },
]
[[view]]
code = "running"
name = "运行工厂清单"
kinds = ["plant"]
columns = ["name", "place", "staff", "stage", "label"]
sort = ["-staff", "name"]
group = "form"
where = [{ property = "stage", is = ["operating"] }]
"""
"""One kind with everything that a kind may have, and a view of it."""
