// The evaluation page: start a run, watch it, read its report, compare two, and turn feedback and documents into cases.

import { ask, byId, el, getJson, sendJson, words } from "./dom.js";

const list = byId("pb-runs");
const suite = byId("pb-suite");
const begin = byId("pb-run");
const trouble = byId("pb-trouble");
const detail = byId("pb-run-detail");
const EVERY = 1000;
const percent = (value) => (value === null || value === undefined ? words("evals.not_applicable") : value.toFixed(3).replace(/^0/, ""));
const post = (url, body = {}) => sendJson(url, "POST", body);
let runs = [];
let picked = [];
let watching = null;
let started = null;

async function trying(work) {
  trouble.textContent = "";
  try {
    return await work();
  } catch (error) {
    detail.hidden = true;
    trouble.textContent = error.message;
    return null;
  }
}

// --- suites ----------------------------------------------------------------------------------------------------------------

async function loadSuites() {
  const { suites } = await getJson("/api/evals/suites");
  const before = suite.value;
  suite.replaceChildren(...suites.flatMap(suiteOptions));
  if (before) suite.value = before;
  begin.disabled = !suites.length;
}

function suiteOptions({ name, cases, categories, built_in: own }) {
  const whole = el("option", { value: name }, words(own ? "evals.suite_built_in" : "evals.suite_own", { name, cases }));
  return [whole, ...categories.map((category) => el("option", { value: `${name}/${category}` }, `　${name} / ${category}`))];
}

// --- runs ------------------------------------------------------------------------------------------------------------------

const address = (run) => `/api/evals/runs/${encodeURIComponent(run.id)}`;

async function load() {
  ({ runs } = await getJson("/api/evals/runs"));
  // A run is listed once its folder stands; until then it is asked for by its id.
  if (started && !runs.some((run) => run.id === started.id)) runs.unshift({ ...started, ...(await getJson(address(started))), suite: started.suite, started_at: started.started_at });
  byId("pb-table").hidden = !runs.length;
  byId("pb-no-runs").hidden = runs.length > 0;
  picked = picked.filter((id) => runs.some((run) => run.id === id));
  list.replaceChildren(...runs.map(line));
  byId("pb-compare").disabled = picked.length !== 2;
  clearTimeout(watching);
  if (runs.some((run) => run.state === "running")) watching = setTimeout(() => trying(load), EVERY);
}

function line(run) {
  const box = el("input", { type: "checkbox", "aria-label": words("evals.pick", { run: run.id }), onchange: () => pick(run.id, box.checked) });
  box.checked = picked.includes(run.id);
  box.disabled = run.state === "running" || !run.done;
  const act = (name, work) => el("button", { type: "button", onclick: () => trying(async () => (await work(), await load())) }, words(`evals.${name}`));
  const at = address(run);
  const tools = {
    running: [act("cancel", () => post(`${at}/cancel`))],
    stopped: [act("resume", () => post(`${at}/resume`)), act("remove", () => remove(at, run))],
    failed: [act("remove", () => remove(at, run))],
    done: [act("remove", () => remove(at, run))],
  }[run.state];
  const bar = el("progress", { max: run.total || 1, value: run.done });
  const left = run.seconds_left === null ? "" : words("evals.left", { seconds: Math.ceil(run.seconds_left) });
  const state = run.state === "running" ? [bar, el("span", { class: "pb-where" }, `${run.done}/${run.total} ${left} ${run.message}`)] : [el("span", { class: `pb-state-${run.state}` }, words(`evals.state_${run.state}`, { done: run.done, total: run.total })), run.message];
  const name = run.done ? el("button", { type: "button", class: "pb-link", onclick: () => trying(() => read(run)) }, run.suite) : run.suite;
  return el("tr", { "data-run": run.id }, el("td", { class: "pb-narrow" }, box), el("td", {}, name, el("div", { class: "pb-where" }, new Date(run.started_at).toLocaleString(document.documentElement.lang))), el("td", {}, run.model), el("td", {}, ...state), el("td", {}, el("div", { class: "pb-row-tools" }, ...tools)));
}

function pick(id, on) {
  picked = on ? [...picked, id].slice(-2) : picked.filter((other) => other !== id);
  list.replaceChildren(...runs.map(line));
  byId("pb-compare").disabled = picked.length !== 2;
}

async function remove(at, run) {
  const choice = await ask(words("evals.remove_ask", { run: run.id }), [["", words("script.cancel")], ["remove", words("evals.remove"), "pb-danger"]]);
  if (choice === "remove") await getJson(at, { method: "DELETE" });
}

async function start() {
  await trying(async () => {
    begin.disabled = true;
    started = { ...(await post("/api/evals/runs", { suite: suite.value })), suite: suite.value, started_at: new Date().toISOString() };
    await load();
  });
  begin.disabled = false;
}

// --- reading ---------------------------------------------------------------------------------------------------------------

// Says that something is being worked out; scoring a long run again takes seconds.
function working() {
  detail.replaceChildren(el("p", { class: "pb-state pb-working" }, words("evals.working")));
  detail.hidden = false;
  detail.scrollIntoView({ block: "nearest" });
}

async function read(run) {
  working();
  const found = await getJson(`${address(run)}/summary`);
  const report = `${address(run)}/report`;
  const open = el("a", { class: "pb-button", href: report, target: "_blank", rel: "noopener" }, words("evals.full_report"));
  const save = el("a", { class: "pb-button", href: `${report}?download=true` }, words("evals.save_report"));
  const failures = found.failures.map((entry) => el("li", {}, el("span", { class: "pb-tag" }, entry.category), entry.question, el("div", { class: "pb-where" }, entry.why.join("; "))));
  detail.replaceChildren(
    el("h2", {}, run.suite, el("span", { class: "pb-count" }, new Date(run.started_at).toLocaleString(document.documentElement.lang))),
    el("div", { class: "pb-row-tools" }, open, save),
    scores(found.figures),
    ...(failures.length ? [el("details", {}, el("summary", {}, words("evals.failures", { count: failures.length })), el("ul", { class: "pb-failures" }, ...failures))] : []),
  );
  detail.hidden = false;
  detail.scrollIntoView({ block: "start" });
}

function scores(figures) {
  const head = ["metric", "value", "interval", "cases"].map((name) => el("th", { scope: "col" }, words(`evals.column_${name}`)));
  const rows = figures.map(({ name, value, interval, cases }) =>
    el("tr", {}, el("td", { title: name }, words(`evals.metric_${name}`) || name), el("td", {}, percent(value)), el("td", {}, interval ? `${percent(interval.low)} – ${percent(interval.high)}` : ""), el("td", {}, cases)));
  return el("div", { class: "pb-table" }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)));
}

const signed = (value) => `${value > 0 ? "+" : ""}${value.toFixed(3)}`;

async function compareRuns() {
  const [before, after] = [...picked].sort((a, b) => runs.findIndex((run) => run.id === b) - runs.findIndex((run) => run.id === a));
  working();
  const found = await getJson(`/api/evals/compare?${new URLSearchParams({ before, after })}`);
  const rows = found.changes.map(({ name, before: was, after: is, difference }) =>
    el("tr", {}, el("td", {}, words(`evals.metric_${name}`) || name), el("td", {}, percent(was)), el("td", {}, percent(is)), el("td", {}, signed(difference.mean)), el("td", {}, `${signed(difference.low)} – ${signed(difference.high)}`)));
  const head = ["metric", "before", "after", "difference", "interval"].map((name) => el("th", { scope: "col" }, words(`evals.column_${name}`)));
  const cases = (name, all) => (all.length ? [el("details", { open: name === "broken" || null }, el("summary", {}, words(`evals.${name}`, { count: all.length })), el("ul", { class: "pb-failures" }, ...all.map((text) => el("li", {}, text))))] : []);
  detail.replaceChildren(
    el("h2", {}, words("evals.comparison")),
    el("p", { class: "pb-where" }, `${before} → ${after}`),
    el("div", { class: "pb-table" }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows))),
    ...cases("broken", found.broken),
    ...cases("fixed", found.fixed),
    el("p", { class: "pb-where" }, words("evals.same", { count: found.same })),
  );
  detail.hidden = false;
  detail.scrollIntoView({ block: "start" });
}

// --- cases from documents and feedback --------------------------------------------------------------------------------------

async function propose(kind) {
  working();
  const { name, cases } = await getJson(`/api/evals/proposed/${kind}`);
  if (!cases.length) {
    detail.hidden = true;
    trouble.textContent = words(`evals.no_${kind}`);
    return;
  }
  review(name, cases, kind);
}

// A person looks at the cases before they count: unticked ones are left out, and what was expected can be put right.
function review(name, cases, kind) {
  const rows = cases.map((entry) => {
    const box = el("input", { type: "checkbox", "aria-label": entry.id });
    box.checked = kind === "generate";
    const before = entry.facts.map((fact) => fact.join(" | ")).join("; ");
    const facts = el("input", { value: before, "aria-label": words("evals.column_facts"), autocomplete: "off" });
    const answerable = el("input", { type: "checkbox", "aria-label": words("evals.column_answerable") });
    answerable.checked = entry.answerable;
    const line = el("tr", {}, el("td", {}, box), el("td", {}, entry.turns.join(" / ") || entry.id, el("div", { class: "pb-where" }, entry.note), ...entry.evidence.map((item) => el("q", { class: "pb-where" }, item.quote))), el("td", {}, entry.numbers.join("、"), facts), el("td", {}, answerable));
    return { entry, box, before, facts, answerable, line };
  });
  const title = el("input", { value: name, "aria-label": words("evals.suite_name"), autocomplete: "off" });
  const all = el("input", { type: "checkbox", "aria-label": words("evals.all"), onchange: () => rows.forEach(({ box }) => (box.checked = all.checked)) });
  const head = el("tr", {}, el("th", {}, all), ...["question", "facts", "answerable"].map((column) => el("th", { scope: "col" }, words(`evals.column_${column}`))));
  const chosen = () => rows.filter(({ box }) => box.checked).map(({ entry, before, facts, answerable }) => ({ id: entry.id, facts: facts.value === before ? null : facts.value, answerable: answerable.checked }));
  const save = () => trying(async () => {
    await post("/api/evals/suites", { name: title.value.trim(), source: kind, cases: chosen() });
    detail.hidden = true;
    await loadSuites();
    suite.value = title.value.trim();
  });
  detail.replaceChildren(
    el("h2", {}, words(`evals.review_${kind}`)),
    el("p", { class: "pb-where" }, words("evals.review_hint", { count: cases.length })),
    el("div", { class: "pb-row-tools" }, el("label", {}, words("evals.suite_name"), title), el("button", { type: "button", class: "pb-primary", onclick: save }, words("evals.save_suite"))),
    el("div", { class: "pb-table pb-review" }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows.map(({ line }) => line)))),
  );
  detail.hidden = false;
  detail.scrollIntoView({ block: "start" });
}

begin.addEventListener("click", start);
byId("pb-compare").addEventListener("click", () => trying(compareRuns));
byId("pb-generate").addEventListener("click", () => trying(() => propose("generate")));
byId("pb-from-feedback").addEventListener("click", () => trying(() => propose("feedback")));
trying(async () => {
  await loadSuites();
  await load();
});
