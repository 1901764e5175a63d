// The drafting page: a brief, the precedents it was made from, and a draft whose sentences all show where they come from.

import { ask, byId, copyText, el, getJson, told, words } from "./dom.js";
import * as source from "./source.js";

const form = byId("pb-brief");
const sheet = byId("pb-sheet");
const chosen = byId("pb-precedents");
const left = byId("pb-left");
const tools = byId("pb-draft-tools");
const KEPT = "planbot-draft";
const POST = { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" } };
let draft = null;
let values = [];
let without = new Set();
let running = null;

// --- making a draft ------------------------------------------------------------------------------------------------------

const sectionOf = (precedent) => [precedent.document, precedent.section.at(-1) ?? precedent.part].filter(Boolean).join(":");

function request() {
  const fields = new FormData(form);
  const documents = [...form.elements.documents.selectedOptions].map((option) => option.value);
  const kept = without.size ? (draft?.precedents ?? []).filter((precedent) => !without.has(sectionOf(precedent))).map(sectionOf) : [];
  const brief = [fields.get("brief").trim(), fields.get("values").trim()].filter(Boolean).join("\n");
  return { brief, from: kept.length ? kept : documents, ...(fields.get("year") ? { year: Number(fields.get("year")) } : {}) };
}

async function write() {
  if (!form.elements.brief.value.trim()) return form.elements.brief.focus();
  running?.abort();
  running = new AbortController();
  const mine = running;
  busy(true);
  try {
    const made = await getJson("/api/draft", { ...POST, body: JSON.stringify(request()), signal: mine.signal });
    draft = made;
    values = made.placeholders.map(() => "");
    keep();
    show();
  } catch (error) {
    if (error.name !== "AbortError") sheet.replaceChildren(el("p", { class: "pb-trouble", role: "alert" }, error.message));
  }
  if (mine === running) busy(false);
}

function busy(on) {
  form.querySelector("[type=submit]").disabled = on;
  byId("pb-draft-stop").hidden = !on;
  sheet.setAttribute("aria-busy", String(on));
  if (on) sheet.replaceChildren(el("p", { class: "pb-state pb-working" }, words("draft.writing")));
}

// --- showing it ----------------------------------------------------------------------------------------------------------

function show() {
  tools.hidden = !draft.blocks.length;
  if (!draft.blocks.length) {
    sheet.replaceChildren(el("p", { class: "pb-message" }, draft.draft || words("draft.nothing")));
    chosen.replaceChildren();
    return;
  }
  const next = { index: 0 };
  sheet.replaceChildren(...draft.blocks.map((block) => blockOf(block, next)));
  if (draft.targets.length) sheet.append(prior());
  showPrecedents();
  count();
}

const TAGS = { title: "h2", heading: "h3", issuer: "p", date: "p", paragraph: "p", run_in: "p", table: "table" };

function blockOf(block, next) {
  if (block.kind === "table") return tableOf(block, next);
  const element = el(TAGS[block.kind], { class: `pb-block pb-block-${block.kind} pb-level-${block.level}` }, block.label);
  for (const sentence of block.sentences) element.append(sentenceOf(sentence, next));
  return element;
}

function tableOf(block, next) {
  const [head, ...rows] = block.rows;
  const line = (cells, tag) => el("tr", {}, ...cells.map((cell) => el(tag, {}, ...withGaps(cell, next))));
  const caption = block.sentences.length ? el("caption", {}, ...withGaps(block.sentences[0].text, next)) : null;
  return el("div", { class: "pb-table" }, el("table", {}, caption, el("thead", {}, line(head ?? [], "th")), el("tbody", {}, ...rows.map((cells) => line(cells, "td")))));
}

// The text with a field in each place that is left open; `next.index` counts the placeholders of the whole draft.
function withGaps(text, next) {
  const parts = [];
  for (let at; next.index < draft.placeholders.length && (at = text.indexOf(draft.placeholders[next.index])) >= 0; ) {
    const placeholder = draft.placeholders[next.index];
    parts.push(text.slice(0, at), gap(placeholder, next.index));
    text = text.slice(at + placeholder.length);
    next.index += 1;
  }
  return [...parts, text];
}

// The sentence answers to the mouse; its mark, which a keyboard reaches too, opens the same.
function sentenceOf(sentence, next) {
  const label = words(`draft.origin_${sentence.origin}`);
  const element = el("span", { class: `pb-sentence pb-origin-${sentence.origin}` }, ...withGaps(sentence.text, next));
  const open = () => explain(sentence, element);
  element.addEventListener("click", (event) => event.target.tagName !== "INPUT" && open());
  const mark = sentence.markers.join(" ") || words("draft.mark_new");
  return el("span", {}, element, el("button", { type: "button", class: "pb-mark", title: label, "aria-label": `${label} ${mark}`, onclick: open }, mark));
}

function gap(placeholder, index) {
  const input = el("input", { class: "pb-gap", value: values[index], placeholder, "aria-label": placeholder, size: Math.max(6, Math.min(40, placeholder.length * 1.7)), autocomplete: "off" });
  input.addEventListener("input", () => {
    values[index] = input.value;
    input.classList.toggle("pb-filled", Boolean(input.value.trim()));
    count();
    keep();
  });
  input.classList.toggle("pb-filled", Boolean(values[index]));
  return input;
}

function count() {
  const open = values.filter((value) => !value.trim()).length;
  left.textContent = open ? words("draft.left", { count: open }) : words("draft.complete");
  left.classList.toggle("pb-open-gaps", open > 0);
}

// What became of the source's words, and the source itself.
function explain(sentence, element) {
  for (const other of sheet.querySelectorAll(".pb-open")) other.classList.remove("pb-open");
  element.classList.add("pb-open");
  const citation = draft.citations.find((entry) => entry.marker === sentence.markers[0]);
  const difference = sentence.changes.map(({ op, old, new: made }) => (op === "keep" ? made : [el("del", {}, old), el("ins", {}, made)])).flat();
  const said = el("div", { class: "pb-difference" }, el("strong", {}, words(`draft.origin_${sentence.origin}`)), ...(difference.length ? [el("p", {}, ...difference)] : []));
  if (!citation) return source.openNote([said, el("p", { class: "pb-message" }, words("draft.no_source"))]);
  source.openAt(citation, { file: citation.file, where: [citation.part, ...citation.section].filter(Boolean).join(" › ") }, () => element.classList.remove("pb-open"));
  source.addTools(said);
}

function showPrecedents() {
  const items = draft.precedents.map((precedent) => {
    const key = sectionOf(precedent);
    const box = el("input", { type: "checkbox", "aria-label": key, onchange: () => (box.checked ? without.delete(key) : without.add(key), (byId("pb-again").hidden = !without.size)) });
    box.checked = !without.has(key);
    const where = [precedent.part, ...precedent.section].filter(Boolean).join(" › ");
    const look = el("button", { type: "button", class: "pb-link", onclick: () => source.openAt(precedent, { file: precedent.file, where }) }, where || precedent.title);
    const facts = [precedent.year && words("script.year", { year: precedent.year }), precedent.issuer, precedent.role === "model" && words("draft.model")].filter(Boolean);
    return el("li", {}, box, el("div", {}, look, el("div", { class: "pb-where" }, [precedent.file, ...facts].join(" · ")), el("div", { class: "pb-why" }, precedent.reasons.join("；"))));
  });
  const dropped = draft.dropped.map((entry) => el("li", {}, el("span", { class: "pb-tag" }, words(`draft.dropped_${entry.reason}`)), entry.text));
  chosen.replaceChildren(
    el("h2", {}, words("draft.precedents")),
    el("ul", { class: "pb-precedents" }, ...items),
    el("button", { type: "button", id: "pb-again", hidden: !without.size, onclick: write }, words("draft.again")),
    ...(dropped.length ? [el("details", {}, el("summary", {}, words("draft.dropped", { count: dropped.length })), el("ul", { class: "pb-dropped" }, ...dropped))] : []),
  );
}

function prior() {
  const rows = [...draft.targets].sort((a, b) => a.indicator.localeCompare(b.indicator, "zh-CN") || (a.year ?? 0) - (b.year ?? 0));
  const line = (row) => el("tr", {}, el("td", {}, row.indicator), el("td", {}, row.year ?? ""), el("td", {}, row.value_text || row.quote), el("td", { class: "pb-where" }, row.file));
  const head = ["indicator", "year", "value", "source"].map((name) => el("th", { scope: "col" }, words(`draft.column_${name}`)));
  return el("section", { class: "pb-prior" }, el("h3", {}, words("draft.prior")), el("div", { class: "pb-table" }, el("table", {}, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows.map(line)))));
}

// --- taking it away ------------------------------------------------------------------------------------------------------

async function download(style) {
  const sources = byId("pb-draft-sources").value;
  const response = await fetch("/api/drafts/export", { ...POST, body: JSON.stringify({ draft, values, style, sources }) });
  if (!response.ok) return ask(told(await response.json(), response), [["", words("script.cancel")]]);
  const link = el("a", { href: URL.createObjectURL(await response.blob()), download: `${draft.title || "planbot"}.${style}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function copy() {
  const response = await fetch("/api/drafts/export", { ...POST, body: JSON.stringify({ draft, values, style: "md", sources: "none" }) });
  if (!response.ok) return ask(told(await response.json(), response), [["", words("script.cancel")]]);
  await copyText(await response.text());
  byId("pb-draft-copy").textContent = words("script.copied");
  setTimeout(() => (byId("pb-draft-copy").textContent = words("draft.copy")), 1500);
}

// --- the page ------------------------------------------------------------------------------------------------------------

function keep() {
  const { brief, values: given, year } = form.elements;
  sessionStorage.setItem(KEPT, JSON.stringify({ brief: brief.value, given: given.value, year: year.value, draft, values }));
}

function restore() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT));
    if (!kept?.draft?.blocks) return;
    Object.assign(form.elements.brief, { value: kept.brief });
    Object.assign(form.elements.values, { value: kept.given });
    Object.assign(form.elements.year, { value: kept.year });
    ({ draft, values } = kept);
    show();
  } catch {
    sessionStorage.removeItem(KEPT);
  }
}

async function start() {
  try {
    const { documents } = await getJson("/api/documents");
    form.elements.documents.replaceChildren(...documents.map((entry) => el("option", { value: entry.id }, entry.title || entry.file)));
    byId("pb-no-documents").hidden = documents.length > 0;
  } catch (error) {
    await ask(error.message, [["", words("script.cancel")]]);
  }
  restore();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  without = new Set();
  write();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
byId("pb-draft-stop").addEventListener("click", () => (running?.abort(), busy(false), sheet.replaceChildren()));
byId("pb-draft-docx").addEventListener("click", () => download("docx"));
byId("pb-draft-md").addEventListener("click", () => download("md"));
byId("pb-draft-copy").addEventListener("click", copy);
start();
