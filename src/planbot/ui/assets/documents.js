// The documents of the home: what each says of itself, what is doubtful in it, taking it in anew, and deleting with a way back.

import "./uploads.js";
import { byId, el, getJson, sendJson, toast, words } from "./dom.js";
import * as source from "./source.js";

const list = byId("pb-list");
const filter = byId("pb-filter");
const FILTER_FROM = 8;
const UNDO_SECONDS = 7;
const leaving = new Map();
const unfolded = new Set();
let documents = [];

async function load() {
  try {
    documents = (await getJson("/api/documents")).documents;
  } catch {
    const again = el("button", { type: "button", onclick: load }, words("script.retry"));
    list.replaceChildren(el("li", { class: "pb-message" }, words("script.load_failed"), again));
    return;
  }
  filter.hidden = documents.length < FILTER_FROM;
  show();
}

function show() {
  const here = documents.filter((entry) => !leaving.has(entry.id));
  const wanted = filter.hidden ? "" : filter.value.trim().toLowerCase();
  const matching = here.filter((entry) => `${entry.file} ${entry.title} ${entry.issuer ?? ""} ${entry.region ?? ""} ${entry.year ?? ""}`.toLowerCase().includes(wanted));
  const none = here.length && !matching.length ? [el("li", { class: "pb-message" }, words("script.no_match"))] : [];
  for (const count of document.querySelectorAll(".pb-count")) count.textContent = here.length ? words("documents.count", { count: here.length }) : "";
  byId("pb-none").hidden = here.length > 0;
  list.replaceChildren(...matching.map(card), ...none);
}

function card(entry) {
  const facts = [
    entry.status === "indexing" && words("script.indexing"),
    entry.issuer,
    entry.region,
    entry.year && words("script.year", { year: entry.year }),
    words(`kind.${entry.kind}`),
    entry.parts.length > 1 && words("script.parts", { count: entry.parts.length }),
    words("script.chars", { count: entry.chars.toLocaleString() }),
    entry.targets && words("documents.rows", { count: entry.targets }),
    entry.described && words("documents.described"),
    words("documents.taken", { date: new Date(entry.ingested_at).toLocaleDateString(document.documentElement.lang) }),
  ].filter(Boolean);
  const tool = (kind, action) => {
    const title = words(`documents.${kind}`, { file: entry.file });
    return el("button", { type: "button", class: `pb-icon pb-${kind} pb-for-editors`, title, "aria-label": title, onclick: () => action(entry) });
  };
  const open = () => source.openAt({ document: entry.id, start: 0, end: 0 }, { file: entry.file });
  return el(
    "li",
    { class: "pb-card" },
    el("div", { class: "pb-card-head" },
      el("button", { type: "button", class: "pb-title", title: words("documents.read"), onclick: open }, entry.title || entry.file),
      tool("edit", describe), tool("again", again), tool("delete", remove)),
    named(entry) ? null : el("div", { class: "pb-file" }, entry.file),
    el("div", { class: "pb-facts" }, ...facts.map((fact) => el("span", {}, fact))),
    entry.warnings.length ? remarks(entry) : null,
  );
}

// Does the title already say the file's name?
const named = ({ title, file }) => !title || file === title || file.replace(/\.[^.]*$/, "") === title;

// --- what is doubtful ----------------------------------------------------------------------------------------------------

function remarks(entry) {
  const inside = el("ul", {});
  const fold = el("details", { class: "pb-remarks" }, el("summary", {}, words("script.warnings", { count: entry.warnings.length })), inside);
  fold.addEventListener("toggle", async () => {
    if (fold.open) unfolded.add(entry.id);
    else unfolded.delete(entry.id);
    if (!fold.open || inside.childElementCount) return;
    try {
      const found = (await getJson(`/api/documents/${encodeURIComponent(entry.id)}/remarks`)).remarks;
      inside.replaceChildren(...grouped(found).map(([code, items]) => group(entry, code, items)));
    } catch (error) {
      inside.replaceChildren(el("li", { class: "pb-message" }, error.message));
    }
  });
  fold.open = unfolded.has(entry.id);
  return fold;
}

const grouped = (items) => [...items.reduce((by, item) => by.set(item.code, [...(by.get(item.code) ?? []), item]), new Map())];

// Each remark shows the words it is about; a click opens them in the document.
function group(entry, code, items) {
  const name = words(`warning.${code}`) || code;
  const placed = items.filter((item) => item.start !== null && item.excerpt);
  const open = (item) => source.openAt({ document: entry.id, start: item.start, end: item.end }, { file: entry.file, warning: name });
  const lines = placed.map((item) => el("li", {}, el("button", { type: "button", class: "pb-spotted", onclick: () => open(item) }, item.excerpt)));
  return el("li", {}, items.length > 1 ? `${name} (${items.length})` : name, lines.length ? el("ul", {}, ...lines) : null);
}

// --- changing ------------------------------------------------------------------------------------------------------------

// What the text was read to be may be wrong; what a person says instead outlives new versions of the file.
function describe(entry) {
  const field = (name, input) => el("label", {}, el("span", {}, words(`documents.field_${name}`)), Object.assign(input, { name }));
  const line = (name, length) => field(name, el("input", { type: "text", value: entry[name] ?? "", maxlength: length }));
  const kinds = ["unknown", "plan", "key_points", "summary", "report", "scheme", "compilation"];
  const kind = el("select", {}, ...kinds.map((value) => el("option", { value, selected: value === entry.kind }, words(`kind.${value}`) || words("documents.kind_unknown"))));
  const form = el("form", { class: "pb-describe" },
    line("title", 300), line("issuer", 200), line("region", 100),
    field("year", el("input", { type: "number", value: entry.year ?? "", min: 1900, max: 2200 })),
    field("kind", kind));
  const close = (value) => el("button", { type: "button", onclick: () => dialog.close(value) }, words(value === "restore" ? "documents.as_read" : "script.cancel"));
  const save = el("button", { type: "button", class: "pb-primary", onclick: () => form.reportValidity() && dialog.close("save") }, words("documents.save"));
  const dialog = el("dialog", { class: "pb-dialog", "aria-label": words("documents.edit", { file: entry.file }) },
    el("h2", {}, words("documents.describe")), el("p", { class: "pb-note" }, words("documents.describe_hint")), form,
    el("div", { class: "pb-buttons" }, entry.described ? close("restore") : null, close(""), save));
  form.addEventListener("submit", (event) => (event.preventDefault(), save.click()));
  dialog.addEventListener("close", async () => {
    dialog.remove();
    if (dialog.returnValue) await put(entry, dialog.returnValue === "save" ? new FormData(form) : null);
  });
  document.body.append(dialog);
  dialog.showModal();
}

// Sends what differs from what is shown now, and what a person said before.
async function put(entry, fields) {
  const said = {};
  for (const [name, text] of fields ?? []) {
    const value = name === "year" ? Number(text) : text.trim();
    if (value && (entry.described || value !== entry[name])) said[name] = value;
  }
  try {
    await sendJson(`${addressOf(entry)}/description`, fields ? "PUT" : "DELETE", fields ? said : undefined);
    toast(words("documents.saved", { file: entry.file }), "", 3);
  } catch (error) {
    toast(`${entry.file}: ${error.message}`);
  }
  load();
}

async function again(entry) {
  toast(words("documents.again_begun", { file: entry.file }), "", 3);
  try {
    const outcome = await sendJson(`/api/documents/${encodeURIComponent(entry.id)}/again`, "POST");
    toast(`${entry.file}: ${words(`script.${outcome.status}`)}`);
  } catch (error) {
    toast(`${entry.file}: ${error.message}`);
  }
  load();
}

// The document leaves the list at once and the home when the time to undo is over, or when the page is left.
async function remove(entry) {
  leaving.set(entry.id, entry);
  source.close();
  show();
  if (await toast(words("documents.deleted", { file: entry.file }), words("documents.undo"), UNDO_SECONDS)) {
    leaving.delete(entry.id);
    show();
    return;
  }
  try {
    if (leaving.has(entry.id)) await sendJson(addressOf(entry), "DELETE");
  } catch (error) {
    toast(`${entry.file}: ${error.message}`);
  }
  leaving.delete(entry.id);
  load();
}

const addressOf = (entry) => `/api/documents/${encodeURIComponent(entry.id)}`;

window.addEventListener("pagehide", () => {
  for (const entry of leaving.values()) fetch(addressOf(entry), { method: "DELETE", keepalive: true });
});
filter.addEventListener("input", show);
document.addEventListener("documents", load);
load();
