// The list of documents: what each says of itself, its remarks, and deleting it.

import "./uploads.js";
import { ask, byId, el, getJson, words } from "./dom.js";

const list = byId("pb-list");
const filter = byId("pb-filter");
const SHOWN_REMARKS = 8;
const FILTER_FROM = 8;
let documents = [];

async function load() {
  try {
    documents = (await getJson("/api/documents")).documents;
  } catch {
    const again = el("button", { type: "button", onclick: load }, words("script.retry"));
    list.replaceChildren(el("li", { class: "pb-message" }, words("script.load_failed"), again));
    return;
  }
  for (const count of document.querySelectorAll(".pb-count")) count.textContent = documents.length || "";
  filter.hidden = documents.length < FILTER_FROM;
  byId("pb-none").hidden = documents.length > 0;
  show();
}

function show() {
  const wanted = filter.hidden ? "" : filter.value.trim().toLowerCase();
  const matching = documents.filter((entry) => `${entry.file} ${entry.title} ${entry.issuer ?? ""}`.toLowerCase().includes(wanted));
  const none = documents.length && !matching.length ? [el("li", { class: "pb-message" }, words("script.no_match"))] : [];
  list.replaceChildren(...matching.map(card), ...none);
}

function card(entry) {
  const facts = [
    entry.status === "indexing" && words("script.indexing"),
    entry.issuer,
    entry.year && words("script.year", { year: entry.year }),
    words(`kind.${entry.kind}`),
    entry.parts.length > 1 && words("script.parts", { count: entry.parts.length }),
    words("script.chars", { count: entry.chars.toLocaleString() }),
  ].filter(Boolean);
  const title = words("script.delete_title", { file: entry.file });
  return el(
    "li",
    { class: "pb-card" },
    el("div", { class: "pb-card-head" }, el("strong", { title: entry.file }, entry.title || entry.file),
      el("button", { type: "button", class: "pb-delete pb-icon", title, "aria-label": title, onclick: () => remove(entry) })),
    named(entry) ? null : el("div", { class: "pb-file" }, entry.file),
    el("div", { class: "pb-facts" }, ...facts.map((fact) => el("span", {}, fact))),
    entry.warnings.length ? remarks(entry.warnings) : null,
  );
}

// Does the title already say the file's name?
const named = ({ title, file }) => !title || file === title || file.replace(/\.[^.]*$/, "") === title;

function remarks(warnings) {
  const byCode = new Map();
  for (const { code, message } of warnings) byCode.set(code, [...(byCode.get(code) ?? []), message]);
  const lines = [...byCode].map(([code, messages]) => {
    const more = messages.length > SHOWN_REMARKS ? el("li", {}, words("script.more_warnings", { count: messages.length - SHOWN_REMARKS })) : null;
    const items = messages.slice(0, SHOWN_REMARKS).map((message) => el("li", {}, message));
    return el("li", {}, `${words(`warning.${code}`) || code} (${messages.length})`, el("ul", {}, ...items, more));
  });
  return el("details", { class: "pb-remarks" }, el("summary", {}, words("script.warnings", { count: warnings.length })), el("ul", {}, ...lines));
}

async function remove(entry) {
  const choice = await ask(words("script.delete_ask", { file: entry.file }), [
    ["", words("script.cancel")],
    ["delete", words("script.delete"), "pb-danger"],
  ]);
  if (choice !== "delete") return;
  try {
    await getJson(`/api/documents/${encodeURIComponent(entry.id)}`, { method: "DELETE" });
  } catch (error) {
    await ask(error.message, [["", words("script.cancel")]]);
  }
  load();
}

filter.addEventListener("input", show);
document.addEventListener("documents", load);
load();
