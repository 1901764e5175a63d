// The rows of the ledger as a table that sorts by its headers and opens the source of a row.

import { byId, el, words } from "./dom.js";

const STEP = 200;
const COLUMNS = [
  ["indicator", (row) => row.indicator],
  ["value", (row) => (Array.isArray(row.value) ? row.value[0] : row.value)],
  ["deadline", (row) => row.deadline ?? ""],
  ["responsible", (row) => row.responsible.join("、")],
  ["applies", (row) => row.applies_to.join("、")],
  ["year", (row) => row.year ?? 0],
  ["source", (row) => row.file],
];
const SIGNS = { increase: "↑ ", decrease: "↓ " };

export const sourceOf = (row) => [row.file, row.part, ...row.section].filter(Boolean).join(" › ");

// The figure as the document prints it; the words of the row where it is no figure.
export function stated(row) {
  const sign = row.value === null ? "" : (SIGNS[row.comparator] ?? "");
  return sign + (row.value_text || row.quote);
}

const blank = (value) => value === null || value === undefined || value === "" || value === 0;

function compared(key, a, b) {
  const [one, other] = [key(a), key(b)];
  if (blank(one) || blank(other)) return Number(blank(one)) - Number(blank(other));
  return typeof one === "number" ? one - other : String(one).localeCompare(String(other), "zh-CN", { numeric: true });
}

function cells(row) {
  const damaged = row.warnings.includes("damaged_number");
  const flags = [
    row.source !== "rules" && el("span", { class: "pb-tag" }, words(`ledger.made_${row.source}`)),
    row.role && el("span", { class: `pb-tag pb-role-${row.role}` }, words(`ledger.role_${row.role}`)),
    row.binding && el("span", { class: "pb-tag" }, words(`ledger.${row.binding}`)),
  ];
  const measure = el("span", { class: damaged ? "pb-damaged" : null, title: damaged ? words("warning.damaged_number") : null }, stated(row));
  return [
    [el("a", { class: "pb-row-open", href: `#cite/${row.document}/${row.start}/${row.end}` }, row.indicator || row.quote), ...flags],
    [measure],
    [row.deadline ?? ""],
    [row.responsible.join("、")],
    [row.applies_to.join("、")],
    [row.year ?? ""],
    [el("span", { class: "pb-where" }, sourceOf(row))],
  ];
}

// `choose(row, element)` is called when a row is opened.
export function table(rows, choose) {
  let sorted = { column: null, down: false };
  let limit = STEP;
  const head = el("tr");
  const body = el("tbody");
  const more = el("button", { type: "button", class: "pb-more", onclick: () => ((limit += STEP), draw()) });

  function draw() {
    const key = COLUMNS.find(([name]) => name === sorted.column)?.[1];
    const ordered = key ? [...rows].sort((a, b) => (sorted.down ? compared(key, b, a) : compared(key, a, b))) : rows;
    head.replaceChildren(...COLUMNS.map(([name]) => heading(name)));
    body.replaceChildren(...ordered.slice(0, limit).map(line));
    more.hidden = rows.length <= limit;
    more.textContent = words("ledger.more_rows", { count: rows.length - limit });
  }

  function heading(name) {
    const direction = sorted.column !== name ? "none" : sorted.down ? "descending" : "ascending";
    const turn = () => {
      sorted = { column: name, down: sorted.column === name && !sorted.down };
      draw();
      head.querySelector(`[data-column=${name}]`).focus();
    };
    const button = el("button", { type: "button", "data-column": name, onclick: turn }, words(`ledger.column_${name}`));
    return el("th", { scope: "col", "aria-sort": direction, class: `pb-column-${name}` }, button);
  }

  function line(row) {
    const element = el("tr", { "data-row": row.id, onclick: (event) => (event.preventDefault(), choose(row, element)) });
    element.append(...cells(row).map((content, index) => el("td", { class: `pb-column-${COLUMNS[index][0]}` }, ...content.filter(Boolean))));
    return element;
  }

  draw();
  return el("div", {}, el("div", { class: "pb-table pb-ledger", tabindex: 0 }, el("table", {}, el("thead", {}, head), body)), more);
}

// The row that is open, marked in every table.
export function mark(row) {
  for (const other of document.querySelectorAll("tr.pb-open")) other.classList.remove("pb-open");
  for (const element of byId("pb-ledger").querySelectorAll("tr[data-row]")) if (element.dataset.row === row?.id) element.classList.add("pb-open");
}
