"""The manual's pages on what a document says of itself: title, number, issuer, day, place, period."""

from __future__ import annotations

from xiandao.reading.rules.manual import RulePage

DOCUMENT_RULES = (
    RulePage(
        id="document.title-line",
        note="标题是文首以公文文种结尾的一行；分行的连起来，网页菜单、红头、征求意见稿字样不算在内。",
        reads=("国务院办公厅关于推进\n政务新媒体健康有序发展的意见\n一、总体要求",),
        leaves=("为加快发展，现作出如下安排。\n一、总体要求",),
    ),
    RulePage(
        id="document.title-transmitted",
        note="没有标题行的，取“现将《…》印发给你们”所印发的文件名。",
        reads=("各县（区）人民政府：\n现将《某某行动方案》印发给你们，请认真贯彻执行。\n一、总体要求",),
        leaves=("根据《某某行动方案》，制定本安排。\n一、总体要求",),
    ),
    RulePage(
        id="document.number",
        note="发文字号单独成行或列在数据表内；《》之后括号里的是所引文件的。",
        reads=("关于发展的若干意见\n通政发〔2024〕23号\n一、总体要求",),
        leaves=("关于发展的若干意见\n根据《省政府意见》（苏政发〔2023〕104号）制定。\n一、总体要求",),
    ),
    RulePage(
        id="document.issuer-signature",
        note="落款的单位为发文机关，日期为成文日期；几个单位联合落款的用顿号相连。",
        reads=("关于发展的若干意见\n一、总体要求\n南通市人民政府\n二〇二四年八月七日",),
        leaves=("关于发展的若干意见\n来源：南通市人民政府 发布时间：2024-08-07\n一、总体要求",),
    ),
    RulePage(
        id="document.place-text",
        note="发文机关和标题都没有地名的，按“全市”“省科技厅”等定层级，取文中出现最多的该级地名。",
        reads=("关于发展的若干意见\n构筑扬州新优势，全市上下要形成合力。\n一、总体要求",),
        leaves=("南通市关于发展的若干意见\n学习扬州经验。\n一、总体要求",),
    ),
    RulePage(
        id="document.period-effort",
        note="“通过五年努力”从成文之年起算。",
        reads=("关于发展的若干意见\n通过5年努力，建成高地。\n一、任务\n南通市人民政府\n2024年8月7日",),
        leaves=("关于发展的若干意见\n通过5年努力，建成高地。\n一、任务",),
    ),
    RulePage(
        id="document.period-goals",
        note="没有写明规划期的，止于最后一个目标年份，起始年份不填。",
        reads=("关于发展的若干意见\n一、发展目标\n到2030年，产值达到300亿元；到2035年，建成高地。",),
        leaves=("某某产业发展规划（2024-2026年）\n一、发展目标\n到2026年，产值达到300亿元；展望到2035年，建成高地。",),
    ),
    RulePage(
        id="document.period-span",
        note="“三年行动计划”止于目标年份，没有目标年份的从成文之年起算。",
        reads=("某某产业三年行动计划\n一、任务\n南通市人民政府\n2024年8月7日",),
        leaves=("某某产业三年行动计划\n一、任务",),
    ),
    RulePage(
        id="document.period-in-force",
        note="政策措施没有目标年份的，取施行之日至有效期止。",
        reads=("若干政策措施\n一、附则\n本政策自2024年1月1日起施行，有效期3年。",),
        leaves=("若干政策措施\n一、附则\n本政策自印发之日起施行。",),
    ),
    RulePage(
        id="document.title-labelled",
        note="没有标题行的，取数据表“标题”一栏。",
        reads=("标 题：\t未来产业若干举措汇编\n来源：某某网\n一、总体要求",),
        leaves=("来源：某某网\n一、总体要求",),
    ),
    RulePage(
        id="document.issuer-labelled",
        note="没有落款的，取数据表“发文机关”“发布机构”一栏。",
        reads=("发文机关：\t南通市人民政府\t成文日期：\t2024-08-07\n关于发展的若干意见\n一、总体要求",),
        leaves=("来源：南通市人民政府\n关于发展的若干意见\n一、总体要求",),
    ),
    RulePage(
        id="document.issuer-title",
        note="没有落款和数据表的，取标题中“关于”“印发”之前的机关全称；“市政府”一类简称不取。",
        reads=("南通市人民政府关于发展的若干意见\n一、总体要求",),
        leaves=("市政府关于发展的若干意见\n一、总体要求",),
    ),
    RulePage(
        id="document.issued-signature",
        note="成文日期取落款日期，数字、汉字均可。",
        reads=("关于发展的若干意见\n一、总体要求\n南通市人民政府\n2024年8月7日",),
        leaves=("关于发展的若干意见\n发布时间：2024-08-07\n一、总体要求",),
    ),
    RulePage(
        id="document.issued-labelled",
        note="没有落款的，取数据表“成文日期”“发文日期”“生成日期”一栏。",
        reads=("成文日期：\t2024-08-07\n关于发展的若干意见\n一、总体要求",),
        leaves=("发布日期：\t2024-08-07\n关于发展的若干意见\n一、总体要求",),
    ),
    RulePage(
        id="document.issued-posted",
        note="落款和数据表都没有成文日期的，取网页的“发布日期”“发布时间”。",
        reads=("关于发展的若干意见\n通政规〔2024〕3号　发布日期：2024-08-07　来源：某某网\n一、总体要求",),
        leaves=("关于发展的若干意见\n成文日期：2024-08-01　发布日期：2024-08-07\n一、总体要求",),
    ),
    RulePage(
        id="document.place-issuer",
        note="地方和层级取自发文机关：江苏省无锡市锡山区人民政府为锡山区，管委会为功能区，部委为国家。",
        reads=("关于发展的若干意见\n一、总体要求\n无锡市锡山区人民政府\n2024年8月7日",),
        leaves=("锡山区关于发展的若干意见\n一、总体要求",),
    ),
    RulePage(
        id="document.place-title",
        note="发文机关没有地名的，取标题开头或“关于”“印发”之后的地名。",
        reads=("锡山区关于发展的若干意见\n一、总体要求",),
        leaves=("关于发展的若干意见\n一、总体要求",),
    ),
    RulePage(
        id="document.place-number",
        note="标题为“省政府关于…”而没有地名的，按发文字号首字定省份。",
        reads=("省政府关于发展的若干意见\n苏政发〔2023〕104号\n一、总体要求",),
        leaves=("市政府关于发展的若干意见\n通政发〔2023〕104号\n一、总体要求",),
    ),
    RulePage(
        id="document.period-title",
        note="规划期取标题中的年份：（2024—2026年）、“十五五”、到2030年、2025年工作要点。",
        reads=("某某产业发展规划（2024-2026年）\n一、总体要求", "某某市“十五五”产业规划\n一、总体要求"),
        leaves=("某某产业发展规划\n一、总体要求",),
    ),
    RulePage(
        id="document.period-declared",
        note="正文写明“规划期限为…”“现就2025年至2027年工作安排如下”的，从其规定。",
        reads=("某某产业发展规划\n规划期限为2024—2030年，展望到2035年。\n一、总体要求",),
        leaves=("某某产业发展规划\n2024—2030年是关键期。\n一、总体要求",),
    ),
)
