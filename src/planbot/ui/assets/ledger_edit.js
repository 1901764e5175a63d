// Correcting or rejecting a row of the ledger, and taking that back.

import { el, sendJson, words } from "./dom.js";

const FIELDS = [
  ["indicator", (row) => row.indicator],
  ["value_text", (row) => row.value_text],
  ["deadline", (row) => row.deadline ?? ""],
  ["responsible", (row) => row.responsible.join("、")],
];

const said = (name, value) => (name === "responsible" ? value.split(/[、，,;；]/).map((body) => body.trim()).filter(Boolean) : value);
const address = (row) => `/api/targets/${encodeURIComponent(row.id)}/correction`;
const send = (row, body) => sendJson(address(row), "POST", body);

// The tools of one row; `done(said)` is called after a change, `said` true when the row is gone.
export function edit(row, done) {
  const trouble = el("p", { class: "pb-trouble", role: "alert" });
  const inputs = FIELDS.map(([name, read]) => [name, read(row), el("input", { name, value: read(row), autocomplete: "off" })]);
  const act = async (work, gone) => {
    try {
      await work();
      await done(gone);
    } catch (error) {
      trouble.textContent = error.message;
    }
  };
  const changed = () => Object.fromEntries(inputs.filter(([, before, input]) => input.value.trim() !== before).map(([name, , input]) => [name, said(name, input.value.trim())]));
  const save = () => (Object.keys(changed()).length ? act(() => send(row, changed()), false) : null);
  const fields = inputs.map(([name, , input]) => el("label", {}, el("span", {}, words(`ledger.field_${name}`)), input));
  const buttons = el(
    "div",
    { class: "pb-buttons" },
    row.source === "person" && el("button", { type: "button", onclick: () => act(() => sendJson(address(row), "DELETE"), false) }, words("ledger.undo")),
    el("button", { type: "button", class: "pb-quiet-danger", onclick: () => act(() => send(row, { kind: "dropped" }), true) }, words("ledger.reject")),
    el("button", { type: "submit", class: "pb-primary" }, words("ledger.save")),
  );
  const form = el("form", { class: "pb-edit", onsubmit: (event) => (event.preventDefault(), save()) }, ...fields, trouble, buttons);
  return el("details", { class: "pb-correct" }, el("summary", {}, words("ledger.correct")), form);
}
