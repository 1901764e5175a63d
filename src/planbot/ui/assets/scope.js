// What the next question is narrowed to: chips below the box, and a dialog to choose from all there is.

import { byId, el, getJson, toast, words } from "./dom.js";
import { put, unseen } from "./composer.js";

const FIELDS = ["documents", "years", "regions", "departments", "parts"];
const row = byId("pb-scope");
const MANY = 12;
let chosen = Object.fromEntries(FIELDS.map((field) => [field, new Map()]));

// "#scope/<field>/<value>", as the chips of an answer carry it.
export function pin(href, label) {
  const [, field, value] = href.split("/");
  chosen[field]?.set(decodeURIComponent(value), label);
  show();
}

export function clear() {
  for (const field of FIELDS) chosen[field].clear();
  show();
}

const count = () => FIELDS.reduce((sum, field) => sum + chosen[field].size, 0);

function show() {
  const chips = FIELDS.flatMap((field) =>
    [...chosen[field]].map(([value, label]) => {
      const remove = () => (chosen[field].delete(value), show());
      const title = words("chat.scope_remove", { label });
      return el("button", { type: "button", class: "pb-chip pb-chosen", title, "aria-label": title, onclick: remove }, label, el("span", { class: "pb-cross", "aria-hidden": "true" }, "×"));
    }),
  );
  const open = el("button", { type: "button", class: "pb-scope-open", onclick: choose }, words(count() ? "chat.scope_change" : "chat.scope_all"));
  row.replaceChildren(...chips, open);
  const filters = Object.fromEntries(FIELDS.map((field) => [field, [...chosen[field].keys()].map((value) => (field === "years" ? Number(value) : value))]));
  if (byId("pb-filters")) put(unseen("pb-filters"), count() ? JSON.stringify(filters) : "");
}

async function choose() {
  let facets;
  try {
    facets = await getJson("/api/scope");
  } catch (error) {
    toast(error.message);
    return;
  }
  const groups = {
    documents: facets.documents.map(({ id, title }) => [id, title]),
    years: facets.years.map((year) => [String(year), words("script.year", { year })]),
    regions: facets.regions.map((name) => [name, name]),
    departments: facets.departments.map((name) => [name, name]),
  };
  const next = Object.fromEntries(FIELDS.map((field) => [field, new Map(chosen[field])]));
  const dialog = el("dialog", { class: "pb-dialog pb-choose", "aria-label": words("chat.scope_title") },
    el("h2", {}, words("chat.scope_title")),
    el("p", { class: "pb-note" }, words("chat.scope_hint")),
    el("div", { class: "pb-groups" }, ...Object.entries(groups).filter(([, values]) => values.length).map(([field, values]) => group(field, values, next))),
    el("div", { class: "pb-buttons" },
      el("button", { type: "button", onclick: () => dialog.close("clear") }, words("chat.scope_clear")),
      el("button", { type: "button", class: "pb-primary", onclick: () => dialog.close("set") }, words("chat.scope_set"))));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "set") chosen = next;
    if (dialog.returnValue === "clear") return clear();
    show();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function group(field, values, next) {
  const list = el("ul", {}, ...values.map(([value, label]) => {
    const box = el("input", { type: "checkbox", onchange: () => (box.checked ? next[field].set(value, label) : next[field].delete(value)) });
    box.checked = next[field].has(value);
    return el("li", {}, el("label", {}, box, el("span", {}, label)));
  }));
  const narrow = () => {
    for (const item of list.children) item.hidden = !item.textContent.includes(find.value.trim());
  };
  const find = el("input", { type: "search", placeholder: words("chat.scope_find"), "aria-label": words("chat.scope_find"), oninput: narrow });
  return el("fieldset", {}, el("legend", {}, words(`chat.scope_${field}`)), values.length > MANY ? find : null, list);
}

show();
