// 年度轨迹: planned, actual and projected values by year; the table below holds the same figures.
"use strict";

(() => {
  const box = document.getElementById("trajectory-chart");
  const figures = JSON.parse(document.getElementById("trajectory-figures")?.textContent ?? "null");
  if (!box || !figures || !window.echarts) return;
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const looks = {
    planned: { color: color("--ink-3"), type: "dashed", symbol: "emptyCircle" },
    actual: { color: color("--accent"), type: "solid", symbol: "circle" },
    projected: { color: color("--late"), type: "dotted", symbol: "emptyTriangle" },
  };
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const text = { color: color("--ink-2"), fontSize: 12 };
  chart.setOption({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    tooltip: { trigger: "axis", renderMode: "richText" },
    legend: { top: 0, textStyle: text, data: figures.series.map((each) => each.name) },
    grid: { left: 8, right: 24, top: 52, bottom: 4, containLabel: true },
    xAxis: { type: "category", data: figures.years, axisLabel: text, axisLine: { lineStyle: { color: color("--ink-3") } } },
    yAxis: { type: "value", scale: true, name: figures.unit, nameTextStyle: text, axisLabel: text, splitLine: { lineStyle: { color: color("--line") } } },
    series: figures.series.map((each) => ({
      type: "line", name: each.name, data: each.values, connectNulls: true, symbol: looks[each.key].symbol, symbolSize: 8,
      lineStyle: { color: looks[each.key].color, type: looks[each.key].type, width: 2 }, itemStyle: { color: looks[each.key].color },
    })),
  });
  addEventListener("resize", () => chart.resize());
})();
