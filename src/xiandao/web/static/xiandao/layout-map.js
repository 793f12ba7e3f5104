// The layout on an official map; its number stands below it, and the same figures in a table beside it.
"use strict";

(async () => {
  const box = document.getElementById("layout-map");
  if (!box || !window.echarts) return;
  const figures = JSON.parse(document.getElementById("layout-figures").textContent);
  const answer = await fetch(box.dataset.shapes, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  echarts.registerMap("official", await answer.json());
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  const said = new Map(figures.map((each) => [each.name, each.said]));
  chart.setOption({
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    tooltip: { renderMode: "richText", formatter: ({ name }) => [name, ...(said.get(name) ?? [])].join("\n") },
    visualMap: {
      min: 0, max: Math.max(1, ...figures.map((each) => each.value)), left: 0, bottom: 0, itemHeight: 80, precision: 0,
      inRange: { color: [color("--accent-wash"), color("--accent")] }, textStyle: { color: color("--ink-2") },
    },
    series: [{
      type: "map", map: "official", name: box.dataset.name, data: figures, roam: false,
      label: { show: true, fontSize: 12, color: color("--ink"), backgroundColor: color("--sheet"), padding: [2, 4] }, itemStyle: { borderColor: color("--ink-3"), areaColor: color("--wash") },
      emphasis: { label: { color: color("--ink") }, itemStyle: { areaColor: color("--mark") } }, select: { disabled: true },
    }],
  });
  addEventListener("resize", () => chart.resize());
  box.closest("details")?.addEventListener("toggle", () => chart.resize());
})();
