// The ledger page: rows by filter, one indicator over the years, contradictions, and everything one body must do.

import { ask, byId, el, getJson, words } from "./dom.js";
import { plot } from "./plot.js";
import { edit } from "./ledger_edit.js";
import { mark, sourceOf, stated, table } from "./ledger_table.js";
import * as source from "./source.js";

const VIEWS = ["rows", "department", "compare", "contradictions"];
const FILTERS = ["kind", "indicator", "department", "role", "document", "part", "region", "year", "deadline"];
const root = byId("pb-ledger");
const form = byId("pb-ledger-filters");
const shown = byId("pb-ledger-shown");
const total = byId("pb-ledger-total");
let facets = { documents: [] };
let names = new Map();
let asked = 0;

// --- the state is the address: every view can be linked to, and Back goes back ------------------------------------------

const state = () => new URLSearchParams(location.hash.slice(1));
const view = () => (VIEWS.includes(state().get("view")) ? state().get("view") : "rows");

function go(changes, replace = false) {
  const next = state();
  for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
  const address = `#${next}`;
  if (address === location.hash) return load();
  replace ? history.replaceState(null, "", address) : history.pushState(null, "", address);
  load();
}

function wanted() {
  const query = new URLSearchParams();
  for (const name of FILTERS) if (state().get(name)) query.set(name, state().get(name));
  return query;
}

// --- views ---------------------------------------------------------------------------------------------------------------

const message = (text) => el("p", { class: "pb-message" }, text);

async function load() {
  const turn = ++asked;
  for (const tab of root.querySelectorAll("[data-view]")) tab.setAttribute("aria-selected", String(tab.dataset.view === view()));
  root.dataset.view = view();
  fill();
  shown.setAttribute("aria-busy", "true");
  try {
    const [content, summary] = await SHOW[view()]();
    if (turn !== asked) return;
    shown.replaceChildren(...content);
    total.textContent = summary;
  } catch (error) {
    if (turn === asked) shown.replaceChildren(message(error.message), el("button", { type: "button", onclick: load }, words("script.retry")));
  }
  shown.setAttribute("aria-busy", "false");
}

const searched = (found) => words("ledger.searched", { rows: found.rows_searched, documents: found.documents_searched });

async function rows() {
  const found = await getJson(`/api/targets?${wanted()}`);
  const summary = `${words("ledger.total", { rows: found.targets.length, documents: found.documents_found })}${searched(found)}`;
  if (found.targets.length) return [[table(found.targets, choose)], summary];
  return [[message(words(found.rows_searched ? "ledger.none_found" : "ledger.empty"))], summary];
}

async function department() {
  const name = state().get("department");
  if (!name) return [[message(words("ledger.choose_department")), bodies()], ""];
  const query = new URLSearchParams({ kind: "all", department: name });
  if (state().get("year")) query.set("year", state().get("year"));
  const found = await getJson(`/api/targets?${query}`);
  const groups = ["lead", "support", "bound", "issuer"].flatMap((role) => duties(role, found.targets.filter((row) => row.role === role)));
  const content = groups.length ? groups : [message(words("ledger.no_duties", { name }))];
  return [content, `${words("ledger.total", { rows: found.targets.length, documents: found.documents_found })}${searched(found)}`];
}

function duties(role, all) {
  if (!all.length) return [];
  const kinds = ["target", "task", "reported"].map((kind) => [kind, all.filter((row) => row.kind === kind)]).filter(([, some]) => some.length);
  return [
    el("h2", {}, words(`ledger.duties_${role}`), el("span", { class: "pb-count" }, all.length)),
    ...kinds.flatMap(([kind, some]) => [el("h3", {}, `${words(`ledger.kind_${kind}`)} (${some.length})`), table(some, choose)]),
  ];
}

const bodies = () =>
  el("ul", { class: "pb-bodies" }, ...facets.departments.slice(0, 60).map((body) =>
    el("li", {}, el("button", { type: "button", title: body.names.join("、"), onclick: () => go({ department: body.name }) }, body.name, el("span", { class: "pb-count" }, body.rows)))));

async function compare() {
  const indicator = state().get("indicator");
  if (!indicator) return [[message(words(facets.compared.length ? "ledger.choose_indicator" : "ledger.nothing_compared")), indicators()], ""];
  const found = await getJson(`/api/ledger/compare?${new URLSearchParams({ indicator })}`);
  const content = found.series.flatMap((series) => [
    el("h2", {}, series.indicator),
    ...found.trends.filter((trend) => trend.indicator === series.indicator && trend.points.length > 1).map((trend) => drawn(trend, series)),
    table(series.rows, choose),
  ]);
  return [content.length ? content : [message(words("ledger.not_compared", { indicator }))], searched(found)];
}

const indicators = () =>
  el("ul", { class: "pb-bodies" }, ...facets.compared.map((name) => el("li", {}, el("button", { type: "button", onclick: () => go({ indicator: name }) }, name))));

function drawn(trend, series) {
  const row = (point) => series.rows.find((other) => other.id === point.target);
  const describe = (point) => `${point.year} ${point.place} ${words(`ledger.kind_${point.stated}`)} ${stated(row(point))}`;
  const places = [...new Set(trend.points.map((point) => point.place))];
  const legend = places.map((place, index) => el("li", { class: `pb-plot-${index % 6}` }, place));
  const note = trend.points.some((point) => point.stated === "reported") ? [el("li", { class: "pb-plot-note" }, words("ledger.plot_reported"))] : [];
  return el("figure", {}, plot(trend, describe, (point) => choose(row(point))), el("figcaption", {}, el("ul", {}, ...legend, ...note)));
}

async function contradictions() {
  const found = await getJson("/api/ledger/contradictions");
  const content = found.series.flatMap((series) => [el("h2", {}, `${series.indicator} · ${series.rows[0].region ?? series.rows[0].issuer ?? ""}`), table(series.rows, choose)]);
  const none = message(words(found.rows_searched ? "ledger.no_contradictions" : "ledger.empty"));
  return [content.length ? content : [none], searched(found)];
}

const SHOW = { rows, department, compare, contradictions };

// --- a row ---------------------------------------------------------------------------------------------------------------

function choose(row) {
  mark(row);
  source.openAt({ document: row.document, start: row.start, end: row.end }, { file: row.file, where: sourceOf({ ...row, file: "" }) }, () => mark(null));
  source.addTools(edit(row, async (said) => {
    await refresh();
    if (said) source.close();
  }));
}

// --- filters -------------------------------------------------------------------------------------------------------------

function fill() {
  for (const name of FILTERS) {
    const field = form.elements[name];
    if (field && field !== document.activeElement) field.value = state().get(name) ?? (name === "kind" ? "target" : "");
  }
  form.elements.role.disabled = !state().get("department");
  byId("pb-ledger-clear").hidden = !FILTERS.some((name) => state().get(name));
  for (const link of root.querySelectorAll("a[data-style]")) {
    const query = wanted();
    query.set("style", link.dataset.style);
    link.href = `/api/ledger/export?${query}`;
  }
}

function options(select, choices, label = (name) => name) {
  const any = el("option", { value: "" }, words("ledger.any"));
  select.replaceChildren(any, ...choices.map(({ name, rows: count }) => el("option", { value: name }, `${label(name)} (${count})`)));
}

const suggest = (id, all) => byId(id).replaceChildren(...all.map((name) => el("option", { value: name })));

async function refresh() {
  try {
    const [found, listed] = await Promise.all([getJson("/api/ledger/facets"), getJson("/api/documents")]);
    facets = found;
    names = new Map(listed.documents.map((entry) => [entry.id, entry.file]));
    options(form.elements.document, facets.documents, (id) => names.get(id) ?? id);
    options(form.elements.part, facets.parts);
    options(form.elements.region, facets.regions);
    options(form.elements.year, facets.years);
    suggest("pb-ledger-indicators", facets.indicators.map((choice) => choice.name));
    suggest("pb-ledger-departments", facets.departments.map((body) => body.name));
  } catch (error) {
    await ask(error.message, [["", words("script.cancel")]]);
  }
  await load();
}

let typing;
form.addEventListener("input", ({ target }) => {
  clearTimeout(typing);
  typing = setTimeout(() => go({ [target.name]: target.value === "target" && target.name === "kind" ? "" : target.value.trim() }, true), target.tagName === "INPUT" ? 250 : 0);
});
form.addEventListener("submit", (event) => event.preventDefault());
byId("pb-ledger-clear").addEventListener("click", () => go(Object.fromEntries(FILTERS.map((name) => [name, ""]))));
for (const tab of root.querySelectorAll("[data-view]")) tab.addEventListener("click", () => go({ view: tab.dataset.view === "rows" ? "" : tab.dataset.view }));
window.addEventListener("popstate", load);
refresh();
