import type { EChartsCoreOption } from "echarts/core";

export const COLOURS = { main: "#1f6f8b", second: "#c4861b", target: "#b3261e", line: "#dde2e8", ink: "#39424e" };

const TEXT = { color: COLOURS.ink, fontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif', fontSize: 12 };

/** What all charts share. Tooltips are drawn, not HTML: the page's policy allows no inline styles. */
export function chartOption(categories: string[], series: object[], axis: { x?: string; y?: string; legend?: boolean }): EChartsCoreOption {
  return {
    animation: false,
    backgroundColor: "#fff",
    textStyle: TEXT,
    grid: { left: 48, right: 20, top: axis.legend === true ? 36 : 28, bottom: 40 },
    legend: axis.legend === true ? { top: 4, textStyle: TEXT } : undefined,
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: categories, name: axis.x, nameLocation: "middle", nameGap: 26, axisLabel: TEXT, nameTextStyle: TEXT },
    yAxis: { type: "value", name: axis.y, axisLabel: TEXT, nameTextStyle: TEXT, splitLine: { lineStyle: { color: COLOURS.line } } },
    series,
  };
}
