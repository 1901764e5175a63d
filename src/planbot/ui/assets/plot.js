// A plot of one indicator over the years: a line for each place, a hollow point for a figure reached, a bar for a range.

import { words } from "./dom.js";

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 720;
const HEIGHT = 260;
const EDGE = { left: 64, right: 20, top: 36, bottom: 34 };
const COLOURS = 6;

function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const text = (x, y, content, anchor = "middle") => svg("text", { x, y, "text-anchor": anchor }, content);
const shown = (value) => String(Number(value.toPrecision(6)));

// Four or so round values that cover [low, high].
export function ticks(low, high) {
  if (low === high) [low, high] = [low - Math.abs(low || 1) * 0.1, high + Math.abs(high || 1) * 0.1];
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, n) => (first + n) * step);
}

// `trend` as /api/ledger/compare gives it; `describe(point)` is the point's name; `open(point)` shows its source.
export function plot(trend, describe, open) {
  const values = trend.points.flatMap((point) => [point.low, point.high]);
  const marks = ticks(Math.min(...values), Math.max(...values));
  const years = [...new Set(trend.points.map((point) => point.year))].sort((a, b) => a - b);
  const [bottom, top] = [marks[0], marks.at(-1)];
  const x = (year) => {
    const share = years.length > 1 ? (year - years[0]) / (years.at(-1) - years[0]) : 0.5;
    return EDGE.left + 24 + share * (WIDTH - EDGE.left - EDGE.right - 48);
  };
  const y = (value) => HEIGHT - EDGE.bottom - ((value - bottom) / (top - bottom)) * (HEIGHT - EDGE.top - EDGE.bottom);
  const places = [...new Set(trend.points.map((point) => point.place))];
  const label = words("ledger.plot_label", { indicator: trend.indicator, unit: trend.unit || words("ledger.plain_number") });
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "pb-plot", role: "group", "aria-label": label });
  for (const mark of marks) {
    drawing.append(svg("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: y(mark), y2: y(mark), class: "pb-plot-grid" }));
    drawing.append(text(EDGE.left - 8, y(mark) + 4, shown(mark), "end"));
  }
  for (const year of years) drawing.append(text(x(year), HEIGHT - 10, String(year)));
  drawing.append(text(EDGE.left - 8, 18, trend.unit, "end"));
  places.forEach((place, index) => drawing.append(line(trend.points.filter((point) => point.place === place), index % COLOURS, { x, y }, describe, open)));
  return drawing;
}

function line(points, colour, { x, y }, describe, open) {
  const group = svg("g", { class: `pb-plot-${colour}` });
  const targets = points.filter((point) => point.stated === "target");
  const path = targets.map((point) => `${x(point.year)},${y((point.low + point.high) / 2)}`).join(" ");
  if (targets.length > 1) group.append(svg("polyline", { points: path }));
  for (const point of points) {
    if (point.low !== point.high) group.append(svg("line", { x1: x(point.year), x2: x(point.year), y1: y(point.low), y2: y(point.high), class: "pb-plot-range" }));
    const dot = svg("circle", { cx: x(point.year), cy: y((point.low + point.high) / 2), r: 5, tabindex: 0, role: "button", "aria-label": describe(point), class: `pb-plot-${point.stated}` });
    dot.append(svg("title", {}, describe(point)));
    dot.addEventListener("click", () => open(point));
    dot.addEventListener("keydown", (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), open(point)));
    group.append(dot);
  }
  return group;
}
